"""What became of bodies and provinces, as the registry in the graph knows it."""

from __future__ import annotations

from datetime import date

from pyoxigraph import Literal, NamedNode

from graph.answers.bodies import find_body, named, with_body
from graph.answers.pieces import relation_name
from graph.answers.rows import Json, Row, select
from graph.answers.tasks import describe
from graph.errors import NotADay, UnknownPlace
from graph.store.base import Store
from graph.typed import read_date, read_place
from graph.vocabulary import DAN

# Later than any day that the registry speaks of: the state of things as far as it is known.
_LATEST = "9999-12-31"


def successors(store: Store, body: str, *, on: str | None = None) -> Json:
    """What took over from a body or a province, given as `graph.answers.bodies.find_body` takes it, until the day `on`.

    {"body": named, "changes": [{event, from: named, to: named, date, scope, order: named or None, source: named
    or None, confidence}], "standing": [named]} with named = {iri, name, founded, dissolved, verified}. `changes`
    are all steps, the earliest first; `standing` are the last in line on that day, the body itself while it exists.
    `order` is the instrument that made the change, `source` what says so, which may be a practice and no instrument;
    `confidence` is None where certain, `dissolved` the last day. A name that no document has is answered from the
    registry alone. Raises UnknownAgency, AmbiguousAgency, NotADay.
    """
    return _line(store, body, on, "successors")


def predecessors(store: Store, body: str, *, on: str | None = None) -> Json:
    """What a body took over from: as `successors`, but `standing` are the oldest in line, those that came from
    no other. `on` leaves out the changes after that day. Raises UnknownAgency, AmbiguousAgency, NotADay."""
    return _line(store, body, on, "predecessors")


def succession(store: Store, body: str, *, on: str | None = None) -> Json:
    """Both ways at once: {"body": named, "on": ISO day or None, "successors": {changes, standing}, "predecessors":
    {changes, standing}}, as `successors` and `predecessors` have them. Raises what they raise."""
    day = _day(on)
    iri = find_body(store, body)
    store = with_body(store, iri)
    return {
        "body": named(store, {iri})[iri],
        "on": day if on is not None else None,
        "successors": _followed(store, iri, day, "successors"),
        "predecessors": _followed(store, iri, day, "predecessors"),
    }


def province_now(store: Store, place: str, *, on: str | None = None) -> list[Json]:
    """Which province a place typed by its name is on a day, by default the latest that the registry knows.

    [{iri, name, place, founded, dissolved, committee}]; several where a province was divided. Empty where there
    was none yet on that day. Raises UnknownPlace, NotADay.
    """
    slug = read_place(place)
    day = _day(on)
    rows = select(store, "province-now", place=Literal(slug), day=Literal(day))
    if not rows and not select(store, "province-now", place=Literal(slug), day=Literal(_LATEST)):
        raise UnknownPlace(place)
    found = [
        {
            "iri": row["province"],
            "name": row["name"],
            "place": row["slug"],
            "founded": row["founded"],
            "dissolved": row["dissolved"],
            "committee": row["committee"],
        }
        for row in rows
    ]
    return sorted(found, key=lambda p: (p["place"], p["iri"]))


def place(store: Store, name: str, *, on: str | None = None) -> Json:
    """{"place": slug, "on": ISO day or None, "provinces": as `province_now` has them}. Raises what it raises."""
    found = province_now(store, name, on=on)
    return {"place": read_place(name), "on": _day(on) if on is not None else None, "provinces": found}


def tasks_of_dissolved(store: Store, on: str, *, limit: int | None = None, offset: int = 0) -> list[Json]:
    """The tasks whose agencies no longer exist on a day, in the order of their texts; in that of their identifiers
    where a `limit` makes pages, for a page that was sorted anew would lose what stands at its end.

    [{"task": task, "dissolved": [{"agency": named, "role": leadAgency or coordinatingAgency, "standing":
    [named]}]}]; `standing` is empty where the registry knows nobody that took over. Raises NotADay.
    """
    rows = select(store, "tasks-of-dissolved", day=Literal(_day(on)))
    told = named(store, {iri for row in rows for iri in (row["agency"], row["now"]) if iri})
    gone: dict[str, dict[tuple[str, str], set[str]]] = {}
    for row in rows:
        into = gone.setdefault(row["task"], {}).setdefault((row["relation"], row["agency"]), set())
        into |= {row["now"]} if row["now"] else set()
    tasks = describe(store, gone if limit is None else sorted(gone)[offset : offset + limit])
    if limit is not None:
        tasks.sort(key=lambda task: str(task["iri"]))
    return [
        {
            "task": task,
            "dissolved": [
                {
                    "agency": told[agency],
                    "role": relation_name(relation),
                    "standing": [told[iri] for iri in sorted(now)],
                }
                for (relation, agency), now in sorted(gone[task["iri"]].items(), key=_lead_first)
            ],
        }
        for task in tasks
    ]


def _lead_first(item: tuple[tuple[str, str], set[str]]) -> tuple[bool, str]:
    (relation, agency), _ = item
    return relation != DAN.leadAgency.value, agency


def _line(store: Store, body: str, on: str | None, question: str) -> Json:
    day = _day(on)
    iri = find_body(store, body)
    store = with_body(store, iri)
    return {"body": named(store, {iri})[iri], **_followed(store, iri, day, question)}


def _followed(store: Store, iri: str, day: str, question: str) -> Json:
    """The changes on the way from a body, and the last that are reached."""
    rows = [row for row in select(store, question, body=NamedNode(iri)) if row["date"] <= day]
    reached = _reached(rows, iri, question)
    rows = [row for row in rows if row["from"] in reached and row["to"] in reached]
    told = named(store, {iri, *(row[end] for row in rows for end in ("from", "to", "order", "source") if row[end])})
    near, far = ("from", "to") if question == "successors" else ("to", "from")
    last = {row[far] for row in rows} | {iri}
    last -= {row[near] for row in rows}
    return {
        "changes": [
            {
                "event": row["event"],
                "from": told[row["from"]],
                "to": told[row["to"]],
                "date": row["date"],
                "scope": row["scope"],
                "order": told[row["order"]] if row["order"] else None,
                "source": told[row["source"]] if row["source"] else None,
                "confidence": row["confidence"],
            }
            for row in sorted(rows, key=lambda r: (r["date"], r["from"], r["to"], r["event"]))
        ],
        "standing": [told[one] for one in sorted(last) if question == "predecessors" or _stands(told[one], day)],
    }


def _reached(rows: list[Row], start: str, question: str) -> set[str]:
    """What is still on the way once the changes after the day are left out."""
    near, far = ("from", "to") if question == "successors" else ("to", "from")
    reached, waiting = {start}, [start]
    while waiting:
        at = waiting.pop()
        fresh = {row[far] for row in rows if row[near] == at} - reached
        reached |= fresh
        waiting += sorted(fresh)
    return reached


def _stands(body: Json, day: str) -> bool:
    return body["dissolved"] is None or day[: len(body["dissolved"])] <= body["dissolved"]


def _day(typed: str | None) -> str:
    """A day as ISO; a year alone is its last day. Raises NotADay."""
    if typed is None:
        return _LATEST
    day = read_date(typed)
    try:
        return date.fromisoformat(f"{day}-12-31" if day and len(day) == 4 else day or "").isoformat()
    except ValueError:
        raise NotADay(typed) from None
