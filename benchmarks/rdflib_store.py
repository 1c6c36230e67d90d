"""A graph in rdflib's memory that answers as every store does."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Self

import pyoxigraph as ox
import rdflib
from pyoxigraph import QueryResultsFormat, RdfFormat, parse_query_results
from rdflib import URIRef

from graph.store.base import Result
from graph.store.binding import Substitutions, bind
from graph.store.engine import serialize

_STRING = "http://www.w3.org/2001/XMLSchema#string"
Term = URIRef | rdflib.Literal
Statement = tuple[URIRef, URIRef, Term, rdflib.Graph]


class RdflibStore:
    """One rdflib dataset, its graphs asked together. Satisfies `graph.store.base.Store`."""

    generation = "rdflib"

    def __init__(self, dataset: rdflib.Dataset) -> None:
        self._dataset = dataset

    @classmethod
    def read(cls, path: Path) -> Self:
        """A file of N-Quads, as rdflib's documentation tells to read one."""
        dataset = rdflib.Dataset(default_union=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of its own older names
            dataset.parse(str(path), format="nquads")
        return cls(dataset)

    @classmethod
    def read_lent(cls, path: Path) -> Self:
        """As `read`, helped by what rdflib has not: pyoxigraph parses, each IRI is kept once, and the collector does
        not walk over what stays for good (nor in the questions, for this process's whole life). Of 1.67 million quads
        that took 23 s of processor time instead of 60, and 2.4 GB instead of 3."""
        gc.disable()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # of its own older names
                dataset = rdflib.Dataset(default_union=True)
                dataset.addN(statements(dataset, ox.parse(path=str(path), format=RdfFormat.N_QUADS)))
            gc.freeze()
        finally:
            gc.enable()
        return cls(dataset)

    def query(self, sparql: str, substitutions: Substitutions | None = None) -> Result:
        """As every store does; the way through JSON to pyoxigraph's classes is part of the time."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            answer = self._dataset.query(bind(sparql, substitutions))
            if answer.type in ("CONSTRUCT", "DESCRIBE"):
                raise TypeError("a question has rows or a truth; this one builds triples")
            written = answer.serialize(format="json")
        assert written is not None
        return parse_query_results(written, format=QueryResultsFormat.JSON)

    def export(self, format: RdfFormat) -> bytes:
        """The whole graph, sorted."""
        return serialize(self.quads(), format)

    def quads(self) -> list[ox.Quad]:
        """Every quad, in no order."""
        written = self._dataset.serialize(format="nquads", encoding="utf-8")
        return list(ox.parse(written, format=RdfFormat.N_QUADS))

    def by_graph(self) -> Iterator[tuple[str, Iterable[ox.Quad]]]:
        """The quads of one graph after the other, in the order of the graphs' names as N-Quads writes them."""
        yield from groupby(sorted(self.quads(), key=_graph_of), _graph_of)

    def __len__(self) -> int:
        return sum(1 for _ in self._dataset.quads((None, None, None, None)))


def _graph_of(quad: ox.Quad) -> str:
    return str(quad.graph_name)


def statements(dataset: rdflib.Dataset, every: Iterable[ox.Quad]) -> Iterator[Statement]:
    """Quads as rdflib's terms, each IRI made once: making them takes most of the time."""
    iris: dict[str, URIRef] = {}
    graphs: dict[str, rdflib.Graph] = {}

    def iri(value: str) -> URIRef:
        found = iris.get(value)
        if found is None:
            found = iris[value] = URIRef(value)
        return found

    def term(one: object) -> Term:
        if isinstance(one, ox.NamedNode):
            return iri(one.value)
        assert isinstance(one, ox.Literal), "the graph has no blank nodes"
        datatype = None if one.language or one.datatype.value == _STRING else iri(one.datatype.value)
        return rdflib.Literal(one.value, lang=one.language, datatype=datatype, normalize=False)

    for quad in every:
        assert isinstance(quad.subject, ox.NamedNode)
        assert isinstance(quad.graph_name, ox.NamedNode)
        name = quad.graph_name.value
        if name not in graphs:
            graphs[name] = dataset.graph(iri(name))
        yield iri(quad.subject.value), iri(quad.predicate.value), term(quad.object), graphs[name]
