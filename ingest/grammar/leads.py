"""Who leads and who takes part: subjects of orders, those that lead-ins and headings name, those after "phối hợp"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.grammar.agencies import Agency, read_list
from ingest.grammar.classes import of_a_class
from ingest.grammar.coordinating import TAKES_PART
from ingest.grammar.full_names import full_name
from ingest.grammar.letters import pattern as vn
from ingest.grammar.openings import CIRCUMSTANCE, opens_with_verb, skip_opening, subjects_start
from ingest.grammar.orders import ORDER, ORDERING
from ingest.structure.outline import Unit

if TYPE_CHECKING:
    from ingest.grammar.tasks import FoundTask

_DUTY_OF = re.compile(r"\s*(?:Trách nhiệm|Nhiệm vụ|Giao|Đối với|Đề nghị|Yêu cầu)\s+(?:của\s+|cho\s+)?")
_DUTY_OF_WHOM = re.compile(r"[\s*]*(?:Trách nhiệm|Nhiệm vụ)\s+của\s+")
# What may follow the names in a heading: a duty, or a name that no table holds.
_MORE_ACTORS = re.compile(r"chủ trì.{0,40}|có trách nhiệm|(?:,|và)\s.{3,120}", re.S)
_DUTIES = re.compile(r"tổ chức thực hiện|trách nhiệm|phân công", re.I)
_NO_ACTOR = re.compile(
    r"(?:về|các nhiệm vụ|các giải pháp|kinh phí|nguồn|thời gian|chế độ|công tác|nội dung|nhiệm vụ|giải pháp|lộ trình"
    r"|tiến độ|báo cáo|sơ kết|khen thưởng|thi đua|điều khoản|hiệu lực|giai đoạn|năm|quý|tháng|bước|đối với|một số|việc"
    r"|phương thức|trách nhiệm|hình thức|cơ chế|chính sách|điều kiện|yêu cầu|mục)(?![^\W_])|trách nhiệm\s*$",
    re.I,
)
_LONGEST_ACTOR = 30  # words
_ADDRESS = re.compile(r"[^:,;]{0,40}(?<![^\W_])(?:[Ôô]ng|[Đđ]ồng chí)(?![^\W_])[^:;]{0,12}:")  # "… Các ông/bà: Chánh …"
_LONGEST_NAMES = 200  # characters of a line of names
_BODY_ORDERS = re.compile(r"\s+(?:yêu cầu|đề nghị|giao(?:\s+cho)?|phân công)\s+")
_ASIDE = re.compile(r"\s*\([^()\n]{1,80}\)")  # "Sở X (cơ quan thường trực) tham mưu …"
_FOR = re.compile(r"(?:Đối với|Riêng)\s+")
_ANSWERS = re.compile(r"(?:chịu trách nhiệm|có trách nhiệm)\s+(?:thi hành|tổ chức|triển khai|thực hiện|hướng dẫn)")
# "Ban Thường vụ Tỉnh ủy yêu cầu:", "… yêu cầu thực hiện tốt các nhiệm vụ sau:": who orders, and nobody is named.
_ORDERS_ALL = re.compile(
    r"\s+(?:yêu cầu|đề nghị|giao|chỉ đạo|quyết định|kết luận|thống nhất|phân công|quyết nghị)(?![^\W_])"
)
_CONCLUDES = re.compile(r"\s+(?:đã\s+)?(?:thống nhất\s+)?(?:kết luận|nhấn mạnh|phát biểu)(?![^\W_])")  # whoever it is
# "Căn cứ …, Sở Giáo dục và Đào tạo hướng dẫn thực hiện nhiệm vụ năm học như sau:": who writes, not who shall do it.
_TELLS_HOW = re.compile(
    r"\s+(?:hướng dẫn|trả lời|phúc đáp|đề xuất|thông tin)(?![^\W_])[^;:]{0,200}?\ssau(?: đây)?\s*:$"
)
_DIRECTS = re.compile(r"chỉ đạo\s+$")
_COMMANDS = re.compile(  # they order others, in texts of their own
    r"(?:Chủ tịch |Thường trực )?(?:Ủy ban nhân dân|Hội đồng nhân dân) (?:tỉnh|thành phố)|Thủ tướng|Chính phủ|Tỉnh ủy"
    r"|Thành ủy|Thường trực|Ban Thường vụ|Bộ Chính trị|Ban Bí thư|Chủ tịch"
)
_SEMICOLON = re.compile(r";\s*")
_SMALL_OPENINGS = ("các ", "ủy ban", "nếu ", "ông", "tháng ", "quý ")  # what a subject of its own begins with
_GIVES_TOO = re.compile(r"(?:đồng thời\s+)?giao\s+(?:cho\s+)?(?=\S)")  # "…; giao Văn phòng UBND tỉnh đôn đốc"
_NOBODY = frozenset(["cơ quan", "đơn vị", "tổ chức", "cá nhân", "ngành"])  # whose name goes on as no table holds it
_NEXT_ITEM = re.compile(r"\s*[,;]\s*(?:và\s+)?|\s+và\s+")
_ISSUES = re.compile(r"(?:ban hành|có ý kiến|thông báo|quyết định|báo cáo)(?![^\W_])[^.;]{0,200}:$")
_DOES = (
    r"(?:chủ trì|phối hợp|chịu trách nhiệm|có trách nhiệm"
    r"|theo chức năng|trong phạm vi|căn cứ|trên cơ sở|theo|phải|cần|tiếp tục|"
    r"khẩn trương|chủ động|tăng cường|nghiêm túc|thường xuyên|kịp thời|tập trung|định kỳ|hàng"
    r"|tổ chức|triển khai|thực hiện|chỉ đạo|"
    r"xây dựng|rà soát|hướng dẫn|tham mưu|báo cáo|đẩy nhanh|đẩy mạnh|bố trí|nghiên cứu|đề xuất"
    r"|theo dõi|kiểm tra|giám sát|đôn đốc|"
    r"quán triệt|tuyên truyền|cập nhật|cung cấp|gửi|bảo đảm|đảm bảo|ban hành|thành lập"
    r"|hoàn thành|hoàn thiện|tổng hợp|quản lý|"
    r"tháo gỡ|nâng cao|phát huy|định hướng|cụ thể hóa|lãnh đạo|làm|và các|có|quyết định"
    r"|được (?:giao|phân công|ủy quyền|cử|chỉ định)"
    r"|phê duyệt|thẩm định|tạo|xử lý|vận động|"
    r"ưu tiên|thống nhất|sử dụng|giao|mở|duy trì|xác định|lựa chọn|tham gia|hỗ trợ|phân công"
    r"|tiến hành|lập|đăng|công khai|đề nghị|trình|nắm|bám sát"
    r"|phụ trách|trực tiếp"
    r"|là (?:cơ quan|đơn vị|đầu mối|thành viên))(?![^\W_])"
)
_PREDICATE = re.compile(rf"\s*(?:,?\s*\.{{2,}}\s*)?(?::|,?\s*{_DOES})")
_REASON = re.compile(r"\s*(?:Trên cơ sở|Căn cứ|Theo) (?:đề xuất|đề nghị|ý kiến|báo cáo|kết quả)[^.;]*của\s")


# "đồng chí Lê Văn Ba - Phó Chủ tịch UBND tỉnh", "Đồng chí Bí thư Đảng ủy": a person is named for the office.
_PERSON = vn(
    r"(?:(?:[Cc]ác\s+)?[Đđ]ồng chí|[Ôô]ng|[Bb]à)\s+(?:(?:[{UP}][{LOW}]+\s+){1,4}[{UP}][{LOW}]+\s*[,–-]\s*)?"
    r"(?=(?:Phó|Chủ|Bí|Trưởng|Giám|Chánh|Ủy viên|Thứ|Bộ|Cục|Viện|Chỉ huy)(?![^\W_]))"
)
# A list of subjects that goes on with one that no table holds, up to its verb.
_GOES_ON = (  # the surest words first: "tổ chức" is an order or a body, "quản lý" a verb or the end of a name
    re.compile(
        r"\s*(?:,|;|và)\s(?P<others>[^.;:]{3,200}?)\s(?:chủ trì|có trách nhiệm|chịu trách nhiệm|triển khai thực hiện"
        r"|tổ chức thực hiện|chủ động|khẩn trương|nghiêm túc)(?![^\W_])"
    ),
    re.compile(
        rf"\s*(?:,|;|và)\s(?P<others>[^.;:]{{3,200}}?)(?<!các)(?<!,)\s(?!tổ chức(?:\s*,|\s+và)|quản lý|có liên){_DOES}"
    ),
)
# "Phân công Phó Thủ tướng Trần Hồng Hà chỉ đạo …": a member of the Government by name.
_DEPUTY = vn(
    r"(?:đồng chí\s+)?(?P<who>Phó Thủ tướng(?:\s+Thường trực)?(?:\s+Chính phủ)?(?:\s+[{UP}][{LOW}]+){0,4})(?![^\W_])"
)
# "Trong quá trình thực hiện, nếu có vướng mắc, đề nghị các cơ quan phản ánh về …": who is asked stands behind the case.
_ASKED = re.compile(
    r"(?:,\s*|(?:vướng mắc|khó khăn|phát sinh|bất cập|vấn đề)[^,;.]{0,30}\s)(?:thì\s+)?(?:đề nghị|yêu cầu)\s+(?=\S)"
)
_LED_BY = re.compile(r"[;,]\s+do\s+(?=\S)")
_LEADS = re.compile(r"\s+(?:chủ trì|làm đầu mối)(?![^\W_])")
_UNKNOWN = re.compile(
    r"(?P<who>(?:Vụ|Cục|Viện|Phòng|Ban|Trung tâm|Tổ(?! chức)|Tiểu ban|Nhóm|Đoàn|Hội đồng)\s[^,.;:()]{3,110}?)"
    r"\s+chủ trì(?![^\W_])"
)
# "Thống nhất chủ trương; giao Sở Y tế hoàn thiện hồ sơ": an order behind what it follows from.
_GIVEN_ON = re.compile(r"[,:;]\s+(?:đồng thời\s+)?(?:giao|yêu cầu|đề nghị)\s+(?:cho\s+)?(?=\S)")


def _unlisted(flat: str, units: list[Unit], unit: Unit, place: str | None, on: str | None) -> list[Agency]:
    """Under "Tổ chức thực hiện" a heading names who acts, even one that no table holds."""
    at = unit.parent
    while at is not None and not (units[at].heading and _DUTIES.search(flat, *units[at].text)):
        at = units[at].parent
    start, end = unit.text
    words = flat[start:end].strip(" *:.-")
    if (
        at is None
        or not words[:1].isupper()
        or words.isupper()
        or not 2 <= len(words.split()) <= _LONGEST_ACTOR
        or opens_with_verb(words)
        or _NO_ACTOR.match(words)
    ):
        return []
    start = flat.index(words, start)
    join = "tỉnh" if words.endswith((" tỉnh", " thành phố")) else "none"
    return [Agency(start, start + len(words), full_name(words, join, place, on))]


def speaks_of_a_matter(flat: str, units: list[Unit], unit: Unit) -> bool:
    """Is a paragraph under a heading that says what is to be done, not who does it?

    "2. Hoàn thiện quy hoạch": there one sentence names a body, the next speaks of the matter again and of nobody.
    """
    at = unit.parent
    if (
        unit.kind != "paragraph"
        or at is None
        or not units[at].heading
        or not opens_with_verb(flat[slice(*units[at].text)])
    ):
        return False
    while at is not None:
        if units[at].heading and _DUTIES.search(flat, *units[at].text):
            return False
        at = units[at].parent
    return True


def inherited_by(units: list[Unit], unit: Unit, given: dict[int | None, list[Agency]]) -> list[Agency]:
    at = unit.parent
    while at is not None:
        if given.get(at):
            return given[at]
        at = units[at].parent
    return []


def _acts(flat: str, at: int, end: int) -> bool:
    """Does a name go on as the subject of an order does, with a verb or a duty?"""
    return _PREDICATE.match(flat, at, end) is not None or opens_with_verb(flat[at : min(end, at + 40)])


def subject_of(flat: str, start: int, end: int, place: str | None, on: str | None) -> list[Agency]:
    """The agencies that a sentence opens with, or that its `Giao …` names."""
    addressed = _FOR.match(flat, start, end)
    if addressed is not None:  # "Đối với Sở X: khẩn trương …"
        found, stop = read_list(flat, addressed.end(), end, place, on)
        if found and flat[stop : stop + 1] == ":":
            return found
    asks = flat.find("đề nghị", start, end) >= 0 or flat.find("yêu cầu", start, end) >= 0
    asked = _ASKED.search(flat, start, end) if asks and CIRCUMSTANCE.match(flat, start, end) else None
    if asked is not None:
        found, stop = read_list(flat, asked.end(), end, place, on)
        if found and _acts(flat, stop, end):
            return found
    by_class = of_a_class(flat, start, end, place, on)
    if by_class:
        return by_class
    first = skip_opening(flat, start, end)
    for at in subjects_start(flat, start, first, end):
        order = ORDER.match(flat, at, end)
        if order is not None:
            found, _ = read_list(flat, _office(flat, order.end(), end), end, place, on)
            deputy = None if found else _DEPUTY.match(flat, order.end(), end)
            return found if deputy is None else [Agency(*deputy.span("who"), " ".join(deputy["who"].split()))]
        found, stop = read_list(flat, at, end, place, on)
        if not found and (office := _office(flat, at, end)) > at:
            found, stop = read_list(flat, office, end, place, on)
        if not found:
            continue
        aside = _ASIDE.match(flat, stop, end)
        stop = aside.end() if aside is not None else stop
        ordering = _BODY_ORDERS.match(flat, stop, end)  # "Chủ tịch UBND tỉnh yêu cầu Thủ trưởng các sở …"
        if ordering is not None:
            ordered, _ = read_list(flat, ordering.end(), end, place, on)
            if ordered:
                return ordered
        named_in_reason = flat[stop : stop + 1] == "," and _REASON.match(flat, start, at) is not None
        if named_in_reason:
            continue
        if _acts(flat, stop, end):
            return found
        more = next((m for onward in _GOES_ON if (m := onward.match(flat, stop, end))), None)
        if more is not None:
            return found + _listed(flat, more.start("others"), more.end("others"), place, on)
    return (
        _answerable(flat, first, end, place, on)
        or _given_on(flat, first - 2, end, place, on)
        or _led_by(flat, first, end, place, on)
        or _unknown(flat, first, end, place, on)
    )


def _led_by(flat: str, start: int, end: int, place: str | None, on: str | None) -> list[Agency]:
    """Who leads where the sentence says it last: `Thực hiện chính sách tín dụng; do Ngân hàng X chủ trì`."""
    mark = _LED_BY.search(flat, start, end) if flat.find(" do ", start, end) >= 0 else None
    found, stop = read_list(flat, mark.end(), end, place, on) if mark is not None else ([], 0)
    return found if found and _LEADS.match(flat, stop, end) else []


def _unknown(flat: str, start: int, end: int, place: str | None, on: str | None) -> list[Agency]:
    """`Vụ Các vấn đề chung về xây dựng pháp luật chủ trì …`: a unit that no table holds, up to the surest of verbs."""
    match = _UNKNOWN.match(flat, start, end) if flat.find("chủ trì", start, end) >= 0 else None
    if match is None or any(word in match["who"] for word in (" hoặc ", " do ", " cơ quan", " được ")):
        return []
    central = match["who"].startswith(("Vụ", "Cục", "Viện", "Phòng"))
    return [Agency(*match.span("who"), full_name(match["who"], "none" if central else "tỉnh", place, on))]


def _given_on(flat: str, start: int, end: int, place: str | None, on: str | None) -> list[Agency]:
    """Whom a later clause of a sentence orders that opens with nobody."""
    asks = flat.find("yêu cầu ", start, end) >= 0 or flat.find("đề nghị ", start, end) >= 0
    if not asks and flat.find("giao ", start, end) < 0:
        return []
    for order in _GIVEN_ON.finditer(flat, start, end):
        # In small letters it is whoever is in charge, of whom rules speak: "…, yêu cầu cơ quan chức năng …".
        named = flat[order.end()].isupper() or flat.startswith("các ", order.end())
        found, stop = read_list(flat, order.end(), end, place, on) if named else ([], 0)
        if found and _acts(flat, stop, end):
            return found
    return []


def _office(flat: str, at: int, end: int) -> int:
    """Where an office begins behind the name of who holds it; `at` where nobody is named."""
    person = _PERSON.match(flat, at, end) if flat[at : at + 1] in "ĐđÔôBbCc" else None
    return at if person is None else person.end()


def _answerable(flat: str, start: int, end: int, place: str | None, on: str | None) -> list[Agency]:
    """Those who "chịu trách nhiệm thi hành", item by item: a name that no table holds costs no other."""
    answer = _ANSWERS.search(flat, start, end)
    if answer is None or answer.start() - start > 700:
        return []
    address = _ADDRESS.match(flat, start, answer.start())
    return _listed(flat, address.end() if address is not None else start, answer.start(), place, on)


def _listed(flat: str, start: int, end: int, place: str | None, on: str | None) -> list[Agency]:
    """The agencies of a list in which names that no table holds stand between others."""
    if "phối hợp" in flat[start:end]:
        return []  # "…, phối hợp với Sở X": not one more of them
    out: list[Agency] = []
    at = start + len(flat[start:end]) - len(flat[start:end].lstrip())
    while at < end:
        found, stop = read_list(flat, at, end, place, on)
        out += [a for a in found if a.name.lower() not in _NOBODY]
        at = stop if found else at
        separator = _NEXT_ITEM.search(flat, at, end)
        if separator is None:
            break
        at = separator.end()
    return out


def ordered_in(flat: str, start: int, end: int, place: str | None, on: str | None) -> list[Agency]:
    """The agencies that a body orders inside a sentence: `… HĐND tỉnh đề nghị UBND tỉnh tập trung …`."""
    best: list[Agency] = []
    for match in ORDERING.finditer(flat, start, end):
        found, _ = read_list(flat, match.end(), end, place, on)
        if found:
            best = found
    return best


def add_leads(flat: str, task: FoundTask, place: str | None, on: str | None) -> None:
    """Further subjects in the same sentence: after a semicolon."""
    if flat.find(";", task.start, task.end) < 0:
        return
    seen = {a.name.lower() for a, _ in task.lead}
    for match in _SEMICOLON.finditer(flat, task.start, task.end):
        if flat[match.end() : match.end() + 1].islower() and not flat.startswith(_SMALL_OPENINGS, match.end()):
            continue
        at = skip_opening(flat, match.end(), task.end)
        gives = _GIVES_TOO.match(flat, at, task.end)
        at = gives.end() if gives is not None else at
        found, stop = read_list(flat, at, task.end, place, on)
        opens = gives is not None or flat[at : at + 1].isupper() or flat.startswith(("các ", "ủy ban"), at)
        beside = TAKES_PART.match(flat, stop, task.end) and flat.find("chủ trì", task.start, at) >= 0
        if found and opens and not beside and _acts(flat, stop, task.end):
            if flat.startswith("chủ trì", stop + 1):
                # "Thực hiện …; Sở X chủ trì …": who leads is said, so nobody is to be inherited.
                task.lead = [(a, explicit) for a, explicit in task.lead if explicit]
            for agency in found:
                if agency.name.lower() not in seen:
                    seen.add(agency.name.lower())
                    task.lead.append((agency, True))


def _whose_duty(flat: str, start: int, end: int, place: str | None, on: str | None) -> list[Agency]:
    """`Điều 13. Trách nhiệm của Vụ Kế hoạch, Tài chính`: whoever it is, as the heading has them."""
    of = _DUTY_OF_WHOM.match(flat, start, end)
    words = flat[of.end() : end].strip(" *:.-") if of is not None else ""
    if of is None or not 1 < len(words.split()) <= _LONGEST_ACTOR or opens_with_verb(words) or _NO_ACTOR.match(words):
        return []
    at = flat.index(words, of.end())
    listed = _listed(flat, at, at + len(words), place, on)
    if len(listed) > 1:
        return listed
    return [Agency(at, at + len(words), full_name(words, "none", place, on))]


def heading_leads(flat: str, units: list[Unit], unit: Unit, place: str | None, on: str | None) -> list[Agency]:
    """The agencies that a heading names, for all that stands under it."""
    start, end = unit.text
    of = _DUTY_OF.match(flat, start, end)
    named, stop = read_list(flat, of.end() if of else skip_opening(flat, start, end), end, place, on)
    aside = _ASIDE.match(flat, stop, end)  # "1. Trung tâm Kiểm soát bệnh tật tỉnh (CDC)"
    tail = flat[aside.end() if aside else stop : end].strip(" :.,-")
    if named and (not tail or _MORE_ACTORS.fullmatch(tail)):
        return named
    return _whose_duty(flat, start, end, place, on) or _unlisted(flat, units, unit, place, on)


def named_alone(flat: str, start: int, end: int, place: str | None, on: str | None) -> list[Agency]:
    """The agencies of a line that says nothing but their names, as "2. Sở Tài chính." does over its points."""
    if end - start > _LONGEST_NAMES:
        return []
    of = _DUTY_OF.match(flat, start, end)  # "1. Đối với Sở Tài chính"
    named, stop = read_list(flat, of.end() if of else skip_opening(flat, start, end), end, place, on)
    return named if named and not flat[stop:end].strip(" :.,;-*") else []


def lead_in_leads(flat: str, start: int, end: int, place: str | None, on: str | None) -> list[Agency]:
    """The agencies that a sentence ending in a colon binds to what follows it."""
    lead = ordered_in(flat, start, end, place, on)
    if lead and _DIRECTS.search(flat, start, lead[0].start) is not None:
        own = subject_of(flat, start, end, place, on)  # "Sở X chỉ đạo Chi cục Y thực hiện:" binds Sở X
        lead = own if own and not _COMMANDS.match(own[0].name) else lead
    if not lead and not _ISSUES.search(flat[start:end]):
        lead = subject_of(flat, start, end, place, on)
        if lead and _COMMANDS.match(lead[0].name) and _ORDERS_ALL.match(flat, lead[-1].end, end):
            return []
        if lead and _CONCLUDES.match(flat, lead[-1].end, end):
            return []
        if lead and _TELLS_HOW.match(flat, lead[-1].end, end):
            return []
    return lead
