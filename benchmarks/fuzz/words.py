"""The words of the small documents: a plan of a province, as anybody might write one."""

from __future__ import annotations

HEAD = ("ỦY BAN NHÂN DÂN", "TỈNH HÀ GIANG", "Số: 27/KH-UBND", "Hà Giang, ngày 12 tháng 4 năm 2024", "KẾ HOẠCH")
BODY = (
    "Triển khai Chỉ thị số 31-CT/TU về phòng, chống cháy rừng năm 2024",
    "Căn cứ Luật Lâm nghiệp ngày 15 tháng 11 năm 2017 và Nghị định số 156/2018/NĐ-CP;",
    "I. NHIỆM VỤ",
    "1. Giao Chi cục Kiểm lâm chủ trì, phối hợp với Công an tỉnh trực gác 24/24 giờ, xong trước ngày 30/5/2024.",
    "2. Trồng bù ít nhất 1.250 ha rừng, đạt từ 85% đến 90% kế hoạch trong quý III/2024 (điểm a khoản 2 Điều 8).",
    "Quyết định này thay thế Quyết định số 09/2019/QĐ-UBND ngày 02/3/2019 của Ủy ban nhân dân tỉnh.",
)
ROWS = (
    ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn"),
    ("1", "Phát băng cản lửa", "Hạt Kiểm lâm Vị Xuyên", "Trước 15/4/2024"),
    ("2", "Mua máy thổi gió theo Công văn số 88/UBND-NN", "Sở Tài chính", "Quý II"),
)
FOOT = ("Nơi nhận:", "- Như trên;", "- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "Vừ Mí Sò")


def plain() -> str:
    """The document as plain text, one paragraph a line."""
    rows = [" | ".join(row) for row in ROWS]
    return "\n".join((*HEAD, *BODY, *rows, *FOOT)) + "\n"
