"""Instruments cited by name: laws, congress and plenum resolutions, numbered schemes, `… này`.

Law names come from the registry, longest match, because only a list tells where `Luật Phòng, chống
bệnh truyền nhiễm` ends; an unknown law is read word by word up to a word that no name holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

import ahocorasick_rs

from graph import registry
from ingest.grammar.letters import pattern as vn
from ingest.grammar.places import province_at

ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_ORDINAL_WORDS = {
    "nhất": 1,
    "hai": 2,
    "ba": 3,
    "tư": 4,
    "bốn": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "tám": 8,
    "chín": 9,
    "mười": 10,
    "mười một": 11,
    "mười hai": 12,
    "mười ba": 13,
    "mười bốn": 14,
    "mười lăm": 15,
}


@dataclass(slots=True)
class Name:
    """An instrument named at a place. `key` holds what identifies it beside its type."""

    start: int
    end: int
    kind: str  # law | congress | plenum | scheme | self | anaphor | numbered
    type: str
    name: str
    key: dict[str, str] = field(default_factory=dict)
    inner: list[tuple[int, int]] = field(default_factory=list)


def roman(text: str) -> int:
    """
    >>> roman("XIX"), roman("XIV")
    (19, 14)
    """
    total = 0
    for a, b in zip(text, text[1:] + " ", strict=True):
        value = ROMAN.get(a, 0)
        total += -value if ROMAN.get(b, 0) > value else value
    return total


def ordinal(text: str) -> int | None:
    """The number of `XIX`, `4` or `thứ sáu`; None where it is none.

    >>> ordinal("sáu"), ordinal("XIII"), ordinal("4")
    (6, 13, 4)
    """
    text = text.strip()
    if text.isdigit():
        return int(text)
    if text and all(c in ROMAN for c in text):
        return roman(text)
    return _ORDINAL_WORDS.get(" ".join(text.lower().split()))


# --- laws ------------------------------------------------------------------------------------

_LAW_HEAD = vn(
    r"(?<![^\W_])(?<!Pháp )(?<!PHÁP )(?<!pháp )(?P<type>Bộ [Ll]uật|BỘ LUẬT|Luật|LUẬT|Pháp [Ll]ệnh|PHÁP LỆNH|Hiến [Pp]háp|HIẾN PHÁP)(?![^\W_])(?!\s+(?:sư|gia|pháp|học|Việt Nam|VIỆT NAM))"
)
_STOP_WORDS = frozenset(
    [
        "số",
        "năm",
        "ngày",
        "được",
        "có",
        "của",
        "về",
        "đã",
        "này",
        "thì",
        "do",
        "tại",
        "trong",
        "theo",
        "để",
        "khi",
        "là",
        "nếu",
        "hiện",
        "với",
        "cho",
        "và",
        "hoặc",
        "nêu",
        "trên",
        "đó",
        "từ",
        "đến",
        "bằng",
        "cũng",
        "phải",
        "sẽ",
        "nhưng",
        "các",
        "những",
        "mà",
        "vào",
        "ra",
        "quy",
        "hướng",
        "ban",
        "mới",
        "khác",
        "cùng",
        "giảm",
        "tăng",
        "nhằm",
    ]
)
_OF_LAWS = vn(
    r"(?:sửa\s+đổi|bổ\s+sung)[\w\s,]{0,40}?(?:của|các)?\s*(?=(?:\d+\s+)?(?:Bộ\s+luật|Luật|luật|Pháp\s+lệnh))",
    re.I,
)
_AMENDING = vn(r"\s+(?:sửa\s+đổi|Sửa\s+đổi|SỬA\s+ĐỔI)")
_OWN_SYMBOL = vn(r"\s+số\s+\d{1,3}/\d{4}/(?:UBTV)?QH\d+")
_JOINER = vn(r"\s*,\s*(?:và\s+)?|\s+và\s+|\s*;\s*")
_WORD = vn(r"\s*([^\W\d_][\w]*)")
_COMMA_RUN = vn(
    r"\s*,\s*(?:chống|bổ sung|sử dụng|xuất cảnh|quá cảnh|cư trú|thể thao|thủ công|lãng phí|nhãn hiệu|đại biểu|quản lý|bảo vệ|công cụ)"
)
_GENERIC_LAW = vn(r"\s+(?:[{UP}][\wà-ỹ]*|(?:sửa|Sửa)\s+đổi)")


@cache
def _law_names() -> tuple[ahocorasick_rs.AhoCorasick, list[str]]:
    names = sorted({n for law in registry.laws() for n in (law.name, *law.aliases)})
    lowered = [n.lower() for n in names]
    return (
        ahocorasick_rs.AhoCorasick(lowered, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest),
        names,
    )


def find_laws(text: str) -> list[Name]:
    """Laws, codes, ordinances and the constitution, by name.

    >>> [text[n.start:n.end] for text in ["Căn cứ Luật Sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ;"]
    ...  for n in find_laws(text)]
    ['Luật Sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ', 'Luật Tổ chức Chính phủ']
    """
    lower = text.lower()
    known: dict[int, int] = {}
    if len(lower) == len(text):
        automaton, _ = _law_names()
        known = {start: end for _, start, end in automaton.find_matches_as_indexes(lower)}
    out: list[Name] = []
    for head in _LAW_HEAD.finditer(text):
        kind = " ".join(head["type"].lower().split())
        start = head.start()
        if kind == "hiến pháp":
            if text[max(0, start - 5) : start].endswith("Luật "):
                continue
            out.append(Name(start, head.end(), "law", "hiến pháp", "Hiến pháp"))
            continue
        if _AMENDING.match(text, head.end()):
            amending = _amending_law(text, head, known)
            if amending:
                out.append(amending)
            continue
        end = known.get(start) or _generic_end(text, head.end())
        if end is None or (end < len(text) and (text[end].isalnum())):
            end = _generic_end(text, head.end())
        if end is None or (head["type"].isupper() and start not in known):
            continue  # in capitals only a known name tells a law from a shout
        out.append(Name(start, end, "law", kind, " ".join(text[start:end].split())))
    _nest(out)
    return out


def _amending_law(text: str, head: re.Match[str], known: dict[int, int]) -> Name | None:
    """`Luật Sửa đổi, bổ sung một số điều của Luật A và Luật B`: the whole is one name."""
    of = _OF_LAWS.match(text, _AMENDING.match(text, head.end()).start() + 1)  # type: ignore[union-attr]
    end = None
    if of is not None:
        at = of.end()
        while True:
            count = re.match(r"\d+\s+", text[at:])
            inner = _LAW_HEAD.match(text, at)
            if inner is None:
                if end is None:  # "… một số điều của 37 luật có liên quan đến quy hoạch"
                    rest = vn(
                        r"(?:\d+\s+)?[Ll]uật(?:\s+có)?\s+liên\s+quan\s+đến\s+[\w\s]{3,40}?(?=\s+(?:số|ngày|năm)\b|[;,.()\n]|$)"
                    ).match(text, at)
                    end = rest.end() if rest else None
                break
            del count
            end = known.get(at) or _generic_end(text, inner.end())
            if end is None:
                break
            numbered = _OWN_SYMBOL.match(text, end)
            join = _JOINER.match(text, numbered.end() if numbered else end)
            end = numbered.end() if numbered else end
            if join is None or _LAW_HEAD.match(text, join.end()) is None:
                break
            if ";" in join.group():
                break
            at = join.end()
    if end is None:
        return None
    return Name(
        head.start(),
        end,
        "law",
        head["type"].lower(),
        " ".join(text[head.start() : end].split()),
        {"amending": "yes"},
    )


def _generic_end(text: str, at: int) -> int | None:
    if not _GENERIC_LAW.match(text, at):
        return None
    end = at
    words = 0
    while words < 14:
        word = _WORD.match(text, end)
        if word is None or "\n" in word.group() or (words and word[1].lower() in _STOP_WORDS):
            if words and word is not None and word[1] == "và":
                after = _WORD.match(text, word.end())
                # "Luật Giáo dục và Đào tạo" goes on, "… và Luật", "… và các" does not.
                if (
                    after
                    and after[1].lower() not in _STOP_WORDS
                    and not _LAW_HEAD.match(text, after.start(1))
                    and after[1] not in ("Nghị", "Thông", "Quyết", "Bộ", "Pháp")
                ):
                    end = after.end()
                    words += 2
                    continue
            if word is None and _COMMA_RUN.match(text, end):
                end = _COMMA_RUN.match(text, end).end()  # type: ignore[union-attr]
                words += 2
                continue
            break
        if words and word[1][0].isupper() and word[1] in ("Nghị", "Thông", "Quyết", "Luật", "Căn", "Theo"):
            break
        end = word.end()
        words += 1
    return end if words else None


def _nest(names: list[Name]) -> None:
    for outer in names:
        if outer.key.get("amending"):
            outer.inner = [(n.start, n.end) for n in names if outer.start < n.start and n.end <= outer.end]


# --- Party congresses and plenums --------------------------------------------------------------

_CONGRESS = vn(
    r"(?<![^\W_])(?P<type>[Nn]ghị quyết|[Kk]ết luận|Văn kiện|NQ)\s+(?:của\s+)?(?:Đại hội|ĐH)(?!\s+(?:đồng|Đồng)\s+cổ)"
    r"(?P<rest>(?:\s*,?\s+(?:đại biểu|Đại biểu|toàn quốc|Toàn quốc|Đảng bộ|đảng bộ|Đảng|đảng|của|Đảng Cộng sản Việt Nam|"
    r"lần thứ\s+[IVX]+|lần thứ\s+[{LOW}]+(?:\s+(?:một|hai|ba|bốn|lăm|sáu|bảy|tám|chín))?|khóa\s+[IVX]+|[IVX]{1,6}(?![^\W_])|tỉnh|thành phố|huyện|thị xã|quận|"
    r"xã|phường|MTTQ|Công đoàn|(?!Nghị|Kết|Chỉ|Quyết|Kế|Luật|Báo|Chương|Thông|Hướng|Quy)[{UP}][{LOW}]+(?:\s+[{UP}][{LOW}]+)?))+)"
)
_ROMAN_NUMBER = vn(r"(?:lần thứ\s+|khóa\s+|(?<=\s))([IVX]{1,6})(?![^\W_])")
_WORD_NUMBER = vn(r"lần thứ\s+([{LOW}]+(?:\s+(?:một|hai|ba|bốn|lăm|sáu|bảy|tám|chín))?)")
_CLASS_LEVELS = vn(r"\s*(?:các cấp|đảng các cấp)")
_PLENUM = vn(
    r"(?<![^\W_])(?P<type>[Nn]ghị quyết|[Kk]ết luận|NQ)\s+(?:của\s+)?"
    r"(?:(?:[Hh]ội nghị\s+)?(?:lần thứ\s+(?P<before>[\wà-ỹ]+(?:\s+(?:một|hai|ba|bốn|lăm))?)\s*,?\s+)?(?:của\s+)?"
    r"(?:Ban Chấp hành\s+Trung ương|BCH\s*TW|Trung ương|TW|T\.Ư)(?:\s+Đảng)?)"
    r"\s*(?:lần thứ\s+)?(?P<after>\d{1,2}|(?:nhất|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười)(?![^\W_]))?\s*,?\s*"
    r"\(?\s*[Kk]hóa\s+(?P<terms>[IVX]+(?:\s*(?:,|và)\s*(?:khóa\s+)?[IVX]+)*)(?![^\W_])\)?"
)


def find_party_names(text: str) -> list[Name]:
    """Resolutions named by their congress or plenum; a shareholders' meeting is none.

    >>> t = "thực hiện Nghị quyết Đại hội XIX của Đảng bộ tỉnh và Nghị quyết Trung ương 8 (khóa XI)"
    >>> [(n.kind, n.key["number"]) for n in find_party_names(t)]
    [('congress', '19'), ('plenum', '8')]
    """
    out: list[Name] = []
    for match in _CONGRESS.finditer(text):
        name = _congress(text, match)
        if name:
            out.append(name)
    for match in _PLENUM.finditer(text):
        number = match["before"] or match["after"]
        value = ordinal(number) if number else None
        terms = [str(roman(t)) for t in re.findall(r"[IVX]+", match["terms"])]
        if value is None:
            continue
        end = match.end()
        out.append(
            Name(
                match.start(),
                end,
                "plenum",
                _type_word(match["type"]),
                " ".join(text[match.start() : end].split()),
                {"number": str(value), "terms": "-".join(terms)},
            )
        )
    return sorted(out, key=lambda n: n.start)


_SESSION = vn(
    r"(?<![^\W_])Nghị quyết\s+(?:số\s+\S+\s+)?(?:của\s+)?[Pp]hiên họp\s+(?:Chính phủ\s+)?thường kỳ\s+(?:Chính phủ\s+)?tháng\s+"
    r"(?P<month>\d{1,2})(?:\s*(?:/|năm)\s*(?P<year>\d{4}))?"
)


def find_sessions(text: str) -> list[Name]:
    """Resolutions of the Government's regular sessions, named by month.

    >>> [n.key for n in find_sessions("Nghị quyết phiên họp Chính phủ thường kỳ tháng 9 năm 2025")]
    [{'month': '09', 'year': '2025'}]
    """
    return [
        Name(
            m.start(),
            m.end(),
            "session",
            "nghị quyết",
            " ".join(m.group().split()),
            {"month": m["month"].zfill(2), "year": m["year"] or ""},
        )
        for m in _SESSION.finditer(text)
    ]


def _type_word(word: str) -> str:
    return {"nq": "nghị quyết"}.get(word.lower(), word.lower())


def _congress(text: str, match: re.Match[str]) -> Name | None:
    rest = match["rest"]
    end = match.end()
    if _CLASS_LEVELS.match(text, end):
        return None
    number = _ROMAN_NUMBER.search(rest)
    word = None if number else _WORD_NUMBER.search(rest)
    value = roman(number[1]) if number else ordinal(word[1]) if word else None
    place = None
    for at in range(match.start("rest"), end):
        if text[at - 1] == " " and (found := province_at(text, at)):
            place = found[0]
    flat = " ".join(rest.split())
    if "Đảng bộ" in flat or "đảng bộ" in flat:
        level = next(
            (w for w in ("tỉnh", "thành phố", "huyện", "thị xã", "quận", "xã", "phường") if w in flat), "tỉnh"
        )
    elif "MTTQ" in flat or "Công đoàn" in flat:
        return None
    elif "huyện" in flat or "xã" in flat or "phường" in flat:
        level = "huyện" if "huyện" in flat else "xã"
    elif "tỉnh" in flat or (place and "Đảng" not in flat):
        level = "tỉnh"
    else:
        level = "trung ương"
    if value is None and place is None:
        return None
    trailing = re.search(r"\s+(?:của|đại biểu|,)\s*$", text[match.start() : end])
    if trailing:
        end = match.start() + trailing.start()
    key = {"number": str(value) if value else "", "level": level}
    if place:
        key["place"] = place
    return Name(
        match.start(),
        end,
        "congress",
        _type_word(match["type"]),
        " ".join(text[match.start() : end].split()),
        key,
    )


# --- schemes with a number, short numbers, the document itself -----------------------------------

_SCHEME = vn(
    r"(?<![^\W_])(?P<type>Đề án|ĐỀ ÁN)\s+(?:số\s+)?(?P<number>\d{1,3}[a-z]?)(?:/(?P<by>CP))?(?![\w/%.-]\w|\w)"
    r"(?!\s+(?:tỷ|triệu|nghìn|dự án|nội dung|nhiệm vụ|mục tiêu|năm|tháng|ngày))"
)
_NUMBERED = vn(
    r"(?<![^\W_])(?P<type>Nghị định|Nghị quyết|Quyết định|Thông tư|Chỉ thị|Kết luận|Công điện|Quy định|Thông báo|QĐ|NĐ|NQ)"
    r"\s+(?:số\s+)?(?P<number>\d{1,5}(?:\.\d{1,2})?)(?:/(?P<year>(?:19|20)\d\d))?"
    r"(?=\s*(?:[,;)\n]|\.(?!\d)|$|ngày\s|của\s|về\s|năm\s|và\s|này|quy\s|nêu|nói|thì|được|đã|sửa|có\s+hiệu|cũng|\())"
)


def find_numbered(text: str) -> list[Name]:
    """`Đề án 06`, `Nghị định 168`, `Nghị quyết số 33/2023`: a number without the issuer's code.

    >>> [n.name for n in find_numbered("theo Đề án 06 và Nghị quyết số 33/2023 ngày 11/3/2023")]
    ['Đề án 06', 'Nghị quyết số 33/2023']
    """
    out = [
        Name(
            m.start(),
            m.end(),
            "scheme",
            "đề án",
            " ".join(m.group().split()),
            {"number": m["number"].lstrip("0")},
        )
        for m in _SCHEME.finditer(text)
    ]
    for m in _NUMBERED.finditer(text):
        short = {"QĐ": "quyết định", "NĐ": "nghị định", "NQ": "nghị quyết"}.get(m["type"], m["type"].lower())
        key = {"number": m["number"].lstrip("0") or "0"}
        if m["year"]:
            key["year"] = m["year"]
        out.append(Name(m.start(), m.end(), "numbered", short, " ".join(m.group().split()), key))
    return out


@cache
def _self_pattern() -> re.Pattern[str]:
    words = sorted(
        {w for t in registry.types() for w in t.words} - {"văn bản", "hợp đồng", "dự án", "quy trình"},
        key=len,
        reverse=True,
    )
    spelt = "|".join(
        re.escape(v).replace(r"\ ", r"\s+")
        for w in words
        for v in (w[0].upper() + w[1:], w, w.title(), w.upper())
    )
    return vn(
        rf"(?<![^\W_])(?P<type>{spelt})\s+(?P<which>này|NÀY|nêu trên|nói trên|kể trên|trên đây|vừa nêu|dẫn trên)(?![^\W_])"
    )


def find_self(text: str) -> list[Name]:
    """`Nghị quyết này` (kind self), `Nghị định nêu trên` (kind anaphor); who is meant is for the resolver.

    >>> [(n.kind, n.type) for n in find_self("theo Nghị quyết này và Chỉ thị nêu trên")]
    [('self', 'nghị quyết'), ('anaphor', 'chỉ thị')]
    """
    out = []
    for m in _self_pattern().finditer(text):
        kind = "self" if m["which"].lower() == "này" else "anaphor"
        out.append(
            Name(m.start(), m.end(), kind, " ".join(m["type"].lower().split()), " ".join(m.group().split()))
        )
    return out
