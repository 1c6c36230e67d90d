"""What a person should look at."""

from __future__ import annotations

from pyoxigraph import Literal

from graph.answers.instruments import summaries
from graph.answers.rows import Json, select
from graph.store.base import Store
from graph.store.binding import Term


def problems(store: Store, *, code: str | None = None, limit: int = 50, offset: int = 0) -> list[Json]:
    """Problems by code, then in the order of the texts.

    [{iri, code, message, source, start, end, instruments: [summary]}]; source and place are None where
    no file has it.
    """
    only: dict[str, list[Term]] = {"code": [Literal(code)]} if code else {}
    rows = select(store, "problems", **only)
    found: dict[str, Json] = {}
    about: dict[str, set[str]] = {}
    for row in sorted(rows, key=lambda r: r["source"] or ""):
        found.setdefault(
            row["problem"],
            {
                "iri": row["problem"],
                "code": row["code"],
                "message": row["message"],
                "source": row["source"],
                "start": row["start"],
                "end": row["end"],
            },
        )
        if row["instrument"]:
            about.setdefault(row["problem"], set()).add(row["instrument"])
    ordered = sorted(
        found.values(), key=lambda p: (p["code"], p["source"] or "", p["start"] or 0, p["message"], p["iri"])
    )[offset : offset + limit]
    known = summaries(store, {iri for one in ordered for iri in about.get(one["iri"], ())})
    return [
        one | {"instruments": [known[iri] for iri in sorted(about.get(one["iri"], ())) if iri in known]}
        for one in ordered
    ]


def problem_codes(store: Store) -> dict[str, int]:
    """How many problems there are of each code."""
    return {row["code"]: row["problems"] for row in select(store, "problem-codes")}
