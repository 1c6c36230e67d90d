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
    standing = states(store, {row["instrument"]: row for row in rows}, on) if wanted.status or facets else {}
    tests = _tests(wanted)
    values = [_values(row, standing) for row in rows]
    fits = [{name: _fits(tests[name], value[name]) for name in tests} for value in values]
    found = [row for row, fit in zip(rows, fits, strict=True) if all(fit.values())]
    return {
        "total": len(found),
        "items": summed(store, found[offset : offset + limit]),
        "facets": {name: _counted(name, values, fits) for name in FACETS} if facets else None,
    }


def _tests(wanted: Narrowing) -> dict[str, str]:
    """What each facet that was chosen must be, folded."""
    chosen = {field.name: getattr(wanted, field.name) for field in fields(wanted)}
    return {name: _folded(name, value) for name, value in chosen.items() if value is not None}


def _folded(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value).strip()
    return fold(text).replace(" ", "-") if name == "place" else text if name == "status" else fold(text)


def _values(row: Row, standing: dict[str, str]) -> dict[str, str | None]:
    return {
        "type": row["type"],
        "issuer": row["issuer"],
        "place": row["jurisdiction"],
        "year": (row["date"] or "")[:4] or None,
        "held": "true" if row["held"] else "false",
        "status": standing.get(row["instrument"]),
    }


def _fits(wanted: str, value: str | None) -> bool:
    return value is not None and (value == wanted or fold(value) == wanted)


def _counted(name: str, values: list[dict[str, str | None]], fits: list[dict[str, bool]]) -> Json:
    counts = Counter(
        value[name]
        for value, fit in zip(values, fits, strict=True)
        if value[name] is not None and all(good for facet, good in fit.items() if facet != name)
    )
    every = sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
    return {
        "values": [{"value": value, "count": count} for value, count in every[:MOST_VALUES]],
        "more": len(every[MOST_VALUES:]),
    }
