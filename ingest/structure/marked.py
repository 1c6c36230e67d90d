"""What the file's format marked, in offsets of the clean text: tables with their cells, footnotes.

Plain text marks nothing, so the rest of the structure is read from words alone; what a format does
know is believed before what its words look like.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from sys import maxsize

from ingest.source import SourceText
from ingest.structure.tables import Cell, Table, tabbed
from ingest.text import CleanText


@dataclass(slots=True)
class Marked:
    """`tables` as spans of the clean text; `notes` are the footnotes with their numbers, in order; `by_paragraphs`
    says that lines were not broken at a width."""

    tables: list[Table] = field(default_factory=list)
    notes: list[tuple[int, int, str]] = field(default_factory=list)
    by_paragraphs: bool = False
    _cells: list[Cell] = field(default_factory=list)  # sorted, none inside another

    def in_cell(self, at: int) -> bool:
        """Does a place stand in a table's cell?"""
        k = bisect_right(self._cells, (at, maxsize)) - 1
        return k >= 0 and at < self._cells[k][1]

    def note_at(self, at: int) -> str | None:
        """The number of the footnote that a place stands in, if it does in one."""
        k = bisect_right(self.notes, (at, maxsize, "")) - 1
        return self.notes[k][2] if k >= 0 and at < self.notes[k][1] else None


NOTHING = Marked()


def marked(source: SourceText, clean: CleanText) -> Marked:
    """What the reader knew, in offsets of the clean text; cells and notes of blanks alone are left out."""
    found = source.tables or tabbed(source.text)  # tabs are gone from the clean text
    tables = [[[_trim(clean, cell) for cell in row] for row in table] for table in found]
    tables = [table for table in tables if len(table) > 1 and max(map(len, table)) > 1]
    cells = sorted({cell for table in tables for row in table for cell in row if cell[0] < cell[1]})
    notes = [(*_trim(clean, (n.start, n.end)), n.number) for n in source.footnotes]
    return Marked(
        tables,
        sorted((a, b, number) for a, b, number in notes if a < b),
        source.by_paragraphs,
        cells,
    )


def _trim(clean: CleanText, span: tuple[int, int]) -> Cell:
    start, end = clean.clean_at(span[0]), clean.clean_at(span[1])
    while start < end and clean.text[start].isspace():
        start += 1
    while end > start and clean.text[end - 1].isspace():
        end -= 1
    return start, end
