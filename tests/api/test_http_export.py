"""Exports over HTTP: headers that say what a file of that format cannot, and large graphs sent as they are written."""

from __future__ import annotations

import contextlib
import os
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.exporting.process import Places
from api.settings import Settings
from graph.exports import FORMATS, export
from graph.store.embedded import EmbeddedStore

EXPORT = "/api/v1/export"
STREAMED = [name for name, one in FORMATS.items() if not one.bounded]


@pytest.mark.parametrize("format", ["jsonld", "turtle", "csv", "xlsx"])
def test_a_file_that_is_empty_cut_or_neither_is_told_in_its_headers(client: httpx.Client, format: str) -> None:
    def said(**more: str) -> tuple[str, str]:
        answer = client.get(EXPORT, params={"format": format, "of": "120-KL/TU", **more})
        assert answer.status_code == 200
        return answer.headers["Danchieu-Empty"], answer.headers["Danchieu-Truncated"]

    assert said(relation="repeals", direction="out") == ("true", "false")
    assert said(depth="3", limit="4") == ("false", "true")
    assert said(depth="2") == ("false", "false")


def test_the_agency_is_found_as_everywhere(client: httpx.Client) -> None:
    def asked(agency: str) -> httpx.Response:
        return client.get(EXPORT, params={"format": "cytoscape", "agency": agency})

    exact = asked("Sở Tài chính tỉnh Bắc Giang")
    assert exact.status_code == 200
    assert asked("so tai chinh tinh bac giang").content == exact.content
    several = asked("sở")
    assert several.status_code == 300
    assert "Sở Tài chính tỉnh Bắc Giang" in {one["name"] for one in several.json()["candidates"]}
    assert asked("Sở Không Có").json()["type"].endswith("unknown-agency")


@pytest.fixture
def large(
    store_directory: Path,
    serving: Callable[[FastAPI], AbstractContextManager[httpx.Client]],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[httpx.Client]:
    """A client of a server to which every graph is a large one."""
    monkeypatch.setattr("api.exporting.answering.SMALL", 0)
    with serving(create_app(Settings(store=store_directory))) as client:
        yield client


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], Path]:
    """`worker(code)` puts a program in the place of the one that exports; the file in which it notes its number."""

    def put(code: str) -> Path:
        noted = tmp_path / "pid"
        script = tmp_path / "worker.py"
        head = '{"truncated": false, "empty": false, "length": null}'
        script.write_text(
            f"import os, sys, time, pathlib\nout = sys.stdout.buffer\nhead = b'{head}\\n'\n"
            f"pathlib.Path({str(noted)!r}).write_text(str(os.getpid()))\n{textwrap.dedent(code)}"
        )
        monkeypatch.setattr("api.exporting.process.WORKER", (sys.executable, str(script)))
        return noted

    return put


def gone(noted: Path, seconds: float = 5) -> bool:
    """Whether the program that noted its number there ends within that time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(ValueError, FileNotFoundError):
            try:
                os.kill(int(noted.read_text()), 0)
            except ProcessLookupError:
                return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("format", STREAMED)
def test_a_large_graph_is_sent_as_it_is_written_and_is_the_same_file(
    large: httpx.Client, store_directory: Path, format: str
) -> None:
    answer = large.get(EXPORT, params={"format": format})
    with EmbeddedStore.open(store_directory) as store:
        assert answer.content == export(store, format)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].partition(";")[0] == FORMATS[format].media_type
    assert (answer.headers["Danchieu-Truncated"], answer.headers["Danchieu-Empty"]) == ("false", "false")
    assert answer.headers["ETag"]
    again = large.get(EXPORT, params={"format": format}, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_filter_on_a_large_graph_narrows_it_too(large: httpx.Client, client: httpx.Client) -> None:
    asked = {"format": "cytoscape", "agency": "Sở Tài chính tỉnh Bắc Giang"}
    assert large.get(EXPORT, params=asked).json() == client.get(EXPORT, params=asked).json()


def test_head_of_a_large_export_makes_none_of_it(large: httpx.Client) -> None:
    answer = large.head(EXPORT, params={"format": "nquads"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Danchieu-Empty"] == "false"


def test_what_goes_wrong_before_the_first_byte_is_a_problem(
    large: httpx.Client, worker: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as without_graphviz:
        without_graphviz.setenv("PATH", str(tmp_path))
        answer = large.get(EXPORT, params={"format": "svg"})
        assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (503, "cannot-draw")
        assert "Graphviz" in answer.json()["detail"]
    for code, status in (("os.kill(os.getpid(), 6)", 413), ("sys.exit(3)", 500)):
        worker(code)
        answer = large.get(EXPORT, params={"format": "ntriples"})
        assert answer.status_code == status
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_what_goes_wrong_later_breaks_the_connection_off(large: httpx.Client, worker: Callable[[str], Path]) -> None:
    worker("out.write(head + b'<a> <b> <c> .\\n' * 100_000); out.flush(); sys.exit(1)")
    with pytest.raises(httpx.RemoteProtocolError):
        large.get(EXPORT, params={"format": "ntriples"}, headers={"Accept-Encoding": "identity"})
    assert large.get("/healthz").status_code == 200


def test_work_stops_when_the_client_leaves(large: httpx.Client, worker: Callable[[str], Path]) -> None:
    endless = "out.write(head)\nwhile True: out.write(b'<a> <b> <c> .\\n' * 1000); out.flush(); time.sleep(0.01)"
    noted = worker(endless)
    with large.stream("GET", EXPORT, params={"format": "nquads"}) as answer:
        chunks = answer.iter_raw()
        assert next(chunks)
        assert not gone(noted, 0.2)
    assert gone(noted)
    noted.unlink()
    noted = worker("time.sleep(60)")  # still sorting, say
    with pytest.raises(httpx.ReadTimeout):
        large.get(EXPORT, params={"format": "turtle"}, timeout=1)
    assert gone(noted)


def test_work_stops_when_the_client_takes_nothing(
    large: httpx.Client, worker: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.exporting.process.STALLED", 0.3)
    noted = worker("out.write(head)\nwhile True: out.write(b'x' * 100_000); out.flush()")
    with large.stream("GET", EXPORT, params={"format": "nquads"}, headers={"Accept-Encoding": "identity"}):
        assert gone(noted)


def test_only_so_many_are_made_at_once(
    large: httpx.Client, worker: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Places.__init__, "__defaults__", (1,))
    noted = worker("out.write(head)\nwhile True: out.write(os.urandom(1000)); out.flush(); time.sleep(0.01)")
    with large.stream("GET", EXPORT, params={"format": "nquads"}) as first:
        chunks = first.iter_raw()  # kept, for one that is forgotten closes the connection
        assert next(chunks)
        second = large.get(EXPORT, params={"format": "turtle"})
        assert (second.status_code, second.headers["Retry-After"]) == (503, "10")
        assert second.json()["type"].endswith("exports-busy")
        assert large.get(EXPORT, params={"format": "turtle", "of": "120-KL/TU"}).status_code == 200
    assert gone(noted)
    worker("out.write(head + b'<a> <b> <c> .\\n')")
    assert large.get(EXPORT, params={"format": "turtle"}).text == "<a> <b> <c> .\n"
