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
from ingest.readers.pdf.model import Line, Word

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
    kept = _upright([word for word in seen if not word.is_noise])
    pieces = _pieces(kept)
    if not pieces:
        return ""
    left, right = _edges(pieces)
    found = flows(pieces, left, right)
    known = habits([found])
    return "\n".join(_said(lines) for flow in found for lines in paragraphs(flow, known))


def _said(lines: list[Line]) -> str:
    """The words of a paragraph, its lines joined."""
    text = ""
    for line in lines:
        text += (joined(text, line.text) if text else "") + line.text
    return text


def _upright(seen: list[Seen]) -> list[Seen]:
    """The words as they stand on the page held upright: on one that lies, words follow each other down or up."""
    steps: Counter[str] = Counter()
    for a, b in pairwise(seen):
        if a.line == b.line:
            dx, dy = b.left + b.width / 2 - a.left - a.width / 2, b.top + b.height / 2 - a.top - a.height / 2
            steps[("right" if dx > 0 else "left") if abs(dx) >= abs(dy) else ("down" if dy > 0 else "up")] += 1
    way = steps.most_common(1)[0][0] if steps else "right"
    if way == "right":
        return seen
    out = []
    for word in seen:
        x, y, w, h = word.left, word.top, word.width, word.height
        if way == "left":
            place = (-x - w, -y - h, w, h)
        elif way == "down":
            place = (y, -x - w, h, w)
        else:
            place = (-y - h, x, h, w)
        out.append(Seen(word.text, *place, word.confidence, word.line))
    return out


def _pieces(seen: list[Seen]) -> list[Line]:
    """Lines without holes, with lengths in pixels and y upwards, as the layout of a page wants them."""
    lines: dict[int, list[Seen]] = {}
    for seen_one in seen:
        lines.setdefault(seen_one.line, []).append(seen_one)
    usual = median([_height(line) for line in lines.values()]) if lines else 0.0
    out: list[Line] = []
    for line in lines.values():
        line.sort(key=lambda one: one.left)
        y = -float(_baseline(line))
        size = usual if 0.6 * usual < _height(line) < 1.6 * usual else _height(line)
        piece: list[Word] = []
        for seen_one in line:
            word = Word(seen_one.text, float(seen_one.left), float(seen_one.left + seen_one.width), y, size)
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


def _edges(pieces: list[Line]) -> tuple[float, float]:
    """Where the text begins and ends, whatever stamps stand beside it."""
    long = [piece for piece in pieces if len(piece.words) >= _LONG] or pieces
    lefts, rights = sorted(p.x0 for p in long), sorted(p.x1 for p in long)
    return lefts[len(lefts) // 10], rights[-1 - len(rights) // 10]
