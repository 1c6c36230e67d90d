"""Word files: tables of data, merged cells, and tables that are only layout."""

from __future__ import annotations

import pytest

from tests.ingest.readers.reading_word import LINED, PLAIN, cells, lines, read
from tests.ingest.readers.word import (
    cell,
    row,
    table,
)

# --- tables ----------------------------------------------------------------------------------------------------------


def test_cells_stand_one_after_another_and_their_spans_are_known() -> None:
    source = read("trước", table(("TT", "Việc"), ("1", cell("Rà soát", "Báo cáo"))), "sau")
    assert lines(source) == ["trước", "TT", "Việc", "1", "Rà soát", "Báo cáo", "sau"]
    assert cells(source) == [["TT", "Việc"], ["1", "Rà soát\nBáo cáo"]]


def test_merged_cells_repeat_their_span() -> None:
    wide = cell("Thời hạn", properties='<w:gridSpan w:val="2"/>')
    top = cell("Sở Y tế", properties='<w:vMerge w:val="restart"/>')
    below = cell("", properties="<w:vMerge/>")
    source = read(table(row("Cơ quan", wide), row(top, "quý I", "quý II"), row(below, "quý III", "quý IV")))
    assert cells(source) == [
        ["Cơ quan", "Thời hạn", "Thời hạn"],
        ["Sở Y tế", "quý I", "quý II"],
        ["Sở Y tế", "quý III", "quý IV"],
    ]
    assert source.text.count("Sở Y tế") == 1


def test_columns_that_no_cell_begins_in_are_none() -> None:
    wide = '<w:gridSpan w:val="3"/>'
    source = read(
        table(row(cell("TT"), cell("Việc", properties=wide)), row(cell("1"), cell("Rà soát", properties=wide)))
    )
    assert cells(source) == [["TT", "Việc"], ["1", "Rà soát"]]


def test_a_row_may_begin_further_right() -> None:
    source = read(table(("TT", "Việc"), row("Rà soát", properties='<w:gridBefore w:val="1"/>'), ("2", "Báo cáo")))
    assert cells(source)[1] == ["", "Rà soát"]


def test_words_in_a_cell_that_is_merged_away_are_kept() -> None:
    lost = cell("ghi thêm", properties="<w:vMerge/>")
    source = read(table(("A", "B"), row(lost, "c"), row(cell("", properties="<w:vMerge/>"), "d")))
    assert cells(source) == [["A", "B"], ["ghi thêm", "c"], ["ghi thêm", "d"]]


def test_a_letterhead_gives_the_issuer_first_and_is_no_table_of_data() -> None:
    head = table(
        row(
            cell("HỘI ĐỒNG NHÂN DÂN", "TỈNH LẠNG SƠN"),
            cell("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"),
        ),
        row("Số: 07/NQ-HĐND", "Lạng Sơn, ngày 02 tháng 3 năm 2024"),
    )
    source = read(head, "NGHỊ QUYẾT")
    assert lines(source) == [
        "HỘI ĐỒNG NHÂN DÂN", "TỈNH LẠNG SƠN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
        "Số: 07/NQ-HĐND", "Lạng Sơn, ngày 02 tháng 3 năm 2024", "NGHỊ QUYẾT",
    ]  # fmt: skip
    assert source.tables == []


@pytest.mark.parametrize(
    "layout",
    [
        table((cell("Nơi nhận:", "- Như Điều 3;"), cell("CHỦ TỊCH", "Lò Văn Ánh")), ("", "")),
        table(("TM. BAN THƯỜNG VỤ", "BÍ THƯ"), ("Đèo Thị Mai", "Vàng A Sử"), properties=PLAIN),
        table(("Một khung",), ("có hai hàng",)),
        table(("một hàng", "hai ô")),
        table(
            ("ĐẢNG BỘ TỈNH", "ĐẢNG CỘNG SẢN VIỆT NAM"), ("Số: 3-KL/TU", "ngày 5"), ("x", "y"), ("x", "y"), ("x", "y")
        ),
    ],
    ids=["recipients", "signatures", "frame", "one row", "letterhead of the Party"],
)
def test_layout_is_no_table_of_data(layout: str) -> None:
    assert read("x", layout).tables == []


@pytest.mark.parametrize(
    "data",
    [
        table(("STT", "Tên"), ("1", "a"), properties=PLAIN),
        table(row("Tên", "Số", properties="<w:tblHeader/>"), ("a", "5"), properties=PLAIN),
        table(*[("a", "b", "c")] * 4, properties=PLAIN),
        table(*[row(*[cell(s, properties=LINED) for s in "ab"])] * 2, properties=PLAIN),
        table(("a", "b"), ("c", "d"), properties='<w:tblPr><w:tblStyle w:val="Con"/></w:tblPr>'),
    ],
    ids=["numbered", "headed", "large and full", "lines of cells", "lines of a style"],
)  # fmt: skip
def test_data_is_told_by_lines_or_by_its_head(data: str) -> None:
    borders = '<w:tblPr><w:tblBorders><w:insideH w:val="single"/></w:tblBorders></w:tblPr>'
    styles = (
        f'<w:style w:type="table" w:styleId="Luoi">{borders}</w:style>'
        '<w:style w:type="table" w:styleId="Con"><w:basedOn w:val="Luoi"/></w:style>'
    )
    assert len(read(data, styles=styles).tables) == 1


def test_lines_that_a_table_takes_away_from_its_style_are_not_there() -> None:
    styles = (
        '<w:style w:type="table" w:styleId="Luoi"><w:tblPr><w:tblBorders><w:insideH w:val="single"/>'
        "</w:tblBorders></w:tblPr></w:style>"
    )
    properties = '<w:tblPr><w:tblStyle w:val="Luoi"/><w:tblBorders><w:insideH w:val="nil"/></w:tblBorders></w:tblPr>'
    assert read(table(("a", "b"), ("c", "d"), properties=properties), styles=styles).tables == []


def test_a_table_around_the_whole_text_leaves_the_tables_in_it() -> None:
    inner = table(("TT", "Việc"), ("1", "Rà soát"))
    source = read(table((cell("QUYẾT ĐỊNH", inner, "Điều 1"),), properties=PLAIN))
    assert lines(source) == ["QUYẾT ĐỊNH", "TT", "Việc", "1", "Rà soát", "Điều 1"]
    assert cells(source) == [["TT", "Việc"], ["1", "Rà soát"]]


def test_a_table_in_a_cell_of_data_belongs_to_the_cell() -> None:
    inner = table(("a", "b"), ("c", "d"))
    source = read(table(("TT", "Việc"), ("1", cell("gồm", inner)), ("2", "hết")))
    assert cells(source) == [["TT", "Việc"], ["1", "gồm\na\nb\nc\nd"], ["2", "hết"]]
    assert len(source.tables) == 1


def test_rows_and_cells_may_stand_in_content_controls() -> None:
    wrapped = "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>"
    inner = (
        row("1", "x")
        .replace("<w:tc>", "<w:sdt><w:sdtContent><w:tc>")
        .replace("</w:tc>", "</w:tc></w:sdtContent></w:sdt>")
    )
    assert cells(read(table(("TT", "Việc"), wrapped.format(inner)))) == [["TT", "Việc"], ["1", "x"]]
