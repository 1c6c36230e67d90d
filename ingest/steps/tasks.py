"""Directive sentences, who does them, by when, how much."""

from __future__ import annotations

from bisect import bisect_left

from ingest.grammar.task_tables import table_tasks
from ingest.grammar.tasks import find_tasks
from ingest.reading import Reading
from ingest.structure.outline import Unit
from ingest.structure.tables import extent


def read_tasks(reading: Reading) -> None:
    """Fill `reading.tasks`: each with the instrument that it stands in."""
    cited = sorted((m.full_start, m.head_end) for m in reading.mentions)
    tables = reading.tables
    plain = reading.clean.text.replace("\n", " ") if tables else ""
    for k, inst in enumerate(reading.instruments):
        header = inst.header
        place = None if header.jurisdiction == "vn" else header.place
        inside = cited[bisect_left(cited, (inst.start, 0)) : bisect_left(cited, (inst.end, 0))]
        found = find_tasks(reading.flat, inst.units, inst.zones, inside, place, header.date)
        own = [t for t in tables if inst.start <= extent(t)[0] < inst.end]
        rows = table_tasks(plain, own, place, header.date) if own else []
        covered = [(a, b) for a, b in map(extent, own) if any(a <= row.start < b for row in rows)]
        for row in rows:
            row.unit = _unit_at(inst.units, row.start)
        kept = [t for t in found if not any(a <= t.start < b for a, b in covered)] + rows
        reading.tasks += [(k, task) for task in sorted(kept, key=lambda t: (t.start, t.end))]


def _unit_at(units: list[Unit], at: int) -> int:
    """The narrowest unit that a place stands in."""
    inside = [u for u in units if u.start <= at < u.end]
    return min(inside, key=lambda u: (u.end - u.start, -u.index)).index if inside else 0
