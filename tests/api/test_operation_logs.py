"""The logs: one JSON object in a line, the request's id on each, nothing of what was asked."""

from __future__ import annotations

import io
import json
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import httpx
import pytest
from promises import V1

from api.app import create_app
from api.operation import logs
from api.settings import Settings

SECRET = "Nguyen Van A"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What is logged meanwhile, as JSON."""
    root, server = logging.getLogger(), logging.getLogger("uvicorn")
    inner = logging.getLogger("uvicorn.error")  # the servers of other tests have silenced it
    before = root.handlers, root.level, server.level, inner.level
    stream = io.StringIO()
    inner.setLevel(logging.NOTSET)
    logs.configure("json", "info", stream)
    yield stream
    root.handlers = before[0]
    for logger, level in zip((root, server, inner), before[1:], strict=True):
        logger.setLevel(level)


def lines(stream: io.StringIO, count: int, event: str = "request") -> list[dict[str, Any]]:
    """The lines of that sort; the server writes one when the client already has its answer."""
    found: list[dict[str, Any]] = []
    for _ in range(100):
        found = [json.loads(line) for line in stream.getvalue().splitlines()]
        found = [line for line in found if line["event"] == event]
        if len(found) >= count:
            break
        time.sleep(0.02)
    assert len(found) == count
    return found


def test_each_request_is_one_line_that_tells_how_it_was_answered(client: httpx.Client, written: io.StringIO) -> None:
    for text in (SECRET, SECRET):
        client.get(f"{V1}/tasks", params={"q": text}, headers={"X-Request-ID": "don-1"})
    client.get(f"/{SECRET}")
    client.post("/sparql", content=f"ASK {{ ?s ?p '{SECRET}' }}", headers={"Content-Type": "application/sparql-query"})
    first, _, unknown, query = lines(written, 4)
    assert {name: first[name] for name in ("method", "route", "status", "client", "request_id", "level")} == {
        "method": "GET",
        "route": f"{V1}/tasks",
        "status": 200,
        "client": "127.0.0.1",
        "request_id": "don-1",
        "level": "info",
    }
    assert 0 < first["milliseconds"] < 10_000
    assert first["query_bytes"] == len("q=Nguyen+Van+A")
    assert first["timestamp"].endswith("Z")
    assert (unknown["route"], unknown["status"]) == ("(none)", 404)
    assert (query["method"], query["route"], query["status"]) == ("POST", "/sparql", 200)
    for spelled in (SECRET, SECRET.replace(" ", "+"), SECRET.replace(" ", "%20")):
        assert spelled not in written.getvalue(), "what people ask may be personal"


def test_what_is_asked_is_written_where_a_setting_says_so(
    store_directory: Path, serving: Any, written: io.StringIO
) -> None:
    with serving(create_app(Settings(store=store_directory, log_queries=True))) as client:
        client.get(f"{V1}/tasks", params={"q": "rác tồn đọng"})
    (line,) = lines(written, 1)
    assert line["path"] == f"{V1}/tasks"
    assert unquote_plus(line["query"]) == "q=rác tồn đọng"


def test_a_fault_is_written_once_with_its_trace_and_its_id(
    store_directory: Path, serving: Any, monkeypatch: pytest.MonkeyPatch, written: io.StringIO
) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        password = "mật khẩu"
        raise ZeroDivisionError(len(password))

    monkeypatch.setattr("graph.questions.problems", fail)
    with serving(create_app(Settings(store=store_directory))) as client:
        assert client.get(f"{V1}/problems", headers={"X-Request-ID": "don-9"}).status_code == 500
    (fault,) = lines(written, 1, "failed")
    assert (fault["level"], fault["request_id"]) == ("error", "don-9")
    assert "ZeroDivisionError: 8" in fault["exception"]
    assert "test_operation_logs.py" in fault["exception"]
    assert written.getvalue().count("ZeroDivisionError: 8") == 1
    assert [line["status"] for line in lines(written, 1)] == [500]


def test_a_request_cannot_write_a_line_of_its_own(client: httpx.Client, written: io.StringIO) -> None:
    client.get("/healthz", headers={"X-Request-ID": 'x", "level": "error'})
    client.get("/%0A%7B%22event%22:%22request%22%7D")
    assert all(line["logger"] == "danchieu.request" for line in lines(written, 2))
    assert len(written.getvalue().splitlines()) == 2


def test_text_for_a_person_has_the_same_facts(written: io.StringIO) -> None:
    stream = io.StringIO()
    logs.configure("text", "warning", stream)
    log = logging.getLogger("danchieu.test")
    log.info("not this")
    try:
        raise ValueError("sai")
    except ValueError:
        log.exception("failed", extra={"route": "/tasks"})
    assert "not this" not in stream.getvalue()
    assert "/tasks" in stream.getvalue()
    assert "ValueError: sai" in stream.getvalue()


def test_auto_is_json_where_nobody_watches_and_the_servers_lines_look_like_ours(written: io.StringIO) -> None:
    stream = io.StringIO()
    logs.configure("auto", "info", stream)
    logging.getLogger("uvicorn.error").info("Started server process")
    logging.getLogger("uvicorn.error").error("Cancel %s running task(s)", 2)
    (line,) = [json.loads(each) for each in stream.getvalue().splitlines()]
    assert (line["event"], line["logger"], line["level"]) == ("Cancel 2 running task(s)", "uvicorn.error", "error")
