"""Decisions of a reviewer, in a named graph of their own: who decided what, when, why, and where it stands now."""

from __future__ import annotations

from pyoxigraph import NamedNode

from graph.identity import slug
from graph.review.applied import Applied
from graph.review.decisions import Decision
from graph.triples.sheet import Sheet, data_node
from graph.vocabulary import DAN, OWL, PROV, RDFS


def review_lines(applied: Applied) -> str:
    """Every standing decision; one that was undone is in the book of decisions and not in the graph."""
    sheet = Sheet(data_node("graph", "review"))
    for one in applied.standing:
        _write_decision(sheet, one, applied)
    known = applied.corpus.instruments
    for a, b in sorted(applied.verdicts.apart):
        if a in known and b in known:
            sheet.add(NamedNode(a), OWL.differentFrom, NamedNode(b))
    return sheet.text()


def _write_decision(sheet: Sheet, decision: Decision, applied: Applied) -> None:
    """What it was about on its day (`decidedOn`) may be described nowhere any more, what it decides now is."""
    node = data_node("decision", decision.id)
    person = data_node("reviewer", slug(decision.who) or "khong-ten")
    sheet.kinds(node, DAN.Decision)
    sheet.plain(node, DAN.action, decision.action)
    sheet.add(node, PROV.wasAssociatedWith, person)
    sheet.kinds(person, PROV.Person)
    sheet.plain(person, RDFS.label, decision.who)
    sheet.moment(node, PROV.endedAtTime, decision.when)
    sheet.words(node, RDFS.comment, decision.note)
    sheet.add(node, DAN.decidedOn, NamedNode(decision.target))
    place = applied.places.get(decision.id)
    if decision.kind != "instrument":
        if place is not None:
            sheet.add(node, DAN.decides, NamedNode(place))
    else:
        others = [decision.value[name] for name in ("into", "from") if name in decision.value]
        for iri in sorted({applied.verdicts.merged.get(i, i) for i in (decision.target, *others)}):
            if iri in applied.corpus.instruments:
                sheet.add(node, DAN.decides, NamedNode(iri))
    if decision.anchor is not None:
        sheet.words(node, DAN.decidedQuote, decision.anchor.quote)
    for quote in sorted({str(mention["quote"]) for mention in decision.value.get("mentions", ())}):
        sheet.words(node, DAN.decidedQuote, quote)
