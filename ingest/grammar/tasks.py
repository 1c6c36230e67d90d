"""Tasks: directive sentences and bullets of the operative part, with who, with whom, by when.

Told from reports, aims, headings and recipients by zone first and by words second: in a passage
that orders, every sentence is an order; in one that lays down rules or tells a story, only a
sentence that names who shall do it. Guideline: conventions of the gold (README of the evaluation).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from graph.model import Deadline
from ingest.grammar.agencies import Agency, read_list, verbs
from ingest.grammar.deadlines import deadlines
from ingest.grammar.letters import pattern as vn
from ingest.structure.outline import Unit, sentences
from ingest.structure.zones import strong

_ORDER = re.compile(
    r"(?:Giao(?:\s+cho)?|Yêu cầu|Đề nghị|Giao trách nhiệm(?:\s+cho)?|Ủy quyền(?:\s+cho)?|Phân công)\s+(?=\S)"
)
_DUTY_OF = re.compile(r"\s*(?:Trách nhiệm|Nhiệm vụ|Giao|Đối với|Đề nghị|Yêu cầu)\s+(?:của\s+|cho\s+)?")
_BODY_ORDERS = re.compile(r"\s+(?:yêu cầu|đề nghị|giao(?:\s+cho)?|phân công)\s+")
_ANSWERS = re.compile(r"(?:chịu trách nhiệm|có trách nhiệm)\s+(?:thi hành|tổ chức|triển khai|thực hiện|hướng dẫn)")
_NEXT_ITEM = re.compile(r"\s*[,;]\s*(?:và\s+)?|\s+và\s+")
_ISSUES = re.compile(r"(?:ban hành|có ý kiến|thông báo|quyết định|báo cáo)(?![^\W_])[^.;]{0,200}:$")
_ORDERING = re.compile(
    r"(?:yêu cầu|đề nghị|giao(?:\s+cho)?|(?<!lãnh đạo, )chỉ đạo|phân công)\s+(?!(?:về|tại|của|như|sau|cụ thể"
    r"|này|trên|trong|các nhiệm vụ|nhiệm vụ))"
)
_OPENING = re.compile(
    r"(?:(?:Đồng thời|Trong đó|Bên cạnh đó|Ngoài ra|Riêng|Cụ thể|Trước mắt|Hàng năm|Hằng năm"
    r"|Hàng tháng|Định kỳ[^,.;]{0,40}|"
    r"Đối với [^,.;:]{3,80}|Căn cứ [^,.;]{3,90}|Trên cơ sở [^,.;]{3,120}|Theo [^,.;]{3,80}"
    r"|Để [^,.;]{3,120}|Khi [^,.;]{3,80}|Sau khi [^,.;]{3,80}|[Nn]ếu [^,.;]{3,80}"
    r"|Trường hợp [^,.;]{3,120}|"
    r"Trong quá trình [^,.;]{3,90}|(?:Trong\s+)?[Tt]háng \d{1,2}/\d{4}"
    r"|(?:Trong\s+)?[Qq]uý [IV\d]+/\d{4})\s*[,:]\s*)+"
)
_PREDICATE = re.compile(
    r"\s*(?:,?\s*\.{2,}\s*)?(?::|,?\s*(?:chủ trì|phối hợp|chịu trách nhiệm|có trách nhiệm"
    r"|theo chức năng|trong phạm vi|căn cứ|trên cơ sở|theo|phải|cần|tiếp tục|"
    r"khẩn trương|chủ động|tăng cường|nghiêm túc|thường xuyên|kịp thời|tập trung|định kỳ|hàng"
    r"|tổ chức|triển khai|thực hiện|chỉ đạo|"
    r"xây dựng|rà soát|hướng dẫn|tham mưu|báo cáo|đẩy nhanh|đẩy mạnh|bố trí|nghiên cứu|đề xuất"
    r"|theo dõi|kiểm tra|giám sát|đôn đốc|"
    r"quán triệt|tuyên truyền|cập nhật|cung cấp|gửi|bảo đảm|đảm bảo|ban hành|thành lập"
    r"|hoàn thành|hoàn thiện|tổng hợp|quản lý|"
    r"tháo gỡ|nâng cao|phát huy|định hướng|cụ thể hóa|lãnh đạo|làm|và các|được|có|quyết định"
    r"|phê duyệt|thẩm định|tạo|xử lý|vận động|"
    r"ưu tiên|thống nhất|sử dụng|giao|mở|duy trì|xác định|lựa chọn|tham gia|hỗ trợ|phân công"
    r"|tiến hành|lập|đăng|công khai|đề nghị|trình|nắm|bám sát)(?![^\W_]))"
)
_COORDINATE = re.compile(
    r"(?:[Pp]hối hợp|[Kk]ết hợp(?=(?:\s+chặt chẽ)?\s+với))"
    r"(?:(?:\s+(?:chặt chẽ|thường xuyên|thường xuyên\s*,\s*chặt chẽ|đồng bộ|tốt"
    r"|kịp thời))?(?:\s+(?:cùng\s+với|với|cùng))?)\s+"
)
_RESPONSIBLE = re.compile(
    r"(?:chủ trì|chịu trách nhiệm|có trách nhiệm|phối hợp(?:\s+(?:với|cùng|tổ chức|triển khai|thực hiện)))"
)
_FORMULA = re.compile(
    r"(?:Nghị quyết phổ biến|.{3,80}(?:thông báo để|xin thông báo|trân trọng).{3,120}(?:biết|thực hiện)\.?$"
    r"|(?:Nghị quyết|Quyết định|Chỉ thị|Kế hoạch|Kết luận|Thông tư|Nghị định|Quy định|Quy chế"
    r"|Luật|Chương trình|Hướng dẫn|Công điện|Văn bản) này"
    r"\s+(?:đã được|được|có hiệu lực|phổ biến|thay thế|bãi bỏ|gồm|áp dụng|quy định|có \d"
    r"|ban hành)|[^,;:]{3,60}trân trọng|Trên đây là|Bãi bỏ|Thay thế|Kinh phí|"
    r"Thời gian|Địa điểm|Thành phần|Số lượng|Điểm quan trắc|Thông số|Tần suất|Đơn vị tính"
    r"|Nội dung:|Mục đích|Yêu cầu:|Đối tượng|Phạm vi|Nguồn|Tổng kinh phí)"
)
_BACKWARD = re.compile(
    r"(?:còn (?:hạn chế|chậm|thấp|nhiều|một số|tồn tại|lúng túng|thiếu)|chưa (?:cao|đạt"
    r"|kịp thời|đáp ứng|hiệu quả|được)|"
    r"(?<!cần )đã (?:được|đạt|có|thực hiện|ban hành|hoàn thành|tổ chức|chỉ đạo|nỗ lực)"
    r"|đạt được (?:kết quả|nhiều)|so với cùng kỳ)"
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
    r"|quyền|trách nhiệm|việc|bước|đột phá|cốt lõi)(?![^\W_])"
    r"|[^,;:]{3,60}?\s(?:được đặt vào|giữ vai trò|đóng vai trò|có vai trò|có ý nghĩa)(?![^\W_])"
)
_ACKNOWLEDGES = vn(
    r"(?:[{UP}][^.;:,]{0,90}?\s)?(?:[Gg]hi nhận|[Đđ]ánh giá cao|[Bb]iểu dương|[Hh]oan nghênh|[Cc]hia sẻ với"
    r"|[Cc]ơ bản (?:thống nhất|nhất trí|đồng ý|tán thành)|[Tt]hống nhất với|[Nn]hất trí với|[Đđ]ồng ý với"
    r"|[Tt]án thành)\s"
)
_ROLES = ("được đặt vào", "vai trò", "có ý nghĩa")  # no sentence without one of these words is such a one
_LONGEST_DEFINITION = 160
_LABEL = re.compile(r"[^\s:.;][^:.;]{1,60}:\s+")
_COMPARED = re.compile(
    r"(?:(?:đạt|trên|dưới|ít nhất|tối thiểu|tối đa|khoảng|từ|hơn|không quá|giảm|tăng|nhóm"
    r"|có thêm|bằng|hoàn thành)\s+)+$"
)
_QUANTITY = re.compile(
    r"\d(?<![\w/.,-]\d)\d{0,2}(?:[.,]\d{1,3})*\s*(?:%|tỷ đồng|triệu đồng|tỷ USD|triệu USD|USD|ha"
    r"|km|tạ/ha|xã|huyện|tỉnh|hộ|người|trường|giường|lượt|dự án|căn|sản phẩm|doanh nghiệp"
    r"|cơ sở|phường|nhà)(?![^\W_/])",
)


_LONGEST_HEAD = 1000  # characters of type, number, date and body


@dataclass(slots=True)
class FoundTask:
    """A task at a place, in clean offsets, before identity."""

    start: int
    end: int
    unit: int
    lead: list[tuple[Agency, bool]] = field(default_factory=list)
    coordinating: list[Agency] = field(default_factory=list)
    deadlines: list[tuple[Deadline, int, int]] = field(default_factory=list)
    targets: list[tuple[int, int]] = field(default_factory=list)


def find_tasks(
    flat: str,
    units: list[Unit],
    zones: list[str],
    cited: list[tuple[int, int]],
    place: str | None,
    on: str | None,
) -> list[FoundTask]:
    """The tasks of one instrument's units. `cited` are spans of citations: no deadline is in them."""
    out: list[FoundTask] = []
    given: dict[int | None, list[Agency]] = {}  # leads that a unit hands down to what hangs under it
    standing: list[Agency] = []  # leads of the last lead-in that nothing encloses
    for i, unit in enumerate(units):
        zone = zones[i]
        text_start, text_end = unit.text
        inherited = _inherited(units, unit, given) or standing
        if unit.heading:
            of = _DUTY_OF.match(flat, text_start, text_end)
            named, stop = read_list(flat, of.end() if of else _skip(flat, text_start, text_end), text_end, place, on)
            tail = flat[stop:text_end].strip(" :.,-")
            given[unit.index] = (
                named if named and (not tail or re.fullmatch(r"chủ trì.{0,40}|có trách nhiệm", tail)) else []
            )
            continue
        if zone == "recital" and flat[text_start:text_end].rstrip().endswith(":"):
            # "Để thực hiện …, Ban Bí thư yêu cầu các cấp ủy … thực hiện tốt những nhiệm vụ sau đây:"
            standing = _ordered(flat, text_start, text_end, place, on) or standing
        if (
            zone
            in (
                "header",
                "recital",
                "aim",
                "assessment",
                "footnote",
                "quoted",
                "annex",
                "furniture",
                "recipients",
            )
            or unit.kind == "table"
        ):
            continue
        opening: list[Agency] = []  # who the unit's first sentence names: its other sentences inherit them
        pieces = sentences(flat, text_start, text_end, unit.paragraph.holes if unit.paragraph else None)
        has_children = bool(unit.children) or _leads_on(units, i)
        for start, end in pieces:
            start, end = _trim(flat, start, end)
            body = flat[start:end]
            if end - start < 12 and not body.endswith(":"):
                continue
            if body.endswith(":") and (has_children or end >= text_end - 1):
                lead = _ordered(flat, start, end, place, on)
                if not lead and not _ISSUES.search(body):
                    lead = _subject(flat, start, end, place, on)
                if lead:
                    given[unit.index] = lead
                    if unit.kind == "paragraph" and unit.parent is not None:
                        given[unit.parent] = lead  # what follows hangs beside the lead-in, not under it
                    if unit.parent is None and zone in ("lead-in", "narrative", "operative"):
                        standing = lead
                cut = _before_colon(flat, start, end)
                if cut is None:
                    continue
                end = cut
            if zone == "lead-in":
                continue
            explicit = _subject(flat, start, end, place, on)
            outright = strong(zones, units, i)
            if not _is_order(flat, start, end, zone, explicit, outright, unit):
                continue
            task = FoundTask(start, end, unit.index)
            if explicit:
                task.lead = [(a, True) for a in explicit]
                opening = opening or explicit
            else:
                task.lead = [(a, False) for a in opening or inherited]
            _more_leads(flat, task, place, on)
            _coordinating(flat, task, place, on)
            task.deadlines = deadlines(flat, start, end, _within(cited, start, end))
            task.targets = _targets(flat, start, end)
            out.append(task)
    return out


def _targets(flat: str, start: int, end: int) -> list[tuple[int, int]]:
    """Quantities with the words that compare them."""
    out = []
    for amount in _QUANTITY.finditer(flat, start, end):
        before = max(start, amount.start() - 60)
        words = _COMPARED.search(flat[before : amount.start()])
        out.append((before + words.start() if words else amount.start(), amount.end()))
    return out


def _within(spans: list[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """Those of the spans, sorted by their beginnings, that touch a stretch."""
    first = bisect_left(spans, (start - _LONGEST_HEAD, 0))
    last = bisect_left(spans, (end, 0))
    return [s for s in spans[first:last] if start < s[1]]


def _inherited(units: list[Unit], unit: Unit, given: dict[int | None, list[Agency]]) -> list[Agency]:
    at = unit.parent
    while at is not None:
        if given.get(at):
            return given[at]
        at = units[at].parent
    return []


def _leads_on(units: list[Unit], i: int) -> bool:
    return i + 1 < len(units) and units[i + 1].kind in (
        "bullet",
        "clause",
        "point",
        "section",
        "article",
        "table",
        "part",
    )


def _skip(flat: str, start: int, end: int) -> int:
    while start < end and flat[start] in " \t":
        start += 1
    opening = _OPENING.match(flat, start, end)
    return opening.end() if opening else start


def _trim(flat: str, start: int, end: int) -> tuple[int, int]:
    while start < end and flat[start] in " \n\t*":
        start += 1
    while end > start and flat[end - 1] in " \n\t*":
        end -= 1
    if flat[start:end].endswith("./."):
        end -= 2
    elif flat[start:end].endswith(("./", ".//")):
        end = start + flat[start:end].rstrip("/").__len__()
    while end > start and flat[end - 1] in " ;":
        end -= 1
    return start, end


def _before_colon(flat: str, start: int, end: int) -> int | None:
    """What a lead-in orders before it points on: `… phải xây dựng kế hoạch …; trong đó tập trung … sau:`"""
    cut = max(flat.rfind(";", start, end), flat.rfind(". ", start, end))
    if cut < 0 or cut - start < 60:
        return None
    head = flat[start:cut]
    return (
        cut if re.search(r"\b(?:phải|cần|tiếp tục|tập trung)\b", head[:160]) and not re.match(r"Để\b", head) else None
    )


def _opens_with_verb(body: str) -> bool:
    opening = _OPENING.match(body)
    words = re.findall(r"[^\W\d_]+", body[opening.end() if opening else 0 :][:40].lower())[:3]
    return bool(words) and (words[0] in verbs() or " ".join(words[:2]) in verbs() or " ".join(words[:3]) in verbs())


def _acts(flat: str, at: int, end: int) -> bool:
    """Does a name go on as the subject of an order does, with a verb or a duty?"""
    return _PREDICATE.match(flat, at, end) is not None or _opens_with_verb(flat[at : min(end, at + 40)])


def _subject(flat: str, start: int, end: int, place: str | None, on: str | None) -> list[Agency]:
    """The agencies that a sentence opens with, or that its `Giao …` names."""
    at = _skip(flat, start, end)
    order = _ORDER.match(flat, at, end)
    if order is not None:
        found, _ = read_list(flat, order.end(), end, place, on)
        return found
    found, stop = read_list(flat, at, end, place, on)
    if found:
        ordering = _BODY_ORDERS.match(flat, stop, end)  # "Chủ tịch UBND tỉnh yêu cầu Thủ trưởng các sở …"
        if ordering is not None:
            ordered, _ = read_list(flat, ordering.end(), end, place, on)
            if ordered:
                return ordered
        if _acts(flat, stop, end):
            return found
    return _answerable(flat, at, end, place, on)


def _answerable(flat: str, start: int, end: int, place: str | None, on: str | None) -> list[Agency]:
    """Those who "chịu trách nhiệm thi hành", item by item: a name that no table holds costs no other."""
    answer = _ANSWERS.search(flat, start, end)
    if answer is None or answer.start() - start > 700:
        return []
    out: list[Agency] = []
    at = start
    while at < answer.start():
        found, stop = read_list(flat, at, answer.start(), place, on)
        out += found
        at = stop if found else at
        separator = _NEXT_ITEM.search(flat, at, answer.start())
        if separator is None:
            break
        at = separator.end()
    return out


def _ordered(flat: str, start: int, end: int, place: str | None, on: str | None) -> list[Agency]:
    """The agencies that a body orders inside a sentence: `… HĐND tỉnh đề nghị UBND tỉnh tập trung …`."""
    best: list[Agency] = []
    for match in _ORDERING.finditer(flat, start, end):
        found, _ = read_list(flat, match.end(), end, place, on)
        if found:
            best = found
    return best


def _is_order(flat: str, start: int, end: int, zone: str, explicit: list[Agency], outright: bool, unit: Unit) -> bool:
    body = flat[start:end]
    if _FORMULA.match(body) or body.count(" ") < 2:
        return False
    if _ACKNOWLEDGES.match(body) and not _ORDERING.search(body):
        return False
    head = body[:_LONGEST_DEFINITION]
    if (" là " in head or any(w in head for w in _ROLES) or "được hiểu là" in body) and _SAYS_WHAT_IS.match(body):
        return False
    if unit.kind == "article" and _ENACTS.match(body):
        return False
    if unit.kind == "paragraph" and not explicit and _is_cell(flat, start, end, unit) and not _opens_with_verb(body):
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
            and not _opens_with_verb(body[label.end() :])
            and not _opens_with_verb(body)
            and not body.startswith("Đối với")
        ):
            return False
        if outright:
            return True
        return bool(explicit) or _opens_with_verb(body) or re.search(r"\b(?:phải|cần)\s", body) is not None
    if _ORDER.match(body):
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


def _more_leads(flat: str, task: FoundTask, place: str | None, on: str | None) -> None:
    """Further subjects in the same sentence: after a semicolon."""
    seen = {a.name.lower() for a, _ in task.lead}
    for match in re.compile(r";\s*").finditer(flat, task.start, task.end):
        at = _skip(flat, match.end(), task.end)
        found, stop = read_list(flat, at, task.end, place, on)
        opens = flat[at : at + 1].isupper() or flat.startswith(("các ", "ủy ban"), at)
        if found and opens and _acts(flat, stop, task.end):
            if flat.startswith("chủ trì", stop + 1):
                # "Thực hiện …; Sở X chủ trì …": who leads is said, so nobody is to be inherited.
                task.lead = [(a, explicit) for a, explicit in task.lead if explicit]
            for agency in found:
                if agency.name.lower() not in seen:
                    seen.add(agency.name.lower())
                    task.lead.append((agency, True))


def _coordinating(flat: str, task: FoundTask, place: str | None, on: str | None) -> None:
    leads = {a.name.lower() for a, _ in task.lead}
    seen: set[str] = set()
    for match in _COORDINATE.finditer(flat, task.start, task.end):
        found, _ = read_list(flat, match.end(), task.end, place, on)
        for agency in found:
            key = agency.name.lower()
            if key in seen or (key in leads and any(a.start <= agency.start < a.end for a, _ in task.lead)):
                continue
            seen.add(key)
            task.coordinating.append(agency)
