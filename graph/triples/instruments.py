"""Instruments as the graph describes them: each by itself, so that one can be written without the others."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from pyoxigraph import NamedNode

from graph import registry
from graph.akoma_ntoso import akn_work
from graph.identity import NotAnInstrumentIRI, fold, name_key, parse_iri, slug, symbol_key
from graph.model import Instrument
from graph.triples.redirects import short_form
from graph.triples.sheet import Sheet, data_node
from graph.triples.tally import Described
from graph.vocabulary import DAN, DCTERMS, ELI, SKOS

_NUMBER = re.compile(r"\d+")
_STATE = frozenset(("state", "assembly"))
_YEAR = re.compile(r"\d{4}")


def instrument_lines(instrument: Instrument, *, pointed: bool = False) -> tuple[str, Described]:
    """The lines about one instrument, and what of it the shared graphs need."""
    sheet = Sheet(data_node("graph", "instruments"))
    _write_instrument(sheet, instrument)
    text = sheet.text()
    return text, Described(
        iri=instrument.iri,
        pointed=pointed,
        short=short_form(instrument.iri),
        kind=slug(instrument.type) if instrument.type else None,
        type=instrument.type or None,
        body=_body(instrument),
        issuer=instrument.issuer or None,
        place=instrument.jurisdiction or None,
        period=_period(instrument),
        digest=lines_digest(text),
    )


def lines_digest(text: str) -> bytes:
    """A digest of lines that one program made: in one order."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def former_iris(instrument: Instrument) -> list[str]:
    """What an instrument was called before, as it says itself."""
    return sorted(set(instrument.former_iris) - {instrument.iri})


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
    period = _period(instrument)
    if period:
        sheet.add(node, DAN.numberingPeriod, data_node("period", period))


def _body(instrument: Instrument) -> str | None:
    if instrument.body:
        return instrument.body
    try:
        return parse_iri(instrument.iri).body
    except NotAnInstrumentIRI:
        return None


def _period(instrument: Instrument) -> str | None:
    """The calendar year for the State. For the Party only a term that the IRI names: a date does not
    tell the term, because congresses fall on different days in every committee."""
    try:
        key = parse_iri(instrument.iri)
    except NotAnInstrumentIRI:
        return None
    year = _YEAR.match(instrument.date or key.date or "")
    if instrument.branch in _STATE and year:
        return year[0]
    return f"{key.body}/{key.date}" if key.date and key.date.startswith("khoa-") else None
