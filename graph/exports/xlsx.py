"""A workbook: the tasks as an officer hands them to a superior, then instruments and citations.

Set up for A4 on its side. Nothing in it is a formula: a text that begins with = + - @ is text, and stays
text when somebody edits the cell.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from graph.exports.cleaning import clean, day, shortened
from graph.exports.failures import missing_library
from graph.exports.packing import without_clock
from graph.exports.selection import relation_label
from graph.exports.worksheet import short_paths, task_lines
from graph.network import sorted_edges, sorted_nodes
from graph.store.base import Store

if TYPE_CHECKING:
    import networkx as nx

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


def workbook(store: Store, graph: nx.MultiDiGraph[str]) -> bytes:
    """The three sheets; raises MissingTool where openpyxl is not installed."""
    try:
        from openpyxl import Workbook  # type: ignore[import-untyped]
    except ImportError:
        raise missing_library("XLSX", "openpyxl") from None

    book = Workbook()
    book.add_named_style(_style_of_cells())
    book.properties.creator = "Dẫn Chiếu"
    book.properties.title = "Danh mục nhiệm vụ"
    scope = clean(graph.graph.get("scope", "Toàn bộ đồ thị"))
    cut = " Danh mục đã bị cắt bớt ở giới hạn số nút." if graph.graph.get("truncated") else ""
    lines = task_lines(store, graph)
    _sheet(
        book.active,
        "Nhiệm vụ",
        "DANH MỤC NHIỆM VỤ",
        f"{scope}. {len(lines)} nhiệm vụ.{cut}",
        TASKS,
        (
            (
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
            for number, line in enumerate(lines, 1)
        ),
    )
    instruments = [(iri, about) for iri, about in sorted_nodes(graph) if about["kind"] == "instrument"]
    _sheet(
        book.create_sheet(),
        "Văn bản",
        "VĂN BẢN",
        f"{scope}. {len(instruments)} văn bản.{cut}",
        INSTRUMENTS,
        (_instrument(iri, about) for iri, about in instruments),
    )
    cited = [edge for edge in sorted_edges(graph) if "quote" in edge[3]]
    short = short_paths(about["file"] for *_, about in cited if "file" in about)
    _sheet(
        book.create_sheet(),
        "Dẫn chiếu",
        "DẪN CHIẾU",
        f"{scope}. {len(cited)} lượt dẫn.{cut}",
        CITATIONS,
        (
            (
                graph.nodes[source]["label"],
                relation_label(about["relation"]),
                graph.nodes[target]["label"],
                about["quote"],
                about["confidence"],
                about.get("path"),
                short.get(about.get("file", "")),
            )
            for source, target, _, about in cited
        ),
    )
    out = io.BytesIO()
    book.save(out)
    return without_clock(out.getvalue())


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
    sheet: Any,
    name: str,
    title: str,
    remark: str,
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[Any]],
) -> None:
    """Title, a line that says what is in it, headings, rows; frozen and filtered at the headings."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side  # type: ignore[import-untyped]
    from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

    sheet.title = name
    last = get_column_letter(len(columns))
    sheet.append([title])
    sheet.append([_safe(remark)])
    sheet.append([heading for heading, _ in columns])
    sheet.merge_cells(f"A1:{last}1")
    sheet.merge_cells(f"A2:{last}2")
    sheet["A1"].font = Font(name="Times New Roman", size=14, bold=True)
    sheet["A1"].alignment = Alignment(horizontal="center", vertical="center")
    sheet["A2"].font = Font(name="Times New Roman", size=11, italic=True)
    sheet["A2"].alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = 24, 32
    thin = Side(style="thin", color="999999")
    frame = Border(left=thin, right=thin, top=thin, bottom=thin)
    head = Font(name="Times New Roman", size=11, bold=True)
    shade = PatternFill("solid", fgColor="DCE6F1")
    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for cell in sheet[3]:
        cell.font, cell.fill, cell.border, cell.alignment = head, shade, frame, middle
    sheet.row_dimensions[3].height = 32
    height = 3
    for height, row in enumerate(rows, 4):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(height, column)
            cell.style = _CELL
            _put(cell, value)
        sheet.row_dimensions[height].height = _height(row, columns)
    if height == 3:
        height = 4
        sheet.merge_cells(f"A4:{last}4")
        sheet["A4"] = _NOTHING
        sheet["A4"].font, sheet["A4"].alignment = Font(name="Times New Roman", size=11, italic=True), middle
    for column, (_, width) in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A4"
    sheet.auto_filter.ref = f"A3:{last}{height}"
    sheet.print_title_rows = "3:3"
    sheet.print_area = f"A1:{last}{height}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # 9 is A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.5, 0.75, 0.3
    sheet.oddFooter.center.text = "Trang &P/&N"


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
