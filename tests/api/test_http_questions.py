"""The competency questions over HTTP: the same answers as by `danchieu question`."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from promises import V1, check
from said import Run
from small_corpus import CT17_2020, CT17_2022, CT19

from api.app import create_app
from api.settings import Settings
from graph.answers.competency import questions

EVERY = [one.name for one in questions()]
LIST, ONE = f"{V1}/questions", f"{V1}/questions/{{name}}"


def test_the_list_is_what_the_command_line_lists(client: httpx.Client, openapi: dict[str, Any], run: Run) -> None:
    response = client.get(LIST)
    found = check(openapi, LIST, response)
    assert [one["number"] for one in found] == list(range(1, len(EVERY) + 1))
    assert run("question", "list", "--json").out == response.text


@pytest.mark.parametrize("name", EVERY)
def test_each_question_is_answered_in_the_same_bytes_as_at_the_terminal(
    client: httpx.Client, openapi: dict[str, Any], ask: Run, name: str
) -> None:
    values = {
        parameter.name: CT19.iri for one in questions() if one.name == name for parameter in one.parameters
        if parameter.kind == "instrument"
    }  # fmt: skip
    agency = {
        parameter.name: "Sở Tài chính tỉnh Bắc Giang" for one in questions() if one.name == name
        for parameter in one.parameters if parameter.kind == "agency"
    }  # fmt: skip
    response = client.get(f"{LIST}/{name}", params={**values, **agency, "example": True})
    found = check(openapi, ONE, response)
    sets = [part for key, value in {**values, **agency}.items() for part in ("--set", f"{key}={value}")]
    assert ask("question", "run", name, *sets, "--example", "--json").out == response.text
    assert found["truncated"] is False


@pytest.mark.parametrize("name", ["same-number", "06-same-number", "6", "06"])
def test_a_question_is_called_by_name_or_number(client: httpx.Client, name: str) -> None:
    rows = client.get(f"{LIST}/{name}", params={"symbol": "17-CT/TU"}).json()["rows"]
    assert [row["instrument"] for row in rows] == [CT17_2020.iri, CT17_2022.iri]


def test_rows_beyond_the_limit_are_left_off_and_it_is_said(client: httpx.Client) -> None:
    cut = client.get(f"{LIST}/6", params={"symbol": "17-CT/TU", "limit": 1})
    assert (len(cut.json()["rows"]), cut.json()["truncated"]) == (1, True)
    assert cut.headers["danchieu-truncated"] == "true"
    just = client.get(f"{LIST}/6", params={"symbol": "17-CT/TU", "limit": 2})
    assert (len(just.json()["rows"]), just.json()["truncated"]) == (2, False)


def test_rows_beyond_what_the_server_gives_are_told_as_well(
    store_directory: Path, serving: Callable[[FastAPI], AbstractContextManager[httpx.Client]]
) -> None:
    with serving(create_app(Settings(store=store_directory, sparql_rows=1))) as client:
        cut = client.get(f"{LIST}/6", params={"symbol": "17-CT/TU", "limit": 1000})
        assert (len(cut.json()["rows"]), cut.json()["truncated"]) == (1, True)


def test_the_rows_come_as_csv_where_that_is_wanted(client: httpx.Client) -> None:
    given = {"symbol": "17-CT/TU", "limit": "1"}
    response = client.get(f"{LIST}/6", params=given, headers={"Accept": "text/csv"})
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["danchieu-truncated"] == "true"
    (row,) = csv.DictReader(io.StringIO(response.text))
    found = client.get(f"{LIST}/6", params=given).json()
    assert row == {key: "" if value is None else str(value) for key, value in found["rows"][0].items()}
    assert client.get(f"{LIST}/6", params=given, headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize(
    ("address", "code", "words"),
    [
        ("no-such", 404, "Không có câu hỏi nào tên «no-such»"),
        ("who-cites", 422, "còn thiếu instrument"),
        ("who-cites?instrument=17-CT/TU", 300, "Có 2 văn bản khớp"),
        ("who-cites?instrument=98765/QĐ-XYZ", 404, "Không tìm thấy văn bản"),
        ("due-between?first=mai&last=2024-01-01", 422, "«mai» không dùng được cho first"),
        ("circles?day=1", 422, "không có tham số «day»"),
        ("6?symbol=1-CT/TU&symbol=2-CT/TU", 422, "«symbol» chỉ được nêu một lần"),
        ("6?symbol=17-CT/TU&limit=0", 422, "«limit» phải từ 1"),
        ("21?words=%22%20%7D%20%23&province=B%E1%BA%AFc%20Giang", 422, ""),
    ],
)
def test_what_is_wrong_is_a_problem(client: httpx.Client, address: str, code: int, words: str) -> None:
    response = client.get(f"{LIST}/{address}")
    assert response.status_code == code, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert words in response.json()["detail"]


def test_a_question_that_runs_too_long_is_ended_and_others_are_answered_meanwhile(
    store_directory: Path,
    serving: Callable[[FastAPI], AbstractContextManager[httpx.Client]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    endless = "SELECT ?a { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . FILTER(?a = ?l && ?d = ?a && ?g = ?c) }"
    monkeypatch.setattr("graph.answers.competency.bound", lambda *_, **__: endless)
    with serving(create_app(Settings(store=store_directory, sparql_seconds=1))) as client:
        response = client.get(f"{LIST}/circles")
        assert response.status_code == 503
        assert response.json()["type"].endswith("query-timeout")
        assert client.get("/healthz").status_code == 200
