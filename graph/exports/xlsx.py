"""A workbook: the tasks as an officer hands them to a superior, then instruments and citations.

Set up for A4 on its side. Nothing in it is a formula: a text that begins with = + - @ is text, and stays
text when somebody edits the cell.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import islice
from typing import IO, Any, Final

from graph.exports.cleaning import clean, day, shortened
from graph.exports.failures import missing_library
from graph.exports.networks import Network
from graph.exports.packing import without_clock
from graph.exports.selection import relation_label
from graph.exports.worksheet import short_paths, task_lines
from graph.store.base import Store

MOST_ROWS: Final = 1_048_576 - 3  # of a sheet of Excel, without the three at its head
# What Excel takes in one cell; a row higher than 409 points cannot be.
_MOST_CHARACTERS = 32_767
_CUT = " […phần còn lại quá giới hạn 32.767 ký tự của một ô]"
# Letters of Times New Roman are narrower than the digits that widths are counted in; the rest is for broken lines.
_LETTERS = 1.15
_LINE, _HIGHEST = 15.0, 405.0
_CELL = "Ô của bảng"
_NOTHING = "Không có mục nào ứng với vùng và bộ lọc đã chọn."
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

# Widths in characters. On A4 on its side 130 go into a line of letters of 11 points; a sheet of 160 is printed at four
# fifths of its size, which is still read, one of 220 at little more than half, which is not.
TASKS = (
    ("STT", 5),
    ("Nhiệm vụ", 24),
    ("Chủ trì", 17),
    ("Phối hợp", 16),
    ("Thời hạn", 13),
    ("Ngày cuối", 11),
    ("Căn cứ / thực hiện văn bản", 24),
    ("Nơi nói (điều khoản, tệp, trang)", 18),
    ("Trích nguyên văn", 34),
)
INSTRUMENTS = (
    ("Loại", 11),
    ("Số, ký hiệu", 15),
    ("Ngày ban hành", 11),
    ("Cơ quan ban hành", 20),
    ("Trích yếu", 36),
    ("Có toàn văn", 7),
    ("Số lần được dẫn", 8),
    ("Định danh", 28),
    ("Định danh Akoma Ntoso", 26),
)
CITATIONS = (
    ("Từ", 30),
    ("Quan hệ", 16),
    ("Đến", 30),
    ("Trích nguyên văn", 32),
    ("Độ tin cậy", 8),
    ("Điều khoản", 20),
    ("Tệp", 26),
)


def workbook(store: Store, network: Network, out: IO[bytes]) -> str:
    """Write the three sheets; one sentence about rows that a sheet cannot hold, empty where it holds all.

    Rows are written as they come, to temporary files. Raises MissingTool where openpyxl is not installed.
    """
    try:
        from openpyxl import Workbook  # type: ignore[import-untyped]
    except ImportError:
        raise missing_library("XLSX", "openpyxl") from None

    book = Workbook(write_only=True)
    book.add_named_style(_style_of_cells())
    book.properties.creator = "Dẫn Chiếu"
    book.properties.title = "Danh mục nhiệm vụ"
    sheets = (
        ("Nhiệm vụ", "nhiệm vụ", "task", TASKS, _tasks(store, network)),
        ("Văn bản", "văn bản", "instrument", INSTRUMENTS, _instruments(network)),
        ("Dẫn chiếu", "lượt dẫn", "citation", CITATIONS, _citations(network)),
    )
    cut = " Danh mục đã bị cắt bớt ở giới hạn số nút." if network.truncated else ""
    left_out = []
    for name, things, kind, columns, rows in sheets:
        count = network.count(kind)
        said = f"{network.scope}. {count} {things}.{cut}"
        if count > MOST_ROWS:
            left_out.append(f"Trang «{name}» chỉ giữ {MOST_ROWS} trong {count} dòng: một trang tính không chứa hơn.")
            said += f" {left_out[-1]}"
        heading = {"task": "DANH MỤC NHIỆM VỤ"}.get(kind, name.upper())
        _sheet(book, name, heading, said, columns, islice(rows, MOST_ROWS), min(count, MOST_ROWS))
    with tempfile.TemporaryFile() as made:
        book.save(made)
        without_clock(made, out)
    return " ".join(left_out)


def _tasks(store: Store, network: Network) -> Iterator[tuple[Any, ...]]:
    for number, line in enumerate(task_lines(store, network), 1):
        yield (
            number,
            shortened(line.text),
            "\n".join(line.lead),
            "\n".join(line.coordinating),
            line.deadline_words,
            line.due,
            "\n".join(line.grounds),
            line.place,
            line.text,
        )


def _instruments(network: Network) -> Iterator[tuple[Any, ...]]:
    return (_instrument(iri, about) for iri, about in network.nodes("instrument"))


def _citations(network: Network) -> Iterator[tuple[Any, ...]]:
    short = short_paths(network.files_of_citations())
    for source, target, _, about in network.edges():
        if "quote" in about:
            yield (
                network.label(source),
                relation_label(about["relation"]),
                network.label(target),
                about["quote"],
                about["confidence"],
                about.get("path"),
                short.get(about.get("file", "")),
            )


def _instrument(iri: str, about: dict[str, Any]) -> tuple[Any, ...]:
    return (
        about.get("type"),
        about.get("symbol"),
        day(about.get("date")) or about.get("date"),
        about.get("issuer"),
        about.get("title"),
        "có" if about.get("held") else "không",
        about.get("citations", 0),
        iri,
        about.get("akn"),
    )


def _sheet(
    book: Any,
    name: str,
    title: str,
    remark: str,
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[Any]],
    count: int,
) -> None:
    """Title, a line that says what is in it, headings, `count` rows; frozen and filtered at the headings.

    All that is said of the sheet comes before its rows, which are gone once they are written.
    """
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side  # type: ignore[import-untyped]
    from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
    from openpyxl.worksheet.properties import PageSetupProperties  # type: ignore[import-untyped]

    sheet = book.create_sheet(name)
    last, height = get_column_letter(len(columns)), 3 + max(1, count)
    for column, (_, width) in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A4"
    sheet.auto_filter.ref = f"A3:{last}{height}"
    sheet.print_title_rows = "3:3"
    sheet.print_area = f"A1:{last}{height}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # 9 is A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.5, 0.75, 0.3
    sheet.oddFooter.center.text = "Trang &P/&N"
    for row in (1, 2) if count else (1, 2, 4):
        sheet.merged_cells.add(f"A{row}:{last}{row}")

    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    thin = Side(style="thin", color="999999")
    looks = {
        "font": Font(name="Times New Roman", size=11, bold=True),
        "fill": PatternFill("solid", fgColor="DCE6F1"),
        "border": Border(left=thin, right=thin, top=thin, bottom=thin),
        "alignment": middle,
    }
    centred = Alignment(horizontal="center", vertical="center")
    title_looks = {"font": Font(name="Times New Roman", size=14, bold=True), "alignment": centred}
    remark_looks = {"font": Font(name="Times New Roman", size=11, italic=True), "alignment": middle}
    _append(sheet, 1, 24, [_cell(sheet, title, title_looks)])
    _append(sheet, 2, 32, [_cell(sheet, _safe(remark), remark_looks)])
    _append(sheet, 3, 32, [_cell(sheet, heading, looks) for heading, _ in columns])
    for number, values in enumerate(rows, 4):
        cells = [_cell(sheet, None) for _ in values]
        for cell, value in zip(cells, values, strict=True):
            cell.style = _CELL
            _put(cell, value)
        _append(sheet, number, _height(values, columns), cells)
    if not count:
        sheet.append([_cell(sheet, _NOTHING, remark_looks)])
    sheet.close()


def _cell(sheet: Any, value: Any, looks: Mapping[str, Any] | None = None) -> Any:
    from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]

    cell = WriteOnlyCell(sheet, value)
    for name, look in (looks or {}).items():
        setattr(cell, name, look)
    return cell


def _append(sheet: Any, number: int, height: float, cells: list[Any]) -> None:
    sheet.row_dimensions[number].height = height
    sheet.append(cells)
    del sheet.row_dimensions[number]  # of a million rows they would take a gigabyte


def _style_of_cells() -> Any:
    """One style for all cells of the tables: a whole graph has 138,000 of them, and each part set is looked up."""
    from openpyxl.styles import Alignment, Border, Font, NamedStyle, Side

    thin = Side(style="thin", color="999999")
    return NamedStyle(
        _CELL,
        font=Font(name="Times New Roman", size=11),
        border=Border(left=thin, right=thin, top=thin, bottom=thin),
        alignment=Alignment(vertical="top", wrap_text=True),
    )


@cache
def _alignment(horizontal: str) -> Any:
    from openpyxl.styles import Alignment

    return Alignment(horizontal=horizontal, vertical="top", wrap_text=True)


def _put(cell: Any, value: Any) -> None:
    if isinstance(value, str):
        cell.value = _safe(value)
        cell.data_type = "s"
        # Without this mark a text such as "=1+1" becomes a formula once somebody edits its cell.
        cell.quotePrefix = value.startswith(_FORMULA)
    else:
        cell.value = value
        if isinstance(value, date):
            cell.number_format = "dd/mm/yyyy"
        elif isinstance(value, float):
            cell.number_format = "0%"
        # Numbers and days stand in the middle: at the right edge they touch the words of the next column.
        cell.alignment = _alignment("center")


def _safe(text: str) -> str:
    """What a cell can hold."""
    text = clean(text)
    return text if len(text) <= _MOST_CHARACTERS else text[: _MOST_CHARACTERS - len(_CUT)] + _CUT


def _height(row: Sequence[Any], columns: Sequence[tuple[str, int]]) -> float:
    """As many lines as the longest cell needs: programs that only show a file do not reckon it themselves."""
    most = 1
    for value, (_, width) in zip(row, columns, strict=True):
        if isinstance(value, str):
            most = max(most, sum(max(1, math.ceil(len(line) / (width * _LETTERS))) for line in value.split("\n")))
    return min(_HIGHEST, most * _LINE + 3)
