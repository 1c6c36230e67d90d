"""Tables of a page: cells by row and column, merged ones resolved, and which tables hold data.

Pages set letterheads, signatures and their own frames in tables. Of the 130 tables of two rows and columns
in 60 real pages 63 draw lines around their cells: 62 of data and a banner; the 67 others are letterheads.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from ingest.readers.html.marks import MOTTO, RECIPIENTS
from ingest.readers.html.tree import Element
from ingest.source import SourceTable, Span

_MOST_PLACES = 200_000  # rows times columns
_MOST_MERGED = 1_000
_HEAD = 400  # characters of a cell that tell what it is
_SIGNING_ROWS = 4
_FRAME_ROWS = 2
_PLAIN_ROWS, _PLAIN_COLUMNS = 4, 3  # that a table without lines has at least, if nothing else says that it is one
_NUMBERED = re.compile(r"\W*(?:S?TT|Số TT)\W*", re.I)
_NO_LINE = re.compile(r"\b(?:none|hidden)\b|^0(?:px|pt)?\b")


@dataclass(slots=True)
class _Cell:
    span: Span
    columns: int
    rows: int
    lined: bool


@dataclass(slots=True)
class Grid:
    """A table as it is read. `start` and `mark` are where its text begins, `inner` the tables found before it."""

    table: Element
    start: int
    mark: int
    inner: int
    _rows: list[list[_Cell]] = field(default_factory=list)
    _headed: bool = False
    _open: tuple[Element, int] | None = None

    def begin_row(self) -> None:
        self._rows.append([])

    def begin_cell(self, cell: Element, at: int) -> None:
        """A cell begins at an offset; one outside any row begins a row."""
        if not self._rows:
            self.begin_row()
        self._open = (cell, at)
        self._headed |= cell.tag == "th"

    def end_cell(self, end: int) -> None:
        """The open cell's last line ended at an offset."""
        if self._open is None:
            return
        cell, start = self._open
        self._open = None
        rows = cell.get("rowspan").strip()
        self._rows[-1].append(
            _Cell(
                (start, max(start, end)),
                max(1, _number(cell.get("colspan"))),
                # Nought says: as far as the table goes.
                _MOST_MERGED if rows == "0" else max(1, _number(rows)),
                _has_lines(cell),
            )
        )

    def places(self) -> SourceTable | None:
        """Rows of cells, a merged one in every place that it takes; None where that is more than a table may have."""
        grid: list[dict[int, Span]] = [{} for _ in self._rows]
        begun: set[int] = set()  # a column is where any cell begins
        total = 0
        for r, row in enumerate(self._rows):
            column = 0
            for cell in row:
                while column in grid[r]:
                    column += 1
                begun.add(column)
                for below in range(r, min(len(grid), r + cell.rows)):
                    for k in range(column, column + cell.columns):
                        grid[below].setdefault(k, cell.span)
                        total += 1
                    if total > _MOST_PLACES:
                        return None
                column += cell.columns
        return [[line[k] for k in sorted(begun & line.keys())] for line in grid if line]

    def may_hold_data(self, places: SourceTable) -> bool:
        """Has it rows and columns at all?"""
        shown = self.table.get("role") not in ("presentation", "none")
        return shown and len(places) > 1 and max(map(len, places)) > 1

    def holds_data(self, text: str, places: SourceTable) -> bool:
        """Is it a table of data, not of layout? `text` is what was written of it."""
        rows, columns = len(places), max(map(len, places))
        said = [[self._said(text, cell.span) for cell in row] for row in self._rows]
        if any(MOTTO.match(line) for row in said[:2] for cell in row for line in cell.split("\n")):
            return False
        if rows <= _SIGNING_ROWS and any(RECIPIENTS.match(cell) for row in said for cell in row):
            return False
        cells = [cell for row in self._rows for cell in row]
        if self._headed or self._ruled() or 2 * sum(cell.lined for cell in cells) >= len(cells):
            return True
        if said[0] and _NUMBERED.fullmatch(said[0][0].strip()):
            return True
        filled = sum(bool(cell.strip()) for row in said for cell in row)
        return rows >= _PLAIN_ROWS and columns >= _PLAIN_COLUMNS and 4 * filled >= 3 * len(cells)

    def is_frame(self, places: SourceTable) -> bool:
        """Does it stand around other tables rather than hold them in its cells?"""
        return len(places) <= _FRAME_ROWS

    def _ruled(self) -> bool:
        border = self.table.get("border").strip()
        named = "border" in self.table.attributes and not border
        return named or _number(border) > 0 or self.table.get("rules") in ("all", "rows", "groups")

    def _said(self, text: str, span: Span) -> str:
        start = span[0] - self.start
        return unicodedata.normalize("NFC", text[start : min(span[1] - self.start, start + _HEAD)])


def _has_lines(cell: Element) -> bool:
    """Does the cell's own style draw a line at any side?"""
    sides = [said for name, said in cell.style.items() if re.fullmatch(r"border(?:-(?:top|right|bottom|left))?", name)]
    return any(said and not _NO_LINE.search(said) for said in sides)


def _number(said: str) -> int:
    found = re.match(r"\s*(\d{1,6})", said)
    return min(int(found[1]), _MOST_MERGED) if found else 0
