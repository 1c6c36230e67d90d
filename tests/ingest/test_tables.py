"""Tables of tasks, in the forms that text gives them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model import Task
from ingest.extract import extract
from ingest.readers.html import read_html
from ingest.source import SourceText
from ingest.structure.tables import find_tables, tabbed

HEAD = "ỦY BAN NHÂN DÂN\nTỈNH BẮC NINH\n\nSố: 12/KH-UBND\nBắc Ninh, ngày 02 tháng 3 năm 2026\n\n"
HEAD += "KẾ HOẠCH\nRà soát hạ tầng\n\n"
PIPES = """| TT | Nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Thời gian hoàn thành |
|---|---|---|---|---|
| I | HẠ TẦNG | | | |
| 1 | Rà soát các trạm phát sóng | Sở Khoa học và Công nghệ | Sở Xây dựng; UBND các xã, phường | Quý III/2026 |
| 2 | Lập bản đồ ngầm hóa cáp | Sở Xây dựng | Sở Tài chính | Quý IV/2026 - Quý II/2027 |
"""


def tasks_of(body: str) -> list[Task]:
    return extract(SourceText("a.md", "text/markdown", "0" * 64, HEAD + body, as_stored=True)).extraction.tasks


def summary(tasks: list[Task]) -> list[tuple[str, list[str], list[str], list[str | None]]]:
    return [
        (t.text, [a.name for a in t.lead], [a.name for a in t.coordinating], [d.end for d in t.deadlines])
        for t in tasks
    ]


EXPECTED = [
    (
        "Rà soát các trạm phát sóng",
        ["Sở Khoa học và Công nghệ tỉnh Bắc Ninh"],
        ["Sở Xây dựng tỉnh Bắc Ninh", "Ủy ban nhân dân các xã, phường thuộc tỉnh Bắc Ninh"],
        ["2026-09-30"],
    ),
    ("Lập bản đồ ngầm hóa cáp", ["Sở Xây dựng tỉnh Bắc Ninh"], ["Sở Tài chính tỉnh Bắc Ninh"], ["2027-06-30"]),
]


def test_a_row_of_pipes_is_a_task_and_a_group_heading_is_none() -> None:
    assert summary(tasks_of(PIPES)) == EXPECTED


def test_bars_on_lines_of_their_own_part_cells_and_rows() -> None:
    rows = [[c.strip() for c in line.strip("|\n ").split("|")] for line in PIPES.splitlines() if "---" not in line]
    barred = "".join("|\n" + "".join(f"{cell}\n|\n" for cell in row) for row in rows if len(row) == 5)
    assert summary(tasks_of(barred)) == EXPECTED


def test_cells_one_a_line_are_rows_by_their_running_number() -> None:
    lines = [
        *["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời hạn"],
        *["1.", "Rà soát các trạm phát sóng", "Sở Khoa học và Công nghệ", "Sở Xây dựng; UBND các xã, phường"],
        *["Quý III/2026", "2.", "Lập bản đồ ngầm hóa cáp", "Sở Xây dựng", "Sở Tài chính", "Quý II/2027"],
    ]
    assert summary(tasks_of("\n\n".join(lines) + "\n")) == EXPECTED


def test_a_heading_merged_over_the_columns_beside_its_number_is_no_task() -> None:
    said = ["Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn", "HẠ TẦNG, DỮ LIỆU", "Rà soát các trạm phát sóng", "Sở Xây dựng"]
    text, spans = HEAD + "\n", {}
    for words in [*said, "TT", "I", "1", "30/9/2026"]:
        spans[words] = (len(text), len(text) + len(words))
        text += words + "\n"
    rows = [["TT", *said[:3]], ["I", *[said[3]] * 3], ["1", *said[4:], "30/9/2026"]]
    source = SourceText("a.docx", "text/plain", "0" * 64, text, tables=[[[spans[w] for w in row] for row in rows]])
    found = summary(extract(source).extraction.tasks)
    assert found == [("Rà soát các trạm phát sóng", ["Sở Xây dựng tỉnh Bắc Ninh"], [], ["2026-09-30"])]


@pytest.mark.parametrize(
    ("said", "end"),
    [("30/9/2026", "2026-09-30"), ("Ngày 05 tháng 8 năm 2026", "2026-08-05"), ("9/2026", "2026-09-30")],
)
def test_a_day_or_month_alone_below_its_head_is_a_deadline(said: str, end: str) -> None:
    [first, _] = tasks_of(PIPES.replace("Quý III/2026", said))
    assert [d.end for d in first.deadlines] == [end]


def test_a_day_that_no_calendar_has_is_no_deadline() -> None:
    [first, _] = tasks_of(PIPES.replace("Quý III/2026", "31/02/2026"))
    assert first.deadlines == []


def test_a_table_that_says_neither_who_nor_when_gives_no_task() -> None:
    assert tasks_of("| TT | Nội dung | Số lượng |\n|---|---|---|\n| 1 | Trạm phát sóng loại một | 12 |\n") == []


def test_evidence_of_a_row_is_its_cell() -> None:
    for task in tasks_of(PIPES):
        assert (HEAD + PIPES)[task.start : task.end] == task.text


@given(st.text(alphabet="|STT1.\n\t ab-", max_size=120))
def test_any_arrangement_of_bars_and_tabs_is_read_without_complaint(text: str) -> None:
    for table in find_tables(text) + tabbed(text):
        for row in table:
            for start, end in row:
                assert 0 <= start <= end <= len(text)


def test_tabs_part_the_cells_of_a_row_as_a_word_processor_saves_it() -> None:
    rows = [[c.strip() for c in line.strip("|\n ").split("|")] for line in PIPES.splitlines() if "---" not in line]
    tabbed = "\n".join("\t".join(row) for row in rows)
    assert summary(tasks_of(tabbed)) == EXPECTED
    broken = tabbed.replace("trạm phát", "trạm\nphát").replace("Sở Khoa học và", "Sở Khoa học\nvà")
    found = [(*rest, " ".join(work.split())) for work, *rest in summary(tasks_of(broken))]
    assert found == [(*rest, work) for work, *rest in EXPECTED]  # rows begin with their numbers, not with each line


def test_below_a_table_with_tabs_the_text_goes_on() -> None:
    table = "TT\tNhiệm vụ\tChủ trì\n1\tRà soát hộ nghèo\tSở Y tế\n"
    found = tasks_of(table + "III. TỔ CHỨC THỰC HIỆN\n1. Sở Tài chính bố trí kinh phí.\nNơi nhận:\tTM. ỦY BAN\n")
    assert [t.text for t in found] == ["Rà soát hộ nghèo", "Sở Tài chính bố trí kinh phí."]


def test_a_letterhead_with_tabs_is_no_table() -> None:
    assert tabbed("UBND TỈNH\tCỘNG HÒA XÃ HỘI\nSố: 1/KH\t\tBắc Ninh, ngày 2\n") == []


def test_lines_that_a_scan_broke_are_of_one_cell() -> None:
    lines = [
        *["STT", "Nhiệm vụ", "Cơ quan", "chủ trì", "Cơ quan phối hợp", "Thời gian", "hoàn thành"],
        *["1", "Rà soát các trạm", "phát sóng", "Sở Khoa học và", "Công nghệ", "Sở Xây dựng,", "UBND các xã, phường"],
        *["Quý III/2026", "2", "Lập bản đồ ngầm hóa cáp", "Sở Xây dựng", "Sở Tài chính", "Quý II/2027"],
    ]
    found = summary(tasks_of("\n".join(lines).replace("Cơ quan\nchủ", "Cơ quan chủ") + "\n"))
    assert [(" ".join(work.split()), *rest) for work, *rest in found] == EXPECTED


def test_a_row_without_who_takes_part_has_a_line_less() -> None:
    lines = [
        *["TT", "Nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời gian"],
        *["1", "Tổ chức tập huấn nghiệp vụ", "Sở Nội vụ", "Quý II/2026"],
        *["2", "Kiểm tra liên ngành", "Sở Y tế", "Công an tỉnh", "Quý III/2026", "II. KINH PHÍ"],
    ]
    assert summary(tasks_of("\n".join(lines) + "\n")) == [
        ("Tổ chức tập huấn nghiệp vụ", ["Sở Nội vụ tỉnh Bắc Ninh"], [], ["2026-06-30"]),
        ("Kiểm tra liên ngành", ["Sở Y tế tỉnh Bắc Ninh"], ["Công an tỉnh Bắc Ninh"], ["2026-09-30"]),
    ]


def test_who_prepares_leads_where_nobody_else_is_said_to() -> None:
    head = "| TT | Tên đề án, kế hoạch | Cơ quan tham mưu | Thời gian trình |\n"
    found = tasks_of(head + "| 1 | Đề án dân vận chính quyền | Ban Dân vận Tỉnh ủy | Quý II/2026 |\n")
    assert [[a.name for a in t.lead] for t in found] == [["Ban Dân vận Tỉnh ủy Bắc Ninh"]]


def test_one_column_may_hold_who_leads_and_who_takes_part() -> None:
    head = "| TT | Tên nhiệm vụ | Đơn vị chủ trì/phối hợp | Thời gian |\n"
    row = "| 1 | Phủ sóng các huyện vùng cao | Sở Y tế{}Công an tỉnh | Quý II/2026 |\n"
    for mark in ("/", " / ", "; phối hợp: "):
        [found] = summary(tasks_of(head + row.format(mark)))
        assert found[1:] == (["Sở Y tế tỉnh Bắc Ninh"], ["Công an tỉnh Bắc Ninh"], ["2026-06-30"])


def test_heads_in_two_rows_are_read_in_the_second() -> None:
    work = "<th rowspan=2>TT</th><th rowspan=2>Nhiệm vụ</th><th colspan=2>Phân công</th>"
    row = "<td>1</td><td>Biên soạn tài liệu hỏi đáp</td><td>Sở Y tế</td><td>Sở Nội vụ</td>"
    page = f"<table><tr>{work}</tr><tr><th>Chủ trì</th><th>Phối hợp</th></tr><tr>{row}</tr></table>"
    letterhead = "".join(f"<p>{line}</p>" for line in HEAD.splitlines() if line)
    found = extract(read_html(f"<body>{letterhead}{page}</body>".encode(), "a.html")).extraction.tasks
    assert [row[1:3] for row in summary(found)] == [(["Sở Y tế tỉnh Bắc Ninh"], ["Sở Nội vụ tỉnh Bắc Ninh"])]
