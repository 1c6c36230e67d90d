"""What a load into a remote store sends and removes, where the graph is larger than one request can bear."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from pyoxigraph import NamedNode

from graph.store import remote_load
from graph.store.remote import REGISTER, RemoteStore, generations, names_graph, whole
from graph.store.remote_load import load, named_graphs
from graph.triples import quads
from tests.graph.endpoint import Endpoint
from tests.graph.small_corpus import small_corpus


def updates(endpoint: Endpoint) -> list[str]:
    return [text for request in endpoint.seen for text in parse_qs(request.content.decode()).get("update", [])]


def test_a_large_graph_is_thinned_before_it_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote_load, "_DROP_WHOLE", 300)
    monkeypatch.setattr(remote_load, "_THINNED", 100)
    endpoint = Endpoint()
    for _ in range(3):
        load(small_corpus(), endpoint.client(), grace=0)
    thinned = [text for text in updates(endpoint) if text.startswith("DELETE {")]
    assert all(f"<{whole(1)}>" in text and "LIMIT 100" in text for text in thinned)
    triples = len({(q.subject, q.predicate, q.object) for q in quads(small_corpus())})
    assert len(thinned) == -(-(triples - 300) // 100) > 1
    assert {name for name in endpoint.graphs() if name.startswith(whole(1)) or name == names_graph(1)} == set()
    assert [one["generation"] for one in generations(endpoint.client())] == ["2", "3"]
    assert len(RemoteStore.of(endpoint.client())) == sum(1 for _ in set(quads(small_corpus())))


def test_an_engine_that_deletes_no_pieces_is_asked_once_and_drops_the_graph_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(remote_load, "_DROP_WHOLE", 300)
    monkeypatch.setattr(remote_load, "_THINNED", 0)
    endpoint = Endpoint()
    for _ in range(3):
        load(small_corpus(), endpoint.client(), grace=0)
    assert sum(text.startswith("DELETE {") for text in updates(endpoint)) == 1
    assert not [name for name in endpoint.graphs() if name.startswith(whole(1))]


def test_the_named_graphs_come_whole_and_once_with_their_own_names_inside() -> None:
    given = list(quads(small_corpus()))
    (listing, names), *graphs = named_graphs(4, [*reversed(given), *given])
    assert listing == names_graph(4)
    own = {quad.graph_name.value for quad in given if isinstance(quad.graph_name, NamedNode)}
    assert {name for name, _ in graphs} == {whole(4) + name for name in own}
    assert len(names) == len(graphs) == len(own)
    assert sum(len(lines) for _, lines in graphs) == len(set(given))
    text = b"".join(line for _, lines in graphs for line in lines).decode()
    assert all(f"<{name}>" not in text for name in own), "a node that is a graph is called as its graph is"
    assert any(f"<{whole(4)}{name}>" in text for name in own)
    assert REGISTER not in text
