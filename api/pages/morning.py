"""What the first page shows before anything is searched for: what is due, what is carried out most, what changed."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from api.knowledge import Knowledge
from api.pages.days import AHEAD, Window, ahead, other_windows
from api.pages.evidence import rows
from graph import questions
from graph.answers.instruments import summaries
from graph.answers.task_search import TaskFilter, find_tasks
from graph.changelog import history
from graph.store.base import Store
from graph.store.errors import StoreNotFound
from graph.store.opening import working_directory

Json = dict[str, Any]
_TASKS = 7  # those beyond are a link away: with ten, nothing else of the page was on the first screen
_INSTRUMENTS = 8
_LOADS = 3


def morning(store: Store, knowledge: Knowledge, place: Path, start: date) -> Json:
    """What the page of a day needs; `before` and `after` are as `other_windows` has them where nothing is due.

    {start, window, days, due: {total, items: [(day, task)]}, assigning: {IRI: summary}, before, after, most, problems,
    loads}
    """
    window = ahead(start)
    due = find_tasks(store, TaskFilter(since=window.since, until=window.until), sort="deadline", limit=_TASKS)
    before, after = (None, None) if due["total"] else other_windows(start, rows(store, "due-days"))
    return {
        "start": start.isoformat(),
        "window": window,
        "days": AHEAD,
        "due": {"total": due["total"], "items": _by_day(due["items"], window)},
        "assigning": summaries(store, {task["instrument"] for task in due["items"]}),
        "before": before.isoformat() if before else None,
        "after": after.isoformat() if after else None,
        "most": _most(store),
        "problems": questions.problem_codes(store),
        "loads": _loads(knowledge, place),
    }


def _by_day(tasks: list[Json], window: Window) -> list[tuple[str, Json]]:
    """Each with the first of its days in the window: its very first may be long past."""
    found = []
    for task in tasks:
        days = [one["end"] for one in task["deadlines"] if one["end"] and window.since <= one["end"] <= window.until]
        found.append((min(days, default=""), task))
    return sorted(found, key=lambda one: one[0])


def _most(store: Store) -> list[Json]:
    """[{instrument: summary, tasks, others}], what the most instruments and tasks carry out first."""
    counted = rows(store, "most-implemented")[:_INSTRUMENTS]
    known = summaries(store, {str(row["instrument"]) for row in counted})
    return [
        {"instrument": known[iri], "tasks": int(row["tasks"] or 0), "others": int(row["others"] or 0)}
        for row in counted
        if (iri := str(row["instrument"])) in known
    ]


def _loads(knowledge: Knowledge, place: Path) -> list[Json] | None:
    """The last loads as {when, counts}, newest first; None where the record of changes cannot be read."""
    edition = knowledge.edition()
    try:
        return _told(str(working_directory(place)), knowledge.generation().name, edition)
    except (OSError, StoreNotFound):
        return None


@lru_cache(maxsize=2)
def _told(directory: str, generation: str, edition: str | None) -> list[Json]:
    """Kept for as long as the store stays as it is: the record may be 8 MB, and says the same until the next load."""
    loads = history(directory, generation)["loads"][:_LOADS]
    return [{"when": one["when"], "counts": one["counts"]} for one in loads]
