"""From the model to RDF."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from graph.identity import base_iri, document_graph_iri
from graph.model import Citation, Corpus, Extraction, Problem, Source
from graph.store.engine import OxigraphStore, in_memory
from graph.triples import quads
from graph.triples.evidence import pinpoint_words
from graph.vocabulary import CITO, DAN, ELI, RDF_TYPE
from tests.graph.small_corpus import CONGRESS, CT19, KL120, LAND, NQ33, Draft, small_corpus


def one(store: OxigraphStore, query: str) -> list[tuple[str, ...]]:
    prefixes = (
        "PREFIX dan: <https://w3id.org/danchieu/def#> PREFIX eli: <http://data.europa.eu/eli/ontology#> "
        "PREFIX cito: <http://purl.org/spar/cito/> PREFIX dcterms: <http://purl.org/dc/terms/> "
    )
    return sorted(tuple(t.value for t in row) for row in store.query(prefixes + query))


def test_the_same_corpus_gives_the_same_bytes_whatever_the_order_of_its_files(corpus: Corpus) -> None:
    turned = small_corpus()
    turned.extractions.reverse()
    turned.instruments = dict(reversed(turned.instruments.items()))
    assert in_memory(turned).export(RdfFormat.N_QUADS) == in_memory(corpus).export(RdfFormat.N_QUADS)


def test_what_a_file_says_is_in_its_own_named_graph(corpus: Corpus) -> None:
    own = {document_graph_iri(e.source.sha256) for e in corpus.extractions}
    shared = {f"{base_iri()}id/graph/instruments", f"{base_iri()}id/graph/problems", f"{base_iri()}id/graph/registry"}
    assert {q.graph_name.value for q in quads(corpus)} == own | shared


def test_a_resolved_mention_is_a_citation_with_its_direct_triple(store: OxigraphStore) -> None:
    found = one(
        store,
        f"SELECT ?quote ?resolution WHERE {{ ?c a cito:Citation ; cito:hasCitingEntity <{KL120.iri}> ;"
        f" cito:hasCitedEntity <{CT19.iri}> ; dan:quote ?quote ; dan:resolution ?resolution ."
        f" <{KL120.iri}> dan:implements <{CT19.iri}> }}",
    )
    assert found == [("19-CT/TU", DAN.resolved.value)]


def test_an_ambiguous_mention_keeps_its_candidates_and_makes_no_edge(store: OxigraphStore) -> None:
    found = one(store, "SELECT ?c ?x WHERE { ?c dan:resolution dan:ambiguous ; dan:candidate ?x }")
    assert len(found) == 2
    assert not store.query(f"ASK {{ <{found[0][0]}> <{CITO.hasCitedEntity.value}> ?x }}")
    assert not store.query(f"ASK {{ <{found[0][0]}> a <{CITO.Citation.value}> }}")


def test_an_unresolved_mention_is_kept(store: OxigraphStore) -> None:
    assert one(store, "SELECT ?q WHERE { ?c dan:resolution dan:unresolved ; dan:quote ?q }") == [("99-CT/TU",)]


def test_nothing_cites_itself(store: OxigraphStore) -> None:
    assert one(store, "SELECT ?q WHERE { ?c dan:resolution dan:selfReference ; dan:quote ?q }") == [("Nghị quyết này",)]
    assert not store.query(f"ASK {{ <{NQ33.iri}> ?relation <{NQ33.iri}> }}")


def test_a_task_that_names_its_own_instrument_makes_no_edge_either() -> None:
    f = Draft("x.txt", NQ33)
    place = f.say("Điều 1", "Thực hiện 33/NQ-HĐND ngay.")
    f.cite(place, "33/NQ-HĐND", NQ33, "implements", f.task(place))
    store = in_memory(Corpus([f.done()], {NQ33.iri: NQ33}))
    assert not store.query(f"ASK {{ ?anything <{DAN.implements.value}> ?x }}")


def test_one_span_may_mean_two_instruments() -> None:
    f = Draft("x.txt", NQ33)
    place = f.say("Điều 1", "Theo các số 19 và 120 đã nêu.")
    f.cite(place, "19 và 120", CT19, "implements", "d0")
    f.cite(place, "19 và 120", KL120, "implements", "d0")
    store = in_memory(Corpus([f.done()], {i.iri: i for i in (NQ33, CT19, KL120)}))
    assert len(one(store, "SELECT ?c ?x WHERE { ?c cito:hasCitedEntity ?x }")) == 2
    assert one(store, "SELECT (COUNT(DISTINCT ?c) AS ?n) WHERE { ?c a dan:Citation }") == [("2",)]


def test_a_citation_keeps_its_iri_when_the_extractor_numbers_things_otherwise(corpus: Corpus) -> None:
    def citations(of: Corpus) -> set[str]:
        return {q.subject.value for q in quads(of) if q.predicate == CITO.hasCitingEntity}

    renamed = small_corpus()
    for extraction in renamed.extractions:
        names = {t.id: f"t9{t.id}" for t in extraction.tasks}
        for task in extraction.tasks:
            task.id = names[task.id]
        for citation in extraction.citations:
            citation.id, citation.subject = f"x{citation.id}", names.get(citation.subject, citation.subject)
    assert citations(renamed) == citations(corpus)


def test_an_instrument_that_nobody_described_still_stands(corpus: Corpus) -> None:
    del corpus.instruments[KL120.iri]
    store = in_memory(corpus)
    assert one(store, f"SELECT ?s WHERE {{ <{KL120.iri}> a dan:Instrument ; dan:symbol ?s }}") == [("120-KL/TU",)]


def test_copies_of_one_file_are_one_source_with_two_paths(corpus: Corpus) -> None:
    copy = small_corpus().extractions[0]
    copy.source.path = "ban-sao/nghi-quyet-33.txt"
    once = len(in_memory(corpus))
    corpus.extractions.append(copy)
    assert len(in_memory(corpus)) == once + 1


def test_the_state_numbers_by_the_year_and_the_party_by_the_term(store: OxigraphStore) -> None:
    from_state = one(store, f"SELECT ?p WHERE {{ <{LAND.iri}> dan:numberingPeriod ?p }}")
    from_term = one(store, f"SELECT ?p WHERE {{ <{CONGRESS.iri}> dan:numberingPeriod ?p }}")
    unknown = one(store, f"SELECT ?p WHERE {{ <{CT19.iri}> dan:numberingPeriod ?p }}")
    assert from_state == [(f"{base_iri()}id/period/2024",)]
    assert from_term == [(f"{base_iri()}id/period/dai-hoi-dang/khoa-13",)]
    assert unknown == []


def test_only_state_instruments_are_legal_resources(store: OxigraphStore) -> None:
    assert store.query(f"ASK {{ <{LAND.iri}> a <{ELI.LegalResource.value}> }}")
    assert not store.query(f"ASK {{ <{CT19.iri}> a <{ELI.LegalResource.value}> }}")


def test_a_former_identifier_points_to_the_one_in_use(store: OxigraphStore) -> None:
    former = NQ33.former_iris[0]
    assert one(store, f"SELECT ?new WHERE {{ <{former}> dcterms:isReplacedBy ?new }}") == [(NQ33.iri,)]


@pytest.mark.parametrize("odd", ['a "quoted" \\ word', "two\nlines\r\n", "form\x0cfeed", "Ð đ 𠀀", "tab\t"])
def test_any_text_comes_back_as_it_was(odd: str) -> None:
    corpus = Corpus(problems=[Problem("odd", odd)])
    assert one(in_memory(corpus), "SELECT ?m WHERE { ?p dcterms:description ?m }") == [(odd,)]


def test_a_file_without_documents_is_still_a_source(tmp_path: Path) -> None:
    empty = Extraction(Source("trong.txt", "0" * 64, "text/plain", 0), {"name": "x", "version": "1"})
    store = in_memory(Corpus([empty]))
    assert one(store, "SELECT ?p WHERE { ?f a dan:SourceFile ; dan:path ?p }") == [("trong.txt",)]


def test_an_empty_corpus_is_an_empty_graph() -> None:
    assert list(quads(Corpus())) == []


def test_dates_have_the_type_of_what_is_known(store: OxigraphStore) -> None:
    xsd = "http://www.w3.org/2001/XMLSchema#"
    kinds = one(store, "SELECT DISTINCT (DATATYPE(?d) AS ?t) WHERE { ?i eli:date_document ?d }")
    assert kinds == [(f"{xsd}date",), (f"{xsd}gYear",)]


def test_a_subject_that_is_a_provision_speaks_for_its_document(store: OxigraphStore) -> None:
    assert store.query(f"ASK {{ <{NQ33.iri}> <{ELI.based_on.value}> <{LAND.iri}> }}")


def test_offsets_are_those_of_the_mention(corpus: Corpus) -> None:
    written: list[Quad] = [q for q in quads(corpus) if q.predicate == DAN.start]
    mention: Citation = corpus.extractions[0].citations[0]
    assert Literal(mention.start) in {q.object for q in written}


def test_pinpoints_are_written_as_people_write_them() -> None:
    assert pinpoint_words({"point": "a", "article": "5", "clause": "2"}) == "Điều 5 > khoản 2 > điểm a"
    assert pinpoint_words({}) == ""


def test_a_kind_is_given_once(corpus: Corpus) -> None:
    kinds = [
        (q.subject, q.object) for q in quads(corpus) if q.predicate == RDF_TYPE and q.subject == NamedNode(CT19.iri)
    ]
    assert len(kinds) == len(set(kinds)) == 3
