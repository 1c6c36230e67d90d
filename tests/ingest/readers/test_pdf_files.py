"""PDF files as files: scans, locks, damage, fonts; refused with a reason or read with a warning."""

from __future__ import annotations

import random

import pytest

from ingest.readers.errors import Refused
from ingest.readers.pdf import read_pdf
from ingest.readers.recognising import Recognised
from tests.ingest.readers.pdfs import (
    FIRST,
    HEIGHT,
    LEFT,
    SECOND,
    TASKS_HEAD,
    TASKS_X,
    Sheet,
    check,
    lines,
    pdf,
    read,
    table,
)


def test_letters_of_a_font_before_unicode_are_converted_and_the_file_says_so():
    sheet = Sheet()
    sheet.text(LEFT, 700, "NghÞ quyÕt cña Héi ®ång", font="F3")
    source = read(sheet, fonts={"F3": ".VnTime"})
    assert source.text == "Nghị quyết của Hội đồng\n"
    assert any(".VnTime" in warning for warning in source.warnings)


def test_a_scan_is_refused_with_the_reason_where_nothing_recognises_it():
    sheet = Sheet()
    sheet.picture()
    with pytest.raises(Refused, match=r"chỉ có ảnh quét.*2 trang.*OCR"):
        read_pdf(pdf(sheet, sheet), "quet.pdf")


def test_a_file_of_empty_pages_says_that_it_has_no_words():
    with pytest.raises(Refused, match="không có chữ nào"):
        read_pdf(pdf(Sheet(), Sheet()), "trang.pdf")


def test_a_scanned_page_among_others_is_named():
    plain, scan = Sheet(), Sheet()
    plain.prose(760, FIRST)
    scan.picture()
    source = read(plain, scan, plain)
    assert source.text == f"{FIRST}\n{FIRST}\n"
    assert [w for w in source.warnings if "Trang 2 " in w and "chưa được đọc" in w]
    assert [p.number for p in source.pages] == [1, 2, 3]


def test_scanned_pages_are_recognised_from_a_grey_picture():
    seen: list[tuple[bytes, int]] = []

    def recognise(picture: bytes, page: int) -> Recognised | None:
        seen.append((picture, page))
        return Recognised("THÔNG BÁO\r\nvề lịch tưới", 0.87) if page == 2 else None

    plain, scan = Sheet(), Sheet()
    plain.prose(760, FIRST)
    scan.picture()
    source = read_pdf(pdf(plain, scan, scan), "lan.pdf", recognise)
    check(source)
    assert [page for _, page in seen] == [2, 3]
    head, size, depth, _ = seen[0][0].split(b"\n", 3)
    wide, high = map(int, size.split())
    assert (head, depth) == (b"P5", b"255")
    assert abs(high - HEIGHT * 250 / 72) < 3
    assert len(seen[0][0]) == len(head + size + depth) + 3 + wide * high
    assert source.text == f"{FIRST}\nTHÔNG BÁO\nvề lịch tưới\n"
    assert [(p.number, p.confidence) for p in source.pages] == [(1, None), (2, 0.87), (3, None)]
    assert any("Trang 3 " in w for w in source.warnings)


def test_letters_without_a_meaning_are_no_layer_of_text():
    sheet = Sheet()
    sheet.text(LEFT, 700, "".join(chr(0xE000 + k) for k in range(60)))
    with pytest.raises(Refused, match="OCR"):
        read_pdf(pdf(sheet), "la.pdf")


def test_an_invisible_layer_under_a_scan_is_read_with_a_warning():
    sheet = Sheet()
    sheet.picture()
    sheet.text(LEFT, 700, "Báo cáo kết quả tưới tiêu năm 2023", mode=3)
    source = read(sheet)
    assert source.text == "Báo cáo kết quả tưới tiêu năm 2023\n"
    assert any("máy nhận dạng" in w for w in source.warnings)


def test_an_empty_page_is_no_scan():
    sheet = Sheet()
    sheet.prose(760, FIRST)
    source = read(sheet, Sheet())
    assert source.warnings == []
    assert [p.number for p in source.pages] == [1, 2]


def test_a_file_locked_by_its_owner_only_is_read_and_one_with_a_password_is_refused():
    sheet = Sheet()
    sheet.prose(760, FIRST)
    assert lines(read(sheet, lock="owner")) == [FIRST]
    with pytest.raises(Refused, match="mật khẩu"):
        read_pdf(pdf(sheet, lock="user"), "khoa.pdf")


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"khong phai PDF", b"PK\x03\x04" + b"\0" * 100])
def test_what_is_no_pdf_is_refused(data: bytes):
    with pytest.raises(Refused, match="PDF"):
        read_pdf(data, "hong.pdf")


def test_damaged_files_are_refused_or_read_but_never_fail_otherwise():
    first, second = Sheet(), Sheet()
    table(first, TASKS_X, 700, [TASKS_HEAD, [["1"], ["Đào kênh"], ["Xã An"], [], ["2024"]]])
    second.prose(760, SECOND)
    second.link(60, 60, 90, 90, "https://example.vn")
    second.stamp(300, 500, ["05"])
    whole = pdf(first, second)
    chance = random.Random(7)
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(chance.randrange(1, 30)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        if chance.random() < 0.3:
            del data[chance.randrange(len(data)) :]
        try:
            check(read_pdf(bytes(data), "hong.pdf"))
        except Refused:
            continue


def test_more_pages_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch):
    from ingest.readers.limits import Limits
    from ingest.readers.pdf import file

    monkeypatch.setattr(file, "LIMITS", Limits(pages=2))
    sheet = Sheet()
    sheet.prose(760, FIRST)
    with pytest.raises(Refused, match="3 trang, quá giới hạn 2"):
        read_pdf(pdf(sheet, sheet, sheet), "dai.pdf")
