"""A source text read, step after step. Each step is a function that fills the `Reading`, and replaceable.

The grammars work on characters, because a Vietnamese tokeniser splits `19-CT/TU` into five and is
fifty times slower. The same steps as spaCy components are in `ingest.components`; reading does not go
through a Doc, because making its tokens took a third of the whole time and nothing here reads them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ingest.reading import Reading
from ingest.source import SourceText
from ingest.steps.citations import find_citations
from ingest.steps.relations import set_relations
from ingest.steps.structure import read_structure
from ingest.steps.tasks import read_tasks
from ingest.structure.marked import marked
from ingest.structure.paragraphs import paragraphs
from ingest.text import clean

Step = Callable[[Reading], None]

STEPS: tuple[Step, ...] = (read_structure, find_citations, set_relations, read_tasks)


def begin(source: str | SourceText) -> Reading:
    """A reading before its first step: the text cleaned and cut into paragraphs.

    What a reader knew of tables and footnotes is taken over, in offsets of the clean text.
    """
    if isinstance(source, str):
        cleaned = clean(source)
        found, flat = paragraphs(cleaned)
        return Reading(cleaned, flat, found)
    cleaned = clean(source.text)
    known = marked(source, cleaned)
    found, flat = paragraphs(cleaned, known)
    return Reading(cleaned, flat, found, tables=known.tables)


def read(source: str | SourceText, steps: Sequence[Step] = STEPS) -> Reading:
    """Everything that one text says.

    >>> [m.symbol for m in read("Căn cứ Chỉ thị số 19-CT/TU ngày 03/02/2021;").mentions]
    ['19-CT/TU']
    """
    reading = begin(source)
    for step in steps:
        step(reading)
    return reading
