"""What a format marked is believed: tables with merged cells, footnotes at the end."""

from __future__ import annotations

from ingest.extract import extract
from ingest.pipeline import read
from ingest.source import Footnote, SourceTable, SourceText
from ingest.text import clean

HEAD = "ỦY BAN NHÂN DÂN\nTỈNH BẮC NINH\nSố: 12/KH-UBND\nBắc Ninh, ngày 03 tháng 3 năm 2026\nKẾ HOẠCH\n"


def table_of(text: str, rows: list[list[str]]) -> SourceTable:
    return [[(text.index(cell), text.index(cell) + len(cell)) for cell in row] for row in rows]


def source(text: str, rows: list[list[str]]) -> SourceText:
    return SourceText("a.docx", "x", "0" * 64, text, tables=[table_of(text, rows)])


def test_a_marked_table_gives_a_task_for_each_row() -> None:
    rows = [
        ["TT", "Nội dung công việc", "Cơ quan chủ trì", "Thời hạn"],
        ["01", "Rà soát quy hoạch phân khu", "Sở Xây dựng", "Quý III/2026"],
        ["02", "Cắm mốc hành lang đê", "Sở Nông nghiệp và Môi trường", "trước ngày 30/9/2026"],
    ]
    text = HEAD + "Thực hiện các việc sau:\n" + "\n".join(c for row in rows for c in row) + "\n"
    found = extract(source(text, rows)).extraction.tasks
    assert [(t.text, t.lead[0].name, t.deadlines[0].end) for t in found] == [
        ("Rà soát quy hoạch phân khu", "Sở Xây dựng tỉnh Bắc Ninh", "2026-09-30"),
        ("Cắm mốc hành lang đê", "Sở Nông nghiệp và Môi trường tỉnh Bắc Ninh", "2026-09-30"),
    ]


def test_work_merged_over_rows_is_one_task_of_all_who_stand_beside_it() -> None:
    caption, work = "Biểu phân công kèm theo kế hoạch", "Rà soát quy hoạch phân khu"
    rows = [
        [caption, caption, caption],
        ["Nhiệm vụ", "Chủ trì", "Hoàn thành"],
        [work, "Sở Xây dựng", "Tháng 6/2026"],
        [work, "Sở Tài chính", "Tháng 8/2026"],
    ]
    said = [caption, *rows[1], work, "Sở Xây dựng", "Tháng 6/2026", "Sở Tài chính", "Tháng 8/2026"]
    text = HEAD + "\n".join(said) + "\n"
    (task,) = extract(source(text, rows)).extraction.tasks
    assert [a.name for a in task.lead] == ["Sở Xây dựng tỉnh Bắc Ninh", "Sở Tài chính tỉnh Bắc Ninh"]
    assert [d.text for d in task.deadlines] == ["Tháng 6/2026", "Tháng 8/2026"]


def test_a_row_merged_over_all_columns_is_a_heading() -> None:
    group = "Nhóm việc thường xuyên của các cơ quan"
    rows = [["Nhiệm vụ", "Chủ trì"], [group, group], ["Tổng hợp báo cáo hằng tháng", "Văn phòng"]]
    text = HEAD + "\n".join(["Nhiệm vụ", "Chủ trì", group, *rows[2]]) + "\n"
    (task,) = extract(source(text, rows)).extraction.tasks
    assert task.text == "Tổng hợp báo cáo hằng tháng"


def test_no_paragraph_runs_across_a_cell() -> None:
    rows = [["Văn bản số 12/2026/NĐ-", "CP của Bộ"], ["một dòng chữ", "hai dòng chữ"]]
    text = "\n".join(c for row in rows for c in row)
    assert len(read(source(text, rows)).paragraphs) == 4


def test_a_marked_footnote_is_a_footnote_whatever_it_begins_with() -> None:
    text = HEAD + "Thực hiện Chỉ thị số 19-CT/TU.\nXem Nghị quyết số 02-NQ/TU.\n"
    at = text.index("Xem")
    note = Footnote("1", text.index("\nXem"), at, len(text) - 1)
    reading = read(SourceText("a.docx", "x", "0" * 64, text, footnotes=[note]))
    assert [p.footnote for p in reading.paragraphs if p.footnote] == ["1"]
    assert text[at:].startswith(reading.flat[reading.paragraphs[-1].start : reading.paragraphs[-1].end])


def test_source_offsets_lead_to_clean_ones_and_back() -> None:
    source = "**3737** /UBND-TH\u00a0  ngày\u200b 5/8<sup>2</sup>/2023"
    cleaned = clean(source)
    for start in range(len(cleaned.text)):
        a, _ = cleaned.source_span(start, start + 1)
        assert cleaned.clean_at(a) == start
    assert cleaned.clean_at(len(source)) == len(cleaned.text)


def test_lines_that_a_reader_knows_to_be_paragraphs_are_not_joined() -> None:
    lines = [f"Danh mục nghề thứ {n} trong bảng kèm theo văn bản này" for n in range(8)]
    text = HEAD + "\n".join(lines) + "\n"
    joined = read(SourceText("a.txt", "text/plain", "0" * 64, text)).paragraphs
    apart = read(SourceText("a.pdf", "application/pdf", "0" * 64, text, by_paragraphs=True)).paragraphs
    assert len(joined) < len(apart) == text.count("\n")
