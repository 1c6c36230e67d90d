"""What stands below the signature: recipients cite nothing, but tables and notes there do."""

from __future__ import annotations

from ingest.extract import extract
from ingest.source import SourceText

DECISION = """ỦY BAN NHÂN DÂN
TỈNH LÀO CAI
Số: 91/QĐ-UBND
Lào Cai, ngày 14 tháng 3 năm 2024

QUYẾT ĐỊNH
Phê duyệt danh mục trạm bơm

Điều 1. Phê duyệt danh mục trạm bơm.

Nơi nhận:
- Như Điều 1;
- Lưu: VT, theo dõi 12/QĐ-UBND.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Giàng A Páo

"""


def symbols(text: str) -> list[str | None]:
    return [c.symbol for c in extract(SourceText("a.txt", "text/plain", "", text)).extraction.citations]


def test_recipients_cite_nothing() -> None:
    assert symbols(DECISION) == []


def test_a_table_below_the_signature_cites() -> None:
    rows = """TT | Trạm bơm | Ghi chú
1 | Cam Đường | Văn bản số 583/UBND-XD2 ngày 26/3/2023
2 | Sa Pa | Theo QĐ 262/QĐ-TTg
"""
    assert symbols(DECISION + rows) == ["583/UBND-XD2", "262/QĐ-TTg"]


def test_the_recipients_own_table_of_two_columns_is_none() -> None:
    beside = DECISION.replace("- Lưu: VT, theo dõi 12/QĐ-UBND.\nTM.", "- Lưu: VT, theo dõi 12/QĐ-UBND. | TM.")
    assert symbols(beside) == []


def test_notes_below_a_consolidated_text_cite() -> None:
    text = """VĂN PHÒNG QUỐC HỘI
Số: 61/VBHN-VPQH
Hà Nội, ngày 02 tháng 10 năm 2025

LUẬT
THỦY LỢI

Điều 1. Phạm vi
Luật này quy định về thủy lợi.

XÁC THỰC VĂN BẢN HỢP NHẤT
CHỦ NHIỆM
Đào Thị Lan

Luật số 35/2018/QH14 sửa đổi, bổ sung một số điều của 37 luật có liên quan đến quy hoạch có căn cứ như sau: \
Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam.
Khoản này được bãi bỏ theo quy định tại Điều 3 của Luật số 72/2020/QH14.
"""
    assert [s for s in symbols(text) if s] == ["35/2018/QH14", "72/2020/QH14"]
