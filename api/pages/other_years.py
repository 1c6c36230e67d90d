"""Where a question that named no year finds nothing in this one: the years in which it would."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from pyoxigraph import NamedNode

from api.pages.evidence import rows
from api.pages.task_question import TaskQuestion
from graph import questions
from graph.store.base import Store

Json = dict[str, Any]
_MOST_BODIES = 20  # that an agency's name may mean; of more, the name says too little to look for
_SHOWN = 4


def other_years(store: Store, asked: TaskQuestion | None) -> list[Json]:
    """[{year, days, href}], the latest first: years in whose same months something falls due, with on how many days.

    Empty where the question named its year, asks for no time, or finds something in this year.
    """
    if asked is None or asked.window is None or not asked.year_assumed:
        return []
    window = asked.window
    within = Counter(day[:4] for day in _due(store, asked.agency) if window.since[5:] <= day[5:] <= window.until[5:])
    if within[window.since[:4]]:
        return []
    return [
        {"year": year, "days": within[year], "href": _address(asked, year)} for year in sorted(within)[::-1][:_SHOWN]
    ]


def _due(store: Store, agency: str) -> set[str]:
    """The days on which something falls due for whatever bodies the name may mean; for anybody without a name."""
    if not agency:
        return {str(row["day"]) for row in rows(store, "due-days")}
    bodies = questions.agencies(store, agency, limit=_MOST_BODIES + 1)
    if not bodies or len(bodies) > _MOST_BODIES:
        return set()
    return {str(row["day"]) for one in bodies for row in rows(store, "agency-due", agency=NamedNode(one["iri"]))}


def _address(asked: TaskQuestion, year: str) -> str:
    assert asked.window is not None
    given = asked.parameters | {"since": year + asked.window.since[4:], "until": year + asked.window.until[4:]}
    return f"/nhiem-vu?{urlencode(given)}"
