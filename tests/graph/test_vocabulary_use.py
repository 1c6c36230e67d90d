"""The vocabulary outside the data: in queries and shapes, to a reasoner, on its reference page, aligned with others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import owlrl
import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from graph.identity import ONTOLOGY
from graph.model import Corpus
from graph.reference import reference_page
from graph.shapes import shapes_text
from graph.triples import quads
from graph.vocabulary import PREFIXES, declared, ontology_path
from tests.graph.small_corpus import CT19, plan, small_corpus

ROOT = Path(__file__).resolve().parents[2]
QUERIES = sorted([*(ROOT / "graph").rglob("*.rq"), *(ROOT / "api").rglob("*.rq")])
DAN = rdflib.Namespace(ONTOLOGY)
ELI = rdflib.Namespace("http://data.europa.eu/eli/ontology#")
# What a query may use that is said of the vocabulary and not of the data: the ontology does not declare itself.
OF_LANGUAGES = ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2001/XMLSchema#")
_SKIPPED = re.compile(r'"(?:[^"\\\n]|\\.)*"|#[^\n]*\n|<[^<>\s]*>')
_NAME = re.compile(r"(?<![\w?$:])([a-z]+):([A-Za-z_][\w-]*)")


def names_in(query: str) -> Iterator[str]:
    """The IRI of every prefixed name in a query."""
    prefixes = dict(re.findall(r"PREFIX\s+(\w+):\s*<([^>]*)>", query))
    for prefix, name in _NAME.findall(_SKIPPED.sub(" ", re.sub(r"PREFIX[^\n]*", "", query) + "\n")):
        yield prefixes[prefix] + name


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    return rdflib.Graph().parse(ontology_path(), format="turtle")


def test_names_are_found_in_a_query_and_not_in_its_words() -> None:
    query = 'PREFIX dan: <http://e/def#>\nSELECT ?x { ?x a dan:Task ; dan:path "dan:no" } # dan:no\n'
    assert list(names_in(query)) == ["http://e/def#Task", "http://e/def#path"]


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_every_term_of_a_query_is_declared(query: Path) -> None:
    used = {iri for iri in names_in(query.read_text("utf-8")) if not iri.startswith(OF_LANGUAGES)}
    assert used - declared() == set()


def test_every_term_of_the_shapes_is_declared() -> None:
    ours = ("http://www.w3.org/ns/shacl#", "https://w3id.org/danchieu/shapes#", *OF_LANGUAGES)
    shapes = rdflib.Graph().parse(data=shapes_text(), format="turtle")
    used = {str(term) for triple in shapes for term in triple if isinstance(term, rdflib.URIRef)}
    assert {iri for iri in used if not iri.startswith(ours)} - declared() == set()


def closed(ontology: rdflib.Graph, *more: tuple[rdflib.URIRef, rdflib.URIRef, rdflib.URIRef]) -> rdflib.Graph:
    """The ontology, a file of the small corpus and what is added, with all that OWL 2 RL makes of them."""
    corpus = small_corpus()
    graph = rdflib.Graph()
    graph += ontology
    statements = [
        q for q in quads(Corpus([plan().done()], corpus.instruments)) if "/registry>" not in str(q.graph_name)
    ]
    graph.parse(data="".join(f"{q.subject} {q.predicate} {q.object} .\n" for q in statements), format="nt")
    for triple in more:
        graph.add(triple)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return graph


def contradictions(graph: rdflib.Graph) -> list[str]:
    """What the reasoner holds to be impossible."""
    return sorted(str(o) for p, o in graph.predicate_objects(None) if str(p).endswith("agent-ont#error"))


def test_a_reasoner_finds_no_contradiction_and_draws_the_conclusions(ontology: rdflib.Graph) -> None:
    graph = closed(ontology)
    assert contradictions(graph) == []
    assert set(graph.subjects(RDF.type, OWL.Nothing)) == set()
    work, cited = rdflib.URIRef(CT19.iri), set(graph.objects(None, ELI.refers_to))
    assert (work, RDF.type, ELI.Work) in graph
    assert set(graph.objects(None, DAN.implements)) <= cited


def test_a_reasoner_sees_that_a_party_instrument_is_no_legislation(ontology: rdflib.Graph) -> None:
    wrong = closed(ontology, (rdflib.URIRef(CT19.iri), RDF.type, DAN.StateInstrument))
    assert any(CT19.iri in told for told in contradictions(wrong))


def test_terms_of_others_are_spoken_of_in_the_section_on_alignments() -> None:
    before, section = ontology_path().read_text("utf-8").split("########## 3. Alignments")
    minted = before.split("########## 2. Reused")[0]
    assert "Match " not in minted
    foreign = re.compile(r"rdfs:sub(?:Class|Property)Of[^;.]*\b(?!dan:)[a-z]+:\w+")
    assert [line for line in minted.splitlines() if foreign.search(line)] == []
    for vocabulary in ("eli", "cito", "prov", "org", "oa", "skos"):
        assert f"\n##### {vocabulary}\n" in section


def test_every_alignment_is_of_a_declared_term_with_a_vocabulary_that_has_a_prefix(ontology: rdflib.Graph) -> None:
    for how in (RDFS.subClassOf, RDFS.subPropertyOf, SKOS.closeMatch, SKOS.relatedMatch, SKOS.narrowMatch):
        for one, other in ontology.subject_objects(how):
            assert str(one) in declared()
            assert str(other).startswith(tuple(PREFIXES.values())), other


def test_the_reference_page_is_in_step_with_the_ontology() -> None:
    page = (ROOT / "docs" / "ontology.md").read_text("utf-8")
    assert page == reference_page(), "run: python -m graph.reference > docs/ontology.md"


def test_the_reference_page_has_every_term_once_in_two_languages(ontology: rdflib.Graph) -> None:
    page = reference_page()
    headings = re.findall(r"^### `dan:(\w+)` (.+) · (.+)$", page, re.MULTILINE)
    minted = [iri.removeprefix(ONTOLOGY) for iri in declared() if iri.startswith(ONTOLOGY)]
    assert sorted(name for name, _, _ in headings) == sorted(minted)
    for iri in declared():
        comments = {str(o) for o in ontology.objects(rdflib.URIRef(iri), RDFS.comment)}
        assert all(comment.replace("|", "\\|") in page for comment in comments), iri


def test_no_term_is_declared_twice(ontology: rdflib.Graph) -> None:
    for said in (RDFS.label, RDFS.comment):
        told = [(s, getattr(o, "language", None)) for s, o in ontology.subject_objects(said)]
        assert {str(one) for one in told if told.count(one) > 1} == set()
