"""The walk over a page: lines of text as a browser would set them, with tables, links and footnotes in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.readers.html.lists import Count, has_own_mark, word_mark
from ingest.readers.html.notes import Notes
from ingest.readers.html.tables import Grid
from ingest.readers.html.tree import Element
from ingest.readers.html.writing import Writer
from ingest.source import Footnote, Link, SourceTable, Span

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.I)
_PRE = ("pre", "pre-wrap", "pre-line", "break-spaces")


@dataclass(slots=True)
class Laid:
    """What a page says, in offsets of `text`."""

    text: str = ""
    tables: list[SourceTable] = field(default_factory=list)
    footnotes: list[Footnote] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    huge_tables: int = 0


class Layout:
    """Lay out one page, or one part of it."""

    def __init__(self, left_out: set[Element], notes: Notes) -> None:
        self._left_out = left_out
        self._notes = notes
        self._words = set(notes.heads.values())
        self._writer = Writer()
        self._grids: list[Grid] = []
        self._counts: list[Count] = []
        self._links: list[tuple[str, list[Span]]] = []
        self._pre = 0
        self._marks: dict[Element, int] = {}  # by the block of a note's words: where its mark stands
        self._began: dict[Element, int] = {}
        self._said: dict[Element, Span] = {}
        self._laid = Laid()

    def lay_out(self, top: Element) -> Laid:
        """The lines of an element and all in it."""
        stack: list[tuple[Element | str, bool]] = [(top, False)]
        while stack:
            child, closing = stack.pop()
            if isinstance(child, str):
                self._text(child)
            elif closing:
                self._end(child)
            elif child in self._left_out or self._is_mark(child):
                continue
            elif (mark := word_mark(child)) is not None:
                self._writer.text(mark + " ")
            else:
                self._begin(child)
                stack.append((child, True))
                stack += [(inner, False) for inner in reversed(child.children)]
        self._writer.block()
        laid = self._laid
        laid.text = self._writer.whole()
        laid.tables.sort(key=lambda table: table[0][0])
        laid.links.sort(key=lambda link: link.start)
        laid.footnotes = [
            Footnote(number, self._marks[block], *_trimmed(laid.text, self._said[block]))
            for number, block in self._notes.marks.values()
            if block in self._marks and block in self._said
        ]
        return laid

    def _is_mark(self, element: Element) -> bool:
        """Note the place of a footnote's mark, which is not written; nor is the one before its words."""
        if element in self._notes.marks:
            self._marks[self._notes.marks[element][1]] = self._writer.here
            return True
        return element in self._notes.heads

    def _text(self, said: str) -> None:
        span = self._writer.preformatted(said) if self._pre else self._writer.text(said)
        if span is not None and self._links:
            self._links[-1][1].append(span)

    def _begin(self, element: Element) -> None:
        writer, tag = self._writer, element.tag
        if element.is_block:
            writer.block()
        if element in self._words:
            self._began[element] = writer.at
        if tag == "br":
            writer.line_break()
        elif tag in ("ol", "ul", "menu", "dir"):
            self._counts.append(Count.of(element))
        elif tag == "li":
            if not self._counts:
                self._counts.append(Count.of(Element("ul", {})))
            mark = self._counts[-1].mark(element)
            if mark and not has_own_mark(element):
                writer.prefix(mark)
        elif tag == "table":
            self._grids.append(Grid(element, writer.at, writer.mark(), len(self._laid.tables)))
        elif tag == "tr" and self._grids:
            self._grids[-1].begin_row()
        elif tag in ("td", "th") and self._grids:
            self._grids[-1].begin_cell(element, writer.at)
        elif tag == "a":
            self._links.append((element.get("href").strip(), []))
        if _is_pre(element):
            self._pre += 1

    def _end(self, element: Element) -> None:
        writer, tag = self._writer, element.tag
        if element.is_block:
            writer.block()
        if _is_pre(element):
            self._pre -= 1
        if tag == "a":
            self._link(*self._links.pop())
        elif tag in ("ol", "ul", "menu", "dir") and self._counts:
            self._counts.pop()
        elif tag == "li":
            writer.drop_prefix()
        elif tag in ("td", "th") and self._grids:
            self._grids[-1].end_cell(writer.at - 1)
        elif tag == "table" and self._grids:
            self._table(self._grids.pop())
        if element in self._words:
            self._said[element] = writer.since(self._began[element])

    def _link(self, target: str, spans: list[Span]) -> None:
        if not spans or not target or target.startswith("#"):
            return
        scheme = _SCHEME.match(target)
        if scheme and scheme[0].lower() not in ("http:", "https:"):
            return
        self._laid.links.append(Link(spans[0][0], spans[-1][1], target))

    def _table(self, grid: Grid) -> None:
        places = grid.places()
        if places is None:
            self._laid.huge_tables += 1
            return
        if not grid.may_hold_data(places) or not grid.holds_data(self._writer.written(grid.mark), places):
            return
        tables = self._laid.tables
        if len(tables) > grid.inner:
            if grid.is_frame(places):
                return
            del tables[grid.inner :]  # cells of tables do not overlap
        tables.append(places)


def _trimmed(text: str, span: Span) -> Span:
    said = text[span[0] : span[1]]
    start = span[0] + len(said) - len(said.lstrip())
    return start, max(start, span[0] + len(said.rstrip()))


def _is_pre(element: Element) -> bool:
    return element.tag in ("pre", "listing", "xmp", "plaintext") or element.style.get("white-space") in _PRE
