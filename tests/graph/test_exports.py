"""Exports, each read again by its own library."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

import networkx as nx
import pydot
import pytest
import rdflib
from pyoxigraph import RdfFormat

from graph.errors import UnknownInstrument
from graph.exports import UnknownFormat, export, format_named
from graph.identity import agency_iri
from graph.model import Corpus
from graph.network import cycles, export_graph, neighbourhood
from graph.store.engine import OxigraphStore, in_memory
from tests.graph.small_corpus import (
    CT19,
    DISTRICTS,
    KH88,
    KL120,
    NQ33,
    Draft,
    small_corpus,
)

# rdflib and pydot warn of older names that they use themselves.
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:pydot"),
]


@pytest.fixture(scope="module")
def whole(store: OxigraphStore) -> nx.MultiDiGraph[str]:
    return export_graph(store)


@pytest.fixture(scope="module")
def near(store: OxigraphStore) -> nx.MultiDiGraph[str]:
    return neighbourhood(store, CT19.iri)


@pytest.fixture(scope="module")
def awkward() -> OxigraphStore:
    """Text as it comes out of PDF files: form feeds, quotes, brackets, line breaks, nothing at all."""
    f = Draft('tệp "lạ" & <khác>.txt', NQ33)
    place = f.say('Điều 1 > "a" \\ b', 'Làm "ngay" <việc> & theo\x0c19-CT/TU\x00\\n\n\ufffe😀 ; { } = + - @')
    f.cite(place, "\x0c19-CT/TU\x00", CT19, "implements", f.task(place))
    return in_memory(Corpus([f.done()], {i.iri: i for i in (NQ33, CT19)}))


def edges(graph: Any) -> set[tuple[str, str, str, str]]:
    return {(a, b, k, about["relation"]) for a, b, k, about in graph.edges(keys=True, data=True)}


OLDER = ("turtle", "jsonld", "ntriples", "nquads", "graphml", "gexf", "dot", "cytoscape", "csv")


@pytest.mark.parametrize("name", OLDER)
def test_equal_graphs_are_equal_bytes(store: OxigraphStore, name: str) -> None:
    again = in_memory(small_corpus())
    assert export(store, name) == export(again, name)
    assert export(store, name, neighbourhood(store, CT19.iri)) == export(again, name, neighbourhood(again, CT19.iri))


@pytest.mark.parametrize("name", OLDER)
def test_awkward_text_can_be_exported_and_read(awkward: OxigraphStore, name: str) -> None:
    data = export(awkward, name)
    READERS[name](data)


def test_turtle_and_jsonld_and_ntriples_hold_the_same_graph(store: OxigraphStore) -> None:
    turtle = rdflib.Graph().parse(data=export(store, "turtle"), format="turtle")
    triples = rdflib.Graph().parse(data=export(store, "ntriples"), format="nt")
    linked = rdflib.Dataset(default_union=True)
    linked.parse(data=export(store, "jsonld"), format="json-ld")
    assert set(turtle) == set(triples)
    assert {(s, p, o) for s, p, o, _ in linked.quads()} == set(turtle)


def test_nquads_keep_the_named_graphs(store: OxigraphStore) -> None:
    read = rdflib.Dataset()
    read.parse(data=export(store, "nquads"), format="nquads")
    assert len(list(read.quads())) == len(store)
    assert len({str(g) for *_, g in read.quads()}) == 6


def test_turtle_is_readable_and_its_prefixes_are_in_order(store: OxigraphStore) -> None:
    lines = store.export(RdfFormat.TURTLE).decode().splitlines()
    prefixes = [line for line in lines if line.startswith("@prefix")]
    assert prefixes == sorted(prefixes) == lines[: len(prefixes)]
    assert any("dan:implements <" in line for line in lines)


def read_graphml(data: bytes) -> nx.MultiDiGraph[str]:
    """As networkx reads it, with its nodes and edges by the names that the graph gives them."""
    read = nx.read_graphml(io.BytesIO(data), force_multigraph=True)
    named: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    named.add_nodes_from((about["iri"], about) for _, about in read.nodes(data=True))
    for a, b, about in read.edges(data=True):
        named.add_edge(read.nodes[a]["iri"], read.nodes[b]["iri"], key=about["iri"], relation=about["relation"])
    return named


def test_graphml_is_read_by_networkx(whole: nx.MultiDiGraph[str], store: OxigraphStore) -> None:
    read = read_graphml(export(store, "graphml"))
    assert set(read.nodes) == set(whole.nodes)
    assert edges(read) == edges(whole)
    assert read.nodes[CT19.iri]["title"] == CT19.title
    assert read.nodes[CT19.iri]["held"] is False


def test_gexf_is_read_by_networkx(whole: nx.MultiDiGraph[str], store: OxigraphStore) -> None:
    read = nx.read_gexf(io.BytesIO(export(store, "gexf")))
    assert set(read.nodes) == set(whole.nodes)
    # networkx makes a simple graph of a file without parallel edges, with the key as an attribute.
    assert {(a, b, about["id"], about["relation"]) for a, b, about in read.edges(data=True)} == edges(whole)
    assert read.nodes[CT19.iri]["label"] == "Chỉ thị 19-CT/TU"


def test_two_mentions_between_the_same_two_stay_two_edges() -> None:
    f = Draft("x.txt", NQ33)
    for number in range(2):
        place = f.say(f"Điều {number}", f"Lần {number} theo 19-CT/TU.")
        f.cite(place, "19-CT/TU", CT19, "cites", "d0")
    store = in_memory(Corpus([f.done()], {i.iri: i for i in (NQ33, CT19)}))
    whole = export_graph(store)
    assert len(edges(whole)) == 2
    graphml = read_graphml(export(store, "graphml"))
    gexf = nx.read_gexf(io.BytesIO(export(store, "gexf")))
    assert edges(graphml) == edges(gexf) == edges(whole)


def test_dot_is_read_by_pydot(near: nx.MultiDiGraph[str], store: OxigraphStore) -> None:
    (read,) = pydot.graph_from_dot_data(export(store, "dot", near).decode()) or []
    assert {n.get_name().strip('"') for n in read.get_nodes()} - {"node"} == set(near.nodes)
    joined = {(e.get_source().strip('"'), e.get_destination().strip('"')) for e in read.get_edges()}
    assert joined == {(a, b) for a, b, _ in near.edges(keys=True)}


def test_cytoscape_json_is_read_by_networkx(whole: nx.MultiDiGraph[str], store: OxigraphStore) -> None:
    read = nx.cytoscape_graph(json.loads(export(store, "cytoscape")))
    assert set(read.nodes) == set(whole.nodes)
    assert edges(read) == edges(whole)


def test_csv_has_a_table_of_nodes_one_of_edges_and_one_of_tasks(
    whole: nx.MultiDiGraph[str], store: OxigraphStore
) -> None:
    tables = read_csv(export(store, "csv"))
    assert {row["iri"] for row in tables["nodes.csv"]} == set(whole.nodes)
    assert len(tables["edges.csv"]) == whole.number_of_edges()
    (thu_gom,) = [row for row in tables["tasks.csv"] if row["text"].startswith("Thu gom")]
    assert thu_gom["deadline"] == "2024-12-31"
    assert thu_gom["coordinating"] == DISTRICTS


def test_a_mention_without_a_place_or_date_leaves_its_cells_empty(store: OxigraphStore) -> None:
    rows = read_csv(export(store, "csv"))["nodes.csv"]
    assert any(row["kind"] == "instrument" and row["date"] == "" for row in rows)
    assert not any(cell == "None" for row in rows for cell in row.values())


def read_csv(data: bytes) -> dict[str, list[dict[str, str]]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            name: list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"), newline="")))
            for name in archive.namelist()
        }


READERS: dict[str, Any] = {
    "turtle": lambda data: rdflib.Graph().parse(data=data, format="turtle"),
    "ntriples": lambda data: rdflib.Graph().parse(data=data, format="nt"),
    "nquads": lambda data: rdflib.Dataset().parse(data=data, format="nquads"),
    "jsonld": lambda data: rdflib.Dataset().parse(data=data, format="json-ld"),
    "graphml": lambda data: nx.read_graphml(io.BytesIO(data), force_multigraph=True),
    "gexf": lambda data: nx.read_gexf(io.BytesIO(data)),
    "dot": lambda data: pydot.graph_from_dot_data(data.decode())[0],  # type: ignore[index]
    "cytoscape": lambda data: nx.cytoscape_graph(json.loads(data)),
    "csv": read_csv,
}


def test_the_key_of_an_edge_is_its_citation(whole: nx.MultiDiGraph[str], store: OxigraphStore) -> None:
    for _, _, key, about in whole.edges(keys=True, data=True):
        if about["relation"] in ("assignedBy", "leadAgency", "coordinatingAgency"):
            assert key.endswith(f"#{about['relation']}")
        else:
            assert store.query(f"ASK {{ <{key}> a <https://w3id.org/danchieu/def#Citation> }}")


def test_a_neighbourhood_is_closed(near: nx.MultiDiGraph[str], store: OxigraphStore) -> None:
    assert {about["kind"] for _, about in near.nodes(data=True)} == {"instrument", "task"}
    assert set(near.nodes) > {CT19.iri, KL120.iri, NQ33.iri}
    graph = rdflib.Graph().parse(data=export(store, "turtle", near), format="turtle")
    instrument = rdflib.URIRef("https://w3id.org/danchieu/def#Instrument")
    joined = rdflib.URIRef("http://data.europa.eu/eli/ontology#refers_to")
    described = set(graph.subjects(rdflib.RDF.type, instrument))
    assert set(graph.objects(None, joined)) <= described == {rdflib.URIRef(i.iri) for i in (CT19, KL120, NQ33)}


def test_a_neighbourhood_grows_with_its_depth_and_looks_both_ways(store: OxigraphStore) -> None:
    alone = neighbourhood(store, CT19.iri, depth=0)
    assert list(alone.nodes) == [CT19.iri]
    assert alone.number_of_edges() == 0
    two = neighbourhood(store, CT19.iri, depth=2)
    assert {KH88.iri, agency_iri(DISTRICTS)} <= set(two.nodes)
    assert KH88.iri not in neighbourhood(store, CT19.iri, depth=1)


def test_a_neighbourhood_is_cut_at_its_limit_and_says_so(store: OxigraphStore) -> None:
    cut = neighbourhood(store, NQ33.iri, depth=3, limit=4)
    assert (len(cut), cut.graph["truncated"]) == (4, True)
    assert all(a in cut and b in cut for a, b in cut.edges())
    assert json.loads(export(store, "cytoscape", cut))["data"]["truncated"] is True
    assert neighbourhood(store, NQ33.iri, depth=3).graph["truncated"] is False


def test_the_neighbourhood_of_a_task_or_an_agency_can_be_asked_for(
    store: OxigraphStore, whole: nx.MultiDiGraph[str]
) -> None:
    task = next(iri for iri, about in whole.nodes(data=True) if about["kind"] == "task")
    assert task in neighbourhood(store, task)
    assert neighbourhood(store, agency_iri(DISTRICTS)).number_of_edges() == 2
    for wrong in ("https://example.org/nothing", "không phải IRI"):
        with pytest.raises(UnknownInstrument):
            neighbourhood(store, wrong)


def test_rings_are_found(whole: nx.MultiDiGraph[str]) -> None:
    assert cycles(whole) == []
    ring: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    ring.add_edge("b", "a", relation="implements")
    ring.add_edge("a", "b", relation="implements")
    ring.add_edge("c", "a", relation="implements")
    assert cycles(ring) == [["a", "b"]]


def test_a_format_is_known_by_name_ending_or_media_type() -> None:
    assert format_named("turtle") is format_named(".ttl") is format_named("TEXT/Turtle")
    with pytest.raises(UnknownFormat, match="'pptx'"):
        format_named("pptx")
