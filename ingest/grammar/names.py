"""Instruments cited without a symbol: `Đề án 06`, `Nghị định 168`, `Nghị quyết này`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from graph import registry
from ingest.grammar.letters import pattern as vn
from ingest.occurrences import occurrences


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


_SCHEME = vn(
    r"(?P<type>Đề án|ĐỀ ÁN)(?!\s*\n\s*\d{1,2}[.)]\s)\s+(?:số\s+)?(?P<number>\d{1,3}[a-z]?)(?:/(?P<by>CP))?"
    r"(?![\w/%.-]\w|\w)(?!\s+(?:tỷ|triệu|nghìn|dự án|nội dung|nhiệm vụ|mục tiêu|năm|tháng|ngày))"
)
# Patterns begin with a letter and look back only after it: the engine skips to letters that can begin one.
_PLANS = ("Kế hoạch", "Chương trình", "Hướng dẫn", "Công văn", "Tờ trình")  # each may count something else
_NUMBERED = vn(
    r"(?P<type>Nghị định|Nghị quyết|Quyết định|Thông tư|Chỉ thị|Kết luận|Công điện"
    r"|Quy định|Thông báo|QĐ|NĐ|NQ|Kế hoạch|Chương trình(?: hành động)?|Hướng dẫn|Công văn|Tờ trình)"
    r"(?!\s*\n\s*\d{1,2}[.)]\s)\s+(?:số\s+)?(?P<number>\d{1,5}(?:\.\d{1,2})?)(?:/(?P<year>(?:19|20)\d\d))?"
    r"(?=\s*(?:[,;)\n]|\.(?!\d)|$|ngày\s|của\s|về\s|năm\s|và\s|này|quy\s|nêu|nói|thì|được|đã"
    r"|sửa|có\s+hiệu|cũng|gắn\s|với\s|trong\s|tại\s|để\s|khi\s|cho\s|theo\s|vào\s|còn\s|đến\s|trên\s|phù\s|nhằm|bảo\s|là\s|do\s|\())"
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
        if _begins_word(text, m.start())
    ]
    for m in _NUMBERED.finditer(text):
        if not _begins_word(text, m.start()):
            continue
        short = {"QĐ": "quyết định", "NĐ": "nghị định", "NQ": "nghị quyết"}.get(m["type"], m["type"].lower())
        key = {"number": m["number"].lstrip("0") or "0"}
        if m["year"]:
            key["year"] = m["year"]
        plan = m["type"].startswith(_PLANS)
        if plan and "  " in m.group():
            continue
        if plan:
            key["known"] = (
                ""  # "Kế hoạch 100 ngày", "Chương trình 135": one only where the text cites that number in full
            )
        out.append(Name(m.start(), m.end(), "numbered", short, " ".join(m.group().split()), key))
    return out


_STATUTES = vn(r"Điều lệ\s+Đảng(?:\s+Cộng sản\s+Việt Nam)?(?![^\W_])(?!\s+(?:bộ|viên|ủy))")
_TREATY_WORDS = ("Hiệp định", "Công ước", "Nghị định thư")
# A treaty's name goes on over small words that join, up to a mark or a word that no name holds.
_TREATIES = vn(
    r"(?P<type>Hiệp định|Công ước|Nghị định thư)\s+(?:(?:về|khung)\s+)?[{UP}][\w-]*"
    r"(?:[^\S\n]+"  # a name ends with its line: the next cell of a table, a rule, a recital is none of it
    r"(?!_|số\b|ngày\b|năm\b|được\b|có\b|này\b|quy\b|(?<!tự )do\b|đã\b|theo\b|tại\b|trong\b|từ\b|là\b)[\w-]+){0,14}"
)


def find_unnumbered(text: str) -> list[Name]:
    """The Party's statutes and treaties: what is cited by name and never by number.

    >>> t = "Căn cứ Điều lệ Đảng; theo Hiệp định Đối tác Toàn diện và Tiến bộ Xuyên Thái Bình Dương (CPTPP)"
    >>> [n.name for n in find_unnumbered(t)]
    ['Điều lệ Đảng', 'Hiệp định Đối tác Toàn diện và Tiến bộ Xuyên Thái Bình Dương']
    """
    out = [
        Name(m.start(), m.end(), "statute", "điều lệ", " ".join(m.group().split()))
        for m in _STATUTES.finditer(text)
        if _begins_word(text, m.start())
    ]
    out += [
        Name(m.start(), m.end(), "treaty", m["type"].lower(), " ".join(m.group().split()))
        for m in _treaties(text)
        if _begins_word(text, m.start())
    ]
    return out


def _treaties(text: str) -> Iterator[re.Match[str]]:
    done = 0
    for at in sorted(at for word in _TREATY_WORDS for at in occurrences(text, word)):
        match = _TREATIES.match(text, at) if at >= done else None
        if match is not None:
            done = match.end()
            yield match


def _begins_word(text: str, at: int) -> bool:
    return at == 0 or not text[at - 1].isalnum()


_WHICH = ("này", "NÀY", "nêu trên", "nói trên", "kể trên", "trên đây", "vừa nêu", "dẫn trên")
# In small letters these are words of the language: "các quy định nêu trên".
_MANY = re.compile(r"(?:các|những)\s+$", re.I)
_PLAIN_WORDS = frozenset(["quy định", "báo cáo", "thông báo", "hướng dẫn", "lệnh", "chương trình", "phương án"])
_WORD_BEFORE = re.compile(r"([^\W\d_]+)\s+$")
_LONGEST_TYPE = 4  # words: "nghị quyết liên tịch"


@cache
def _type_words() -> frozenset[str]:
    words = {w for t in registry.types() for w in t.words} - {"văn bản", "hợp đồng", "dự án", "quy trình"}
    return frozenset(v for w in words for v in (w[0].upper() + w[1:], w, w.title(), w.upper()))


def _type_before(text: str, at: int) -> int | None:
    """Where the longest type word that ends right before `at` begins. Looking back from "này" is five
    times faster than looking for every type word on."""
    best = None
    words: list[str] = []
    start = at
    while len(words) < _LONGEST_TYPE:
        word = _WORD_BEFORE.search(text, max(0, start - 24), start)
        if word is None:
            break
        start = word.start()
        words.insert(0, word[1])
        if " ".join(words) in _type_words():
            best = start
    return best


def find_self(text: str) -> list[Name]:
    """`Nghị quyết này` (kind self), `Nghị định nêu trên` (kind anaphor); who is meant is for the resolver.

    >>> [(n.kind, n.type) for n in find_self("theo Nghị quyết này và Chỉ thị nêu trên")]
    [('self', 'nghị quyết'), ('anaphor', 'chỉ thị')]
    """
    out = []
    # Found word by word and put in order: as one pattern they took three times as long.
    for at, which in sorted((at, words) for words in _WHICH for at in occurrences(text, words)):
        end = at + len(which)
        if not text[at - 1 : at].isspace() or text[end : end + 1].isalnum():
            continue
        start = _type_before(text, at)
        if start is None:
            continue
        if _MANY.search(text[max(0, start - 8) : start]):
            continue  # "các Quy chế này": several, and not this text
        word = text[start:at]
        if word[0].islower() and " ".join(word.split()) in _PLAIN_WORDS and which != "này":
            continue
        kind = "self" if which.lower() == "này" else "anaphor"
        type_ = " ".join(word.lower().split())
        out.append(Name(start, end, kind, type_, " ".join(text[start:end].split())))
    return out
