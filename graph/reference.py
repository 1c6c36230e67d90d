"""The reference page of the vocabulary, `docs/ontology.md`, made from `ontology.ttl` and nothing else.

python -m graph.reference > docs/ontology.md
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import rdflib
from rdflib.namespace import OWL, RDF, RDFS, SKOS
from rdflib.term import Node

from graph.identity import ONTOLOGY
from graph.vocabulary import PREFIXES, ontology_path

_KINDS = (
    ("Lớp · classes", (OWL.Class,)),
    ("Thuộc tính nối hai đối tượng · object properties", (OWL.ObjectProperty,)),
    ("Thuộc tính mang giá trị · datatype properties", (OWL.DatatypeProperty, OWL.AnnotationProperty)),
    ("Khái niệm · concepts", (SKOS.Concept,)),
)
REUSED = "Dùng lại của từ vựng khác · reused terms"
_ALIGNED = (
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    SKOS.exactMatch,
    SKOS.closeMatch,
    SKOS.broadMatch,
    SKOS.narrowMatch,
    SKOS.relatedMatch,
)


@dataclass(frozen=True, slots=True)
class Term:
    """A term for people: `short` as `dan:Task`, `anchor` as the fragment of its IRI, names and meanings in Vietnamese
    and English, and `facts`: domain, range, alignments, each with the terms or words that it names."""

    iri: str
    short: str
    vi: str
    en: str
    meaning: str
    english: str
    facts: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def anchor(self) -> str:
        return self.short.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Reference:
    """The ontology for people. `sections` are the terms that it mints, `reused` those of other vocabularies."""

    title: str
    english: str
    description: str
    description_english: str
    version: str
    sections: tuple[tuple[str, tuple[Term, ...]], ...]
    reused: tuple[Term, ...]


@cache
def reference() -> Reference:
    """Every term with its names, its meaning in both languages, domain, range, alignments.

    Sorted, so that equal ontologies give equal pages.
    """
    graph = _graph()
    about = rdflib.URIRef(ONTOLOGY.rstrip("#"))
    every = [kind for _, kinds in _KINDS for kind in kinds]
    return Reference(
        _text(graph, about, rdflib.DCTERMS.title, "vi"),
        _text(graph, about, rdflib.DCTERMS.title, "en"),
        _text(graph, about, rdflib.DCTERMS.description, "vi"),
        _text(graph, about, rdflib.DCTERMS.description, "en"),
        str(graph.value(about, OWL.versionInfo)),
        tuple(
            (heading, tuple(_term(graph, one) for one in _terms(graph, kinds, minted=True)))
            for heading, kinds in _KINDS
        ),
        tuple(_term(graph, one) for one in _terms(graph, every, minted=False)),
    )


def reference_page() -> str:
    """The page as Markdown."""
    found = reference()
    lines = [
        "<!-- Made by `python -m graph.reference` from ontology.ttl; do not edit. -->",
        f"# {found.title} · {found.english}",
        "",
        found.description,
        "",
        found.description_english,
        "",
        f"`dan:` = `{ONTOLOGY}` · phiên bản · version {found.version}",
    ]
    for heading, own in found.sections:
        lines += ["", f"## {heading}"]
        for term in own:
            lines += ["", *_described(term)]
    lines += ["", f"## {REUSED}", "", "| | vi | en | |", "|---|---|---|---|"]
    for term in found.reused:
        cells = [f"[`{term.short}`]({term.iri})", term.vi, term.en, f"{term.meaning} — {term.english}"]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    lines += ["", "## Tiền tố · prefixes", ""]
    lines += [f"- `{prefix}:` {iri}" for prefix, iri in sorted(PREFIXES.items())]
    return "\n".join(lines) + "\n"


def _described(term: Term) -> list[str]:
    lines = [f"### `{term.short}` {term.vi} · {term.en}", "", term.meaning, "", f"*{term.english}*"]
    told = [f"- {name}: {', '.join(f'`{value}`' for value in values)}" for name, values in term.facts]
    return [*lines, *(["", *told] if told else [])]


def _term(graph: rdflib.Graph, term: rdflib.URIRef) -> Term:
    facts = [
        ("tên trong JSON · name in JSON", sorted(str(one) for one in graph.objects(term, SKOS.notation))),
        ("miền · domain", _links(graph.objects(term, RDFS.domain))),
        ("trị · range", _links(graph.objects(term, RDFS.range))),
        *((_short(how), _links(graph.objects(term, how))) for how in _ALIGNED),
        ("owl:disjointWith", _links(graph.objects(term, OWL.disjointWith))),
    ]
    return Term(
        str(term),
        _short(term),
        _text(graph, term, RDFS.label, "vi"),
        _text(graph, term, RDFS.label, "en"),
        _text(graph, term, RDFS.comment, "vi"),
        _text(graph, term, RDFS.comment, "en"),
        tuple((name, tuple(values)) for name, values in facts if values),
    )


def _terms(graph: rdflib.Graph, kinds: Iterable[Node], *, minted: bool) -> list[rdflib.URIRef]:
    found = {s for kind in kinds for s in graph.subjects(RDF.type, kind) if isinstance(s, rdflib.URIRef)}
    return sorted(one for one in found if str(one).startswith(ONTOLOGY) == minted)


def _links(terms: Iterable[Node]) -> list[str]:
    return sorted(_short(term) for term in terms if isinstance(term, rdflib.URIRef))


def _text(graph: rdflib.Graph, term: Node, said: Node, language: str) -> str:
    return next((str(o) for o in graph.objects(term, said) if getattr(o, "language", None) == language), "")


def _short(term: Node) -> str:
    for prefix, iri in PREFIXES.items():
        if str(term).startswith(iri):
            return f"{prefix}:{str(term).removeprefix(iri)}"
    return str(term)


@cache
def _graph() -> rdflib.Graph:
    return rdflib.Graph().parse(ontology_path(), format="turtle")


if __name__ == "__main__":
    sys.stdout.buffer.write(reference_page().encode("utf-8"))
