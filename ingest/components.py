"""The steps as spaCy components: registered factories that any pipeline can `add_pipe`, in their order.

    nlp = spacy.blank("xx")
    for name in COMPONENTS:
        nlp.add_pipe(name)
    doc = nlp("Căn cứ Chỉ thị số 19-CT/TU ngày 03/02/2021;")
    doc.spans["citations"], doc._.reading

A Doc's text is the source as it is given; spans have its offsets. Components of others can stand
before, between and after these.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from ingest.pipeline import begin
from ingest.readers.plain import MAX_CHARACTERS
from ingest.reading import Reading
from ingest.steps.citations import find_citations
from ingest.steps.relations import set_relations
from ingest.steps.structure import read_structure
from ingest.steps.tasks import read_tasks
from ingest.tokens import Tokenizer  # noqa: F401 - registers the tokenizer that the configuration names

COMPONENTS = ("danchieu_structure", "danchieu_citations", "danchieu_relations", "danchieu_tasks")

if not Doc.has_extension("reading"):
    Doc.set_extension("reading", default=None)


def build() -> Language:
    """A fresh pipeline with all components."""
    nlp = spacy.blank("xx", config={"nlp": {"tokenizer": {"@tokenizers": "danchieu.Tokenizer.v1"}}})
    nlp.max_length = MAX_CHARACTERS
    for name in COMPONENTS:
        nlp.add_pipe(name)
    return nlp


@Language.factory("danchieu_structure")
def structure(nlp: Language, name: str) -> Any:
    """Begins the reading: instruments, headers, outlines, zones."""

    def component(doc: Doc) -> Doc:
        doc._.reading = begin(doc.text)
        read_structure(doc._.reading)
        return doc

    return component


@Language.factory("danchieu_citations", requires=["doc._.reading"])
def citations(nlp: Language, name: str) -> Any:
    """Every mention, in `doc.spans["citations"]` with its kind as label."""

    def component(doc: Doc) -> Doc:
        reading: Reading = doc._.reading
        find_citations(reading)
        doc.spans["citations"] = _spans(doc, ((m.start, m.end, m.kind) for m in reading.mentions))
        return doc

    return component


@Language.factory("danchieu_relations", requires=["doc._.reading"])
def relations(nlp: Language, name: str) -> Any:
    """The relation of each mention, in `doc._.reading.mentions`."""

    def component(doc: Doc) -> Doc:
        set_relations(doc._.reading)
        return doc

    return component


@Language.factory("danchieu_tasks", requires=["doc._.reading"])
def tasks(nlp: Language, name: str) -> Any:
    """Tasks with who and by when, in `doc.spans["tasks"]`, `["agencies"]` and `["deadlines"]`."""

    def component(doc: Doc) -> Doc:
        reading: Reading = doc._.reading
        read_tasks(reading)
        found = [t for _, t in reading.tasks]
        doc.spans["tasks"] = _spans(doc, ((t.start, t.end, "task") for t in found))
        doc.spans["agencies"] = _spans(
            doc,
            [(a.start, a.end, "lead") for t in found for a, explicit in t.lead if explicit]
            + [(a.start, a.end, "coordinating") for t in found for a in t.coordinating],
        )
        doc.spans["deadlines"] = _spans(doc, ((a, b, "deadline") for t in found for _, a, b in t.deadlines))
        return doc

    return component


def _spans(doc: Doc, found: Iterable[tuple[int, int, str]]) -> list[Span]:
    spans = []
    for first, last, label in found:
        start, end = doc._.reading.clean.source_span(first, last)
        spans.append(doc.char_span(start, end, label=label, alignment_mode="expand"))
    return [s for s in spans if s is not None]
