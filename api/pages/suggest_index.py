"""What the search box suggests from: every instrument and every agency with tasks, read once for each generation."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from pyoxigraph import Literal

from api.knowledge import Knowledge
from graph import questions
from graph.answers.rows import Json, Row, select
from graph.identity import fold
from graph.store.base import Store
from graph.typed import series_slug

# Two, so that requests which began on the generation before a load do not push out the one after it.
_MOST_KEPT = 2


@dataclass(frozen=True, slots=True)
class Known:
    """An instrument: its summary, its folded words (each after a blank), its symbol, its series, how it is ranked."""

    about: Row
    key: str
    symbol: str
    series: str | None
    place: tuple[bool, int, str, str]  # held first, then the most cited, the newest; the IRI settles the rest


@dataclass(frozen=True, slots=True)
class Body:
    """An agency that is given tasks; `key` has its folded name after a blank."""

    about: Json
    key: str


@dataclass(frozen=True, slots=True)
class Index:
    """Instruments and agencies, each in the order in which they are suggested where all else is equal."""

    instruments: tuple[Known, ...]
    bodies: tuple[Body, ...]


class Indexes:
    """The indexes of the last generations. To read one takes 0.3 s at a million quads; to look through it, 2 ms."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Index] = OrderedDict()

    def of(self, knowledge: Knowledge, store: Store) -> Index:
        """The index of the newest generation, whose store is given."""
        edition = knowledge.edition() or ""
        with self._lock:  # who types while another's first letter is read waits for it, rather than reads it too
            found = self._kept.get(edition)
            if found is None:
                found = self._kept[edition] = read_index(store)
                while len(self._kept) > _MOST_KEPT:
                    self._kept.popitem(last=False)
            return found


def read_index(store: Store) -> Index:
    """Everything that may be suggested, from the store."""
    cited = {row["instrument"]: row["citations"] for row in select(store, "citation-counts")}
    known = [_known(row, cited.get(row["instrument"], 0)) for row in select(store, "search", word=Literal(""))]
    # By days downwards, and by all else upwards: two sorts, of which the later weighs more.
    known.sort(key=lambda one: one.place[2], reverse=True)
    known.sort(key=lambda one: one.place[:2])
    bodies = [Body(one, f" {fold(one['name'])}") for one in questions.agencies(store, limit=_ALL)]
    return Index(tuple(known), tuple(bodies))


_ALL = 1_000_000  # more agencies than there are


def _known(row: Row, citations: int) -> Known:
    return Known(
        about=row | {"iri": row["instrument"], "citations": citations},
        key=f" {row['key']}",
        symbol=row["symbolKey"] or "",
        series=series_slug(row["type"]) if row["type"] else None,
        place=(not row["held"], -citations, row["date"] or "", row["instrument"]),
    )
