"""Blocks of a part, in the order of the page: paragraphs, tables with what is in their cells, text boxes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ingest.readers.docx.fields import sound
from ingest.readers.docx.inline import Inline
from ingest.readers.docx.names import ALTERNATES, CHOICE, FALLBACK, Element, says, w
from ingest.readers.docx.notes import NoteNumbers
from ingest.readers.docx.numbering import Numbering
from ingest.readers.docx.package import Relation
from ingest.readers.docx.styles import Look, Styles
from ingest.readers.docx.tables import Grid, unwrapped
from ingest.readers.docx.tally import Tally
from ingest.readers.docx.writing import Writer
from ingest.source import SourceTable, Span

_PARAGRAPH, _TABLE, _ROW, _CELL = w("p"), w("tbl"), w("tr"), w("tc")
_PROPERTIES, _SECTION = w("pPr"), w("sectPr")
_FRAME_ROWS = 2  # of a table that only holds others
_ELSEWHERE = frozenset([w("altChunk"), w("subDoc")])
_SKIPPED = frozenset(w(name) for name in ("sdtPr", "sdtEndPr", "customXmlPr", "tcPr", "sectPr", "r", "del", "moveFrom"))


@dataclass(slots=True)
class Settings:
    """What all parts of a document share."""

    styles: Styles
    numbering: Numbering
    numbers: NoteNumbers
    tally: Tally


class Story:
    """Writes one part after another's text; `tables` are those of data, in the order in which they end."""

    def __init__(self, settings: Settings, writer: Writer) -> None:
        self.tables: list[SourceTable] = []
        self._settings = settings
        self._writer = writer
        self._inline = Inline(settings.styles, {}, {}, settings.numbers, settings.tally)
        # A paragraph whose mark is deleted or hidden goes on in the next one: its number, if it has come to that.
        self._number: str | None = None
        self._last: tuple[Element | None, str | None, Look] = (None, None, Look())

    def read(self, root: Element, relations: Mapping[str, Relation]) -> Span:
        """Write what an element of a part holds; its span."""
        settings = self._settings
        self._inline = Inline(settings.styles, relations, sound(root), settings.numbers, settings.tally)
        start = self._writer.at
        self._blocks(root)
        self._flush()
        return self._writer.since(start)

    def _blocks(self, parent: Element) -> None:
        for child in parent:
            if child.tag == _PARAGRAPH:
                self._paragraph(child)
            elif child.tag == _TABLE:
                self._flush()
                self._table(child)
            elif child.tag == ALTERNATES:
                found = child.find(CHOICE)
                found = child.find(FALLBACK) if found is None else found
                if found is not None:
                    self._blocks(found)
            elif child.tag in _ELSEWHERE:
                self._settings.tally.elsewhere += 1
            elif child.tag not in _SKIPPED and len(child):
                self._blocks(child)

    def _paragraph(self, paragraph: Element) -> None:
        settings, inline = self._settings, self._inline
        properties = paragraph.find(_PROPERTIES)
        style = settings.styles.paragraph_style(properties)
        of_mark = properties.find(w("rPr")) if properties is not None else None
        mark = settings.styles.look(style, of_mark)
        inline.style = style
        inline.walk(paragraph)
        self._last = (properties, style, mark)
        settings.tally.inserted += of_mark is not None and of_mark.find(w("ins")) is not None
        if says(of_mark, "del", "moveFrom"):
            settings.tally.deleted += 1
        elif not mark.hidden:
            self._flush(always=True)
        elif self._number is None and (inline.at or inline.line.notes):
            # A heading that runs into its text (a style separator) keeps its own number.
            self._number = settings.numbering.number(properties, style, Look(mark.fonts, False, mark.capitals))
        if properties is not None and properties.find(_SECTION) is not None:
            settings.numbers.next_section()

    def _flush(self, always: bool = False) -> None:
        """Write the open paragraph and its text boxes; an empty one only where it is there on the page."""
        line = self._inline.take()
        number, self._number = self._number, None
        if always or not line.empty:
            properties, style, mark = self._last
            number = self._settings.numbering.number(properties, style, mark) if number is None else number
            self._writer.line(line, number if line.size else _alone(number))
        boxes, self._inline.boxes = self._inline.boxes, []
        for box in boxes:
            fields, self._inline.fields = self._inline.fields, []
            self._blocks(box)
            self._flush()
            self._inline.fields = fields

    def _table(self, table: Element) -> None:
        tally, writer = self._settings.tally, self._writer
        grid = Grid(self._settings.styles.ruled(table.find(w("tblPr"))))
        inner = len(self.tables)
        start, mark = writer.at, writer.mark()
        for row in unwrapped(table, _ROW):
            properties = row.find(w("trPr"))
            if says(properties, "del"):
                tally.deleted += 1
                continue
            tally.inserted += says(properties, "ins")
            grid.begin_row(properties, writer.at)
            for cell in unwrapped(row, _CELL):
                self._cell(cell, grid)
        tally.huge_tables += grid.huge
        if not grid.holds_data(writer.written(mark), start):
            return
        if len(self.tables) > inner:
            if grid.size[0] <= _FRAME_ROWS:
                return  # a frame around tables
            del self.tables[inner:]  # cells of tables do not overlap
        self.tables.append(grid.spans())

    def _cell(self, cell: Element, grid: Grid) -> None:
        properties = cell.find(w("tcPr"))
        if says(properties, "cellDel"):
            self._settings.tally.deleted += 1
            return
        above = grid.above(properties)
        if above is not None and not any(t.text and t.text.strip() for t in cell.iter(w("t"))):
            grid.add(properties, above)
            return
        start = self._writer.at
        self._blocks(cell)
        self._flush()
        grid.add(properties, self._writer.since(start))


def _alone(number: str) -> str:
    """The number of an empty paragraph: it is shown; a bullet before nothing says nothing."""
    shown = number.strip()
    return "" if shown in ("-", "+", "*") else shown


def margin_text(settings: Settings, root: Element, relations: Mapping[str, Relation]) -> str:
    """What a running head or foot says, "" where it is a page number alone."""
    writer = Writer()
    Story(settings, writer).read(root, relations)
    text = "\n".join(line.strip() for line in writer.text().split("\n") if line.strip())
    return text if any(c.isalpha() for c in text) else ""
