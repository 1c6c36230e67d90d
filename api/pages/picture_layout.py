"""Where the nodes of a picture stand: a band for each layer, authority above, so that arrows point upward.

No program for graphs is asked: dot takes 20 s where 300 nodes are thickly joined, and a browser's force layout puts a
decree below the task that carries it out. Lengths are in points of a picture that is not yet enlarged or reduced.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from api.pages.picture_rows import spread

WIDTH = 190.0
_ACROSS, _DOWN = 30.0, 56.0  # between nodes
_CLEAR = 14.0  # how far beside a row a link that passes it begins to bend
_BESIDE_THREAD = 10.0
_THREAD = 24.0  # the room of a link that passes between nodes
_HEAD, _FOOT = 38.0, 24.0  # of a band, the name of its layer in the head
_SIDE = 28.0
_LANDSCAPE = 1.35  # the width of the whole to its height, as far as the bands allow
_ROW = 125.0  # about how high a row is, with the room under it
_STEPS = 4  # rows that instruments of one layer which cite one another make
_SWEEPS = 8
_FEWEST, _MOST = 5, 40  # nodes side by side
# So many links are led round the nodes between their ends. Of more the leading makes the picture too wide to be read;
# they pass behind.
_LED = 70

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A node to be placed: its name, its band, how high it is."""

    id: str
    band: str
    height: float


@dataclass(frozen=True, slots=True)
class Band:
    """A stripe of the picture: from `top` on, `height` high, as wide as the picture."""

    name: str
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class Layout:
    """The middle of each node, the bands that have any, from the top down, and the size of it all. `bends`: the points
    that a link is led through, by its ends; most need none."""

    places: dict[str, Point]
    bands: tuple[Band, ...]
    width: float
    height: float
    bends: dict[tuple[str, str], tuple[Point, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class _Rows:
    """The nodes row under row, threads of links among them; `beside` is what each is joined to in other rows."""

    order: list[list[str]]
    beside: dict[str, list[str]]
    threads: dict[tuple[str, str], list[str]]

    def wide(self, one: str) -> float:
        return WIDTH if one[0] != "\0" else _THREAD


def layout(boxes: Sequence[Box], links: Iterable[tuple[str, str]], bands: Sequence[str]) -> Layout:
    """Place the nodes. `links` are pairs of their ids, from the one that speaks; `bands` in their order from the top.

    Within a band those that cite others of it stand under them. Each stands as near below and above its neighbours as
    there is room. The same input is always placed alike.
    """
    about = {box.id: box for box in boxes}
    pairs = sorted({(a, b) for a, b in links if a in about and b in about and a != b})
    groups = [group for band in bands for group in _groups([box for box in boxes if box.band == band], pairs)]
    order = [[box.id for box in group] for group in groups]
    across = _columns([len(group) for group in order])
    if len(pairs) <= _LED and max(map(len, order), default=0) <= across + 2:
        return _small(_threaded(order, pairs), about)
    return _large(order, pairs, about, across)


def _columns(sizes: list[int]) -> int:
    """How many nodes stand side by side at most, for the whole to be of the shape of a screen."""

    def off(across: int) -> float:
        width = min(across, max(sizes)) * (WIDTH + _ACROSS)
        height = sum(math.ceil(size / across) for size in sizes) * _ROW
        return abs(math.log(width / height / _LANDSCAPE))

    return min(range(_FEWEST, _MOST + 1), key=off) if sizes else _FEWEST


def _groups(boxes: list[Box], pairs: list[tuple[str, str]]) -> list[list[Box]]:
    """The boxes of a band by how far they stand above one another, the cited first."""
    inside = {box.id for box in boxes}
    cited: dict[str, list[str]] = {}
    for a, b in pairs:
        if a in inside and b in inside:
            cited.setdefault(a, []).append(b)
    steps = dict.fromkeys(inside, 0)
    # So many rounds that none goes deeper than there are rows; a ring of citations ends there too.
    for _ in range(_STEPS - 1):
        for one, others in sorted(cited.items()):
            steps[one] = min(_STEPS - 1, max(steps[one], 1 + max(steps[other] for other in others)))
    found: dict[int, list[Box]] = {}
    for box in boxes:
        found.setdefault(steps[box.id], []).append(box)
    return [found[step] for step in sorted(found)]


def _threaded(order: list[list[str]], pairs: list[tuple[str, str]]) -> _Rows:
    """Rows with a thread in each row that a link passes, so that it has a place of its own there."""
    row_of = {one: number for number, row in enumerate(order) for one in row}
    beside: dict[str, list[str]] = {one: [] for one in row_of}
    threads: dict[tuple[str, str], list[str]] = {}
    for number, (a, b) in enumerate(pairs):
        step = 1 if row_of[b] > row_of[a] else -1
        passed = range(row_of[a] + step, row_of[b], step) if row_of[a] != row_of[b] else range(0)
        way = [a]
        for row in passed:
            thread = f"\0{number}.{row}"
            order[row].append(thread)
            beside[thread] = []
            way.append(thread)
        threads[a, b] = way[1:]
        way.append(b)
        for one, other in pairwise(way):
            if row_of[a] != row_of[b]:
                beside[one].append(other)
                beside[other].append(one)
    return _Rows(order, beside, threads)


def _small(rows: _Rows, about: dict[str, Box]) -> Layout:
    """One row for each group; links have their own way between the nodes."""
    x = {one: at for row in rows.order for one, at in zip(row, _packed(rows, row), strict=True)}
    for sweep in range(_SWEEPS):
        ordered = sweep < _SWEEPS // 2
        for number in range(len(rows.order)) if sweep % 2 else reversed(range(len(rows.order))):
            row = rows.order[number]
            wish = {one: sum(x[other] for other in b) / len(b) if (b := rows.beside[one]) else x[one] for one in row}
            if ordered:
                rows.order[number] = row = sorted(row, key=lambda one: (wish[one], x[one], one))
            gaps = [(rows.wide(a) + rows.wide(b)) / 2 + _gap(a, b) for a, b in pairwise(row)]
            x |= dict(zip(row, spread([wish[one] for one in row], gaps), strict=True))
    left = min((x[one] - rows.wide(one) / 2 for one in x), default=0.0)
    x = {one: at - left + _SIDE for one, at in x.items()}
    width = max((x[one] + rows.wide(one) / 2 for one in x), default=0.0) + _SIDE
    places, bands, height, middles = _stacked([[one for one in row if one in about] for row in rows.order], x, about)
    row_of = {one: number for number, row in enumerate(rows.order) for one in row}
    bends = {}
    for ends, way in rows.threads.items():
        # Upright past the row, from a little above it to a little below: what bends towards its middle cuts a corner.
        up = -1 if places[ends[1]][1] < places[ends[0]][1] else 1
        points = [(x[one], middles[row_of[one]] + side * up * (_high(rows, row_of[one], about) / 2 + _CLEAR))
                  for one in way for side in (-1, 1)]  # fmt: skip
        if points:
            bends[ends] = tuple((round(across, 1), round(down, 1)) for across, down in points)
    return Layout(places, bands, round(width, 1), height, bends)


def _high(rows: _Rows, number: int, about: dict[str, Box]) -> float:
    return max(about[one].height for one in rows.order[number] if one in about)


def _packed(rows: _Rows, row: list[str]) -> list[float]:
    gaps = [(rows.wide(a) + rows.wide(b)) / 2 + _gap(a, b) for a, b in pairwise(row)]
    total, found = sum(gaps), [0.0]
    for gap in gaps:
        found.append(found[-1] + gap)
    return [at - total / 2 for at in found]


def _gap(a: str, b: str) -> float:
    return _ACROSS if a[0] != "\0" and b[0] != "\0" else _BESIDE_THREAD


def _large(order: list[list[str]], pairs: list[tuple[str, str]], about: dict[str, Box], across: int) -> Layout:
    """Several rows for a group that is longer than the picture shall be wide."""
    beside: dict[str, list[str]] = {one: [] for one in about}
    for a, b in pairs:
        beside[a].append(b)
        beside[b].append(a)
    for _ in range(_SWEEPS):
        slots = _slots(order, across)
        for number, group in enumerate(order):
            own = set(group)
            wish = {
                one: sum(slots[other] for other in others) / len(others)
                if (others := [other for other in beside[one] if other not in own])
                else slots[one]
                for one in group
            }
            order[number] = sorted(group, key=lambda one, wish=wish: (wish[one], slots[one], one))  # type: ignore[misc]
    slots = _slots(order, across)
    most = max(abs(at) for at in slots.values()) * 2 + 1
    width = most * (WIDTH + _ACROSS) - _ACROSS + 2 * _SIDE
    x = {one: width / 2 + at * (WIDTH + _ACROSS) for one, at in slots.items()}
    lines = []
    for group in order:
        rows = math.ceil(len(group) / across)
        lines += [group[row::rows] for row in range(rows)]
    places, bands, height, _ = _stacked(lines, x, about)
    return Layout(places, bands, round(width, 1), height)


def _slots(order: list[list[str]], across: int) -> dict[str, float]:
    """How far from the middle each stands, counted in columns. A group fills column after column: what belongs
    together stands together."""
    found: dict[str, float] = {}
    for group in order:
        rows = math.ceil(len(group) / across)
        columns = math.ceil(len(group) / rows)
        for number, one in enumerate(group):
            found[one] = number // rows - (columns - 1) / 2
    return found


def _stacked(
    rows: list[list[str]], x: dict[str, float], about: dict[str, Box]
) -> tuple[dict[str, Point], tuple[Band, ...], float, list[float]]:
    """The rows under one another: places, bands, the height of it all and the middle of each row."""
    places: dict[str, Point] = {}
    bands: list[Band] = []
    middles: list[float] = []
    top = 0.0
    for number, row in enumerate(rows):
        band = about[row[0]].band
        first = number == 0 or about[rows[number - 1][0]].band != band
        last = number == len(rows) - 1 or about[rows[number + 1][0]].band != band
        begun = top if first else bands.pop().top
        top += _HEAD if first else 0
        high = max(about[one].height for one in row)
        for one in row:
            places[one] = (round(x[one], 1), round(top + high / 2, 1))
        middles.append(top + high / 2)
        top += high + (_FOOT if last else _DOWN)
        bands.append(Band(band, begun, round(top - begun, 1)))
    return places, tuple(bands), round(top, 1), middles
