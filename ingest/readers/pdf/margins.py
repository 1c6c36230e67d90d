"""What stands on pages beside the text: running heads, page numbers, signing stamps.

Told by place and repetition: the same words at the same height on many pages, with a number in them
that grows with the pages. Words alone decide nothing but a stamp, and that only at a page's edge: an
annex of forms begins every page with "CỘNG HÒA XÃ HỘI …", and that is text.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from ingest.readers.pdf.lines import merged
from ingest.readers.pdf.model import Line, Page

_ZONE = 0.16  # of the page's height, at its top and at its bottom
_MOST_ROWS = 4  # that a head or a foot may have
_SAME_HEIGHT = 0.015  # of the page's height
_OFTEN = 0.4  # of the pages from its first to its last: heads of left and right pages differ
_MOSTLY = 0.7  # of the pages (of those on its side): what a head without a number needs
_OUTER = 0.08  # of the page's height: where such a head or foot stands
_NUMBER = re.compile(r"(?<![\w/.,:-])\d{1,4}(?![\w.,:-])")
_NO_WORDS = re.compile(r"(?:Trang|trang|Page)?[\s(|–—-]*(?:/\s*\d+)?[\s)|–—-]*")
_LONGEST = 200  # characters of a running head
_STAMP = re.compile(
    r"(?:Người|Thời gian|Ngày|Nơi) ký\s*:|Ký bởi\s*:|Cơ quan\s*:|Email\s*:\s*\S+@|Digitally signed|Signed (?:by|on|at)"
    r"|Signature (?:Not )?Verified|Ký số bởi|(?:Signer|Date|Reason|Location)\s*:"
)

Key = tuple[str, int | None]  # the words without the page's number, and how far that is ahead of the page


def is_stamp(text: str) -> bool:
    """Does a text say who signed a file, as signing programs write it on the page?"""
    return _STAMP.search(text) is not None


def strip_margins(pages: list[Page], usual: float) -> None:
    """Move what is no text from the pages' pieces to their margins. `usual` is the size of the text."""
    rows = {page.number: _edge_rows(page) for page in pages}
    seen: dict[str, dict[int, float]] = defaultdict(dict)  # words: page: height
    counted: dict[str, Counter[int]] = defaultdict(Counter)  # words: how far ahead: pages
    for page in pages:
        for row in rows[page.number]:
            for words, ahead in _keys(_text(row), page.number):
                seen[words].setdefault(page.number, _height(page, row))
                if ahead is not None:
                    counted[words][ahead] += 1
    heads: set[Key] = set()
    for words, where in seen.items():
        heads |= _recurring(words, where, counted[words], len(pages))
    for page in pages:
        _strip(page, rows[page.number], heads, usual)


def _strip(page: Page, rows: list[list[Line]], heads: set[Key], usual: float) -> None:
    gone: set[int] = set()
    open_top = open_bottom = True
    upper = [row for row in rows if row[0] not in page.beside and _height(page, row) > 0.5]
    lower = [row for row in rows if row[0] not in page.beside and _height(page, row) <= 0.5]
    for row in upper:
        open_top = open_top and _is_margin(page, row, heads, usual)
        if open_top:
            gone |= {id(piece) for piece in row}
            page.margins.append(_text(row))
    feet: list[str] = []
    for row in reversed(lower):
        open_bottom = open_bottom and _is_margin(page, row, heads, usual)
        if open_bottom:
            gone |= {id(piece) for piece in row}
            feet.append(_text(row))
    page.margins += reversed(feet)
    for line in page.beside:
        if any(key in heads for key in _keys(line.text, page.number)) or is_stamp(line.text):
            gone.add(id(line))
            page.margins.append(line.text)
    page.pieces = [p for p in page.pieces if id(p) not in gone]
    page.beside = [p for p in page.beside if id(p) not in gone]


def _is_margin(page: Page, row: list[Line], heads: set[Key], usual: float) -> bool:
    text = _text(row)
    if not text.strip("_-—– "):
        # The rule under a running head, typed; one in a letterhead has lines above it that are none.
        return bool(page.margins) and _height(page, row) > 0.5
    if is_stamp(text) and max(piece.size for piece in row) <= 0.9 * usual:
        return True
    return any(key in heads for key in _keys(text, page.number))


def _edge_rows(page: Page) -> list[list[Line]]:
    """The rows at the top and at the bottom of a page, and what stands at another turn, from the top."""
    all_rows: list[list[Line]] = []
    for piece in sorted(page.pieces, key=lambda p: (-p.y, p.x0)):
        if all_rows and abs(all_rows[-1][0].y - piece.y) < 0.4 * piece.size:
            all_rows[-1].append(piece)
        else:
            all_rows.append([piece])
    upper = [row for row in all_rows if _height(page, row) > 1 - _ZONE][:_MOST_ROWS]
    lower = [row for row in all_rows if _height(page, row) < _ZONE][-_MOST_ROWS:]
    return [*upper, *lower, *([line] for line in page.beside)]


def _height(page: Page, row: list[Line]) -> float:
    """Of a row, 0 at the bottom of its page to 1."""
    return (row[0].y - page.bottom) / max(page.top - page.bottom, 1.0)


def _text(row: list[Line]) -> str:
    return merged(sorted(row, key=lambda p: p.x0)).text if len(row) > 1 else row[0].text


def _keys(text: str, page: int) -> list[Key]:
    """What a row may be told by elsewhere: its words, whole and without each number in them."""
    if len(text) > _LONGEST:
        return []
    keys: list[Key] = [(text, None)]
    for match in list(_NUMBER.finditer(text))[:6]:
        words = (text[: match.start()] + text[match.end() :]).strip()
        keys.append((words, int(match.group()) - page))
    return keys


def _recurring(words: str, where: dict[int, float], counted: Counter[int], pages: int) -> set[Key]:
    """The keys of a head or foot with those words, none where they do not recur as one."""
    span = max(where) - min(where) + 1
    if _NO_WORDS.fullmatch(words):
        # A number alone: the page's own, or one that grows with the pages of a gazette.
        return {(words, ahead) for ahead, n in counted.items() if ahead == 0 or (n >= 2 and n >= 0.25 * span)}
    if not any(c.isalpha() for c in words) or len(where) < _OFTEN * span:
        return set()
    ahead, times = counted.most_common(1)[0] if counted else (0, 0)
    if times >= 2:
        return {(words, ahead), (words, None)}  # whatever its height: some pages lie on their side
    heights = sorted(where.values())
    middle = heights[len(heights) // 2]
    steady = sum(abs(h - middle) < _SAME_HEIGHT for h in heights) >= 0.7 * len(heights)
    sides = Counter(page % 2 for page in where)
    mostly = len(where) >= _MOSTLY * pages or (max(sides.values()) == len(where) >= _MOSTLY * pages / 2)
    if len(where) >= 3 and steady and mostly and not _OUTER < middle < 1 - _OUTER:
        return {(words, None)}
    return set()
