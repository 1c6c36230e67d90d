"""A list in an answer as a table: CSV for programs and spreadsheets, XLSX for people.

Members inside members become columns (`instrument.symbol`), things that have a name or a text are told by it, and
evidence by its file, place and words.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

from graph.exports.cleaning import clean

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

LISTS = ("items", "tasks", "nodes", "path", "events")
_SEPARATOR = " | "
_MOST_IN_CELL = 32_767  # characters: what a cell of a spreadsheet can hold
_CUT = "…"
_WIDTHS = (12, 60)  # characters: narrower cannot be read, wider does not fit a screen
_WRAPPED = 40

Table = tuple[list[str], list[dict[str, Any]]]


def rows_of(answer: Any) -> list[dict[str, Any]] | None:
    """The list that an answer is about; None where it is about one thing."""
    if isinstance(answer, list):
        return answer
    if not isinstance(answer, dict):
        return None
    lists = [key for key in LISTS if isinstance(answer.get(key), list)]
    return answer[lists[0]] if lists and is_one_table(answer) else None


def is_one_table(members: Iterable[str]) -> bool:
    """Whether an answer with these members is about one list: what tells of tasks and agencies at once is not."""
    known = set(members)
    return "items" in known or not {"agencies", "documents"} & known


def table(rows: Iterable[dict[str, Any]]) -> Table:
    """The columns in the order in which they first appear, and each row by column."""
    flat = [dict(_flat(row, "")) for row in rows]
    columns = list(dict.fromkeys(name for row in flat for name in row))
    return columns, flat


def as_csv(found: Table) -> bytes:
    """UTF-8 with a byte order mark, without which Excel shows Vietnamese as rubbish; lines end as RFC 4180 says."""
    columns, rows = found
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="")
    if columns:
        writer.writeheader()
    for row in rows:
        writer.writerow({key: value for key, value in row.items() if value is not None})
    return out.getvalue().encode("utf-8-sig", "replace")


def as_xlsx(found: Table) -> bytes:
    """One sheet, its head frozen and filtered. Text is text: nothing in it becomes a formula."""
    from openpyxl import Workbook  # type: ignore[import-untyped]
    from openpyxl.styles import Alignment, Font  # type: ignore[import-untyped]
    from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

    columns, rows = found
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Kết quả"
    for k, name in enumerate(columns, 1):
        sheet.cell(1, k, name).font = Font(bold=True)
    for line, row in enumerate(rows, 2):
        for k, name in enumerate(columns, 1):
            value = row.get(name)
            if value is None:
                continue
            cell = sheet.cell(line, k)
            if isinstance(value, str):
                cell.value = _fitting(clean(value))
                cell.data_type = "s"
            else:
                cell.value = value
            cell.alignment = Alignment(vertical="top", wrap_text=isinstance(value, str) and len(value) > _WRAPPED)
    for k, name in enumerate(columns, 1):
        longest = max((len(str(row.get(name) or "")) for row in rows), default=0)
        sheet.column_dimensions[get_column_letter(k)].width = min(
            max(longest + 2, len(name) + 2, _WIDTHS[0]), _WIDTHS[1]
        )
    sheet.freeze_panes = "A2"
    if columns:
        sheet.auto_filter.ref = sheet.dimensions
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fitting(text: str) -> str:
    return text if len(text) <= _MOST_IN_CELL else text[: _MOST_IN_CELL - 1] + _CUT


def _flat(value: dict[str, Any], before: str) -> Iterable[tuple[str, Any]]:
    for key, one in value.items():
        if isinstance(one, dict):
            yield from _flat(one, f"{before}{key}.")
        elif isinstance(one, list):
            yield f"{before}{key}", _SEPARATOR.join(_told(item) for item in one)
        else:
            yield f"{before}{key}", one


def _told(value: Any) -> str:
    """A thing in a list, in words."""
    if not isinstance(value, dict):
        return "" if value is None else str(value)
    if "quote" in value and "source" in value:
        place = f" > {value['path']}" if value.get("path") else ""
        return f"{value['source']}{place} [{value['start']}–{value['end']}]: «{value['quote']}»"
    for key in ("name", "text", "symbol", "title", "iri"):
        if value.get(key):
            return str(value[key])
    return "; ".join(f"{key}={_told(one)}" for key, one in value.items())
