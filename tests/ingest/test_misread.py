"""What recognisers misread in set phrases and in days, read as it was printed; evidence stays as it was read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph.model import Extraction
from ingest.misread import mend

One = Callable[[str], Extraction]


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("Tinh ủy, UBND tinh, Công an tinh", "Tỉnh ủy, UBND tỉnh, Công an tỉnh"),
        ("Chi thị số 19-CT/TU, Kêt luận số 5-KL/TU", "Chỉ thị số 19-CT/TU, Kết luận số 5-KL/TU"),
        ("Căn cử Luật Tô chức Chỉnh phủ", "Căn cứ Luật Tổ chức Chính phủ"),
        ("phôi hợp với Sờ Tài chính triên khai, kiêm tra", "phối hợp với Sở Tài chính triển khai, kiểm tra"),
        ("phôi họp tông hợp, cỏ trách nhiệm, phân đâu", "phối hợp tổng hợp, có trách nhiệm, phấn đấu"),
        ("Kế hoạch số 1O5/KH-UBND, Kết luận số 2l-KL/TW", "Kế hoạch số 105/KH-UBND, Kết luận số 21-KL/TW"),
        ("trong năm 202l", "trong năm 2021"),
        ("hướng dân một số điểu cùa Chính phú", "hướng dẫn một số điều của Chính phủ"),
        ("ngày l5 tháng I] nắm 2013", "ngày 15 tháng 11 năm 2013"),
        ("ngày 1ó tháng 6 năm 2014; trước 3O/6/2023", "ngày 16 tháng 6 năm 2014; trước 30/6/2023"),
        ("Nghị định số 01\u20442017/NĐ-CP", "Nghị định số 01/2017/NĐ-CP"),
    ],
)
def test_a_misread_phrase_is_mended_in_its_length(read: str, printed: str) -> None:
    assert mend(read) == printed
    assert len(read) == len(printed)


@pytest.mark.parametrize(
    "said",
    [
        "trở thành phổ biến, phó thành phố",
        "tinh thần, tính toán, UBND tính toán",
        "bệnh cấp tính",
        "định hướng dân số",
        "chi thường xuyên",
        "ngày 31 tháng 12 năm 2024",
        "Quyết định số 45/2014/QĐ-UBND, số 12a/QĐ-UBND, Phụ lục số I/BC",
        "ngày ấy tháng này năm nay",
    ],
)
def test_words_of_the_language_are_left_alone(said: str) -> None:
    assert mend(said) == said


@pytest.mark.parametrize("read", ["57-NQTW", "57-NQ/TƯ", "57-NQ/T.Ư", "57-NQ/IW", "57 - NQ/TW"])
def test_a_symbol_of_the_central_committee_is_read_however_its_end_is_spoilt(one: One, read: str) -> None:
    found = one(f"Căn cứ Nghị quyết số {read} ngày 22/12/2024 của Bộ Chính trị;\n")
    assert [(c.symbol, c.text) for c in found.citations] == [("57-NQ/TW", read)]


def test_a_misread_day_dates_a_citation_and_ends_a_task(one: One) -> None:
    found = one(
        "ỦY BAN NHÂN DÂN\nTỈNH HÀ GIANG\nSố: 15/KH-UBND\nHà Giang, ngày 12 tháng 4 năm 2023\n\nKẾ HOẠCH\n"
        "Trồng rừng\n\nThực hiện Chi thị số 19-CT/TU ngày l5 tháng 3 năm 2023 của Tinh ủy.\n\nII. NHIỆM VỤ\n\n"
        "1. Sờ Tài chính bố trí kinh phí trước ngày 3O/6/2023.\n"
    )
    assert [a.name for a in found.tasks[0].lead] == ["Sở Tài chính tỉnh Hà Giang"]
    assert [(d.text, d.end) for d in found.tasks[0].deadlines] == [("trước ngày 30/6/2023", "2023-06-30")]
    assert "3O/6/2023" in found.tasks[0].text


def test_a_page_number_without_blank_lines_parts_no_sentence(one: One) -> None:
    head = (
        "ỦY BAN NHÂN DÂN\nTỈNH HÀ GIANG\nSố: 15/KH-UBND\nHà Giang, ngày 12 tháng 4 năm 2023\n\nKẾ HOẠCH\nTrồng rừng\n\n"
    )
    first = "1. Sở Tài chính bố trí kinh phí trồng rừng phòng hộ đầu nguồn cho các huyện vùng cao.\n" * 10
    second = "Sở Y tế chuẩn bị vật tư y tế cho các xã biên giới vùng cao phía bắc, hoàn\n2\nthành trước ngày 30/6/2023."
    found = one(f"{head}II. NHIỆM VỤ\n{first}2. {second}\n3. Sở Nội vụ rà soát biên chế.\n").tasks
    assert found[-2].text == second
    assert [d.end for d in found[-2].deadlines] == ["2023-06-30"]


def test_a_number_read_off_letters_is_marked_as_mended(one: One) -> None:
    said = one("Thực hiện Kế hoạch số 1O5/KH-UBND ngày 02/3/2025 và Chỉ thị số 05-CT/TU.")
    marked = [p.message for p in said.problems if p.code == "mended-symbol"]
    assert marked == ["«1O5/KH-UBND» được đọc là 105/KH-UBND."]
