"""New text that an amending instrument quotes: `Sửa đổi khoản 2 Điều 6 như sau: “2. …”.`

What stands in it speaks for the amended instrument: "Nghị định này" in there is not the amending one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from ingest.occurrences import places

# The mark that opens new text stands after a colon, or opens a paragraph below one that amends.
_OPENS = '“"«'
_AFTER_COLON = re.compile(r"(?:như\s+sau|sau\s+đây|cụ\s+thể|thành|là)\s*:?\s*$")
_AT_LINE = re.compile(r"(?:^|\n)[ \t*|>]*$")
_NEW_TEXT = re.compile(r"\s*(?:\d+[a-zđ]?\s*[.)]|[a-zđ]{1,2}\s*\)|[^\W\d_])")
_NEAR = 40  # characters before the mark that hold those words
_AMENDS = re.compile(r"sửa\s+đổi|bổ\s+sung|thay\s+thế|như\s+sau|điều\s+chỉnh|quy\s+định\s+như", re.I)
_CLOSES = re.compile(r"[“”\"«»]")
_LEAD = 400  # characters before the mark that must say that something is amended
_LONGEST = 120_000  # a chapter may be quoted whole; a mark that closes later closes something else


@dataclass(frozen=True, slots=True)
class Quotation:
    """New text from after its opening mark to its closing one."""

    start: int
    end: int


def quotations(text: str) -> list[Quotation]:
    """The stretches of quoted new text, left to right, none inside another.

    >>> t = "Sửa đổi khoản 2 Điều 6 như sau:\\n“2. Mức phạt tại Nghị định này gọi là “mức gốc”.”.\\nĐiều 2. Hiệu lực"
    >>> [t[q.start : q.end] for q in quotations(t)]
    ['2. Mức phạt tại Nghị định này gọi là “mức gốc”.']
    """
    out: list[Quotation] = []
    done = 0
    for at in places(text, _OPENS):
        if at < done:
            continue
        before = text[max(0, at - _NEAR) : at]
        opens = _AFTER_COLON.search(before) or (_AT_LINE.search(before) and _NEW_TEXT.match(text, at + 1))
        if not opens or not _AMENDS.search(text, max(done, at - _LEAD), at):
            continue
        close = _close(text, at)
        if close is not None:
            out.append(Quotation(at + 1, close))
            done = close + 1
    return out


def _close(text: str, at: int) -> int | None:
    """The mark that closes the one at `at`: its pair where marks have sides, else the first that ends a paragraph.

    A mark that an author forgot would pair this one with that of the next new text: where another opens after
    `như sau:` before all are closed, the first `”.` at a paragraph's end it was.
    """
    if text[at] == '"':
        ends = (m.start() for m in _CLOSES.finditer(text, at + 1, at + _LONGEST) if m.group() == '"')
        return next((k for k in ends if _ends_paragraph(text, k + 1)), None)
    depth = 0
    first: int | None = None
    for mark in _CLOSES.finditer(text, at, at + _LONGEST):
        k, sign = mark.start(), mark.group()
        if sign in "“«":
            if depth and first is not None and _AFTER_COLON.search(text[max(0, k - _NEAR) : k]):
                return first
            depth += 1
        elif sign in "”»":
            depth -= 1
            if depth <= 0:
                return k
            if first is None and _ends_paragraph(text, k + 1, strictly=True):
                first = k
        elif _ends_paragraph(text, k + 1):
            return k
    return first


def _ends_paragraph(text: str, at: int, strictly: bool = False) -> bool:
    after = text[at : at + 4]
    if strictly:  # an inner quotation that was never closed: `”.` and a new line end it all
        return re.match(r"[.;]\s*\n", after) is not None
    return re.match(r"\s*[.;,]?\s*(?:\n|$)", after) is not None


def inside(found: list[Quotation], at: int) -> Quotation | None:
    """The quotation that a place stands in."""
    k = bisect_right(found, at, key=lambda q: q.start) - 1
    return found[k] if k >= 0 and at < found[k].end else None
