"""From pages to one text: paragraphs over page breaks, tables over pages, notes behind their paragraphs."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.readers.pdf.joining import Habits, begins_item, joined, paragraphs, runs_on, runs_over, would_fit
from ingest.readers.pdf.model import Cell, Flow, Grid, Line, Note, Page, Piece, spaced
from ingest.source import Footnote, Link, SourceTable, Span
from ingest.source import Page as PageSpan

_SAME_COLUMN = 7.0  # points by which the rules of one table may differ from page to page
_MOST_HEADER_ROWS = 3


@dataclass(slots=True)
class Text:
    """A text in the making, and where each page, table, note and link stands in it."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    pages: list[PageSpan] = field(default_factory=list)
    tables: list[SourceTable] = field(default_factory=list)
    footnotes: list[Footnote] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    _marks: list[tuple[int, str, int]] = field(default_factory=list)  # page, number, offset
    _due: list[Note] = field(default_factory=list)
    _notes: dict[tuple[int, str], Note] = field(default_factory=dict)
    _sure: dict[int, float | None] = field(default_factory=dict)
    _linked: dict[int, list[tuple[float, float, float, float, str]]] = field(default_factory=dict)

    def know(self, page: Page) -> None:
        """Say which notes and links a page has, and how surely it was read, before its words are written."""
        if page.seen:
            self._sure[page.number] = page.confidence
        for note in page.notes:
            self._notes.setdefault((page.number, note.number), note)
        if page.links:
            self._linked[page.number] = page.links

    def paragraph(self, pieces: list[Piece]) -> Span:
        """Write lines as one paragraph; its span, without the line end."""
        start = self.length
        said = ""
        for page, line in pieces:
            text = "".join(piece for _, piece in spaced(line.words))
            between = joined(said, text) if said else ""
            if between:
                self._write(between, page)
            at = self.length
            self._write(text, page)
            self._words(page, line, at)
            said = text or said
        end = self.length
        self._write("\n", pieces[-1][0])
        return start, end

    def lines(self, text: str, page: int, confidence: float | None) -> None:
        """Write recognised lines as they stand."""
        self._write(text.rstrip("\n") + "\n", page, confidence)

    def nothing(self, page: int) -> None:
        """Say that a page has no text."""
        self.pages.append(PageSpan(page, self.length, self.length))

    def notes(self) -> None:
        """Write the notes whose marks have been written, in their order."""
        marks, self._marks = self._marks, []
        for page, number, at in marks:
            note = self._notes.pop((page, number), None)
            if note is not None and note.lines:
                self._note(note, at)

    def notes_left(self, page: int) -> None:
        """Write the notes of a page whose marks were not met, so that none is lost."""
        for key in [k for k in self._notes if k[0] <= page]:
            note = self._notes.pop(key)
            if note.lines:
                self._note(note, max(self.length - 1, 0))

    def _note(self, note: Note, at: int) -> None:
        start, end = self.length, self.length
        for pieces in _note_paragraphs(note):
            end = self.paragraph(pieces)[1]
        self.footnotes.append(Footnote(note.number, at, start, end))

    def _words(self, page: int, line: Line, at: int) -> None:
        links = self._linked.get(page, ())
        for word, text in spaced(line.words):
            start = at + len(text) - len(text.lstrip(" "))
            at += len(text)
            if word.mark is not None:
                self._marks.append((page, word.mark, at))
            x, y = (word.x0 + word.x1) / 2, word.y + 0.3 * word.size
            target = next((t for x0, y0, x1, y1, t in links if x0 <= x <= x1 and y0 <= y <= y1), None)
            if target is None:
                continue
            last = self.links[-1] if self.links else None
            if last is not None and last.target == target and 0 <= start - last.end <= 1:
                self.links[-1] = Link(last.start, at, target)
            else:
                self.links.append(Link(start, at, target))

    def _write(self, text: str, page: int, confidence: float | None = None) -> None:
        if not text:
            return
        self.parts.append(text)
        confidence = self._sure.get(page, confidence)
        start, self.length = self.length, self.length + len(text)
        last = self.pages[-1] if self.pages else None
        if last is not None and last.number == page and last.confidence == confidence:
            self.pages[-1] = PageSpan(page, last.start, self.length, confidence)
        else:
            self.pages.append(PageSpan(page, start, self.length, confidence))


def assemble(pages: list[Page], known: Habits) -> Text:
    """The text of pages whose blocks are in reading order."""
    out = Text()
    _continue_tables(pages)
    open_one: list[Piece] = []
    open_flow: Flow | None = None

    def close() -> None:
        nonlocal open_one, open_flow
        if open_one:
            out.paragraph(open_one)
            out.notes()
        open_one, open_flow = [], None

    for page in pages:
        out.know(page)
        if page.recognised is not None:
            close()
            out.lines(page.recognised, page.number, page.confidence)
        elif not page.blocks:
            close()
            if not page.notes and not page.carried:
                out.nothing(page.number)
        fresh, carried = True, False
        for block in page.blocks:
            if isinstance(block, Grid):
                close()
                _table(out, block)
                fresh = False
                continue
            for k, lines in enumerate(paragraphs(block, known)):
                pieces = [(page.number, line) for line in lines]
                last = [line for _, line in open_one]
                if fresh and k == 0 and open_flow is not None and runs_over(last, lines[0], open_flow, block, known):
                    open_one += pieces
                    carried = len(lines) == 1
                elif carried and k == 1 and runs_on(last, lines[0], block, known):
                    open_one += pieces
                else:
                    close()
                    open_one = pieces
                open_flow = block
            fresh = False
        out.notes_left((open_one[0][0] if open_one else page.number) - 1)
    close()
    out.notes_left(len(pages) + 1)
    return out


def _note_paragraphs(note: Note) -> list[list[Piece]]:
    """A note's lines by paragraph."""
    right = max(line.x1 for _, line in note.lines)
    out: list[list[Piece]] = [[note.lines[0]]]
    for page, line in note.lines[1:]:
        last = out[-1][-1][1]
        if would_fit(line, right - last.x1) or (last.text.endswith((".", ";", ":")) and begins_item(line.text)):
            out.append([])
        out[-1].append((page, line))
    return out


def _table(out: Text, grid: Grid) -> None:
    spans: dict[int, Span] = {}
    rows: SourceTable = []
    for row in grid.rows:
        cells: list[Span] = []
        for cell in row:
            if id(cell) not in spans:
                spans[id(cell)] = _cell(out, cell)
            cells.append(spans[id(cell)])
        rows.append(cells)
    if _is_table(grid):
        out.tables.append(rows)
    out.notes()


def _cell(out: Text, cell: Cell) -> Span:
    start = end = out.length
    for pieces in cell.paragraphs:
        end = out.paragraph(pieces)[1]
    return start, end


def _is_table(grid: Grid) -> bool:
    """Is a grid a table, no box that was drawn around a letterhead or a notice?"""
    told = [{id(c) for c in row if c.paragraphs} for row in grid.rows]
    columns = sum(any(row[c].paragraphs for row in grid.rows) for c in range(len(grid.rows[0])))
    return len(grid.rows) > 1 and columns > 1 and sum(len(row) > 1 for row in told) > 1


def _continue_tables(pages: list[Page]) -> None:
    """Tables that go on at the top of the next page become one, where they began."""
    open_grid: Grid | None = None
    for page in pages:
        first = page.blocks[0] if page.blocks and not page.recognised else None
        if isinstance(first, Grid) and open_grid is not None and _same_columns(open_grid, first):
            page.margins += _append(open_grid, first)
            page.carried = True
            del page.blocks[0]
            if not page.blocks:
                continue  # nothing but the table on this page: it may go on again
        open_grid = page.blocks[-1] if page.blocks and isinstance(page.blocks[-1], Grid) else None


def _same_columns(a: Grid, b: Grid) -> bool:
    if len(a.columns) != len(b.columns):
        return False
    shift = b.columns[0] - a.columns[0]  # left and right pages of a gazette
    return all(abs(y - x - shift) <= _SAME_COLUMN for x, y in zip(a.columns, b.columns, strict=True))


def _append(grid: Grid, more: Grid) -> list[str]:
    """Append a table's next part; what its repeated header said, which is not text again."""
    rows = more.rows
    again: list[str] = []
    for count in range(min(_MOST_HEADER_ROWS, len(rows) - 1, len(grid.rows)), 0, -1):
        head = [[_letters(c) for c in row] for row in grid.rows[:count]]
        if head == [[_letters(c) for c in row] for row in rows[:count]] and any(any(row) for row in head):
            again = [" ".join(c.text for c in {id(c): c for row in rows[:count] for c in row}.values())]
            rows = rows[count:]
            break
    if rows and _is_rest(grid.rows[-1], rows[0]):
        last = grid.rows[-1]
        done: set[int] = set()
        for a, b in zip(last, rows[0], strict=True):
            if id(b) not in done:
                done.add(id(b))
                _lengthen(a, b)
        rows = rows[1:]
    grid.rows += _with_merged(grid.rows, rows)
    return again


def _with_merged(before: list[list[Cell]], rows: list[list[Cell]]) -> list[list[Cell]]:
    """Rows in which a cell that was merged over the page break says again what it said before it.

    Word draws such a cell anew on each page and writes its words on the first only.
    """
    if not rows:
        return rows
    above = before[-1]
    for c, cell in enumerate(rows[0]):
        run = next((k for k, row in enumerate(rows) if row[c] is not cell), len(rows))
        was_merged = len(before) > 1 and before[-2][c] is above[c]
        if not cell.paragraphs and above[c].paragraphs and (run > 1 or was_merged):
            for row in rows[:run]:
                row[c] = above[c]
    return rows


def _letters(cell: Cell) -> str:
    """What a header cell says, whatever footnote numbers hang on it on which page."""
    return "".join(c for c in cell.text if c.isalpha())


def _is_rest(last: list[Cell], row: list[Cell]) -> bool:
    """Is a page's first row the rest of a row that the page break cut in two?"""
    if row[0].paragraphs or not last[0].paragraphs or not any(c.paragraphs for c in row):
        return False
    pairs = [(a, b) for a, b in zip(last, row, strict=True) if b.paragraphs]
    return all(a.paragraphs and (not a.text.endswith((".", ";")) or b.text[:1].islower()) for a, b in pairs) or all(
        a.paragraphs and begins_item(b.text) for a, b in pairs
    )


def _lengthen(cell: Cell, more: Cell) -> None:
    if cell.paragraphs and more.paragraphs and not begins_item(more.text):
        last = cell.paragraphs[-1][-1][1].text
        if more.text[:1].islower() or not last.endswith((".", ";", ":")):
            cell.paragraphs[-1] += more.paragraphs.pop(0)
    cell.paragraphs += more.paragraphs
