"""The reference page of the vocabulary, `docs/ontology.md`, made from `ontology.ttl` and nothing else.

python -m graph.reference > docs/ontology.md
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
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
_ALIGNED = (
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    SKOS.exactMatch,
    SKOS.closeMatch,
    SKOS.broadMatch,
    SKOS.narrowMatch,
    SKOS.relatedMatch,
)


def reference_page() -> str:
    """The page as Markdown: every term with its names, its meaning in both languages, domain, range, alignments.

    Sorted, so that equal ontologies give equal pages.
    """
    graph = _graph()
    about = rdflib.URIRef(ONTOLOGY.rstrip("#"))
    lines = [
        "<!-- Made by `python -m graph.reference` from ontology.ttl; do not edit. -->",
        f"# {_text(graph, about, rdflib.DCTERMS.title, 'vi')} · {_text(graph, about, rdflib.DCTERMS.title, 'en')}",
        "",
        _text(graph, about, rdflib.DCTERMS.description, "vi"),
        "",
        _text(graph, about, rdflib.DCTERMS.description, "en"),
        "",
        f"`dan:` = `{ONTOLOGY}` · phiên bản · version {graph.value(about, OWL.versionInfo)}",
    ]
    for heading, kinds in _KINDS:
        own = _terms(graph, kinds, minted=True)
        lines += ["", f"## {heading}"]
        for term in own:
            lines += ["", *_described(graph, term)]
    lines += ["", "## Dùng lại của từ vựng khác · reused terms", "", "| | vi | en | |", "|---|---|---|---|"]
    for term in _terms(graph, [kind for _, kinds in _KINDS for kind in kinds], minted=False):
        cells = [
            f"[`{_short(term)}`]({term})",
            _text(graph, term, RDFS.label, "vi"),
            _text(graph, term, RDFS.label, "en"),
            f"{_text(graph, term, RDFS.comment, 'vi')} — {_text(graph, term, RDFS.comment, 'en')}",
        ]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    lines += ["", "## Tiền tố · prefixes", ""]
    lines += [f"- `{prefix}:` {iri}" for prefix, iri in sorted(PREFIXES.items())]
    return "\n".join(lines) + "\n"


def _described(graph: rdflib.Graph, term: Node) -> list[str]:
    lines = [
        f"### `{_short(term)}` {_text(graph, term, RDFS.label, 'vi')} · {_text(graph, term, RDFS.label, 'en')}",
        "",
        _text(graph, term, RDFS.comment, "vi"),
        "",
        f"*{_text(graph, term, RDFS.comment, 'en')}*",
    ]
    facts = [
        ("tên trong JSON · name in JSON", sorted(f"`{one}`" for one in graph.objects(term, SKOS.notation))),
        ("miền · domain", _links(graph.objects(term, RDFS.domain))),
        ("trị · range", _links(graph.objects(term, RDFS.range))),
        *((_short(how), _links(graph.objects(term, how))) for how in _ALIGNED),
        ("owl:disjointWith", _links(graph.objects(term, OWL.disjointWith))),
    ]
    told = [f"- {name}: {', '.join(values)}" for name, values in facts if values]
    return [*lines, *(["", *told] if told else [])]


def _terms(graph: rdflib.Graph, kinds: Iterable[Node], *, minted: bool) -> list[rdflib.URIRef]:
    found = {s for kind in kinds for s in graph.subjects(RDF.type, kind) if isinstance(s, rdflib.URIRef)}
    return sorted(one for one in found if str(one).startswith(ONTOLOGY) == minted)


def _links(terms: Iterable[Node]) -> list[str]:
    return sorted(f"`{_short(term)}`" for term in terms if isinstance(term, rdflib.URIRef))


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
