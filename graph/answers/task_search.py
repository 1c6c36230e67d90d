"""Tasks chosen by who has them, where, until when, by which instrument, with which words; in the order asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from pyoxigraph import Literal, NamedNode

from graph.answers.bodies import find_body, more_fully_named, named
from graph.answers.implementing import tasks_implementing
from graph.answers.instruments import known
from graph.answers.pieces import relation_name
from graph.answers.rows import Json, batches, exist, nodes, select, select_page
from graph.answers.succession import predecessors
from graph.answers.tasks import describe
from graph.errors import AmbiguousAgency
from graph.identity import fold
from graph.store.base import Store
from graph.store.binding import Term
from graph.typed import read_place
from graph.vocabulary import DAN, PREFIXES

ROLES: Final = ("lead", "coordinating")
STATUSES: Final = ("completed", "notCompleted", "none")
SORTS: Final = ("id", "deadline", "text")
_FIRST, _LAST = "0000-01-01", "9999-12-31"
_XSD_DATE: Final = NamedNode(f"{PREFIXES['xsd']}date")
_DAYS: Final = 3 * 366  # of a window that is asked for day by day
_FEW: Final = 2_000  # tasks that are looked at one by one, not chosen from all


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilter:
    """Which tasks. All of them, where nothing is said.

    `text`: all its words, accents or not. `agency`: as `find_body` takes it, in `role` (one of ROLES) or any;
    `inherited` counts the tasks of the bodies that it took over from as well. `place`: the province of the instrument
    that assigns it. `since`, `until`: ISO days, of a deadline's last day. `instrument`: the IRI of the one that assigns
    it; `implements`: the IRI of one that it carries out, itself or through others. `status`: one of STATUSES.
    """

    text: str = ""
    agency: str | None = None
    role: str | None = None
    inherited: bool = False
    place: str | None = None
    since: str | None = None
    until: str | None = None
    instrument: str | None = None
    implements: str | None = None
    status: str | None = None


def find_tasks(store: Store, wanted: TaskFilter, *, sort: str = "id", limit: int = 50, offset: int = 0) -> Json:
    """{"total": how many, "agencies": IRIs that count as `agency`, "items": one page of tasks as `describe` has them}.

    `sort`: `id`, an order without meaning that does not change, each page in the order of the texts; `deadline`, what
    is due first, then what has no day; `text`, by file and place. Raises UnknownAgency, AmbiguousAgency,
    UnknownInstrument.
    """
    bodies = _bodies(store, wanted)
    found = _chosen(store, wanted, bodies)
    if found is None and sort == "id":
        page = [row["task"] for row in select_page(store, "tasks-page", limit, offset)]
        total = int(select(store, "tasks-total")[0]["total"])
    else:
        every = sorted(found) if found is not None else [row["task"] for row in select(store, "tasks-page")]
        total = len(every)
        page = _sorted(store, every, sort)[offset : offset + limit]
    described = {task["iri"]: task for task in describe(store, page)}
    order = described if sort == "id" else [iri for iri in page if iri in described]
    return {"total": total, "agencies": sorted(bodies), "items": [described[iri] for iri in order]}


def _bodies(store: Store, wanted: TaskFilter) -> set[str]:
    if not wanted.agency:
        return set()
    one = find_body(store, wanted.agency)
    if not wanted.inherited:
        _not_too_short(store, one, wanted.agency)
        return {one}
    return {one} | {change["from"]["iri"] for change in predecessors(store, one)["changes"]}


def _not_too_short(store: Store, one: str, text: str) -> None:
    """Raises AmbiguousAgency where that body has no task, and bodies have some whose names only begin as was typed:
    «Sở Tài chính» without its province, of which an empty list would say that it has nothing to do."""
    if "/" in text or _has_tasks(store, one):
        return
    longer = [body for body in more_fully_named(store, text) if _has_tasks(store, body["iri"])]
    if longer:
        raise AmbiguousAgency(text, [*named(store, {one}).values(), *longer])


def _has_tasks(store: Store, body: str) -> bool:
    return exist(store, "agency-tasks", agency=NamedNode(body))


def _chosen(store: Store, wanted: TaskFilter, bodies: set[str]) -> set[str] | None:
    """What every filter leaves; None where there is none, and so all tasks."""
    left: set[str] | None = None

    def keep(tasks: Iterable[str]) -> None:
        nonlocal left
        left = set(tasks) if left is None else left & set(tasks)

    if wanted.since and wanted.until:
        keep(_due(store, wanted.since, wanted.until))
    if bodies:
        keep(_had_by(store, bodies, wanted.role, left))
    if wanted.instrument:
        iri = known(store, wanted.instrument)["iri"]
        keep(row["task"] for row in select(store, "tasks-of", instrument=nodes([iri])))
    if wanted.implements:
        keep(task["iri"] for task in tasks_implementing(store, wanted.implements)["tasks"])
    if bool(wanted.since) != bool(wanted.until):
        keep(_due(store, wanted.since or _FIRST, wanted.until or _LAST, left))
    if wanted.place:
        keep(row["task"] for row in select(store, "tasks-in-place", place=Literal(read_place(wanted.place))))
    if wanted.text.strip() and (left is None or left):
        keep(_matching(store, wanted.text))
    if wanted.status:
        reviews = (row for row in select(store, "task-reviews") if row["said"] == DAN.taskStatus.value)
        said = {row["task"]: relation_name(row["value"]) for row in reviews}
        if wanted.status != "none":
            keep(task for task, value in said.items() if value == wanted.status)
        else:
            keep((left if left is not None else {row["task"] for row in select(store, "tasks-page")}) - said.keys())
    return left


def _due(store: Store, since: str, until: str, among: set[str] | None = None) -> Iterator[str]:
    """The tasks whose last day is in that window, both days within; of these tasks only, where given.

    A window of some years is asked for day by day, and each day is a look-up: the first of 3,928 deadlines to the last
    took 60 ms to read through, the 92 days of a quarter 2.
    """
    first, last = (_day(said) for said in (since, until))
    window = {"since": Literal(since), "until": Literal(until)}
    if among is not None and len(among) <= _FEW:
        for some in batches(sorted(among)):
            yield from (row["task"] for row in select(store, "tasks-due", task=nodes(some), **window))
    elif first is not None and last is not None and (last - first).days < _DAYS:
        days = ((first + timedelta(days=k)).isoformat() for k in range((last - first).days + 1))
        for listed in batches(days):
            on: list[Term] = [Literal(day, datatype=_XSD_DATE) for day in listed]
            yield from (row["task"] for row in select(store, "tasks-due-on", last=on))
    else:
        yield from (row["task"] for row in select(store, "tasks-due", **window))


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _had_by(store: Store, bodies: set[str], role: str | None, among: set[str] | None) -> Iterator[str]:
    """The tasks that these bodies have in a role, or in any; of these tasks only, where given."""
    roles = (role,) if role else ROLES
    for body in sorted(bodies):
        agency = NamedNode(body)
        if among is None or len(among) > _FEW:
            rows = select(store, "agency-tasks", agency=agency)
            yield from (row[one] for row in rows for one in roles if row[one])
            continue
        for some in batches(sorted(among)):
            rows = select(store, "agency-among", task=nodes(some), agency=agency)
            yield from (row["task"] for row in rows if row["role"] in roles)


def _matching(store: Store, text: str) -> Iterable[str]:
    """The tasks that have all the words."""
    words = fold(text).split()
    rows = select(store, "tasks-matching", word=Literal(max(words, key=len, default="")))
    return (row["task"] for row in rows if all(word in row["key"] for word in words))


def _sorted(store: Store, tasks: list[str], sort: str) -> list[str]:
    if sort == "deadline":
        due: dict[str, str] = {}
        for row in _of(store, "task-deadlines", tasks):
            day = row["last"] or row["first"] or _LAST
            due[row["task"]] = min(day, due.get(row["task"], _LAST))
        return sorted(tasks, key=lambda iri: (due.get(iri, _LAST), iri))
    if sort == "text":
        rows = list(_of(store, "task-places", tasks))
        rows.sort(key=lambda row: row["source"], reverse=True)  # of several paths the first counts
        place = {row["task"]: (row["source"], row["start"]) for row in rows}
        return sorted(tasks, key=lambda iri: (*place.get(iri, ("", 0)), iri))
    return tasks


def _of(store: Store, query: str, tasks: list[str]) -> Iterable[Json]:
    for some in batches(tasks):
        yield from select(store, query, task=nodes(some))
