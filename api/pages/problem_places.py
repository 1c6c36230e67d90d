"""Where the problems of a page stand: each place in the whole text, and the item of the queue that settles it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal

from api.keys.access import REVIEWS
from graph.answers.instruments import documents
from graph.answers.rows import batches, select
from graph.store.base import Store
from graph.store.binding import Term

Json = dict[str, Any]
MOST = 12  # places of one problem that are listed; how many more there are is told


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a problem: the instrument whose text it is in, its address there, and that of the mention in the
    queue, empty where no mention stands just there."""

    instrument: Json
    href: str
    queue: str


def places(store: Store, problems: Sequence[Json]) -> dict[str, list[Place]]:
    """The places that each problem speaks of, by its IRI.

    One that has none of its own (an instrument with two dates) has those of the problems that say the same of a file:
    the places at which the other date is written.
    """
    messages: list[Term] = [Literal(said, language="vi") for said in sorted({one["message"] for one in problems})]
    rows = select(store, "queue-problems", message=messages) if messages else []
    held = {one["iri"]: one for some in batches({row["text"] for row in rows}) for one in _documents(store, some)}
    rows = [row for row in rows if _is_inside(row, held[row["text"]])]
    queued = _queued(store, {(row["text"], row["start"], row["end"]) for row in rows})
    found: dict[str, list[Place]] = {}
    for one in problems:
        same = [row for row in rows if (row["code"], row["message"]) == (one["code"], one["message"])]
        own = [row for row in same if row["problem"] == one["iri"]]
        found[one["iri"]] = [
            _place(row, held[row["text"]], queued)
            for row in sorted(own or same, key=lambda row: (held[row["text"]]["source"], row["start"], row["text"]))
        ]
    return found


def _documents(store: Store, some: list[str]) -> list[Json]:
    return documents(store, of=some, limit=len(some))


def _is_inside(row: Json, document: Json) -> bool:
    """Of a file that holds several documents a problem stands in one."""
    return bool(document["start"] <= row["start"] and row["end"] <= document["end"])


def _queued(store: Store, wanted: set[tuple[str, int, int]]) -> dict[tuple[str, int, int], str]:
    found: dict[tuple[str, int, int], str] = {}
    for some in batches(str(start) for start in sorted({start for _, start, _ in wanted})):
        for row in select(store, "queue-places", start=[Literal(int(start)) for start in some]):
            place = (row["text"], row["start"], row["end"])
            if place in wanted:
                found.setdefault(place, row["citation"])
    return found


def _place(row: Json, document: Json, queued: dict[tuple[str, int, int], str]) -> Place:
    mention = queued.get((row["text"], row["start"], row["end"]), "")
    item = mention.rpartition("/id/")[2]
    return Place(
        document["instrument"],
        f"/tai-lieu/{document['iri'].rpartition('/')[2]}?at={row['start']}-{row['end']}#at",
        f"{REVIEWS}?item={item}" if item else "",
    )
