"""Every tool, in the order in which a client lists them: what is asked most comes first."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from api.assistant import asking, instruments, passages, pasting, tasks, trails
from api.assistant.tools import Tool, tool


@cache
def tools() -> dict[str, Tool]:
    """The tools by name."""
    functions: tuple[Callable[..., Any], ...] = (
        tasks.tasks_implementing,
        instruments.find_instruments,
        instruments.instrument,
        pasting.lookup,
        instruments.status,
        instruments.citations,
        instruments.evidence,
        instruments.unsettled_mentions,
        passages.read_passage,
        tasks.instrument_tasks,
        tasks.find_tasks,
        tasks.task,
        tasks.find_agencies,
        tasks.agency_tasks,
        tasks.succession,
        trails.provenance,
        trails.dependencies,
        trails.dependents,
        trails.impact,
        trails.connection,
        asking.list_questions,
        asking.run_question,
        asking.sparql,
    )
    return {made.name: made for made in map(tool, functions)}
