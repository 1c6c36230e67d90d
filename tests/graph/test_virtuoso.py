"""The same questions to a real Virtuoso and to the store on disk: the same answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions, QueryTriples, RdfFormat, parse

from graph import exports, queries
from graph import questions as ask
from graph.model import Corpus
from graph.search import find_instruments
from graph.store.binding import Substitutions
from graph.store.engine import OxigraphStore, in_memory
from graph.store.errors import RemoteTrouble
from graph.store.protocol import PASSWORD, USER
from graph.store.remote import RemoteStore, client_of
from graph.validate import validate
from tests.graph.small_corpus import CT19, KH50_TN, KH88, NQ33, corpus_with_copies
from tests.graph.test_queries import EVERY, INPUTS

# Queries that end in LIMIT 1 have many right answers as long as nothing is put in.
WITHIN: dict[str, Substitutions] = {"whereabouts": {"focus": NamedNode(KH88.iri)}}


@pytest.fixture(scope="module")
def here() -> OxigraphStore:
    return in_memory(corpus_with_copies())


@pytest.fixture(scope="module")
def there(virtuoso_load: Callable[[Corpus], RemoteStore]) -> RemoteStore:
    return virtuoso_load(corpus_with_copies())


def rows(found: Any) -> list[tuple[str, ...]]:
    """Rows by value, each once: Virtuoso writes true as 1 and 1.0 as 1, and pyoxigraph's union of graphs has a
    triple as often as there are graphs that hold it."""
    assert isinstance(found, QuerySolutions)
    return sorted({tuple("" if term is None else _value(term) for term in row) for row in found})


def _value(term: Any) -> str:
    kind = term.datatype.value.rpartition("#")[2] if isinstance(term, Literal) else ""
    if kind == "boolean":
        return "true" if term.value in ("1", "true") else "false"
    if kind in ("decimal", "double", "integer"):
        return repr(float(term.value))
    return str(term.value)


@pytest.mark.parametrize("name", EVERY)
def test_every_query_file_has_the_same_rows(here: OxigraphStore, there: RemoteStore, name: str) -> None:
    text, inputs = queries.text(name), WITHIN.get(name, INPUTS.get(name))
    ours = rows(here.query(text, inputs))
    assert rows(there.query(text, inputs)) == ours
    assert ours or name not in {**INPUTS, **WITHIN}


@pytest.mark.parametrize(
    "name", ["tasks_implementing", "provenance", "dependencies", "dependents", "impact", "instrument"]
)
@pytest.mark.parametrize("about", [CT19, NQ33, KH50_TN], ids=lambda i: str(i.symbol))
def test_every_question_of_an_instrument_has_the_same_answer(
    store: OxigraphStore, virtuoso_store: RemoteStore, name: str, about: Any
) -> None:
    question = getattr(ask, name)
    expected = json.dumps(question(store, about.iri), ensure_ascii=False)
    assert json.dumps(question(virtuoso_store, about.iri), ensure_ascii=False) == expected


def test_every_other_question_has_the_same_answer(store: OxigraphStore, virtuoso_store: RemoteStore) -> None:
    for question in (ask.tasks, ask.agencies, ask.documents, ask.problems, ask.problem_codes, validate):
        assert question(virtuoso_store) == question(store), question.__name__
    for text in ("chỉ thị", "19-CT/TU", "17-CT/TU", "Luật Đất đai", ""):
        assert find_instruments(virtuoso_store, text) == find_instruments(store, text)
    assert ask.path(virtuoso_store, KH88.iri, CT19.iri) == ask.path(store, KH88.iri, CT19.iri)
    assert ask.evidence(virtuoso_store, NQ33.iri, CT19.iri) == ask.evidence(store, NQ33.iri, CT19.iri)


def test_the_network_is_the_same(store: OxigraphStore, virtuoso_store: RemoteStore) -> None:
    for format in ("graphml", "csv", "dot"):
        assert exports.export(virtuoso_store, format) == exports.export(store, format)


def test_the_whole_graph_comes_back_but_for_the_writing_of_numbers(
    store: OxigraphStore, virtuoso_store: RemoteStore
) -> None:
    def statements(one: Any) -> set[tuple[str, ...]]:
        quads = parse(one.export(RdfFormat.N_QUADS), format=RdfFormat.N_QUADS)
        return {(q.subject.value, q.predicate.value, _value(q.object), q.graph_name.value) for q in quads}

    assert statements(virtuoso_store) == statements(store)
    assert len(virtuoso_store) == len(store)


def test_asking_describing_and_constructing_give_the_same(store: OxigraphStore, virtuoso_store: RemoteStore) -> None:
    for text in ("ASK { ?s ?p ?o }", "ASK { ?s <http://e/nothing> ?o }"):
        found = virtuoso_store.query(text)
        assert isinstance(found, QueryBoolean)
        assert bool(found) == bool(store.query(text))
    built = f"CONSTRUCT {{ ?s <http://e/p> ?o }} WHERE {{ ?s ?p ?o . FILTER(?s = <{NQ33.iri}>) }}"
    for text in (built, f"DESCRIBE <{NQ33.iri}>"):
        found = virtuoso_store.query(text)
        assert isinstance(found, QueryTriples)
        triples = {(t.subject.value, t.predicate.value, _value(t.object)) for t in found}
        assert triples
        if text == built:
            ours = store.query(text)
            assert isinstance(ours, QueryTriples)
            assert triples == {(t.subject.value, t.predicate.value, _value(t.object)) for t in ours}


def test_a_store_answers_from_its_own_generation_while_another_is_loaded(
    virtuoso_store: RemoteStore, virtuoso_load: Callable[[Corpus], RemoteStore]
) -> None:
    before = rows(virtuoso_store.query("SELECT ?g ?s { GRAPH ?g { ?s ?p ?o } }"))
    newer = virtuoso_load(Corpus())
    assert int(newer.generation) > int(virtuoso_store.generation)
    assert rows(newer.query("SELECT ?s { ?s ?p ?o }")) == []
    assert rows(virtuoso_store.query("SELECT ?g ?s { GRAPH ?g { ?s ?p ?o } }")) == before
    (count,) = rows(virtuoso_store.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))
    assert float(count[0]) == len({row[0] for row in before}) or float(count[0]) > 0


def test_a_query_may_name_graphs_and_reaches_only_this_generations(virtuoso_store: RemoteStore) -> None:
    name = virtuoso_store.graphs[0]
    count = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{name}> {{ ?s ?p ?o }} }}"
    (inside,) = rows(virtuoso_store.query(count))
    assert rows(virtuoso_store.query(f"SELECT (COUNT(*) AS ?n) FROM <{name}> {{ ?s ?p ?o }}")) == [inside]
    assert float(inside[0]) > 0
    for foreign in ("urn:x-danchieu:store", "http://nobody/knows"):
        assert not virtuoso_store.query(f"ASK FROM <{foreign}> {{ ?s ?p ?o }}")
        assert not virtuoso_store.query(f"ASK {{ GRAPH <{foreign}> {{ ?s ?p ?o }} }}")


def test_a_dataset_of_one_sort_has_nothing_of_the_other(virtuoso_store: RemoteStore) -> None:
    name = virtuoso_store.graphs[0]
    assert rows(virtuoso_store.query(f"SELECT ?s FROM NAMED <{name}> {{ ?s ?p ?o }}")) == []
    assert rows(virtuoso_store.query(f"SELECT ?g FROM <{name}> {{ GRAPH ?g {{ ?s ?p ?o }} }}")) == []
    assert rows(virtuoso_store.query_over("SELECT ?s { ?s ?p ?o }", named=[name])) == []
    assert rows(virtuoso_store.query_over("SELECT ?g { GRAPH ?g { ?s ?p ?o } }", default=[name])) == []
    found = rows(virtuoso_store.query(f"SELECT ?g FROM NAMED <{name}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"))
    assert found == [(name,)]
    assert rows(virtuoso_store.query_over("SELECT ?g { GRAPH ?g { ?s ?p ?o } }", named=[name])) == found


def test_a_malformed_query_is_a_syntax_error(virtuoso_store: RemoteStore) -> None:
    with pytest.raises(SyntaxError, match="SPARQL compiler"):
        virtuoso_store.query("SELECT nonsense")


def test_what_the_dialect_refuses_is_told_in_a_sentence(virtuoso_store: RemoteStore) -> None:
    with pytest.raises(RemoteTrouble, match=r"báo lỗi 500.*transitive"):
        virtuoso_store.query("SELECT ?a ?b { ?a <http://e/p>* ?b }")


@pytest.mark.parametrize("environment", [{}, {USER: "dba", PASSWORD: "mật khẩu sai"}])
def test_who_may_not_write_is_told_so_without_the_password(virtuoso: str, environment: dict[str, str]) -> None:
    client = client_of(virtuoso, environment)
    with pytest.raises(RemoteTrouble, match=USER) as told:
        client.update("INSERT DATA { GRAPH <urn:x> { <urn:a> <urn:b> 1 } }", repeatable=True)
    assert "mật khẩu sai" not in str(told.value)
