"""From symbols and names to mentions: type, number, date, issuer, title, and what stands in what.

A mention reaches from its type word to the end of its title. One that stands inside another's title
("Kết luận số 120-KL/TU … về đẩy mạnh thực hiện Chỉ thị số 19-CT/TU") is that one's child: the edge
starts from the outer instrument, not from the citing document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.grammar.bodies import Body, body_after, body_at
from ingest.grammar.dates import date_after, date_before
from ingest.grammar.laws import find_laws
from ingest.grammar.meetings import find_party_names, find_sessions
from ingest.grammar.names import Name, find_numbered, find_self
from ingest.grammar.ordinals import roman
from ingest.grammar.pinpoints import pinpoint_before
from ingest.grammar.symbols import SYMBOL, Symbol, find_symbols, has_known_group, is_assembly
from ingest.grammar.types import GENERIC, is_negative, type_before, type_of_code


@dataclass(slots=True)
class Mention:
    """An instrument mentioned at a place. Offsets are of the flat clean text.

    `start`/`end` bound the symbol, or the name where there is none; `full_start`/`full_end` the
    whole mention, type word to title.
    """

    start: int
    end: int
    full_start: int
    full_end: int
    kind: str  # symbol | name | self | anaphor
    type: str | None
    symbol: str | None = None
    number: str | None = None
    year: str | None = None
    code: str | None = None
    party: bool = False
    mended: bool = False
    date: str | None = None
    written_year: int | None = None
    body: Body | None = None
    title: tuple[int, int] | None = None
    name: str | None = None
    name_kind: str | None = None
    key: dict[str, str] = field(default_factory=dict)
    pinpoint: dict[str, str] | None = None
    head_end: int = 0  # past symbol, date and issuer, before the title
    parent: int | None = None
    gap: str = ""  # what stands between this mention and its parent or predecessor
    relation: str = "cites"
    speaks_for: int | None = None  # "Nghị định này" in quoted new text: the mention of the amended instrument
    paragraph: int = -1


_TITLE_HEAD = re.compile(
    r"\s*,?\s*(?:\(\s*)?(?P<head>về\s+(?:việc\s+)?|V/v\s+|quy\s+định|Quy\s+định|phê\s+duyệt"
    r"|ban\s+hành|sửa\s+đổi|bổ\s+sung|hướng\s+dẫn|"
    r"thực\s+hiện|triển\s+khai|tiếp\s+tục|tăng\s+cường|thành\s+lập|giao\s|công\s+bố"
    r"|đính\s+chính|bãi\s+bỏ|thay\s+thế|"
    r"điều\s+chỉnh|đẩy\s+mạnh|quy\s+chế|quán\s+triệt|kèm\s+theo|tổ\s+chức|đồng\s+ý|thông\s+qua"
    r"|sắp\s+xếp|nâng\s+cao|xây\s+dựng)",
)
_LONGEST_TITLE = 600  # characters
_TERM = re.compile(r"\s*,?\s*\(?[Kk]hóa\s+([IVX]+)(?![^\W_])\)?")
_SENTENCE_STOP = re.compile(r"\.(?=\s|$|/)|\n|;(?!\s*(?:quy định chi tiết|hướng dẫn thi hành)\s)|(?<=[”\"])\s*,")
_NAME_AFTER = re.compile(r"\s+-\s+(?P<type>Bộ luật|Luật|Pháp lệnh)\s")  # "50/2014/QH13 - Luật Xây dựng"
_SHARED = re.compile(
    r"(?P<number>\d{1,5}(?:\.\d{1,3})?[A-Za-z]?)(?:/(?P<year>(?:19|20)\d\d))?\s*(?:,|;|và|hoặc"
    r"|và\s+số|,\s*số)\s*(?:số\s*)?$"
)
_CONNECT = re.compile(r"\s*(?:,|;|và|hoặc|cùng|với|cũng như|đồng thời|;\s*và|,\s*và|các)*\s*(?:số)?\s*$")
_OWN_NUMBER = re.compile(r"(?:^|\n)[\s|>*#]*(?:Số|SỐ|số)\s*:?\s*$")
_COVER = re.compile(r"kèm\s+theo\s*$", re.I)


def find_mentions(text: str) -> list[Mention]:
    """Every mention in a flat text, in order, with parents set.

    >>> [m.symbol for m in find_mentions("các Kết luận số 187, 188-KL/TW ngày 29/8/2025")]
    ['187-KL/TW', '188-KL/TW']
    """
    found = _symbol_mentions(text)
    laws = find_laws(text)
    whole = _amending_numbered(found, laws)
    taken = [
        (m.start if id(m) in whole else m.full_start, max(m.end, m.full_end if m.name and not m.body else m.end))
        for m in found
    ]
    found += _name_mentions(text, taken, [n for n in laws if not _is_bill(text, n)])
    found.sort(key=lambda m: (m.start, -m.end))
    _nest_amended(found, whole)
    _complete(text, found)
    return found


def _amending_numbered(found: list[Mention], laws: list[Name]) -> set[int]:
    """`Luật sửa đổi, bổ sung một số điều của Luật A số 67/2020/QH14`: the number is the amending law's.

    Such a law is taken off the list of names and told by its symbol. Returns the ids of these mentions.
    """
    by_end = {m.end: m for m in found if is_assembly(m.code or "")}
    whole: set[int] = set()
    for law in [n for n in laws if n.key.get("amending")]:
        m = by_end.get(law.end)
        if m is None or m.start <= law.start:
            continue
        m.full_start, m.type, m.name = law.start, law.type, law.name[: law.name.rfind(" số ")]
        whole.add(id(m))
        laws.remove(law)
    return whole


def _nest_amended(found: list[Mention], whole: set[int]) -> None:
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


_BILL_BEFORE = re.compile(r"(?:[Dd]ự (?:án|thảo)|DỰ (?:ÁN|THẢO))\s*(?:các\s+)?$")
_BILL_AFTER = re.compile(r"\s*\((?:[Ss]ửa đổi|[Ss]ửa đổi, bổ sung|[Ss]ửa đổi toàn diện)\)")
_PASSED_LAW = re.compile(r"\s*(?:,\s*)?(?:số\s|năm\s+\d|ngày\s|được\s|đã\s|có hiệu lực|\d{4})")


def _is_bill(text: str, law: Name) -> bool:
    """A law that is still to be passed: no instrument yet.

    >>> text = "trình dự án Luật Báo chí; Luật An toàn thực phẩm (sửa đổi), Luật Đất đai (sửa đổi) năm 2024"
    >>> [n.name for n in find_laws(text) if not _is_bill(text, n)]
    ['Luật Đất đai']
    """
    if _BILL_BEFORE.search(text[max(0, law.start - 16) : law.start]):
        return True
    after = _BILL_AFTER.match(text, law.end)
    return after is not None and _PASSED_LAW.match(text, after.end()) is None


# --- symbols -----------------------------------------------------------------------------------


def _symbol_mentions(text: str) -> list[Mention]:
    out: list[Mention] = []
    for symbol in find_symbols(text):
        if is_negative(text, symbol.start):
            continue
        typed = type_before(text, symbol.start, is_assembly(symbol.code))
        inherited = False
        if typed is None and out and _CONNECT.fullmatch(text[out[-1].head_end : symbol.start]):
            typed, inherited = (out[-1].type or "", symbol.start, None), True
        if typed is not None and typed[0] == "hợp đồng":
            continue
        so = text[max(0, symbol.start - 6) : symbol.start].rstrip(" :").lower().endswith("số")
        if typed is None and not so and not has_known_group(symbol.code):
            continue
        if typed is None and not so and symbol.year is None and not symbol.party and len(symbol.code) < 4:
            continue
        word = typed[0] if typed else None
        code_type = type_of_code(symbol.code)
        if (inherited or word in GENERIC) and code_type is not None:
            word = code_type
        named_after = _NAME_AFTER.match(text, symbol.end) if word is None and is_assembly(symbol.code) else None
        if symbol.code.startswith("QyĐ"):
            word = "quy định"
        mention = Mention(
            symbol.start,
            symbol.end,
            typed[1] if typed else symbol.start,
            symbol.end,
            "symbol",
            word or code_type or (named_after["type"].lower() if named_after else None),
            symbol.text,
            symbol.number,
            symbol.year,
            symbol.code,
            symbol.party,
            symbol.mended,
        )
        if named_after:
            law = next((n for n in find_laws(text[symbol.end : symbol.end + 200]) if n.start < 6), None)
            if law is not None:
                mention.name = law.name
                mention.full_end = mention.head_end = symbol.end + law.end
        if typed and typed[2]:
            mention.name = f"{(word or '').capitalize()} {typed[2]}"
        _date_and_body(text, mention)
        _share_back(text, out, mention)
        before = _list_before(text, mention, symbol)
        out += before
        out.append(mention)
    return out


def _date_and_body(text: str, m: Mention) -> None:
    at = m.end
    when = date_after(text, at)
    if when is not None:
        m.date, m.written_year, at = when.day, when.year, when.end
    elif m.kind == "symbol":
        early = date_before(text, max(m.full_start, m.start - 60), m.start)
        if early:
            m.date, m.written_year = early, int(early[:4])
    body = body_after(text, at)
    if body is None and when is not None:
        # "ngày 12/01/2024 Bộ Tài chính ban hành": an issuer without "của" only if it is a known one.
        blank = re.match(r"\s+", text[at:])
        direct = body_at(text, at + blank.end()) if blank else None
        if direct is not None and direct.issuer is not None:
            body = direct
    if body is not None:
        m.body, at = body, body.end
        if m.date is None:
            late = date_after(text, at)
            if late is not None:
                m.date, m.written_year, at = late.day, late.year, late.end
    term = _TERM.match(text, at) or _TERM.match(text, m.end)
    if term is not None:
        m.key["term"] = str(roman(term[1]))
        at = max(at, term.end())
    m.head_end = m.full_end = at


_PAIR = re.compile(r"\s*(?:,|và|;)\s*(?:số\s*)?$")


def _share_back(text: str, out: list[Mention], m: Mention) -> None:
    """`số 008/CĐ-UBND và số 009/CĐ-UBND ngày 19/11/2025`: one day and one issuer for both."""
    at = m
    for prev in reversed(out[-6:]):
        if prev.date is not None or prev.written_year is not None or prev.code != m.code or prev.kind != "symbol":
            break
        begin = at.full_start if at.full_start >= prev.end else at.start  # a shared type word stands before both
        if prev.head_end != prev.end or not _PAIR.fullmatch(text[prev.end : begin]):
            break
        prev.date, prev.written_year = m.date, m.written_year
        prev.body = prev.body or m.body
        at = prev


def _list_before(text: str, m: Mention, symbol: Symbol) -> list[Mention]:
    """Bare numbers that share this symbol's suffix: `số 57, 59, 66, 68-NQ/TW`."""
    out: list[Mention] = []
    at = symbol.start
    floor = max(0, at - 80, text.rfind("\n", 0, at) + 1, m.full_start)
    while True:
        match = _SHARED.search(text, floor, at)
        if match is None:
            break
        left = text[max(0, match.start() - 1) : match.start()]
        if left and (left.isalnum() or left in "/.-"):
            break
        if (bool(match["year"]) != bool(symbol.year)) or not _list_lead(text, match.start(), floor):
            break
        number = match["number"].lstrip("0") or "0"
        joint = "-" if symbol.party else "/"
        full = f"{number}/{match['year']}/{symbol.code}" if match["year"] else f"{number}{joint}{symbol.code}"
        end = match.start("number") + len(match["number"]) + (5 if match["year"] else 0)
        item = Mention(
            match.start(),
            end,
            m.full_start,
            m.full_end,
            "symbol",
            m.type,
            full,
            number,
            match["year"],
            symbol.code,
            symbol.party,
            symbol.mended,
        )
        item.date, item.written_year, item.body, item.head_end = m.date, m.written_year, m.body, match.end()
        out.append(item)
        at = match.start()
    return out[::-1]


def _list_lead(text: str, at: int, floor: int) -> bool:
    lead = text[floor:at]
    return (
        type_before(text, at) is not None
        or _SHARED.search(lead) is not None
        or lead.rstrip(" :").lower().endswith("số")
    )


# --- names -------------------------------------------------------------------------------------


def _name_mentions(text: str, taken: list[tuple[int, int]], laws: list[Name]) -> list[Mention]:
    out: list[Mention] = []
    candidates = laws + find_party_names(text) + find_numbered(text) + find_self(text) + find_sessions(text)
    blocked = _Spans(taken)
    seen: set[tuple[int, int]] = set()
    for name in sorted(candidates, key=lambda n: (n.start, -n.end)):
        if (name.start, name.end) in seen or blocked.covers(name.start):
            continue
        if name.kind == "numbered" and SYMBOL.match(text, text.rfind(" ", 0, name.end) + 1):
            continue
        seen.add((name.start, name.end))
        kind = {"self": "self", "anaphor": "anaphor"}.get(name.kind, "name")
        m = Mention(
            name.start,
            name.end,
            name.start,
            name.end,
            kind,
            name.type,
            name=name.name,
            name_kind=name.kind,
            key=dict(name.key),
            head_end=name.end,
        )
        if name.kind == "numbered":
            year = name.key.get("year")
            number = name.key["number"]
            m.number, m.year = number, year
            if year or re.search(r"\ssố\s", text[name.start : name.end]):
                # With "số" the number is written as a symbol is; "Chỉ thị 42" is a short name.
                m.kind = "symbol"
                m.symbol = f"{number}/{year}" if year else number
                width = len(re.search(r"\d[\d./]*$", text[name.start : name.end]).group())  # type: ignore[union-attr]
                m.start = name.end - width
        if kind == "name":
            _date_and_body(text, m)
        out.append(m)
    return out


class _Spans:
    """Spans that symbols already cover, asked in rising order of start."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._at = 0

    def covers(self, at: int) -> bool:
        while self._at < len(self._spans) and self._spans[self._at][1] <= at:
            self._at += 1
        k = self._at
        while k < len(self._spans) and self._spans[k][0] <= at:
            if at < self._spans[k][1]:
                return True
            k += 1
        return False


# --- titles and nesting --------------------------------------------------------------------------

# The words right before a mention that make it the object of the outer instrument's title.
_OBJECT = re.compile(
    r"(?:thực hiện|thi hành|triển khai|quán triệt|sửa đổi|bổ sung|thay thế|bãi bỏ|hủy bỏ|hướng dẫn|chi tiết|"
    r"cụ thể hóa|một số điều|một số nội dung|một phần|biện pháp|của|theo|tại|sơ kết|tổng kết"
    r"|kết quả|đính chính|"
    r"ban hành|kèm theo|trong|nội dung|quy định|các|số điều|khoản|điều \d+\w*|phụ lục[\w ]*|với|đối với|cho)"
    r"(?:\s+(?:nghiêm|tốt|hiệu quả|có hiệu quả|nghiêm túc|đồng bộ|các|một số|tinh thần"
    r"|chi tiết|thi hành|thực hiện))*\s*$",
    re.I,
)
_PASSIVE = re.compile(r"(?:được|bị|đã)\s+[^.;\n]{0,60}?(?:bởi|tại|theo)\s*$|\((?:được|đã|bị)\s+[^.;()\n]{0,80}$", re.I)


def _complete(text: str, found: list[Mention]) -> None:
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


def _place(text: str, found: list[Mention], i: int, p: int, gap: str) -> None:
    m, outer = found[i], found[p]
    if m.kind in ("self", "anaphor") and not _TITLE_HEAD.match(gap):
        return
    stop = _SENTENCE_STOP.search(gap)
    if stop is not None:
        return
    if _PASSIVE.search(gap):
        return  # "A (được sửa đổi bởi B)": B is cited by the document itself
    words = gap.strip()
    if not words or _CONNECT.fullmatch(gap) or re.fullmatch(r"[\s,]*(?:và|hoặc|cùng với)?[\s,]*(?:các\s+)?", gap):
        m.parent = outer.parent
        if outer.parent is not None:
            m.gap = outer.gap
        return
    opened = gap.count("(") - gap.count(")")
    title = _TITLE_HEAD.match(gap)
    closes = re.search(r"(?:,|và|;|hoặc)\s*(?:số)?\s*$", words)
    if outer.kind in ("self", "anaphor"):
        return  # "Báo cáo này thay thế Báo cáo số …" acts, it names no title
    if title is not None and not closes and opened >= 0:
        m.parent = p
        return
    if closes and _stands_full(m) and not _stands_full(outer) and outer.parent is not None:
        # "Nghị định số 46/2026/NĐ-CP … hướng dẫn thi hành Luật X và Nghị quyết số 66.13/2026/NQ-CP ngày … của …":
        # what is cited in full stands beside what was cited in full, not beside the law in its title.
        m.parent = found[outer.parent].parent
        m.gap = found[outer.parent].gap
        return
    if closes and outer.parent is not None and title is None:
        m.parent = outer.parent
        m.gap = outer.gap


def _stands_full(m: Mention) -> bool:
    """Cited with its day and its issuer?"""
    return m.date is not None and m.body is not None


def _title(text: str, found: list[Mention], i: int) -> None:
    m = found[i]
    head = _TITLE_HEAD.match(text, m.head_end)
    if head is None or (m.kind == "name" and m.name_kind == "law"):
        return
    start = head.start("head")
    stop = _SENTENCE_STOP.search(text, start)
    end = min(stop.start() if stop else len(text), start + _LONGEST_TITLE)
    for k in range(i + 1, len(found)):
        other = found[k]
        if other.full_start >= end:
            break
        if other.parent == m.parent and other.full_start > start and other.parent != i:
            # The words after the last comma or "và" lead to the other mention, not into this title.
            lead = re.search(
                r"(?:[,;]|\s(?:và|hoặc|cùng|đồng thời))(?:(?![,;]|\sv(?:à)\s).){0,70}$",
                text[start : other.full_start],
            )
            end = start + lead.start() if lead else other.full_start
            break
    while end > start and text[end - 1] in " ,;:(":
        end -= 1
    if end - start > 6:
        m.title = (start, end)
        m.full_end = max(m.full_end, m.title[1])


def set_pinpoints(text: str, found: list[Mention]) -> None:
    """The provision pointed at before each mention: `điểm a khoản 2 Điều 5 Nghị định …`."""
    for m in found:
        if m.kind != "self":
            m.pinpoint = pinpoint_before(text, m.full_start)
