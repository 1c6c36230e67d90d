"""What became of bodies and provinces, as the registry in the graph knows it."""

from __future__ import annotations

from datetime import date

import pyoxigraph
from pyoxigraph import Literal, NamedNode

from graph.answers.pieces import relation_name
from graph.answers.rows import Json, Row, nodes, select
from graph.answers.tasks import describe
from graph.errors import NotADay, UnknownAgency, UnknownPlace
from graph.identity import agency_iri
from graph.registry.bodies import local_body
from graph.store.base import Store
from graph.store.engine import OxigraphStore
from graph.triples.registry import registry_quads
from graph.typed import read_date, read_place
from graph.vocabulary import DAN

# Later than any day that the registry speaks of: the state of things as far as it is known.
_LATEST = "9999-12-31"


def successors(store: Store, body: str, *, on: str | None = None) -> Json:
    """What took over from a body or a province, given by its IRI or its full name, until the day `on`.

    {"body": named, "changes": [{event, from: named, to: named, date, scope, order: named or None, confidence}],
    "standing": [named]} with named = {iri, name, founded, dissolved, verified}. `changes` are all steps, the
    earliest first; `standing` are the last in line on that day, the body itself while it exists. `confidence`
    is None where certain, `dissolved` the last day. A name that no document has is answered from the registry
    alone. Raises UnknownAgency, NotADay.
    """
    return _line(store, body, on, "successors")


def predecessors(store: Store, body: str, *, on: str | None = None) -> Json:
    """What a body took over from: as `successors`, but `standing` are the oldest in line, those that came from
    no other. `on` leaves out the changes after that day. Raises UnknownAgency, NotADay."""
    return _line(store, body, on, "predecessors")


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


def tasks_of_dissolved(store: Store, on: str) -> list[Json]:
    """The tasks whose agencies no longer exist on a day, in the order of their texts.

    [{"task": task, "dissolved": [{"agency": named, "role": leadAgency or coordinatingAgency, "standing":
    [named]}]}]; `standing` is empty where the registry knows nobody that took over. Raises NotADay.
    """
    rows = select(store, "tasks-of-dissolved", day=Literal(_day(on)))
    named = _named(store, {iri for row in rows for iri in (row["agency"], row["now"]) if iri})
    gone: dict[str, dict[tuple[str, str], set[str]]] = {}
    for row in rows:
        into = gone.setdefault(row["task"], {}).setdefault((row["relation"], row["agency"]), set())
        into |= {row["now"]} if row["now"] else set()
    return [
        {
            "task": task,
            "dissolved": [
                {
                    "agency": named[agency],
                    "role": relation_name(relation),
                    "standing": [named[iri] for iri in sorted(now)],
                }
                for (relation, agency), now in sorted(gone[task["iri"]].items(), key=_lead_first)
            ],
        }
        for task in describe(store, gone)
    ]


def _lead_first(item: tuple[tuple[str, str], set[str]]) -> tuple[bool, str]:
    (relation, agency), _ = item
    return relation != DAN.leadAgency.value, agency


def _line(store: Store, body: str, on: str | None, question: str) -> Json:
    day = _day(on)
    iri = body if "://" in body else agency_iri(body)
    try:
        node = NamedNode(iri)
    except ValueError:
        raise UnknownAgency(body) from None
    known = _named(store, {iri})
    if iri not in known and local_body(body) is not None:
        # The graph follows the lines of those bodies only that its documents name; the registry knows the others.
        store = _registry_alone(iri, body)
        known = _named(store, {iri})
    if iri not in known:
        raise UnknownAgency(body)
    rows = [row for row in select(store, question, body=node) if row["date"] <= day]
    reached = _reached(rows, iri, question)
    rows = [row for row in rows if row["from"] in reached and row["to"] in reached]
    named = known | _named(store, {one for row in rows for one in (row["from"], row["to"], row["order"]) if one})
    near, far = ("from", "to") if question == "successors" else ("to", "from")
    last = {row[far] for row in rows} | {iri}
    last -= {row[near] for row in rows}
    return {
        "body": named[iri],
        "changes": [
            {
                "event": row["event"],
                "from": named[row["from"]],
                "to": named[row["to"]],
                "date": row["date"],
                "scope": row["scope"],
                "order": named[row["order"]] if row["order"] else None,
                "confidence": row["confidence"],
            }
            for row in sorted(rows, key=lambda r: (r["date"], r["from"], r["to"], r["event"]))
        ],
        "standing": [named[one] for one in sorted(last) if question == "predecessors" or _stands(named[one], day)],
    }


def _registry_alone(iri: str, name: str) -> Store:
    """A store of the registry and the line of one body: 30 ms."""
    store = pyoxigraph.Store()
    store.extend(registry_quads({iri: name}, {}))
    return OxigraphStore(store, "registry")


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


def _named(store: Store, iris: set[str]) -> dict[str, Json]:
    if not iris:
        return {}
    found: dict[str, Json] = {}
    for row in sorted(select(store, "registered-names", one=nodes(iris)), key=lambda r: (r["one"], r["kind"])):
        found[row["one"]] = {
            "iri": row["one"],
            "name": row["name"],
            "founded": row["founded"],
            "dissolved": row["dissolved"],
            "verified": row["kind"] != DAN.UnverifiedBody.value,
        }
    unnamed = {iri for iri, one in found.items() if one["name"] is None}
    for row in select(store, "agency-names", agency=nodes(unnamed)) if unnamed else ():
        found[row["agency"]]["name"] = row["name"]
    return found


def _day(typed: str | None) -> str:
    """A day as ISO; a year alone is its last day. Raises NotADay."""
    if typed is None:
        return _LATEST
    day = read_date(typed)
    try:
        return date.fromisoformat(f"{day}-12-31" if day and len(day) == 4 else day or "").isoformat()
    except ValueError:
        raise NotADay(typed) from None
