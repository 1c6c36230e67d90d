"""Paragraphs, outlines, headers, and two instruments in one file."""

from __future__ import annotations

from collections.abc import Callable

from graph.model import Extraction
from ingest.structure.outline import outline
from ingest.structure.paragraphs import paragraphs
from ingest.text import clean

PLAN = """**ỦY BAN NHÂN DÂN
TỈNH LẠNG SƠN**

Số: **215** /KH-UBND

Lạng Sơn, ngày 09 tháng 02 năm 2024

KẾ HOẠCH
Trồng cây phân tán năm 2024

Thực hiện Chỉ thị số 08-CT/TU ngày 05/01/2024 của Ban Thường vụ Tỉnh ủy, UBND tỉnh ban hành kế hoạch như sau:

I. MỤC TIÊU
1. Trồng mới hai triệu cây.
II. NHIỆM VỤ
1. Chuẩn bị cây giống
- Sở Nông nghiệp và Phát triển nông thôn chủ trì, phối hợp với Sở Tài chính chuẩn bị cây giống trước ngày 31/3/2024.
- Sở Xây dựng chủ trì:
+ Rà soát quỹ đất công viên trong quý I/2024.
+ Công bố danh mục tuyến phố trồng cây.
2. Định kỳ ngày 15 và 30 hàng tháng, UBND các huyện, thành phố báo cáo UBND tỉnh.
III. TỔ CHỨC THỰC HIỆN
Các sở, ban, ngành căn cứ kế hoạch này tổ chức thực hiện./.

Nơi nhận:
- Chính phủ (để báo cáo thực hiện);
- Lưu: VT.

CHỦ TỊCH


Hồ Văn Minh
"""

LETTER_WITH_RESOLUTION = """ỦY BAN NHÂN DÂN
TỈNH LẠNG SƠN

Số: 410/UBND-TH

Lạng Sơn, ngày 02 tháng 8 năm 2024

Kính gửi: Các sở, ban, ngành.

Thực hiện Nghị quyết số 31/NQ-HĐND ngày 26/7/2024 của HĐND tỉnh về chăm sóc cây xanh, UBND tỉnh yêu cầu:

1. Sở Tài chính bố trí kinh phí.

Nơi nhận:
- Như trên;
- Lưu: VT.

CHỦ TỊCH

Hồ Văn Minh

NGHỊ QUYẾT
Về chăm sóc cây xanh

HỘI ĐỒNG NHÂN DÂN TỈNH LẠNG SƠN

Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;

QUYẾT NGHỊ:

Điều 1. Giao Ủy ban nhân dân tỉnh tổ chức thực hiện Nghị quyết.

Nghị quyết này đã được Hội đồng nhân dân tỉnh thông qua ngày 26 tháng 7 năm 2024./.
"""


def test_a_page_break_in_mid_sentence_is_undone_and_a_heading_is_not_joined() -> None:
    text = (
        "Nâng cao hiệu quả quản lý đô thị, tăng cường các biện pháp bảo vệ cây xanh trên địa bàn"
        " tỉnh và\n\nhuy động nhân dân.\n\nII. TỔ CHỨC\n\nGiao sở."
    )
    found, _ = paragraphs(clean(text))
    assert len(found) == 3


def test_wrapped_lines_are_one_paragraph_and_numbers_on_their_own_line_find_their_heading() -> None:
    text = (
        "Thời gian qua các địa phương trong tỉnh đã có\nnhiều cố gắng trong việc trồng và chăm"
        " sóc cây\nxanh, góp phần "
        "bảo vệ môi trường sống của người\ndân đô thị và nông thôn trên địa bàn.\n\n1.\nSở Tài"
        " chính\n\n- Bố trí vốn."
    )
    found, flat = paragraphs(clean(text))
    assert [(p.marker.label if p.marker else None, flat[p.content : p.end]) for p in found][1:] == [
        ("1", "Sở Tài chính"),
        ("-", "Bố trí vốn."),
    ]


def test_a_dash_at_which_a_line_was_broken_is_no_bullet() -> None:
    lines = (
        "Thực hiện quy hoạch lâm nghiệp quốc gia và kết quả rà soát ba loại",
        "rừng trên địa bàn các huyện, thị xã, thành phố của tỉnh trong những",
        "năm vừa qua với sự tham gia của các chủ rừng và cộng đồng dân cư.",
        "Điều 1. Phê duyệt quy hoạch phát triển rừng của tỉnh thời kỳ 2021",
        "- 2030, tầm nhìn đến năm 2050 theo hình thức đầu tư công và đầu tư",
        "- tư nhân tại các huyện miền núi của tỉnh với các nội dung chủ yếu",
        "sau đây, do Ban quản lý rừng phòng hộ và các công ty lâm nghiệp của",
        "tỉnh làm chủ rừng và chịu trách nhiệm:",
        "- Trồng mới 500 ha rừng phòng hộ ven biển trong giai đoạn đầu của",
        "quy hoạch này và trồng dặm những nơi cây chết vì nắng hạn kéo dài;",
        "- Chăm sóc rừng hiện có theo các dự án đã được phê duyệt trên địa",
        "bàn các huyện và thị xã của tỉnh.",
    )
    found, flat = paragraphs(clean("\n".join(lines)))
    assert [(p.marker.kind if p.marker else None, flat[p.start : p.start + 12]) for p in found][1:] == [
        ("article", "Điều 1. Phê "),
        ("dash", "- Trồng mới "),
        ("dash", "- Chăm sóc r"),
    ]


def test_a_roman_number_opens_what_no_bullet_holds() -> None:
    lines = ("Điều 1. Phê duyệt đề án", "- Tên đề án.", "I. MỤC TIÊU", "- Mục tiêu.", "II. GIẢI PHÁP", "- Rà soát.")
    text = "\n\n".join(lines)
    found, flat = paragraphs(clean(text))
    units = outline(flat, found)
    assert [u.path for u in units][-1] == "Điều 1 > II > gạch 1"


def test_the_header_says_who_what_and_when(one: Callable[[str], Extraction]) -> None:
    document = one(PLAN).documents[0]
    assert (document.type, document.symbol, document.date, document.jurisdiction) == (
        "kế hoạch", "215/KH-UBND", "2024-02-09", "lang-son",
    )  # fmt: skip
    assert document.title == "Trồng cây phân tán năm 2024"
    assert document.signatories == [{"name": "Hồ Văn Minh", "role": "CHỦ TỊCH"}]
    assert document.instrument.endswith("/id/vn/ubnd-lang-son/ke-hoach/2024-02-09/215-kh-ubnd")


def test_the_documents_own_number_is_no_citation(one: Callable[[str], Extraction]) -> None:
    assert [c.symbol for c in one(PLAN).citations] == ["8-CT/TU", None]


def test_paths_are_what_people_say(one: Callable[[str], Extraction]) -> None:
    paths = {p.path for p in one(PLAN).provisions}
    assert {"II", "II > 1", "II > 1 > gạch 2 > + 1", "III"} <= paths


def test_provisions_lie_inside_their_parents(one: Callable[[str], Extraction]) -> None:
    by_id = {p.id: p for p in one(PLAN).provisions}
    for provision in by_id.values():
        if provision.parent:
            outer = by_id[provision.parent]
            assert outer.start <= provision.start <= provision.end <= outer.end


def test_a_letter_and_its_resolution_are_two_instruments(one: Callable[[str], Extraction]) -> None:
    extraction = one(LETTER_WITH_RESOLUTION)
    assert [d.type for d in extraction.documents] == ["công văn", "nghị quyết"]


def test_the_attached_resolution_is_the_one_that_the_letter_sends(one: Callable[[str], Extraction]) -> None:
    extraction = one(LETTER_WITH_RESOLUTION)
    letter, resolution = extraction.documents
    assert resolution.symbol == "31/NQ-HĐND"
    sent = next(c for c in extraction.citations if c.symbol == "31/NQ-HĐND")
    itself = next(c for c in extraction.citations if c.kind == "self")
    assert sent.instrument == resolution.instrument == itself.instrument != letter.instrument


def test_a_number_far_above_the_title_is_not_the_instruments_own(one: Callable[[str], Extraction]) -> None:
    before = "Số: 12/2020/QĐ-UBND\n\n" + "Công tác lưu trữ được quan tâm thường xuyên.\n\n" * 400
    head = "ỦY BAN NHÂN DÂN TỈNH LÀO CAI\n\nSố: 45/KH-UBND\n\nKẾ HOẠCH\nXây dựng kho lưu trữ của tỉnh\n\n"
    assert one(before + head + "I. MỤC ĐÍCH\n\n1. Giữ gìn tài liệu.\n").documents[0].symbol == "45/KH-UBND"
