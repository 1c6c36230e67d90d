"""The filters of an export."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import UnknownInstrument
from graph.exports import BadSelection, Selection, export_selected
from graph.exports.selection import DIRECTIONS, RELATIONS, chosen
from graph.identity import agency_iri
from graph.network import export_graph
from graph.store.engine import OxigraphStore
from tests.graph.small_corpus import (
    CONGRESS,
    CT19,
    CT25_TU,
    DIC_TN,
    DISTRICTS,
    DONRE,
    FINANCE,
    KH50_TN,
    KH88,
    KL120,
    LAND,
    ND30,
    NQ1_TN,
    NQ33,
)


def kinds(graph: nx.MultiDiGraph[str], kind: str) -> set[str]:
    return {iri for iri, about in graph.nodes(data=True) if about["kind"] == kind}


def relations(graph: nx.MultiDiGraph[str]) -> set[str]:
    return {about["relation"] for *_, about in graph.edges(data=True)}


def texts(graph: nx.MultiDiGraph[str]) -> set[str]:
    return {about["text"].split()[0] for _, about in graph.nodes(data=True) if about["kind"] == "task"}


def test_nothing_said_is_everything(store: OxigraphStore) -> None:
    assert Selection().everything
    assert not Selection(confidence=0.1).everything
    assert set(chosen(store, Selection())) == set(export_graph(store))
    assert export_selected(store, "nquads", Selection()).data.count(b"\n") == len(store)


def test_the_direction_follows_the_edges(store: OxigraphStore) -> None:
    out = chosen(store, Selection(of=KL120.iri, direction="out"))
    into = chosen(store, Selection(of=KL120.iri, direction="in"))
    assert set(out) == {KL120.iri, CT19.iri}
    assert KH88.iri in into
    assert CT19.iri not in into
    both = chosen(store, Selection(of=KL120.iri))
    assert set(both) == set(out) | set(into)


def test_only_a_relation_is_walked_along(store: OxigraphStore) -> None:
    found = chosen(store, Selection(of=CT19.iri, depth=6, relations=frozenset({"implements"})))
    assert relations(found) == {"implements"}
    assert NQ33.iri not in found  # it only assesses as a whole; its tasks implement
    assert {CT19.iri, KL120.iri, KH88.iri} == kinds(found, "instrument")


def test_a_relation_of_the_whole_leaves_out_what_it_does_not_join(store: OxigraphStore) -> None:
    found = chosen(store, Selection(relations=frozenset({"legalBasis"})))
    assert relations(found) == {"legalBasis"}
    assert all(found.degree(node) for node in found)
    assert LAND.iri in found
    assert CT19.iri not in found


def test_less_sure_citations_are_left_out_and_what_only_they_join(store: OxigraphStore) -> None:
    found = chosen(store, Selection(of=CT19.iri, depth=2, confidence=0.97))
    assert all(about.get("confidence", 1) >= 0.97 for *_, about in found.edges(data=True))
    assert not found.has_edge(KL120.iri, CT19.iri)  # said with 0.95
    assert chosen(store, Selection(of=CT19.iri, depth=2, confidence=0.95)).has_edge(KL120.iri, CT19.iri)


def test_instruments_dated_outside_leave_with_their_tasks(store: OxigraphStore) -> None:
    found = chosen(store, Selection(since="2024-03-01", until="2024"))
    assert {NQ33.iri, KH50_TN.iri} <= set(found)
    assert KH88.iri not in found  # 20/02/2024
    assert "Lắp" not in texts(found)
    assert {"Thu", "Mở"} <= texts(found)


def test_what_has_no_date_or_only_a_year_stays_where_it_may_belong(store: OxigraphStore) -> None:
    in_2020 = chosen(store, Selection(since="2020-06-01", until="2020-12-31"))
    assert {ND30.iri, CONGRESS.iri, CT19.iri, NQ1_TN.iri} <= set(in_2020)  # "2020", no date, 11/06, 31/12
    assert ND30.iri not in chosen(store, Selection(since="2021"))
    assert CT25_TU.iri not in in_2020


def test_an_agency_has_its_tasks_and_what_they_come_from(store: OxigraphStore) -> None:
    found = chosen(store, Selection(agency=agency_iri(DONRE)))
    assert texts(found) == {"Thu"}
    assert kinds(found, "agency") == {agency_iri(DONRE), agency_iri(DISTRICTS)}  # who works with it is told
    assert {NQ33.iri, CT19.iri} <= set(found)
    assert KH50_TN.iri not in found
    assert texts(chosen(store, Selection(agency=agency_iri(DISTRICTS)))) == {"Thu", "Lắp"}


def test_what_implements_an_instrument_is_told_whole_where_no_depth_is_said(
    store: OxigraphStore, implementing: nx.MultiDiGraph[str]
) -> None:
    assert texts(implementing) == {"Thu", "Bố", "Lắp"}
    assert {CT19.iri, KL120.iri, KH88.iri} <= set(implementing)
    assert "Rà" not in texts(implementing)
    only = chosen(store, Selection(of=CT19.iri, agency=agency_iri(DISTRICTS)), implementation=True)
    assert texts(only) == {"Thu", "Lắp"}
    assert {KH88.iri, KL120.iri} <= set(only)
    assert agency_iri(FINANCE) not in only
    one_step = chosen(store, Selection(of=CT19.iri, depth=1), implementation=True)
    assert "Lắp" not in texts(one_step)


def test_a_former_iri_is_followed(store: OxigraphStore) -> None:
    assert chosen(store, Selection(of=NQ33.former_iris[0])).graph["of"] == NQ33.iri


def test_the_scope_is_said_in_words(store: OxigraphStore) -> None:
    said = chosen(
        store,
        Selection(
            of=CT19.iri,
            depth=2,
            direction="in",
            relations=frozenset({"implements"}),
            confidence=0.9,
            since="2020",
            until="2024-12-31",
            agency=agency_iri(DONRE),
        ),
    ).graph["scope"]
    for words in ("2 bước", "Chỉ thị 19-CT/TU", "đi vào", "triển khai", "90%", "từ 2020 đến 31/12/2024", DONRE):
        assert words in said


@pytest.mark.parametrize(
    ("wrong", "parameter"),
    [
        ({"relations": frozenset({"loves"})}, "relation"),
        ({"direction": "up", "of": CT19.iri}, "direction"),
        ({"confidence": 1.5}, "confidence"),
        ({"since": "hôm qua"}, "since"),
        ({"until": "2024-1"}, "until"),
        ({"since": "2025", "until": "2024"}, "since"),
        ({"depth": 2}, "depth"),
        ({"direction": "in"}, "direction"),
        ({"limit": 5}, "limit"),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused_by_name(wrong: dict[str, object], parameter: str) -> None:
    with pytest.raises(BadSelection) as refused:
        Selection(**wrong)  # type: ignore[arg-type]
    assert refused.value.parameter == parameter


def test_who_is_not_there_is_refused(store: OxigraphStore) -> None:
    with pytest.raises(BadSelection, match="không có cơ quan"):
        chosen(store, Selection(agency=agency_iri("Sở Không Có")))
    with pytest.raises(UnknownInstrument):
        chosen(store, Selection(of="https://example.org/nothing"))


@settings(max_examples=60, deadline=None)
@given(
    of=st.sampled_from([None, CT19.iri, NQ33.iri, KH50_TN.iri, agency_iri(DIC_TN)]),
    depth=st.integers(1, 4),
    direction=st.sampled_from(DIRECTIONS),
    chosen_relations=st.frozensets(st.sampled_from(RELATIONS), max_size=4),
    confidence=st.sampled_from([0.0, 0.96, 1.0]),
    since=st.sampled_from([None, "2020", "2024-01-01"]),
    agency=st.sampled_from([None, agency_iri(DISTRICTS), agency_iri(DIC_TN)]),
    limit=st.integers(1, 12),
)
def test_every_part_is_closed_holds_its_start_and_nothing_that_was_left_out(
    store: OxigraphStore,
    of: str | None,
    depth: int,
    direction: str,
    chosen_relations: frozenset[str],
    confidence: float,
    since: str | None,
    agency: str | None,
    limit: int,
) -> None:
    walk = {"of": of, "depth": depth, "direction": direction, "limit": limit} if of else {}
    found = chosen(
        store,
        Selection(**walk, relations=chosen_relations, confidence=confidence, since=since, agency=agency),  # type: ignore[arg-type]
    )
    # networkx would make a node of any end of an edge, but one without a kind.
    assert all("kind" in about and "label" in about for _, about in found.nodes(data=True))
    assert of is None or of in found
    assert not chosen_relations or relations(found) <= chosen_relations
    assert all(about.get("confidence", 1) >= confidence for *_, about in found.edges(data=True))
    assert of is None or len(found) <= limit
    assert set(found) <= set(export_graph(store))
