"""From words seen on a picture to lines of text: columns in reading order, wrapped lines made paragraphs.

The recogniser's own order and paragraphs are not used: it reads a letterhead across both columns on one
page in three, and begins a paragraph at most first-line indents but also inside sentences. Where the
words stand is sure, and for that the rules are those of a PDF's text.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.readers.pdf.columns import flows
from ingest.readers.pdf.joining import habits, joined, paragraphs
from ingest.readers.pdf.lines import line_of
from ingest.readers.pdf.model import Line, Rule, Word

_NOISE = 60.0  # confidence, of 100, below which marks without a letter or figure are specks and stamps
_SPECKS = "`´^~¬„‚‹›¡=\\"  # what no paper of an office has standing alone, however sure the recogniser is
_HOLE = 0.85  # sizes: a gap that justifying hardly makes; letterheads' columns come as near as 1.1
_LONG = 5  # words: lines that tell where the text's edges are
_BELOW = frozenset("gpqyj,;()/Q|[]{}@ạặậẹệịọộợụựỵẠẶẬẸỆỊỌỘỢỤỰỴ")  # what reaches under the baseline


@dataclass(frozen=True, slots=True)
class Seen:
    """A word as the recogniser saw it: pixels from the top left, confidence 0 to 100, the number of its line."""

    text: str
    left: int
    top: int
    width: int
    height: int
    confidence: float
    line: int

    @property
    def is_noise(self) -> bool:
        if any(c.isalnum() for c in self.text):
            return False
        return self.confidence < _NOISE or not self.text.strip(_SPECKS)


def text_of_page(seen: list[Seen]) -> str:
    """The text of a page, a paragraph a line. Marks that are noise are left out."""
    pieces = pieces_of_page(seen)
    if not pieces:
        return ""
    left, right = edges(pieces)
    found = flows(pieces, left, right)
    known = habits([found])
    return "\n".join(_said(lines) for flow in found for lines in paragraphs(flow, known))


def pieces_of_page(seen: list[Seen], size: tuple[int, int] = (0, 0)) -> list[Line]:
    """The lines of a page held upright, without noise, in pixels, y growing upwards.

    `size` is the picture's; with it the page's top left stays at 0, whichever way it lay.
    """
    kept = [word for word in seen if not word.is_noise]
    way = way_of(kept)
    return _pieces(kept if way == "right" else [_turned(word, way, size) for word in kept])


def turned_rules(rules: list[Rule], way: str, size: tuple[int, int]) -> list[Rule]:
    """Lines of a picture as they lie on the page held upright."""
    if way == "right":
        return rules
    out = []
    for rule in rules:
        x, y, w, h = _place(rule.x0, -rule.y1, rule.x1 - rule.x0, rule.y1 - rule.y0, way, size)
        out.append(Rule(x, -y - h, x + w, -y))
    return out


def _said(lines: list[Line]) -> str:
    """The words of a paragraph, its lines joined."""
    text = ""
    for line in lines:
        text += (joined(text, line.text) if text else "") + line.text
    return text


def way_of(seen: list[Seen]) -> str:
    """Where words follow each other to: `right`, on a page that lies `down` or `up`, upside down `left`."""
    steps: Counter[str] = Counter()
    for a, b in pairwise(seen):
        if a.line == b.line:
            dx, dy = b.left + b.width / 2 - a.left - a.width / 2, b.top + b.height / 2 - a.top - a.height / 2
            steps[("right" if dx > 0 else "left") if abs(dx) >= abs(dy) else ("down" if dy > 0 else "up")] += 1
    return steps.most_common(1)[0][0] if steps else "right"


def _turned(word: Seen, way: str, size: tuple[int, int]) -> Seen:
    x, y, w, h = _place(word.left, word.top, word.width, word.height, way, size)
    return Seen(word.text, int(x), int(y), int(w), int(h), word.confidence, word.line)


def _place(
    x: float, y: float, w: float, h: float, way: str, size: tuple[int, int]
) -> tuple[float, float, float, float]:
    """A box of the picture (left, top, width, height) on the page held upright."""
    wide, high = size
    if way == "left":
        return wide - x - w, high - y - h, w, h
    if way == "down":
        return y, wide - x - w, h, w
    return high - y - h, x, h, w


def _pieces(seen: list[Seen]) -> list[Line]:
    """Lines without holes, with lengths in pixels and y upwards, as the layout of a page wants them."""
    lines: dict[int, list[Seen]] = {}
    for seen_one in seen:
        lines.setdefault(seen_one.line, []).append(seen_one)
    usual = median([_height(line) for line in lines.values()]) if lines else 0.0
    out: list[Line] = []
    order = 0
    for line in lines.values():
        line.sort(key=lambda one: one.left)
        y = -float(_baseline(line))
        size = usual if 0.6 * usual < _height(line) < 1.6 * usual else _height(line)
        piece: list[Word] = []
        for seen_one in line:
            left, order = float(seen_one.left), order + 1
            word = Word(seen_one.text, left, left + seen_one.width, y, size, blanks=1, order=order)
            if piece and word.x0 - piece[-1].x1 > _HOLE * size:
                out.append(line_of(piece))
                piece = []
            piece.append(word)
        out.append(line_of(piece))
    return out


def _height(line: list[Seen]) -> float:
    return float(max(median([word.height for word in line]), 1.0))


def _baseline(line: list[Seen]) -> float:
    standing = [w.top + w.height for w in line if not _BELOW & set(w.text)]
    return median(standing or [w.top + w.height for w in line])


def edges(pieces: list[Line]) -> tuple[float, float]:
    """Where the text begins and ends, whatever stamps stand beside it."""
    long = [piece for piece in pieces if len(piece.words) >= _LONG] or pieces
    lefts, rights = sorted(p.x0 for p in long), sorted(p.x1 for p in long)
    return lefts[len(lefts) // 10], rights[-1 - len(rights) // 10]
