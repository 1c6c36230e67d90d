"""What reviewers decided, in what a task and a citation answer: over HTTP, on the command line, on the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from promises import V1, check, path_of
from said import Run
from small_corpus import CT19, small_corpus

from api.app import create_app
from api.settings import Settings
from graph.answers.implementing import tasks_implementing
from graph.review.book import decide
from graph.review.places import anchor_of
from graph.store.embedded import load
from graph.store.engine import in_memory
from tests.graph.decided import task_saying


@dataclass(frozen=True)
class Reviewed:
    """The small corpus with a task done, another corrected, and the first proof of an answer accepted."""

    directory: Path
    client: httpx.Client
    done: str
    corrected: str


@pytest.fixture(scope="module")
def reviewed(
    tmp_path_factory: pytest.TempPathFactory, serving: Callable[[FastAPI], AbstractContextManager[httpx.Client]]
) -> Iterator[Reviewed]:
    store = in_memory(small_corpus())
    done, corrected = task_saying(store, "Thu gom hết rác"), task_saying(store, "Bố trí kinh phí")
    decisions: list[tuple[str, str, dict[str, Any]]] = [
        ("status", done, {"done": True}),
        ("correct", corrected, {"lead": ["Sở Nội vụ tỉnh Bắc Giang"]}),
        ("accept", tasks_implementing(store, CT19.iri)["tasks"][0]["evidence"][0]["citation"], {}),
    ]
    directory = tmp_path_factory.mktemp("reviewed")
    for action, thing, value in decisions:
        kind, anchor = anchor_of(store, thing)
        decide(directory, "Nguyễn Văn A", kind, action, thing, value, anchor=anchor)
    load(small_corpus(), directory)
    with serving(create_app(Settings(store=directory))) as client:
        yield Reviewed(directory, client, done, corrected)


def implementing(reviewed: Reviewed, openapi: dict[str, Any]) -> dict[str, dict[str, Any]]:
    response = reviewed.client.get(f"{V1}/instruments/{path_of(CT19.iri)}/tasks")
    return {task["iri"]: task for task in check(openapi, f"{V1}/instruments/{{id}}/tasks", response)["tasks"]}


def test_a_task_says_whether_it_is_done_and_whether_it_was_reviewed(
    reviewed: Reviewed, openapi: dict[str, Any]
) -> None:
    route = f"{V1}/tasks/{{digest}}"
    for iri, said in ((reviewed.done, ("completed", None)), (reviewed.corrected, (None, "corrected"))):
        response = reviewed.client.get(f"{V1}/tasks/{iri.rpartition('/')[2]}")
        found = check(openapi, route, response)
        assert (found["task_status"], found["review_status"]) == said
        own = implementing(reviewed, openapi)
        assert iri not in own or (own[iri]["task_status"], own[iri]["review_status"]) == said


def test_a_piece_of_evidence_says_that_a_reviewer_accepted_it(reviewed: Reviewed, openapi: dict[str, Any]) -> None:
    pieces = [piece for task in implementing(reviewed, openapi).values() for piece in task["evidence"]]
    told = {piece["review_status"] for piece in pieces}
    assert told >= {None, "accepted"}
    assert {piece["quote"] for piece in pieces if piece["review_status"] == "accepted"} == {"19-CT/TU"}


def test_what_nobody_reviewed_says_nothing(client: httpx.Client) -> None:
    items = client.get(f"{V1}/tasks").json()["items"]
    assert {(task["task_status"], task["review_status"]) for task in items} == {(None, None)}


def test_a_person_is_told_at_the_terminal(reviewed: Reviewed, run: Run) -> None:
    shown = " ".join(run("ask", "tasks", "CT 19-CT/TU", "--store", str(reviewed.directory)).out.split())
    assert "Người thẩm định: hoàn thành" in shown
    assert "[được chấp nhận]" in shown


def test_a_person_is_told_on_the_pages(reviewed: Reviewed) -> None:
    page = " ".join(reviewed.client.get("/nhiem-vu").text.split())
    assert "Người thẩm định: hoàn thành" in page
    assert "Người thẩm định: đã sửa" in page
    assert "người thẩm định: được chấp nhận" in reviewed.client.get(f"/van-ban/{path_of(CT19.iri)}").text
