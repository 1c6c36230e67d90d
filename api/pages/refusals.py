"""Why a page has no answer, in the reader's language: the same that `api.trouble` and the errors say to programs."""

from __future__ import annotations

from api.ask import BadDate
from api.pages.language import counted, gettext, noted
from api.trouble import NotOne
from graph.errors import AmbiguousAgency, AmbiguousInstrument, NotADay, UnknownAgency, UnknownPlace

# What `api.problems` says of any request in fixed words: met on a page, they are looked up as they are.
FIXED = (
    noted("Yêu cầu không hợp lệ"),
    noted("Cần khóa API"),
    noted("Không được phép"),
    noted("Không tìm thấy"),
    noted("Phương thức không được hỗ trợ"),
    noted("Không có định dạng phù hợp"),
    noted("Hết giờ chờ"),
    noted("Trái với điều đang có"),
    noted("Đã được rút"),
    noted("Quá lớn"),
    noted("Địa chỉ quá dài"),
    noted("Kiểu dữ liệu gửi lên không được hỗ trợ"),
    noted("Khúc được hỏi nằm ngoài tệp"),
    noted("Sai tên máy chủ"),
    noted("Tham số không hợp lệ"),
    noted("Quá nhiều yêu cầu"),
    noted("Tiêu đề quá lớn"),
    noted("Lỗi máy chủ"),
    noted("Kho dữ liệu từ xa trả lời sai"),
    noted("Tạm thời chưa phục vụ được"),
    noted("Hết bộ nhớ hoặc đĩa"),
    noted("Không đọc được phần thân của yêu cầu: nó không đúng định dạng đã khai."),
    noted("Không có trang hay tài nguyên nào ở địa chỉ này."),
    noted("Máy chủ gặp lỗi ngoài dự kiến; lỗi đã được ghi lại."),
    noted("Máy chủ chưa có dữ liệu đọc được: hãy nạp văn bản bằng «danchieu ingest»."),
)


def title(error: NotOne | BadDate | NotADay) -> str:
    """What is wrong, in a few words."""
    if isinstance(error, BadDate | NotADay):
        return gettext("Ngày không hợp lệ")
    if isinstance(error, AmbiguousInstrument):
        return gettext("Nhiều văn bản cùng số")
    return gettext("Nhiều cơ quan cùng khớp") if isinstance(error, AmbiguousAgency) else gettext("Không tìm thấy")


def detail(error: NotOne | BadDate | NotADay) -> str:
    """One sentence, with what was typed."""
    if isinstance(error, BadDate):
        said = gettext("«%(text)s» không phải là ngày; hãy viết 27/02/2020, 2020-02-27 hoặc 2020.")
        return said % {"text": error.text}
    if isinstance(error, NotADay):
        return gettext("«%(text)s» không phải là một ngày; hãy viết 01/7/2025 hoặc 2025-07-01.") % {"text": error.text}
    if isinstance(error, AmbiguousInstrument):
        return counted("Có %(num)s văn bản khớp; chọn bằng ngày ban hành hoặc địa phương.", len(error.candidates))
    if isinstance(error, AmbiguousAgency):
        # On a page what may be meant is a link, and no part of an IRI has to be typed.
        said = gettext("«%(text)s» có thể là %(count)s cơ quan hoặc tỉnh; hãy chọn một, hoặc ghi đủ tên.")
        return said % {"text": error.text, "count": len(error.candidates)}
    if isinstance(error, UnknownPlace):
        return gettext("Không tìm thấy tỉnh, thành phố nào tên «%(text)s», xưa hay nay.") % {"text": error.text}
    if isinstance(error, UnknownAgency):
        said = gettext("Không tìm thấy cơ quan hoặc tỉnh nào tên «%(text)s».") % {"text": error.text}
        return said + (" " + gettext("Dưới đây là những tên gần giống.") if error.near else "")
    said = gettext("Không tìm thấy văn bản nào như đã hỏi.")
    return said + (" " + gettext("Dưới đây là những văn bản gần giống.") if error.near else "")
