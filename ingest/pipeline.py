"""The spaCy pipeline, assembled. Anyone may `add_pipe` more, or leave one out.

The grammars work on characters, because a Vietnamese tokeniser splits `19-CT/TU` into five and is
fifty times slower; tokens are for spans and for others' components.
"""

from __future__ import annotations

from functools import cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from ingest.components import citations, relations, structure, tasks
from ingest.readers.plain import MAX_CHARACTERS
from ingest.reading import Reading
from ingest.structure.paragraphs import paragraphs
from ingest.text import clean
from ingest.tokens import Tokenizer  # noqa: F401 - registers the tokenizer that the configuration names

COMPONENTS = ("danchieu_structure", "danchieu_citations", "danchieu_relations", "danchieu_tasks")

__all__ = ["COMPONENTS", "build", "citations", "read", "relations", "structure", "tasks"]


def build() -> Language:
    """A fresh pipeline with all components."""
    if not Doc.has_extension("reading"):
        Doc.set_extension("reading", default=None)
    nlp = spacy.blank("xx", config={"nlp": {"tokenizer": {"@tokenizers": "danchieu.Tokenizer.v1"}}})
    nlp.max_length = MAX_CHARACTERS
    for name in COMPONENTS:
        nlp.add_pipe(name)
    return nlp


@cache
def _shared() -> Language:
    return build()


def read(source: str, nlp: Language | None = None) -> Doc:
    """The Doc of a source text, with everything that was read in `doc._.reading`."""
    language = nlp or _shared()
    cleaned = clean(source)
    found, flat = paragraphs(cleaned)
    doc = language.make_doc(flat)
    doc._.reading = Reading(cleaned, flat, found)
    return language(doc)
