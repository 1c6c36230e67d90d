"""The text as it grows: runs of one font into paragraphs, paragraphs into lines, cells into tables."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.encodings import decode_font
from ingest.readers.errors import Refused
from ingest.readers.limits import LIMITS
from ingest.readers.rtf.tables import MOST_COLUMNS, Edge, Row, grid
from ingest.source import Link, SourceTable

_SYMBOLS = {0xB7: "•", 0xF0B7: "•"}  # what Symbol shows for its commonest code; others stay as they are


@dataclass(slots=True)
class Font:
    """A font of the file: its name, and the codec of its bytes."""

    name: str = ""
    codec: str = "cp1252"


@dataclass(slots=True)
class _Definition:
    """The edges of a row's cells, read before or after its words; it stays for the rows after it."""

    left: int = 0
    edges: list[Edge] = field(default_factory=list)
    below: bool = False  # of the cell whose edge comes next
    beside: bool = False


@dataclass(slots=True)
class _Level:
    """A table being written, at one level of nesting."""

    rows: list[Row] = field(default_factory=list)
    row: Row = field(default_factory=Row)
    cell: int = -1  # where the open cell began


@dataclass(slots=True)
class Story:
    """One stretch of text that is read by itself: the body, a footnote, a text box, a running head."""

    lines: list[str] = field(default_factory=list)
    size: int = 0
    tables: list[SourceTable] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    notes: list[tuple[str, int, Story]] = field(default_factory=list)  # number, offset of its mark, its words
    boxes: list[Story] = field(default_factory=list)  # text boxes anchored in the paragraph that is open
    _defined: dict[int, _Definition] = field(default_factory=dict)  # the last row's, by level of nesting
    _runs: list[tuple[Font, list[str]]] = field(default_factory=list)
    _bytes: bytearray = field(default_factory=bytearray)
    _font: Font = field(default_factory=Font)
    _half: int = 0  # the first half of a surrogate pair
    _marks: list[tuple[int, str, Story]] = field(default_factory=list)
    _links: list[tuple[int, int, str]] = field(default_factory=list)
    _levels: list[_Level] = field(default_factory=list)

    # characters

    def byte(self, value: int, font: Font) -> None:
        """A byte in the font's code page; letters of two bytes wait for the second."""
        if font is not self._font:
            self.flush()
            self._font = font
        self._bytes.append(value)

    def text(self, text: str, font: Font) -> None:
        """Characters that are known."""
        self.flush()
        self._font = font
        if not self._runs or self._runs[-1][0] is not font:
            self._runs.append((font, []))
        self._runs[-1][1].append(text)

    def unicode(self, value: int, font: Font) -> None:
        r"""The number of a `\uN`: negative above 32767, surrogates in two of them."""
        value &= 0xFFFF
        half, self._half = self._half, 0
        if 0xD800 <= value < 0xDC00:
            self._half = value
        elif 0xDC00 <= value < 0xE000:
            self.text(chr(0x10000 + ((half - 0xD800) << 10) + value - 0xDC00) if half else "\ufffd", font)
        else:
            self.text(_SYMBOLS.get(value, chr(value)) if value >= 32 else " ", font)

    def flush(self) -> None:
        """Makes letters of the bytes that wait."""
        if not self._bytes:
            return
        data, self._bytes = bytes(self._bytes), bytearray()
        if self._font.codec == "symbol":
            said = "".join(_SYMBOLS.get(b, chr(0xF000 + b) if b > 127 else chr(b)) for b in data)
        elif self._font.codec == "cp1252":
            # The five free places stay control characters: TCVN3 and VNI have letters there.
            said = "".join(data[i : i + 1].decode("cp1252", "ignore") or chr(data[i]) for i in range(len(data)))
        else:
            said = data.decode(self._font.codec, "replace")
        self.text(said, self._font)

    def open_length(self) -> int:
        """How many pieces the open paragraph has; a mark or link made now stands behind them."""
        self.flush()
        return len(self._runs)

    def mark(self, number: str, note: Story) -> None:
        """A footnote's mark, here."""
        self._marks.append((self.open_length(), number, note))
        self._runs.append((Font(), []))

    def begin_link(self) -> tuple[int, int]:
        """Where a link's words begin; hand it to `end_link`."""
        at = self.open_length()
        self._runs.append((Font(), []))
        return len(self.lines), at

    def end_link(self, begun: tuple[int, int], target: str) -> None:
        """The words since `begin_link` are a link, if they are of one paragraph."""
        end = self.open_length()
        if begun[0] == len(self.lines):
            self._links.append((begun[1], end, target))
            self._runs.append((Font(), []))

    # paragraphs

    def paragraph(self, *, forced: bool = True) -> None:
        """Ends the open paragraph; an empty one leaves an empty line only where `forced`."""
        self.flush()
        places = [0]
        said: list[str] = []
        for font, pieces in self._runs:
            run = "".join(pieces)
            run = decode_font(run, font.name) or run if run else run
            said.append(run)
            places.append(places[-1] + len(run))
        line = "".join(said)
        start = self.size
        for begun, end, target in self._links:
            a, b = places[min(begun, len(said))], places[min(end, len(said))]
            if a < b:
                self.links.append(Link(start + a, start + b, target))
        for at, number, note in self._marks:
            self.notes.append((number, start + places[min(at, len(said))], note))
        self._runs, self._marks, self._links = [], [], []
        if line or forced:
            self._write(line)
        boxes, self.boxes = self.boxes, []
        for box in boxes:
            self.absorb(box)

    def absorb(self, other: Story) -> tuple[int, int]:
        """Another story's lines, here, with all it knows; the span they take, without the last line's end."""
        other.finish()
        start = self.size
        for line in other.lines:
            self._write(line)
        self.tables += [[[(a + start, b + start) for a, b in row] for row in t] for t in other.tables]
        self.links += [Link(k.start + start, k.end + start, k.target) for k in other.links]
        self.notes += [(number, at + start, note) for number, at, note in other.notes]
        return start, max(start, self.size - 1)

    def finish(self) -> None:
        """Ends what is open: the paragraph, the tables."""
        self.paragraph(forced=False)
        self.leave(0)

    def _write(self, line: str) -> None:
        self.lines.append(line)
        self.size += len(line) + 1
        if self.size > LIMITS.characters:
            raise Refused(f"văn bản dài quá giới hạn {LIMITS.characters} ký tự")

    # tables

    def enter(self, level: int) -> None:
        """A paragraph stands in a table of this level of nesting, 1 the outermost."""
        if len(self._levels) < level:
            self.paragraph(forced=False)
            self._levels += [_Level() for _ in range(level - len(self._levels))]
        for one in self._levels[:level]:
            if one.cell < 0:
                one.cell = self.size

    def leave(self, level: int) -> None:
        """A paragraph stands outside of tables deeper than this: they are at their end."""
        while len(self._levels) > level:
            closed = self._levels.pop()
            if closed.row.cells:
                closed.rows.append(closed.row)
            if closed.rows:
                self.tables.append(grid(closed.rows))

    def define(self, level: int, word: str, number: int) -> None:
        """A control word that defines a row's cells."""
        if word == "trowd":
            self._defined[level] = _Definition()
            return
        row = self._defined.setdefault(level, _Definition())
        if word == "trleft":
            row.left = number
        elif word == "clvmrg":
            row.below = True
        elif word == "clmrg":
            row.beside = True
        elif word == "cellx" and len(row.edges) < MOST_COLUMNS:
            row.edges.append(Edge(number, row.below, row.beside))
            row.below = row.beside = False

    def cell(self, level: int) -> None:
        """The end of a cell."""
        self.leave(level)
        self.enter(level)
        self.paragraph(forced=False)
        open_one = self._levels[level - 1]
        if self.size == open_one.cell:
            self._write("")  # an empty cell has a line too, so that no two cells are one place
        open_one.row.cells.append((open_one.cell, self.size - 1))
        open_one.cell = -1

    def row(self, level: int) -> None:
        """The end of a row; its cells' edges are those defined last."""
        self.leave(level)
        self.enter(level)
        open_one = self._levels[level - 1]
        defined = self._defined.get(level) or _Definition()
        open_one.row.left, open_one.row.edges = defined.left, list(defined.edges)
        if open_one.row.cells:
            open_one.rows.append(open_one.row)
        open_one.row = Row()
        open_one.cell = -1
