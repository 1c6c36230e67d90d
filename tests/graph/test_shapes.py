"""Each shape, broken in one way at a time, tells of that and of nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pyshacl
import pytest
import rdflib
from rdflib.collection import Collection
from rdflib.namespace import RDF, SH, XSD

from graph.shapes import SHAPES, misshapen, results, shapes, shapes_graph
from graph.store.engine import OxigraphStore, in_memory
from graph.vocabulary import declared
from tests.graph.decided import every_kind_of_decision
from tests.graph.small_corpus import corpus_with_copies

DAN = rdflib.Namespace("https://w3id.org/danchieu/def#")
ELI = rdflib.Namespace("http://data.europa.eu/eli/ontology#")
HERE = rdflib.Namespace("http://e/")
Node = rdflib.term.Node


def graph_of(store: OxigraphStore) -> rdflib.Graph:
    """All that the store holds."""
    graph = rdflib.Graph()
    for solution in store.query("SELECT ?s ?p ?o WHERE { ?s ?p ?o }"):
        graph.parse(data=" ".join(str(term) for term in solution) + " .", format="nt")
    return graph


# What the small corpus does not say of its fullest node of a class.
COMPLETED = """
@prefix dan: <https://w3id.org/danchieu/def#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<http://e/of/Reference> dan:page 1 ; dan:pinpoint "Điều 1" ; dan:candidate <http://e/some> .
<http://e/of/Task> dan:page 1 ; dan:target "hết rác"@vi .
<http://e/of/Assignment> dan:start 10 ; dan:end 20 .
<http://e/of/Document> dan:copyOf <http://e/some> .
<http://e/of/Deadline> dan:firstDay "2024-01-01"^^xsd:date ; dan:lastDay "2024-12-31"^^xsd:date ;
    dan:recurrence "FREQ=MONTHLY" ; dan:dayOfMonth 15 .
"""


@pytest.fixture(scope="module")
def whole() -> rdflib.Graph:
    return graph_of(in_memory(every_kind_of_decision()))


def targets() -> dict[str, Node]:
    """The node shape of each class."""
    return {str(kind): shape for shape, kind in shapes_graph().subject_objects(SH.targetClass)}


def here_of(kind: str) -> rdflib.URIRef:
    return HERE["of/" + kind.replace("#", "/").rsplit("/", 1)[1]]


def node_of(whole: rdflib.Graph, kind: str) -> rdflib.Graph:
    """A node of a class and of as few others as there are, the fullest of those, with what points to it."""
    one = min(
        sorted(whole.subjects(RDF.type, rdflib.URIRef(kind))),
        key=lambda s: (len(set(whole.objects(s, RDF.type))), -len(set(whole.predicates(s)))),
    )
    here, graph = here_of(kind), rdflib.Graph()
    for _, predicate, value in whole.triples((one, None, None)):
        graph.add((here, predicate, value))
        for kind_of_value in whole.objects(value, RDF.type):
            graph.add((value, RDF.type, kind_of_value))
    for subject, predicate in whole.subject_predicates(one):
        if predicate in (DAN.deadline, DAN.originalDeadline):
            graph.add((subject, predicate, here))
    for triple in rdflib.Graph().parse(data=COMPLETED, format="turtle").triples((here, None, None)):
        if not set(graph.objects(here, triple[1])):
            graph.add(triple)
    return graph


def damages(graph: rdflib.Graph, here: Node, shape: Node) -> Iterator[tuple[str, rdflib.Graph]]:
    """Copies of a node, each with one constraint of one property shape broken."""
    said = shapes_graph()
    path = said.value(shape, SH.path)
    if isinstance(path, rdflib.BNode):  # the deadline's, backwards
        subject, predicate = next(graph.subject_predicates(here))
        yield "minCount", graph - _triples(subject, predicate, here)
        yield "maxCount", graph + _triples(HERE.another, DAN.deadline, here)
        return
    values = sorted(graph.objects(here, path))
    bare = graph - _triples(here, path, *values)
    for constraint, asked in sorted(said.predicate_objects(shape)):
        name = str(constraint).removeprefix(str(SH))
        if name in ("path", "message", "severity") or constraint == RDF.type:
            continue
        if name == "maxCount" and int(asked) == 0:
            instead: list[Node] = [HERE.some]
        else:
            assert values, f"the node has no value for {shape}"
            instead = _instead(graph, here, shape, name, asked, values)
        yield name, bare + _triples(here, path, *instead)


def _instead(graph: rdflib.Graph, here: Node, shape: Node, name: str, asked: Node, values: list[Node]) -> list[Node]:
    """What to put in the place of a property's values so that one constraint is broken."""
    first = values[0]
    literal = first if isinstance(first, rdflib.Literal) else rdflib.Literal("")

    def like(text: object) -> rdflib.Literal:
        return rdflib.Literal(str(text), lang=literal.language, datatype=literal.datatype)

    match name:
        case "minCount":
            return []
        case "maxCount":
            return [*values, _second(shape, first)]
        case "datatype":
            return [rdflib.Literal(str(literal), datatype=XSD.anyURI)]
        case "or":
            return [rdflib.Literal("2024-02-30", datatype=XSD.date)]
        case "minLength":
            return [like("")]
        case "pattern":
            return [like("! " + literal)]
        case "minInclusive":
            return [like(asked.toPython() - 1)]  # type: ignore[attr-defined]
        case "maxInclusive":
            return [like(asked.toPython() + 1)]  # type: ignore[attr-defined]
        case "in" | "class":
            return [HERE.stranger]
        case "nodeKind":
            return [rdflib.Literal("no IRI")]
        case "hasValue":
            return [one for one in values if one != asked] or [DAN.unresolved]
        case "lessThan" | "lessThanOrEquals":
            (other,) = graph.objects(here, asked)
            assert isinstance(other, rdflib.Literal)
            return [like("9999-01-01" if other.datatype == XSD.date else int(other) + 1)]
    raise AssertionError(f"no test knows how to break sh:{name}")


def _second(shape: Node, first: Node) -> Node:
    """Another value, that alone would be as good as the first."""
    allowed = shapes_graph().value(shape, SH["in"])
    if allowed is not None:
        return next(one for one in Collection(shapes_graph(), allowed) if one != first)
    if not isinstance(first, rdflib.Literal):
        return HERE.some
    if first.datatype == XSD.integer:
        return rdflib.Literal(int(first) - 1 if int(first) > 1 else int(first) + 1)
    if first.datatype == XSD.decimal:
        return rdflib.Literal("0.123", datatype=XSD.decimal)
    if first.datatype == XSD.boolean:
        return rdflib.Literal(not first.toPython())
    changed = "9" + first[1:] if first.datatype in (XSD.date, XSD.dateTime) else first + "a"
    return rdflib.Literal(changed, lang=first.language, datatype=first.datatype)


def _triples(subject: Node, predicate: Node | None, *values: Node) -> rdflib.Graph:
    graph = rdflib.Graph()
    for value in values:
        graph.add((subject, predicate, value))
    return graph


def _renamed(graph: rdflib.Graph, old: Node, new: Node) -> rdflib.Graph:
    renamed = rdflib.Graph()
    for triple in graph:
        renamed.add(tuple(new if term == old else term for term in triple))  # type: ignore[arg-type]
    return renamed


@pytest.fixture(scope="module")
def damaged(whole: rdflib.Graph) -> tuple[rdflib.Graph, dict[str, tuple[str, str]]]:
    """A graph of copies of nodes, each broken in one way, and which shape and constraint that is; "none" for whole."""
    everything = rdflib.Graph()
    names: dict[str, tuple[str, str]] = {}
    for kind, node_shape in sorted(targets().items()):
        graph, here = node_of(whole, kind), here_of(kind)
        for shape in [None, *sorted(shapes_graph().objects(node_shape, SH.property))]:
            broken = damages(graph, here, shape) if shape else [("none", graph)]
            for constraint, copy in broken:
                node = HERE[f"n/{len(names)}"]
                names[str(node)] = (str(shape or node_shape).removeprefix(SHAPES), constraint)
                everything += _renamed(copy, here, node)
    return everything, names


@pytest.fixture(scope="module")
def told(damaged: tuple[rdflib.Graph, dict[str, tuple[str, str]]]) -> dict[tuple[str, str], set[str]]:
    """(shape, constraint) -> the shapes told of in a node where that constraint alone is broken."""
    everything, names = damaged
    found: dict[tuple[str, str], set[str]] = {name: set() for name in names.values()}
    for shape_name, focus, _ in results(everything):
        if focus in names:
            found[names[focus]].add(shape_name)
    return found


def test_the_quicker_run_finds_what_the_shapes_as_written_find(
    damaged: tuple[rdflib.Graph, dict[str, tuple[str, str]]],
) -> None:
    _, report, _ = pyshacl.validate(damaged[0], shacl_graph=shapes_graph(), inference="none")
    as_written = {
        (str(report.value(one, SH.sourceShape)).removeprefix(SHAPES), str(report.value(one, SH.focusNode)))
        for one in report.objects(None, SH.result)
    }
    assert {(shape, focus) for shape, focus, _ in results(damaged[0])} == as_written
    assert len(as_written) > 250


def test_a_node_as_the_graph_writes_it_has_its_shape(told: dict[tuple[str, str], set[str]]) -> None:
    assert {shape: found for (shape, constraint), found in told.items() if constraint == "none" and found} == {}


def test_each_constraint_tells_its_own_shape_and_no_other(told: dict[tuple[str, str], set[str]]) -> None:
    # An end that is no number cannot be compared with the start, so that one's shape tells of it as well.
    beside = {"-end": "-start", "-last-day": "-first-day"}
    for (shape, constraint), found in told.items():
        if constraint == "none":
            continue
        also = {shape.replace(end, start) for end, start in beside.items() if shape.endswith(end)}
        assert shape in found, (shape, constraint)
        assert found - {shape} <= (also if constraint == "datatype" else set()), (shape, constraint, found)


def test_every_property_shape_was_broken_in_every_way(told: dict[tuple[str, str], set[str]]) -> None:
    broken = {shape for shape, constraint in told if constraint != "none"}
    assert broken == set(shapes()) - {"party-instrument"}
    assert len(told) > 250


def test_a_party_instrument_that_is_called_legislation_is_told(whole: rdflib.Graph) -> None:
    graph, here = node_of(whole, str(DAN.PartyInstrument)), here_of(str(DAN.PartyInstrument))
    graph.add((here, RDF.type, ELI.LegalResource))
    assert {(shape, focus) for shape, focus, _ in results(graph) if focus == str(here)} == {
        ("party-instrument", str(here))
    }


def test_every_class_of_ours_that_is_written_has_a_shape(whole: rdflib.Graph) -> None:
    written = {str(kind) for kind in whole.objects(None, RDF.type)}
    beside_another = {
        ELI.Work,
        ELI.LegalResource,
        DAN.UnverifiedBody,
        rdflib.URIRef("http://purl.org/spar/cito/Citation"),
    }
    assert written - set(targets()) <= {str(kind) for kind in beside_another}


def test_every_shape_speaks_both_languages_of_declared_terms() -> None:
    for name, shape in shapes().items():
        assert shape.meaning.endswith("."), name
        assert shape.english.endswith("."), name
    named = {str(term) for triple in shapes_graph() for term in triple if str(term).startswith(str(DAN))}
    assert named <= declared()


def test_the_small_corpus_and_its_copies_have_every_shape() -> None:
    seen: list[tuple[int, int]] = []
    assert list(misshapen(in_memory(corpus_with_copies()), lambda done, total: seen.append((done, total)))) == []
    assert seen == [(n, len(seen)) for n in range(1, len(seen) + 1)]
