"""The rules that cross edges, each broken once: in a copy of the small corpus one thing is changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph.model import Problem
from graph.store.engine import OxigraphStore, in_memory
from graph.triples import quads
from graph.validate import EXAMPLES, Broken, rules, validate
from graph.vocabulary import CITO, DAN, DCTERMS, ELI, PREFIXES, PROV, RDF_TYPE
from tests.graph.decided import every_kind_of_decision
from tests.graph.small_corpus import (
    CT19,
    CT26_TU,
    KH50_TN,
    KL120,
    LAND,
    NQ33,
    NQ58,
    corpus_with_copies,
    resolution,
    small_corpus,
)

INTEGER = NamedNode(PREFIXES["xsd"] + "integer")
ELSEWHERE = NamedNode("http://e/id/graph")
THING = NamedNode("http://e/id/thing")
Node = NamedNode | Literal


def node(of: object) -> NamedNode:
    return NamedNode(of.iri)  # type: ignore[attr-defined]


class Copy:
    """The quads of the small corpus, to be changed."""

    def __init__(self) -> None:
        self.store = pyoxigraph.Store()
        self.store.extend(ALL)

    def find(self, subject: Node | None, predicate: NamedNode, value: Node | None = None) -> Quad:
        """The first such quad, sorted."""
        return min(self.store.quads_for_pattern(subject, predicate, value, None), key=str)

    def change(self, quad: Quad, value: Node) -> None:
        self.store.remove(quad)
        self.store.add(Quad(quad.subject, quad.predicate, value, quad.graph_name))

    def add(self, subject: Node, predicate: NamedNode, value: Node, graph: NamedNode | None = None) -> None:
        """In the graph where the subject is described, or in another."""
        known = next(self.store.quads_for_pattern(subject, RDF_TYPE, None, None), None)
        self.store.add(Quad(subject, predicate, value, graph or (known.graph_name if known else ELSEWHERE)))

    def shift(self, subject: Node, predicate: NamedNode, by: int) -> None:
        quad = self.find(subject, predicate)
        self.change(quad, Literal(str(int(quad.object.value) + by), datatype=INTEGER))

    def citation(self, of: NamedNode, relation: NamedNode) -> NamedNode:
        """The citation that proves `relation` to `of`."""
        for quad in sorted(self.store.quads_for_pattern(None, CITO.hasCitedEntity, of, None), key=str):
            if list(self.store.quads_for_pattern(quad.subject, CITO.hasCitationCharacterization, relation, None)):
                return quad.subject
        raise AssertionError("there is no such citation")

    def edge(self, citing: NamedNode, relation: NamedNode, cited: NamedNode) -> None:
        """A whole edge, with its citation and its triples."""
        self.store.add(Quad(citing, relation, cited, ELSEWHERE))
        self.store.add(Quad(citing, ELI.refers_to, cited, ELSEWHERE))
        self.store.add(Quad(THING, CITO.hasCitingEntity, citing, ELSEWHERE))
        self.store.add(Quad(THING, CITO.hasCitedEntity, cited, ELSEWHERE))
        self.store.add(Quad(THING, CITO.hasCitationCharacterization, relation, ELSEWHERE))

    def back(self, citing: NamedNode, relation: NamedNode, cited: NamedNode) -> None:
        """An edge the other way round, from an instrument whose date nobody knows."""
        assert self.find(citing, relation, cited)
        self.store.remove(self.find(cited, ELI.date_document))
        self.edge(cited, relation, citing)

    def broken(self) -> dict[str, Broken]:
        found = validate(OxigraphStore(self.store, "test"), with_shapes=False)
        return {broken.rule: broken for broken in found}


ALL = list(quads(corpus_with_copies()))


def _citation_without_triple(copy: Copy) -> None:
    # Of two relations between the two one goes, so that eli:refers_to still has one beside it.
    copy.edge(node(NQ33), ELI.cites, node(LAND))
    copy.store.remove(copy.find(node(NQ33), ELI.cites, node(LAND)))


def _triple_without_citation(copy: Copy) -> None:
    copy.add(node(NQ33), DAN.guides, node(LAND))


def _chain_edge(copy: Copy) -> None:
    copy.store.remove(copy.find(node(NQ33), ELI.refers_to, node(LAND)))


def _self_citation(copy: Copy) -> None:
    task = copy.find(None, DAN.assignedBy, node(NQ33)).subject
    copy.edge(task, ELI.cites, node(NQ33))


def _number_twice(copy: Copy) -> None:
    for predicate in (DAN.numberingPeriod, DAN.symbolKey, DAN.issuedBy, DAN.documentType):
        copy.add(THING, predicate, copy.find(node(NQ58), predicate).object)


def _resolution(copy: Copy) -> None:
    copy.change(copy.find(copy.citation(node(LAND), ELI.based_on), DAN.resolution), DAN.ambiguous)


def _quote(copy: Copy) -> None:
    copy.change(copy.find(copy.citation(node(LAND), ELI.based_on), DAN.quote), Literal("31/2024", language="vi"))


def _words(copy: Copy) -> None:
    task = copy.find(None, DAN.implements, node(KL120)).subject
    said = copy.find(task, DCTERMS.description)
    copy.change(said, Literal(said.object.value.replace("120-KL", "121-KL"), language="vi"))


def _task_words(copy: Copy) -> None:
    said = copy.find(copy.find(None, DAN.target).subject, DCTERMS.description)
    copy.change(said, Literal(said.object.value + " Hết.", language="vi"))


def _dangling(copy: Copy) -> None:
    run = copy.find(None, PROV.wasAssociatedWith)
    copy.change(run, NamedNode(run.object.value + "0"))


def _content_twice(copy: Copy) -> None:
    copy.add(THING, DAN.sha256, copy.find(None, DAN.sha256).object)


def _agency_unassigned(copy: Copy) -> None:
    for quad in list(copy.store.quads_for_pattern(copy.find(None, PROV.hadRole).subject, None, None, None)):
        copy.store.remove(quad)


def _outside_document(copy: Copy) -> None:
    # A provision that is part of the instrument itself, and the end of its document just before its own.
    document = copy.find(None, ELI.realizes, node(NQ33)).subject
    copy.shift(document, DAN.end, -2)


def _outside_provision(copy: Copy) -> None:
    inner = copy.find(None, DAN.inProvision).object
    outer = next(
        q.subject
        for q in sorted(copy.store.quads_for_pattern(None, RDF_TYPE, DAN.Provision, None), key=str)
        if q.subject != inner and q.graph_name == copy.find(inner, RDF_TYPE).graph_name
    )
    copy.change(copy.find(inner, ELI.is_part_of), outer)


def _outside_file(copy: Copy) -> None:
    file = copy.find(copy.find(None, ELI.realizes, node(NQ33)).subject, ELI.is_embodied_by).object
    copy.shift(file, DAN.characters, -20)


def _graph_twice(copy: Copy) -> None:
    copy.add(copy.find(None, RDF_TYPE, DAN.Problem).subject, RDF_TYPE, DAN.Problem, ELSEWHERE)


def _ends(copy: Copy) -> None:
    citation = copy.find(None, DAN.candidate)
    copy.change(citation, copy.find(None, RDF_TYPE, DAN.Provision).subject)


def _not_its_document(copy: Copy) -> None:
    copy.change(copy.find(None, DAN.assignedBy, node(NQ33)), node(LAND))


def _former(copy: Copy) -> None:
    copy.add(node(CT19), DCTERMS.isReplacedBy, node(KL120))


DAMAGE: dict[str, Callable[[Copy], None]] = {
    "citation-without-triple": _citation_without_triple,
    "triple-without-citation": _triple_without_citation,
    "chain-edge": _chain_edge,
    "self-citation": _self_citation,
    "future-citation": lambda copy: copy.edge(node(CT19), ELI.cites, node(LAND)),
    "implementing-ring": lambda copy: copy.back(node(KL120), DAN.implements, node(CT19)),
    "replacing-ring": lambda copy: copy.back(node(KH50_TN), DAN.replaces, node(CT26_TU)),
    "number-twice": _number_twice,
    "quote-length": _quote,
    "words-disagree": _words,
    "task-words-length": _task_words,
    "resolution-fits": _resolution,
    "dangling": _dangling,
    "content-twice": _content_twice,
    "copy-not-told": lambda copy: copy.store.remove(copy.find(None, DAN.copyOf)),
    "agency-without-assignment": _agency_unassigned,
    "assignment-without-agency": lambda copy: copy.store.remove(copy.find(None, DAN.coordinatingAgency)),
    "outside-its-document": _outside_document,
    "outside-its-provision": _outside_provision,
    "outside-its-file": _outside_file,
    "digest-fits": lambda copy: copy.change(copy.find(None, DAN.textDigest), Literal("sha256:" + "0" * 64)),
    "held-without-text": lambda copy: copy.change(copy.find(node(NQ33), DAN.held), Literal(False)),
    "graph-twice": _graph_twice,
    "ends-of-a-citation": _ends,
    "task-of-its-document": _not_its_document,
    "former-still-used": _former,
    "deadline-before-instrument": lambda copy: copy.change(
        copy.find(None, DAN.lastDay, Literal("2024-12-31", datatype=NamedNode(PREFIXES["xsd"] + "date"))),
        Literal("2023-12-31", datatype=NamedNode(PREFIXES["xsd"] + "date")),
    ),
    "undeclared-term": lambda copy: copy.add(node(CT19), NamedNode("http://e/invented"), Literal(1)),
}


def test_the_small_corpus_keeps_every_rule_and_shape() -> None:
    assert validate(in_memory(corpus_with_copies())) == []


def test_a_graph_that_a_reviewer_changed_in_every_way_keeps_them_too() -> None:
    assert validate(in_memory(every_kind_of_decision())) == []


def test_every_rule_is_broken_once_below() -> None:
    assert set(DAMAGE) | {"quote-in-file"} == set(rules())


def test_a_quote_is_held_against_its_file_where_that_is_still_as_it_was_read(tmp_path: Path) -> None:
    draft = resolution()
    file = tmp_path / "nghi-quyet-33.txt"
    draft.path = str(file)
    corpus = small_corpus()
    corpus.extractions[0] = draft.done()
    file.write_bytes(draft.text.encode())
    assert validate(in_memory(corpus), with_shapes=False) == []
    citation = corpus.extractions[0].citations[0]
    citation.text = citation.text.replace("31", "32")
    (broken,) = validate(in_memory(corpus), with_shapes=False)
    assert (broken.rule, broken.count) == ("quote-in-file", 1)
    assert broken.examples[0].detail == "31/2024/QH15"
    file.write_bytes(draft.text.replace("31/2024", "30/2024").encode())
    assert validate(in_memory(corpus), with_shapes=False) == []
    file.unlink()
    assert validate(in_memory(corpus), with_shapes=False) == []


@pytest.mark.parametrize("rule", DAMAGE)
def test_a_broken_rule_is_told_by_name_and_no_other_is(rule: str) -> None:
    copy = Copy()
    DAMAGE[rule](copy)
    found = copy.broken()
    assert set(found) == {rule}
    assert found[rule].count >= 1
    assert found[rule].examples[0].focus.startswith("http")
    assert (found[rule].severity, found[rule].meaning, found[rule].english) == rules()[rule]


def test_a_text_quoted_wrongly_but_at_equal_length_is_seen_in_the_task_it_stands_in() -> None:
    copy = Copy()
    _words(copy)
    (broken,) = copy.broken().values()
    assert (broken.rule, broken.examples[0].detail) == ("words-disagree", "120-KL/TU")


def test_an_example_says_in_which_file_and_where_it_stands() -> None:
    copy = Copy()
    copy.change(copy.find(None, DAN.coordinatingAgency), THING)
    found = copy.broken()
    (told,) = found["assignment-without-agency"].examples
    assert (told.file, told.place) == ("nghi-quyet-33.txt", "Điều 2 > 4 > đoạn 1")
    assert isinstance(told.start, int)


def test_violations_come_before_warnings() -> None:
    copy = Copy()
    for rule in ("future-citation", "triple-without-citation"):
        DAMAGE[rule](copy)
    assert [(b.rule, b.severity) for b in copy.broken().values()] == [
        ("triple-without-citation", "violation"),
        ("future-citation", "warning"),
    ]


def test_a_shape_that_is_not_kept_is_told_like_a_rule() -> None:
    copy = Copy()
    quote = copy.find(None, DAN.quote)
    copy.store.remove(quote)
    (broken,) = validate(OxigraphStore(copy.store, "test"), with_rules=False)
    assert (broken.rule, broken.severity, broken.count) == ("reference-quote", "violation", 1)
    assert broken.examples[0].focus == quote.subject.value
    assert broken.examples[0].detail == "MinCount"
    assert broken.examples[0].file is not None
    assert validate(OxigraphStore(copy.store, "test"), with_shapes=False) == []


def test_a_problem_may_point_between_two_characters() -> None:
    corpus = small_corpus()
    corpus.extractions[0].problems.append(Problem("no-number", "không thấy số", 3, 3))
    assert validate(in_memory(corpus)) == []


def test_a_rule_broken_many_times_is_one_entry_with_a_few_examples() -> None:
    copy = Copy()
    for number in range(50):
        copy.add(NamedNode(f"http://e/{number}"), DCTERMS.source, NamedNode(f"http://e/id/{number}"))
    (broken,) = copy.broken().values()
    assert (broken.rule, broken.count, len(broken.examples)) == ("dangling", 50, EXAMPLES)


def test_an_agency_named_twice_in_a_task_is_assigned_once_at_its_first_place() -> None:
    corpus = small_corpus()
    task = next(t for e in corpus.extractions for t in e.tasks if t.lead)
    task.lead = [replace(task.lead[0], start=start, end=start + 5) for start in (40, 20)]
    store = in_memory(corpus)
    assert validate(store) == []
    (row,) = store.query(
        "PREFIX dan: <https://w3id.org/danchieu/def#> "
        "SELECT ?start ?end { ?a a dan:Assignment ; dan:start ?start ; dan:end ?end }"
    )
    assert (row["start"].value, row["end"].value) == ("20", "25")
