"""The graph described as a data set, in VoID and DCAT: what it holds, how much of it, where to take it from."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, serialize

from api.publishing.thing import dataset_iri
from graph.identity import ONTOLOGY, base_iri
from graph.vocabulary import PREFIXES as TERMS
from graph.vocabulary import RDF_TYPE

PREFIXES = {
    **{name: TERMS[name] for name in ("dan", "dcterms", "rdfs", "xsd")},
    "void": "http://rdfs.org/ns/void#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "spdx": "http://spdx.org/rdf/terms#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "formats": "http://www.w3.org/ns/formats/",
}
_MEDIA = "https://www.iana.org/assignments/media-types/"
_LANGUAGE = "http://publications.europa.eu/resource/authority/language/VIE"
_FORMATS = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD")
Node = NamedNode | BlankNode


def term(short: str) -> NamedNode:
    """The term of a prefixed name.

    >>> term("void:triples")
    <NamedNode value=http://rdfs.org/ns/void#triples>
    """
    prefix, _, name = short.partition(":")
    return NamedNode(PREFIXES[prefix] + name)


@cache
def texts() -> dict[str, dict[str, str]]:
    """What is said of the data set in words, by the term that says it and by language (`dataset.tsv`)."""
    rows = csv.DictReader((files("api.publishing") / "dataset.tsv").read_text("utf-8").splitlines(), delimiter="\t")
    return {row["term"]: {"vi": row["vi"], "en": row["en"]} for row in rows}


def written(manifest: Mapping[str, Any], own: str, examples: list[str], format: RdfFormat) -> bytes:
    """The description in an RDF format; `own` is the server's own address (`https://host`)."""
    triples = (quad.triple for quad in _quads(manifest, own, examples))
    found = serialize(triples, format=format, prefixes=PREFIXES)
    assert found is not None  # only a call with an output returns nothing
    return found


def _quads(manifest: Mapping[str, Any], own: str, examples: list[str]) -> Iterator[Quad]:
    dataset = NamedNode(dataset_iri())
    catalog, document = NamedNode(f"{base_iri()}dataset#catalog"), NamedNode(f"{base_iri()}dataset")
    publisher = NamedNode(f"{base_iri()}dataset#publisher")
    sparql = NamedNode(f"{own}/sparql")
    yield from _links(document, {"void:DatasetDescription": ["a"], "foaf:primaryTopic": [dataset]})
    yield from _links(catalog, {"dcat:Catalog": ["a"], "dcat:dataset": [dataset], "dcterms:publisher": [publisher]})
    yield from _links(publisher, {"foaf:Agent": ["a"]})
    yield Quad(publisher, term("foaf:name"), Literal("Dẫn Chiếu"))
    for name, said in texts().items():
        for language, text in said.items():
            yield Quad(dataset, term(name), Literal(text, language=language))
            if name in ("dcterms:title", "dcterms:description"):
                yield Quad(catalog, term(name), Literal(text, language=language))
    yield from _links(
        dataset,
        {
            "void:Dataset": ["a"],
            "dcat:Dataset": ["a"],
            "dcterms:publisher": [publisher],
            "dcterms:language": [NamedNode(_LANGUAGE)],
            "void:sparqlEndpoint": [sparql],
            "void:vocabulary": [NamedNode(ONTOLOGY), *(NamedNode(TERMS[n]) for n in ("eli", "cito", "prov", "org"))],
            "void:feature": [term(f"formats:{name}") for name in _FORMATS],
            "void:exampleResource": [NamedNode(iri) for iri in examples],
            "foaf:homepage": [NamedNode(f"{own}/")],
            "dcat:landingPage": [NamedNode(f"{own}/dataset")],
        },
    )
    yield Quad(dataset, term("void:uriSpace"), Literal(f"{base_iri()}id/"))
    if manifest["loaded"]:
        yield Quad(dataset, term("dcterms:modified"), _typed(manifest["loaded"], "dateTime"))
    yield from _counts(dataset, manifest)
    for file in manifest["files"]:
        yield from _distribution(dataset, file, own)
    yield from _service(dataset, sparql, own)


def _counts(dataset: NamedNode, manifest: Mapping[str, Any]) -> Iterator[Quad]:
    for name, count in (
        ("triples", manifest["statements"]),
        ("properties", manifest["properties_total"]),
        ("classes", manifest["classes_total"]),
    ):
        yield Quad(dataset, term(f"void:{name}"), _typed(count, "integer"))
    for kind, partition, counted, how in (
        ("classes", "classPartition", "class", "entities"),
        ("properties", "propertyPartition", "property", "triples"),
    ):
        for iri, count in manifest[kind].items():
            part = BlankNode()
            yield Quad(dataset, term(f"void:{partition}"), part)
            yield Quad(part, term(f"void:{counted}"), NamedNode(iri))
            yield Quad(part, term(f"void:{how}"), _typed(count, "integer"))


def _distribution(dataset: NamedNode, file: Mapping[str, Any], own: str) -> Iterator[Quad]:
    here, address = NamedNode(f"{base_iri()}dataset#{file['name']}"), NamedNode(f"{own}/dumps/{file['name']}")
    checksum = BlankNode()
    yield from _links(dataset, {"dcat:distribution": [here], "void:dataDump": [address]})
    yield from _links(
        here,
        {
            "dcat:Distribution": ["a"],
            "dcat:downloadURL": [address],
            "dcat:accessURL": [NamedNode(f"{own}/dumps/")],
            "dcat:mediaType": [NamedNode(_MEDIA + file["media_type"])],
            "dcat:compressFormat": [NamedNode(_MEDIA + "application/gzip")],
            "spdx:checksum": [checksum],
        },
    )
    yield from _links(checksum, {"spdx:Checksum": ["a"], "spdx:algorithm": [term("spdx:checksumAlgorithm_sha256")]})
    yield Quad(checksum, term("spdx:checksumValue"), _typed(file["sha256"], "hexBinary"))
    yield Quad(here, term("dcat:byteSize"), _typed(file["bytes"], "nonNegativeInteger"))
    yield Quad(here, term("dcterms:title"), Literal(file["name"]))


def _service(dataset: NamedNode, sparql: NamedNode, own: str) -> Iterator[Quad]:
    service, here = NamedNode(f"{base_iri()}dataset#sparql"), NamedNode(f"{base_iri()}dataset#query")
    yield from _links(
        service,
        {
            "dcat:DataService": ["a"],
            "dcat:endpointURL": [sparql],
            "dcat:endpointDescription": [NamedNode(f"{own}/openapi.json")],
            "dcat:servesDataset": [dataset],
        },
    )
    yield Quad(service, term("dcterms:title"), Literal("SPARQL 1.1", language="en"))
    yield from _links(dataset, {"dcat:distribution": [here]})
    yield from _links(here, {"dcat:Distribution": ["a"], "dcat:accessURL": [sparql], "dcat:accessService": [service]})


def _links(subject: Node, said: Mapping[str, list[Any]]) -> Iterator[Quad]:
    """Statements of one subject; a class is written as its name and `["a"]`."""
    for name, values in said.items():
        for value in values:
            yield Quad(subject, RDF_TYPE, term(name)) if value == "a" else Quad(subject, term(name), value)


def _typed(value: object, datatype: str) -> Literal:
    return Literal(str(value), datatype=term(f"xsd:{datatype}"))
