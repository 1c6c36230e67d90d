"""Which prediction answers which piece of gold, and of what kind a mention is.

A mention is found where the spans share a character and, where the gold one has a symbol, the symbols
are the same but for blanks and leading zeros; where it has none, the predicted one has none either.
A task is found where the spans' intersection is at least six tenths of their union. Both one to one,
the largest overlap first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from benchmarks.gold import fold

TASK_OVERLAP = 0.6
KINDS = (
    "symbol: State",
    "symbol: Party",
    "symbol: Assembly",
    "symbol: letter",
    "law by name",
    "congress or plenum",
    "scheme",
    "session",
    "numbered",
    "self",
    "anaphor",
    "other name",
)

# A letter's code opens with its sender (`UBND-TH`), every other code with its type (`CT-UBND`).
_TYPED = re.compile(
    r"NĐ|NQ|QĐ|QD|CT|TT|TTLT|NQLT|KH|TB|BC|TTR|CĐ|KL|CTR|HD|PA|ĐA|DA|VBHN|QYĐ|QĐI|QC|QCH|QCPH|QT|ĐL|L|LCT|SL|PL|ĐK"
    r"|CP|TTG|HĐBT"
)
_ASSEMBLY = re.compile(r"(?:QH|UBTVQH)(?:\d|K|I|X|\b)|HĐND\d*|HDND\d*")
_POINTING = re.compile(r"(?:nêu|nói)\s+trên$|\s(?:trên|đó|ấy)$")


class Span(Protocol):
    """Anything with a place in a text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Mention(Span, Protocol):
    """What gold and predicted mentions have in common."""

    @property
    def text(self) -> str: ...
    @property
    def symbol(self) -> str | None: ...
    @property
    def type(self) -> str | None: ...


def normal_symbol(symbol: str | None) -> str:
    """A symbol as symbols are compared.

    >>> normal_symbol("Số 09 /CT-UBND") == normal_symbol("9/CT-UBND")
    True
    """
    bare = re.sub(r"số|\s", "", fold(symbol))
    return re.sub(r"^0+(?=\d)", "", bare)


def shared(a: Span, b: Span) -> int:
    """How many characters two spans share; not above 0 where none."""
    return min(a.end, b.end) - max(a.start, b.start)


def match_mentions(gold: Sequence[Mention], found: Sequence[Mention]) -> list[tuple[int, int]]:
    """Pairs of indexes."""
    scored = [
        (float(shared(g, p)), i, j)
        for i, g in enumerate(gold)
        for j, p in enumerate(found)
        if shared(g, p) > 0 and normal_symbol(g.symbol) == normal_symbol(p.symbol)
    ]
    return _one_to_one(scored)


def match_tasks(gold: Sequence[Span], found: Sequence[Span]) -> list[tuple[int, int]]:
    """Pairs of indexes."""
    scored = []
    for i, g in enumerate(gold):
        for j, p in enumerate(found):
            union = max(g.end, p.end) - min(g.start, p.start)
            if union and shared(g, p) / union >= TASK_OVERLAP:
                scored.append((shared(g, p) / union, i, j))
    return _one_to_one(scored)


def _one_to_one(scored: list[tuple[float, int, int]]) -> list[tuple[int, int]]:
    taken_gold: set[int] = set()
    taken_found: set[int] = set()
    pairs = []
    for _, i, j in sorted(scored, key=lambda s: (-s[0], s[1], s[2])):
        if i not in taken_gold and j not in taken_found:
            taken_gold.add(i)
            taken_found.add(j)
            pairs.append((i, j))
    return pairs


def kind_of(mention: Mention) -> str:
    """One of `KINDS`, by the words alone, so that gold and predictions are sorted by one rule.

    A mention by symbol is of the State, the Party or an assembly by the shape of its symbol; the
    document's own number in its text is of its symbol's kind, `Nghị quyết này` is `self` also where
    it stands in quoted text and means another instrument.
    """
    if mention.symbol:
        return _kind_of_symbol(mention.symbol)
    words = fold(mention.text)
    type_ = fold(mention.type)
    if re.search(r"\snày$", words):
        return "self"
    if _POINTING.search(words):
        return "anaphor"
    if "phiên họp" in words:
        return "session"
    if re.search(r"đại hội|hội nghị|trung ương|\btw\b", words):
        return "congress or plenum"
    if type_ == "đề án":
        return "scheme"
    if type_ in ("luật", "bộ luật", "pháp lệnh", "hiến pháp"):
        return "law by name"
    return "other name"


def _kind_of_symbol(symbol: str) -> str:
    _, joint, code = (*re.split(r"([/-])", symbol.replace(" ", ""), maxsplit=1), "", "")[:3]
    if re.fullmatch(r"(?:(?:19|20)\d\d)?", code):
        return "numbered"
    code = re.sub(r"^(?:19|20)\d\d[/-]", "", code)
    if joint == "-" and "/" in code:
        return "symbol: Party"
    if _ASSEMBLY.search(code):
        return "symbol: Assembly"
    first = re.split(r"[-/.]", code)[0].upper()
    return "symbol: State" if _TYPED.fullmatch(first) else "symbol: letter"
