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
        # what is suspended may come back: to call it ended would be wrong, and no relation says it
        ("Quyết định này đình chỉ thi hành Chỉ thị số 5/2024/CT-UBND.", "self cites"),
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
        # only what is approved itself is approved
        ("Phê duyệt Kế hoạch số 5/KH-SXD ngày 02/3/2025 của Sở Xây dựng.", "approves"),
        ("Phê duyệt khung giá theo Thông tư số 6/2025/TT-BTC.", "legalBasis"),
        ("Dự án được phê duyệt trước ngày Luật Nhà ở số 27/2023/QH15 có hiệu lực.", "cites"),
        ("Phê duyệt điều chỉnh Quyết định số 7/QĐ-UBND ngày 02/3/2025.", "amends"),
        # two verbs in a sentence, each with its own object
        ("Bãi bỏ Quyết định số 1/2020/QĐ-UBND và sửa đổi, bổ sung Quyết định số 2/2021/QĐ-UBND.", "repeals amends"),
        (
            "Chỉ thị này thay thế Chỉ thị số 3/CT-UBND; tổng hợp vướng mắc của Nghị định số 9/2017/NĐ-CP.",
            "self replaces cites",
        ),
        (
            "Nghị định này hướng dẫn Luật này; nội dung của Nghị định số 9/2017/NĐ-CP trái với Nghị định này "
            "hết hiệu lực.",
            "self self repeals self",
        ),
        # a list, each by its own type
        ("thực hiện theo Kết luận số 40-KL/TW và Quy định số 70-QĐ/TW", "implements legalBasis"),
        ("theo quy định của Luật này, Luật Nhà ở và quy định khác có liên quan", "self legalBasis"),
        (
            "thực hiện theo Luật Các tổ chức tín dụng số 47/2010/QH12 đã được sửa đổi, bổ sung theo Luật số "
            "17/2017/QH14, Luật Nhà ở số 27/2023/QH15",
            "legalBasis cites legalBasis",
        ),
        # what ends, what goes on, and what is not yet done
        ("Kết thúc việc thực hiện Quyết định số 4/QĐ-UBND ngày 02/3/2025.", "repeals"),
        ("Quy định tại Điều 8 của Nghị quyết số 5/2016/NQ-HĐND chấm dứt hiệu lực.", "repeals"),
        ("Các nội dung khác của Chỉ thị số 8-CT/TU tiếp tục có hiệu lực.", "cites"),
        ("Áp dụng cho đến khi Nghị định số 9/2017/NĐ-CP hết hiệu lực.", "cites"),
        ("Áp dụng cho đến khi có văn bản mới thay thế Nghị định số 9/2017/NĐ-CP.", "cites"),
        ("Không áp dụng quy định của Nghị định số 9/2017/NĐ-CP.", "cites"),
        ("Quy chế không được trái với Nghị định số 9/2017/NĐ-CP.", "cites"),
        ("Thu hồi Quyết định số 4/QĐ-UBND ngày 02/3/2025.", "repeals"),
        ("Điều chỉnh nội dung tại Điều 2 Quyết định số 4/QĐ-UBND như sau.", "amends"),
        # what is done under an instrument is not done to it
        ("Hủy bỏ kết quả thi theo quy định tại Điều 5 Nghị định số 9/2017/NĐ-CP.", "legalBasis"),
        ("Sửa đổi, bổ sung hợp đồng theo quy định tại Nghị định số 9/2017/NĐ-CP.", "legalBasis"),
        # what befell the law named before does not befall the decree named after it
        *(
            (
                f"Việc này theo quy định của Luật Xây dựng năm 2014{changed} và Nghị định số 9/2017/NĐ-CP.",
                "legalBasis legalBasis",
            )
            for changed in (
                " (đã được sửa đổi, bổ sung năm 2020)",
                " (sửa đổi)",
                " được sửa đổi, bổ sung năm 2018, 2020",
                " và các văn bản sửa đổi, bổ sung, thay thế",
            )
        ),
        (
            "Theo Nghị định số 8/2020/NĐ-CP (được sửa đổi bởi Nghị định số 9/2022/NĐ-CP) và Nghị định số 3/2021/NĐ-CP.",
            "legalBasis cites legalBasis",
        ),
        (
            "Theo Nghị định số 8/2020/NĐ-CP (thay thế Nghị định số 9/2017/NĐ-CP) và Nghị định số 3/2021/NĐ-CP.",
            "legalBasis replaces legalBasis",
        ),
        ("Điều 5 Quyết định số 5/2020/QĐ-UBND được sửa đổi như sau.", "amends"),
        # what an instrument says, and from when: told
        ("Người thuộc trường hợp quy định tại Điều 5 Nghị định số 9/2017/NĐ-CP được miễn phí.", "cites"),
        ("Hành vi mà Bộ luật Hình sự quy định là tội phạm.", "cites"),
        ("Rà soát các Nghị định, Thông tư hướng dẫn Luật Nhà ở.", "cites"),
        ("Quản lý kiến trúc và Quyết định số 5/QĐ-UBND.", "cites"),
        ("Vận dụng Nghị định số 9/2017/NĐ-CP để tính.", "cites"),
        # what is asked is considered, what is told to be done is carried out
        ("Trên cơ sở Tờ trình số 5/TTr-SXD ngày 02/3/2025 của Sở Xây dựng, thống nhất.", "considers"),
        ("Thực hiện ý kiến chỉ đạo của Thủ tướng Chính phủ tại Công văn số 5/TTg-KTN.", "implements"),
        ("Tuy nhiên, việc cụ thể hóa Nghị quyết số 24-NQ/TW ở một số nơi còn chậm.", "assesses"),
        ("Những năm qua, thực hiện Chỉ thị số 27-CT/TW, công tác này có chuyển biến.", "assesses"),
        # how long an instrument holds is changed; one that is put off for a time is told
        ("Kéo dài thời gian thực hiện Nghị định số 9/2017/NĐ-CP đến hết năm 2027.", "amends"),
        ("Lùi thời điểm có hiệu lực của Thông tư số 6/2025/TT-BTC.", "amends"),
        ("Kéo dài thời gian thực hiện dự án theo Nghị định số 9/2017/NĐ-CP.", "legalBasis"),
        ("Đình chỉ việc thi hành Quyết định số 4/QĐ-UBND ngày 02/3/2025.", "cites"),
        ("Tạm dừng thực hiện Quyết định số 4/QĐ-UBND ngày 02/3/2025.", "cites"),
        ("Căn cứ Quyết định số 4/QĐ-UBND (được gia hạn tại Quyết định số 5/QĐ-UBND);", "legalBasis cites"),
        ("Kế hoạch này thay cho Kế hoạch số 90-KH/HU.", "self replaces"),
        # what stands in a closed bracket governs nothing outside
        (
            "Thực hiện theo Công văn số 5/TCT-CS của Tổng cục Thuế (nay là Cục Thuế) và Thông báo số 6/TB-BTC.",
            "implements implements",
        ),
        ("Thay thế Hướng dẫn số 1-HD/TW (phần thuộc thẩm quyền) và Hướng dẫn số 2-HD/BTCTW.", "replaces replaces"),
        (
            "Nghe báo cáo tình hình thực hiện Nghị quyết số 2-NQ/TU (Báo cáo số 4-BC/ĐU; Tờ trình số 5-TTr/ĐU).",
            "assesses considers considers",
        ),
        # what has changed a decree is no circular: it stands beside the decree
        (
            "Theo quy định tại Luật Nhà ở đã được sửa đổi bởi Luật số 7/2024/QH15 và Nghị định số 9/2017/NĐ-CP.",
            "legalBasis cites legalBasis",
        ),
        ("Sửa đổi một số điều của Quy định về cây xanh ban hành kèm theo Quyết định số 5/2020/QĐ-UBND.", "amends"),
        (
            "Căn cứ Thông tư số 1/2018/TT-VPCP hướng dẫn thi hành một số quy định của Nghị định số 61/2018/NĐ-CP;",
            "legalBasis guides",
        ),
        ("Bộ trình Chính phủ sửa đổi, bổ sung một số quy định tại Nghị định số 9/2017/NĐ-CP.", "amends"),
        ("Nghị định số 8/2024/NĐ-CP quy định chi tiết Luật Nhà ở và Điều 77 Luật Đất đai", "cites guides guides"),
        ("Các cụm từ “cấp huyện” quy định tại Nghị định số 9/2017/NĐ-CP được thay thế bằng cụm từ “cấp xã”.", "amends"),
        ("Quyết định này bổ sung Quyết định số 6/QĐ-UBND ngày 02/3/2020.", "self amends"),
        ("Không tiếp tục thực hiện Kế hoạch số 5/KH-UBND.", "repeals"),
        (
            "Nghị định này thay thế Nghị định số 8/2005/NĐ-CP; Nghị định số 9/1998/NĐ-CP hết hiệu lực thi hành.",
            "self replaces repeals",
        ),
        ("Nếu Trung ương ban hành văn bản sửa đổi, thay thế Quy định số 5-QĐ/TW thì theo văn bản mới.", "cites"),
        ("Đảng ủy đã lãnh đạo thực hiện tốt Kết luận số 183-KL/TW, Nghị quyết số 59-NQ/TW.", "assesses assesses"),
        (
            "Người lao động quy định tại Điều 2 Thông tư này đóng theo mức quy định tại Điều 57 Luật Việc làm.",
            "self legalBasis",
        ),
        ("Ban hành quy định thay thế các quy định tại Quyết định số 6/2012/QĐ-UBND.", "replaces"),
        ("Thay thế biểu mẫu theo quy định tại Thông tư số 4/2021/TT-BTC.", "legalBasis"),
        ("Bộ trưởng ban hành Thông tư sửa đổi một số định mức tại Thông tư số 4/2021/TT-BTC.", "amends"),
        ("Không vận dụng Thông tư số 4/2013/TT-BTC đã hết hiệu lực.", "cites"),
        (
            "Quán triệt Chỉ thị số 3-CT/TW về tín dụng, gắn với các mục tiêu tại Nghị quyết số 42-NQ/TW.",
            "implements implements",
        ),
        # what is followed stands in it
        ("Thực hiện theo phân công tại Kế hoạch số 15/KH-UBND.", "implements"),
        ("Gửi hồ sơ theo mẫu tại Phụ lục I Thông tư số 6/2025/TT-BTC.", "legalBasis"),
    ],
)
def test_what_a_mention_is_to_the_document(text: str, expected: str, one: Callable[[str], Extraction]) -> None:
    assert " ".join(c.relation for c in one(text).citations) == expected


DECISION = (
    "UBND TỈNH BẮC NINH\nSố: 12/QĐ-UBND\nBắc Ninh, ngày 02 tháng 3 năm 2026\n\nQUYẾT ĐỊNH\nVề việc cây xanh\n\n{}\n\n"
)
LISTED = (
    "1. Quyết định số 1/2020/QĐ-UBND ngày 02/3/2020 của Ủy ban nhân dân tỉnh về cây xanh.\n\n"
    "2. Nghị quyết số 2/NQ-CP ngày 02/3/2021 của Chính phủ về cây xanh.\n"
)


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        ("Điều 1. Bãi bỏ toàn bộ các văn bản sau:", "repeals repeals"),
        ("Điều 1. Bãi bỏ văn bản quy phạm pháp luật", "repeals repeals"),
        ("Điều 1. Bãi bỏ các văn bản sau:\n\n1. Văn bản của tỉnh Bắc Ninh (trước sắp xếp):", "repeals repeals"),
        ("Điều 1. Nội dung\n\nBãi bỏ toàn bộ các văn bản sau:", "repeals repeals"),
        ("Điều 1. Hiệu lực\n\nCác văn bản sau đây hết hiệu lực từ ngày 01/3/2026:", "repeals repeals"),
        ("Điều 1. Nội dung\n\nSửa đổi, bổ sung một số điều của các văn bản sau:", "amends amends"),
        ("Điều 1. Bỏ cụm từ “cấp huyện” tại các điều của các văn bản sau đây:", "amends amends"),
        ("Điều 1. Bãi bỏ các nội dung về đấu giá của các văn bản sau đây:", "repeals repeals"),
        ("Điều 1. Tổ chức thực hiện nghiêm các văn bản sau:", "implements implements"),
        ("Điều 1. Nội dung\n\nTiếp tục quán triệt, triển khai thực hiện có hiệu quả:", "implements implements"),
        ("I. CĂN CỨ PHÁP LÝ", "legalBasis legalBasis"),
        ("Điều 1. Điều kiện thực hiện việc này:", "cites cites"),
        ("Điều 1. Khi Luật này (sửa đổi) có hiệu lực đối với các văn bản sau đây:", "cites cites"),
    ],
)
def test_an_item_of_a_list_is_what_the_words_say_that_open_the_list(
    opening: str, expected: str, one: Callable[[str], Extraction]
) -> None:
    found = one(DECISION.format(opening) + LISTED)
    assert " ".join(c.relation for c in found.citations if c.symbol) == expected


def test_the_second_sentence_of_a_recital_tells_of_something_else(one: Callable[[str], Extraction]) -> None:
    recital = (
        "Thực hiện Chỉ thị số 5-CT/TU, công tác đạt kết quả. Tuy nhiên, một số nơi chưa quán triệt {} số 22-QĐ/TW."
    )
    found = one(DECISION.format(recital.format("Quy định")) + "Điều 1. Nội dung\n")
    assert [c.relation for c in found.citations] == ["implements", "assesses"]


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


def test_a_title_with_the_mark_of_a_note_is_a_title(one: Callable[[str], Extraction]) -> None:
    found = one(
        "BỘ TÀI CHÍNH\nSố: 21/VBHN-BTC\nHà Nội, ngày 12 tháng 5 năm 2026\n\nNGHỊ ĐỊNH[1]\nVề lệ phí\n\n"
        "Nghị định số 10/2022/NĐ-CP ngày 15 tháng 01 năm 2022 của Chính phủ về lệ phí, có hiệu lực kể từ ngày "
        "01 tháng 3 năm 2022, được sửa đổi, bổ sung bởi:\n\nNghị định số 51/2025/NĐ-CP ngày 01 tháng 3 năm 2025.\n\n"
        "Căn cứ Luật Phí và lệ phí năm 2015;\n\nĐiều 1. Phạm vi điều chỉnh\n"
    )
    assert [(c.symbol, c.relation) for c in found.citations if c.symbol] == [
        ("10/2022/NĐ-CP", "consolidates"),
        ("51/2025/NĐ-CP", "cites"),
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


LAW = (
    "QUỐC HỘI\nLuật số: 31/2026/QH16\nHà Nội, ngày 18 tháng 6 năm 2026\n\nLUẬT\n{}\n\n"
    "Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;\n\nQuốc hội ban hành {}.\n\nĐiều 1. Nội dung\n"
)


@pytest.mark.parametrize(
    ("title", "name", "expected"),
    [
        ("LƯU TRỮ", "Luật Lưu trữ", []),
        (
            "SỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU CỦA LUẬT LƯU TRỮ VÀ LUẬT THƯ VIỆN",
            "Luật sửa đổi, bổ sung một số điều của Luật Lưu trữ số 33/2024/QH15",
            [("LUẬT LƯU TRỮ", "amends"), ("LUẬT THƯ VIỆN", "amends"), ("33/2024/QH15", "amends")],
        ),
    ],
)
def test_a_law_does_not_cite_itself_by_its_own_name(
    title: str, name: str, expected: list[tuple[str, str]], one: Callable[[str], Extraction]
) -> None:
    found = one(LAW.format(title, name))
    assert [(c.text, c.relation) for c in found.citations if c.text != "Hiến pháp"] == expected


def test_a_guideline_guides_what_its_title_says_it_carries_out(one: Callable[[str], Extraction]) -> None:
    found = one(
        "TỈNH ỦY SƠN LA\nBAN TỔ CHỨC\n*\nSố 4-HD/BTCTU\nSơn La, ngày 02 tháng 3 năm 2026\n\nHƯỚNG DẪN\n"
        "thực hiện Quy định số 294-QĐ/TW, ngày 26/5/2025 của Ban Chấp hành Trung ương\n\n1. Tuổi đời\n"
    )
    assert [c.relation for c in found.citations if c.symbol] == ["guides"]


def test_an_amending_law_is_told_by_its_number_and_what_it_amends_by_name(one: Callable[[str], Extraction]) -> None:
    found = one("Căn cứ Luật sửa đổi, bổ sung một số điều của Luật Chứng khoán, Luật Kế toán số 56/2024/QH15;")
    assert [(c.text, c.relation) for c in found.citations] == [
        ("Luật Chứng khoán", "amends"),
        ("Luật Kế toán", "amends"),
        ("56/2024/QH15", "legalBasis"),
    ]
    amending = found.citations[2].instrument
    assert {c.subject for c in found.citations[:2]} == {amending}
