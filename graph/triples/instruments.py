"""Instruments, the bodies that issued them and the agencies that carry them out: what files share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Quad

from graph import registry
from graph.akoma_ntoso import akn_work
from graph.identity import NotAnInstrumentIRI, agency_iri, fold, name_key, parse_iri, slug, symbol_key
from graph.model import Assignment, Corpus, Instrument
from graph.review.decisions import Verdicts
from graph.triples.redirects import provisional
from graph.triples.sheet import Sheet, data_node
from graph.vocabulary import DAN, DCTERMS, ELI, ORG, RDFS, SKOS

_NUMBER = re.compile(r"\d+")
_STATE = frozenset(("state", "assembly"))
_YEAR = re.compile(r"\d{4}")


def instrument_quads(corpus: Corpus, verdicts: Verdicts | None = None) -> Iterator[Quad]:
    """Every instrument that the corpus speaks of, with its type, body, numbering period and former identifiers."""
    sheet = Sheet(data_node("graph", "instruments"))
    known = _all_instruments(corpus)
    for instrument in known:
        _write_instrument(sheet, instrument)
    for type_name in sorted({i.type for i in known if i.type}):
        node = data_node("type", slug(type_name))
        sheet.kinds(node, SKOS.Concept)
        sheet.words(node, SKOS.prefLabel, type_name)
    _write_bodies(sheet, known)
    for former, iri in provisional((i.iri for i in known), verdicts.apart if verdicts else ()).items():
        sheet.add(NamedNode(former), DCTERMS.isReplacedBy, NamedNode(iri))
    yield from sheet.quads()


def agency_quads(corpus: Corpus, verdicts: Verdicts | None = None) -> Iterator[Quad]:
    """Every agency that a task or a reviewer names. Of several spellings the commonest is its name."""
    spelt = _spelt(corpus, verdicts)
    sheet = Sheet(data_node("graph", "instruments"))
    for iri, names in sorted(spelt.items()):
        node = NamedNode(iri)
        ranked = _by_frequency(names)
        sheet.kinds(node, ORG.FormalOrganization)
        sheet.words(node, SKOS.prefLabel, ranked[0])
        sheet.plain(node, DAN.searchKey, fold(" ".join(ranked)))
        for other in ranked[1:]:
            sheet.words(node, SKOS.altLabel, other)
    yield from sheet.quads()


def search_key(instrument: Instrument) -> str:
    """All the words that find an instrument, folded: symbol, type and its abbreviations, title, body, place."""
    kind = registry.type_named(instrument.type) if instrument.type else None
    parts: Iterable[str | None] = (
        instrument.symbol,
        symbol_key(instrument.symbol) if instrument.symbol else None,
        instrument.type,
        *(kind.abbreviations if kind else ()),
        instrument.title,
        *instrument.aliases,
        instrument.issuer,
        *((part or "").replace("-", " ") for part in (instrument.body, instrument.jurisdiction)),
    )
    return fold(" ".join(part for part in parts if part))


def _all_instruments(corpus: Corpus) -> list[Instrument]:
    """The corpus's instruments by IRI; one that is only pointed at is added with what its IRI says."""
    known = dict(corpus.instruments)
    for extraction in corpus.extractions:
        for document in extraction.documents:
            known.setdefault(
                document.instrument,
                Instrument(
                    iri=document.instrument,
                    type=document.type,
                    symbol=document.symbol,
                    date=document.date,
                    title=document.title,
                    issuer=(document.issuer or {}).get("name"),
                    jurisdiction=document.jurisdiction,
                    held=True,
                ),
            )
        for citation in extraction.citations:
            for iri in (citation.instrument, *citation.candidates):
                if iri and iri not in known:
                    known[iri] = Instrument(iri, citation.type, citation.symbol, jurisdiction=citation.jurisdiction)
    return [known[iri] for iri in sorted(known)]


def _write_instrument(sheet: Sheet, instrument: Instrument) -> None:
    node = NamedNode(instrument.iri)
    state = instrument.branch in _STATE
    sheet.kinds(node, DAN.Instrument)
    if state:
        sheet.kinds(node, DAN.StateInstrument, ELI.LegalResource)
    else:
        sheet.kinds(node, ELI.Work)
    if instrument.branch == "party":
        sheet.kinds(node, DAN.PartyInstrument)
    if instrument.symbol:
        sheet.plain(node, DAN.symbol, instrument.symbol)
        sheet.plain(node, DAN.symbolKey, symbol_key(instrument.symbol))
        number = _NUMBER.match(instrument.symbol)
        sheet.plain(node, ELI.number, number[0] if number else None)
    if instrument.type:
        kind = data_node("type", slug(instrument.type))
        sheet.add(node, DAN.documentType, kind)
        if state:
            sheet.add(node, ELI.type_document, kind)
    body = _body(instrument)
    if body:
        sheet.add(node, DAN.issuedBy, data_node("body", body))
        if state:
            sheet.add(node, ELI.passed_by, data_node("body", body))
    sheet.words(node, DCTERMS.title, instrument.title)
    sheet.date(node, ELI.date_document, instrument.date)
    sheet.words(node, DAN.issuerName, instrument.issuer)
    sheet.plain(node, DAN.jurisdiction, instrument.jurisdiction)
    sheet.truth(node, DAN.held, instrument.held)
    sheet.plain(node, DAN.aknWork, akn_work(instrument.iri))
    sheet.plain(node, DAN.searchKey, search_key(instrument))
    for alias in sorted(set(instrument.aliases)):
        sheet.words(node, SKOS.altLabel, alias)
    for name in sorted({name_key(n) for n in (instrument.title, *instrument.aliases) if n}):
        sheet.plain(node, DAN.nameKey, name)
    for former in sorted(set(instrument.former_iris) - {instrument.iri}):
        sheet.add(NamedNode(former), DCTERMS.isReplacedBy, node)
    _write_period(sheet, node, instrument, state)


def _body(instrument: Instrument) -> str | None:
    if instrument.body:
        return instrument.body
    try:
        return parse_iri(instrument.iri).body
    except NotAnInstrumentIRI:
        return None


def _write_period(sheet: Sheet, node: NamedNode, instrument: Instrument, state: bool) -> None:
    """The calendar year for the State. For the Party only a term that the IRI names: a date does not
    tell the term, because congresses fall on different days in every committee."""
    try:
        key = parse_iri(instrument.iri)
    except NotAnInstrumentIRI:
        return
    year = _YEAR.match(instrument.date or key.date or "")
    if state and year:
        period = data_node("period", year[0])
        sheet.words(period, RDFS.label, f"năm {year[0]}")
        sheet.date(period, DAN.firstDay, f"{year[0]}-01-01")
        sheet.date(period, DAN.lastDay, f"{year[0]}-12-31")
    elif key.date and key.date.startswith("khoa-"):
        period = data_node("period", key.body, key.date)
        sheet.words(period, RDFS.label, f"khóa {key.date.removeprefix('khoa-')}")
    else:
        return
    sheet.kinds(period, DAN.NumberingPeriod)
    sheet.add(node, DAN.numberingPeriod, period)


def _write_bodies(sheet: Sheet, known: list[Instrument]) -> None:
    """Bodies by the name that fits their slug, else by the commonest name that their instruments give."""
    spelt: dict[str, Counter[str]] = {}
    for instrument in known:
        body = _body(instrument)
        if body:
            names = spelt.setdefault(body, Counter())
            if instrument.issuer:
                names[instrument.issuer] += 1
    for body, names in sorted(spelt.items()):
        node = data_node("body", body)
        ranked = _by_frequency(names)
        fitting = [name for name in ranked if slug(name) == body]
        sheet.kinds(node, ORG.FormalOrganization)
        sheet.words(node, SKOS.prefLabel, (fitting or ranked or [body])[0])


def agency_names(corpus: Corpus, verdicts: Verdicts | None = None) -> dict[str, str]:
    """The commonest name of every agency that a task or a reviewer names, by the agency's IRI."""
    return {iri: _by_frequency(names)[0] for iri, names in _spelt(corpus, verdicts).items()}


def body_places(corpus: Corpus) -> dict[str, str]:
    """The place of every issuing body, by the body's slug; empty where no instrument of it says one."""
    places: dict[str, str] = {}
    for instrument in _all_instruments(corpus):
        body = _body(instrument)
        if body:
            places[body] = places.get(body) or instrument.jurisdiction or ""
    return places


def _spelt(corpus: Corpus, verdicts: Verdicts | None) -> dict[str, Counter[str]]:
    """How often each spelling of each agency is used."""
    spelt: dict[str, Counter[str]] = {}
    named = [Assignment(name) for task in verdicts.tasks.values() for name in task.lead or ()] if verdicts else []
    for one in (*_assignments(corpus), *named):
        spelt.setdefault(one.agency or agency_iri(one.name), Counter())[one.name] += 1
    return spelt


def _assignments(corpus: Corpus) -> Iterator[Assignment]:
    for extraction in corpus.extractions:
        for task in extraction.tasks:
            yield from task.lead
            yield from task.coordinating


def _by_frequency(names: Counter[str]) -> list[str]:
    return [name for name, _ in sorted(names.items(), key=lambda item: (-item[1], item[0]))]
