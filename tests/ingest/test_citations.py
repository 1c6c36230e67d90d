"""What is a citation, what it says, and what is none."""

from __future__ import annotations

import pytest

from ingest.grammar.mention import Mention
from ingest.grammar.mentions import find_mentions, set_pinpoints
from ingest.structure.paragraphs import paragraphs
from ingest.text import clean


def mentions(text: str) -> list[Mention]:
    _, flat = paragraphs(clean(text))
    found = find_mentions(flat)
    set_pinpoints(flat, found)
    return found


def cited(text: str) -> list[str]:
    """`type symbol date` of each mention, or its name."""
    return [
        " ".join(p for p in (m.type if m.symbol else None, m.symbol or m.name, m.date) if p) for m in mentions(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # State: number/[year/]TYPE-ISSUER
        ("Nghị quyết số 58/NQ-CP ngày 21/4/2023 của Chính phủ", ["nghị quyết 58/NQ-CP 2023-04-21"]),
        ("Nghị định 07/2023/NĐ-CP", ["nghị định 7/2023/NĐ-CP"]),
        ("Nghị quyết số 66.7/2025/NQ-CP", ["nghị quyết 66.7/2025/NQ-CP"]),
        ("văn bản số 12/UBND-VX ngày 05-9-2016", ["công văn 12/UBND-VX 2016-09-05"]),
        ("Thông tư số 12/2016/TT-BNN&PTNT", ["thông tư 12/2016/TT-BNN&PTNT"]),
        # Party: number-TYPE/ISSUER
        ("Chỉ thị số 19-CT/TU ngày 11 tháng 6 năm 2020", ["chỉ thị 19-CT/TU 2020-06-11"]),
        ("Công văn số 53-CV/VPTW/nb", ["công văn 53-CV/VPTW/nb"]),
        ("Nghị quyết số 12-NQ/ĐU, ngày 05/9/2026", ["nghị quyết 12-NQ/ĐU 2026-09-05"]),
        # lists that share a suffix, a day, a type
        ("các Kết luận số 187, 188- KL/TW ngày 29/8/2025",
         ["kết luận 187-KL/TW 2025-08-29", "kết luận 188-KL/TW 2025-08-29"]),
        ("Các Công điện: số 7/CĐ-UBND và số 8/CĐ-UBND ngày 19/11/2025",
         ["công điện 7/CĐ-UBND 2025-11-19", "công điện 8/CĐ-UBND 2025-11-19"]),
        # damage
        ("Nghị quyết số 06/2020/NQHĐND", ["nghị quyết 6/2020/NQ-HĐND"]),
        ("Nghị định số 44/201 4/NĐ-CP", ["nghị định 44/2014/NĐ-CP"]),
        ("Nghị định 127/2007NĐ-CP", ["nghị định 127/2007/NĐ-CP"]),
        ("Nghị quyết số 24/2026//NQ-CP", ["nghị quyết 24/2026/NQ-CP"]),
        ("Công điện số 280/CD-TTg", ["công điện 280/CĐ-TTg"]),
        ("Nghị định số 78/2025/NĐ-\nCP ngày 01/4/2025", ["nghị định 78/2025/NĐ-CP 2025-04-01"]),
        ("Nghị quyết số 41-NQ/TWngày 15/11/2004", ["nghị quyết 41-NQ/TW 2004-11-15"]),
        ("Luật số43/2024/QH15, Luật số 56/2024/QH15", ["luật 43/2024/QH15", "luật 56/2024/QH15"]),
        ("Chỉ thị số19-CT/TU; Thông tư số:08/2020/TT-BTC", ["chỉ thị 19-CT/TU", "thông tư 8/2020/TT-BTC"]),
        ("Quyết định số 2609QĐ/UBND", ["quyết định 2609/QĐ-UBND"]),
        # names
        ("theo Luật Phòng, chống bệnh truyền nhiễm và", ["Luật Phòng, chống bệnh truyền nhiễm"]),
        ("Luật Đất đai số 31/2024/QH15 ngày 18/01/2024", ["luật 31/2024/QH15 2024-01-18"]),
        ("Nghị quyết Đại hội XIII của Đảng", ["Nghị quyết Đại hội XIII của Đảng"]),
        ("Nghị quyết Trung ương 4 khóa XI, XII", ["Nghị quyết Trung ương 4 khóa XI, XII"]),
        ("triển khai Đề án 06 của Chính phủ", ["Đề án 06"]),
        ("theo Nghị quyết này", ["Nghị quyết này"]),
        ("tiếp tục thực hiện Chỉ thị 42 và Nghị quyết số 29", ["Chỉ thị 42", "nghị quyết 29"]),
        ("Căn cứ Điều lệ Đảng Cộng sản Việt Nam", ["Điều lệ Đảng Cộng sản Việt Nam"]),
        ("theo Hiệp định Thương mại tự do ASEAN", ["Hiệp định Thương mại tự do ASEAN"]),
        ("theo quy định tại  Bộ \nluật lao động.", ["Bộ luật lao động"]),
        ("BÃI BỎ QUYẾT ĐỊNH SỐ 14/2025/QĐ-UBND NGÀY 01 THÁNG 3 NĂM 2025", ["quyết định 14/2025/QĐ-UBND 2025-03-01"]),
        ("sửa đổi Thông tư số 57/2018/TT-BCT, Thông tư số 38/2025/TT-BCT ngày 19/6/2025",
         ["thông tư 57/2018/TT-BCT", "thông tư 38/2025/TT-BCT 2025-06-19"]),
        ("Công văn số 83/TTHĐND ngày 05/4/2024", ["công văn 83/TTHĐND 2024-04-05"]),
        ("Kế hoạch số 192-KH/TU và Kế hoạch 192 phù hợp; Kế hoạch 100", ["kế hoạch 192-KH/TU", "Kế hoạch 192"]),
        ("Kết luận số 187-KL/TW, Kết luận số 188-KL/TW cùng ngày 29/8/2025",
         ["kết luận 187-KL/TW 2025-08-29", "kết luận 188-KL/TW 2025-08-29"]),
        # none
        ("Nghị quyết Đại hội đồng cổ đông thường niên", []),
        ("giai đoạn 2021-2025, tỷ lệ 1/2", []),
        ("đường nối QL 37 - QL17 - ĐT 292", []),
        ("quy chuẩn QCVN 01-1:2018/BYT", []),
        ("Hợp đồng số 15/2024/HĐ-XD", []),
        ("Tài khoản số 0123-456/VCB", []),
        ("các quy định của pháp luật về đất đai", []),
        ("trình dự án Luật Báo chí; xây dựng Luật An toàn thực phẩm (sửa đổi)", []),
        ("các Quy chế này, các quy định nêu trên", []),
    ],
)  # fmt: skip
def test_what_is_cited(text: str, expected: list[str]) -> None:
    assert cited(text) == expected


def test_the_words_decide_the_type_and_not_the_code() -> None:
    assert cited("Chủ tịch ban hành Chỉ thị số 11/UBND-TN") == ["chỉ thị 11/UBND-TN"]
    assert cited("Quy định số 66-QĐ/TW của Ban Bí thư") == ["quy định 66-QĐ/TW"]


def test_a_mention_in_a_title_belongs_to_the_titled_instrument() -> None:
    found = mentions("theo Kết luận số 120-KL/TU ngày 08/8/2021 về việc đẩy mạnh thực hiện Chỉ thị số 19-CT/TU.")
    assert found[0].parent is None
    assert found[1].parent == 0
    assert found[1].date is None


def test_an_instrument_after_and_is_a_sibling_even_behind_a_title() -> None:
    found = mentions(
        "thực hiện Chỉ thị số 19-CT/TU ngày 11/6/2020 về việc tăng cường kiểm tra đất đai và Kết luận số 120-KL/TU"
    )
    assert [m.parent for m in found] == [None, None]


@pytest.mark.parametrize(
    ("text", "parents"),
    [
        # what details a law is followed by a decree of its own kind, which it cannot detail
        ("Nghị định số 12/2016/NĐ-CP ngày 02/3/2016 của Chính phủ quy định chi tiết Luật Phí và lệ phí và Nghị định số "
         "82/2023/NĐ-CP ngày 28/11/2023 của Chính phủ sửa đổi Nghị định số 12/2016/NĐ-CP", [None, 0, None, 2]),
        # a circular details a law and a decree at once
        ("Thông tư số 8/2020/TT-BTC ngày 02/3/2020 hướng dẫn thi hành Luật Giá và Nghị định số 85/2024/NĐ-CP",
         [None, 0, 0]),
        # what amends stands beside what amends
        ("Nghị định số 7/2017/NĐ-CP ngày 14/9/2017 sửa đổi Nghị định số 6/2013/NĐ-CP ngày 27/6/2013 quy định chi tiết "
         "Luật Giá, Nghị định số 8/2018/NĐ-CP ngày 15/01/2018 của Chính phủ sửa đổi một số Nghị định",
         [None, 0, 1, None]),
    ],
)  # fmt: skip
def test_behind_the_law_in_a_title_an_instrument_of_the_titles_kind_stands_beside_it(
    text: str, parents: list[int | None]
) -> None:
    assert [m.parent for m in mentions(text)] == parents


def test_the_amending_laws_name_holds_the_laws_that_it_amends() -> None:
    found = mentions(
        "Luật Sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ và Luật Đầu tư ngày 22 tháng 11 năm 2019;"
    )
    assert [m.name for m in found][1:] == ["Luật Tổ chức Chính phủ", "Luật Đầu tư"]
    assert [m.parent for m in found] == [None, 0, 0]
    assert [m.date for m in found] == ["2019-11-22", None, None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "điểm a, b khoản 2 Điều 5 Nghị định số 07/2023/NĐ-CP",
            {"article": "5", "clause": "2", "point": "a, b"},
        ),
        ("Mục II Hướng dẫn số 01-HD/BTCTU", {"section": "II"}),
        ("Điểm 2 Mục I Hướng dẫn số 16-HD/BTCTW", {"section": "I", "point": "2"}),
        ("khoản 3.2, mục II Hướng dẫn số 27-HD/BTCTW", {"section": "II", "clause": "3.2"}),
        ("Phụ lục I ban hành kèm theo Quyết định số 19/2026/QĐ-UBND", {"annex": "I"}),
        ("Điều 6a của Luật Đất đai", {"article": "6a"}),
        (
            "điểm a, b, đ khoản 2 và khoản 3 Điều 5 Nghị định số 1/2020/NĐ-CP",
            {"article": "5", "clause": "2, 3", "point": "a, b, đ"},
        ),
        ("từ khoản 1 đến khoản 4 Điều 6 Luật Đất đai", {"article": "6", "clause": "1-4"}),
        ("theo khoản 25\nĐiều 5 Luật Đất đai", {"article": "5", "clause": "25"}),
    ],
)
def test_the_provision_before_an_instrument_is_its_pinpoint(text: str, expected: dict[str, str]) -> None:
    assert mentions(text)[0].pinpoint == expected
