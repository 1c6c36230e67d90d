"""What a mention is to the document: one line of text, one line of relations."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph.model import Extraction


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # passive turns the actor round; what is acted on through a list does not
        ("Hồ sơ được giải quyết theo quy định tại Nghị định số 1/2020/NĐ-CP.", "legalBasis"),
        ("Nghị định số 1/2020/NĐ-CP được sửa đổi, bổ sung bởi Nghị định số 2/2021/NĐ-CP.", "cites cites"),
        ("Sửa đổi danh mục được công bố tại Quyết định số 3/QĐ-UBND.", "amends"),
        # what ends an instrument's force stands to its right
        ("Thông tư số 4/2015/TT-BTC ngày 5/5/2015 quy định mức thu hết hiệu lực từ ngày 01/7/2024.", "repeals"),
        ("Kể từ ngày Nghị quyết này có hiệu lực, Nghị quyết số 5/2016/NQ-HĐND hết hiệu lực.", "self repeals"),
        ("Tạm ngưng hiệu lực Nghị định số 6/2026/NĐ-CP.", "cites"),
        # who is covered, and what is rested on
        ("Đối tượng quy định tại khoản 5 Điều 76 Luật Nhà ở được miễn phí.", "cites"),
        ("Mức thu thực hiện theo quy định tại Điều 9 Luật Nhà ở.", "legalBasis"),
        ("Thực hiện nghiêm quy định tại Nghị định số 7/2022/NĐ-CP.", "implements"),
        # an account is no order
        ("Hơn 20 năm qua, thực hiện Chỉ thị số 42-CT/TW, xuất bản phát triển.", "assesses"),
        ("Việc thực hiện Chỉ thị số 10-CT/TU đã tạo chuyển biến.", "assesses"),
        ("Một số nơi chưa nghiêm túc quán triệt Nghị quyết số 24-NQ/TW.", "assesses"),
        # treaties are rested on, whatever is done to the circular that names one in its title
        (
            "Bãi bỏ Thông tư số 4/2020/TT-BCT quy định về đấu giá theo Hiệp định Đối tác Toàn diện.",
            "repeals legalBasis",
        ),
        # short names, and what they stand for
        ("Chỉ thị số 42-CT/TW (sau đây gọi tắt là Chỉ thị 42)", "cites cites"),
        ("Quy định số 22-QĐ/TW (nay là Quy định số 296-QĐ/TW)", "cites cites"),
    ],
)
def test_what_a_mention_is_to_the_document(text: str, expected: str, one: Callable[[str], Extraction]) -> None:
    assert " ".join(c.relation for c in one(text).citations) == expected


AMENDING = """CHÍNH PHỦ
Số: 20/2024/NĐ-CP

Hà Nội, ngày 05 tháng 6 năm 2024

NGHỊ ĐỊNH
Sửa đổi, bổ sung một số điều của Nghị định số 12/2019/NĐ-CP ngày 01 tháng 02 năm 2019 của Chính phủ về cây xanh

Căn cứ Luật Tổ chức Chính phủ ngày 19 tháng 6 năm 2015;

Điều 1. Sửa đổi khoản 2 Điều 6 như sau:

“2. Mức thu quy định tại Nghị định này được tính “theo cây”.

3. Việc nộp tiền thực hiện theo quy định tại Nghị định số 9/2017/NĐ-CP.”.

Điều 2. Nghị định này có hiệu lực từ ngày 01 tháng 8 năm 2024.
"""


@pytest.mark.parametrize(
    ("title", "relation"),
    [
        ("QUYẾT ĐỊNH BÃI\nBỎ QUYẾT ĐỊNH SỐ 14/2019/QĐ-UBND NGÀY 01/3/2019", "repeals"),
        ("QUYẾT ĐỊNH\nSỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU CỦA\nQUYẾT ĐỊNH SỐ 14/2019/QĐ-UBND", "amends"),
        ("QUYẾT ĐỊNH\nSửa đổi, bổ sung một số quy định tại Quyết định số 14/2019/QĐ-UBND", "amends"),
    ],
)
def test_the_verb_of_a_title_holds_for_all_its_lines(
    title: str, relation: str, one: Callable[[str], Extraction]
) -> None:
    head = "ỦY BAN NHÂN DÂN\nTỈNH LẠNG SƠN\nSố: 75/2024/QĐ-UBND\nLạng Sơn, ngày 20 tháng 11 năm 2024\n\n"
    found = one(f"{head}{title}\n\nCăn cứ Luật Đất đai năm 2024;\n\nĐiều 1. Quyết định này có hiệu lực từ ngày ký.\n")
    assert next(c.relation for c in found.citations if c.symbol == "14/2019/QĐ-UBND") == relation


@pytest.mark.parametrize(
    ("said", "relation"),
    [
        ("Bộ Công Thương xây dựng dự án Luật sửa đổi, bổ sung một số điều của Luật Điện lực.", "cites"),
        ("Bộ Công Thương rà soát, đề xuất sửa đổi, bổ sung các nội dung có liên quan của Luật Điện lực.", "cites"),
        ("Sửa đổi, bổ sung Luật Điện lực theo hướng thị trường.", "amends"),
    ],
)
def test_who_cannot_change_a_law_tells_of_a_bill_or_orders_a_change(
    said: str, relation: str, one: Callable[[str], Extraction]
) -> None:
    found = one(
        f"CHÍNH PHỦ\nSố: 98/NQ-CP\nHà Nội, ngày 06 tháng 4 năm 2026\n\nNGHỊ QUYẾT\nVề năng lượng\n\n1. {said}\n"
    )
    assert next(c.relation for c in found.citations if c.text == "Luật Điện lực") == relation


def test_a_consolidated_text_sets_out_one_instrument_and_cites_those_that_changed_it(
    one: Callable[[str], Extraction],
) -> None:
    found = one(
        "BỘ NỘI VỤ\nVĂN BẢN HỢP NHẤT\nTHÔNG TƯ\nQuy định chế độ công tác phí\n\n"
        "Thông tư số 3/2018/TT-BNV ngày 22 tháng 6 năm 2018 của Bộ trưởng Bộ Nội vụ quy định chế độ công tác phí, "
        "có hiệu lực kể từ ngày 15 tháng 8 năm 2018, được sửa đổi, bổ sung bởi:\n\n"
        "Thông tư số 9/2021/TT-BNV ngày 14 tháng 11 năm 2021 của Bộ trưởng Bộ Nội vụ, có hiệu lực kể từ ngày "
        "01 tháng 01 năm 2022.\n\nCăn cứ Luật Ngân sách nhà nước năm 2015;\n\nĐiều 1. Phạm vi điều chỉnh\n"
    )
    assert [(c.symbol, c.relation) for c in found.citations if c.symbol] == [
        ("3/2018/TT-BNV", "consolidates"),
        ("9/2021/TT-BNV", "cites"),
    ]


def test_new_text_speaks_for_the_instrument_that_is_amended(one: Callable[[str], Extraction]) -> None:
    found = one(AMENDING)
    amended = next(c.instrument for c in found.citations if c.symbol == "12/2019/NĐ-CP")
    quoted = next(c for c in found.citations if c.text == "Nghị định này" and c.kind == "anaphor")
    assert (quoted.instrument, quoted.relation, quoted.jurisdiction) == (amended, "cites", "vn")
    rested_on = next(c for c in found.citations if c.symbol == "9/2017/NĐ-CP")
    assert rested_on.subject == amended


def test_outside_the_quotation_the_amending_instrument_speaks_of_itself(one: Callable[[str], Extraction]) -> None:
    found = one(AMENDING)
    last = [c for c in found.citations if c.text == "Nghị định này"][-1]
    assert (last.kind, last.instrument) == ("self", found.documents[0].instrument)


def test_an_amending_law_is_told_by_its_number_and_what_it_amends_by_name(one: Callable[[str], Extraction]) -> None:
    found = one("Căn cứ Luật sửa đổi, bổ sung một số điều của Luật Chứng khoán, Luật Kế toán số 56/2024/QH15;")
    assert [(c.text, c.relation) for c in found.citations] == [
        ("Luật Chứng khoán", "amends"),
        ("Luật Kế toán", "amends"),
        ("56/2024/QH15", "legalBasis"),
    ]
    amending = found.citations[2].instrument
    assert {c.subject for c in found.citations[:2]} == {amending}
