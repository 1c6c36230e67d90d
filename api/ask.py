"""The questions by name, for the command line and HTTP alike: which instrument is meant, then the answer.

Each question is imported when it is asked: a command that only looks a number up starts without the rest.
"""

from __future__ import annotations

from typing import Any

from graph.errors import UnknownInstrument
from graph.identity import base_iri
from graph.search import find_instruments, find_one
from graph.store.base import Store
from graph.typed import read_date

Json = dict[str, Any]

OF_AN_INSTRUMENT = ("citations", "tasks", "provenance", "dependencies", "dependents", "impact", "timeline")
OF_A_TASK = ("provenance", "dependencies")
_NEAR = 5


class BadDate(ValueError):
    """What was given is no date."""

    def __init__(self, text: str) -> None:
        super().__init__(f"«{text}» không phải là ngày; hãy viết 27/02/2020, 2020-02-27 hoặc 2020.")
        self.text = text


def resolve(store: Store, text: str, date: str | None = None, place: str | None = None) -> Json:
    """The one instrument meant by a number, a name, an IRI, or the part of an IRI after `/id/`.

    `date` and `place` choose among several, as people write them (`27/02/2020`, `Bắc Giang`).
    Raises UnknownInstrument, AmbiguousInstrument, BadDate.
    """
    chosen = day(date)
    if not text.startswith("vn/"):
        return find_one(store, text, date=chosen, place=place or None)
    try:
        return find_one(store, f"{base_iri()}id/{text}")
    except UnknownInstrument as error:
        # An IRI with a part wrong: its number still tells what was meant.
        near = find_instruments(store, text.rpartition("/")[2], limit=_NEAR)
        raise UnknownInstrument(error.text, near) from None


def answer(question: str, store: Store, text: str, date: str | None = None, place: str | None = None) -> Json:
    """The answer to one of `OF_AN_INSTRUMENT`; those of `OF_A_TASK` are asked of a task as well."""
    task = task_iri(text) if question in OF_A_TASK else None
    return _ask(question, store, task or resolve(store, text, date, place)["iri"])


def path_between(store: Store, source: str, target: str) -> Json:
    """How the first instrument leads to the second."""
    from graph.answers.trails import path

    return path(store, resolve(store, source)["iri"], resolve(store, target)["iri"])


def explained(store: Store, one: str, other: str) -> Json:
    """How two things are connected: instruments by number or name, tasks and agencies by IRI."""
    from graph.answers.explanation import explain

    return explain(store, thing(store, one), thing(store, other))


def day(date: str | None) -> str | None:
    """A day or a year as the graph writes it; None where none is given. Raises BadDate."""
    if not date:
        return None
    found = read_date(date)
    if found is None:
        raise BadDate(date)
    return found


def task_iri(text: str) -> str | None:
    """The IRI of a task, given whole or from `task/` on; None for what names no task."""
    start = f"{base_iri()}id/"
    part = text.removeprefix(start)
    return start + part if part.startswith("task/") else None


def thing(store: Store, text: str, date: str | None = None, place: str | None = None) -> str:
    """The IRI of what is meant: an instrument as `resolve` finds it, or a task or an agency by its IRI."""
    start = f"{base_iri()}id/"
    part = text.removeprefix(start)
    if part.startswith(("task/", "org/")):
        return start + part
    found: str = resolve(store, text, date, place)["iri"]
    return found


def _ask(question: str, store: Store, iri: str) -> Json:
    if question == "tasks":
        from graph.answers.implementing import tasks_implementing

        return tasks_implementing(store, iri)
    if question == "impact":
        from graph.answers.impact import impact

        return impact(store, iri)
    if question == "timeline":
        from graph.answers.timeline import timeline

        return timeline(store, iri)
    if question == "citations":
        from graph.answers.instruments import citations

        return citations(store, iri)
    from graph.answers import trails

    trail = {
        "provenance": trails.provenance,
        "dependencies": trails.dependencies,
        "dependents": trails.dependents,
    }
    return trail[question](store, iri)
