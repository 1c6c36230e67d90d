"""The catalogue of instruments: what a typed text may mean, narrowed by facets, with how many each facet has."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields
from typing import Final

from graph.answers.rows import Json, Row
from graph.answers.status import states
from graph.identity import fold
from graph.search import ranked, summed
from graph.store.base import Store

FACETS: Final = ("type", "issuer", "place", "year", "held", "status")
MOST_VALUES = 50  # of one facet: who looks through more types or bodies, types a part of the name


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What the instruments must be; None for anything.

    `type` and `issuer` by name, accents or not; `place` by name or slug («vn» for the whole country), `year` four
    digits, `held` whether their text is held, `status` one of `graph.answers.status.STATES` on `on` (by all that is
    known where no day is given).
    """

    type: str | None = None
    issuer: str | None = None
    place: str | None = None
    year: str | None = None
    held: bool | None = None
    status: str | None = None


def catalogue(
    store: Store,
    text: str = "",
    *,
    date: str | None = None,
    narrowing: Narrowing | None = None,
    on: str | None = None,
    facets: bool = False,
    limit: int = 20,
    offset: int = 0,
) -> Json:
    """{"total", "items": [summary], "facets": {facet: {"values": [{value, count}], "more"}} or None}, the best first.

    A facet counts under all the other facets, so that each value shows what choosing it instead would leave; of more
    than `MOST_VALUES` values the most frequent are given, and `more` counts the rest. Raises NotADay.
    """
    wanted = narrowing or Narrowing()
    rows = ranked(store, text, date=date)
    tests = _tests(wanted)
    values = _values(rows, _standing(store, rows, on) if wanted.status or facets else {}) if tests or facets else {}
    misses = _misses(tests, values, len(rows))
    found = [row for row, missed in zip(rows, misses, strict=True) if not missed] if tests else rows
    return {
        "total": len(found),
        "items": summed(store, found[offset : offset + limit]),
        "facets": {name: _counted(name, values[name], misses) for name in FACETS} if facets else None,
    }


def _standing(store: Store, rows: list[Row], on: str | None) -> dict[str, str]:
    """The state of each on a day; by all that is known, the index of the store may have it."""
    if on is None and rows and all("state" in row for row in rows):
        return {row["instrument"]: row["state"] for row in rows}
    return states(store, {row["instrument"]: row for row in rows}, on)


def _tests(wanted: Narrowing) -> dict[str, str]:
    """What each facet that was chosen must be, folded."""
    chosen = {field.name: getattr(wanted, field.name) for field in fields(wanted)}
    return {name: _folded(name, value) for name, value in chosen.items() if value is not None}


def _folded(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value).strip()
    return fold(text).replace(" ", "-") if name == "place" else text if name == "status" else fold(text)


def _values(rows: list[Row], standing: dict[str, str]) -> dict[str, list[str | None]]:
    """What each row has of each facet, a list for a facet."""
    return {
        "type": [row["type"] for row in rows],
        "issuer": [row["issuer"] for row in rows],
        "place": [row["jurisdiction"] for row in rows],
        "year": [(row["date"] or "")[:4] or None for row in rows],
        "held": ["true" if row["held"] else "false" for row in rows],
        "status": [standing.get(row["instrument"]) for row in rows],
    }


def _misses(tests: dict[str, str], values: dict[str, list[str | None]], count: int) -> list[tuple[str, ...]]:
    """The chosen facets that each row does not fit."""
    if not tests:
        return [()] * count
    fitting = {
        name: {v for v in set(values[name]) if v is not None and test in (v, fold(v))} for name, test in tests.items()
    }
    return [
        tuple(name for name, value in zip(tests, of_row, strict=True) if value not in fitting[name])
        for of_row in zip(*(values[name] for name in tests), strict=True)
    ]


def _counted(name: str, values: list[str | None], misses: list[tuple[str, ...]]) -> Json:
    alone = ((), (name,))
    counts = Counter(
        (value for value, missed in zip(values, misses, strict=True) if missed in alone) if any(misses) else values
    )
    counts.pop(None, None)
    every = sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
    return {
        "values": [{"value": value, "count": count} for value, count in every[:MOST_VALUES]],
        "more": len(every[MOST_VALUES:]),
    }
