"""Footnotes: the small lines at a page's foot, and the raised numbers above that lead to them.

Both are needed. A small line at the foot whose number nothing on the page bears is text; a raised
number without a note is a power, or belongs to a note that is not there, and stays.
"""

from __future__ import annotations

import re

from ingest.readers.pdf.lines import line_of, merged
from ingest.readers.pdf.model import UNIT, Line, Note, Page, Word

_SMALL = 0.94  # of the text's size
_NUMBER = re.compile(r"[\[(]?(\d{1,3}|\*{1,3})[\])]?[.:]?")
_SHORT_RULE = 0.62  # of the text's width: the line over footnotes is no longer
_ANY = frozenset(str(n) for n in range(1, 200))
_CLOSED = (".", ";", ":", "”", '"', "/", ")")


def take_notes(pages: list[Page], usual: float) -> None:
    """Move footnotes from the pages' pieces to their notes, and mark the words that lead to them.

    A note that found no room on the page of its mark stands on the next one; it is noted with its mark's page.
    """
    last: Note | None = None  # the note that may go on at the foot of this page
    waiting: dict[str, Page] = {}  # numbers on the page before that met no note there
    for page in pages:
        rows = _rows(page)
        marks = _marks(page, rows)
        if page.seen and _ruled_off(page) is not None:
            marks |= _ANY  # a recogniser reads raised numbers as `!` and `”`: the rule has to do
        first = _first_of_foot(page, rows, usual, marks | set(waiting), last)
        current, last = last, None
        if first is not None:
            page.pieces = [p for row in rows[:first] for p in row]
            started: Note | None = None
            for row in rows[first:]:
                line = merged(row)
                number = _start(line, marks | set(waiting), started)
                if number is not None:
                    current = started = Note(number, [])
                    (page if number in marks else waiting.get(number, page)).notes.append(started)
                    line = _without_number(line)
                if current is not None:
                    current.lines.append((page.number, line))
            last = current
        for owner in {id(p): p for p in (*waiting.values(), page)}.values():
            _tie(owner, {n.number for n in owner.notes})
        told = {n.number for n in page.notes}
        waiting = {} if page.seen else dict.fromkeys(marks - told, page)


def _without_number(line: Line) -> Line:
    words = line.words[1:]
    while len(words) > 1 and words[0].text in (".", ")", "]", ":"):
        words = words[1:]  # set apart from the raised number that it closes
    return line_of(words) if words else line


def _rows(page: Page) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for piece in sorted(page.pieces, key=lambda p: (-p.y, p.x0)):
        if rows and abs(rows[-1][0].y - piece.y) < 0.3 * piece.size:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return rows


def _is_mark(word: Word, before: Word | None) -> str | None:
    """The number that a raised word bears, None where it is a power or not raised."""
    if word.rise <= 0:
        return None
    number = _NUMBER.fullmatch(word.text)
    if number is None or (before is not None and word.glued and UNIT.search(before.text)):
        return None
    return number[1]


def _marks(page: Page, rows: list[list[Line]]) -> set[str]:
    """The numbers that raised words of a page bear, those that begin lines left out."""
    found: set[str] = set()
    lines = [merged(row).words for row in rows]
    in_rows = {id(w) for words in lines for w in words}
    lines.append([w for w in page.words() if id(w) not in in_rows])
    for words in lines:
        for k, word in enumerate(words[1:], start=1):
            number = _is_mark(word, words[k - 1])
            if number is not None:
                found.add(number)
    return found


def _start(line: Line, marks: set[str], before: Note | None) -> str | None:
    """The number of the note that a line begins, if it does."""
    word = line.words[0]
    number = _NUMBER.fullmatch(word.text)
    if number is None:
        return None
    follows = before is not None and before.number.isdecimal() and number[1].isdecimal()
    next_one = follows and before is not None and int(number[1]) == int(before.number) + 1
    if word.rise > 0:
        return number[1] if number[1] in marks or next_one else None
    return number[1] if number[1] in marks and (before is None or next_one) else None


def _first_of_foot(
    page: Page, rows: list[list[Line]], usual: float, marks: set[str], open_note: Note | None
) -> int | None:
    """The first row of a page's foot, None where it has no footnotes."""
    if not rows:
        return None
    ruled = _ruled_off(page)
    first: int | None = None
    lowest_grid = min((g.bottom for g in page.grids), default=float("inf"))
    for k in range(len(rows) - 1, -1, -1):
        line = merged(rows[k])
        if line.y > lowest_grid:
            break
        small = line.size <= _SMALL * usual or not line.text.strip("_ ")
        under = ruled is not None and line.y < ruled
        if not small and not under:
            break
        if _start(line, marks, None) is not None:
            first = k
        if ruled is not None and under and k and merged(rows[k - 1]).y > ruled:
            carried = open_note is not None and not _said_out(open_note)
            return k if (first is not None and (first == k or carried)) or (first is None and carried) else first
    return first


def _said_out(note: Note) -> bool:
    last = note.lines[-1][1].text if note.lines else "."
    return last.rstrip().endswith(_CLOSED) and not last.rstrip().endswith((":", ";"))


def _ruled_off(page: Page) -> float | None:
    """The height of the short rule over footnotes, if one is drawn in the lower part of the page."""
    if not page.pieces:
        return None
    left, right = min(p.x0 for p in page.pieces), max(p.x1 for p in page.pieces)
    found = [
        r.y0
        for r in page.rules
        if r.level
        and 0.1 * (right - left) < r.x1 - r.x0 < _SHORT_RULE * (right - left)
        and abs(r.x0 - left) < 0.12 * (right - left)
        and any(p.y < r.y0 for p in page.pieces)
        and not any(abs(p.y - r.y0) < 3.5 and p.x0 < r.x1 and p.x1 > r.x0 for p in page.pieces)  # an underline
    ]
    return min(found) if found else None


def _tie(page: Page, numbers: set[str]) -> None:
    """Take the numbers that lead to a page's notes out of its words."""
    lines = [piece.words for piece in page.pieces] + [_grid_words(page)]
    for words in lines:
        before: Word | None = None
        for word in words:
            number = _is_mark(word, before)
            if number in numbers:
                word.mark = number
            before = word


def _grid_words(page: Page) -> list[Word]:
    own = {id(w) for piece in page.pieces for w in piece.words}
    return [w for w in page.words() if id(w) not in own]
