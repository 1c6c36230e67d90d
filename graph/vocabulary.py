"""The terms of `ontology.ttl`, and nothing else: a term that it does not declare cannot be written.

    >>> DAN.implements
    <NamedNode value=https://w3id.org/danchieu/def#implements>
    >>> DAN.implement
    Traceback (most recent call last):
    ...
    graph.vocabulary.UndeclaredTerm: ontology.ttl không khai báo dan:implement

Terms are pyoxigraph nodes, because triples are made of them by the ten thousand; rdflib users can
write `rdflib.URIRef(DAN.implements.value)`.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from graph.identity import ONTOLOGY

RDF_TYPE: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
PREFIXES: Final[dict[str, str]] = {
    "dan": ONTOLOGY,
    "eli": "http://data.europa.eu/eli/ontology#",
    "cito": "http://purl.org/spar/cito/",
    "prov": "http://www.w3.org/ns/prov#",
    "org": "http://www.w3.org/ns/org#",
    "oa": "http://www.w3.org/ns/oa#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "time": "http://www.w3.org/2006/time#",
    "schema": "https://schema.org/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_NOTATION = NamedNode(PREFIXES["skos"] + "notation")
_LABEL = NamedNode(PREFIXES["rdfs"] + "label")


class UndeclaredTerm(AttributeError):
    """A term was asked for that `ontology.ttl` does not declare."""


class OntologyNotFound(FileNotFoundError):
    """The installation lacks `ontology.ttl`."""


def ontology_path() -> Path:
    """Where `ontology.ttl` is: inside the installed package, or at the root of a checkout."""
    package = Path(str(files("graph")))
    for place in (package / "ontology.ttl", package.parent / "ontology.ttl"):
        if place.is_file():
            return place
    raise OntologyNotFound("thiếu tệp ontology.ttl trong bản cài đặt (ontology.ttl is missing)")


@cache
def ontology() -> tuple[Triple, ...]:
    """The triples of `ontology.ttl`."""
    return tuple(quad.triple for quad in parse(path=str(ontology_path()), format=RdfFormat.TURTLE))


@cache
def declared() -> frozenset[str]:
    """The IRI of every term that `ontology.ttl` gives a type."""
    return frozenset(
        t.subject.value for t in ontology() if t.predicate == RDF_TYPE and isinstance(t.subject, NamedNode)
    )


class Namespace:
    """The declared terms of one vocabulary, as attributes (`DAN.implements`)."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._iri = PREFIXES[prefix]

    def __getattr__(self, name: str) -> NamedNode:
        if name.startswith("_"):
            raise AttributeError(name)
        if self._iri + name not in declared():
            raise UndeclaredTerm(f"ontology.ttl không khai báo {self._prefix}:{name}")
        node = NamedNode(self._iri + name)
        # Kept as an attribute, so that the next time Python finds it without asking here.
        self.__dict__[name] = node
        return node


DAN: Final = Namespace("dan")
ELI: Final = Namespace("eli")
CITO: Final = Namespace("cito")
PROV: Final = Namespace("prov")
ORG: Final = Namespace("org")
SKOS: Final = Namespace("skos")
DCTERMS: Final = Namespace("dcterms")
RDFS: Final = Namespace("rdfs")
SCHEMA: Final = Namespace("schema")
OWL: Final = Namespace("owl")


@cache
def noted() -> dict[str, NamedNode]:
    """The term of each short name (`legalBasis` is eli:based_on, `before` is dan:dueBefore)."""
    return {
        t.object.value: t.subject
        for t in ontology()
        if t.predicate == _NOTATION and isinstance(t.object, Literal) and isinstance(t.subject, NamedNode)
    }


@cache
def short_names() -> dict[str, str]:
    """The other way round: from a term's IRI to its short name."""
    return {node.value: name for name, node in noted().items()}


@cache
def labels(language: str = "vi") -> dict[str, str]:
    """The label of every term in a language (`vi` or `en`), by the term's IRI."""
    return {
        t.subject.value: t.object.value
        for t in ontology()
        if t.predicate == _LABEL
        and isinstance(t.subject, NamedNode)
        and isinstance(t.object, Literal)
        and t.object.language == language
    }


def term(short_name: str) -> NamedNode:
    """The term of a short name; raises UndeclaredTerm."""
    try:
        return noted()[short_name]
    except KeyError:
        raise UndeclaredTerm(f"ontology.ttl không có tên ngắn {short_name!r}") from None
