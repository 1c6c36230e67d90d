"""`danchieu_tasks` and `danchieu_deadlines`: directive sentences, who does them, by when, how much."""

from __future__ import annotations

from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from ingest.grammar.tasks import find_tasks
from ingest.reading import Reading


@Language.factory("danchieu_tasks")
def create(nlp: Language, name: str) -> Any:
    """The component; it needs `danchieu_structure` and `danchieu_citations` before it."""
    return read_tasks


def read_tasks(doc: Doc) -> Doc:
    """Fill `doc._.reading.tasks` and `doc.spans["tasks"]`, `["agencies"]`, `["deadlines"]`."""
    reading: Reading = doc._.reading
    cited = [(m.full_start, m.head_end) for m in reading.mentions]
    for k, inst in enumerate(reading.instruments):
        header = inst.header
        place = None if header.jurisdiction == "vn" else header.place
        inside = [c for c in cited if inst.start <= c[0] < inst.end]
        for task in find_tasks(reading.flat, inst.units, inst.zones, inside, place, header.date):
            reading.tasks.append((k, task))
    doc.spans["tasks"] = _spans(doc, [(t.start, t.end, "task") for _, t in reading.tasks])
    doc.spans["agencies"] = _spans(
        doc,
        [(a.start, a.end, "lead") for _, t in reading.tasks for a, explicit in t.lead if explicit]
        + [(a.start, a.end, "coordinating") for _, t in reading.tasks for a in t.coordinating],
    )
    doc.spans["deadlines"] = _spans(doc, [(a, b, "deadline") for _, t in reading.tasks for _, a, b in t.deadlines])
    return doc


def _spans(doc: Doc, found: list[tuple[int, int, str]]) -> list[Any]:
    spans = [doc.char_span(a, b, label=label, alignment_mode="expand") for a, b, label in found]
    return [s for s in spans if s is not None]
