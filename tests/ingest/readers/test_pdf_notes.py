"""Footnotes of PDF files: their words are kept, their marks do not hang on the word before."""

from __future__ import annotations

from tests.ingest.readers.pdfs import FIRST, LEFT, SECOND, Sheet, lines, read


def test_footnotes_stand_behind_their_paragraph_and_their_marks_are_gone():
    sheet = Sheet()
    x = sheet.text(LEFT + 28, 760, "Theo Quyết định số 77/QĐ-UBND ngày 27/5/2020")
    x = sheet.text(x, 765, "1", 7)
    sheet.text(x, 760, ", kênh rộng 5 m và tưới 800 m")
    sheet.text(x + 6 * 29, 765, "2", 7)
    sheet.prose(740, SECOND)
    sheet.rule(LEFT, 130, LEFT + 140, 130)
    sheet.text(LEFT, 118, "1", 6)
    sheet.text(LEFT + 4, 114, "Được sửa đổi bởi Quyết định số 90/QĐ-UBND.", 9.5)
    source = read(sheet)
    assert lines(source)[0] == "Theo Quyết định số 77/QĐ-UBND ngày 27/5/2020, kênh rộng 5 m và tưới 800 m2"
    assert lines(source)[1] == "Được sửa đổi bởi Quyết định số 90/QĐ-UBND."
    (note,) = source.footnotes
    assert note.number == "1"
    assert source.text[: note.at].endswith("27/5/2020")
    assert source.text[note.start : note.end] == lines(source)[1]


def test_a_footnote_that_found_no_room_on_its_page_is_found_on_the_next():
    first, second = Sheet(), Sheet()
    x = first.text(LEFT + 28, 90, "Đơn giá nước theo Thông báo số 3/TB-TN")
    first.text(x, 95, "4", 7)
    first.prose(760, FIRST)
    second.prose(760, SECOND)
    second.rule(LEFT, 130, LEFT + 140, 130)
    second.text(LEFT, 118, "4", 6)
    second.text(LEFT + 4, 114, "Đã hết hiệu lực từ ngày 01/01/2024.", 9.5)
    source = read(first, second)
    (note,) = source.footnotes
    assert source.text[: note.at].endswith("3/TB-TN")
    assert source.text[note.start : note.end] == "Đã hết hiệu lực từ ngày 01/01/2024."
    assert next(p.number for p in source.pages if p.start <= note.start < p.end) == 2


def test_a_raised_number_without_a_note_does_not_lengthen_the_year_before_it():
    sheet = Sheet()
    x = sheet.text(LEFT, 700, "Công văn ngày 27/5/2020")
    sheet.text(x, 705, "3", 7)
    assert lines(read(sheet)) == ["Công văn ngày 27/5/2020 ³"]


def test_small_lines_at_the_foot_are_text_where_nothing_leads_to_them():
    sheet = Sheet()
    sheet.prose(760, FIRST)
    sheet.text(LEFT, 114, "1. Bản sao gửi kèm hồ sơ.", 9.5)
    source = read(sheet)
    assert source.footnotes == []
    assert lines(source)[-1] == "1. Bản sao gửi kèm hồ sơ."
