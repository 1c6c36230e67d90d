"""What the graph says of one thing: a concise description of it, and the citations about it with their quotes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad, QuerySolutions, RdfFormat

from api.catalogue import query
from graph import queries
from graph.answers.rows import nodes
from graph.exports.rdf import without_controls
from graph.identity import base_iri
from graph.store.base import Store
from graph.store.engine import serialize
from graph.vocabulary import DAN, RDF_TYPE

MOST = 500  # citations and assignments of one description; an instrument that more cite is told to be cut
_FOAF = "http://xmlns.com/foaf/0.1/"
_IN_DATASET = NamedNode("http://rdfs.org/ns/void#inDataset")
_PARTS = (DAN.deadline,)  # nodes that are nothing without their task


@dataclass(frozen=True, slots=True)
class Description:
    """`quads` are all that is said; `cut` where there was more than `MOST` that speaks of the thing."""

    iri: str
    quads: list[Quad]
    cut: bool


def data_iri(id: str) -> str:
    """The IRI of the document that describes the thing whose IRI ends so.

    >>> data_iri("org/bo-tai-chinh")
    'https://w3id.org/danchieu/data/org/bo-tai-chinh'
    """
    return f"{base_iri()}data/{id}"


def dataset_iri() -> str:
    """The IRI of the graph as a data set."""
    return f"{base_iri()}dataset#danchieu"


def described(store: Store, iri: str) -> Description:
    """The description of a thing; without quads where the graph does not know it as a subject."""
    found = store.query(f"{query('speaking-of')}LIMIT {MOST + 1:d}", {"thing": NamedNode(iri)})
    assert isinstance(found, QuerySolutions)
    speaking = [solution["speaking"].value for solution in found]
    quads = _said_of(store, [iri, *speaking[:MOST]])
    parts = {q.object.value for q in quads if q.predicate in _PARTS and isinstance(q.object, NamedNode)}
    if parts:
        quads += _said_of(store, sorted(parts))
    return Description(iri, quads, len(speaking) > MOST)


def _said_of(store: Store, iris: Iterable[str]) -> list[Quad]:
    found = store.query(queries.text("describe"), {"subject": nodes(iris)})
    assert isinstance(found, QuerySolutions)
    return [Quad(*list(solution)[:3]) for solution in found]


def written(description: Description, id: str, format: RdfFormat) -> bytes:
    """The description in an RDF format, with what says that it is one."""
    document = NamedNode(data_iri(id))
    about = [
        Quad(document, RDF_TYPE, NamedNode(_FOAF + "Document")),
        Quad(document, NamedNode(_FOAF + "primaryTopic"), NamedNode(description.iri)),
        Quad(document, _IN_DATASET, NamedNode(dataset_iri())),
    ]
    quads: Sequence[Quad] = [*about, *description.quads]
    if format == RdfFormat.RDF_XML:
        quads = [without_controls(quad) for quad in quads]
    return serialize(quads, format)
