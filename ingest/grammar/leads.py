"""Who leads and who takes part: subjects of orders, those that lead-ins and headings name, those after "phối hợp"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.grammar.agencies import Agency, read_list
from ingest.grammar.full_names import full_name
from ingest.grammar.letters import pattern as vn
from ingest.grammar.orders import CIRCUMSTANCE, ORDER, ORDERING, opens_with_verb, skip_opening, subjects_start
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
_DIRECTS = re.compile(r"chỉ đạo\s+$")
_COMMANDS = re.compile(  # they order others, in texts of their own
    r"(?:Chủ tịch |Thường trực )?(?:Ủy ban nhân dân|Hội đồng nhân dân) (?:tỉnh|thành phố)|Thủ tướng|Chính phủ|Tỉnh ủy"
    r"|Thành ủy|Thường trực|Ban Thường vụ|Bộ Chính trị|Ban Bí thư|Chủ tịch"
)
_SEMICOLON = re.compile(r";\s*")
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
    r"|là (?:cơ quan|đơn vị|đầu mối|thành viên))(?![^\W_])"
)
_PREDICATE = re.compile(rf"\s*(?:,?\s*\.{{2,}}\s*)?(?::|,?\s*{_DOES})")
_REASON = re.compile(r"\s*(?:Trên cơ sở|Căn cứ|Theo) (?:đề xuất|đề nghị|ý kiến|báo cáo|kết quả)[^.;]*của\s")
# Not "Tổ chức", which is an order, nor what is no one: "Đơn vị tính", "Cơ sở dữ liệu".
_CLASS = vn(
    r"(?P<who>(?:(?:Các|Tất cả các|Những)\s+"
    r"(?:hội|hiệp hội|tổ chức|trường|viện|tập đoàn|tổng công ty|lực lượng)(?![^\W_])"
    r"|(?:(?:Các|Tất cả các|Những)\s+)?(?:[Dd]oanh nghiệp|[Cc]ông ty|[Tt]ổ chức\s*,\s*cá nhân|[Cc]á nhân"
    r"|[Hh]ợp tác xã|[Hh]ộ (?:gia đình|kinh doanh|sản xuất|nuôi)|[Cc]hủ (?:hồ|đập|rừng|tàu|phương tiện|cơ sở|xe)"
    r"|[Nn]hà (?:đầu tư|thầu|cung cấp|mạng)|[Cc]ơ sở (?!dữ liệu|pháp lý|hạ tầng|vật chất|khoa học)|[Nn]gười dân))"
    r"(?:[^:.;\n]{0,159}[^\s:.;])?)\s*:(?:\s+(?=[{UP}])|$)"
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
_COORDINATE = re.compile(
    r"(?:[Pp]hối hợp|[Kk]ết hợp(?=(?:\s+chặt chẽ)?\s+với)|(?<=chủ trì)(?:\s*,)?(?=\s+cùng\s))"
    r"(?:(?:\s+(?:chặt chẽ|thường xuyên|thường xuyên\s*,\s*chặt chẽ|đồng bộ|tốt"
    r"|kịp thời))?(?:\s+(?:cùng\s+với|với|cùng))?)\s*:?\s+"
)


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
    by_class = _by_class(flat, start, end, place, on)
    if by_class:
        return by_class
    first = skip_opening(flat, start, end)
    for at in subjects_start(flat, start, end):
        order = ORDER.match(flat, at, end)
        if order is not None:
            found, _ = read_list(flat, order.end(), end, place, on)
            deputy = None if found else _DEPUTY.match(flat, order.end(), end)
            return found if deputy is None else [Agency(*deputy.span("who"), " ".join(deputy["who"].split()))]
        found, stop = read_list(flat, at, end, place, on)
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
    return _answerable(flat, first, end, place, on)


def _by_class(flat: str, start: int, end: int, place: str | None, on: str | None) -> list[Agency]:
    """`Doanh nghiệp, cộng đồng, hộ gia đình: Chấp hành …`: whoever is of a class, as the text has them."""
    named = _CLASS.match(flat, start, end) if flat.find(":", start, end) >= 0 else None
    if named is None or not (named.end() == end or opens_with_verb(flat[named.end() : min(end, named.end() + 40)])):
        return []
    known, stop = read_list(flat, start, end, place, on)
    if known and stop == named.end("who"):
        return known
    return [Agency(*named.span("who"), full_name(named["who"], "none", None))]


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
        at = skip_opening(flat, match.end(), task.end)
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


def add_coordinating(flat: str, task: FoundTask, place: str | None, on: str | None) -> None:
    said = flat[task.start : task.end]
    if "hợp" not in said and "chủ trì" not in said:
        return  # asked of every sentence, and the pattern begins with no one letter: it took 3 % of the whole time
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
    tail = flat[stop:end].strip(" :.,-")
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
    return lead
