"""The text as it grows: lines, and the offsets at which they begin."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.readers.errors import Refused
from ingest.readers.limits import LIMITS
from ingest.source import Link, Span


@dataclass(frozen=True, slots=True)
class Note:
    """A mark of a footnote or endnote: where it stands and what it points at."""

    kind: str  # footnote, endnote
    id: str
    number: str
    at: int


@dataclass(slots=True)
class Line:
    """What one paragraph says; links and notes in offsets of its own text."""

    pieces: list[str] = field(default_factory=list)
    size: int = 0
    links: list[Link] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def add(self, text: str) -> None:
        self.pieces.append(text)
        self.size += len(text)

    @property
    def empty(self) -> bool:
        return not self.size and not self.notes


class Writer:
    """Lines of text, one after another. Raises `Refused` past the limit of characters."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self.at = 0
        self.links: list[Link] = []
        self.notes: list[Note] = []

    def line(self, line: Line, prefix: str = "") -> None:
        """Write a paragraph behind its automatic number."""
        base = self.at + len(prefix)
        self.at = base + line.size + 1
        if self.at > LIMITS.characters:
            raise Refused(f"văn bản dài quá giới hạn {LIMITS.characters} ký tự")
        self._pieces += [prefix, *line.pieces, "\n"]
        self.links += [Link(base + k.start, base + k.end, k.target) for k in line.links]
        self.notes += [Note(n.kind, n.id, n.number, base + n.at) for n in line.notes]

    def since(self, start: int) -> Span:
        """The span of the lines written since an offset, without the last line's end."""
        return start, max(start, self.at - 1)

    def mark(self) -> int:
        """Where to read on from with `written`."""
        return len(self._pieces)

    def written(self, mark: int) -> str:
        """What was written since a mark."""
        return "".join(self._pieces[mark:])

    def text(self) -> str:
        return "".join(self._pieces)
