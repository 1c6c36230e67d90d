"""What is an order: a sentence that says what shall be done, told from reports, formulas and definitions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from ingest.grammar.agencies import Agency, verbs
from ingest.grammar.letters import pattern as vn
from ingest.structure.outline import Unit

ORDER = re.compile(
    r"(?:Giao(?:\s+cho)?|Yêu cầu|Đề nghị|Giao trách nhiệm(?:\s+cho)?|Ủy quyền(?:\s+cho)?|Phân công)\s+(?=\S)"
)
ORDERING = re.compile(
    r"(?:yêu cầu|đề nghị|giao(?:\s+cho)?|(?<!lãnh đạo, )chỉ đạo|phân công)\s+(?!(?:về|tại|của|như|sau|cụ thể"
    r"|này|trên|trong|các nhiệm vụ|nhiệm vụ))"
)
_OPENING = re.compile(
    r"(?:(?:Đồng thời|Trong đó|Bên cạnh đó|Ngoài ra|Riêng|Cụ thể|Trước mắt|Hàng năm|Hằng năm"
    r"|Hàng tháng|Định kỳ[^,.;]{0,40}|"
    r"Đối với [^,.;:]{3,80}|Căn cứ [^,.;]{3,90}|Trên cơ sở [^,.;]{3,120}|Theo [^,.;]{3,80}"
    r"|Để [^,.;]{3,120}|Khi [^,.;]{3,80}|Sau khi [^,.;]{3,80}|[Nn]ếu [^,.;]{3,80}"
    r"|Trường hợp [^,.;]{3,120}|"
    r"Trong quá trình [^,.;]{3,90}|Về [^.;:]{3,160}(?=:)|(?:Trong\s+)?[Tt]háng \d{1,2}/\d{4}"
    r"|(?:Trong\s+)?[Qq]uý [IV\d]+/\d{4})\s*[,:]\s*)+"
)
# A sentence that says first when, where, why or within what, then who.
CIRCUMSTANCE = re.compile(
    r"(?:Trước|Sau|Ngay sau|Chậm nhất|Muộn nhất|Đến|Từ|Trong|Vào|Hết|Hằng|Hàng|Định kỳ|Kể từ|Cuối|Đầu|Ngoài|Bên cạnh"
    r"|Khi|Nếu|Trường hợp|Quá trình|Để|Nhằm|Với|Qua|Thông qua|Căn cứ|Trên cơ sở|Theo|Tại|Đối với|Riêng|Đồng thời"
    r"|Cùng với|Tùy|Do|Về)(?![^\W_])"
)
_COMMA = re.compile(r",\s+")
_LONGEST_CIRCUMSTANCE = 260
_MOST_COMMAS = 6
_RESPONSIBLE = re.compile(
    r"(?:chủ trì|chịu trách nhiệm|có trách nhiệm|phối hợp(?:\s+(?:với|cùng|tổ chức|triển khai|thực hiện)))"
)
_FORMULA = re.compile(
    r"(?:(?:Sắp xếp|Nhập|Sáp nhập|Thành lập|Đổi tên)\s[^.;]{0,400}(?:có tên gọi là"
    r"|thành (?:xã|phường|đặc khu|tỉnh|thành phố) mới|trên cơ sở (?:nhập|sáp nhập|toàn bộ))"
    r"|Sau khi (?:sắp xếp|thành lập|sáp nhập)[^.;]{0,80} có \d"
    r"|Nghị quyết phổ biến"
    r"|(?:Nghị quyết|Quyết định|Chỉ thị|Kế hoạch|Kết luận|Thông tư|Nghị định|Quy định|Quy chế"
    r"|Luật|Bộ luật|Pháp lệnh|Chương trình|Hướng dẫn|Công điện|Văn bản|Báo cáo|Công văn|Thông báo|Tờ trình) này"
    r"\s+(?:đã được|được|có hiệu lực|phổ biến|thay thế|bãi bỏ|gồm|áp dụng|quy định|có \d"
    r"|ban hành)|(?:Nghị quyết|Quyết định|Chỉ thị|Thông tư|Nghị định|Quy định|Quy chế|Luật) có hiệu lực"
    r"|Trên đây là|Bãi bỏ|Thay thế|Kinh phí|"
    r"Số liệu chốt|Nội dung báo cáo gồm|"
    r"Thời gian|Địa điểm|Thành phần|Số lượng|Điểm quan trắc|Thông số|Tần suất|Đơn vị tính"
    r"|(?:(?:[Đđ]iểm\s+[a-zđ]|(?:[Kk]hoản|[Đđ]iều)\s+\d{1,3}[a-zđ]?|(?:[Mm]ục|Phụ lục)\s+[\dIVX]{1,4})\s+)+"
    r"[^:]{0,200}:\s"
    r"|Nội dung:|Mục đích|Yêu cầu:|Đối tượng|Phạm vi|Nguồn|Tổng kinh phí"
    # What an amending text does to another is done by saying it: no one is ordered to.
    r"|(?:Thay|Bỏ|Bổ sung)\s+(?:các\s+)?(?:cụm\s+)?từ\s*[“\"«]"
    r"|Sửa đổi(?:, bổ sung)?\s+(?:các\s+)?(?:tên\s|một số điều|(?:điểm|khoản|[Đđ]iều)\s+[\da-zđ]{1,4}(?![^\W_]))"
    # What ends and what takes its place is said of texts, to nobody: "Thông tư số … hết hiệu lực kể từ …".
    r"|(?:Kể từ [^,;.]{5,90},\s*)?(?:[Cc]ác\s+)?(?:Luật|Bộ luật|Pháp lệnh|Nghị (?:quyết|định)|[Nn]ghị định|Quyết định"
    r"|Thông tư|Chỉ thị|Quy (?:chế|định))(?:\s+liên tịch)?\s[^;]{3,700}?(?:hết|chấm dứt) hiệu lực(?: thi hành)?"
    r"\s+(?:kể )?từ"
    r"|(?:(?:Trong )?[Tt]rường hợp|Khi)\s[^.;]{0,60}văn bản\s[^.;]{0,120}(?:dẫn chiếu|viện dẫn)[^.;]{0,120}"
    r"(?:sửa đổi|thay thế))"
)
_COURTESY = re.compile(
    r".{3,80}(?:thông báo để|xin thông báo|trân trọng).{3,120}(?:biết|thực hiện)\.?$|[^,;:]{3,60}trân trọng"
)
_RECIPIENTS = re.compile(r"[^.:]{2,120}?;\s-\s[^.:]{2,120}?;\s-\s")  # "Chính phủ; - Bộ Tài chính; - Lưu VT", one cell
# "Ông Nguyễn Văn A - Phó Giám đốc Sở X": who sits in a body or is asked to a meeting.
_MEMBER = vn(
    r"(?:\(\d+\)\s*)?(?:(?:Ông|Bà|Đồng chí|Đ/c)\s+[{UP}][^:;.]{3,60}?\s*[-–,:]|Đại diện\s)"
    r"(?![^.;]*\s(?:báo cáo|chủ trì|tham mưu|phụ trách|trực tiếp|giúp)(?![^\W_]))"
)
_ENACTS = re.compile(
    r"(?:Thông qua|Tán thành|Nhất trí|Phê chuẩn|Phê duyệt|Ban hành|Công bố|Quy định|Sửa đổi"
    r"|Cơ bản|Thành lập|Điều chỉnh|Đồng ý|Bổ sung)(?![^\W_])"
)
# "Nhân lực số là yếu tố then chốt …": says what a thing is. The noun after "là" tells it from an order
# ("giao Sở X là cơ quan đầu mối" names a body).
_SAYS_WHAT_IS = re.compile(
    r"[^.;:]*được hiểu là|Đây (?:không chỉ )?là(?![^\W_])"
    r"|(?:Trọng tâm|Đột phá|Mục tiêu|Nguyên tắc|Phương châm)(?: [^\W\d_]+){0,2} là(?![^\W_])"
    r"|(?!(?:[^;:]{0,110}\s)?(?:[Xx]ác định|[Cc]oi|[Xx]em|[Ll]ấy)\s)"
    r"[^;:]{3,110}?\s(?:không chỉ )?là (?:một |những |các )?(?:yếu tố|trụ cột|nền tảng|điều kiện|khâu|động lực"
    r"|quá trình|lực đẩy|định hướng|xu (?:thế|hướng)|nguồn lực|chìa khóa|cơ sở|nhân tố|tiền đề|mục tiêu|giải pháp"
    r"|quyền|trách nhiệm|việc|bước|đột phá|cốt lõi|cơ quan (?:quyền lực|hành chính|đại diện|cao nhất))(?![^\W_])"
    r"|[^,;:]{3,60}?\s(?:được đặt vào|giữ vai trò|đóng vai trò|có vai trò|có ý nghĩa)(?![^\W_])"
)
_ACKNOWLEDGES = vn(
    r"(?:[{UP}][^.;:,]{0,90}?\s)?(?:[Gg]hi nhận|[Đđ]ánh giá cao|[Bb]iểu dương|[Hh]oan nghênh|[Cc]hia sẻ với"
    r"|[Cc]ơ bản (?:thống nhất|nhất trí|đồng ý|tán thành)|[Tt]hống nhất với|[Nn]hất trí với|[Đđ]ồng ý với"
    r"|[Tt]án thành)\s"
)
# "… đã giao kết trước ngày Luật này có hiệu lực được tiếp tục thực hiện": what stands as it stood, an order to nobody.
_TRANSITION = re.compile(
    r"trước (?:ngày|thời điểm) (?:Luật|Bộ luật|Pháp lệnh|Nghị (?:quyết|định)|Thông tư(?: liên tịch)?|Quyết định"
    r"|Quy (?:định|chế)) này (?:có hiệu lực|được ban hành)"
)
# "Các nội dung khác … được thực hiện theo quy định của pháp luật": refers to other rules.
_REFERS = re.compile(
    r"[^;:]{3,400}?\s(?:được|đang)\s(?:tiếp tục\s)?(?:thực hiện|áp dụng)\s(?:theo|cho đến khi|đến hết)(?![^\W_])"
)
BINDS = re.compile(
    r"(?<!không )(?<!chưa )(?:phải|có trách nhiệm|chịu trách nhiệm|chủ trì|có nghĩa vụ|quy định chi tiết)(?![^\W_])"
)
_ROLES = ("được đặt vào", "vai trò", "có ý nghĩa")  # no sentence without one of these words is such a one
_LONGEST_DEFINITION = 160
_LABEL = re.compile(r"[^\s:.;][^:.;]{1,60}:\s+")


def skip_opening(flat: str, start: int, end: int) -> int:
    while start < end and flat[start] in " \t":
        start += 1
    opening = _OPENING.match(flat, start, end)
    return opening.end() if opening else start


def subjects_start(flat: str, start: int, end: int) -> Iterator[int]:
    """Where the subject of a sentence may begin: after what opens it, and after a circumstance's commas.

    "Trong phạm vi chức năng, nhiệm vụ được giao, các sở …": which of the commas ends the circumstance only the
    name that follows tells, so a name is tried after each.
    """
    first = skip_opening(flat, start, end)
    yield first
    if CIRCUMSTANCE.match(flat, start, end) is None:
        return
    for comma in islice(_COMMA.finditer(flat, start, min(end, start + _LONGEST_CIRCUMSTANCE)), _MOST_COMMAS):
        at = comma.end()
        # In lower case only a class of bodies begins a clause: "của các sở, ban, ngành, …" goes on with a list.
        if at > first and (flat[at : at + 1].isupper() or flat.startswith(("các ", "ủy ban "), at)):
            yield at


def opens_with_verb(body: str) -> bool:
    opening = _OPENING.match(body)
    words = re.findall(r"[^\W\d_]+", body[opening.end() if opening else 0 :][:40].lower())[:3]
    return bool(words) and (words[0] in verbs() or " ".join(words[:2]) in verbs() or " ".join(words[:3]) in verbs())


def is_order(flat: str, start: int, end: int, zone: str, explicit: list[Agency], outright: bool, unit: Unit) -> bool:
    body = flat[start:end]
    if _FORMULA.match(body) or body.count(" ") < 2:
        return False
    if ("thông báo" in body or "trân trọng" in body) and _COURTESY.match(body):
        return False
    if _ACKNOWLEDGES.match(body) and not ORDERING.search(body):
        return False
    if "; - " in body and _RECIPIENTS.match(body):
        return False
    if body[:1] in "ÔBĐ(" and _MEMBER.match(body) and not BINDS.search(body):
        return False
    head = body[:_LONGEST_DEFINITION]
    if (" là " in head or any(w in head for w in _ROLES) or "được hiểu là" in body) and _SAYS_WHAT_IS.match(body):
        return False
    if unit.kind == "article" and _ENACTS.match(body):
        return False
    if "này có hiệu lực" in body and _TRANSITION.search(body) and not BINDS.search(body):
        return False
    if not explicit and _REFERS.match(body) and not BINDS.search(body) and not opens_with_verb(body):
        return False
    if unit.kind == "paragraph" and not explicit and _is_cell(flat, start, end, unit) and not opens_with_verb(body):
        return False
    if zone == "operative":
        if body[0].islower() and body[-1] not in ".…":
            return False
        if body[0].isdigit() or body[0] in "(|":
            return False
        label = _LABEL.match(body)
        if (
            label is not None
            and not explicit
            and not opens_with_verb(body[label.end() :])
            and not opens_with_verb(body)
            and not body.startswith("Đối với")
        ):
            return False
        if outright:
            return True
        return bool(explicit) or opens_with_verb(body) or re.search(r"\b(?:phải|cần)\s", body) is not None
    if ORDER.match(flat, skip_opening(flat, start, end), end):
        return bool(explicit)
    if explicit and _RESPONSIBLE.search(body):
        return (
            zone != "assessment"
            and re.search(
                r"chịu trách nhiệm (?:thi hành|tổ chức|triển khai|thực hiện|hướng dẫn|trước)"
                r"|có trách nhiệm (?:thi hành|tổ chức|triển khai|thực hiện|hướng dẫn|chỉ đạo|theo dõi)"
                r"|chủ trì",
                body,
            )
            is not None
        )
    return False


def _is_cell(flat: str, start: int, end: int, unit: Unit) -> bool:
    """A short paragraph that no mark ends: a cell of a table that was saved as lines of text."""
    return end - start < 120 and flat[unit.text[0] : unit.text[1]].strip()[-1:] not in ".;:…!/"
