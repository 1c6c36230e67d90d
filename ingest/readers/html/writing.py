"""The text of a page as it grows: blanks become one as browsers show them, lines end where blocks do."""

from __future__ import annotations

import re

from ingest.readers.errors import Refused
from ingest.readers.limits import LIMITS
from ingest.source import Span

_BLANKS = re.compile(r"[ \t\n\r\f]+")
_PRE_BREAKS = re.compile(r"\r\n?|\n")
_EMPTY = re.compile(r"[\s\xa0]*")


class Writer:
    """Lines of text. Hard blanks and letters stay what they are; raises `Refused` past the limit of characters."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._line: list[str] = []
        self._size = 0  # characters of the open line
        self._blank = False  # a blank is due before the next letter
        self._after_blank_line = True
        self._prefix = ""
        self.at = 0  # where the open line begins

    @property
    def here(self) -> int:
        """Where the next letter will stand, if no blank is due."""
        return self.at + self._size

    def text(self, said: str) -> Span | None:
        """Write text into the open line; the span of its letters, None where there are none."""
        body = said.strip(" \t\n\r\f")
        if not body:
            self._blank |= bool(said) and self._size > 0
            return None
        body = _BLANKS.sub(" ", body)
        if self._prefix:
            self._add(self._prefix + " ")
            self._prefix = ""
        elif self._size and (self._blank or said[0] in " \t\n\r\f"):
            self._add(" ")
        start = self.here
        self._add(body)
        self._blank = said[-1] in " \t\n\r\f"
        return start, self.here

    def preformatted(self, said: str) -> Span | None:
        """Write text whose blanks and line ends count."""
        span: Span | None = None
        for k, line in enumerate(_PRE_BREAKS.split(said)):
            if k:
                self.line_break()
            if line:
                if self._blank:
                    self._add(" ")
                    self._blank = False
                start = self.here
                self._add(line)
                span = (span[0] if span else start, self.here)
        return span

    def prefix(self, mark: str) -> None:
        """A list's number or dash, to be written before the next letter."""
        self._prefix = f"{self._prefix} {mark}".strip()

    def drop_prefix(self) -> None:
        """Take back what `prefix` asked for, if nothing has followed it."""
        self._prefix = ""

    def line_break(self) -> None:
        """End the open line; where there is none, leave an empty line, never two in a row."""
        if self._size:
            self.block()
        elif not self._after_blank_line:
            self._end("")

    def block(self) -> None:
        """End the open line, if there is one."""
        if not self._size:
            self._blank = False
            return
        line = "".join(self._line)
        self._line.clear()
        self._size, self._blank = 0, False
        if not _EMPTY.fullmatch(line):
            self._end(line)
        elif not self._after_blank_line:
            self._end("")

    def _end(self, line: str) -> None:
        self._pieces.append(line + "\n")
        self.at += len(line) + 1
        self._after_blank_line = not line
        if self.at > LIMITS.characters:
            raise Refused(f"văn bản dài quá giới hạn {LIMITS.characters} ký tự")

    def _add(self, text: str) -> None:
        self._line.append(text)
        self._size += len(text)
        if self.here > LIMITS.characters:
            raise Refused(f"văn bản dài quá giới hạn {LIMITS.characters} ký tự")

    def since(self, start: int) -> Span:
        """The span of the lines written since an offset, without the last line's end."""
        return start, max(start, self.at - 1)

    def whole(self) -> str:
        """All lines that have ended."""
        return "".join(self._pieces)

    def mark(self) -> int:
        """Where to read on from with `written`."""
        return len(self._pieces)

    def written(self, mark: int) -> str:
        """What was written since a mark."""
        return "".join(self._pieces[mark:])
