"""What each ending ends: the instrument, a part of it, words in it, or nothing after all; and lists of what ends."""

from __future__ import annotations

import re
from bisect import bisect_left

from ingest.grammar.changes import (
    act_that_opens,
    both_replaced_and_repealed,
    exception_after,
    in_brackets,
    is_item_of_words,
    lead_in,
    levels,
    object_of_ending,
    part_before,
    starts_with_part,
)
from ingest.grammar.cues import last_cue
from ingest.grammar.listed import relation_of_listed
from ingest.grammar.mention import Mention
from ingest.grammar.relations import OPENS_SENTENCE
from ingest.grammar.symbols import is_assembly
from ingest.reading import Instrument, Reading
from ingest.structure.outline import Unit

ENDINGS = frozenset(["replaces", "repeals"])
_REACH = 2_500  # characters before a mention that are read; the longest list of what ends has 2,100
_LAWS = frozenset(["luật", "bộ luật", "pháp lệnh", "hiến pháp"])


def lead_ins(flat: str, units: list[Unit]) -> dict[int, int]:
    """The paragraph that opens the list each item stands in: the unit above it where that ends with a colon, else the
    last unnumbered paragraph beside it that does, as in `Điều 9. Hiệu lực ⏎ Các Thông tư sau đây hết hiệu lực: ⏎ 1. …`.
    """
    out: dict[int, int] = {}
    open_: dict[int | None, tuple[int, str | None]] = {}  # parent -> (what opens a list, the marker of its items)
    for unit in units:
        above, ends = unit.parent, flat[unit.text[1] - 1 : unit.text[1]]
        if above is not None and _opens_list(flat, units[above]):
            out[unit.index] = above
            continue
        at = open_.pop(above, None)
        marker = unit.marker.kind if unit.marker else ""
        if at is not None and at[1] in (None, marker) and (marker or ends != ":"):
            out[unit.index] = at[0]
            if marker or ends in ";,":  # unnumbered items end where one ends with a full stop
                open_[above] = at[0], marker
        elif not marker and ends == ":":
            open_[above] = unit.index, None
    return out


# "Điều 2. Bãi bỏ văn bản quy phạm pháp luật ⏎ 1. Nghị quyết số …", "I. CĂN CỨ PHÁP LÝ": a heading ends without a colon.
_HEADED = re.compile(r"\s*(?:bãi bỏ|hủy bỏ|thay thế|(?:các\s+)?căn cứ|cơ sở pháp lý)(?![^\W_])", re.I)


def _opens_list(flat: str, above: Unit) -> bool:
    return flat[above.text[1] - 1 : above.text[1]] == ":" or (
        above.heading and _HEADED.match(flat, *above.text) is not None
    )


def listed_relation(reading: Reading, owner: int, k: int, leads: dict[int, int]) -> str | None:
    """The relation of an item of a list: `Các Thông tư sau hết hiệu lực …: a) Thông tư số …`; None outside of one.
    `leads` tells for each unit which one opens the list that it stands in."""
    opener = leads.get(reading.unit[k])
    if opener is None:
        return None
    inst, m = reading.instruments[owner], reading.mentions[k]
    item = inst.units[reading.unit[k]]
    lead = reading.flat[slice(*inst.units[opener].text)].rstrip(":") + ":"
    said = lead_in(lead)
    if said is None and opener in leads and last_cue(lead.lower()) is None:
        # "Bãi bỏ các nghị quyết sau: ⏎ 1. Nghị quyết của Hội đồng nhân dân tỉnh A: ⏎ a) …": a part of the list
        opener = leads[opener]
        lead = reading.flat[slice(*inst.units[opener].text)].rstrip(":") + ":"
        said = lead_in(lead)
    left = reading.flat[item.text[0] : m.full_start]
    opens = (
        not left.strip() or OPENS_SENTENCE.fullmatch(left.lower()) is not None or _SEVERAL.fullmatch(left) is not None
    )
    before = reading.mentions[k - 1] if k else None
    if not opens and said is not None and before is not None and before.relation == said and before.parent == m.parent:
        opens = (
            before.start >= item.text[0] and _ALSO.fullmatch(reading.flat, before.full_end, m.full_start) is not None
        )
    if said is None:
        return relation_of_listed(lead, m, inst.zones[opener]) if opens and m.relation == "cites" else None
    if in_brackets(left, 0, len(left)):
        return None
    if is_item_of_words(left):
        return "amends"
    return said if opens or (starts_with_part(left) and not _INSTRUMENT_FIRST.match(left)) else None


def opening_act(reading: Reading, owner: int, k: int, sentence: tuple[int, int]) -> str | None:
    """What a provision of an instrument that lays down rules does to the instrument it mentions: in such a text
    `Thay thế Phụ lục V …` is done, in a plan it would be asked for."""
    symbol = reading.instruments[owner].header.symbol
    if symbol is None or symbol.year is None:
        return None
    m = reading.mentions[k]
    return act_that_opens(
        reading.flat, max(sentence[0], m.full_start - _REACH), m.full_start, _before(reading, k, sentence)
    )


def _before(reading: Reading, k: int, sentence: tuple[int, int]) -> list[tuple[int, int]]:
    """The mentions of a sentence that stand before one, with their titles."""
    at = reading.mentions[k].full_start
    floor = max(sentence[0], at - _REACH)
    out = []
    for other in reversed(reading.mentions[:k]):
        if other.start < floor:
            break
        if other.start < at:
            out.append((other.full_start, min(other.full_end, at)))
    return out


def settle_ending(reading: Reading, owner: int, k: int, sentence: tuple[int, int]) -> None:
    """Set right the relation of a mention that seems to be ended, and say which part of it is."""
    m, flat = reading.mentions[k], reading.flat
    if beyond(reading.instruments[owner], m):
        m.relation = "cites"
        return
    floor = max(sentence[0], m.full_start - _REACH)
    found = object_of_ending(flat, floor, m.full_start, _before(reading, k, sentence))
    named: str | None
    if found is None:
        if in_brackets(flat, floor, m.full_start):
            m.relation = "cites"
            return
        if _also_amended(reading, k):
            return
        named = part_before(flat, floor, m.full_start)
    elif found[0] in ("other", "words"):
        m.relation = "cites" if found[0] == "other" else "amends"
        return
    else:
        named = found[1]
        if found[0] == "part" and both_replaced_and_repealed(flat, floor, m.full_start):
            m.relation = "amends"
    named = named or exception_after(flat, m.end, min(sentence[1], m.full_end + _REACH))
    told = [key for key in m.pinpoint or {} if key != "annex"]
    if named is not None and (not told or levels(named) > len(told)):
        m.pinpoint = {"named": named}  # "bãi bỏ Điều 20, khoản 2 Điều 31": the last alone would lose the first


def consolidated_by(reading: Reading, owner: int) -> int | None:
    """The mention of the instrument that a consolidated text sets out: the first that it says it joins."""
    part = reading.instruments[owner].part
    if part.consolidates is None:
        return None
    span = reading.paragraphs[part.consolidates]
    starts = bisect_left(reading.mentions, span.start, key=lambda m: m.start)
    first = next((k for k in range(starts, len(reading.mentions)) if reading.mentions[k].kind == "symbol"), None)
    return first if first is not None and reading.mentions[first].start < span.end else None


def _also_amended(reading: Reading, k: int) -> bool:
    """`Thông tư số A sửa đổi một số điều của Thông tư số B … và Thông tư số C` in a list of what ends: A ends, which
    amended B and C."""
    m = reading.mentions[k]
    before = reading.mentions[k - 1] if k else None
    if before is None or before.parent is None or before.relation != "amends" or before.type != m.type:
        return False
    if not _AND_ALSO.search(reading.flat, before.full_end, m.full_start) or ";" in reading.flat[before.end : m.start]:
        return False
    m.parent, m.relation = before.parent, "amends"
    return True


_INSTRUMENT_FIRST = re.compile(r"\W*quy định\s+(?:số\s+)?\d", re.I)  # no part: "Quy định số 5-QĐ/TU và các văn bản …"
_SEVERAL = re.compile(r"\W*(?:các|những|toàn bộ(?: các)?)\s+", re.I)
_ALSO = re.compile(r"\s*(?:,|;)?\s*(?:và\s+)?(?:các\s+)?")
_AND_ALSO = re.compile(r"(?:^|\s)và\s*$")


def beyond(inst: Instrument, m: Mention) -> bool:
    """Is what is mentioned beyond what the instrument can change? A law is changed by a law or a resolution of the
    assembly, not of its standing committee, the constitution by no law; what a decree says of one is asked for or told
    (Luật Ban hành văn bản quy phạm pháp luật 2025, điều 8)."""
    header = inst.header
    if m.type not in _LAWS or header.type is None or header.type == "văn bản hợp nhất":
        return False
    assembly = header.symbol is not None and is_assembly(header.symbol.code)
    if m.type == "hiến pháp":
        return not (header.type == "hiến pháp" or (assembly and header.type == "nghị quyết"))
    if m.type in ("luật", "bộ luật") and header.symbol is not None and "UBTVQH" in header.symbol.code:
        return True
    return not (assembly or header.type in _LAWS)
