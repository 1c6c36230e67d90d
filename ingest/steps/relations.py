"""What each mention is to the document, or to the instrument it stands in."""

from __future__ import annotations

import re
from bisect import bisect_left

from ingest.grammar.changes import quoted_words, within
from ingest.grammar.mention import Mention
from ingest.grammar.relations import CHANGES, PROPOSALS, SHORT_FOR, relation_of
from ingest.reading import Reading
from ingest.steps.endings import ENDINGS, beyond, consolidated_by, listed_ending, opening_act, settle_ending
from ingest.structure.consolidated import quoted_recitals
from ingest.structure.outline import sentences
from ingest.structure.quotations import Quotation, inside


def set_relations(reading: Reading) -> None:
    """Fill `relation` of every mention."""
    cache: dict[tuple[int, int], list[tuple[int, int]]] = {}
    quoted = _quoted_from(reading)
    new_text = reading.quotations
    words = quoted_words(reading.flat)
    amended: int | None = None  # the last mention that the instrument itself amends: quoted text is of that one
    bases = _basis_cells(reading)
    consolidated: dict[int, int | None] = {}  # instrument -> what its text consolidates
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
            if m.parent is None and m.kind == "symbol" and zone != "recital" and _joined(reading, owner, m.start):
                m.relation = "consolidates" if k == consolidated_by(reading, owner) else "cites"
                continue  # what changed it is cited: it acted on what is set out here, and is not set out itself
        quotation = inside(new_text, m.start)
        if quotation is not None and m.kind == "self" and amended is not None:
            m.kind, m.relation, m.speaks_for = "anaphor", "cites", amended
            continue
        if (
            words
            and m.parent is not None
            and within(words, reading.mentions[m.parent].start)
            and not within(words, m.start)
        ):
            m.parent = None  # a title ends where the phrase that it stands in does
        if (
            words
            and within(words, m.start)
            and (m.parent is None or not within(words, reading.mentions[m.parent].start))
        ):
            _in_words(m, amended)
            continue
        if zone == "quoted":
            zone = "normative"
        if zone == "header" and unit >= 0:
            zone = "title-of-self"
            sentence = _title_start(reading, owner, unit, sentence[0]), sentence[1]
        key = (owner, sentence[0], m.parent)
        previous = last.get(key)
        if k in quoted:
            zone, m.parent = "recital", None
        if m.parent is None and m.kind != "self" and any(a <= m.start < b for a, b in bases):
            m.relation = "legalBasis"
            continue
        m.relation = relation_of(
            reading.flat, m, zone, sentence, reading.mentions[previous] if previous is not None else None
        )
        if m.relation == "amends" and unit >= 0 and m.parent is None and beyond(reading.instruments[owner], m):
            # "… xây dựng dự án Luật sửa đổi Luật X" tells of a bill; "Sửa đổi, bổ sung Luật X" orders it changed.
            said = reading.flat[max(sentence[0], m.full_start - _CLAUSE) : m.full_start].rpartition(";")[2]
            m.relation = "amends" if _TO_CHANGE.match(said) else "cites"
        if unit >= 0 and m.parent is None and m.kind != "self":
            if m.relation not in ("amends", *ENDINGS) and zone in _ORDERING:
                acted = opening_act(reading, owner, k, sentence) if zone == "operative" else None
                m.relation = acted or listed_ending(reading, reading.instruments[owner], unit, m) or m.relation
            if m.relation in ENDINGS:
                settle_ending(reading, owner, k, sentence)
            if m.relation in ENDINGS and quotation is None and m.parent is None:
                # What a consolidated text ends, the instrument that it sets out ended.
                if owner not in consolidated:
                    consolidated[owner] = consolidated_by(reading, owner)
                m.parent = consolidated[owner]
        if m.kind != "self" and not SHORT_FOR.search(reading.flat, max(0, m.full_start - _SHORT), m.full_start):
            last[key] = k  # "A (sau đây gọi tắt là A1), B": B goes on from A, not from what A is called
        if quotation is not None:
            if m.parent is None and amended is not None and k not in quoted:
                m.parent = amended
        elif m.parent is None and (m.relation == "amends" or _quotes_on(reading.flat, m, new_text)):
            amended = k
        if k in quoted:
            m.parent = quoted[k]
        elif m.parent is not None and reading.mentions[m.parent].type in PROPOSALS and m.relation in CHANGES:
            m.relation = "cites"


_LONGEST_TITLE = 8  # lines
_CLAUSE = 300  # characters before a mention in which its clause begins
_TO_CHANGE = re.compile(r"\W*(?:sửa đổi|bổ sung)(?![^\W_])", re.I)


def _title_start(reading: Reading, owner: int, unit: int, start: int) -> int:
    """Where the instrument's own title begins, behind the word of its type: a page sets it on several lines
    (`QUYẾT ĐỊNH BÃI` / `BỎ QUYẾT ĐỊNH SỐ …`), and the verb that governs them all is on the first."""
    inst = reading.instruments[owner]
    type_ = (inst.header.type or "").upper()
    for line in reversed(inst.units[max(0, unit - _LONGEST_TITLE) : unit + 1]):
        if line.kind != "header":
            break
        said = reading.flat[slice(*line.text)].upper()
        if type_ and said.lstrip(" *").startswith(type_) and not said.lstrip(" *").startswith(f"{type_} SỐ"):
            return line.text[0] + said.index(type_) + len(type_)
    return start


_ORDERING = frozenset(["operative", "normative", "neutral", "narrative", "title-of-self"])  # zones that can end others


def _in_words(m: Mention, amended: int | None) -> None:
    """What is named in words that are put in or taken out is told: `thay thế cụm từ “Luật A” bằng …` ends no law."""
    m.parent = None
    if m.kind != "self":
        m.relation = "cites"
    elif amended is not None:
        m.kind, m.relation, m.speaks_for = "anaphor", "cites", amended
    else:
        m.relation = "self"


def _quotes_on(flat: str, m: Mention, new_text: list[Quotation]) -> bool:
    """`Điều 11 của Thông tư số 12/2024/TT-BLĐTBXH … quy định như sau: “…`: does a quotation follow at once?"""
    at = bisect_left(new_text, m.end, key=lambda q: q.start)
    if at == len(new_text) or new_text[at].start - m.full_end > _TO_QUOTE:
        return False
    return re.search(r"^[^\n]*như\s+sau\s*:?\s*[“\"«]$", flat[m.end : new_text[at].start]) is not None


_SHORT = 40  # characters before a short name that say that it is one
_TO_QUOTE = 160  # characters from a citation to the words that it quotes


def _joined(reading: Reading, owner: int, at: int) -> bool:
    """Does a place stand in the list of what a consolidated text joins?"""
    part = reading.instruments[owner].part
    if part.consolidates is None:
        return False
    paragraphs = reading.paragraphs
    after = [k for k in part.recitals if k > part.consolidates] or [
        k
        for k in range(part.consolidates + 1, part.closing)
        if (marker := paragraphs[k].marker) is not None and marker.kind not in ("arabic", "dash")
    ]
    end = paragraphs[after[0]].start if after else paragraphs[part.consolidates].end
    return paragraphs[part.consolidates].start <= at < end


def _quoted_from(reading: Reading) -> dict[int, int]:
    """Mentions in recitals that a footnote quotes -> the mention of the instrument whose recitals they are."""
    out: dict[int, int] = {}
    for start, end in quoted_recitals(reading.flat):
        before = [k for k, m in enumerate(reading.mentions) if m.end <= start and m.parent is None]
        for k, m in enumerate(reading.mentions):
            if before and start <= m.start < end and m.parent is None and m.kind != "self":
                out[k] = before[-1]
    return out


_BASIS_COLUMN = re.compile(r"(?:căn cứ|cơ sở) pháp lý", re.I)


def _basis_cells(reading: Reading) -> list[tuple[int, int]]:
    """The cells under `Căn cứ pháp lý`: what stands there is a legal basis, whatever its words."""
    text = reading.clean.text
    return [
        row[k]
        for table in reading.tables
        for k, (a, b) in enumerate(table[0])
        if _BASIS_COLUMN.search(" ".join(text[a:b].split()))
        for row in table[1:]
        if k < len(row)
    ]


def _own_number(reading: Reading, owner: int, k: int) -> bool:
    """The document's own number in its text (`ban hành kèm theo Quyết định số …`) speaks of itself."""
    m, header = reading.mentions[k], reading.instruments[owner].header
    if m.kind != "symbol" or header.symbol is None or m.symbol != header.symbol.text:
        return False
    return m.date is None or header.date is None or m.date == header.date
