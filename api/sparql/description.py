"""The service described in RDF: what it speaks, and over which graphs (SPARQL 1.1 Service Description)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import islice

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, RdfFormat, Triple, parse, serialize

from api.catalogue import query
from api.sparql.results import GRAPHS
from graph.store.base import Store
from graph.store.remote import RemoteStore
from graph.vocabulary import RDF_TYPE

MOST_GRAPHS = 100  # named in one description: a store of 100,000 files has as many graphs
_SD = "http://www.w3.org/ns/sparql-service-description#"
_COMMENT = NamedNode("http://www.w3.org/2000/01/rdf-schema#comment")
_PREFIXES = {"sd": _SD, "formats": "http://www.w3.org/ns/formats/", "rdfs": "http://www.w3.org/2000/01/rdf-schema#"}


def named_graphs(store: Store) -> tuple[list[str], bool]:
    """At most `MOST_GRAPHS` names of the store's graphs, and whether there are more."""
    found: Iterator[str]
    if isinstance(store, RemoteStore):
        found = iter(store.graphs)
    else:
        rows = store.query(query("graphs"))
        assert isinstance(rows, QuerySolutions)
        found = (row["graph"].value for row in rows)
    names = list(islice(found, MOST_GRAPHS))
    return sorted(names), next(found, None) is not None


def described(endpoint: str, graphs: Sequence[str], more: bool, media_type: str) -> bytes:
    """The description of the service at that address; where not every graph is named it says so."""
    triples = [*_stated(endpoint)]
    dataset = NamedNode(f"{endpoint}#dataset")
    for number, name in enumerate(graphs):
        node = BlankNode(f"g{number}")
        triples += [
            Triple(dataset, NamedNode(f"{_SD}namedGraph"), node),
            Triple(node, RDF_TYPE, NamedNode(f"{_SD}NamedGraph")),
            Triple(node, NamedNode(f"{_SD}name"), NamedNode(name)),
        ]
    if more:
        note = f"Chỉ nêu {len(graphs)} đồ thị đầu; hỏi «SELECT ?g {{ GRAPH ?g {{}} }}» để có đủ."
        english = f"Only {len(graphs)} graphs are named here; ask SELECT ?g {{ GRAPH ?g {{}} }} for all."
        triples += [Triple(dataset, _COMMENT, Literal(note, language="vi"))]
        triples += [Triple(dataset, _COMMENT, Literal(english, language="en"))]
    return serialize(triples, format=GRAPHS[media_type], prefixes=_PREFIXES) or b""


@cache
def _text() -> bytes:
    return (files("api.sparql") / "service.ttl").read_bytes()


def _stated(endpoint: str) -> Iterator[Triple]:
    return (quad.triple for quad in parse(_text(), format=RdfFormat.TURTLE, base_iri=endpoint))
