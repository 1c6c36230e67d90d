"""Tasks by window and agency: whichever way is cheaper, the answer is the same."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from graph.answers import task_search
from graph.answers import tasks as described
from graph.answers.task_search import TaskFilter, find_tasks
from graph.identity import ONTOLOGY, agency_iri
from graph.store.engine import OxigraphStore
from tests.graph.small_corpus import DISTRICTS, DONRE, FINANCE

BOUNDS = (None, "2024-01-01", "2024-07-01", "2024-09-30", "2024-12-31", "2025-06-01")
AGENCIES = (None, *(agency_iri(name) for name in (DONRE, FINANCE, DISTRICTS)))


def _due(store: OxigraphStore, since: str | None, until: str | None, agency: str | None) -> list[str]:
    found = find_tasks(store, TaskFilter(since=since, until=until, agency=agency), sort="deadline")
    assert found["total"] == len(found["items"])
    return [task["iri"] for task in found["items"]]


@pytest.mark.parametrize("agency", AGENCIES)
def test_reading_all_deadlines_and_looking_up_each_day_find_the_same_tasks(
    store: OxigraphStore, agency: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    windows = list(product(BOUNDS, BOUNDS))
    each_day = [_due(store, since, until, agency) for since, until in windows]
    monkeypatch.setattr(task_search, "_DAYS", 0)
    through_the_few = [_due(store, since, until, agency) for since, until in windows]
    monkeypatch.setattr(task_search, "_FEW", -1)
    assert each_day == through_the_few == [_due(store, since, until, agency) for since, until in windows]
    assert any(each_day)


def test_both_days_of_a_window_are_in_it(store: OxigraphStore) -> None:
    assert len(_due(store, "2024-09-30", "2024-09-30", None)) == 1
    assert len(_due(store, "2024-09-30", "2024-12-31", None)) == 2
    assert _due(store, "2024-10-01", "2024-12-30", None) == []


def test_a_window_that_ends_before_it_begins_has_no_task(store: OxigraphStore) -> None:
    assert _due(store, "2024-12-31", "2024-01-01", None) == []


@pytest.mark.parametrize("role", task_search.ROLES)
def test_in_a_window_an_agency_has_the_tasks_of_its_role_alone(store: OxigraphStore, role: str) -> None:
    whole_year = TaskFilter(since="2024-01-01", until="2024-12-31")
    for agency in AGENCIES[1:]:
        every = find_tasks(store, replace(whole_year, agency=agency))["items"]
        found = find_tasks(store, replace(whole_year, agency=agency, role=role))["items"]
        assert found == [task for task in every if agency in {one["iri"] for one in task[role]}]


def test_one_phrase_with_two_rhythms_is_two_deadlines_in_any_order() -> None:
    row = {"text": "hằng tuần, hằng tháng", "kind": f"{ONTOLOGY}recurring", "first": None, "last": None, "day": None}
    rows = [row | {"recurrence": f"FREQ={rhythm}"} for rhythm in ("WEEKLY", "MONTHLY")]
    found = described._deadlines(rows)
    assert [one["recurrence"] for one in found] == ["FREQ=MONTHLY", "FREQ=WEEKLY"]
    assert described._deadlines(rows[::-1]) == found
