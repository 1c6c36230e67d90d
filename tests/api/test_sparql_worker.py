"""The worker processes: what they answer, and how they end when a query would not."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import socket
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from api.sparql import results, wire, worker
from api.sparql.once import run_once
from api.sparql.pool import Busy, Died, Pool, TimedOut
from api.sparql.wire import Answer, Ask

MEMORY = 256 * 2**20
ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(40)) + " }"
DATA = """
PREFIX e: <http://example.org/>
INSERT DATA {
  GRAPH e:one { e:a e:name "Chỉ thị, «19»"@vi ; e:count 3 ; e:text "one\\ttwo\\nthree" ; e:knows [] }
  GRAPH e:two { e:b e:name 'plain <&> "quoted"' ; e:bell "ring \\u0007" }
}"""


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found: Path = tmp_path_factory.mktemp("store")
    store = ox.Store(str(found))
    store.update(DATA)
    store.flush()
    return found


def ask(directory: Path, query: str, **more: Any) -> Answer:
    """What a worker answers, without the cost of starting one."""
    return worker.answer(ox.Store.read_only(str(directory)), Ask(query, **more))


def ask_process(directory: Path, query: str, **more: Any) -> Answer:
    """What a process of its own answers, sandbox and limits included."""
    return run_once(directory, Ask(query, **more), MEMORY)


def test_the_default_graph_is_the_union_of_the_named_ones(directory: Path) -> None:
    answer = ask(directory, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert json.loads(answer.body)["results"]["bindings"][0]["n"]["value"] == "6"


@pytest.mark.parametrize(
    ("default", "named", "query", "rows"),
    [
        (["http://example.org/two"], None, "SELECT * { ?s ?p ?o }", 2),
        (["http://example.org/one", "http://example.org/two"], None, "SELECT * { ?s ?p ?o }", 6),
        (None, ["http://example.org/two"], "SELECT * { ?s ?p ?o }", 0),
        (None, ["http://example.org/two"], "SELECT * { GRAPH ?g { ?s ?p ?o } }", 2),
        (["http://example.org/two"], None, "SELECT * { GRAPH ?g { ?s ?p ?o } }", 0),
        (["http://example.org/none"], None, "SELECT * { ?s ?p ?o }", 0),
        (["http://example.org/two"], None, "SELECT * FROM <http://example.org/one> { ?s ?p ?o }", 2),
    ],
)
def test_the_dataset_of_the_request_is_the_one_that_is_asked(
    directory: Path, default: list[str] | None, named: list[str] | None, query: str, rows: int
) -> None:
    answer = ask(directory, query, default_graphs=default, named_graphs=named, union=False)
    assert answer.rows == rows


EVERYTHING = "SELECT ?s ?p ?o ?none { ?s ?p ?o } ORDER BY ?s ?p"


@pytest.mark.parametrize("media", [results.JSON, results.XML, results.TSV])
def test_every_format_is_read_back_by_the_engine_as_the_same_rows(directory: Path, media: str) -> None:
    answer = ask(
        directory,
        EVERYTHING.replace("?p ?o }", "?p ?o FILTER(?p != <http://example.org/bell>) }"),
        table=media,
    )
    back = ox.parse_query_results(answer.body, format=ox.QueryResultsFormat.from_media_type(media))
    assert isinstance(back, ox.QuerySolutions)
    rows = {tuple("_" if isinstance(t, ox.BlankNode) else str(t) for t in row) for row in back}
    store = ox.Store.read_only(str(directory))
    expected = {
        tuple("_" if isinstance(t, ox.BlankNode) else str(t) for t in (q.subject, q.predicate, q.object))
        for q in store
        if "ring" not in str(q.object)
    }
    assert {row[:3] for row in rows} == expected
    assert {row[3] for row in rows} == {"None"}


def test_csv_follows_rfc_4180(directory: Path) -> None:
    answer = ask(directory, EVERYTHING, table=results.CSV)
    rows = list(csv.reader(io.StringIO(answer.body.decode(), newline="")))
    assert rows[0] == ["s", "p", "o", "none"]
    assert ["http://example.org/b", "http://example.org/name", 'plain <&> "quoted"', ""] in rows
    assert any(row[2] == "one\ttwo\nthree" for row in rows)
    assert answer.body.count(b"\r\n") == 7


def test_xml_stays_well_formed_whatever_the_graph_holds(directory: Path) -> None:
    answer = ask(directory, EVERYTHING, table=results.XML)
    assert "ring \ufffd" in (e.text for e in ElementTree.fromstring(answer.body).iter())


def test_a_quoted_triple_is_an_answer_too(directory: Path) -> None:
    query = "SELECT ?x { VALUES ?x { <<( <a:a> <a:b> 'x'@en )>> } }"
    cell = json.loads(ask(directory, query).body)["results"]["bindings"][0]["x"]
    assert cell["type"] == "triple"
    assert cell["value"]["object"] == {"type": "literal", "value": "x", "xml:lang": "en"}
    ElementTree.fromstring(ask(directory, query, table=results.XML).body)


@pytest.mark.parametrize("media", list(results.GRAPHS))
def test_a_graph_is_read_back_in_every_format(directory: Path, media: str) -> None:
    query = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o FILTER(?p != <http://example.org/bell>) }"
    answer = ask(directory, query, graph=media)
    assert len(list(ox.parse(answer.body, format=results.GRAPHS[media]))) == 5


@pytest.mark.parametrize("media", results.TABLES)
def test_ask_answers_in_every_format(directory: Path, media: str) -> None:
    assert b"true" in ask(directory, "ASK {}", table=media).body
    assert b"false" in ask(directory, "ASK { <a:a> ?p ?o }", table=media).body


@pytest.mark.parametrize("query", ["SELECT * { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"])
def test_a_cut_is_announced_and_only_then(directory: Path, query: str) -> None:
    assert ask(directory, query, max_rows=2).truncated
    assert ask(directory, query, max_rows=2).rows == 2
    assert not ask(directory, query, max_rows=6).truncated
    assert not ask(directory, query, max_rows=None).truncated


def test_an_answer_larger_than_may_be_sent_is_not_sent(directory: Path) -> None:
    for query in ("SELECT * { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"):
        answer = ask(directory, query, max_bytes=100)
        assert (answer.outcome, answer.body) == ("too-large", b"")


def test_what_cannot_be_shown_in_an_acceptable_format_is_said_to_be_so(directory: Path) -> None:
    assert ask(directory, "ASK {}", table=None).outcome == "not-acceptable"
    assert ask(directory, "CONSTRUCT WHERE { ?s ?p ?o }", graph=None).outcome == "not-acceptable"


def test_a_malformed_query_or_an_update_comes_back_with_the_parsers_message(directory: Path) -> None:
    assert "1:16" in ask(directory, "SELECT WHERE { ?s ?p ?o }").message
    assert ask(directory, "INSERT DATA { <a:a> <a:b> <a:c> }").outcome == "malformed"


@pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux; elsewhere the guard alone refuses")
@pytest.mark.parametrize("silent", ["", "SILENT"])
def test_even_a_query_that_fooled_the_guard_reaches_no_other_server(directory: Path, silent: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        port = server.getsockname()[1]
        ask_process(directory, f"SELECT * {{ SERVICE {silent} <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}")
        with pytest.raises(TimeoutError):
            server.accept()


def test_an_endless_query_is_ended_on_time(directory: Path) -> None:
    begun = time.perf_counter()
    with pytest.raises(TimedOut):
        ask_process(directory, ENDLESS, seconds=0.5)
    assert time.perf_counter() - begun < 2


def test_a_query_that_eats_memory_or_nests_too_deep_kills_only_its_worker(directory: Path) -> None:
    doubling = " ".join(f"BIND(CONCAT(?a{i}, ?a{i}) AS ?a{i + 1})" for i in range(40))
    with pytest.raises(Died):
        ask_process(directory, f'SELECT (STRLEN(?a40) AS ?n) {{ BIND("{"x" * 40}" AS ?a0) {doubling} }}', seconds=20)
    with pytest.raises(Died):
        ask_process(directory, "ASK { FILTER(" + "(" * 20_000 + "1" + ")" * 20_000 + ") }")


def test_a_frame_survives_the_pipe() -> None:
    sent = Answer("ok", "text/csv", 2, True, "Chỉ thị", b"a,b\r\n")
    head, body = wire.read(io.BytesIO(wire.pack(sent)).read) or (b"", b"")
    assert wire.unpack_answer(head, body) == sent
    assert wire.read(io.BytesIO(b"\x00").read) is None


# The pool, in an event loop of its own.


def in_pool(directory: Path, work: Callable[[Pool], Awaitable[None]], **more: Any) -> None:
    async def run() -> None:
        settings = {"workers": 2, "per_client": 1, "waiting": 2, "memory_bytes": MEMORY} | more
        pool = Pool(settings.pop("current", lambda: directory), **settings)
        try:
            await work(pool)
        finally:
            await pool.close()

    asyncio.run(run())


def test_one_endless_query_leaves_the_next_client_served(directory: Path) -> None:
    async def work(pool: Pool) -> None:
        endless = asyncio.ensure_future(pool.run(Ask(ENDLESS, seconds=1.5), "first"))
        await asyncio.sleep(0.3)
        answer = await pool.run(Ask("ASK {}"), "second")
        assert answer.outcome == "ok"
        assert not endless.done()
        with pytest.raises(TimedOut):
            await endless
        assert (await pool.run(Ask("ASK {}"), "first")).outcome == "ok"

    in_pool(directory, work)


def test_one_client_cannot_hold_every_worker(directory: Path) -> None:
    async def work(pool: Pool) -> None:
        greedy = [asyncio.ensure_future(pool.run(Ask(ENDLESS, seconds=1), "greedy")) for _ in range(2)]
        await asyncio.sleep(0.2)
        assert (await pool.run(Ask("ASK {}"), "modest")).outcome == "ok"
        ends = await asyncio.gather(*greedy, return_exceptions=True)
        assert [type(e) for e in ends] == [TimedOut, Busy]

    in_pool(directory, work)


def test_a_line_that_is_too_long_is_turned_away_at_once(directory: Path) -> None:
    async def work(pool: Pool) -> None:
        asked = [asyncio.ensure_future(pool.run(Ask(ENDLESS, seconds=1), f"client {i}")) for i in range(5)]
        ends = await asyncio.gather(*asked, return_exceptions=True)
        assert isinstance(ends[4], Busy)
        assert [type(e) for e in ends].count(TimedOut) >= 2

    in_pool(directory, work)


def test_a_client_that_leaves_takes_its_query_along(directory: Path) -> None:
    async def work(pool: Pool) -> None:
        leaving = asyncio.ensure_future(pool.run(Ask(ENDLESS, seconds=60), "client"))
        await asyncio.sleep(0.3)
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        assert (await pool.run(Ask("ASK {}"), "client")).outcome == "ok"

    in_pool(directory, work, workers=1)


def test_a_worker_is_kept_for_the_next_query_and_renewed_with_the_store(directory: Path, tmp_path: Path) -> None:
    newer = tmp_path / "newer"
    ox.Store(str(newer)).flush()
    generations: Iterator[Path] = iter([directory, directory, newer])

    async def work(pool: Pool) -> None:
        everything = Ask("SELECT * { ?s ?p ?o }")
        assert [(await pool.run(everything, "client")).rows for _ in range(3)] == [6, 6, 0]

    in_pool(directory, work, current=lambda: next(generations))


def test_a_dead_worker_is_replaced(directory: Path) -> None:
    async def work(pool: Pool) -> None:
        deep = Ask("ASK { FILTER(" + "(" * 20_000 + "1" + ")" * 20_000 + ") }")
        with pytest.raises(Died):
            await pool.run(deep, "client")
        assert (await pool.run(Ask("ASK {}"), "client")).outcome == "ok"

    in_pool(directory, work)


def test_no_worker_outlives_its_pool(directory: Path) -> None:
    before = threading.active_count()

    async def work(pool: Pool) -> None:
        await pool.run(Ask("ASK {}"), "client")
        (worker,) = pool._idle
        await pool.close()
        assert not worker.alive

    in_pool(directory, work)
    assert threading.active_count() <= before + 1
