"""SHACL: whether each node has the shape of its kind, as `shapes.ttl` says; run by pyshacl.

One named graph at a time: a node of a file is described in that file's graph, so nothing is lost (the rule
`graph-twice` sees to it), and memory is bounded by the largest file, not by the store. Measured on 129 files
(722 000 quads): 40 s of processor time, 6 s for each 100 000 quads; the rules that cross edges take 17 s for
all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolution, QuerySolutions

from graph.store.base import Store
from graph.store.remote import RemoteStore

if TYPE_CHECKING:
    import rdflib

SHAPES = "https://w3id.org/danchieu/shapes#"
_SHACL = "http://www.w3.org/ns/shacl#"
_STRING = "http://www.w3.org/2001/XMLSchema#string"
_NAMED_GRAPHS = "SELECT DISTINCT ?graph WHERE { GRAPH ?graph { ?s ?p ?o } } ORDER BY ?graph"
_PAGE = 5_000  # subjects of one request
_SUBJECTS = 100  # whose triples are asked for at once: none has a hundred of them
_TRIPLES = "SELECT ?s ?p ?o WHERE { GRAPH ?graph { ?s ?p ?o } }"

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Shape:
    """A named shape: how grave it is when it is not kept, and what it asks for in Vietnamese and English."""

    severity: str
    meaning: str
    english: str


def shapes_text() -> str:
    """`shapes.ttl` as it is shipped."""
    return files("graph").joinpath("shapes.ttl").read_text(encoding="utf-8")


@cache
def shapes_graph() -> rdflib.Graph:
    """`shapes.ttl`, parsed."""
    import rdflib

    return rdflib.Graph().parse(data=shapes_text(), format="turtle")


@cache
def shapes() -> dict[str, Shape]:
    """Every shape that has a message, by its name."""
    from rdflib.namespace import SH

    graph = shapes_graph()
    told: dict[str, dict[str, str]] = {}
    for subject, message in graph.subject_objects(SH.message):
        told.setdefault(str(subject), {})[getattr(message, "language", None) or ""] = str(message)
    warnings = {str(subject) for subject in graph.subjects(SH.severity, SH.Warning)}
    return {
        iri.removeprefix(SHAPES): Shape("warning" if iri in warnings else "violation", said["vi"], said["en"])
        for iri, said in sorted(told.items())
    }


@cache
def _flat() -> rdflib.Graph:
    """The same shapes for a quicker run: each property shape has the target itself, and so is asked once for all
    nodes of a class, not once for each node through its node shape (40 s where it was 77; the results are the same)."""
    import rdflib
    from rdflib.namespace import SH

    flat = rdflib.Graph().parse(data=shapes_text(), format="turtle")
    for shape, kind in list(flat.subject_objects(SH.targetClass)):
        for each in flat.objects(shape, SH.property):
            flat.add((each, SH.targetClass, kind))
    for shape in set(flat.subjects(SH.targetClass)):
        flat.remove((shape, SH.property, None))
    return flat


def misshapen(store: Store, tell: Progress | None = None) -> Iterator[tuple[str, str, str]]:
    """(shape's name, the node that does not keep it, which constraint and value), one for each node and shape.

    `tell` hears after each named graph how many of all are done.
    """
    names = _graph_names(store)
    for done, name in enumerate(names, 1):
        yield from results(_graph(store, name))
        if tell is not None:
            tell(done, len(names))


def _graph_names(store: Store) -> list[str]:
    if isinstance(store, RemoteStore):
        return store.graphs
    solutions = store.query(_NAMED_GRAPHS)
    assert isinstance(solutions, QuerySolutions)
    return [solution["graph"].value for solution in solutions]


def results(data: rdflib.Graph) -> Iterator[tuple[str, str, str]]:
    """What pyshacl finds in one graph, sorted; see `misshapen`."""
    import pyshacl
    from rdflib.namespace import SH

    # The data is read and thrown away, so pyshacl need not copy it; nothing is inferred, for every class that
    # a node has is written.
    _, report, _ = pyshacl.validate(data, shacl_graph=_flat(), inference="none", inplace=True)
    found: dict[tuple[str, str], set[str]] = {}
    for result in report.objects(None, SH.result):
        shape = str(report.value(result, SH.sourceShape)).removeprefix(SHAPES)
        kind = str(report.value(result, SH.sourceConstraintComponent)).removeprefix(_SHACL)
        value = report.value(result, SH.value)
        detail = kind.removesuffix("ConstraintComponent") + (f": {value}" if value is not None else "")
        found.setdefault((shape, str(report.value(result, SH.focusNode))), set()).add(detail)
    for (shape, focus), details in sorted(found.items()):
        yield shape, focus, "; ".join(sorted(details))


def _graph(store: Store, name: str) -> rdflib.Graph:
    import rdflib

    graph = rdflib.Graph()
    for solution in _in_pages(store, name) if isinstance(store, RemoteStore) else _at_once(store, name):
        graph.add((_term(solution[0]), _term(solution[1]), _term(solution[2])))
    return graph


def _at_once(store: Store, name: str) -> QuerySolutions:
    solutions = store.query(_TRIPLES, {"graph": NamedNode(name)})
    assert isinstance(solutions, QuerySolutions)
    return solutions


def _in_pages(store: RemoteStore, name: str) -> Iterator[QuerySolution]:
    """The triples of a graph by pages of subjects, for an endpoint gives so many rows at once and no more: 10 000 by
    Virtuoso's own settings, which a file of a hundred pages has. Without GRAPH, so that no other graph is named."""
    subjects: list[str] = []
    while True:
        after = f"FILTER(STR(?s) > {Literal(subjects[-1])})" if subjects else ""
        page = _rows(store, f"SELECT DISTINCT ?s WHERE {{ ?s ?p ?o {after} }} ORDER BY STR(?s) LIMIT {_PAGE}", name)
        subjects += [row[0].value for row in page]
        if len(page) < _PAGE:
            break
    for at in range(0, len(subjects), _SUBJECTS):
        some = " ".join(str(NamedNode(one)) for one in subjects[at : at + _SUBJECTS])
        yield from _rows(store, f"SELECT ?s ?p ?o WHERE {{ VALUES ?s {{ {some} }} ?s ?p ?o }}", name)


def _rows(store: RemoteStore, sparql: str, graph: str) -> list[QuerySolution]:
    solutions = store.query_over(sparql, default=[graph])
    assert isinstance(solutions, QuerySolutions)
    return [*solutions]


def _term(term: object) -> rdflib.URIRef | rdflib.BNode | rdflib.Literal:
    import rdflib

    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    assert isinstance(term, Literal), "the graph has no other terms"
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    # rdflib takes "a" and "a"^^xsd:string for two literals; a plain one is what Turtle gives the shapes.
    datatype = None if term.datatype.value == _STRING else rdflib.URIRef(term.datatype.value)
    return rdflib.Literal(term.value, datatype=datatype)
