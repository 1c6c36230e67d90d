"""Tasks with their agencies, deadlines and targets; which of them carry out an instrument."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode

from graph.answers.pieces import relation_name, texts
from graph.answers.rows import Json, Row, nodes, select, select_page
from graph.errors import UnknownTask
from graph.identity import fold
from graph.store.base import Store
from graph.vocabulary import DAN

_LEAD = DAN.leadRole.value


def describe(store: Store, iris: Iterable[str]) -> list[Json]:
    """The tasks of those IRIs, in the order of their texts.

    {iri, text, instrument, source, path, page, start, end, lead, coordinating, deadlines, targets, restated,
    task_status, review_status}; an IRI that is no task is passed over. `restated` are its places in other files of its
    instrument. `task_status` is completed, notCompleted or None, `review_status` accepted, corrected or None: None is
    that no reviewer has said so.
    """
    wanted = nodes(set(iris))
    if not wanted:
        return []
    rows = select(store, "tasks", task=wanted)
    if not rows:
        return []
    again = select(store, "restatements", task=wanted)
    places = texts(store, {row["text"] for row in (*rows, *again)})
    restated = _by_task(again)
    assignments = select(store, "task-agencies", task=wanted)
    names = agency_names(store, {row["agency"] for row in assignments})
    agencies = _by_task(assignments)
    deadlines = _by_task(select(store, "task-deadlines", task=wanted))
    targets = _by_task(select(store, "task-targets", task=wanted))
    said = {(row["task"], row["said"]): row["value"] for row in select(store, "task-reviews", task=wanted)}
    rows.sort(key=lambda r: (places[r["text"]]["source"], r["start"], r["end"], r["task"]))
    return [
        {
            "iri": row["task"],
            "text": row["words"],
            "instrument": row["by"],
            "source": places[row["text"]]["source"],
            "path": row["path"] or "",
            "page": row["page"],
            "start": row["start"],
            "end": row["end"],
            "lead": _agencies(agencies.get(row["task"], ()), names, lead=True),
            "coordinating": _agencies(agencies.get(row["task"], ()), names, lead=False),
            "deadlines": _deadlines(deadlines.get(row["task"], ())),
            "targets": [r["target"] for r in targets.get(row["task"], ())],
            "restated": _restated(restated.get(row["task"], ()), places),
            "task_status": _said(said, row["task"], DAN.taskStatus),
            "review_status": _said(said, row["task"], DAN.reviewStatus),
        }
        for row in rows
    ]


def summaries_of_tasks(store: Store, iris: Iterable[str]) -> list[Json]:
    """What names the tasks of those IRIs, for a network: {iri, text, source, path, deadline: the earliest last day}.

    A third of the lookups of `describe`: a network of 2000 tasks is asked for at once.
    """
    wanted = nodes(set(iris))
    if not wanted:
        return []
    rows = select(store, "tasks", task=wanted)
    places = texts(store, {row["text"] for row in rows})
    due: dict[str, str] = {}
    for row in select(store, "task-deadlines", task=nodes(row["task"] for row in rows)) if rows else ():
        if row["last"]:
            due[row["task"]] = min(row["last"], due.get(row["task"], row["last"]))
    return [
        {
            "iri": row["task"],
            "text": row["words"],
            "source": places[row["text"]]["source"],
            "path": row["path"] or "",
            "deadline": due.get(row["task"]),
        }
        for row in rows
    ]


def task(store: Store, iri: str) -> Json:
    """One task; raises UnknownTask."""
    try:
        return describe(store, [iri])[0]
    except (ValueError, IndexError):
        raise UnknownTask(iri) from None


def tasks(store: Store, text: str = "", *, limit: int = 50, offset: int = 0) -> list[Json]:
    """The tasks that have all the words of a text, accents or not; all tasks for an empty text.

    They follow the identifiers, an order without meaning that does not change, within a page too: who asks for one
    task more, to know of a next page, leaves off the last, which must be the one that the next page begins with.
    (Sorted by their texts, 8 of the 433 tasks of five files were on two pages and 8 on none.)
    """
    words = fold(text).split()
    if not words:
        found = [row["task"] for row in select_page(store, "tasks-page", limit, offset)]
    else:
        rows = select(store, "tasks-matching", word=Literal(max(words, key=len)))
        every = sorted({row["task"] for row in rows if all(word in row["key"] for word in words)})
        found = every[offset : offset + limit]
    return sorted(describe(store, found), key=lambda task: str(task["iri"]))


def assignment_place(of: Json) -> Json:
    """The piece of evidence that a task belongs to its instrument: the task's own words."""
    return {
        "document": of["instrument"],
        "source": of["source"],
        "path": of["path"],
        "page": of["page"],
        "start": of["start"],
        "end": of["end"],
        "quote": of["text"],
        "relation": relation_name(DAN.assignedBy.value),
        "confidence": 1.0,
        "method": "structure",
        "citation": None,
        "review_status": of["review_status"],
    }


def assignment_places(of: Json) -> list[Json]:
    """The same evidence in every file that holds the task, the one that it is read from first."""
    return [assignment_place(of), *(assignment_place({**of, **place}) for place in of["restated"])]


def _said(said: dict[tuple[str, str], str], task: str, about: NamedNode) -> str | None:
    value = said.get((task, about.value))
    return relation_name(value) if value else None


def _restated(rows: Iterable[Row], places: dict[str, Row]) -> list[Json]:
    found = [
        {
            "text": row["words"],
            "source": places[row["text"]]["source"],
            "path": row["path"] or "",
            "page": row["page"],
            "start": row["start"],
            "end": row["end"],
        }
        for row in rows
    ]
    return sorted(found, key=lambda place: (place["source"], place["start"]))


def agency_names(store: Store, agencies: set[str]) -> dict[str, str]:
    """What these agencies are called, by IRI."""
    if not agencies:
        return {}
    return {row["agency"]: row["name"] for row in select(store, "agency-names", agency=nodes(agencies))}


def _by_task(rows: Iterable[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row["task"], []).append(row)
    return grouped


def _agencies(rows: Iterable[Row], names: dict[str, str], lead: bool) -> list[Json]:
    """Each agency once; said outright wins over inherited."""
    found: dict[str, Json] = {}
    for row in sorted(rows, key=lambda r: (not r["explicit"], names[r["agency"]], r["agency"])):
        if (row["role"] == _LEAD) == lead:
            found.setdefault(
                row["agency"],
                {"iri": row["agency"], "name": names[row["agency"]], "explicit": row["explicit"]},
            )
    return list(found.values())


def _deadlines(rows: Iterable[Row]) -> list[Json]:
    found: dict[tuple[str, ...], Json] = {}
    for row in rows:
        # What makes its node (graph.triples.tasks), so that the node itself need not be read. "hằng tuần, hằng tháng"
        # is two, told apart by how they recur.
        entry = found.setdefault(
            (row["text"], row["kind"], row["first"], row["last"], row["recurrence"]),
            {
                "text": row["text"],
                "kind": relation_name(row["kind"]),
                "start": row["first"],
                "end": row["last"],
                "days": None,
                "recurrence": row["recurrence"],
            },
        )
        if row["day"] is not None:
            entry["days"] = sorted({*(entry["days"] or ()), row["day"]})
    return sorted(found.values(), key=lambda d: (d["end"] or d["start"] or "9999", d["text"], d["recurrence"] or ""))
