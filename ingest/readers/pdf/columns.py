"""Reading order: lines that stand side by side (letterhead, signature, two-column gazettes) by column.

A gutter is a stretch of blank paper between pieces of lines that many rows share. What is left of it is
read before what is right of it, for as long as no line crosses it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.readers.pdf.lines import merged
from ingest.readers.pdf.model import Flow, Line

_GUTTER = 0.7  # sizes: blank paper that all rows of a band must share
_ALONE = 3.0  # sizes: a hole in a single row that parts two texts, not two words
_OFFICE_GAP = 1.6  # sizes: from the signer's office down to what stands below it
_PITCH = 2.2  # sizes: lines of one column further apart than this belong to different things
# What stands before a text that hangs beside it: the text is its own, no column.
_HANGING = re.compile(
    r"[-–—+*•●▪■◦○➢✓\uf000-\uf0ff]|\(?(?:\d{1,3}(?:\.\d{1,2})*|[IVXLC]{1,5}|[a-zđê]{1,2})\s*[.)/-]?|Điều \d+\."
)


@dataclass(slots=True)
class _Row:
    pieces: list[Line]
    top: float
    bottom: float

    @property
    def x0(self) -> float:
        return self.pieces[0].x0


Gap = tuple[float, float]


def flows(pieces: list[Line], left: float, right: float) -> list[Flow]:
    """The lines of a page in reading order. `left` and `right` are the edges of its text."""
    rows = _rows(pieces)
    out: list[Flow] = []
    at = 0
    wide: list[Line] = []

    def close() -> None:
        nonlocal wide
        if wide:
            out.append(Flow(wide, left, right))
        wide = []

    while at < len(rows):
        band = _band(rows, at)
        if band is None:
            row = rows[at]
            parts = _unjoined(row)
            if len(parts) == 1:
                wide.append(parts[0])
            else:
                close()
                out += [Flow([line], line.x0, line.x1, wide=False) for line in parts]
            at += 1
            continue
        first, last, (a, b) = band
        start = _lifted(rows, at, first, (a, b))
        for row in rows[at:start]:
            wide.append(merged(row.pieces))
        close()
        inside = rows[start : last + 1]
        for side in (
            [p for row in inside for p in row.pieces if p.x1 <= a + 1],
            [p for row in inside for p in row.pieces if p.x1 > a + 1],
        ):
            if side:
                out += _column(side)
        at = last + 1
    close()
    return out


def _lifted(rows: list[_Row], at: int, first: int, gutter: Gap) -> int:
    """Where a band really begins: rows of one column alone may stand above the first that both share.

    The signer's office stands higher than "Nơi nhận:", the list of recipients begins above his name.
    """
    left = next(p for p in rows[first].pieces if p.x1 <= gutter[0] + 1)
    below = rows[first]
    start = first
    while start > at and len(rows[start - 1].pieces) == 1:
        row = rows[start - 1]
        piece = row.pieces[0]
        gap = row.bottom - below.top
        if piece.x0 >= gutter[1] - 1:
            if gap > _OFFICE_GAP * piece.size:
                break
        elif piece.x1 > gutter[0] + 1 or abs(piece.size - left.size) > 0.6 or row.bottom - left.y > 1.6 * left.size:
            break
        else:
            left = piece
        below, start = row, start - 1
    return start


def _column(side: list[Line]) -> list[Flow]:
    left, right = min(p.x0 for p in side), max(p.x1 for p in side)
    found = flows(side, left, right)
    for flow in found:
        full = sum(line.x1 > right - line.size for line in flow.lines)
        flow.wide = flow.wide and len(flow.lines) >= 6 and full >= 0.5 * len(flow.lines)
    return found


def _unjoined(row: _Row) -> list[Line]:
    """A row outside any column: one line, or several where its holes are too wide for one."""
    out: list[list[Line]] = [[row.pieces[0]]]
    for piece in row.pieces[1:]:
        last = out[-1][-1]
        if piece.x0 - last.x1 > _ALONE * max(piece.size, last.size) and not _HANGING.fullmatch(last.text):
            out.append([])
        out[-1].append(piece)
    return [merged(p) for p in out]


def _rows(pieces: list[Line]) -> list[_Row]:
    """Pieces that stand at one height, though not on one baseline, are a row."""
    rows: list[_Row] = []
    for piece in sorted(pieces, key=lambda p: (-p.y, p.x0)):
        top, bottom = piece.y + 0.75 * piece.size, piece.y - 0.2 * piece.size
        row = rows[-1] if rows else None
        if (
            row is not None
            and min(top, row.top) - max(bottom, row.bottom) > 0.45 * (top - bottom)
            and all(piece.x0 >= p.x1 or piece.x1 <= p.x0 for p in row.pieces)
        ):
            row.pieces.append(piece)
            row.pieces.sort(key=lambda p: p.x0)
            row.top, row.bottom = max(row.top, top), min(row.bottom, bottom)
        else:
            rows.append(_Row([piece], top, bottom))
    for row in rows:
        if len(row.pieces) > 1 and _HANGING.fullmatch(row.pieces[0].text):
            gap = row.pieces[1].x0 - row.pieces[0].x1
            if gap < _ALONE * 2 * row.pieces[0].size:
                row.pieces[:2] = [merged(row.pieces[:2])]
    return rows


def _holes(row: _Row) -> list[Gap]:
    return [(a.x1, b.x0) for a, b in zip(row.pieces, row.pieces[1:], strict=False)]


def _free(row: _Row, gap: Gap) -> Gap | None:
    """What a row leaves blank of a gap: the widest stretch."""
    edges = [(-1e9, row.pieces[0].x0), *_holes(row), (row.pieces[-1].x1, 1e9)]
    best = max(((max(a, gap[0]), min(b, gap[1])) for a, b in edges), key=lambda g: g[1] - g[0])
    size = max(p.size for p in row.pieces)
    return best if best[1] - best[0] >= _GUTTER * size else None


def _band(rows: list[_Row], at: int) -> tuple[int, int, Gap] | None:
    """The next rows with a gutter in common: first, last, gutter. None where row `at` has no hole."""
    if len(rows[at].pieces) < 2:
        # Look ahead only over rows that stand to the right: the signer's office above "Nơi nhận".
        ahead = at
        while ahead < len(rows) and len(rows[ahead].pieces) < 2 and ahead - at < 4:
            ahead += 1
        if ahead >= len(rows) or len(rows[ahead].pieces) < 2:
            return None
        found = _band(rows, ahead)
        if found is None or any(row.x0 < found[2][1] - 1 for row in rows[at:ahead]):
            return None
        return found
    best: tuple[int, int, Gap] | None = None
    for hole in _holes(rows[at]):
        widest = hole[1] - hole[0]
        gap: Gap | None = hole
        last = both = at
        shared = 1
        size = rows[at].pieces[0].size
        k = at + 1
        kept = hole
        bottoms = _bottoms(rows[at], hole)
        while k < len(rows):
            gap = _free(rows[k], kept)
            if gap is None:
                break
            sides = _sides(rows[k], gap)
            distance = min((bottoms[s] - rows[k].top for s in sides if s in bottoms), default=0.0)
            furthest = _PITCH if "left" in sides else 3 * _PITCH  # a signer's name stands below the room to sign
            if len(sides) == 1 and distance > furthest * size:
                break
            kept = gap
            widest = max([widest, *(b - a for a, b in _holes(rows[k]) if a <= gap[0] + 1 and b >= gap[1] - 1)])
            if len(sides) == 2:
                shared += 1
                last = both = k
            elif "left" in sides and distance <= 0.9 * size:
                last = k
            for s in sides:
                bottoms[s] = rows[k].bottom
            k += 1
        gutter = kept[1] - kept[0]
        if not (
            (widest > _ALONE * size and last > at)
            or (gutter > 1.5 * size and shared > 1)
            or (gutter > 1.2 * size and shared > 2)
        ):
            continue  # a river of blanks in justified lines
        if best is None or last > best[1]:
            best = (at, max(last, both), kept)
    return best


def _sides(row: _Row, gap: Gap) -> set[str]:
    middle = (gap[0] + gap[1]) / 2
    return {"left" if p.x1 <= middle else "right" for p in row.pieces}


def _bottoms(row: _Row, gap: Gap) -> dict[str, float]:
    return dict.fromkeys(_sides(row, gap), row.bottom)
