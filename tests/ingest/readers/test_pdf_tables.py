"""Tables of PDF files: ruled ones are read cell by cell, over pages and on their side; boxes are none."""

from __future__ import annotations

import pytest

from tests.ingest.readers.pdfs import FIRST, SECOND, TASKS_HEAD, TASKS_X, Sheet, cells, lines, read, table


def test_a_ruled_table_has_its_cells_one_after_another_with_their_lines_joined():
    sheet = Sheet()
    y = sheet.prose(760, FIRST)
    table(sheet, TASKS_X, y, [
        TASKS_HEAD,
        [["1"], ["Nạo vét kênh chính", "dài 12 km"], ["Chi cục Thủy lợi"], ["Các xã"], ["Quý II/2024"]],
        [["2"], ["Thay đồng hồ đo nước"], ["Trạm bơm Đông"], [], ["30/6/2024"]],
    ])  # fmt: skip
    source = read(sheet)
    assert cells(source) == [
        ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Phối hợp", "Thời hạn"],
        ["1", "Nạo vét kênh chính dài 12 km", "Chi cục Thủy lợi", "Các xã", "Quý II/2024"],
        ["2", "Thay đồng hồ đo nước", "Trạm bơm Đông", "", "30/6/2024"],
    ]
    assert lines(source)[1:4] == ["TT", "Nhiệm vụ", "Cơ quan chủ trì"]


def test_a_merged_cell_stands_in_the_text_once_and_in_each_of_its_rows():
    sheet = Sheet()
    xs, ys = [60.0, 200.0, 400.0], [700.0, 670.0, 640.0, 610.0]
    sheet.grid(xs, ys, without=frozenset({("h", 1, 1)}))
    for r, said in enumerate(["Việc", "Đào kênh", "Đắp bờ"]):
        sheet.text(64, ys[r] - 14, said, 10)
    sheet.text(204, ys[0] - 14, "Chủ trì", 10)
    sheet.text(204, ys[1] - 30, "Trạm Thủy nông", 10)
    source = read(sheet)
    assert cells(source) == [["Việc", "Chủ trì"], ["Đào kênh", "Trạm Thủy nông"], ["Đắp bờ", "Trạm Thủy nông"]]
    assert source.text.count("Trạm Thủy nông") == 1


@pytest.mark.parametrize("repeated", [True, False])
def test_a_table_over_two_pages_is_one_table(repeated: bool):
    first, second = Sheet(), Sheet()
    table(first, TASKS_X, 400, [TASKS_HEAD, [["1"], ["Đào kênh"], ["Xã An"], [], ["2024"]]])
    rows = [[["2"], ["Đắp bờ"], ["Xã Bình"], [], ["2025"]], [["3"], ["Xây cống"], ["Xã Cát"], [], ["2026"]]]
    end = table(second, TASKS_X, 780, [TASKS_HEAD, *rows] if repeated else rows)
    second.prose(end - 30, SECOND)
    source = read(first, second)
    assert len(source.tables) == 1
    assert [row[0] for row in cells(source)] == ["TT", "1", "2", "3"]
    assert source.text.count("Cơ quan chủ trì") == 1
    assert any("Cơ quan chủ trì" in said for said in source.margins) == repeated
    assert lines(source)[-1] == SECOND


def test_a_row_cut_by_the_page_break_is_whole_again():
    first, second = Sheet(), Sheet()
    table(first, TASKS_X, 300, [TASKS_HEAD, [["1"], ["Nạo vét kênh chính và"], ["Xã An"], [], ["2024"]]])
    table(second, TASKS_X, 780, [
        [[], ["các kênh nhánh"], [], [], []], [["2"], ["Đắp bờ"], ["Xã Bình"], [], ["2025"]],
    ])  # fmt: skip
    source = read(first, second)
    assert cells(source)[1] == ["1", "Nạo vét kênh chính và các kênh nhánh", "Xã An", "", "2024"]
    assert [row[0] for row in cells(source)] == ["TT", "1", "2"]


def test_a_merged_cell_holds_on_the_next_page_too():
    first, second = Sheet(), Sheet()
    xs = [60.0, 200.0, 400.0]
    first.grid(xs, [300.0, 270.0, 240.0, 210.0], without=frozenset({("h", 1, 1)}))
    for r, said in enumerate(["Việc", "Đào kênh", "Đắp bờ"]):
        first.text(64, 286 - 30 * r, said, 10)
    first.text(204, 286, "Chủ trì", 10)
    first.text(204, 256, "Trạm Thủy nông", 10)
    second.grid(xs, [780.0, 750.0, 720.0], without=frozenset({("h", 0, 1)}))
    second.text(64, 766, "Xây cống", 10)
    second.text(64, 736, "Trồng cỏ", 10)
    assert cells(read(first, second))[1:] == [
        [work, "Trạm Thủy nông"] for work in ("Đào kênh", "Đắp bờ", "Xây cống", "Trồng cỏ")
    ]


def test_boxes_that_lay_a_page_out_are_no_tables():
    sheet = Sheet()
    sheet.grid([60.0, 300.0, 540.0], [800.0, 740.0])
    sheet.text(64, 780, "SỞ NÔNG NGHIỆP")
    sheet.text(64, 764, "Số: 9/TB-SNN")
    sheet.text(304, 780, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    sheet.grid([60.0, 540.0], [600.0, 540.0])
    sheet.prose(580, FIRST, left=64, right=536)
    source = read(sheet)
    assert source.tables == []
    assert source.text.index("9/TB-SNN") < source.text.index("CỘNG HÒA")
    assert FIRST in source.text


def test_a_table_that_lies_on_its_side_is_read_upright():
    sheet = Sheet(turned=True)
    table(sheet, [60.0, 160.0, 400.0, 700.0], 500, [
        [["Mã"], ["Tên công trình"], ["Năm"]], [["K1"], ["Kênh Bắc"], ["2024"]], [["K2"], ["Kênh Nam"], ["2025"]],
    ])  # fmt: skip
    assert cells(read(sheet)) == [
        ["Mã", "Tên công trình", "Năm"],
        ["K1", "Kênh Bắc", "2024"],
        ["K2", "Kênh Nam", "2025"],
    ]
