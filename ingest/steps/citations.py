"""Every mention of an instrument, by symbol, by name, of the text itself."""

from __future__ import annotations

import re
from bisect import bisect_right

from ingest.grammar.mention import Mention
from ingest.grammar.mentions import find_mentions, set_pinpoints
from ingest.reading import Reading


def find_citations(reading: Reading) -> None:
    """Fill `reading.mentions`, and the instrument and the unit that each stands in."""
    mentions = find_mentions(reading.flat)
    set_pinpoints(reading.flat, mentions)
    keep: list[int] = []
    owners: list[int] = []
    units: list[int] = []
    starts = [i.start for i in reading.instruments]
    index = [sorted((u.start, u.index) for u in inst.units) for inst in reading.instruments]
    for k, m in enumerate(mentions):
        owner = max(0, bisect_right(starts, m.start) - 1)
        unit = _unit(reading, owner, index, m)
        if _is_own_number(reading, owner, unit, m) or _names_itself(reading, owner, unit, m):
            continue
        keep.append(k)
        owners.append(owner)
        units.append(unit)
    renumbered = {old: new for new, old in enumerate(keep)}
    for k in keep:
        parent = mentions[k].parent
        mentions[k].parent = renumbered.get(parent) if parent is not None else None
    reading.mentions = [mentions[k] for k in keep]
    reading.owner, reading.unit = owners, units


def _unit(reading: Reading, owner: int, index: list[list[tuple[int, int]]], m: Mention) -> int:
    if not reading.instruments:
        return -1
    starts = index[owner]
    k = bisect_right(starts, (m.start, 1 << 60)) - 1
    while k >= 0:
        unit = reading.instruments[owner].units[starts[k][1]]
        if unit.text[0] <= m.end and m.start < unit.text[1] + 1:
            return unit.index
        k -= 1
        if k < len(starts) - 12:
            break
    return -1


_LONGEST_RECIPIENT = 130  # characters
_ATTACHED = re.compile(r"\W*(?:Ban hành )?[Kk]èm theo(?![^\W_])")
_TO_WHOM = re.compile(r"Nơi nhận|Lưu\s*:")
_IN_SENTENCE = re.compile(r"kèm theo|(?:căn cứ|thực hiện|của|tại|theo|điều \d+|khoản \d+)\s+$", re.I)
_LAWS = frozenset(["luật", "bộ luật", "pháp lệnh"])


def _names_itself(reading: Reading, owner: int, unit: int, m: Mention) -> bool:
    """A law's own name: its title, `Quốc hội ban hành Luật sửa đổi, bổ sung một số điều của Luật A số …`."""
    if m.type not in _LAWS or not reading.instruments or m.kind == "anaphor":
        return False
    inst = reading.instruments[owner]
    if inst.header.type not in _LAWS and inst.header.type != "văn bản hợp nhất":
        return False
    if unit >= 0 and inst.zones[unit] == "header" and m.kind == "name":
        opens = reading.flat[max(0, m.full_start - 3) : m.full_start].rstrip(" *#")
        return opens[-1:] in ("", "\n") and reading.flat[m.full_start : m.full_start + 4].isupper()
    said = " ".join(reading.flat[max(0, m.full_start - 24) : m.full_start].lower().split())
    return said.endswith("ban hành" if m.key.get("amending") else "quốc hội ban hành") and m.kind in ("name", "symbol")


def _is_own_number(reading: Reading, owner: int, unit: int, m: Mention) -> bool:
    """The number that an instrument wears in its own header is no citation."""
    if not reading.instruments:
        return False
    inst = reading.instruments[owner]
    header = inst.header
    if unit >= 0 and inst.zones[unit] == "furniture":
        return True  # a web page's own titles
    if unit >= 0 and inst.zones[unit] == "recipients":
        # An annex that no line heads follows there too: sentences, and the line that says what they belong to. What a
        # web page prints there, its captions and translations, cites without "số".
        said = reading.flat[slice(*inst.units[unit].text)]
        numbered = m.kind == "self" or reading.flat.endswith("số ", 0, m.start)
        sentence = numbered and len(said) > _LONGEST_RECIPIENT and not _TO_WHOM.search(said)
        return not (sentence or _ATTACHED.match(said))
    if header.number_span and m.start < header.number_span[1] and header.number_span[0] < m.end:
        return True
    if unit >= 0 and inst.zones[unit] == "annex" and header.symbol is not None and m.symbol == header.symbol.text:
        # A page's caption repeats the title; "(Kèm theo Quyết định số …)" speaks of the document itself, and so does a
        # sentence of a form: "theo quy định tại Điều 11 Thông tư số …".
        return not _IN_SENTENCE.search(reading.flat, max(0, m.full_start - 60), m.full_start)
    in_head = unit >= 0 and inst.zones[unit] == "header"
    if in_head and header.symbol is not None and m.symbol == header.symbol.text:
        return True
    lead = reading.flat[max(0, m.start - 14) : m.start]
    return in_head and lead.rstrip(" *|").endswith(("Số:", "Số hiệu:", "SỐ:"))
