"""Rows of cells made a grid: RTF gives each cell's right edge, and a merged cell repeats its span in a grid."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from ingest.source import SourceTable, Span

_NEAR = 60  # twips, a millimetre: edges nearer than this are one, because columns dragged by hand never agree
MOST_COLUMNS = 64  # Word allows no more


@dataclass(slots=True)
class Edge:
    """A cell as a row defines it: where it ends, in twips, and whether it goes on the one above or to its left."""

    right: int
    below: bool = False
    beside: bool = False


@dataclass(slots=True)
class Row:
    """A finished row: its left edge, the definitions of its cells, their spans."""

    left: int = 0
    edges: list[Edge] = field(default_factory=list)
    cells: list[Span] = field(default_factory=list)


def grid(rows: list[Row]) -> SourceTable:
    """The rows with each cell repeated over the columns and rows that it covers.

    A row whose definitions and cells do not agree in number is kept as it stands.
    """
    lines = _lines(rows)
    table: SourceTable = []
    for row in rows:
        if len(row.edges) < len(row.cells) or not lines:
            table.append(list(row.cells))
            continue
        wide: list[Span] = []
        above = table[-1] if table else []
        left = row.left
        for edge, span in zip(row.edges, row.cells, strict=False):
            first, last = _place(lines, left), _place(lines, edge.right)
            left = edge.right
            for column in range(first, max(last, first + 1)):
                if edge.below and column < len(above):
                    wide.append(above[column])
                elif edge.beside and wide:
                    wide.append(wide[-1])
                else:
                    wide.append(span)
            if len(wide) > MOST_COLUMNS:
                return [list(r.cells) for r in rows]
        table.append(wide)
    return table


def _lines(rows: list[Row]) -> list[int]:
    """The vertical lines of a table from left to right, near ones made one."""
    found: list[int] = []
    for at in sorted({row.left for row in rows} | {edge.right for row in rows for edge in row.edges}):
        if not found or at - found[-1] > _NEAR:
            found.append(at)
    return found


def _place(lines: list[int], at: int) -> int:
    k = bisect_left(lines, at)
    if k == len(lines) or (k and at - lines[k - 1] < lines[k] - at):
        return k - 1
    return k
