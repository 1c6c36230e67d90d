"""`danchieu_relations`: what each mention is to the document, or to the instrument it stands in."""

from __future__ import annotations

from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from ingest.grammar.relations import relation_of
from ingest.reading import Reading
from ingest.structure.outline import sentences


@Language.factory("danchieu_relations")
def create(nlp: Language, name: str) -> Any:
    """The component; it needs `danchieu_citations` before it."""
    return set_relations


def set_relations(doc: Doc) -> Doc:
    """Fill `relation` of every mention."""
    reading: Reading = doc._.reading
    cache: dict[tuple[int, int], list[tuple[int, int]]] = {}
    last: dict[tuple[int, int, int | None], int] = {}  # (instrument, sentence, parent) -> mention
    for k, m in enumerate(reading.mentions):
        zone, sentence = "narrative", (m.full_start, m.full_end)
        owner, unit = reading.owner[k], reading.unit[k]
        if unit >= 0:
            inst = reading.instruments[owner]
            zone = inst.zones[unit]
            span = inst.units[unit].text
            if span not in cache:
                cache[span] = sentences(reading.flat, *span)
            sentence = next(((a, b) for a, b in cache[span] if a <= m.start < b), span)
            if _own_number(reading, owner, k):
                m.kind, m.relation = "self", "self"
                continue
        if zone == "header" and unit >= 0:
            zone = _title_zone(reading, owner)
        key = (owner, sentence[0], m.parent)
        previous = last.get(key)
        m.relation = relation_of(
            reading.flat, m, zone, sentence, reading.mentions[previous] if previous is not None else None
        )
        if m.kind != "self":
            last[key] = k
    return doc


def _own_number(reading: Reading, owner: int, k: int) -> bool:
    """The document's own number in its text (`ban hành kèm theo Quyết định số …`) speaks of itself."""
    m, header = reading.mentions[k], reading.instruments[owner].header
    if m.kind != "symbol" or header.symbol is None or m.symbol != header.symbol.text:
        return False
    return m.date is None or header.date is None or m.date == header.date


def _title_zone(reading: Reading, owner: int) -> str:
    return "title-of-self"
