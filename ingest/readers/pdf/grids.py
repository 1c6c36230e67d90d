"""Ruled grids: which drawn lines make a table, which places of it are one cell, which words stand in which.

A frame of one cell is no grid, nor is what has only rows or only columns of one. Whether a grid is a
table of the text is decided when its words are known and those of the pages beside it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable

from ingest.readers.pdf.lines import merged, segments
from ingest.readers.pdf.model import Cell, Grid, Line, Rule, Word

_SNAP = 2.5  # points: rules this near are one
_TOUCH = 4.0  # points: rules that end this near each other meet
_COVERED = 0.6  # of a side: how much of it must be drawn to part two cells
_MOST_ROWS, _MOST_COLUMNS = 250, 60
_OPEN_SIDE = 12.0  # points that rules reach past the last crossing one: a table drawn without that side

Join = Callable[[list[Line], float, float], list[list[Line]]]


def find_grids(rules: list[Rule], words: list[Word], page: int, join: Join) -> tuple[list[Grid], list[Word]]:
    """The grids of a page that hold words, from the top, and the words outside them."""
    out: list[Grid] = []
    for group in _groups(rules):
        shape = _shape(group)
        if shape is None:
            continue
        grid, words = _filled(*shape, group, words, page, join)
        if grid is not None:
            out.append(grid)
    return sorted(out, key=lambda g: -g.top), words


def _groups(rules: list[Rule]) -> list[list[Rule]]:
    """Rules that meet, directly or through others. Only groups with level and upright ones can be grids."""
    level = sorted((r for r in rules if r.level), key=lambda r: r.y0)
    upright = [r for r in rules if not r.level]
    if len(level) < 2 or not upright or len(level) * len(upright) > 4_000_000:
        return []
    parent = list(range(len(level) + len(upright)))

    def root(k: int) -> int:
        while parent[k] != k:
            parent[k] = parent[parent[k]]
            k = parent[k]
        return k

    ys = [r.y0 for r in level]
    for j, v in enumerate(upright, start=len(level)):
        for i in range(bisect_right(ys, v.y0 - _TOUCH), len(level)):
            h = level[i]
            if h.y0 > v.y1 + _TOUCH:
                break
            if h.x0 - _TOUCH <= v.x0 <= h.x1 + _TOUCH:
                parent[root(i)] = root(j)
    groups: dict[int, list[Rule]] = {}
    for k, rule in enumerate([*level, *upright]):
        groups.setdefault(root(k), []).append(rule)
    return [g for g in groups.values() if sum(r.level for r in g) > 1 and not all(r.level for r in g)]


def _shape(group: list[Rule]) -> tuple[list[float], list[float]] | None:
    """The positions of columns, rising, and of rows, from the top."""
    level = [r for r in group if r.level]
    upright = [r for r in group if not r.level]
    xs, ys = _clustered(r.x0 for r in upright), _clustered(r.y0 for r in level)
    left, right = min(r.x0 for r in level), max(r.x1 for r in level)
    low, high = min(r.y0 for r in upright), max(r.y1 for r in upright)
    xs = [left, *xs] if left < xs[0] - _OPEN_SIDE else xs
    xs = [*xs, right] if right > xs[-1] + _OPEN_SIDE else xs
    ys = [low, *ys] if low < ys[0] - _OPEN_SIDE else ys
    ys = [*ys, high] if high > ys[-1] + _OPEN_SIDE else ys
    if len(xs) < 3 or len(ys) < 2 or len(xs) > _MOST_COLUMNS or len(ys) > _MOST_ROWS:
        return None
    return xs, ys[::-1]


def _clustered(values: Iterable[float]) -> list[float]:
    out: list[list[float]] = []
    for value in sorted(values):
        if out and value - out[-1][-1] <= _SNAP:
            out[-1].append(value)
        else:
            out.append([value])
    return [sum(c) / len(c) for c in out]


def _filled(
    xs: list[float], ys: list[float], group: list[Rule], words: list[Word], page: int, join: Join
) -> tuple[Grid | None, list[Word]]:
    columns, rows = len(xs) - 1, len(ys) - 1
    owner = _merged_places(xs, ys, group)
    inside: dict[int, list[Word]] = {}
    outside: list[Word] = []
    rising = ys[::-1]
    for word in words:
        x, y = (word.x0 + word.x1) / 2, word.y + 0.3 * word.size
        if not (xs[0] - _SNAP <= x <= xs[-1] + _SNAP and ys[-1] <= y <= ys[0]):
            outside.append(word)
            continue
        c = min(max(bisect_right(xs, x) - 1, 0), columns - 1)
        r = min(max(rows - bisect_right(rising, y), 0), rows - 1)
        inside.setdefault(owner[r * columns + c], []).append(word)
    if len(inside) < 2:
        return None, words
    reach: dict[int, tuple[int, int]] = {}  # the first and the last column of a cell
    for k, place in enumerate(owner):
        first, last = reach.get(place, (columns, -1))
        reach[place] = (min(first, k % columns), max(last, k % columns))
    cells: dict[int, Cell] = {}
    for place, (first, last) in reach.items():
        left, right = xs[first], xs[last + 1]
        lines = _lines(inside.get(place, []))
        cells[place] = Cell([[(page, line) for line in joined] for joined in join(lines, left, right)])
    table = [[cells[owner[r * columns + c]] for c in range(columns)] for r in range(rows)]
    table, xs = _without_slivers(table, xs)
    if len(table[0]) < 2:
        return None, words
    return Grid(table, xs[0], xs[-1], ys[0], ys[-1], xs), outside


def _lines(words: list[Word]) -> list[Line]:
    """The lines of a cell: holes in them mean nothing, they are justified to narrow columns."""
    out: list[list[Line]] = []
    for piece in segments(words):
        if out and abs(out[-1][-1].y - piece.y) < 0.35 * piece.size:
            out[-1].append(piece)
        else:
            out.append([piece])
    return [merged(row) for row in out]


def _merged_places(xs: list[float], ys: list[float], group: list[Rule]) -> list[int]:
    """For each place of the grid, row by row, the first place of the cell that it belongs to."""
    columns, rows = len(xs) - 1, len(ys) - 1
    upright: dict[int, list[Rule]] = {}
    level: dict[int, list[Rule]] = {}
    for rule in group:
        if rule.level:
            level.setdefault(_nearest(ys, rule.y0), []).append(rule)
        else:
            upright.setdefault(_nearest(xs, rule.x0), []).append(rule)
    owner = list(range(rows * columns))

    def root(k: int) -> int:
        while owner[k] != k:
            k = owner[k]
        return k

    def join(a: int, b: int) -> None:
        a, b = root(a), root(b)
        owner[max(a, b)] = min(a, b)

    for r in range(rows):
        for c in range(columns):
            if c + 1 < columns:
                drawn = sum(_overlap(v.y0, v.y1, ys[r + 1], ys[r]) for v in upright.get(c + 1, ()))
                if drawn < _COVERED * (ys[r] - ys[r + 1]):
                    join(r * columns + c, r * columns + c + 1)
            if r + 1 < rows:
                drawn = sum(_overlap(h.x0, h.x1, xs[c], xs[c + 1]) for h in level.get(r + 1, ()))
                if drawn < _COVERED * (xs[c + 1] - xs[c]):
                    join(r * columns + c, (r + 1) * columns + c)
    return [root(k) for k in range(len(owner))]


def _nearest(edges: list[float], at: float) -> int:
    return min(range(len(edges)), key=lambda k: abs(edges[k] - at))


def _overlap(a0: float, a1: float, b0: float, b1: float) -> float:
    return max(0.0, min(a1, b1) - max(a0, b0))


def _without_slivers(table: list[list[Cell]], xs: list[float]) -> tuple[list[list[Cell]], list[float]]:
    """Without rows and columns that hold no cell of their own: drawn by rules that do not quite meet."""
    kept_rows = [
        row for k, row in enumerate(table) if k == 0 or any(a is not b for a, b in zip(row, table[k - 1], strict=True))
    ]
    kept_rows = [row for row in kept_rows if any(cell.paragraphs for cell in row)] or kept_rows[:1]
    columns = [c for c in range(len(kept_rows[0])) if c == 0 or any(row[c] is not row[c - 1] for row in kept_rows)]
    columns = [c for c in columns if any(row[c].paragraphs for row in kept_rows) or xs[c + 1] - xs[c] > 8] or columns
    return [[row[c] for c in columns] for row in kept_rows], [*(xs[c] for c in columns), xs[-1]]
