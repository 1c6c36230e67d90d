"""How any two things are connected, with a place in a text for every step."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.answers import explanation
from graph.answers.explanation import explain
from graph.errors import UnknownInstrument
from graph.identity import agency_iri
from graph.store.engine import OxigraphStore
from tests.graph.small_corpus import CT19, DONRE, KH50_TN, KH88, KL120, NQ33
from tests.graph.test_closures import EDGES, SIZE, Edges, instrument, stored


def test_an_agency_and_a_directive_are_connected_by_a_task(store: OxigraphStore) -> None:
    found = explain(store, agency_iri(DONRE), CT19.iri)
    assert [(step["relation"], step["forward"]) for step in found["path"]] == [
        ("leadAgency", False),
        ("implements", True),
    ]
    assert [node["kind"] for node in found["nodes"]] == ["task"]
    assert found["from"]["kind"] == "agency"
    assert all(step["evidence"] and step["evidence"][0]["quote"] for step in found["path"])


def test_two_instruments_are_connected_by_what_both_carry_out(store: OxigraphStore) -> None:
    found = explain(store, KH88.iri, NQ33.iri)
    assert len(found["path"]) <= 3
    way = [found["path"][0]["from" if found["path"][0]["forward"] else "to"]]
    for step in found["path"]:
        near, far = ("from", "to") if step["forward"] else ("to", "from")
        assert step[near] == way[-1]
        way.append(step[far])
    assert (way[0], way[-1]) == (KH88.iri, NQ33.iri)


def test_the_way_back_is_the_way_there_walked_the_other_way(store: OxigraphStore) -> None:
    there, back = explain(store, KH88.iri, CT19.iri), explain(store, CT19.iri, KH88.iri)
    assert [s["from"] for s in there["path"]] == [s["from"] for s in back["path"]][::-1]
    assert [s["forward"] for s in there["path"]] == [not s["forward"] for s in back["path"]][::-1]


def test_what_is_not_connected_says_so(store: OxigraphStore) -> None:
    apart, _ = stored([(0, 1, "cites", False), (2, 3, "cites", False)])
    found = explain(apart, instrument(0).iri, instrument(2).iri)
    assert found["path"] == []
    assert "không nối" in found["reason"]
    assert explain(store, KL120.iri, KL120.iri)["reason"] == "hai đầu là một"


def test_a_search_that_is_cut_off_says_so(store: OxigraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explanation, "MOST_NODES", 1)
    found = explain(store, KH50_TN.iri, CT19.iri)
    assert found["truncated"]
    assert "chưa tìm thấy" in found["reason"]


@pytest.mark.parametrize("iri", ["https://w3id.org/danchieu/id/none", "no iri", ""])
def test_an_unknown_end_is_an_error(store: OxigraphStore, iri: str) -> None:
    with pytest.raises(UnknownInstrument):
        explain(store, CT19.iri, iri)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EDGES, st.integers(0, SIZE - 1), st.integers(0, SIZE - 1))
def test_no_connection_is_shorter(edges: Edges, one: int, other: int) -> None:
    graph_store, graph = stored(edges)
    start, goal = instrument(one).iri, instrument(other).iri
    plain = nx.Graph(graph)
    found = explain(graph_store, start, goal)
    if start != goal and nx.has_path(plain, start, goal):
        assert len(found["path"]) == nx.shortest_path_length(plain, start, goal)
    else:
        assert found["path"] == []
        assert found["reason"]
