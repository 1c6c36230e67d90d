"""What to export, as people say it: on the command line and over HTTP alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from api.ask import day, thing
from graph.store.base import Store

if TYPE_CHECKING:
    from graph.exports import Selection
    from graph.network import Direction


def selection(
    store: Store,
    *,
    of: str | None = None,
    date: str | None = None,
    place: str | None = None,
    depth: int | None = None,
    direction: str = "both",
    relation: Iterable[str] = (),
    confidence: float = 0.0,
    since: str | None = None,
    until: str | None = None,
    agency: str | None = None,
    limit: int | None = None,
) -> Selection:
    """The selection that is meant: numbers and names instead of IRIs, dates as people write them.

    `date` and `place` choose between instruments of one number. `relation` takes several, also with commas
    between them. `agency` is found as everywhere, by its name, accents or not. Raises UnknownInstrument,
    AmbiguousInstrument, UnknownAgency, AmbiguousAgency, BadDate, and BadSelection of `graph.exports`.
    """
    from graph.answers.bodies import find_body
    from graph.exports.selection import MOST_NODES, Selection

    return Selection(
        of=thing(store, of, date, place) if of else None,
        depth=depth,
        direction=cast("Direction", direction),
        relations=frozenset(name.strip() for one in relation for name in one.split(",") if name.strip()),
        confidence=confidence,
        since=day(since),
        until=day(until),
        agency=find_body(store, agency) if agency else None,
        limit=MOST_NODES if limit is None else limit,
    )
