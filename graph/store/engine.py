"""A pyoxigraph store behind the store's interface: in memory here, on disk in `embedded`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby, takewhile

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat

from graph.model import Resolved
from graph.review.applied import Applied
from graph.store.base import Result
from graph.store.binding import Substitutions, bind
from graph.triples import quads
from graph.vocabulary import DCTERMS, PREFIXES

_ROOT = re.compile(rb"<rdf:RDF\s+([^>]*)>")


class OxigraphStore:
    """Answers from one pyoxigraph store. Satisfies `graph.store.base.Store`."""

    def __init__(self, store: pyoxigraph.Store, generation: str) -> None:
        self._store = store
        self._generation = generation

    @property
    def generation(self) -> str:
        return self._generation

    def query(self, sparql: str, substitutions: Substitutions | None = None) -> Result:
        return self._store.query(bind(sparql, substitutions), use_default_graph_as_union=True)

    def export(self, format: RdfFormat) -> bytes:
        return serialize(self._store.quads_for_pattern(None, None, None, None), format)

    def quads(self) -> Iterable[Quad]:
        """Every quad, in an order of the engine's own."""
        return self._store.quads_for_pattern(None, None, None, None)

    def by_graph(self) -> Iterator[tuple[str, Iterable[Quad]]]:
        """The quads of one graph after the other, in the order of the graphs' names as N-Quads writes them."""
        for name in sorted([*self._store.named_graphs(), DefaultGraph()], key=str):
            yield str(name), self._store.quads_for_pattern(None, None, None, name)

    def graph(self, name: str) -> Iterator[Quad]:
        """The quads of one graph."""
        return self._store.quads_for_pattern(None, None, None, NamedNode(name))

    def about(self, iri: str, graph: NamedNode) -> Iterator[Quad]:
        """The quads of one graph with that subject."""
        return self._store.quads_for_pattern(NamedNode(iri), None, None, graph)

    def redirected(self, iri: str) -> set[str]:
        """What a former identifier leads to."""
        return self.objects(NamedNode(iri), DCTERMS.isReplacedBy)

    def objects(self, subject: NamedNode, predicate: NamedNode) -> set[str]:
        """The IRIs that the subject has there, in any graph."""
        found = self._store.quads_for_pattern(subject, predicate, None, None)
        return {quad.object.value for quad in found if isinstance(quad.object, NamedNode)}

    def matching(self, predicate: NamedNode | None, value: NamedNode) -> Iterator[Quad]:
        """The quads of any graph with that object, and that predicate where it is given."""
        return self._store.quads_for_pattern(None, predicate, value, None)

    def having(self, predicate: NamedNode) -> Iterator[Quad]:
        """The quads of any graph with that predicate; of a store on disk equal triples come one after the other."""
        return self._store.quads_for_pattern(None, predicate, None, None)

    def in_graph(self, graph: str, predicate: NamedNode, value: NamedNode | None = None) -> Iterator[Quad]:
        """The quads of one graph with that predicate, and that object where it is given."""
        return self._store.quads_for_pattern(None, predicate, value, NamedNode(graph))

    def __len__(self) -> int:
        return len(self._store)


def in_memory(corpus: Resolved | Applied) -> OxigraphStore:
    """A store of a corpus, or of one as reviewed, that lives as long as the process: for tests, one-off questions."""
    store = pyoxigraph.Store()
    store.extend(quads(corpus))
    return OxigraphStore(store, "memory")


def serialize(statements: Iterable[Quad], format: RdfFormat) -> bytes:
    """Statements in an RDF format, sorted, so that equal graphs are equal bytes.

    In formats without named graphs a triple that several graphs hold is written once.
    """
    if not format.supports_datasets:
        statements = {Quad(q.subject, q.predicate, q.object, DefaultGraph()) for q in statements}
    keyed = sorted((str(q.graph_name), str(q.subject), str(q.predicate), str(q.object), q) for q in statements)
    ordered = (next(same)[4] for _, same in groupby(keyed, key=lambda item: item[:4]))
    if not format.supports_datasets:
        written = pyoxigraph.serialize((q.triple for q in ordered), format=format, prefixes=PREFIXES)
    else:
        written = pyoxigraph.serialize(ordered, format=format, prefixes=PREFIXES)
    assert written is not None  # only a call with an output returns nothing
    return with_sorted_prefixes(written)


def with_sorted_prefixes(written: bytes) -> bytes:
    """The serialiser declares prefixes in an order of its own, another one in each process."""
    if b"<rdf:RDF" in written[:200]:
        return _ROOT.sub(_with_sorted_namespaces, written, count=1)
    if not written.startswith(b"@prefix"):
        return written
    lines = written.split(b"\n")
    opening = list(takewhile(lambda line: line.startswith(b"@prefix"), lines))
    return b"\n".join([*sorted(opening), *lines[len(opening) :]])


def _with_sorted_namespaces(root: re.Match[bytes]) -> bytes:
    return b"<rdf:RDF " + b" ".join(sorted(root[1].split())) + b">"
