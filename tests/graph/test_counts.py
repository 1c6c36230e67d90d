"""The counts that a load writes down are those that one would count."""

from __future__ import annotations

from graph import questions as ask
from graph.answers.rows import select
from graph.review.applied import Applied
from graph.store.engine import OxigraphStore, in_memory
from tests.graph.small_corpus import CT19, corpus_with_copies, small_corpus

COUNTED = """
PREFIX dan: <https://w3id.org/danchieu/def#>
PREFIX cito: <http://purl.org/spar/cito/>
SELECT ?instrument (COUNT(DISTINCT ?citation) AS ?citations) WHERE {
  ?citation cito:hasCitedEntity ?instrument .
  FILTER NOT EXISTS { ?citation dan:inDocument/dan:copyOf ?first }
} GROUP BY ?instrument
"""


def counted(store: OxigraphStore) -> dict[str, int]:
    return {row[0].value: int(row[1].value) for row in store.query(COUNTED)}


def written(store: OxigraphStore) -> dict[str, int]:
    return {row["instrument"]: row["citations"] for row in select(store, "citation-counts")}


def test_each_instrument_is_counted_as_often_as_it_is_cited() -> None:
    store = in_memory(small_corpus())
    assert written(store) == counted(store)
    assert written(store)[CT19.iri] > 1


def test_a_second_file_of_one_instrument_adds_nothing() -> None:
    store = in_memory(corpus_with_copies())
    assert written(store) == counted(store)
    assert written(store)[CT19.iri] == written(in_memory(small_corpus()))[CT19.iri]


def test_what_is_only_a_candidate_is_not_counted() -> None:
    corpus = small_corpus()
    mentions = [c for e in corpus.extractions for c in e.citations]
    assert any(c.candidates and c.instrument is None for c in mentions)
    settled = [c for c in mentions if c.instrument is not None and c.relation != "self"]
    store = in_memory(Applied(corpus))
    assert sum(written(store).values()) == len(settled)
    assert ask.instrument(store, CT19.iri)["instrument"]["citations"] == written(store)[CT19.iri]
