"""The vocabulary: loadable by others, described in two languages, and neither more nor less than the data."""

from __future__ import annotations

import pyoxigraph
import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from graph.identity import ONTOLOGY
from graph.model import Relation
from graph.runs import run_quads
from graph.store.engine import OxigraphStore
from graph.triples import quads
from graph.validate import used_terms
from graph.vocabulary import DAN, UndeclaredTerm, declared, labels, noted, ontology_path, short_names, term
from tests.graph.decided import every_kind_of_decision

THE_ONTOLOGY_ITSELF = ONTOLOGY.rstrip("#")


@pytest.fixture(scope="module")
def store() -> OxigraphStore:
    """All that is ever written: a corpus with its copies, a reviewer's decisions on it, the log of a load."""
    run = {
        "identity": "x", "generation": "1", "started": "2026-01-01T00:00:00Z", "ended": "2026-01-01T00:00:01Z",
        "program": {"name": "by hand", "version": "1"}, "reader": "1-x", "configuration": {}, "inputs_digest": "y",
        "counts": dict.fromkeys(("files", "documents", "citations", "tasks", "problems"), 1), "inputs": [["a", "b"]],
    }  # fmt: skip
    whole = pyoxigraph.Store()
    whole.extend([*quads(every_kind_of_decision()), *run_quads([run])])
    return OxigraphStore(whole, "memory")


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    return rdflib.Graph().parse(ontology_path(), format="turtle")


def test_every_term_of_the_data_is_declared(store: OxigraphStore) -> None:
    assert used_terms(store) - declared() == set()


def test_every_declared_term_is_used_by_the_data(store: OxigraphStore) -> None:
    assert declared() - used_terms(store) == {THE_ONTOLOGY_ITSELF}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_term_has_a_label_and_a_comment(ontology: rdflib.Graph, language: str) -> None:
    typed = {s for s in ontology.subjects(RDF.type, None) if isinstance(s, rdflib.URIRef)}
    terms = typed - {rdflib.URIRef(THE_ONTOLOGY_ITSELF)}
    for kind in (RDFS.label, RDFS.comment):
        said = {s for s, o in ontology.subject_objects(kind) if getattr(o, "language", None) == language}
        assert terms - said == set()


def test_every_minted_class_and_property_says_what_it_is(ontology: rdflib.Graph) -> None:
    kinds = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, SKOS.Concept}
    for minted in {s for s in ontology.subjects() if str(s).startswith(ONTOLOGY)}:
        assert kinds & set(ontology.objects(minted, RDF.type)), minted


def test_a_party_instrument_is_no_legal_resource(ontology: rdflib.Graph) -> None:
    above = set(ontology.transitive_objects(rdflib.URIRef(DAN.PartyInstrument.value), RDFS.subClassOf))
    assert rdflib.URIRef("http://data.europa.eu/eli/ontology#Work") in above
    assert rdflib.URIRef("http://data.europa.eu/eli/ontology#LegalResource") not in above


def test_a_citation_is_a_reference_and_a_cito_citation(ontology: rdflib.Graph) -> None:
    above = set(ontology.objects(rdflib.URIRef(DAN.Citation.value), RDFS.subClassOf))
    assert above == {
        rdflib.URIRef(DAN.Reference.value),
        rdflib.URIRef("http://purl.org/spar/cito/Citation"),
    }


def test_every_relation_of_the_model_has_its_property() -> None:
    for name in set(Relation.__args__) - {"self"}:
        assert short_names()[term(name).value] == name


def test_a_term_that_is_not_declared_cannot_be_written() -> None:
    with pytest.raises(UndeclaredTerm, match="dan:implement"):
        _ = DAN.implement
    with pytest.raises(UndeclaredTerm, match="related"):
        term("related")


def test_short_names_are_not_shared() -> None:
    assert len(noted()) == len(short_names())


def test_labels_come_in_both_languages() -> None:
    assert labels("vi")[DAN.implements.value] == "triển khai thực hiện"
    assert labels("en")[DAN.implements.value] == "implements"
