"""Tables of tasks: which column says what is to be done, by whom, with whom, by when.

Column heads are those in use (Nhiệm vụ, Cơ quan chủ trì, Cơ quan phối hợp, Thời gian hoàn thành);
a table without a column for the work and one for who or when is no table of tasks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.model import Deadline
from ingest.grammar.agencies import Agency, read_list
from ingest.grammar.dates import DATE, MONTH, YEAR, day_of, month_end
from ingest.grammar.deadlines import deadlines
from ingest.grammar.tasks import FoundTask
from ingest.structure.tables import Cell, Table, is_number

_WORK = re.compile(
    r"nhiệm vụ|nội dung|công việc|hoạt động|tên (?:dự án|đề án|văn bản|nhiệm vụ|chương trình|kế hoạch)|giải pháp", re.I
)
_LEAD = re.compile(
    r"chủ trì|(?:cơ quan|đơn vị|bộ phận)(?: \S+)? (?:thực hiện|trình|soạn thảo)|trách nhiệm|đầu mối", re.I
)
_LEAD_ELSE = re.compile(
    r"(?:cơ quan|đơn vị|bộ phận|người)(?: \S+)? (?:tham mưu|phụ trách|chuẩn bị|xây dựng|ban hành|được giao)|phụ trách"
    r"|phân công",
    re.I,
)
_WITH = re.compile(r"phối hợp|tham gia", re.I)
_BESIDE_HERE = re.compile(r"\s*/\s*|[,;.]?\s*\(?[Pp]hối hợp(?:\s+(?:với|cùng))?\s*:?\s*|\s*;\s*")
_WHEN = re.compile(r"thời (?:gian|hạn|điểm)|tiến độ|hoàn thành|lộ trình", re.I)
# A procedure's steps say who does what whenever an application comes in: no task of anyone's.
_STEPS = re.compile(r"trình tự|bước|thứ tự công việc|quy trình", re.I)
_BREAK = re.compile(r"[\s,;./&-]*(?:và\s+)?")
_NEXT = re.compile(r"[,;\n]|\s+và\s+")
_BARE_YEARS = re.compile(
    rf"(?:(?P<since>[Tt]ừ\s+)?(?:[Tt]rong\s+|[Gg]iai đoạn\s+)?(?:[Nn]ăm\s+)?)?(?P<a>{YEAR})"
    rf"(?:\s*(?:-|đến|và)\s*(?:hết\s+)?(?:[Nn]ăm\s+)?(?P<b>{YEAR}))?\s*\.?$"
)

_BARE_DAY = re.compile(rf"(?:[Nn]gày\s+)?(?:{DATE.pattern})\s*\.?")
_BARE_MONTH = re.compile(rf"(?P<m>{MONTH})\s*/\s*(?P<y>{YEAR})\s*\.?")


@dataclass(frozen=True, slots=True)
class _Columns:
    work: int
    lead: list[int]
    beside: list[int]
    when: list[int]
    both: list[int]
    """Columns of those who lead and those who take part: "Đơn vị chủ trì/phối hợp"."""


def table_tasks(text: str, tables: list[Table], place: str | None, on: str | None) -> list[FoundTask]:
    """A task for each row of each table of tasks. `text` has blanks for the breaks inside cells.

    >>> from ingest.structure.tables import find_tables
    >>> t = "| TT | Nhiệm vụ | Chủ trì | Thời hạn |\\n| 1 | Rà soát quy hoạch | Sở Xây dựng | Quý III/2026 |\\n"
    >>> [(t[f.start:f.end], f.lead[0][0].name, f.deadlines[0][0].end)
    ...  for f in table_tasks(t, find_tables(t), "bac-ninh", None)]
    [('Rà soát quy hoạch', 'Sở Xây dựng tỉnh Bắc Ninh', '2026-09-30')]
    """
    out: list[FoundTask] = []
    for table in tables:
        # A caption merged over all columns may stand above the heads.
        found = next(((k, c) for k, row in enumerate(table[:_CAPTIONS]) if (c := _columns(text, row))), None)
        if found is None:
            continue
        at, columns = found
        if at + 1 < len(table) and _goes_on_below(table[at], table[at + 1], columns):
            at, columns = at + 1, _columns(text, table[at + 1]) or columns
        head = table[at]
        above: list[Cell] = []
        for short in table[at + 1 :]:
            row = _whole(text, short, above, len(head))
            row = [above[k] if k < len(above) and _DITTO.fullmatch(text, *cell) else cell for k, cell in enumerate(row)]
            above = row
            if columns.work < len(row) and row[columns.work] == head[columns.work]:
                continue  # the second row of a head whose first is merged with it
            if len(row) > 1 and len(set(row)) == 1:
                continue  # merged over all columns: a heading that groups rows
            task = _task(text, row, columns, place, on)
            if task is None:
                continue
            if out and (out[-1].start, out[-1].end) == (task.start, task.end):
                _add(out[-1], task)
            else:
                out.append(task)
    return out


_DITTO = re.compile(r"\W*(?:(?:nt|n\.t|như trên)\W*|[\"”“]\W*)", re.I)  # "-nt-": what stands in the row above
_CAPTIONS = 3  # rows that may come before the heads


def _add(task: FoundTask, more: FoundTask) -> None:
    """A piece of work merged over several rows has all that stands beside it, each once."""
    task.lead += [a for a in more.lead if a not in task.lead]
    task.coordinating += [a for a in more.coordinating if a not in task.coordinating]
    task.deadlines += [d for d in more.deadlines if d not in task.deadlines]


def _goes_on_below(head: list[Cell], below: list[Cell], columns: _Columns) -> bool:
    """Is a row the heads' second, the work's merged over both: "Phân công" parted in "Chủ trì" and "Phối hợp"?"""
    return columns.work < len(below) and below[columns.work] == head[columns.work] and below != head


_ROMAN = re.compile(r"\W*[IVXLC]{1,5}\s*[.)]?\s*$")
_GROUP = re.compile(r"\s*(?:[IVXLC]{1,5}|[A-ZĐ]|\d{1,3}(?:\.\d{1,2})*)\s*[.)]?\s*$")


def _whole(text: str, row: list[Cell], above: list[Cell], width: int) -> list[Cell]:
    """A row whose first cells are merged with those above it, or empty and lost, has them again."""
    missing = width - len(row)
    if missing <= 0 or not row or _GROUP.match(text, *row[0]):
        return row
    start = row[0][0]
    return (above[:missing] if len(above) == width else [(start, start)] * missing) + row


def _columns(text: str, header: list[Cell]) -> _Columns | None:
    heads = [" ".join(text[slice(*c)].split()) for c in header]
    if any(_STEPS.search(h) for h in heads):
        return None

    def of(pattern: re.Pattern[str], *taken: list[int], longest: int = 60) -> list[int]:
        return [
            k for k, h in enumerate(heads) if pattern.search(h) and len(h) < longest and not any(k in t for t in taken)
        ]

    both = [k for k in of(_WITH) if "chủ trì" in heads[k].lower()]
    beside = of(_WITH, both)
    lead = of(_LEAD, beside, both)
    when = of(_WHEN, lead, beside, both)
    work = of(_WORK, lead, beside, both, when, longest=80)
    if work and not (lead or both):
        # "Cơ quan tham mưu", "Đơn vị phụ trách": where nobody else is said to lead, these do
        lead = of(_LEAD_ELSE, work, beside, when)
    if not work and (lead or both) and when:
        work = [k for k in range(1, len(heads)) if k not in (*lead, *beside, *both, *when)]
    return _Columns(work[0], lead, beside, when, both) if work and (lead or beside or both) else None


def _task(text: str, row: list[Cell], columns: _Columns, place: str | None, on: str | None) -> FoundTask | None:
    if columns.work >= len(row):
        return None
    start, end = row[columns.work]
    if end - start < 12 or is_number(text[start:end]):
        return None
    said = [row[k] for k in (*columns.lead, *columns.both, *columns.beside, *columns.when) if k < len(row)]
    if not any(b - a > 2 and (a, b) != (start, end) for a, b in said):
        return None  # a heading that groups rows, its cell merged with those beside it or these empty
    task = FoundTask(start, end, -1)
    task.lead = [(a, True) for k in columns.lead if k < len(row) for a in _agencies(text, row[k], place, on)]
    task.coordinating = [a for k in columns.beside if k < len(row) for a in _agencies(text, row[k], place, on)]
    for k in columns.both:
        if k < len(row):
            first, rest = _parted(text, row[k])
            task.lead += [(a, True) for a in _agencies(text, first, place, on)]
            task.coordinating += _agencies(text, rest, place, on)
    for k in columns.when:
        if k < len(row):
            task.deadlines += deadlines(text, *row[k], []) or _bare(text, row[k])
    if not (task.lead or task.coordinating or task.deadlines) and columns.work and _ROMAN.match(text, *row[0]):
        return None  # "II | Phát triển công nghiệp | đã hoàn thành": a heading with a remark beside it
    return task


def _parted(text: str, cell: Cell) -> tuple[Cell, Cell]:
    """Who leads and who takes part in one cell: "Sở Y tế/Công an tỉnh", "Sở Y tế; phối hợp: Công an tỉnh"."""
    mark = _BESIDE_HERE.search(text, *cell)
    return ((cell[0], mark.start()), (mark.end(), cell[1])) if mark else (cell, (cell[1], cell[1]))


def _agencies(text: str, cell: Cell, place: str | None, on: str | None) -> list[Agency]:
    """All bodies of a cell, also where the breaks between them were lost."""
    out: list[Agency] = []
    at, end = cell
    while at < end:
        blank = _BREAK.match(text, at, end)
        at = blank.end() if blank else at
        found, stop = read_list(text, at, end, place, on)
        out += found
        if found:
            at = max(stop, at + 1)
            continue
        onward = _NEXT.search(text, at, end)
        if onward is None:
            break
        at = onward.end()
    return out


def _bare(text: str, cell: Cell) -> list[tuple[Deadline, int, int]]:
    """What a day, a month or years say that stand alone below a head such as "Thời hạn"."""
    said = text[slice(*cell)].strip()
    day = _BARE_DAY.fullmatch(said)
    on = day_of(day) if day else None
    if on is not None:
        return [(Deadline(said, "before", None, on), *cell)]
    month = _BARE_MONTH.fullmatch(said)
    if month:
        y, m = int(month["y"]), int(month["m"])
        return [(Deadline(said, "within", f"{y}-{m:02}-01", month_end(y, m)), *cell)]
    match = _BARE_YEARS.match(text, *cell)
    if match is None:
        return []
    if match["since"] and not match["b"]:
        return [(Deadline(said, "from", f"{match['a']}-01-01", None), *cell)]
    return [(Deadline(said, "within", f"{match['a']}-01-01", f"{match['b'] or match['a']}-12-31"), *cell)]
