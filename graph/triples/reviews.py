"""Decisions of a reviewer, in a named graph of their own: who decided what, when, why, and where it stands now."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from pyoxigraph import NamedNode

from graph.identity import slug
from graph.review.applied import Applied
from graph.review.decisions import Decision
from graph.triples.sheet import Sheet, data_node
from graph.vocabulary import DAN, OWL, PROV, RDFS


def review_lines(applied: Applied) -> str:
    """Every standing decision; one that was undone is in the book of decisions and not in the graph."""
    known = applied.corpus.instruments
    decided = decision_lines(applied.standing, applied.places, applied.verdicts.merged, known)
    return reviewer_lines(one.who for one in applied.standing) + decided + apart_lines(applied.verdicts.apart, known)


def reviewer_lines(names: Iterable[str]) -> str:
    """The people who decided, each once."""
    sheet = Sheet(data_node("graph", "review"))
    for name in names:
        sheet.kinds(_reviewer(name), PROV.Person)
        sheet.plain(_reviewer(name), RDFS.label, name)
    return sheet.text()


def apart_lines(apart: Iterable[tuple[str, str]], known: Container[str]) -> str:
    """The instruments that a reviewer said are not one, of those that the graph describes."""
    sheet = Sheet(data_node("graph", "review"))
    for a, b in sorted(apart):
        if a in known and b in known:
            sheet.add(NamedNode(a), OWL.differentFrom, NamedNode(b))
    return sheet.text()


def decision_lines(
    decisions: Iterable[Decision], places: Mapping[str, str | None], merged: Mapping[str, str], known: Container[str]
) -> str:
    """Decisions by themselves. `places`: the id of each -> the IRI of its thing; `merged`: what instruments are now."""
    sheet = Sheet(data_node("graph", "review"))
    for one in decisions:
        _write_decision(sheet, one, places.get(one.id), merged, known)
    return sheet.text()


def decision_node(id: str) -> NamedNode:
    """The node of a decision."""
    return data_node("decision", id)


def _reviewer(name: str) -> NamedNode:
    return data_node("reviewer", slug(name) or "khong-ten")


def _write_decision(
    sheet: Sheet, decision: Decision, place: str | None, merged: Mapping[str, str], known: Container[str]
) -> None:
    """What it was about on its day (`decidedOn`) may be described nowhere any more, what it decides now is."""
    node = decision_node(decision.id)
    sheet.kinds(node, DAN.Decision)
    sheet.plain(node, DAN.action, decision.action)
    sheet.add(node, PROV.wasAssociatedWith, _reviewer(decision.who))
    sheet.moment(node, PROV.endedAtTime, decision.when)
    sheet.words(node, RDFS.comment, decision.note)
    sheet.add(node, DAN.decidedOn, NamedNode(decision.target))
    if decision.kind != "instrument":
        if place is not None:
            sheet.add(node, DAN.decides, NamedNode(place))
    else:
        others = [decision.value[name] for name in ("into", "from") if name in decision.value]
        for iri in sorted({merged.get(i, i) for i in (decision.target, *others)}):
            if iri in known:
                sheet.add(node, DAN.decides, NamedNode(iri))
    if decision.anchor is not None:
        sheet.words(node, DAN.decidedQuote, decision.anchor.quote)
    for quote in sorted({str(mention["quote"]) for mention in decision.value.get("mentions", ())}):
        sheet.words(node, DAN.decidedQuote, quote)
