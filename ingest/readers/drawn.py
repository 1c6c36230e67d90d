"""The drawn lines of a scanned page, told from its pixels: the rules of its tables.

They are also taken out of the picture: the recogniser reads those beside a word as `|`, `_` or a letter.

A row of pixels is a string of bytes, so runs of ink are found by a pattern, and columns are the same with
the picture turned. Half a second a page of 300 dots an inch, where the recogniser takes three.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.readers.pdf.model import Rule

_HEADER = re.compile(rb"P5\s+(\d+)\s+(\d+)\s+255\s")
_INK = bytes(1 if grey < 150 else 0 for grey in range(256))  # thin lines are grey where a scanner smooths them
_SHORTEST = 1 / 40  # of the picture's longer side: 7 mm; no stroke of a letter of 14 points is longer than 5
_THICKEST = 1 / 250  # of the longer side: 1.2 mm; what is thicker is a picture or a seal
_SLOPE = 0.012  # a page may lie askew by 0.7 degrees: over its width a line then climbs by 6 mm
_GAP = 4  # pixels in which a line may be broken
_BESIDE, _MOST_BESIDE = 2, 0.15  # pixels off a line, and how much of them may be ink
_PAPER = b"\xff"
_MOST_RUNS = 200_000  # of one page; a photograph has more


@dataclass(slots=True)
class _Stroke:
    """Runs of ink that lie on one another: from `start` to `end` along the line, `first` to `last` across."""

    start: int
    end: int
    first: int
    last: int
    tip: tuple[int, int]  # the last run
    runs: list[tuple[int, int, int]] = field(default_factory=list)  # row, start, end of each


def drawn_lines(picture: bytes) -> tuple[list[Rule], bytes]:
    """The level and upright lines of a grey picture (binary PGM), and the picture without their ink.

    Lengths are pixels, y grows upwards from the picture's top at 0. Another picture has none and stays as it is.
    """
    header = _HEADER.match(picture)
    width, height = picture_size(picture)
    if header is None or not width:
        return [], picture
    ink = picture[header.end() :].translate(_INK)
    longer = max(width, height)
    level = _strokes([ink[y * width : (y + 1) * width] for y in range(height)], longer)
    upright = _strokes([ink[x : width * height : width] for x in range(width)], longer)
    out = []
    blank = bytearray(picture)
    origin = header.end()
    for s in level:
        y = -(s.first + s.last) / 2
        out.append(Rule(float(s.start), y, float(s.end), y))
        for row, start, end in s.runs:
            at = origin + row * width
            blank[at + start : at + end] = _PAPER * (end - start)
    for s in upright:
        x = (s.first + s.last) / 2
        out.append(Rule(x, float(-s.end), x, float(-s.start)))
        for column, start, end in s.runs:
            at = origin + column
            blank[at + start * width : at + end * width : width] = _PAPER * (end - start)
    return out, bytes(blank)


def picture_size(picture: bytes) -> tuple[int, int]:
    """Width and height of a grey picture (binary PGM); (0, 0) of any other and of one cut short."""
    header = _HEADER.match(picture)
    if header is None:
        return 0, 0
    width, height = int(header[1]), int(header[2])
    return (width, height) if 0 < width * height <= len(picture) - header.end() else (0, 0)


def _strokes(rows: list[bytes], longer: int) -> list[_Stroke]:
    """The lines along the rows of a picture."""
    shortest, thickest = int(_SHORTEST * longer), max(3, int(_THICKEST * longer))
    done: list[_Stroke] = []
    growing: list[_Stroke] = []
    runs = 0
    for k, found in enumerate(_runs(rows, shortest)):
        fresh: list[_Stroke] = []
        for start, end in found:
            runs += 1
            if runs > _MOST_RUNS:
                return []
            touched = [s for s in growing if s.tip[0] < end + _GAP and start < s.tip[1] + _GAP]
            if not touched:
                fresh.append(_Stroke(start, end, k, k, (start, end), [(k, start, end)]))
                continue
            one = touched[0]
            for other in touched[1:]:
                one.start, one.end = min(one.start, other.start), max(one.end, other.end)
                one.first = min(one.first, other.first)
                one.runs += other.runs
                growing.remove(other)
            one.start, one.end, one.last = min(one.start, start), max(one.end, end), k
            one.runs.append((k, start, end))
            one.tip = (start, end) if one.tip[1] - one.tip[0] < end - start or one.last != k else one.tip
        still = [s for s in growing if k - s.last <= 2]
        done += [s for s in growing if k - s.last > 2]
        growing = still + fresh
    done += growing
    return [s for s in done if s.last - s.first <= thickest + _SLOPE * (s.end - s.start) and _stands_alone(s, rows)]


def _stands_alone(stroke: _Stroke, rows: list[bytes]) -> bool:
    """Is there paper on both sides of a line? The feet of bold letters make one too, with the letters above it."""
    drawn = sum(end - start for _, start, end in stroke.runs)
    away = round(drawn / max(stroke.end - stroke.start, 1)) + _BESIDE  # its thickness, and some more
    for way in (-away, away):
        beside = sum(
            rows[k + way].count(b"\x01", start, end) for k, start, end in stroke.runs if 0 <= k + way < len(rows)
        )
        if beside > _MOST_BESIDE * drawn:
            return False
    return True


def _runs(rows: list[bytes], shortest: int) -> Iterator[list[tuple[int, int]]]:
    """The long runs of ink in each row, seen together with its two neighbours: a line askew is none in one row."""
    pattern = re.compile(rb"\x01{12,}(?:\x00{1,%d}\x01{12,})*" % _GAP)
    numbers = [int.from_bytes(row, "little") for row in rows]
    length = len(rows[0]) if rows else 0
    for k, number in enumerate(numbers):
        if not number:
            yield []
            continue
        near = number | (numbers[k - 1] if k else 0) | (numbers[k + 1] if k + 1 < len(numbers) else 0)
        said = near.to_bytes(length, "little")
        yield [m.span() for m in pattern.finditer(said) if m.end() - m.start() >= shortest]
