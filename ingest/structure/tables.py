"""Tables as text has them: rows of pipes, one bar a line between cells, one cell a line under `STT`, tabs.

Cells are spans of the clean text. Only the shape is read here; what a column means is the grammar's.
"""

from __future__ import annotations

import itertools
import re

Cell = tuple[int, int]
Table = list[list[Cell]]  # rows of cells, the header first

_NUMBERING = re.compile(r"(?:STT|TT|Số TT|Stt|Tt)\.?$")
_TAB = re.compile(r"\t")
_OPEN = re.compile(r"(?:[,-]|(?<![^\W_])(?:và|các|của|với|theo|về))$")  # no cell ends so
_OFTEN_EMPTY = re.compile(r"phối hợp|ghi chú", re.I)  # where a row has a line less than there are heads
_RULED = re.compile(r"[\s|:*_-]*$")
_FIRST = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,2})*|[IVX]{1,5}|[a-zđ])[.)]?$")
_MOST_COLUMNS = 12
_LONGEST_HEAD = 80  # characters of a cell that heads a column
_MOST_BROKEN = 12  # lines of a cell that holds paragraphs
_MOST_LINES = 40  # of a row
_MOST_BELOW = 4  # and of the last cell of a row


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
    """Cells one a line after `STT`, rows told by their running number; a line that goes on with the one before it is
    of its cell."""
    full = [(a, b) for a, b in lines if text[a:b].strip()]
    if any(text[slice(*c)].strip() == "|" for c in full):
        return []
    tables: list[Table] = []
    k = 0
    while k < len(full):
        if not _NUMBERING.match(text[slice(*full[k])].strip()):
            k += 1
            continue
        heads, at = _heads(text, full, k)
        rows = [heads] if at else []
        while rows and at < len(full) and _number(text, full[at]) == len(rows):
            row, at = _row(text, full, at, heads, len(rows) + 1)
            if len(row) < len(heads):
                break
            rows.append(row)
        if len(rows) > 1:
            tables.append(rows)
        k = max(at, k + 1)
    return tables


def _heads(text: str, full: list[Cell], k: int) -> tuple[list[Cell], int]:
    """The heads from line `k` up to the number of the first row, and where that stands; nothing where there is none."""
    first = next((n for n in range(2, _MOST_COLUMNS) if k + n < len(full) and _number(text, full[k + n]) == 1), None)
    if first is None:
        return [], 0
    heads: list[Cell] = []
    for line in full[k : k + first]:
        if heads and _goes_on(text, heads[-1], line):
            heads[-1] = _trim(text, heads[-1][0], line[1])
        else:
            heads.append(_trim(text, *line))
    return heads, k + first


def _row(text: str, full: list[Cell], at: int, heads: list[Cell], following: int) -> tuple[list[Cell], int]:
    """The cells of the row whose number stands at line `at`, and the line past it. Lines that go on are taken together
    only where there are more of them than cells; a row that falls short of them ends the table."""
    width = len(heads)
    reach = range(at + width - 1, min(at + _MOST_LINES, len(full)))
    stop = next((k for k in reach if _number(text, full[k]) == following), None)
    if stop == at + width - 1 and stop + 1 < len(full) and _number(text, full[stop + 1]) == following:
        stop += 1  # the last cell is a number too
    if stop is not None and stop - at <= width:
        row = [_trim(text, *c) for c in full[at:stop]]
        empty = next((k for k, head in enumerate(heads) if _OFTEN_EMPTY.search(text, *head)), None)
        if len(row) < width and empty is not None:
            place = full[stop - 1][1] if empty >= len(row) else row[empty][0]
            row.insert(empty, (place, place))
        return row, stop
    row = []
    k = at
    while k < (stop or min(at + _MOST_LINES, len(full))):
        if len(row) > 1 and _goes_on(text, row[-1], full[k]):
            row[-1] = _trim(text, row[-1][0], full[k][1])
        elif len(row) < width:
            row.append(_trim(text, *full[k]))
        else:
            break
        k += 1
    if stop is not None and k < stop:
        row[-1] = _trim(text, row[-1][0], full[stop - 1][1])  # more than we could tell apart: the last has the rest
        k = stop
    return row, k


def _goes_on(text: str, cell: Cell, line: Cell) -> bool:
    """Does a line begin in the middle of what the cell before it says?"""
    first = text[slice(*line)].lstrip()[:1]
    return first.islower() or _OPEN.search(text, max(cell[0], cell[1] - 8), cell[1]) is not None


def tabbed(text: str) -> list[Table]:
    """Tables that a word processor saved as text, tabs between the cells of a row. Below `STT` a row begins with its
    number, so that cells may hold several lines; elsewhere all rows have as many tabs.

    >>> text = "TT\\tViệc\\tChủ trì\\n1\\tRà soát\\nquy hoạch\\tSở Xây dựng\\n"
    >>> [[text[a:b] for a, b in row] for row in tabbed(text)[0]]
    [['TT', 'Việc', 'Chủ trì'], ['1', 'Rà soát\\nquy hoạch', 'Sở Xây dựng']]
    """
    if "\t" not in text:
        return []
    lines = _lines(text)
    tables: list[Table] = []
    k = 0
    while k < len(lines):
        heads = _parted(text, lines[k])
        if len(heads) < 3 or not all(a < b <= a + _LONGEST_HEAD for a, b in heads):
            k += 1
            continue
        numbered = _NUMBERING.match(text[slice(*heads[0])]) is not None
        rows, k = _numbered_rows(text, lines, k + 1, len(heads)) if numbered else _even_rows(text, lines, k + 1, heads)
        if rows:
            tables.append([heads, *rows])
    return tables


def _parted(text: str, line: Cell) -> list[Cell]:
    """The cells of a line with tabs between them; one cell where it has none."""
    edges = [line[0] - 1, *(line[0] + m.start() for m in _TAB.finditer(text[slice(*line)])), line[1]]
    return [_trim(text, a + 1, b) for a, b in itertools.pairwise(edges)]


def _even_rows(text: str, lines: list[Cell], k: int, heads: list[Cell]) -> tuple[Table, int]:
    """The rows from line `k` on that have as many tabs as the heads, two at least, and the line past them."""
    rows: Table = []
    while k < len(lines) and len(cells := _parted(text, lines[k])) == len(heads):
        rows.append(cells)
        k += 1
    return (rows if len(rows) > 1 else []), k


def _numbered_rows(text: str, lines: list[Cell], k: int, width: int) -> tuple[Table, int]:
    """The rows from line `k` on that begin with a number, each up to the next one's, and the line past them."""
    rows: Table = []
    past = k
    while k < len(lines):
        cells = _parted(text, lines[k])
        k += 1
        whole = bool(rows) and len(rows[-1]) >= width
        if len(cells) == 1:
            if not rows or k - past > (_MOST_BELOW if whole else _MOST_BROKEN):
                break
            continue  # a further line of the last cell, if more of the table follows
        if is_number(text[slice(*cells[0])]):
            rows.append(cells)
        elif rows and len(rows[-1]) + len(cells) - 1 <= width:
            # What stands before the break and what stands behind it are one cell.
            rows[-1] = [*rows[-1][:-1], (rows[-1][-1][0], cells[0][1]), *cells[1:]]
        else:
            break
        past = k
    return rows, past


def _number(text: str, line: Cell) -> int | None:
    said = text[slice(*line)].strip().rstrip(".)")
    return int(said) if said.isdecimal() and len(said) < 4 else None


def is_number(said: str) -> bool:
    """Is a cell the running number of its row?"""
    return _FIRST.match(said.strip()) is not None
