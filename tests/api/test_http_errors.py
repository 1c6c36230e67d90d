"""Errors over HTTP, a server without a store, a store that is loaded anew."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
from promises import V1, path_of
from small_corpus import CT19, small_corpus

from api.app import create_app
from api.settings import Settings
from graph.model import Corpus
from graph.store.embedded import load


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", f"{V1}/nowhere", 404),
        ("DELETE", f"{V1}/tasks", 405),
        ("POST", f"{V1}/path", 405),
        ("GET", f"{V1}/lookup", 422),
        ("GET", f"{V1}/lookup?q=", 422),
        ("GET", f"{V1}/instruments?limit=0", 422),
        ("GET", f"{V1}/instruments?limit=many", 422),
        ("GET", f"{V1}/instruments?limit=100000", 422),
        ("GET", f"{V1}/instruments?offset=-1", 422),
        ("GET", f"{V1}/instruments?q={'x' * 400}", 422),
        ("GET", f"{V1}/lookup?q=17-CT/TU&date=hom-qua", 422),
        ("GET", f"{V1}/export?format=pptx", 422),
        ("GET", f"{V1}/graph?of=19-CT/TU&depth=99", 422),
        ("GET", f"{V1}/tasks/0000", 404),
        ("GET", f"{V1}/tasks/0000/provenance", 404),
        ("GET", f"{V1}/agencies/nobody", 404),
        ("GET", f"{V1}/path?from=19-CT/TU", 422),
        ("GET", f"{V1}/path?from=17-CT/TU&to=19-CT/TU", 300),
        ("GET", f"{V1}/path?from=999-CT/TU&to=19-CT/TU", 404),
        ("GET", f"{V1}/graph?of=task/0000", 404),
        ("GET", f"/id/{path_of(CT19.iri)}?x", 303),
        ("GET", "/static/nothing.css", 404),
        ("GET", "/static/../app.py", 404),
        ("GET", "/static/%2e%2e/__init__.py", 404),
    ],
)
def test_every_error_is_one_sentence_and_no_stack_trace(
    client: httpx.Client, openapi: dict[str, Any], method: str, address: str, status: int
) -> None:
    response = client.request(method, address)
    assert response.status_code == status, response.text
    if status == 303:
        return
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["content-language"] == "vi"
    told = response.json()
    jsonschema.validate(told, {"$ref": "#/components/schemas/Problem", "components": openapi["components"]})
    assert told["status"] == status
    assert re.search(r"[^\x00-\x7f]", told["detail"]), "the sentence is in Vietnamese"
    assert "Traceback" not in response.text
    if status == 405:
        assert response.headers["allow"]


def test_what_nobody_foresaw_is_told_without_its_insides(
    store_directory: Path, monkeypatch: pytest.MonkeyPatch, serving: Any
) -> None:
    broken = create_app(Settings(store=store_directory))

    def fail(*_: Any, **__: Any) -> Any:
        raise ZeroDivisionError("the secret of the house")

    monkeypatch.setattr("graph.questions.problems", fail)
    with serving(broken) as client:
        response = client.get(f"{V1}/problems")
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert "secret" not in response.text
    assert "ZeroDivisionError" not in response.text


def test_a_server_without_a_store_says_so_and_lives(tmp_path: Path, serving: Any) -> None:
    with serving(create_app(Settings(store=tmp_path / "nothing"))) as client:
        assert client.get("/healthz").json() == {"status": "ok", "generation": None}
        for address in (f"{V1}/tasks", "/sparql?query=ASK%7B%7D", "/id/vn/x/y/z", "/"):
            response = client.get(address)
            assert response.status_code == 503
            assert "danchieu ingest" in response.text


def test_a_new_load_is_answered_from_at_once(tmp_path: Path, serving: Any) -> None:
    load(small_corpus(), tmp_path)
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    with serving(create_app(Settings(store=tmp_path))) as client:

        def seen() -> tuple[int, int]:
            tasks = client.get(f"{V1}/tasks").json()["items"]
            rows = client.get("/sparql", params={"query": count}).json()["results"]["bindings"]
            return len(tasks), int(rows[0]["n"]["value"])

        before = seen()
        load(Corpus(), tmp_path)
        assert seen() == (0, 0)
        load(small_corpus(), tmp_path)
        load(small_corpus(), tmp_path)
        assert seen() == before
        assert before[0] == 5
