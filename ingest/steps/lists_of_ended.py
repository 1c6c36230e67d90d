"""Annexed lists of instruments that have ended: who ended each, and what of it.

A decision that repeals names what it repeals in a list below its signature; one that only makes known which instruments
ended in a year says in a column of the list by which instrument each was replaced or repealed. Rows have no verb of
their own: the heading of the list and the reason beside the row tell.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from ingest.grammar.mention import Mention
from ingest.reading import Instrument, Reading

_OF_INSTRUMENTS = re.compile(
    r"(?:văn bản|vbqppl|nghị quyết|nghị định|quyết định|thông tư|chỉ thị|luật, pháp lệnh)(?![^\W_])"
)
_ENDED = re.compile(r"hết hiệu lực|(?:được|bị)?\s*(?:bãi bỏ|hủy bỏ)(?![^\W_])")
# What is asked for or still holds, procedures, and the column titles of a table.
_NO_LIST = re.compile(
    r"đề nghị|kiến nghị|đề xuất|dự kiến|cần (?:được )?(?:đình chỉ|sửa|thay|bãi|hủy)|còn hiệu lực|thủ tục hành chính"
    r"|tthc|lý do|ngày hết hiệu lực"
)
_HEADS = re.compile(
    r"(?:[a-zđ\d]{1,4}\s*[.)/-]\s*)?(?:danh mục|phụ lục|biểu|(?:các\s+)?văn bản|nghị quyết|quyết định)(?![^\W_])"
)
# Asked of every line before its words are set in small letters: what it may begin with.
_MAY_HEAD = re.compile(r"[\W_]*(?:[A-Za-zĐđ\d]{1,4}\s*[.)/-]\s*)?(?:danh|phụ|biểu|các|văn|nghị|quyết)(?![^\W_])", re.I)
_NEXT_LIST = re.compile(r"(?:danh mục|phụ lục|biểu)(?![^\W_])")
_LONGEST_HEADING = 260  # characters
_PARTLY = re.compile(r"một phần")
_ONLY_REPEALS = re.compile(r"(?:về việc\s+)?(?:bãi bỏ|hủy bỏ)(?!,? (?:và )?(?:sửa|thay|bổ sung))")
_MADE_KNOWN = re.compile(r"công bố|rà soát|hệ thống hóa")
# What governs a mention: such a one is no row's own instrument.
_GOVERNED = re.compile(
    r"(?<![^\W_])(?:bởi|bằng|tại|theo|của|sửa đổi|bổ sung|thay thế|bãi bỏ|căn cứ|hướng dẫn|thực hiện|phù hợp|trái với)"
    r"(?![^\W_])"
)
_ENDED_BY = re.compile(
    r"(?:(?P<replaces>thay\s+thế)|(?P<repeals>bãi\s+bỏ|hủy\s+bỏ|hết\s+hiệu\s+lực)|(?P<amends>sửa\s+đổi|bổ\s+sung))"
    r"[^;.|]{0,60}?(?<![^\W_])(?:bởi|bằng|tại|theo)\s+(?:(?:các|quy\s+định\s+tại)\s+)?"
    r"(?:(?:điểm|khoản|điều|mục)\s[^;.|]{0,40}\s)?$",
    re.I,
)
_REASON = 140  # characters before a mention in which the words stand that tell what it ended
_LONGEST_ROW = 2_000  # characters from a row's instrument to the one that ended it
_PART = re.compile(r"(?<![^\W_])(?:điểm|khoản|điều|phụ lục|mẫu|chương|mục)\s+(?:số\s+)?[\divxlcđa-z][^|\n]{0,80}", re.I)


def set_listed_endings(reading: Reading) -> None:
    """Set the relation of each instrument in such a list, and whose it is: of the instrument that ended it where a
    reason names one, else of the one that the list belongs to."""
    if not any(word in reading.flat for word in ("ết hiệu lực", "ẾT HIỆU LỰC", "ãi bỏ", "ÃI BỎ")):
        return
    if not any(word in reading.flat for word in ("anh mục", "ANH MỤC", "hụ lục", "HỤ LỤC")):
        return
    starts = [m.start for m in reading.mentions]
    for inst in reading.instruments:
        title = (inst.header.title or "").lower()
        repealing = ("bãi bỏ" in title or "hủy bỏ" in title) and _MADE_KNOWN.search(title) is None
        for start, end, heading in _lists(reading.flat, inst, _ONLY_REPEALS.match(title) is not None):
            rows = range(bisect_left(starts, start), bisect_left(starts, end))
            if repealing and ("bãi bỏ" in heading or "hết hiệu lực" not in heading):
                _repealed(reading, rows, _PARTLY.search(heading) is not None)
            else:
                _ended_by_others(reading, rows, _PARTLY.search(heading) is not None)


def _lists(flat: str, inst: Instrument, only: bool) -> list[tuple[int, int, str]]:
    """Where lists of what has ended begin and end, each with its heading. Of an instrument that does nothing but repeal
    (`only`) any list of instruments is one, whatever its heading."""
    out: list[tuple[int, int, str]] = []
    begun: tuple[int, str] | None = None
    pending = ""
    for unit in sorted((u for u in inst.units if inst.zones[u.index] in _ANNEXED), key=lambda u: u.text[0]):
        start, end = unit.text
        if end - start > _LONGEST_HEADING or _MAY_HEAD.match(flat, start, end) is None:
            pending = ""
            continue
        said = " ".join(flat[start:end].lower().split()).strip(" *#|")
        joined, pending = f"{pending} {said}".strip(), ""
        if not _HEADS.match(joined):
            continue
        if _NEXT_LIST.fullmatch(joined[:8].strip()) and len(joined) < 14:
            pending = joined  # "DANH MỤC ⏎ VĂN BẢN … BÃI BỎ"
        ended = _ENDED.search(joined) is not None or (only and _NEXT_LIST.match(joined) is not None)
        listed = ended and _OF_INSTRUMENTS.search(joined) and not _NO_LIST.search(joined)
        if begun is not None and (listed or pending or _NEXT_LIST.match(joined) or "còn hiệu lực" in joined):
            out.append((begun[0], start, begun[1]))
            begun = None
        if listed:
            begun = end, joined
    if begun is not None:
        out.append((begun[0], inst.end, begun[1]))
    return out


_ANNEXED = frozenset(["annex", "normative", "operative", "neutral", "narrative"])


def _is_row(reading: Reading, k: int) -> bool:
    """Is a mention what its row or its item is about: the first in it, and nothing governs it?"""
    m = reading.mentions[k]
    if m.kind != "symbol" or m.parent is not None or m.relation not in ("cites", "implements"):
        return False
    left = reading.flat[reading.flat.rfind("\n", 0, m.full_start) + 1 : m.full_start]
    before = reading.mentions[k - 1] if k else None
    if before is not None and before.end > m.full_start - len(left):
        return False
    return _GOVERNED.search(left.lower()) is None


def _repealed(reading: Reading, rows: range, partly: bool) -> None:
    for k in rows:
        if _is_row(reading, k):
            m = reading.mentions[k]
            m.relation = "repeals"
            if partly and not m.pinpoint:
                until = reading.flat.find("\n", m.full_end)
                _set_part(reading, m, until if until >= 0 else len(reading.flat))


def _ended_by_others(reading: Reading, rows: range, partly: bool) -> None:
    row: int | None = None
    for k in rows:
        if _is_row(reading, k):
            row = k
            continue
        m = reading.mentions[k]
        if row is None or m.kind != "symbol" or m.parent is not None:
            continue
        said = _ENDED_BY.search(reading.flat, max(reading.mentions[row].end, m.full_start - _REASON), m.full_start)
        if said is None or said.lastgroup is None or m.start - reading.mentions[row].end > _LONGEST_ROW:
            continue
        ended = reading.mentions[row]
        ended.relation, ended.parent, m.relation = said.lastgroup, k, "cites"
        if m.date is not None and "\n" in reading.clean.text[m.end : m.head_end]:
            m.date = m.written_year = None  # the day in the next cell is the one on which the row ended
        if partly and not ended.pinpoint:
            _set_part(reading, ended, said.start())
        row = None


def _set_part(reading: Reading, m: Mention, until: int) -> None:
    """Only a part has ended: the one that is named beside the instrument, or some that is not."""
    begins = max(m.full_end, m.title[1] if m.title else 0)
    part = _PART.search(reading.flat, min(begins, until), until)
    m.pinpoint = {"named": " ".join(part.group().split()).rstrip(" .,;") if part is not None else "một phần"}
