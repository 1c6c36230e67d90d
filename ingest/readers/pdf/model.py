"""What a page of a PDF holds, as far as reading it goes. Lengths are points (1/72 inch), y grows upwards."""

from __future__ import annotations

import re
from dataclasses import dataclass, field


@dataclass(slots=True)
class Word:
    """Characters that stand together. `y` is the baseline, `size` the height of the type as set.

    `rise` is how far it was raised over (below 0: under) the word that it is set to; `y` is that word's
    then. `blanks` counts the blanks typed before it, the last of them stood at `blank_x`; `guessed`
    says that PDFium thought of one more. `glued` says that nothing parts it from the word on its
    left, `order` is its place in the file.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    font: str = ""
    bold: bool = False
    blanks: int = 0
    guessed: bool = False
    glued: bool = False
    order: int = 0
    blank_x: float | None = None
    rise: float = 0.0
    mark: str | None = None  # the number of the footnote that it refers to: no word of the text
    struck: bool = False  # a line is drawn through it: deleted, no word of the text


@dataclass(slots=True)
class Line:
    """Words on one baseline, left to right."""

    words: list[Word]
    x0: float
    x1: float
    y: float
    size: float

    @property
    def text(self) -> str:
        return "".join(piece for _, piece in spaced(self.words))

    @property
    def bold(self) -> bool:
        return all(w.bold for w in self.words)


Piece = tuple[int, Line]  # a line with the number of its page


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn line, level where y0 == y1, else upright."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def level(self) -> bool:
        return self.y0 == self.y1


@dataclass(slots=True)
class Flow:
    """Lines that are read one after another between the same two edges.

    `wide` is a flow as wide as the page's text; a column beside another one is not.
    """

    lines: list[Line]
    left: float
    right: float
    wide: bool = True


@dataclass(slots=True)
class Cell:
    """A cell of a grid: its paragraphs, each the lines that were joined to it with their pages."""

    paragraphs: list[list[Piece]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(line.text for pieces in self.paragraphs for _, line in pieces)


@dataclass(slots=True)
class Grid:
    """A ruled grid: rows of cells from the top, a cell merged over several places stands in each of them."""

    rows: list[list[Cell]]
    x0: float
    x1: float
    top: float
    bottom: float
    columns: list[float] = field(default_factory=list)  # the positions of its upright rules, rising


@dataclass(slots=True)
class Page:
    """A page on its way from pieces of lines to flows and grids in reading order."""

    number: int  # from 1
    top: float  # the edges of the paper, as its text stands upright
    bottom: float
    side: float = 0.0  # its right edge
    pieces: list[Line] = field(default_factory=list)  # of lines, outside grids, from the top
    beside: list[Line] = field(default_factory=list)  # lines that stand at another quarter turn
    rules: list[Rule] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    blocks: list[Flow | Grid] = field(default_factory=list)
    margins: list[str] = field(default_factory=list)
    links: list[tuple[float, float, float, float, str]] = field(default_factory=list)  # x0, y0, x1, y1, address
    carried: bool = False  # its first table goes on from the page before and stands there
    recognised: str | None = None  # its text, where the recogniser does not say what stands where
    seen: bool = False  # its words are a recogniser's
    confidence: float | None = None

    def words(self) -> list[Word]:
        """The words of its text and of its grids; not of its margins and notes."""
        out = [w for piece in self.pieces for w in piece.words]
        seen: set[int] = set()
        for grid in self.grids:
            for cell in (c for row in grid.rows for c in row):
                if id(cell) not in seen:
                    seen.add(id(cell))
                    out += [w for pieces in cell.paragraphs for _, line in pieces for w in line.words]
        return out


@dataclass(slots=True)
class Note:
    """A footnote below a page's text: its number and its lines by page."""

    number: str
    lines: list[Piece]


def spaced(words: list[Word]) -> list[tuple[Word, str]]:
    """Each word with what is written for it: itself, behind a blank where one parts it from the last.

    A footnote's mark and struck words are not written. A power stays beside its unit (`m2`). Another raised
    number, a mark whose note is not on the page, would make another figure of `2020`, so it stands apart and
    raised: `2020 ¹`.
    """
    out: list[tuple[Word, str]] = []
    before: Word | None = None
    parted = False  # by a blank beside struck words
    for word in words:
        if word.mark is not None or word.struck:
            out.append((word, ""))
            parted = parted or (word.struck and not word.glued)
            continue
        glued, parted = word.glued and not parted, False
        if before is None:
            out.append((word, word.text))
        elif word.rise > 0 and word.text.isdecimal() and not (glued and UNIT.search(before.text)):
            out.append((word, " " + word.text.translate(_RAISED)))
        else:
            out.append((word, word.text if glued else " " + word.text))
        before = word
    return out


# What a raised number belongs to; after anything else it is a mark.
UNIT = re.compile(r"(?:(?<![^\W\d_])(?:[kcdm]?m|ha|CO|NO|SO|H|O|PM)|\d\s?m)$")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
