"""RDF/XML and TriG, and that a part of the graph is closed in every RDF format."""

from __future__ import annotations

import subprocess
import sys

import networkx as nx
import pyoxigraph
import pytest
import rdflib
from lxml import etree
from rdflib.compare import isomorphic

from graph.exports import FORMATS, Selection, export, export_selected
from graph.exports.selection import chosen
from graph.identity import agency_iri, base_iri
from graph.network import neighbourhood
from graph.store.engine import OxigraphStore, in_memory
from graph.vocabulary import DAN, ELI, PROV, term
from tests.graph.small_corpus import CT19, DISTRICTS, KH88, KL120, NQ33, small_corpus

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")

RDF = [name for name, one in FORMATS.items() if one.rdf]
PARTS = {
    "a neighbourhood": Selection(of=CT19.iri),
    "two steps": Selection(of=NQ33.iri, depth=2),
    "cut at its limit": Selection(of=NQ33.iri, depth=3, limit=6),
    "one relation": Selection(relations=frozenset({"implements"})),
    "the surer ones": Selection(of=CT19.iri, depth=3, confidence=0.97),
    "an agency": Selection(agency=agency_iri(DISTRICTS)),
    "a year": Selection(since="2024", until="2024"),
}


@pytest.mark.parametrize("name", ["rdfxml", "trig"])
def test_equal_graphs_are_equal_bytes(store: OxigraphStore, name: str) -> None:
    again = in_memory(small_corpus())
    assert export(store, name) == export(again, name)
    assert export(store, name, neighbourhood(store, CT19.iri)) == export(again, name, neighbourhood(again, CT19.iri))


@pytest.mark.parametrize("name", ["rdfxml", "trig"])
def test_another_process_writes_the_same_bytes(store: OxigraphStore, name: str) -> None:
    code = (
        "import sys; from graph.exports import export; from graph.store.engine import in_memory;"
        "from tests.graph.small_corpus import small_corpus;"
        f"sys.stdout.buffer.write(export(in_memory(small_corpus()), {name!r}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == export(store, name)


def test_rdf_xml_holds_the_graph_that_turtle_holds(store: OxigraphStore) -> None:
    xml = rdflib.Graph().parse(data=export(store, "rdfxml"), format="xml")
    turtle = rdflib.Graph().parse(data=export(store, "turtle"), format="turtle")
    assert set(xml) == set(turtle)
    assert isomorphic(xml, turtle)


def test_trig_keeps_the_named_graphs(store: OxigraphStore) -> None:
    trig = set(pyoxigraph.parse(export(store, "trig"), format=pyoxigraph.RdfFormat.TRIG))
    assert trig == set(pyoxigraph.parse(export(store, "nquads"), format=pyoxigraph.RdfFormat.N_QUADS))
    read = rdflib.Dataset()
    read.parse(data=export(store, "trig"), format="trig")
    assert len(list(read.quads())) == len(store)


def test_awkward_text_is_whole_in_trig_and_well_formed_in_xml(awkward: OxigraphStore) -> None:
    etree.fromstring(export(awkward, "rdfxml"))
    read = rdflib.Graph().parse(data=export(awkward, "rdfxml"), format="xml")
    quotes = {str(o) for o in read.objects(None, rdflib.URIRef(DAN.quote.value))}
    assert quotes == {" 19-CT/TU "}
    assert "\x0c19-CT/TU" in rdflib.Dataset().parse(data=export(awkward, "trig"), format="trig").serialize(
        format="nquads"
    ).encode().decode("unicode_escape")


@pytest.mark.parametrize("name", RDF)
@pytest.mark.parametrize("part", PARTS)
def test_a_part_names_nothing_of_the_data_that_it_does_not_describe(store: OxigraphStore, name: str, part: str) -> None:
    data = export_selected(store, name, PARTS[part]).data
    wanted = FORMATS[name].rdf
    assert wanted is not None
    quads = list(pyoxigraph.parse(data, format=wanted))
    described = {q.subject for q in quads}
    named = {
        q.object
        for q in quads
        if isinstance(q.object, pyoxigraph.NamedNode) and q.object.value.startswith(f"{base_iri()}id/")
    }
    assert quads
    assert named <= described


@pytest.mark.parametrize("part", PARTS)
def test_the_relations_of_a_part_are_the_edges_of_its_network(store: OxigraphStore, part: str) -> None:
    network = chosen(store, PARTS[part])
    quads = list(
        pyoxigraph.parse(export_selected(store, "ntriples", PARTS[part]).data, format=pyoxigraph.RdfFormat.N_TRIPLES)
    )
    names = {about["relation"] for *_, about in network.edges(data=True)}
    edges = {(a, term(about["relation"]).value, b) for a, b, about in network.edges(data=True)}
    for name in ("implements", "legalBasis", "assesses", "leadAgency", "coordinatingAgency", "assignedBy", *names):
        said = {(s.subject.value, s.predicate.value, s.object.value) for s in quads if s.predicate == term(name)}
        assert said == {edge for edge in edges if edge[1] == term(name).value}, name
    referred = {(s.subject.value, s.object.value) for s in quads if s.predicate == ELI.refers_to}
    assert referred == {(a, b) for a, b, about in network.edges(data=True) if "quote" in about}


def test_no_assignment_stays_without_its_agency(store: OxigraphStore) -> None:
    near: nx.MultiDiGraph[str] = neighbourhood(store, CT19.iri)
    quads = list(pyoxigraph.parse(export(store, "ntriples", near), format=pyoxigraph.RdfFormat.N_TRIPLES))
    planned = {q.subject for q in quads if q.predicate == PROV.hadPlan}
    assert planned == {q.subject for q in quads if q.predicate == PROV.agent}
    wider = export(store, "ntriples", neighbourhood(store, CT19.iri, depth=2))
    assert PROV.agent.value.encode() in wider
    assert {KH88.iri, KL120.iri} <= set(neighbourhood(store, CT19.iri, depth=2))
