"""The query files: each stands alone, says what it means and how it misleads, and no engine is special."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat

import graph
from graph import queries
from graph.identity import agency_iri
from graph.store.binding import Substitutions, bind
from graph.store.engine import OxigraphStore, in_memory
from graph.vocabulary import term
from tests.graph import another_engine
from tests.graph.small_corpus import CT17_2020, CT19, DISTRICTS, KH88, NQ33, corpus_with_copies

# rdflib warns of its own older names when it reads and queries a dataset.
pytestmark = pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")

EVERY = (*queries.names(), *queries.names("rules"))
CODE = "\n".join(p.read_text() for p in Path(graph.__file__).parent.rglob("*.py"))

INPUTS: dict[str, Substitutions] = {
    "agency-among": {"agency": NamedNode(agency_iri(DISTRICTS))},
    "agency-tasks": {"agency": NamedNode(agency_iri(DISTRICTS))},
    "aliases": {"instrument": NamedNode(NQ33.iri)},
    "by-name": {"name": [Literal("luat dat dai")]},
    "by-symbol": {"symbolKey": Literal("19-ct-tu")},
    "canonical": {"former": NamedNode(NQ33.former_iris[0])},
    "citations-from": {"instrument": NamedNode(NQ33.iri)},
    "citations-to": {"instrument": NamedNode(CT19.iri)},
    "citing": {"instrument": NamedNode(CT19.iri), "relation": [term("implements"), term("cites")]},
    "edges-to": {"to": [NamedNode(CT19.iri)]},
    "evidence": {"subject": NamedNode(NQ33.iri), "object": NamedNode(CT19.iri)},
    "implementing": {"to": [NamedNode(CT19.iri)]},
    "mentions-in": {"from": [NamedNode(NQ33.iri), NamedNode(KH88.iri)], "instrument": NamedNode(CT19.iri)},
    "mentions-of": {"from": [NamedNode(NQ33.iri), NamedNode(KH88.iri)], "instrument": NamedNode(CT19.iri)},
    "organization": {"agency": NamedNode(agency_iri(DISTRICTS))},
    "predecessors": {"body": NamedNode(agency_iri("Bộ Tài chính"))},
    "province-now": {"place": Literal("bac-giang"), "day": Literal("2025-07-01")},
    "reach-authority": {"origin": NamedNode(NQ33.iri)},
    "reach-dependencies": {"origin": NamedNode(KH88.iri)},
    "reach-dependents": {"origin": NamedNode(CT19.iri)},
    "reach-implementing": {"instrument": NamedNode(CT19.iri)},
    "reach-impact": {"origin": NamedNode(CT19.iri)},
    "agencies": {"word": Literal("so")},
    "search": {"word": Literal("chi thi")},
    "successors": {"body": NamedNode(agency_iri("Bộ Thông tin và Truyền thông"))},
    "tasks-due": {"since": Literal("2000-01-01"), "until": Literal("2099-12-31")},
    "tasks-in-place": {"place": Literal("bac-giang")},
    "tasks-matching": {"word": Literal("rac")},
    "tasks-of-dissolved": {"day": Literal("2025-07-01")},
    "unsettled": {"instrument": NamedNode(CT17_2020.iri)},
}


@pytest.fixture(scope="module")
def store() -> OxigraphStore:
    return in_memory(corpus_with_copies())


@pytest.fixture(scope="module")
def peer() -> rdflib.Dataset:
    """The same graph in another engine."""
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=in_memory(corpus_with_copies()).export(RdfFormat.N_QUADS), format="nquads")
    return dataset


@pytest.mark.parametrize("name", EVERY)
def test_a_query_opens_with_what_it_means_and_how_it_misleads(name: str) -> None:
    vietnamese, english, *more = queries.meaning(name).splitlines()
    assert re.search("[àáảãạăâđèéẻẽẹêìíỉĩịòóỏõọôơùúủũụưỳýỷỹỵ]", vietnamese.lower())
    assert english.isascii() or "căn cứ" in english
    assert any(line.startswith("Misleads: ") for line in more)


@pytest.mark.parametrize("name", EVERY)
def test_every_input_of_a_query_is_a_variable_of_it(name: str) -> None:
    said = re.findall(r"\?(\w+)", "\n".join(re.findall(r"Input: .*", queries.meaning(name))))
    body = queries.text(name).split("\n\n", 1)[1]
    assert all(f"?{variable}" in body for variable in said)


@pytest.mark.parametrize("name", queries.names())
def test_every_query_is_asked_by_somebody(name: str) -> None:
    assert f'"{name}"' in CODE


@pytest.mark.parametrize("name", EVERY)
def test_two_engines_give_the_same_rows(store: OxigraphStore, peer: rdflib.Dataset, name: str) -> None:
    inputs = INPUTS.get(name)
    ours = store.query(queries.text(name), inputs)
    assert isinstance(ours, QuerySolutions)
    columns = [v.value for v in ours.variables]
    rows = sorted(tuple("" if t is None else t.value for t in row) for row in ours)
    theirs = peer.query(another_engine.read(bind(queries.text(name), inputs)))
    other = sorted(
        tuple("" if row[c] is None else str(row[c]) for c in columns)
        for row in theirs
        if isinstance(row, rdflib.query.ResultRow)
    )
    assert rows == other
    assert rows or name.startswith("rules/")


@pytest.mark.parametrize("name", queries.names("rules"))
def test_a_rule_names_what_breaks_it(name: str) -> None:
    assert "SELECT" in queries.text(name)
    assert "?focus" in queries.text(name)
