"""Sentences that answers hold in Vietnamese whatever the reader's language, told in theirs.

The graph keeps what was doubtful of a document, and an answer says what cannot all be true, as one sentence for every
client. Each form of sentence stands here as a message whose values are found again in the text; a sentence of no form
known here stays as it is. Only the pages need this: a program has the code of the problem beside its sentence.
"""

from __future__ import annotations

import re
from functools import cache

from api.pages import wording
from api.pages.language import gettext, noted

_MOST = 1000  # characters: a longer text is no such sentence, and each form is tried on it
FORMS = (
    # of the ingest: ingest.extract, ingest.resolve.write
    noted("%(name)s được ghi %(count)s ngày khác nhau: %(days)s; dùng %(day)s."),
    noted("Văn bản «%(name)s» không ghi số, ký hiệu."),
    noted("«%(words)s» được đọc là %(read)s."),
    noted("«%(words)s» có thể là %(count)s văn bản khác nhau."),
    noted("Chưa xác định được văn bản «%(words)s»."),
    noted("«%(words)s» ghi ngày %(day)s, khác năm %(year)s trong ký hiệu."),
    noted("«%(words)s» ghi ngày %(day)s, sau ngày của văn bản dẫn chiếu (%(own)s)."),
    # of the readers of files, those that are met most (ingest.readers); the others stay as they are
    noted("Trang %(pages)s là ảnh quét, chữ do máy nhận dạng (OCR); cần đối chiếu với ảnh."),
    noted("Trang %(pages)s là ảnh quét không có lớp chữ, nội dung các trang này chưa được đọc."),
    noted("Đã bỏ %(count)s ký tự của trang web nằm ngoài văn bản (trình đơn, thông báo, liên kết)."),
    noted("Đã bỏ %(count)s ký tự mà trang web không cho hiện."),
    # of the reviewers' decisions: graph.review.applying
    noted("Quyết định %(id)s của %(who)s (%(when)s) không còn tìm thấy chỗ của nó («%(words)s»)."),
    noted("Quyết định %(id)s của %(who)s (%(when)s) không còn tìm thấy chỗ của nó."),
    noted(
        "Quyết định %(id)s của %(who)s (%(when)s) không còn tìm thấy %(count)s trong %(all)s chỗ của nó: %(places)s."
    ),
    # of an instrument's standing: graph.answers.status
    noted("Nhiều văn bản cùng nói đã thay thế hoặc bãi bỏ nó: %(names)s."),
    noted("%(name)s vừa nói thay thế vừa nói bãi bỏ nó."),
    noted("%(name)s (%(day)s) còn %(done)s nó sau khi nó đã bị chấm dứt (%(ended)s)."),
    noted("%(name)s (%(day)s) được ghi là %(done)s nó nhưng ban hành trước nó."),
    # of the queue of reviews: api.pages.review, api.routes.review_pages
    noted("Chưa sửa gì: hãy đổi ít nhất một ô, hoặc chọn «đúng» nếu máy đọc đúng."),
    noted("Biểu mẫu không nói phải quyết định điều gì."),
    noted("Nội dung của %(name)s quá dài hoặc thiếu."),
    noted("Không có loại mục «%(value)s»; có: %(known)s."),
    noted("Mức tin cậy «%(value)s» không có; có: %(known)s."),
    noted("Chỉ nhận biểu mẫu gửi từ chính các trang này; nếu dùng chương trình, hãy gọi /api/v1/reviews."),
    noted("Không đọc được biểu mẫu gửi lên."),
    noted("Máy chủ không đọc được tệp khóa nên không cho ai vào."),
    # of requests: api.problems, api.operation.limits, api.sparql
    noted("Bạn đã gửi quá nhiều yêu cầu; hãy thử lại sau %(seconds)s giây."),
    noted("Địa chỉ này không nhận phương thức %(method)s."),
    noted("Máy chủ gặp lỗi ngoài dự kiến; lỗi đã được ghi lại với mã %(id)s."),
    noted("Tham số «%(name)s» %(reason)s."),
    noted("Truy vấn SPARQL sai cú pháp ở dòng %(line)s, cột %(column)s: %(reason)s"),
)
# Values that are messages themselves.
VALUES = (
    noted("thay thế"),
    noted("bãi bỏ"),
    noted("sửa đổi, bổ sung"),
    noted("bị thiếu"),
    noted("phải là số nguyên"),
)
_DAYS = ("day", "days", "own", "ended", "when")  # the values that are days, as 2020-06-11 or 11/6/2020
_DAY = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{4}")
_VALUE = re.compile(r"%\((\w+)\)s")


def in_own_language(text: str) -> str:
    """A message, or a sentence of a known form, in the language of the reader; any other text as it is."""
    found = gettext(text)
    if found != text or len(text) > _MOST:
        return found
    for form in FORMS:
        if match := _pattern(form).fullmatch(text):
            return gettext(form) % {name: _value(name, value) for name, value in match.groupdict().items()}
    return text


def _value(name: str, value: str) -> str:
    return _DAY.sub(_told, value) if name in _DAYS else gettext(value)


def _told(day: re.Match[str]) -> str:
    iso = day[0] if "-" in day[0] else "-".join(part.zfill(2) for part in reversed(day[0].split("/")))
    return wording.day(iso)


@cache
def _pattern(form: str) -> re.Pattern[str]:
    parts = _VALUE.split(form)  # every second one is the name of a value
    pattern = "".join(f"(?P<{part}>.+?)" if k % 2 else re.escape(part) for k, part in enumerate(parts))
    return re.compile(pattern, re.DOTALL)  # a quote may run on over the end of a line
