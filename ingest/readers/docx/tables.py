"""Tables: cells by row and column, and which of them are tables of data.

Offices set letterheads and signatures in tables without lines, whole texts in frames. Of the 240 tables in
45 real documents every table of data has lines between its cells and no other has; words decide the rest.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.readers.docx.names import VAL, Element, number, value, w
from ingest.source import SourceTable, Span

_MOST_PLACES = 1_000_000  # rows times columns
_MOST_COLUMNS = 1_000
_NO_ROWS = frozenset(w(name) for name in ("tblPr", "tblGrid", "tblPrEx", "trPr", "tcPr", "sdtPr", "tbl", "p", "del"))
_MOTTO = re.compile(r"^\W*(?:CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM|ĐẢNG CỘNG SẢN VIỆT NAM)\W*$", re.MULTILINE)
_RECIPIENTS = re.compile(r"\W*N[ơƠ][iI] (?:nhận|NHẬN)")
_NUMBERED = re.compile(r"\W*(?:S?TT|Số TT)\W*$", re.IGNORECASE)
_HEAD = 400  # characters of a cell that tell what it is
_SIGNING_ROWS = 4
_PLAIN_ROWS, _PLAIN_COLUMNS = 4, 3  # that a table without lines has at least, if nothing else says that it is one


def unwrapped(parent: Element, wanted: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, also those in content controls and the like."""
    stack = [iter(parent)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif child.tag == wanted:
            yield child
        elif child.tag not in _NO_ROWS:
            stack.append(iter(child))


@dataclass(slots=True)
class _Cell:
    column: int
    width: int
    span: Span


@dataclass(slots=True)
class Grid:
    """A table as it is read. `ruled`: its properties draw lines between the cells."""

    ruled: bool
    _rows: list[list[_Cell]] = field(default_factory=list)
    _above: dict[int, Span] = field(default_factory=dict)  # the row before, by column
    _cells: int = 0
    _lined: int = 0  # cells with lines of their own
    _headed: bool = False

    def begin_row(self, properties: Element | None, at: int) -> None:
        """A row begins; it may leave out columns at its left."""
        self._above = {cell.column: cell.span for cell in self._rows[-1]} if self._rows else {}
        self._rows.append([])
        self._headed |= properties is not None and properties.find(w("tblHeader")) is not None
        if skipped := _width(value(properties, "gridBefore"), 0):
            self._rows[-1].append(_Cell(0, skipped, (at, at)))

    def above(self, properties: Element | None) -> Span | None:
        """The span of the cell that the next cell goes on from, None where it is one of its own."""
        row = self._rows[-1]
        if _goes_on(properties, "hMerge") and row:
            return row[-1].span
        return self._above.get(self._column()) if _goes_on(properties, "vMerge") else None

    def add(self, properties: Element | None, span: Span) -> None:
        """The next cell of the row."""
        self._rows[-1].append(_Cell(self._column(), _width(value(properties, "gridSpan"), 1), span))
        self._cells += 1
        borders = properties.find(w("tcBorders")) if properties is not None else None
        sides = [side.get(VAL) or "none" for side in borders] if borders is not None else []
        self._lined += any(side not in ("nil", "none") for side in sides)

    def _column(self) -> int:
        row = self._rows[-1]
        return row[-1].column + row[-1].width if row else 0

    @property
    def huge(self) -> bool:
        return len(self._rows) * len(self._edges()) > _MOST_PLACES

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns; a column is where any cell begins."""
        return len(self._rows), len(self._edges())

    def _edges(self) -> list[int]:
        return sorted({cell.column for row in self._rows for cell in row})

    def spans(self) -> SourceTable:
        """Rows of cells; a merged cell stands in every place that it takes."""
        edges = self._edges()
        place = {edge: k for k, edge in enumerate(edges)}
        table: SourceTable = []
        for row in self._rows:
            spans: list[Span] = []
            for cell in row:
                end = place[cell.column] + 1
                while end < len(edges) and edges[end] < cell.column + cell.width:
                    end += 1
                spans += [cell.span] * (end - place[cell.column])
            table.append(spans)
        return [row for row in table if row]

    def holds_data(self, text: str, base: int) -> bool:
        """Is it a table of data, not of layout? `text` is what was written of it, from offset `base` on."""
        rows, columns = self.size
        if rows < 2 or columns < 2 or self.huge:
            return False
        heads = [[_head(text, cell.span, base) for cell in row] for row in self._rows]
        if any(_MOTTO.search(said) for row in heads[:2] for said in row):
            return False
        if rows <= _SIGNING_ROWS and any(_RECIPIENTS.match(said) for row in heads for said in row):
            return False
        if self.ruled or self._headed or self._lined * 2 >= self._cells:
            return True
        if heads[0] and _NUMBERED.match(heads[0][0]):
            return True
        filled = sum(bool(said.strip()) for row in heads for said in row)
        return rows >= _PLAIN_ROWS and columns >= _PLAIN_COLUMNS and filled * 4 >= 3 * self._cells


def _head(text: str, span: Span, base: int) -> str:
    start = span[0] - base
    return unicodedata.normalize("NFC", text[start : min(span[1] - base, start + _HEAD)])


def _goes_on(properties: Element | None, name: str) -> bool:
    merge = properties.find(w(name)) if properties is not None else None
    return merge is not None and (merge.get(VAL) or "continue") == "continue"


def _width(said: str | None, default: int) -> int:
    width = number(said)
    return default if width is None else max(default, min(width, _MOST_COLUMNS))
