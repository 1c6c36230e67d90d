"""`danchieu_tasks` and `danchieu_deadlines`: directive sentences, who does them, by when, how much."""

from __future__ import annotations

from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from ingest.grammar.task_tables import table_tasks
from ingest.grammar.tasks import find_tasks
from ingest.reading import Reading
from ingest.structure.outline import Unit


@Language.factory("danchieu_tasks")
def create(nlp: Language, name: str) -> Any:
    """The component; it needs `danchieu_structure` and `danchieu_citations` before it."""
    return read_tasks


def read_tasks(doc: Doc) -> Doc:
    """Fill `doc._.reading.tasks` and `doc.spans["tasks"]`, `["agencies"]`, `["deadlines"]`."""
    reading: Reading = doc._.reading
    cited = [(m.full_start, m.head_end) for m in reading.mentions]
    tables = reading.tables
    plain = reading.clean.text.replace("\n", " ") if tables else ""
    for k, inst in enumerate(reading.instruments):
        header = inst.header
        place = None if header.jurisdiction == "vn" else header.place
        inside = [c for c in cited if inst.start <= c[0] < inst.end]
        found = find_tasks(reading.flat, inst.units, inst.zones, inside, place, header.date)
        own = [t for t in tables if inst.start <= t[0][0][0] < inst.end]
        rows = table_tasks(plain, own, place, header.date) if own else []
        covered = [(t[0][0][0], t[-1][-1][1]) for t in own if any(t[0][0][0] <= r.start < t[-1][-1][1] for r in rows)]
        for row in rows:
            row.unit = _unit_at(inst.units, row.start)
        kept = [t for t in found if not any(a <= t.start < b for a, b in covered)] + rows
        reading.tasks += [(k, task) for task in sorted(kept, key=lambda t: (t.start, t.end))]
    doc.spans["tasks"] = _spans(doc, [(t.start, t.end, "task") for _, t in reading.tasks])
    doc.spans["agencies"] = _spans(
        doc,
        [(a.start, a.end, "lead") for _, t in reading.tasks for a, explicit in t.lead if explicit]
        + [(a.start, a.end, "coordinating") for _, t in reading.tasks for a in t.coordinating],
    )
    doc.spans["deadlines"] = _spans(doc, [(a, b, "deadline") for _, t in reading.tasks for _, a, b in t.deadlines])
    return doc


def _unit_at(units: list[Unit], at: int) -> int:
    """The narrowest unit that a place stands in."""
    inside = [u for u in units if u.start <= at < u.end]
    return min(inside, key=lambda u: (u.end - u.start, -u.index)).index if inside else 0


def _spans(doc: Doc, found: list[tuple[int, int, str]]) -> list[Any]:
    spans = [doc.char_span(a, b, label=label, alignment_mode="expand") for a, b, label in found]
    return [s for s in spans if s is not None]
