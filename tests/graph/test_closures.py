"""Closures by property path and by networkx are the same, and every member's chain is a way along real edges."""

from __future__ import annotations

import itertools
from typing import Any

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph import questions as ask
from graph.answers import reach, rows
from graph.identity import Key
from graph.model import Corpus, Instrument
from graph.store.engine import OxigraphStore, in_memory
from tests.graph.small_corpus import Draft

SIZE = 7
EDGES = st.lists(
    st.tuples(
        st.integers(0, SIZE - 1),
        st.integers(0, SIZE - 1),
        st.sampled_from(["implements", "legalBasis", "amends", "cites", "guides", "assesses"]),
        st.booleans(),
    ),
    max_size=14,
)
Edges = list[tuple[int, int, str, bool]]
BELONGS = "belongs"


def instrument(number: int) -> Instrument:
    symbol = f"{number + 1}-CT/TU"
    key = Key("tinh-uy-lao-cai", "chi-thi", f"{number + 1}-ct-tu", f"2020-01-{number + 1:02}")
    return Instrument(key.iri(), "chỉ thị", symbol, key.date, f"về việc {number}", "Tỉnh ủy Lào Cai", key.body)


def stored(edges: Edges) -> tuple[OxigraphStore, nx.MultiDiGraph[str]]:
    """A store of seven instruments that cite one another, some through tasks, and the same as networkx sees it."""
    own = [instrument(number) for number in range(SIZE)]
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from(one.iri for one in own)
    extractions = []
    for number, one in enumerate(own):
        f = Draft(f"{number}.txt", one)
        f.say("đoạn 0", f"Mở đầu việc {number}.")  # no two files have the same words
        for source, target, relation, by_task in edges:
            if source != number or source == target:
                continue
            said = f.say(f"Điều {len(f.provisions)}", f"Làm theo Chỉ thị số {own[target].symbol} ngay.")
            speaker = one.iri
            if by_task:
                name = f.task(said)
                f.cite(said, str(own[target].symbol), own[target], relation, name)
                speaker = f"{one.iri}#{name}"
                graph.add_edge(one.iri, speaker, relation=BELONGS)
            else:
                f.cite(said, str(own[target].symbol), own[target], relation, "d0")
            graph.add_edge(speaker, own[target].iri, relation=relation)
        extractions.append(f.done())
    return in_memory(Corpus(extractions, {one.iri: one for one in own})), graph


def only(graph: nx.MultiDiGraph[str], *relations: str) -> nx.DiGraph[str]:
    kept: nx.DiGraph[str] = nx.DiGraph()
    kept.add_nodes_from(graph)
    kept.add_edges_from((a, b) for a, b, about in graph.edges(data=True) if about["relation"] in relations)
    return kept


def members(answer: dict[str, Any]) -> set[str]:
    return {node["iri"] for node in answer["nodes"]}


def instruments(iris: set[str]) -> set[str]:
    return {iri for iri in iris if "#" not in iri}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EDGES, st.integers(0, SIZE - 1))
def test_property_paths_and_networkx_agree(edges: Edges, number: int) -> None:
    store, graph = stored(edges)
    start = instrument(number).iri
    everything = only(graph, BELONGS, "implements", "legalBasis", "amends", "cites", "guides", "assesses")
    assert members(ask.dependencies(store, start)) == instruments(nx.descendants(everything, start))
    assert members(ask.dependents(store, start)) == instruments(nx.ancestors(everything, start))
    resting = only(graph, "implements", "legalBasis", "amends", "guides")
    whole = instruments(nx.ancestors(resting, start))
    touched = ask.impact(store, start)["instruments"]
    assert {one["iri"] for one in touched if not one["through_tasks"]} == whole
    through = {task.split("#")[0] for task in nx.ancestors(resting, start) if "#" in task} - whole - {start}
    assert {one["iri"] for one in touched if one["through_tasks"]} == through


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EDGES, st.integers(0, SIZE - 1), st.integers(0, SIZE - 1))
def test_each_chain_and_each_path_is_a_way_and_none_is_shorter(edges: Edges, number: int, other: int) -> None:
    store, graph = stored(edges)
    start, goal = instrument(number).iri, instrument(other).iri
    direct: nx.DiGraph[str] = nx.DiGraph()
    direct.add_nodes_from(instruments(set(graph)))
    for a, b, about in graph.edges(data=True):
        if about["relation"] != BELONGS and a.split("#")[0] != b:
            direct.add_edge(a.split("#")[0], b)
    for node in ask.dependencies(store, start)["nodes"]:
        way = [start, *node["chain"], node["iri"]]
        assert all(direct.has_edge(a, b) for a, b in itertools.pairwise(way))
        assert node["depth"] == len(way) - 1 == nx.shortest_path_length(direct, start, node["iri"])
    found = ask.path(store, start, goal)["path"]
    if start == goal or not nx.has_path(direct, start, goal):
        assert found == []
    else:
        assert [edge["from"] for edge in found][:1] == [start]
        assert found[-1]["to"] == goal
        assert len(found) == nx.shortest_path_length(direct, start, goal)


def test_more_nodes_than_one_query_takes_are_asked_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    edges: Edges = [(a, b, "implements", False) for a in range(SIZE) for b in range(a)]
    store, _ = stored(edges)
    at_once = reach.dependencies(store, instrument(SIZE - 1).iri)
    monkeypatch.setattr(rows, "AT_ONCE", 2)
    in_batches = reach.dependencies(store, instrument(SIZE - 1).iri)
    assert len(at_once) == len(edges)
    assert sorted(row["citation"] for row in in_batches) == sorted(row["citation"] for row in at_once)
