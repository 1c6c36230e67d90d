"""The rules and shapes of a graph behind a SPARQL endpoint: the same findings, and one sentence where it fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pyoxigraph
import pytest
from pyoxigraph import Literal, Quad

from api.cli import main
from graph import shapes
from graph.model import Corpus
from graph.store.engine import OxigraphStore
from graph.store.protocol import RESULTS
from graph.store.remote import RemoteStore, client_of
from graph.store.remote_load import publish
from graph.triples import quads
from graph.validate import Broken, validate
from graph.vocabulary import DAN
from tests.graph.endpoint import Endpoint
from tests.graph.small_corpus import small_corpus
from tests.graph.virtuoso import ENVIRONMENT

DESCRIBED = {"generation": 1, "format": 1}


def broken_quads() -> list[Quad]:
    """The small corpus where a citation has lost its words and a task starts after it ends."""
    every = [*quads(small_corpus())]
    quoted = min((quad for quad in every if quad.predicate == DAN.quote), key=str)
    ending = min((quad for quad in every if quad.predicate == DAN.end), key=str)
    kept = [quad for quad in every if quad not in (quoted, ending)]
    zero = Literal("0", datatype=ending.object.datatype)  # type: ignore[union-attr]
    return [*kept, Quad(ending.subject, ending.predicate, zero, ending.graph_name)]


def here(statements: list[Quad]) -> OxigraphStore:
    store = pyoxigraph.Store()
    store.extend(statements)
    return OxigraphStore(store, "here")


def loaded(endpoint: Endpoint, statements: list[Quad]) -> RemoteStore:
    client = endpoint.client()
    publish(statements, DESCRIBED, client)
    return RemoteStore.of(client)


def findings(found: list[Broken]) -> dict[str, tuple[int, set[str]]]:
    return {one.rule: (one.count, {example.focus for example in one.examples}) for one in found}


def test_a_whole_graph_is_whole_at_an_endpoint_too() -> None:
    assert validate(loaded(Endpoint(), [*quads(small_corpus())])) == []


def test_what_is_broken_is_found_there_as_it_is_here() -> None:
    ours = findings(validate(here(broken_quads())))
    assert len(ours) >= 2
    assert findings(validate(loaded(Endpoint(), broken_quads()))) == ours


def test_virtuoso_finds_the_same(virtuoso: str, virtuoso_load: Callable[[Corpus], RemoteStore]) -> None:
    assert validate(virtuoso_load(small_corpus())) == []
    client = client_of(virtuoso, ENVIRONMENT)
    publish(broken_quads(), DESCRIBED, client)
    assert findings(validate(RemoteStore.of(client))) == findings(validate(here(broken_quads())))


def test_shapes_ask_for_few_rows_at_once_and_name_one_graph_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "_PAGE", 7)
    monkeypatch.setattr(shapes, "_SUBJECTS", 3)
    endpoint = Endpoint()
    store = loaded(endpoint, broken_quads())
    endpoint.seen.clear()
    found = findings(validate(store, with_rules=False))
    assert found == findings(validate(here(broken_quads()), with_rules=False))
    asked = [httpx.QueryParams(request.content.decode()) for request in endpoint.seen]
    assert len(asked) > 3 * len(store.graphs)
    assert all(len(one.get_list("default-graph-uri")) <= 2 for one in asked)


def test_an_answer_that_is_cut_is_an_error_and_no_finding() -> None:
    endpoint = Endpoint()
    store = loaded(endpoint, [*quads(small_corpus())])
    row = '{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"http://e/s"}}]}}'
    cut = {"Content-Type": RESULTS, "X-SPARQL-MaxRows": "1"}
    endpoint.always = lambda _: httpx.Response(200, text=row, headers=cut)
    for part in ({"with_shapes": False}, {"with_rules": False}):
        with pytest.raises(OSError, match="chỉ trả về 1 dòng đầu"):
            validate(store, **part)


def test_a_store_that_fails_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("graph.store.protocol._FIRST_WAIT", 0.001)
    for options in ([], ["--rules-only"], ["--shapes-only"]):
        assert main(["validate", *options, "--store", "http://127.0.0.1:1/sparql"]) == 2
        told = capsys.readouterr()
        assert told.out == ""
        assert told.err.count("\n") == 1
        assert told.err.startswith("Lỗi: Không nối được tới kho từ xa 127.0.0.1:1/sparql")


def test_the_command_checks_a_remote_store(
    virtuoso: str,
    virtuoso_load: Callable[[Corpus], RemoteStore],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DANCHIEU_STORE", virtuoso)
    virtuoso_load(small_corpus())
    assert main(["validate"]) == 0
    assert "Đồ thị giữ mọi quy tắc" in capsys.readouterr().err
