"""What congresses, plenums and sessions passed, cited by the meeting: `Nghị quyết Đại hội XIII của Đảng`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.grammar.letters import pattern as vn
from ingest.grammar.names import Name
from ingest.grammar.ordinals import ordinal, roman
from ingest.grammar.places import province_at
from ingest.occurrences import occurrences

_CONGRESS = vn(
    r"(?<![^\W_])(?P<type>[Nn]ghị quyết|[Kk]ết luận|Văn kiện|NQ)\s+(?:của\s+)?(?:Đại hội"
    r"|ĐH)(?!\s+(?:đồng|Đồng)\s+cổ)"
    r"(?P<rest>(?:\s*,?\s+(?:đại biểu|Đại biểu|toàn quốc|Toàn quốc|Đảng bộ|đảng bộ|Đảng|đảng"
    r"|của|Đảng Cộng sản Việt Nam|"
    r"lần thứ\s+[IVX]+|lần thứ\s+[{LOW}]+(?:\s+(?:một|hai|ba|bốn|lăm|sáu|bảy|tám|chín))?"
    r"|khóa\s+[IVX]+|[IVX]{1,6}(?![^\W_])|tỉnh|thành phố|huyện|thị xã|quận|"
    r"xã|phường|MTTQ|Công đoàn|(?!Nghị|Kết|Chỉ|Quyết|Kế|Luật|Báo|Chương|Thông|Hướng"
    r"|Quy)[{UP}][{LOW}]+(?:\s+[{UP}][{LOW}]+)?))+)"
)
_TYPE_HEAD = re.compile(r"[Nn]ghị quyết|[Kk]ết luận|Văn kiện|NQ")
_ROMAN_NUMBER = vn(r"(?:lần thứ\s+|khóa\s+|(?<=\s))([IVX]{1,6})(?![^\W_])")
_WORD_NUMBER = vn(r"lần thứ\s+([{LOW}]+(?:\s+(?:một|hai|ba|bốn|lăm|sáu|bảy|tám|chín))?)")
_CLASS_LEVELS = vn(r"\s*(?:các cấp|đảng các cấp)")
_PLENUM = vn(
    r"(?<![^\W_])(?P<type>[Nn]ghị quyết|[Kk]ết luận|NQ)\s+(?:của\s+)?"
    r"(?:(?:[Hh]ội nghị\s+)?(?:lần thứ\s+(?P<before>[\wà-ỹ]+(?:\s+(?:một|hai|ba|bốn"
    r"|lăm))?)\s*,?\s+)?(?:của\s+)?"
    r"(?:Ban Chấp hành\s+Trung ương|BCH\s*TW|Trung ương|TW|T\.Ư)(?:\s+Đảng)?)"
    r"\s*(?:lần thứ\s+)?(?P<after>\d{1,2}|(?:nhất|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín"
    r"|mười)(?![^\W_]))?\s*,?\s*"
    r"\(?\s*[Kk]hóa\s+(?P<terms>[IVX]+(?:\s*(?:,|và)\s*(?:khóa\s+)?[IVX]+)*)(?![^\W_])\)?"
)


def find_party_names(text: str) -> list[Name]:
    """Resolutions named by their congress or plenum; a shareholders' meeting is none.

    >>> t = "thực hiện Nghị quyết Đại hội XIX của Đảng bộ tỉnh và Nghị quyết Trung ương 8 (khóa XI)"
    >>> [(n.kind, n.key["number"]) for n in find_party_names(t)]
    [('congress', '19'), ('plenum', '8')]
    """
    out: list[Name] = []
    for match in _around(text, "Đại hội", "ĐH", back=32, pattern=_CONGRESS):
        name = _congress(text, match)
        if name:
            out.append(name)
    for match in _around(text, "Trung ương", "TW", "T.Ư", back=80, pattern=_PLENUM):
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


def _around(text: str, *words: str, back: int, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """The matches of a pattern that holds one of these words, at most `back` characters after its type word.

    The words are rare and found at the speed of a substring search; trying the pattern at every letter
    was a tenth of the whole reading.
    """
    done = 0
    for at in sorted(at for word in words for at in occurrences(text, word)):
        for head in _TYPE_HEAD.finditer(text, max(done, at - back), at):
            match = pattern.match(text, head.start())
            if match is not None:
                done = match.end()
                yield match
                break


_SESSION = vn(
    r"(?<![^\W_])Nghị quyết\s+(?:số\s+\S+\s+)?(?:của\s+)?[Pp]hiên họp\s+(?:Chính"
    r" phủ\s+)?thường kỳ\s+(?:Chính phủ\s+)?tháng\s+"
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
        for m in _around(text, "hiên họp", back=120, pattern=_SESSION)
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
        level = next((w for w in ("tỉnh", "thành phố", "huyện", "thị xã", "quận", "xã", "phường") if w in flat), "tỉnh")
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
