"""The remote store without a network: generations, failures of every sort, and what is never said aloud."""

from __future__ import annotations

import json
import logging
import os
import socket
import threading
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat

from graph import questions as ask
from graph.model import Corpus
from graph.store import protocol
from graph.store import remote as remote_store
from graph.store.embedded import load as load_on_disk
from graph.store.engine import OxigraphStore
from graph.store.errors import RemoteTrouble, StoreBusy, StoreNotFound
from graph.store.opening import address_of, is_remote, open_store, working_directory
from graph.store.protocol import Client
from graph.store.remote import BEGUN, REGISTER, RemoteStore, generations, names_graph, whole
from graph.store.remote_load import load
from tests.graph.endpoint import Endpoint
from tests.graph.small_corpus import CT19, NQ33, small_corpus
from tests.graph.test_generations import smaller

ANSWER = "application/sparql-results+json"


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    waits: list[float] = []
    monkeypatch.setattr(protocol.time, "sleep", waits.append)
    return waits


@pytest.fixture
def endpoint() -> Endpoint:
    return Endpoint()


@pytest.mark.parametrize("server", ["Virtuoso/07.20", "Unheard-of/1"])
def test_a_load_by_graphs_or_by_updates_gives_the_same_store(server: str, store: OxigraphStore) -> None:
    endpoint = Endpoint(server)
    load(small_corpus(), endpoint.client())
    remote = RemoteStore.of(endpoint.client())
    assert remote.export(RdfFormat.N_QUADS) == store.export(RdfFormat.N_QUADS)
    assert (remote.generation, len(remote)) == ("1", len(store))
    assert ask.tasks_implementing(remote, CT19.iri) == ask.tasks_implementing(store, CT19.iri)
    assert ("PUT" in {r.method for r in endpoint.seen}) == (server != "Unheard-of/1")


def test_an_update_is_never_longer_than_an_engine_takes() -> None:
    endpoint = Endpoint("Unheard-of/1")
    load(small_corpus(), endpoint.client())
    assert max(r.content.count(b"+.%0A") for r in endpoint.seen) == 400


def test_readers_see_the_old_graph_until_the_one_triple_is_there(endpoint: Endpoint) -> None:
    load(smaller(), endpoint.client())
    reader = RemoteStore.of(endpoint.client())
    before = len(endpoint.seen)
    sizes = set()

    def look(request: httpx.Request) -> None:
        endpoint.always = lambda _: None
        sizes.add((RemoteStore.of(endpoint.client()).generation, len(reader.export(RdfFormat.N_QUADS))))
        endpoint.always = look

    endpoint.always = look
    load(small_corpus(), endpoint.client())
    endpoint.always = lambda _: None
    assert len(endpoint.seen) > before + 20
    assert {generation for generation, _ in sizes} == {"1", "2"}
    assert len({size for _, size in sizes}) == 1


def test_what_else_the_endpoint_holds_is_neither_read_nor_touched(endpoint: Endpoint, store: OxigraphStore) -> None:
    foreign = ox.Quad(ox.NamedNode(CT19.iri), ox.NamedNode("urn:p"), ox.Literal("x"), ox.NamedNode("urn:theirs"))
    endpoint.store.add(foreign)
    for _ in range(3):
        load(small_corpus(), endpoint.client(), grace=0)
    remote = RemoteStore.of(endpoint.client())
    assert remote.export(RdfFormat.N_QUADS) == store.export(RdfFormat.N_QUADS)
    assert not remote.query("ASK { ?s <urn:p> ?o }")
    assert not remote.query("ASK { GRAPH ?g { ?s <urn:p> ?o } }")
    assert not remote.query("ASK FROM <urn:theirs> { ?s <urn:p> ?o }")
    assert not remote.query("ASK { GRAPH <urn:theirs> { ?s <urn:p> ?o } }")
    assert not remote.query_over("ASK { ?s <urn:p> ?o }", default=["urn:theirs"])
    assert not remote.query_over("ASK { GRAPH ?g { ?s <urn:p> ?o } }", named=["urn:theirs"])
    with pytest.raises(RemoteTrouble, match="viết đầy đủ"):
        remote.query("PREFIX x: <urn:> ASK FROM x:theirs { ?s ?p ?o }")
    assert foreign in endpoint.store


def test_a_word_inside_a_string_or_a_comment_is_no_keyword(endpoint: Endpoint) -> None:
    load(small_corpus(), endpoint.client())
    remote = RemoteStore.of(endpoint.client())
    count = len(endpoint.seen)
    assert remote.query("# GRAPH FROM <urn:x>\nASK { ?s ?p ?o FILTER(STR(?o) != 'GRAPH <urn:x>' && ?o != \"FROM\") }")
    assert b"named-graph-uri" not in endpoint.seen[count].content


def test_old_generations_go_when_nobody_can_still_read_them(endpoint: Endpoint) -> None:
    for _ in range(4):
        load(small_corpus(), endpoint.client(), grace=0)
    assert [one["generation"] for one in generations(endpoint.client())] == ["3", "4"]
    left = {name for name in endpoint.graphs() if name != REGISTER}
    assert all(name.startswith((whole(3), whole(4))) or name in (names_graph(3), names_graph(4)) for name in left)
    load(small_corpus(), endpoint.client())
    assert [one["generation"] for one in generations(endpoint.client())] == ["3", "4", "5"]


def test_a_load_that_fails_anywhere_leaves_the_old_graph_and_the_next_cleans_up(store: OxigraphStore) -> None:
    count = Endpoint()
    load(smaller(), count.client())
    first = len(count.seen)
    load(small_corpus(), count.client())
    for number in range(first + 1, len(count.seen) - 2, 5):
        endpoint = Endpoint()
        load(smaller(), endpoint.client())
        old = RemoteStore.of(endpoint.client()).export(RdfFormat.N_QUADS)
        start = len(endpoint.seen)

        def dead(request: httpx.Request, least: int = number - first + start) -> Exception | None:
            return httpx.ConnectError("gone") if len(endpoint.seen) >= least else None  # noqa: B023

        endpoint.always = dead
        with pytest.raises(RemoteTrouble):
            load(small_corpus(), endpoint.client(), grace=0)
        endpoint.always = lambda _: None
        found = RemoteStore.of(endpoint.client()).export(RdfFormat.N_QUADS)
        assert found in (old, store.export(RdfFormat.N_QUADS))
        load(small_corpus(), endpoint.client(), grace=0)
        assert RemoteStore.of(endpoint.client()).export(RdfFormat.N_QUADS) == store.export(RdfFormat.N_QUADS)
        known = {one["generation"] for one in generations(endpoint.client())}
        graphs = {name.split(":")[3] for name in endpoint.graphs() if name != REGISTER}
        assert graphs == known
        assert not endpoint.store.query(f"ASK {{ GRAPH ?g {{ ?s <{BEGUN}> ?o }} }}")


def test_a_load_by_somebody_else_is_waited_for_and_a_dead_one_is_not(endpoint: Endpoint) -> None:
    def claim(host: str, pid: int, at: str) -> None:
        text = json.dumps({"token": "x", "host": host, "pid": pid, "at": at, "generation": 7})
        term = ox.Literal(text)
        endpoint.store.clear_graph(ox.NamedNode(REGISTER))
        endpoint.store.add(ox.Quad(ox.NamedNode(REGISTER), ox.NamedNode(BEGUN), term, ox.NamedNode(REGISTER)))

    claim("another-machine", 1, "2999-01-01T00:00:00+00:00")
    with pytest.raises(StoreBusy, match="hãy chờ"):
        load(Corpus(), endpoint.client())
    claim(socket.gethostname(), os.getppid(), "2000-01-01T00:00:00+00:00")
    with pytest.raises(StoreBusy):
        load(Corpus(), endpoint.client())
    claim("another-machine", 1, "2000-01-01T00:00:00+00:00")
    assert load(Corpus(), endpoint.client()).generation == "8"


def test_a_load_of_which_a_part_does_not_arrive_is_refused(endpoint: Endpoint) -> None:
    def thief(request: httpx.Request) -> httpx.Response | None:
        return httpx.Response(201) if request.method == "PUT" else None

    endpoint.always = thief
    with pytest.raises(RemoteTrouble, match=r"chỉ giữ 0 trong \d+ bộ ba"):
        load(small_corpus(), endpoint.client())
    with pytest.raises(StoreNotFound, match="chưa có dữ liệu"):
        RemoteStore.of(endpoint.client())


def say(status: int, text: str = "", **headers: str) -> httpx.Response:
    return httpx.Response(status, text=text, headers={name.replace("_", "-"): v for name, v in headers.items()})


FAULTS: dict[str, tuple[Any, int, str, int]] = {
    # what happens, status of a server in front, words of the sentence, requests made
    "401": (lambda: say(401), 502, "không cho phép", 1),
    "403": (lambda: say(403), 502, "không cho phép", 1),
    "404": (lambda: say(404), 502, "không có điểm truy vấn", 1),
    "moved": (lambda: say(301, Location="http://127.0.0.1/x"), 502, "chuyển đi nơi khác", 1),
    "500": (lambda: say(500, "\n  Error SR: hỏng rồi\nquery: SELECT"), 502, "báo lỗi 500: Error SR: hỏng rồi", 1),
    "500 page": (lambda: say(500, "<h1>x</h1>", Content_Type="text/html"), 502, "báo lỗi 500: không nói lý do", 1),
    "502": (lambda: say(502), 503, "tạm thời chưa phục vụ được", 3),
    "503": (lambda: say(503), 503, "tạm thời chưa phục vụ được", 3),
    "time-out": (lambda: httpx.ReadTimeout("slow"), 503, "không trả lời trong 5 giây", 1),
    "refused": (lambda: httpx.ConnectError("refused"), 503, "không nối được", 3),
    "no way there": (lambda: httpx.ConnectTimeout("far"), 503, "không nối được", 3),
    "cut off": (lambda: httpx.RemoteProtocolError("peer closed"), 502, "bị cắt ngang", 3),
    "cut off quietly": (
        lambda: say(200, '{"head":{"vars":["s"]},"results":{"bi', Content_Type=ANSWER),
        502,
        "bị cắt",
        1,
    ),
    "page": (lambda: say(200, "<html>", Content_Type="text/html; charset=utf-8"), 502, "«text/html»", 1),
    "no type": (lambda: httpx.Response(200, content=b"?"), 502, "không rõ kiểu", 1),
    "part": (lambda: say(200, "{}", Content_Type=ANSWER, X_SQL_State="S1TAT"), 503, "một phần", 1),
}


@pytest.mark.parametrize("name", FAULTS)
def test_every_failure_is_one_clear_sentence(endpoint: Endpoint, no_waiting: list[float], name: str) -> None:
    make, status, words, requests = FAULTS[name]
    load(small_corpus(), endpoint.client())
    remote = RemoteStore.of(endpoint.client())
    before = len(endpoint.seen)
    endpoint.always = lambda _: make()
    with pytest.raises(RemoteTrouble) as told:
        remote.query("SELECT ?s { ?s ?p ?o }")
    assert told.value.status == status
    assert words in str(told.value)
    assert "\n" not in str(told.value)
    assert "bí mật" not in str(told.value)
    assert "127.0.0.1:9/sparql" in str(told.value)
    assert len(endpoint.seen) - before == requests
    assert len(no_waiting) == requests - 1
    assert no_waiting == sorted(no_waiting)


def test_what_passes_is_tried_again(endpoint: Endpoint) -> None:
    load(small_corpus(), endpoint.client())
    remote = RemoteStore.of(endpoint.client())
    after = len(endpoint.seen)
    endpoint.faults = {after + 1: httpx.Response(503), after + 2: httpx.ConnectError("again")}
    assert remote.query("ASK { ?s ?p ?o }")
    assert len(endpoint.seen) == after + 3


def test_what_must_not_happen_twice_is_not_tried_again(endpoint: Endpoint) -> None:
    client = endpoint.client()
    assert client.takes_graphs
    after = len(endpoint.seen)
    endpoint.always = lambda _: httpx.Response(503)
    with pytest.raises(RemoteTrouble):
        client.update("INSERT { ?s <urn:n> ?m } WHERE { ?s <urn:n> ?n BIND(?n + 1 AS ?m) }", repeatable=False)
    assert len(endpoint.seen) == after + 1


def test_a_malformed_query_is_a_syntax_error(endpoint: Endpoint) -> None:
    load(small_corpus(), endpoint.client())
    with pytest.raises(SyntaxError):
        RemoteStore.of(endpoint.client()).query("SELECT nonsense")


def test_rows_that_the_endpoint_left_off_are_told(endpoint: Endpoint) -> None:
    load(small_corpus(), endpoint.client())
    remote = RemoteStore.of(endpoint.client())
    body = '{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"urn:a"}}]}}'
    endpoint.always = lambda _: say(200, body, Content_Type=ANSWER, X_SPARQL_MaxRows="1")
    with pytest.raises(RemoteTrouble, match="chỉ trả về 1 dòng"):
        remote.query("SELECT ?s { ?s ?p ?o }")


def test_triples_that_the_endpoint_left_off_are_told(endpoint: Endpoint) -> None:
    load(small_corpus(), endpoint.client())
    remote = RemoteStore.of(endpoint.client())

    def few(request: httpx.Request) -> httpx.Response | None:
        cut = b"CONSTRUCT" in request.content
        return say(200, "<urn:a> <urn:b> <urn:c> .", Content_Type="application/n-triples") if cut else None

    endpoint.always = few
    with pytest.raises(RemoteTrouble, match=r"chỉ trả về 1 trong \d+ bộ ba"):
        remote.export(RdfFormat.N_QUADS)


def test_the_names_of_many_graphs_come_in_pages(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    load(small_corpus(), endpoint.client())
    wanted = RemoteStore.of(endpoint.client()).graphs
    for page in (1, 2, len(wanted), len(wanted) + 1):
        monkeypatch.setattr(remote_store, "PAGE", page)
        assert RemoteStore.of(endpoint.client()).graphs == wanted


def test_a_register_that_is_damaged_says_so(endpoint: Endpoint) -> None:
    load(small_corpus(), endpoint.client())
    endpoint.store.update(f"INSERT DATA {{ GRAPH <{REGISTER}> {{ <{REGISTER}> <urn:x-danchieu:holds> 'rubbish' }} }}")
    with pytest.raises(RemoteTrouble, match="hỏng: hãy nạp lại"):
        RemoteStore.of(endpoint.client())


@pytest.mark.parametrize(
    ("challenge", "begins"), [('Basic realm="x"', "Basic "), ('Digest realm="x", nonce="n", qop="auth"', "Digest ")]
)
def test_the_password_is_given_in_the_way_that_is_asked_for_and_never_logged(
    endpoint: Endpoint, caplog: pytest.LogCaptureFixture, challenge: str, begins: str
) -> None:
    given: list[str] = []

    def guard(request: httpx.Request) -> httpx.Response | None:
        given.append(request.headers.get("authorization", ""))
        if request.headers.get("authorization", "").startswith(begins):
            return None
        return httpx.Response(401, headers={"WWW-Authenticate": challenge})

    endpoint.always = guard
    with caplog.at_level(logging.DEBUG):
        load(small_corpus(), endpoint.client())
        assert RemoteStore.of(endpoint.client()).query("ASK { ?s ?p ?o }")
    assert given[0] == ""
    assert "bí mật" not in caplog.text
    assert "YmE6" not in caplog.text


@pytest.mark.parametrize(
    "address",
    ["http://", "https:///sparql", "ftp://h/sparql", "http://u:bímật@h/sparql", "http://h:99999/", "http://h/?query=x"],
)
def test_an_address_that_cannot_be_used_says_so_and_shows_no_secret(address: str) -> None:
    with pytest.raises(RemoteTrouble, match="địa chỉ kho từ xa") as told:
        Client(address)
    assert "bímật" not in str(told.value)


@given(st.from_regex(r"https?://[a-z0-9]{1,9}(\.[a-z]{2,5})?(:[0-9]{1,4})?(/[a-z0-9-]{1,8}){1,4}", fullmatch=True))
def test_an_address_survives_being_a_path(address: str) -> None:
    assert is_remote(Path(address))
    assert address_of(Path(address)) == address
    assert working_directory(Path(address)) == working_directory(address)
    assert not working_directory(address).is_absolute()


def test_a_directory_is_no_address(tmp_path: Path) -> None:
    load_on_disk(small_corpus(), tmp_path)
    assert not is_remote(tmp_path)
    assert working_directory(tmp_path) == tmp_path
    assert open_store(tmp_path).generation == "1"


def test_an_endpoint_that_hangs_or_hangs_up_is_told_over_a_real_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/sparql"
        with pytest.raises(RemoteTrouble, match="không trả lời trong 0"):
            RemoteStore.open(address, {}, seconds=0.3)

        def hang_up() -> None:
            for _ in range(4):
                connection = server.accept()[0]
                connection.recv(65536)
                connection.sendall(
                    b"HTTP/1.1 200 OK\r\nContent-Type: " + ANSWER.encode() + b"\r\nContent-Length: 99\r\n\r\n{"
                )
                connection.close()

        threading.Thread(target=hang_up, daemon=True).start()
        with pytest.raises(RemoteTrouble, match="bị cắt ngang"):
            RemoteStore.open(address, {}, seconds=5)
    with pytest.raises(RemoteTrouble, match="không nối được"):
        RemoteStore.open(address, {})


def test_one_who_holds_a_store_asks_for_the_names_of_its_graphs_once(endpoint: Endpoint) -> None:
    load(small_corpus(), endpoint.client())
    remote = RemoteStore.of(endpoint.client())
    for _ in range(3):
        remote.query(f"ASK {{ GRAPH ?g {{ <{NQ33.iri}> ?p ?o }} }}")
    assert sum(names_graph(1).replace(":", "%3A").encode() in r.content for r in endpoint.seen[-5:]) <= 1
