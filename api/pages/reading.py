"""A text cut where marks begin and end, and into parts that a page can hold. Nothing here is markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

Kind = Literal["line", "page", "task", "citation", "quoted", "strong", "sign"]

MOST_CHARACTERS = 200_000  # of one part: a decree with its annexes has some 100,000

_STRONG = re.compile(r"\*\*(?=\S)([^*\n]+)\*\*")
_SIGN = re.compile(r"(?m)^[ \t]*#{1,6}[ \t]+|\*\*")


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of the text (code points) and what it is; `key` tells marks of one kind apart."""

    start: int
    end: int
    kind: Kind
    key: int = 0


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch that the same marks cover all along, outermost first; `start` is its first code point."""

    start: int
    text: str
    marks: tuple[Mark, ...]

    def inner(self, kind: Kind) -> Mark | None:
        """The innermost mark of that kind."""
        return next((mark for mark in reversed(self.marks) if mark.kind == kind), None)


def cut(text: str, marks: Iterable[Mark], start: int = 0, end: int | None = None) -> list[Segment]:
    """The text from `start` to `end`, in order and whole, cut wherever a mark begins or ends.

    Marks may nest, overlap, reach out of the text or be empty: what lies outside is left off, an empty one is nothing.

    >>> [(s.text, [m.kind for m in s.marks]) for s in cut("a bc d", [Mark(2, 6, "task"), Mark(2, 4, "citation")])]
    [('a ', []), ('bc', ['task', 'citation']), (' d', ['task'])]
    """
    last = len(text) if end is None else min(max(end, 0), len(text))
    first = min(max(start, 0), last)
    beginning: dict[int, list[Mark]] = {}
    places = {first, last}
    for mark in marks:
        opens, closes = max(mark.start, first), min(mark.end, last)
        if opens < closes:
            beginning.setdefault(opens, []).append(mark)
            places |= {opens, closes}
    found: list[Segment] = []
    open_marks: list[Mark] = []
    ordered = sorted(places)
    for here, following in pairwise(ordered):
        open_marks = [mark for mark in open_marks if mark.end > here]
        if here in beginning:
            open_marks = sorted(open_marks + beginning[here], key=lambda m: (m.start, -m.end))
        found.append(Segment(here, text[here:following], tuple(open_marks)))
    return found


def lines(text: str, start: int, end: int) -> Iterator[Mark]:
    """Each line between two places that has anything on it, without its end."""
    here = start
    while here < end:
        until = text.find("\n", here, end)
        until = end if until < 0 else until
        if text[here:until].strip():
            yield Mark(here, until, "line", here)
        here = until + 1


def signs(text: str, start: int, end: int) -> Iterator[Mark]:
    """The signs of Markdown that a text was written with (#, **), and the words that they make bold."""
    for found in _STRONG.finditer(text, start, end):
        yield Mark(found.start(1), found.end(1), "strong", found.start())
    for found in _SIGN.finditer(text, start, end):
        yield Mark(found.start(), found.end(), "sign", found.start())


def parts(text: str, start: int, end: int, most: int = MOST_CHARACTERS) -> list[tuple[int, int]]:
    """Where the text is cut for one page each: at the end of a line, or amid one that is longer than a page.

    >>> parts("aa\\nbbb\\ncccccc", 0, 13, 6)
    [(0, 3), (3, 7), (7, 13)]
    """
    found = []
    here = start
    while end - here > most:
        newline = text.rfind("\n", here, here + most)
        until = newline + 1 if newline >= here else here + most
        found.append((here, until))
        here = until
    return [*found, (here, end)]


def part_of(found: Sequence[tuple[int, int]], place: int) -> int:
    """The number of the part (the first is 1) that a place lies in."""
    return next((number for number, (_, end) in enumerate(found, 1) if place < end), len(found))
