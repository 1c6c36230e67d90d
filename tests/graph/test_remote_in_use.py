"""What a user sees of a remote store: the commands and the server, over a Virtuoso and over endpoints that fail."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from api import knowledge
from api.app import create_app
from api.cli import main
from api.commands.serving import listen, server_of
from api.settings import Settings
from graph.model import Corpus
from graph.store import protocol
from graph.store.opening import working_directory
from graph.store.remote import RemoteStore, client_of
from graph.store.remote_load import load
from tests.graph.small_corpus import CT19, small_corpus
from tests.graph.virtuoso import ENVIRONMENT

PASSWORD = "mật khẩu bí mật"


@pytest.fixture
def at_virtuoso(virtuoso: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A user whose store is the Virtuoso: three variables, and a directory of their own."""
    monkeypatch.setenv("DANCHIEU_STORE", virtuoso)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    return virtuoso


@contextlib.contextmanager
def serving(settings: Settings) -> Iterator[httpx.Client]:
    """A client of a real server with those settings."""
    listening = listen("127.0.0.1", 0)
    running = server_of(create_app(settings), "critical")
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        while not running.started:
            time.sleep(0.01)
        with httpx.Client(base_url=f"http://127.0.0.1:{listening.getsockname()[1]}", timeout=20) as client:
            yield client
    finally:
        running.should_exit = True
        thread.join(10)
        listening.close()


def test_the_variable_is_all_that_a_user_changes(at_virtuoso: str, capsys: pytest.CaptureFixture[str]) -> None:
    load(small_corpus(), client_of(at_virtuoso))
    assert main(["ask", "tasks", "19-CT/TU", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["tasks"]) == 3
    assert main(["lookup", "chỉ thị 19"]) == 0
    assert "19-CT/TU" in capsys.readouterr().out
    Path("q.rq").write_text("SELECT (COUNT(*) AS ?n) { ?task a <https://w3id.org/danchieu/def#Task> }")
    assert main(["query", "q.rq", "--format", "csv"]) == 0
    assert capsys.readouterr().out.split() == ["n", "5"]
    Path("q.rq").write_text("SELECT nonsense")
    assert main(["query", "q.rq"]) == 2
    assert capsys.readouterr().err.startswith("Lỗi: ")
    assert main(["store", "check"]) == 0
    assert "Kho nguyên vẹn" in capsys.readouterr().out
    assert main(["store", "snapshot", "x.tar"]) == 2
    assert "kho trên đĩa" in capsys.readouterr().err
    assert {path.name for path in Path().iterdir()} == {"q.rq"}


def test_files_are_read_here_and_the_graph_is_sent_there(
    at_virtuoso: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    Path("van-ban").mkdir()
    Path("van-ban/a.txt").write_text(
        "TỈNH ỦY BẮC GIANG\n\nSố: 120-KL/TU\n\nBắc Giang, ngày 11 tháng 6 năm 2024\n\nKẾT LUẬN\n\n"
        "về việc tiếp tục thực hiện Chỉ thị số 19-CT/TU ngày 27/02/2020\n\n"
        "1. Giao Sở Xây dựng chủ trì thực hiện Chỉ thị số 19-CT/TU trước ngày 31/12/2025.\n"
    )
    assert main(["ingest", "van-ban", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["loaded"], told["documents"]) == (True, 1)
    first = RemoteStore.open(at_virtuoso, ENVIRONMENT)
    assert len(first) == told["quads"]
    assert main(["ingest", "van-ban"]) == 0
    assert RemoteStore.open(at_virtuoso, ENVIRONMENT).generation == first.generation
    assert working_directory(at_virtuoso).is_dir()
    assert main(["lookup", "120-KL/TU"]) == 0
    assert "120-KL/TU" in capsys.readouterr().out
    assert {path.name for path in tmp_path.iterdir()} == {"van-ban", ".danchieu-remote"}


def test_the_server_answers_from_it(virtuoso_load: Callable[[Corpus], RemoteStore], at_virtuoso: str) -> None:
    newest = virtuoso_load(small_corpus())
    with serving(Settings(store=Path(at_virtuoso), sparql_rows=3)) as client:
        found = client.get("/api/v1/tasks", params={"q": "rác"})
        assert found.status_code == 200, found.text
        assert client.get("/healthz").json() == {"status": "ok", "generation": newest.generation}
        assert (
            client.get(
                f"/id/{CT19.iri.partition('/id/')[2]}", headers={"Accept": "text/turtle"}, follow_redirects=True
            ).status_code
            == 200
        )
        rows = client.post("/sparql", data={"query": "SELECT ?s { ?s ?p ?o }"})
        assert len(rows.json()["results"]["bindings"]) == 3
        assert rows.headers["danchieu-truncated"] == "true"
        assert client.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}).json()["boolean"] is True
        triples = client.get(
            "/sparql", params={"query": "CONSTRUCT WHERE { ?s ?p ?o }"}, headers={"Accept": "text/turtle"}
        )
        assert triples.headers["content-type"].startswith("text/turtle")
        assert client.get("/sparql", params={"query": "SELECT nonsense"}).status_code == 400
        assert client.get("/sparql", params={"query": "SELECT * { SERVICE <http://x/> {} }"}).status_code == 403
        graph = newest.graphs[0]
        named = client.get("/sparql", params={"query": "ASK { ?s ?p ?o }", "default-graph-uri": graph})
        assert named.json()["boolean"] is True
        foreign = client.get(
            "/sparql", params={"query": "ASK { ?s ?p ?o }", "default-graph-uri": "urn:x-danchieu:store"}
        )
        assert (foreign.status_code, foreign.json()["graphs"]) == (400, ["urn:x-danchieu:store"])


@contextlib.contextmanager
def failing(status: int, text: str, media: str, seconds: float = 0) -> Iterator[str]:
    """An endpoint that always does that."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            time.sleep(seconds)
            with contextlib.suppress(OSError):
                self.send_response(status)
                self.send_header("Content-Type", media)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/sparql"
    finally:
        server.shutdown()
        server.server_close()


RESULTS = "application/sparql-results+json"
FAULTS = {
    "401": (401, "", "text/plain", 502, "không cho phép"),
    "500": (500, "hong roi", "text/plain", 502, "báo lỗi 500: hong roi"),
    "503": (503, "", "text/plain", 503, "tạm thời chưa phục vụ được"),
    "page": (200, "<html></html>", "text/html", 502, "«text/html»"),
    "cut": (200, '{"head":{"vars":["about"]},"results":{"bind', RESULTS, 502, "bị cắt hoặc sai định dạng"),
    "refused": (0, "", "", 503, "nối được tới kho từ xa"),
    "slow": (200, "{}", RESULTS, 503, "không trả lời trong"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_failure_is_one_sentence_at_the_terminal_and_a_problem_over_http(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, text, media, expected, words = FAULTS[name]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(protocol, "_FIRST_WAIT", 0.001)
    monkeypatch.setattr(protocol, "SECONDS", 0.3)
    monkeypatch.setenv(protocol.USER, "nguoi-dung")
    monkeypatch.setenv(protocol.PASSWORD, PASSWORD)
    with failing(status or 200, text, media, 1.0 if name == "slow" else 0) as running:
        address = "http://127.0.0.1:1/sparql" if name == "refused" else running
        for command in (["ask", "tasks", "19-CT/TU"], ["store", "check"], ["serve", "--port", "0"]):
            assert main([*command, "--store", address]) == 2
            told = capsys.readouterr()
            assert told.out == ""
            assert told.err.count("\n") == 1
            assert told.err.startswith("Lỗi: ")
            assert words in told.err
            assert PASSWORD not in told.err
        with serving(Settings(store=Path(address))) as client:
            assert client.get("/healthz").status_code == 200
            for path in ("/api/v1/tasks", "/sparql?query=ASK%20%7B%7D"):
                found = client.get(path)
                assert found.status_code == expected
                assert found.headers["content-type"] == "application/problem+json"
                assert words in found.json()["detail"]
                assert PASSWORD not in found.text


def test_an_endpoint_without_our_graph_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    empty = '{"head":{"vars":["about"]},"results":{"bindings":[]}}'
    with failing(200, empty, RESULTS) as address:
        assert main(["ask", "tasks", "19-CT/TU", "--store", address]) == 2
        assert f"Chưa có dữ liệu ở «{address}»" in capsys.readouterr().err
        with serving(Settings(store=Path(address))) as client:
            assert client.get("/api/v1/tasks").status_code == 503


def test_a_password_inside_the_address_is_refused_and_not_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "tasks", "19-CT/TU", "--store", "http://u:bi-mat@127.0.0.1/sparql"]) == 2
    told = capsys.readouterr().err
    assert "DANCHIEU_STORE_PASSWORD" in told
    assert "bi-mat" not in told


def test_more_queries_than_there_are_places_are_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knowledge, "REMOTE_QUERIES", 1)
    with failing(200, "{}", RESULTS, 0.6) as address, serving(Settings(store=Path(address))) as client:
        statuses: list[str] = []

        def ask() -> None:
            found = client.get("/sparql", params={"query": "ASK {}"})
            statuses.append(found.json()["type"].rpartition("/")[2])

        threads = [threading.Thread(target=ask) for _ in range(3)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert sum("busy" in one for one in statuses) == 2
        assert "busy" not in client.get("/sparql", params={"query": "ASK {}"}).text
