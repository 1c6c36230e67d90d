"""Tables as text has them: rows of pipes, one bar a line between cells, one cell a line under `STT`.

Cells are spans of the clean text. Only the shape is read here; what a column means is the grammar's.
"""

from __future__ import annotations

import itertools
import re

Cell = tuple[int, int]
Table = list[list[Cell]]  # rows of cells, the header first

_NUMBERING = re.compile(r"(?:STT|TT|Số TT|Stt|Tt)\.?$")
_RULED = re.compile(r"[\s|:*_-]*$")
_FIRST = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,2})*|[IVX]{1,5}|[a-zđ])[.)]?$")
_MOST_COLUMNS = 12


def find_tables(text: str) -> list[Table]:
    """Every table of at least two rows and two columns, in the order of the text.

    >>> text = "| TT | Việc |\\n|---|---|\\n| 1 | Rà soát |\\n"
    >>> [[text[a:b] for a, b in row] for row in find_tables(text)[0]]
    [['TT', 'Việc'], ['1', 'Rà soát']]
    """
    lines = _lines(text)
    found = _piped(text, lines) + _barred(text, lines) if "|" in text else []
    found += _listed(text, lines)
    return sorted((t for t in found if len(t) > 1 and len(t[0]) > 1), key=lambda t: t[0][0])


def extent(table: Table) -> Cell:
    """From a table's first character past its last; a cell merged over rows ends before those beside it."""
    return min(a for row in table for a, _ in row), max(b for row in table for _, b in row)


def joined(marked: list[Table], found: list[Table]) -> list[Table]:
    """Tables that the format marked, and of those found in the words the ones beside them, in order."""
    taken = [extent(table) for table in marked]
    beside = [t for t in found if not any(a < extent(t)[1] and extent(t)[0] < b for a, b in taken)]
    return sorted([*marked, *beside], key=lambda table: extent(table)[0])


def _lines(text: str) -> list[Cell]:
    out, at = [], 0
    for raw in text.split("\n"):
        out.append((at, at + len(raw)))
        at += len(raw) + 1
    return out


def _trim(text: str, start: int, end: int) -> Cell:
    while start < end and text[start] in " \t\n*|":
        start += 1
    while end > start and text[end - 1] in " \t\n*|":
        end -= 1
    return start, end


def _piped(text: str, lines: list[Cell]) -> list[Table]:
    tables: list[Table] = []
    rows: Table = []
    for a, b in [*lines, (len(text), len(text))]:
        line = text[a:b].strip()
        if line.count("|") < 2 or not line.startswith("|"):
            if rows:
                tables.append(rows)
            rows = []
            continue
        if _RULED.fullmatch(line):
            continue
        bars = [k for k in range(a, b) if text[k] == "|" and text[k - 1] != "\\"]
        edges = bars if text[a:b].rstrip().endswith("|") else [*bars, b]
        rows.append([_trim(text, x + 1, y) for x, y in itertools.pairwise(edges)])
    return tables


def _barred(text: str, lines: list[Cell]) -> list[Table]:
    """`|`, a cell, `|`, a cell, …: a bar of its own line opens a cell, two in a row part rows."""
    tables: list[Table] = []
    rows: Table = []
    row: list[Cell] = []
    cell: Cell | None = None
    bars = blanks = 0

    def close() -> None:
        nonlocal rows, row, cell
        if row:
            rows.append(row)
        if rows:
            tables.append(rows)
        rows, row, cell = [], [], None

    for a, b in lines:
        line = text[a:b].strip()
        if line == "|":
            if cell is not None:
                row.append(_trim(text, *cell))
            elif bars and row and blanks:
                row.append((a, a))  # a blank line between bars is an empty cell, none is the row's end
            elif bars and row:
                rows.append(row)
                row = []
            cell, bars, blanks = None, bars + 1, 0
        elif not line:
            blanks += 1
            if blanks > 1:
                close()
                bars = 0
        elif bars:
            cell = (cell[0] if cell else a, b)
            blanks = 0
    close()
    return [part for table in tables for part in _at_headers(text, table)]


def _at_headers(text: str, table: Table) -> list[Table]:
    """Parted where a header begins: words between two tables read like a cell of the first."""
    parts: list[Table] = [[]]
    for row in table:
        head = next((k for k, (a, b) in enumerate(row) if _NUMBERING.match(text[a:b])), None)
        if head is not None and len(row) - head > 1:
            if parts[-1] and head >= len(parts[-1][0]):
                parts[-1].append(row[: len(parts[-1][0])])  # the last row, with the words between run on to it
            parts.append([])
            row = row[head:]
        parts[-1].append(row)
    return [part for part in parts if part]


def _listed(text: str, lines: list[Cell]) -> list[Table]:
    """Cells one a line after `STT`, rows told by their running number."""
    full = [(a, b) for a, b in lines if text[a:b].strip()]
    if any(text[slice(*c)].strip() == "|" for c in full):
        return []
    tables: list[Table] = []
    k = 0
    while k < len(full):
        if not _NUMBERING.match(text[slice(*full[k])].strip()):
            k += 1
            continue
        width = next(
            (n for n in range(2, _MOST_COLUMNS) if k + n < len(full) and _number(text, full[k + n]) == 1), None
        )
        if width is None:
            k += 1
            continue
        rows = [[_trim(text, *c) for c in full[k : k + width]]]
        at = k + width
        while at + width <= len(full) and _number(text, full[at]) == len(rows):
            rows.append([_trim(text, *c) for c in full[at : at + width]])
            at += width
        tables.append(rows)
        k = at
    return tables


def _number(text: str, line: Cell) -> int | None:
    said = text[slice(*line)].strip().rstrip(".)")
    return int(said) if said.isdecimal() and len(said) < 4 else None


def is_number(said: str) -> bool:
    """Is a cell the running number of its row?"""
    return _FIRST.match(said.strip()) is not None
