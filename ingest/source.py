"""What a reader delivers: the text of one file, and what the file knew of it beyond its characters.

Offsets count code points of `text`, half-open. Readers write one paragraph a line where the format
knows paragraphs (Word, HTML); where it does not (plain text), lines are as they stand.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

Span = tuple[int, int]
SourceTable = list[list[Span]]  # rows of cells, the header first; a cell merged over rows or columns repeats its span


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the file. `confidence` is the recogniser's mean for its words, 0 to 1, None where text was there."""

    number: int
    start: int
    end: int
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Footnote:
    """A footnote or endnote: `at` is where its mark stands (the mark is not in the text), the span its words."""

    number: str
    at: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Link:
    """Words that the file links to an address; a hint, never followed."""

    start: int
    end: int
    target: str


@dataclass(slots=True)
class SourceText:
    """A file as a reader delivered it.

    `tables` are those whose cells the format marks; each cell is a span of whole lines of `text`, and
    cells stand in it one after another, row by row. `margins` are running heads and page feet: kept
    apart, because they are no part of what the instrument says. `warnings` are sentences for a person:
    what was assumed (an encoding), left out, or could not be read.
    """

    path: str
    media_type: str
    sha256: str
    text: str
    warnings: list[str] = field(default_factory=list)
    tables: list[SourceTable] = field(default_factory=list)
    footnotes: list[Footnote] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    margins: list[str] = field(default_factory=list)
    # Is each line a paragraph, as far as the reader could tell from where it stands or how it is marked?
    by_paragraphs: bool = False
    # Are the file's bytes this very text in UTF-8, so that whoever has the file has the text?
    as_stored: bool = False


def digest_of(data: bytes) -> str:
    """The content hash that identifies a source: SHA-256, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
