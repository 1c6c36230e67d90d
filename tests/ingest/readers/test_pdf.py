"""The PDF reader: what a page shows is in the text, in the order in which people read it."""

from __future__ import annotations

from ingest.extract import extract
from ingest.source import digest_of
from tests.ingest.readers.pdfs import FIRST, LEFT, SECOND, Sheet, lines, pdf, read, wrap


def letterhead(sheet: Sheet) -> float:
    sheet.centred(790, "ỦY BAN NHÂN DÂN", axis=150)
    sheet.centred(775, "TỈNH SƠN HẢI", font="F2", axis=150)
    sheet.centred(755, "Số: 31/KH-UBND", axis=150)
    sheet.centred(790, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", axis=410)
    sheet.centred(775, "Độc lập - Tự do - Hạnh phúc", font="F2", axis=410)
    sheet.centred(755, "Sơn Hải, ngày 12 tháng 3 năm 2024", axis=410)
    return 720


def test_wrapped_lines_are_one_paragraph_and_an_indent_begins_the_next():
    sheet = Sheet()
    sheet.prose(sheet.prose(760, FIRST), SECOND)
    source = read(sheet)
    assert lines(source) == [FIRST, SECOND]
    assert source.media_type == "application/pdf"
    assert source.sha256 == digest_of(pdf(sheet))
    assert source.path == "thu.pdf"


def test_a_line_that_had_room_for_the_next_word_ended_on_purpose():
    sheet = Sheet()
    y = sheet.prose(760, FIRST)
    sheet.text(LEFT, y, "a) Vùng đồi;")
    sheet.text(LEFT, y - 16, "b) vùng bãi ven sông")
    sheet.text(LEFT, y - 32, "c) vùng trũng.")
    assert lines(read(sheet))[1:] == ["a) Vùng đồi;", "b) vùng bãi ven sông", "c) vùng trũng."]


def test_a_symbol_broken_at_its_hyphen_is_whole_and_a_spaced_dash_keeps_its_blanks():
    sheet = Sheet()
    second = "TTg của Thủ tướng và ý kiến của ông Trần Văn Bão, Chủ nhiệm hợp tác xã -"
    first = "theo Công điện số 280/CĐ-"
    sheet.text(LEFT, 700, "Rà soát lại các trạm bơm ven sông, cấp nước ".ljust(len(second) - len(first)) + first)
    sheet.text(LEFT, 684, second)
    sheet.text(LEFT, 668, "phụ trách thủy nông nội đồng.")
    said = lines(read(sheet))[0]
    assert "280/CĐ-TTg của" in said
    assert "hợp tác xã - phụ trách" in said


def test_a_letterhead_reads_the_issuer_first_then_the_motto():
    sheet = Sheet()
    y = letterhead(sheet)
    sheet.centred(y, "KẾ HOẠCH", font="F2")
    sheet.centred(y - 18, "Phòng, chống hạn hán vụ xuân", font="F2")
    sheet.prose(y - 50, FIRST)
    source = read(sheet)
    assert lines(source)[:6] == [
        "ỦY BAN NHÂN DÂN", "TỈNH SƠN HẢI", "Số: 31/KH-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Sơn Hải, ngày 12 tháng 3 năm 2024",
    ]  # fmt: skip
    (document,) = extract(source).extraction.documents
    assert (document.symbol, document.date) == ("31/KH-UBND", "2024-03-12")


def test_a_signature_reads_the_recipients_first_then_the_signer():
    sheet = Sheet()
    sheet.prose(760, FIRST)
    for k, said in enumerate(["Nơi nhận:", "- Như trên;", "- Chi cục Thủy lợi;", "- Lưu: VT, NN."]):
        sheet.text(LEFT, 640 - 13 * k, said, 10)
    sheet.centred(645, "TM. ỦY BAN NHÂN DÂN", font="F2", axis=430)
    sheet.centred(629, "CHỦ TỊCH", font="F2", axis=430)
    sheet.centred(560, "Lê Thị Mây", font="F2", axis=430)
    assert lines(read(sheet))[1:] == [
        "Nơi nhận:", "- Như trên;", "- Chi cục Thủy lợi;", "- Lưu: VT, NN.",
        "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Lê Thị Mây",
    ]  # fmt: skip


def test_a_page_of_two_columns_reads_down_the_left_one_first():
    sheet = Sheet()
    sheet.prose(760, FIRST, left=60, right=285, indent=14)
    sheet.prose(760, SECOND, left=315, right=540, indent=14)
    assert lines(read(sheet)) == [FIRST, SECOND]


def test_a_number_set_before_its_text_is_no_column():
    sheet = Sheet()
    for k in range(4):
        sheet.text(LEFT, 700 - 16 * k, f"{k + 1}.")
        sheet.text(LEFT + 30, 700 - 16 * k, f"Trạm bơm số {k + 1} vận hành.")
    assert lines(read(sheet)) == [f"{k}. Trạm bơm số {k} vận hành." for k in range(1, 5)]


def test_a_place_left_blank_for_a_date_does_not_part_the_line():
    sheet = Sheet()
    sheet.text(LEFT, 700, "Sơn Hải, ngày      tháng      năm 2024")
    sheet.text(LEFT, 680, "Kính gửi: Chi cục Thủy lợi")
    assert lines(read(sheet))[0] == "Sơn Hải, ngày tháng năm 2024"


def test_a_paragraph_goes_on_over_the_page_break_and_each_page_keeps_its_words():
    first, second = Sheet(), Sheet()
    wrapped = wrap(FIRST)
    y = first.prose(760, SECOND)
    first.text(LEFT + 28, y, wrapped[0])
    for k, line in enumerate(wrapped[1:]):
        second.text(LEFT, 760 - 16 * k, line)
    second.prose(700, SECOND)
    second.text(300, 800, "2")
    source = read(first, second)
    assert source.margins == ["2"]
    assert lines(source) == [SECOND, FIRST, SECOND]
    two = next(p for p in source.pages if p.number == 2)
    assert source.text[two.start :].strip().startswith(wrapped[1])


def test_running_heads_page_numbers_and_signing_stamps_are_margins():
    sheets = []
    for k in range(4):
        sheet = Sheet()
        if k % 2:
            sheet.text(LEFT, 810, f"{k + 31} CÔNG BÁO SƠN HẢI/Số 07/Ngày 15-3-2024")
        else:
            sheet.text(LEFT, 810, f"CÔNG BÁO SƠN HẢI/Số 07/Ngày 15-3-2024 {k + 31}")
        sheet.prose(760, SECOND if k % 2 else FIRST)
        sheets.append(sheet)
    sheets[0].stamp(20, 835, ["Người ký: VĂN PHÒNG ỦY BAN", "Thời gian ký: 15.03.2024 08:00:00 +07:00"], 6)
    source = read(*sheets)
    assert "CÔNG BÁO" not in source.text
    assert "ký" not in source.text
    assert sum("CÔNG BÁO SƠN HẢI" in said for said in source.margins) == 4
    assert any("Người ký: VĂN PHÒNG ỦY BAN" in said for said in source.margins)


def test_what_repeats_at_the_top_of_a_few_forms_is_text():
    sheets = []
    for k in range(7):
        sheet = Sheet()
        if k in (1, 2, 4):
            sheet.centred(800, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
        sheet.prose(760, f"Cánh đồng {k + 20}: {FIRST if k % 2 else SECOND}")
        sheets.append(sheet)
    source = read(*sheets)
    assert source.text.count("CỘNG HÒA XÃ HỘI") == 3
    assert source.margins == []


def test_a_head_without_a_number_is_a_margin_where_most_pages_have_it():
    sheets = []
    for k in range(6):
        sheet = Sheet()
        sheet.text(LEFT, 815, "Quy trình vận hành hồ chứa Sơn Hải", 9)
        sheet.prose(760, f"Bước {k + 20}: {FIRST if k % 2 else SECOND}")
        sheets.append(sheet)
    source = read(*sheets)
    assert "Quy trình vận hành" not in source.text
    assert source.margins == ["Quy trình vận hành hồ chứa Sơn Hải"] * 6


def test_a_number_that_an_office_stamped_on_is_part_of_its_line():
    sheet = Sheet()
    end = sheet.text(LEFT, 700, "Số: ")
    sheet.text(end + 24, 700, "/GM-UBND")
    sheet.stamp(end, 700, ["218"])
    sheet.prose(660, FIRST)
    assert lines(read(sheet))[0] in ("Số: 218/GM-UBND", "Số: 218 /GM-UBND")


def test_words_drawn_twice_for_boldness_are_read_once():
    sheet = Sheet()
    sheet.text(LEFT, 700, "THÔNG BÁO SỐ 5")
    sheet.text(LEFT + 0.3, 700, "THÔNG BÁO SỐ 5")
    assert read(sheet).text == "THÔNG BÁO SỐ 5\n"


def test_letters_drawn_later_into_the_gaps_of_a_line_find_their_syllables():
    """A printer whose font lacks ủ and ế draws the line without them, then fills them in from another font."""
    sheet = Sheet()
    said, lacking = "Các lò than và nhà máy xay thóc cân lô hàng", "áàòâôóã"
    run = ""
    for k, char in enumerate(said + "\n"):
        if char in lacking or char == "\n":
            if run:
                sheet.text(LEFT + 6 * (k - len(run)), 700, run)
            run = ""
        else:
            run += char
    for k, char in enumerate(said):
        if char in lacking:
            sheet.text(LEFT + 6 * k, 700, char, font="F2")
    assert read(sheet).text == said + "\n"


def test_a_watermark_across_the_page_is_a_margin():
    sheet = Sheet()
    sheet.prose(760, FIRST)
    sheet.drawn.append(f"BT /F1 60 Tf 0.7 0.7 -0.7 0.7 150 300 Tm <{'DỰ THẢO'.encode('utf-16-be').hex()}> Tj ET")
    source = read(sheet)
    assert source.text == FIRST + "\n"
    assert " ".join(source.margins).replace(" ", "") == "DỰTHẢO"


def test_links_are_told_with_the_words_that_bear_them():
    sheet = Sheet()
    x = sheet.text(LEFT, 700, "Xem ")
    end = sheet.text(x, 700, "bản đồ tưới")
    sheet.text(end, 700, " của tỉnh.")
    sheet.link(x, 697, end, 710, "https://example.vn/ban-do")
    source = read(sheet)
    ((start, stop, target),) = [(n.start, n.end, n.target) for n in source.links]
    assert (source.text[start:stop], target) == ("bản đồ tưới", "https://example.vn/ban-do")
