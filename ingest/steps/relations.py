"""What each mention is to the document, or to the instrument it stands in."""

from __future__ import annotations

import re
from bisect import bisect_left

from ingest.grammar.changes import quoted_words, within
from ingest.grammar.mention import Mention
from ingest.grammar.nesting import SHORT_FOR
from ingest.grammar.relations import CHANGES, PROPOSALS, relation_of
from ingest.reading import Reading
from ingest.steps.endings import ENDINGS, beyond, consolidated_by, lead_ins, listed_relation, opening_act, settle_ending
from ingest.steps.lists_of_ended import set_listed_endings
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
    _set_titled_rows(reading)
    leads: dict[int, dict[int, int]] = {}  # instrument -> what opens the list that each unit stands in
    consolidated: dict[int, int | None] = {}  # instrument -> what its text consolidates
    last: dict[tuple[int, int, int | None], int] = {}  # (instrument, sentence, parent) -> mention
    ruled: dict[tuple[int, int, int | None], int] = {}  # the same, the last that is more than cited
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
            if (
                m.parent is None
                and m.kind == "symbol"
                and zone != "recital"
                and k not in quoted
                and not reading.flat.startswith("Căn cứ", sentence[0])
                and _joined(reading, owner, m.start)
            ):
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
        zone = {"quoted": "normative", "recipients": "annex"}.get(zone, zone)
        if zone == "header" and unit >= 0:
            zone = "title-of-self"
            sentence = _title_start(reading, owner, unit, sentence[0]), sentence[1]
        if quotation is not None and quotation.start > sentence[0]:
            sentence = quotation.start, sentence[1]  # "Sửa đổi khoản 2 như sau: “… theo Luật X”": X is not changed
        if k in quoted:
            zone, m.parent, sentence = "recital", None, (max(sentence[0], quoted[k][1]), sentence[1])
        key = (owner, sentence[0], m.parent)
        previous = _before_bracket(reading, last.get(key), k, amended)
        if previous is not None and key in ruled and _beside_the_amended(reading, ruled[key], previous, k):
            beside = reading.mentions[ruled[key]]
            m.relation, m.parent = "amends" if beside.key.get("amending") else beside.relation, beside.parent
            last[key] = ruled[key] = k
            continue
        if previous is not None and m.parent is None and (at := _beside_the_changed(reading, previous, k)) is not None:
            m.relation, m.parent = reading.mentions[at].relation, reading.mentions[at].parent
            last[key] = k
            continue
        if m.parent is not None and m.symbol and m.symbol == reading.mentions[m.parent].symbol:
            m.parent = None  # what A's title is followed by is none of it: "Nghị định số A quy định … (Nghị định số A)"
        if (
            m.symbol
            and reading.flat[m.full_start - 1 : m.full_start] == "("
            and any(m.symbol == other.symbol for other in reading.mentions[max(0, k - _BRACKETED) : k])
        ):
            m.parent, m.relation = None, "cites"
            continue
        if m.parent is None and m.kind != "self" and any(a <= m.start < b for a, b in bases):
            m.relation = "legalBasis"
            continue
        m.relation = relation_of(
            reading.flat,
            m,
            zone,
            sentence,
            reading.mentions[previous] if previous is not None else None,
            reading.mentions[m.parent].type if m.parent is not None else None,
        )
        if (m.relation, zone, m.parent) == ("implements", "title-of-self", None):
            guiding = reading.instruments[owner].header.type == "hướng dẫn"
            m.relation = "guides" if guiding else m.relation  # as in a title cited: "Hướng dẫn số 2 … thực hiện X"
        if m.relation == "amends" and unit >= 0 and m.parent is None and beyond(reading.instruments[owner], m):
            # "… xây dựng dự án Luật sửa đổi Luật X" tells of a bill; "Sửa đổi, bổ sung Luật X" orders it changed.
            said = reading.flat[max(sentence[0], m.full_start - _CLAUSE) : m.full_start].rpartition(";")[2]
            m.relation = "amends" if _TO_CHANGE.match(said) else "cites"
        if unit >= 0 and m.parent is None and m.kind != "self":
            if m.relation not in ("amends", *ENDINGS) and zone in _LISTING:
                acted = opening_act(reading, owner, k, sentence) if zone == "operative" else None
                if owner not in leads:
                    leads[owner] = lead_ins(reading.flat, reading.instruments[owner].units)
                listed = listed_relation(reading, owner, k, leads[owner])
                if zone in _ORDERING or listed not in ENDINGS:
                    m.relation = acted or listed or m.relation
            if m.relation in ENDINGS:
                settle_ending(reading, owner, k, sentence)
            if m.relation in ENDINGS and quotation is None and m.parent is None:
                # What a consolidated text ends, the instrument that it sets out ended.
                if owner not in consolidated:
                    consolidated[owner] = consolidated_by(reading, owner)
                m.parent = consolidated[owner]
        if m.kind != "self" and not SHORT_FOR.search(reading.flat, max(0, m.full_start - _SHORT), m.full_start):
            if m.relation != "cites":
                ruled[key] = k
            last[key] = k  # "A (sau đây gọi tắt là A1), B": B goes on from A, not from what A is called
        if quotation is not None:
            if m.parent is None and amended is not None and k not in quoted:
                m.parent = amended
        elif m.parent is None and (m.relation == "amends" or _quotes_on(reading.flat, m, new_text)):
            amended = k
        if k in quoted:
            m.parent = quoted[k][0]
        elif m.parent is not None and reading.mentions[m.parent].type in PROPOSALS and m.relation in CHANGES:
            m.relation = "cites"
    set_listed_endings(reading)


_WAS_CHANGED = re.compile(r"[\s,(]*(?:năm \d{4}[\s,(]*)?(?:đã\s+)?được\s+(?:sửa đổi|bổ sung)")
_AND_NEXT = re.compile(r"\s*(?:,|;|và|,\s*và)\s*")


def _before_bracket(reading: Reading, previous: int | None, k: int, amended: int | None) -> int | None:
    """`theo Nghị định A (được sửa đổi bởi Nghị định B) và Thông tư C`: C goes on with A, not with B in the bracket; in
    quoted new text A is of the instrument that is `amended`."""
    if previous is None:
        return None
    m, inner = reading.mentions[k], reading.mentions[previous]
    if not _AFTER_BRACKET.match(reading.flat, inner.end, m.full_start):
        return previous
    opens = reading.flat.rfind("(", max(0, inner.start - _CLAUSE), inner.start)
    if opens < 0 or not _CHANGED_BRACKET.match(reading.flat, opens):
        return previous
    outside = previous - 1
    while outside >= 0 and reading.mentions[outside].end > opens:
        outside -= 1
    if outside < 0:
        return previous
    beside = reading.mentions[outside]
    near = reading.flat[beside.end : opens]
    return outside if beside.parent in (m.parent, amended) and not any(c in near for c in ";\n") else previous


_AFTER_BRACKET = re.compile(r"[^();\n]{0,200}\)[\s,;]*(?:(?:và|hoặc|cùng với)\s*)?(?:các\s+)?$")
_CHANGED_BRACKET = re.compile(r"\((?:đã\s+)?(?:được\s+)?(?:sửa đổi|bổ sung|thay thế|bãi bỏ|đính chính)(?![^\W_])")


def _beside_the_amended(reading: Reading, ruled: int, previous: int, k: int) -> bool:
    """`sửa đổi Luật A số 1 đã được sửa đổi theo Luật số 2, Luật B số 3`: does B, named as A is, stand beside A, though
    what changed A stands between?"""
    m, changed, beside = reading.mentions[k], reading.mentions[previous], reading.mentions[ruled]
    if changed.relation != "cites" or changed.name or not m.name or not beside.name or m.kind not in ("symbol", "name"):
        return False
    return (
        not m.pinpoint
        and _AND_NEXT.fullmatch(reading.flat, changed.full_end, m.full_start) is not None
        and _WAS_CHANGED.match(reading.flat, beside.full_end) is not None
    )


# Who can change whom, by the Law on promulgation of legal documents: a decree is changed by none of lower rank.
_RANK = {
    "luật": 4,
    "bộ luật": 4,
    "pháp lệnh": 4,
    "nghị định": 3,
    "quyết định": 2,
    "thông tư": 2,
    "thông tư liên tịch": 2,
}
_NEAR = 6  # mentions before one in which what was changed by others is looked for


def _beside_the_changed(reading: Reading, previous: int, k: int) -> int | None:
    """`theo Nghị định A được sửa đổi bởi Nghị định B và Thông tư C`: C, of lower rank, cannot have changed A and stands
    beside it; the mention of A."""
    m, changed = reading.mentions[k], reading.mentions[previous]
    begins = m.provision_start if m.provision_start >= 0 else m.full_start
    if (
        changed.relation != "cites"
        or m.type not in _RANK
        or not _AND_NEXT.fullmatch(reading.flat, changed.full_end, begins)
    ):
        return None
    for at in range(previous - 1, max(-1, previous - _NEAR), -1):
        beside = reading.mentions[at]
        if (
            beside.relation == "cites"
            and beside.type == changed.type
            and "\n" not in reading.flat[beside.end : m.start]
        ):
            continue
        if (
            _RANK.get(beside.type or "", 0) <= _RANK[m.type]
            or _RANK.get(changed.type or "", 0) < _RANK[beside.type or ""]
        ):
            return None
        return at if _WAS_CHANGED.match(reading.flat, beside.full_end) is not None else None
    return None


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
_LISTING = _ORDERING | {"aim", "annex"}


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


_BRACKETED = 3  # mentions before one in brackets that it may be the short name of
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


def _quoted_from(reading: Reading) -> dict[int, tuple[int, int]]:
    """Mentions in recitals that a footnote quotes -> the mention of the instrument whose recitals they are, and where
    the quotation begins."""
    out: dict[int, tuple[int, int]] = {}
    for start, end in quoted_recitals(reading.flat):
        before = [k for k, m in enumerate(reading.mentions) if m.end <= start and m.parent is None]
        for k, m in enumerate(reading.mentions):
            if before and start <= m.start < end and m.parent is None and m.kind != "self":
                out[k] = before[-1], start
    return out


_TITLE_COLUMN = re.compile(r"(?:tên gọi|trích yếu|tên văn bản|tên (?:nghị quyết|quyết định|chỉ thị))(?![^\W_])", re.I)
_NUMBER_COLUMN = re.compile(r"số,?\s*(?:và )?ký hiệu|ký hiệu|số hiệu|số văn bản", re.I)


def _set_titled_rows(reading: Reading) -> None:
    """In a list of instruments with a column for their titles, what a title mentions is that of its row's instrument:
    `| 08/2020/QĐ-UBND | Sửa đổi một số điều của Quyết định số 22/2019/QĐ-UBND | …`."""
    text, mentions = reading.clean.text, reading.mentions
    for table in reading.tables:
        said = [" ".join(text[a:b].split()) for a, b in table[0]]
        column = next((k for k, words in enumerate(said) if _TITLE_COLUMN.search(words)), None)
        if column is None or not any(_NUMBER_COLUMN.search(words) for words in said[:column]):
            continue
        for row in table[1:]:
            if column >= len(row):
                continue
            first, (start, end) = row[0][0], row[column]
            inside = range(*(bisect_left(mentions, at, key=lambda m: m.start) for at in (first, end)))
            named = [k for k in inside if mentions[k].start < start and mentions[k].kind == "symbol"]
            if not named:
                continue
            mentions[named[-1]].title = mentions[named[-1]].title or (start, end)
            for k in inside:
                m = mentions[k]
                if m.start >= start and m.parent is None and m.kind not in ("self", "anaphor"):
                    m.parent, m.gap = named[-1], text[start : m.full_start]


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
