"""The rules of the graph, each broken once."""

from __future__ import annotations

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph.model import Problem
from graph.store.engine import OxigraphStore, in_memory
from graph.triples import quads
from graph.validate import EXAMPLES, validate
from graph.vocabulary import CITO, DAN, ELI, RDF_TYPE
from tests.graph.small_corpus import CT19, KL120, LAND, NQ33, NQ58, small_corpus

HERE = NamedNode("http://e/graph")
CITATION = NamedNode("http://e/citation")
A_TASK = NamedNode("http://e/task")


def node(of: object) -> NamedNode:
    return NamedNode(of.iri)  # type: ignore[attr-defined]


def cited(citing: object, target: object, relation: NamedNode) -> list[Quad]:
    return [
        Quad(CITATION, CITO.hasCitingEntity, node(citing), HERE),
        Quad(CITATION, CITO.hasCitedEntity, node(target), HERE),
        Quad(CITATION, CITO.hasCitationCharacterization, relation, HERE),
        Quad(node(citing), relation, node(target), HERE),
    ]


BROKEN: dict[str, list[Quad]] = {
    "citation-without-triple": cited(NQ33, NQ58, DAN.guides)[:3],
    "triple-without-citation": cited(NQ33, NQ58, DAN.guides)[3:],
    "self-citation": cited(NQ33, NQ33, ELI.cites),
    "future-citation": cited(CT19, LAND, ELI.cites),
    "one-cited-entity": [Quad(CITATION, RDF_TYPE, DAN.Citation, HERE)],
    "quote-present": [Quad(CITATION, RDF_TYPE, DAN.Reference, HERE)],
    "span-in-order": [
        Quad(CITATION, DAN.start, Literal(5), HERE),
        Quad(CITATION, DAN.end, Literal(5), HERE),
    ],
    "confidence-in-range": [Quad(CITATION, DAN.confidence, Literal(1.5), HERE)],
    "task-of-an-instrument": [Quad(A_TASK, RDF_TYPE, DAN.Task, HERE)],
    "implementing-ring": cited(CT19, KL120, DAN.implements),
    "undeclared-term": [Quad(CITATION, NamedNode("http://e/invented"), Literal(1), HERE)],
}


def with_more(more: list[Quad]) -> OxigraphStore:
    store = pyoxigraph.Store()
    store.extend([*quads(small_corpus()), *more])
    return OxigraphStore(store, "test")


def test_the_small_corpus_keeps_every_rule(store: OxigraphStore) -> None:
    assert validate(store) == []


@pytest.mark.parametrize("rule", BROKEN)
def test_a_broken_rule_is_reported_by_name_with_an_example(rule: str) -> None:
    found = {broken.rule: broken for broken in validate(with_more(BROKEN[rule]))}
    assert rule in found
    assert found[rule].count >= 1
    assert found[rule].examples[0][0].startswith("http")
    assert found[rule].meaning.endswith(".")


def test_a_task_may_not_cite_the_instrument_that_assigns_it() -> None:
    assigned = Quad(A_TASK, DAN.assignedBy, node(NQ33), HERE)
    citing = Quad(CITATION, CITO.hasCitingEntity, A_TASK, HERE)
    found = validate(with_more([assigned, citing, Quad(CITATION, CITO.hasCitedEntity, node(NQ33), HERE)]))
    assert "self-citation" in {broken.rule for broken in found}


def test_a_problem_may_point_between_two_characters() -> None:
    corpus = small_corpus()
    corpus.extractions[0].problems.append(Problem("no-number", "không thấy số", 3, 3))
    assert validate(in_memory(corpus)) == []


def test_a_rule_broken_many_times_is_one_entry_with_a_few_examples() -> None:
    many = [Quad(NamedNode(f"http://e/{n}"), RDF_TYPE, DAN.Reference, HERE) for n in range(50)]
    (broken,) = validate(with_more(many))
    assert (broken.rule, broken.count, len(broken.examples)) == ("quote-present", 50, EXAMPLES)
