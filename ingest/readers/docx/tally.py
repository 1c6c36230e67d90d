"""What was counted on the way through a document, and what a person is told of it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    inserted: int = 0
    deleted: int = 0
    hidden: int = 0  # characters
    pictures: int = 0  # and embedded objects
    comments: int = 0
    formulas: int = 0
    elsewhere: int = 0  # pieces of other files put in (altChunk, subDoc)
    unknown_signs: int = 0
    huge_tables: int = 0
    fonts: set[str] = field(default_factory=set)  # of older code tables

    def warnings(self) -> list[str]:
        """Sentences on what was assumed, left out or not read; none where nothing was."""
        out: list[str] = []
        if self.inserted or self.deleted:
            out.append(
                f"Tệp còn {self.inserted + self.deleted} chỗ sửa đổi được theo dõi, chưa chấp nhận hay từ chối:"
                f" {self.inserted} chỗ thêm được giữ, {self.deleted} chỗ xóa bị bỏ."
            )
        if self.fonts:
            names = ", ".join(sorted(self.fonts)[:4])
            out.append(f"Chữ đặt phông mã cũ ({names}) được đổi sang Unicode theo tên phông.")
        if self.hidden:
            out.append(f"Bỏ {self.hidden} ký tự đặt kiểu chữ ẩn.")
        if self.pictures:
            out.append(f"Tệp có {self.pictures} hình ảnh hoặc đối tượng nhúng; chữ trong đó không được đọc.")
        if self.formulas:
            out.append(f"{self.formulas} công thức toán được viết thành chữ trên một dòng, mất bố cục.")
        if self.comments:
            out.append(f"Bỏ {self.comments} bình luận bên lề.")
        if self.elsewhere:
            out.append(f"{self.elsewhere} phần nội dung nằm trong tệp khác được chèn vào (altChunk), không được đọc.")
        if self.unknown_signs:
            out.append(f"{self.unknown_signs} ký hiệu của phông ký hiệu không rõ nghĩa, được để nguyên mã.")
        if self.huge_tables:
            out.append(f"{self.huge_tables} bảng quá lớn chỉ được đọc thành chữ, không có hàng cột.")
        return out
