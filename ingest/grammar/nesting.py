"""What stands in what: titles, laws named inside the names of amending laws, parents and the words between."""

from __future__ import annotations

import re

from ingest.grammar.mention import Mention
from ingest.grammar.names import Name
from ingest.grammar.symbols import is_assembly

_TITLE_HEAD = re.compile(
    r"\s*,?\s*(?:\(\s*)?(?P<head>về\s+(?:việc\s+)?|V/v\s+|quy\s+định|Quy\s+định|phê\s+duyệt"
    r"|ban\s+hành|sửa\s+đổi|bổ\s+sung|hướng\s+dẫn|"
    r"thực\s+hiện|triển\s+khai|tạm\s+(?:ngưng|dừng)|tiếp\s+tục|tăng\s+cường|thành\s+lập|giao\s|công\s+bố"
    r"|đính\s+chính|bãi\s+bỏ|thay\s+thế|"
    r"đôn\s+đốc|chỉ\s+đạo|lãnh\s+đạo|sơ\s+kết|tổng\s+kết|chấn\s+chỉnh|phúc\s+đáp|trả\s+lời|chấp\s+thuận|cho\s+phép|"
    r"điều\s+chỉnh|đẩy\s+mạnh|quy\s+chế|quán\s+triệt|kèm\s+theo|tổ\s+chức|đồng\s+ý|thông\s+qua"
    r"|sắp\s+xếp|nâng\s+cao|xây\s+dựng)",
)
_LONGEST_TITLE = 600  # characters
_SHORTEST_CUT = 4  # words of a title before those that end it
_SENTENCE_STOP = re.compile(r"\.(?=\s|$|/)|\n|\s\|\s|;(?!\s*(?:quy định|hướng dẫn)\s)|(?<=[”\"])\s*,")


# What a sentence goes on with after a title: how the instrument is called from now on, what becomes of it, who acts.
_PAST_TITLE = re.compile(
    r"\s*\((?:sau đây|dưới đây|viết tắt|viết gọn|gọi tắt|gọi chung|gọi là|bản chụp)"
    r"|\s*\(?(?:đã\s+)?được\s+(?:sửa đổi|thay thế)(?![^\W_])|\s*\(đã\s+(?:sửa đổi|thay thế)"
    r"|,?\s+(?:đã\s+|sẽ\s+)?(?:có|hết|chấm dứt) hiệu lực(?![^\W_])"
    r"|\s+(?:tiếp tục (?:thực hiện|có hiệu lực)|thì|bị bãi bỏ)\s"
    r"|,?\s+có căn cứ ban hành(?![^\W_])|,?\s+(?:(?:quy định|cụ thể|thực hiện)\s+)?như sau\s*:?"
    r"|\s+tại\s+(?:Thông tư|Nghị định|Nghị quyết|Quyết định|Kế hoạch)\s+này"
    r"|,\s+(?:Ủy ban nhân dân|UBND|Hội đồng nhân dân|Phó Thủ tướng|Thủ tướng|Chủ tịch|Ban|Văn phòng|Bộ|Sở|Cục|Chi cục"
    r"|Tổng cục|Đảng ủy|Tỉnh ủy|Thành ủy|Huyện ủy|Công an)"
    r"\s[^,;.]{0,90}?\s(?:xây dựng|ban hành|có ý kiến|yêu cầu|đề nghị|báo cáo|giao|trả lời|thông báo)\s",
    re.I,
)
# No title without one of these is searched: looking for the pattern in every title took 4 % of the whole time.
_PAST_WORDS = (
    *(
        "(sau đây",
        "(dưới đây",
        "(viết",
        "(gọi",
        "(bản",
        "(đã",
        "được sửa",
        "được thay",
        "hiệu lực",
        "tiếp tục",
        " thì ",
        "bị bãi",
    ),
    *(
        "như sau",
        "có căn cứ",
        " này",
        ", Ủy",
        ", UBND",
        ", Hội đồng",
        ", Phó",
        ", Thủ",
        ", Chủ",
        ", Ban ",
        ", Bộ ",
        ", Sở ",
        ", Cục ",
        ", Chi cục ",
        ", Tổng cục ",
        ", Đảng ủy",
        ", Tỉnh ủy",
        ", Thành ủy",
        ", Huyện ủy",
        ", Công an ",
        ", Văn phòng",
    ),
)
_LAW_NUMBER = re.compile(r"\ssố\s+\d")


def take_amending(text: str, found: list[Mention], laws: list[Name]) -> set[int]:
    """`Luật sửa đổi, bổ sung một số điều của Luật A số 67/2020/QH14`: the number is the amending law's.

    Such a law is taken off the list of names and told by its symbol. Returns the ids of these mentions.
    """
    by_end = {m.end: m for m in found if is_assembly(m.code or "")}
    whole: set[int] = set()
    for law in [n for n in laws if n.key.get("amending")]:
        m = by_end.get(law.end)
        if m is None or m.start <= law.start or len(_LAW_NUMBER.findall(law.name)) > 1:
            continue  # "… của Luật A số 31/2024/QH15, Luật B số 27/2023/QH15 ngày …": each number is its law's
        if text.endswith("ban hành ", 0, law.start):
            continue  # "Quốc hội ban hành Luật sửa đổi … của Luật A số …": the new law has no number yet
        m.full_start, m.type, m.name = law.start, law.type, law.name[: law.name.rfind(" số ")]
        whole.add(id(m))
        laws.remove(law)
    return whole


def nest_amended(found: list[Mention], whole: set[int]) -> None:
    """The laws named inside such a law's name are what it amends."""
    for k, m in enumerate(found):
        if id(m) not in whole:
            continue
        j = k - 1
        while j >= 0 and found[j].start >= m.full_start:
            inner = found[j]
            inner.parent, inner.gap = k, "sửa đổi, bổ sung một số điều của "
            inner.date = inner.written_year = inner.body = None  # they are the outer law's
            inner.head_end = inner.full_end = inner.end
            j -= 1


# The words right before a mention that make it the object of the outer instrument's title.
CONNECT = re.compile(r"\s*(?:,|;|và|hoặc|cùng|với|cũng như|đồng thời|;\s*và|,\s*và|các)*\s*(?:số)?\s*$")
_PASSIVE = re.compile(
    r"(?:được|bị|đã)\s+[^.;\n]{0,60}?(?:bởi|tại|theo)\s*$"
    r"|(?:được|bị|đã)\s+(?:sửa đổi|bổ sung|thay thế|bãi bỏ|hợp nhất|đính chính)[^.;\n]{0,60}?\s(?:bởi|tại|theo)\s+"
    r"(?:các\s+)?(?:điểm|khoản|điều|mục|phụ lục)\s[^.;\n]{1,40}$"
    r"|\((?:được|đã|bị)\s+[^.;()\n]{0,80}$",
    re.I,
)


SHORT_FOR = re.compile(r"(?:gọi|viết)(?:\s+tắt|\s+gọn|\s+chung)?\s+là\s*$")


def set_parents(text: str, found: list[Mention]) -> None:
    """Set titles, parents and gaps, left to right."""
    for i, m in enumerate(found):
        if i == 0 or m.parent is not None:
            continue
        p = _outer(found, i - 1)
        if p is None:
            continue
        outer = found[p]
        if outer.start <= m.start and m.end <= outer.end:  # a law named inside an amending law's name
            m.parent, m.gap = p, text[outer.start : m.start]
            m.date = m.written_year = m.body = None  # they are the outer law's
            m.head_end = m.full_end = m.end
            continue
        gap = text[outer.head_end : m.full_start]
        if "\n" in gap:
            continue
        if SHORT_FOR.search(gap, max(0, len(gap) - 40)):
            m.gap = gap
            continue  # "(sau đây gọi là Nghị định A)": what A is called stands in no title
        if m.full_start < outer.head_end:
            # items of one list, or a date and issuer shared by both
            m.parent, m.gap = outer.parent, outer.gap
            continue
        m.gap = gap
        _place(text, found, i, p, gap)
    for i, m in enumerate(found):
        if m.kind in ("symbol", "name"):
            _title(text, found, i)


def _outer(found: list[Mention], i: int) -> int | None:
    """The last mention that is no part of another's name."""
    while i >= 0:
        m = found[i]
        if m.parent is not None and found[m.parent].full_start <= m.start and m.end <= found[m.parent].end:
            i = m.parent if m.parent < i else i - 1  # a name in an amending law's name stands before its number
            continue
        return i
    return None


_ASKED_BY = frozenset(["tờ trình", "báo cáo", "công văn", "văn bản"])


def _place(text: str, found: list[Mention], i: int, p: int, gap: str) -> None:
    m, outer = found[i], found[p]
    if m.kind in ("self", "anaphor") and not _TITLE_HEAD.match(gap):
        return
    stop = _SENTENCE_STOP.search(gap)
    if stop is not None:
        return
    if _PASSIVE.search(gap):
        return  # "A (được sửa đổi bởi B)": B is cited by the document itself
    if outer.parent is None and "ới " in gap and _BESIDES.search(gap):
        return  # "thực hiện A về …, gắn với thực hiện B": two things to do
    if m.type in _ASKED_BY and re.search(r"(?:tại|theo)(?:\s+các)?\s*$", gap):
        m.parent, m.gap = outer.parent, outer.gap  # "thông qua … của X về … tại Tờ trình số Y": Y asks, X's title ends
        return
    if outer.parent is not None and m.type == outer.type == "luật" and "chi tiết" in outer.gap and "iều " in gap:
        gap = _PROVISION.sub("", gap)  # "quy định chi tiết Luật A và Điều 77 Luật B"
    words = gap.strip()
    if outer.parent is not None and m.symbol and not _stands_dated(outer):
        beside = _beside(text, found, m, outer.parent)
        if beside is not None and _CLOSES.search(words):
            m.parent, m.gap = found[beside].parent, found[beside].gap
            return
    above = outer.parent
    if above is not None and _AFTER_BRACKET.fullmatch(gap) and "(" in text[found[above].end : outer.start]:
        m.parent, m.gap = found[above].parent, found[above].gap  # "A (thay thế B) và C": C stands beside A
        return
    if not words or CONNECT.fullmatch(gap) or re.fullmatch(r"[\s,]*(?:và|hoặc|cùng với)?[\s,]*(?:các\s+)?", gap):
        m.parent = outer.parent
        if outer.parent is not None:
            m.gap = outer.gap
        return
    opened = gap.count("(") - gap.count(")")
    title = _TITLE_HEAD.match(gap)
    closes = _CLOSES.search(words)
    if outer.kind in ("self", "anaphor"):
        return  # "Báo cáo này thay thế Báo cáo số …" acts, it names no title
    if title is not None and not closes and opened >= 0:
        m.parent = p
        return
    if closes and m.symbol and _stands_dated(m) and not _stands_dated(outer) and outer.parent is not None:
        # "Nghị định số 46/2026/NĐ-CP … hướng dẫn thi hành Luật X và Nghị quyết số 66.13/2026/NQ-CP ngày … của …":
        # what is cited in full stands beside what was cited in full, not beside the law in its title.
        m.parent = found[outer.parent].parent
        m.gap = found[outer.parent].gap
        return
    if closes and outer.parent is not None and m.symbol and outer.symbol and m.type == outer.type:
        # "Thông tư A sửa đổi Thông tư B quy định … phê duyệt khung giá và Thông tư C": C is amended as B is, but where
        # C is itself "… sửa đổi …" it stands beside A.
        with_it = outer
        if "sửa đổi" in outer.gap and _AMENDING.match(text, m.head_end):
            with_it = found[outer.parent]
        if (m.date is None) == (outer.date is None) or with_it is not outer:
            m.parent, m.gap = with_it.parent, with_it.gap
            return
    if closes and outer.parent is not None and title is None:
        m.parent = outer.parent
        m.gap = outer.gap


def _beside(text: str, found: list[Mention], m: Mention, above: int) -> int | None:
    """Which of the instruments that a law's name stands in, from the nearest one out, a mention behind it goes on with.

    "Nghị định A … quy định chi tiết Luật X và Nghị định B …": B stands beside A, for no decree details another. Where B
    is itself "… sửa đổi, bổ sung …" it stands beside the one that amends, as in "được sửa đổi bởi Nghị định A sửa đổi
    Nghị định C quy định chi tiết Luật X, Nghị định B sửa đổi …".
    """
    if found[above].type != m.type:
        return None
    outward = found[above].parent
    if outward is not None and "sửa đổi" in found[above].gap and _AMENDING.match(text, m.head_end):
        return outward
    return above


_PROVISION = re.compile(
    r"(?:(?:các\s+)?(?:điểm|khoản|[Đđ]iều)\s+\w{1,4}(?:\s*(?:,|và)\s*\w{1,4}){0,8}\s+){1,6}(?:của\s+)?$"
)
_BESIDES = re.compile(
    r",\s+(?:gắn|kết hợp|cùng|lồng ghép)\s+(?:chặt chẽ\s+)?với\s+(?:việc\s+)?(?:tiếp tục\s+)?"
    r"(?:thực hiện|triển khai|quán triệt|học tập|(?:các\s+)?(?:mục tiêu|nhiệm vụ|nội dung)(?![^\W_]))[^,;.]{0,60}$"
)
_AFTER_BRACKET = re.compile(r"\s*\)[\s,;]*(?:và|hoặc|cùng với)?\s*(?:các\s+)?")
_CLOSES = re.compile(r"(?:,|và|;|hoặc)\s*(?:số)?\s*$")
_AMENDING = re.compile(
    r"(?:\s+của\s+(?:Chính phủ|Bộ trưởng[^,;.]{3,40}|Thủ tướng Chính phủ))?\s+(?:về việc\s+)?sửa đổi"
)


def _stands_dated(m: Mention) -> bool:
    """Cited with its day or its number?"""
    return m.date is not None or m.symbol is not None


def _stands_in(found: list[Mention], k: int, outer: int) -> bool:
    """Is a mention part of another's title, or of the title of one in it?"""
    parent = found[k].parent
    while parent is not None and parent > outer:
        parent = found[parent].parent
    return parent == outer


def _title(text: str, found: list[Mention], i: int) -> None:
    m = found[i]
    head = _TITLE_HEAD.match(text, m.head_end)
    if head is None or (m.kind == "name" and m.name_kind == "law"):
        return
    start = head.start("head")
    limit = min(len(text), start + _LONGEST_TITLE)
    stop = _SENTENCE_STOP.search(text, start, limit)
    end = stop.start() if stop else limit
    said = text[start:end]
    past = _PAST_TITLE.search(text, start, end) if any(word in said for word in _PAST_WORDS) else None
    if past is not None:
        end = past.start()
        if len(text[start:end].split()) < _SHORTEST_CUT:
            return  # "quy định như sau: …": no title, but what the text goes on to say
    for k in range(i + 1, len(found)):
        other = found[k]
        if other.full_start >= end:
            break
        if other.full_start > start and not _stands_in(found, k, i):
            # The words after the last comma or "và" lead to the other mention, not into this title.
            lead = re.search(
                r"(?:[,;]|\s(?:và|hoặc|cùng|đồng thời))(?:(?![,;]|\sv(?:à)\s).){0,70}$",
                text[start : other.full_start],
            )
            end = start + lead.start() if lead else other.full_start
            break
    while end > start and text[end - 1] in " ,;:(.”":
        end -= 1
    if end - start > 6:
        m.title = (start, end)
        m.full_end = max(m.full_end, m.title[1])
