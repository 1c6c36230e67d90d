"""How a change of bodies and the source of a fact are written, in the registry's Turtle and beside it."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode

from graph.identity import slug
from graph.registry.succession import Source, confidence_of, sources
from graph.triples.sheet import Sheet, data_node
from graph.vocabulary import DAN, DCTERMS, ORG, PROV


def source_node(source: Source) -> NamedNode:
    """The instrument that a source is, by the IRI that a document citing it would give it; else a node of its own."""
    return NamedNode(source.key.iri()) if source.key else data_node("authority", slug(source.source))


def write_sources(sheet: Sheet, node: NamedNode, cell: str, confidence: str = "") -> None:
    """Where the facts about a node are laid down, and how far they can be trusted where that is not certain."""
    for name in cell.split("; "):
        sheet.add(node, DCTERMS.source, source_node(sources()[name]))
    doubt = confidence_of(cell, confidence)
    if doubt:
        sheet.decimal(node, DAN.confidence, float(doubt))


def write_change(
    sheet: Sheet,
    node: NamedNode,
    day: str,
    old: Iterable[NamedNode],
    new: Iterable[NamedNode],
    source: str,
    confidence: str = "",
    scope: str = "",
) -> None:
    """One change: the bodies that ended, those that took over, from which day on and by whose order."""
    sheet.kinds(node, ORG.ChangeEvent)
    for body in old:
        sheet.add(node, ORG.originalOrganization, body)
    for body in new:
        sheet.add(node, ORG.resultingOrganization, body)
    sheet.date(node, DCTERMS.date, day)
    sheet.words(node, DAN.scope, scope)
    order = sources()[source]
    if order.key:
        sheet.add(node, PROV.wasDerivedFrom, source_node(order))
    write_sources(sheet, node, source, confidence)
