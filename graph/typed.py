"""What a person types to mean an instrument, taken apart: symbol, type, number, date, words.

A search box is read broadly, unlike running text: nobody writes "CT19" in a resolution, everybody
types it. Accents, blanks, zeros and the kind of dash do not matter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from graph import registry
from graph.identity import fold, name_key, slug, symbol_key

_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_ISO_DAY = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_DAY = re.compile(r"(?:\bngay\s+)?(?<![\d/-])(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})(?![\d/-])")
_LONG_DAY = re.compile(r"\bngay\s+(\d{1,2})\s+thang\s+(\d{1,2})\s+nam\s+(\d{4})\b")
_YEAR = re.compile(r"(?:\bnam\s+)?(?<![\d/-])((?:19|20)\d{2})(?![\d/-])")
# A number, perhaps a year, then capitals cut by dashes and slashes: 19-CT/TU, 07/2023/NĐ-CP, 55/2010/QH12;
# or a number and a year alone: 30/2020.
_SYMBOL = re.compile(
    r"(?<![\w/])\d{1,5}[a-z]?\s*(?:"
    r"(?:[-/]\s*\d{4}\s*)?(?:[-/]\s*|(?=[a-z]+\s*[-/]))[a-z]+\d*(?:\s*[-/&.]\s*[a-z]+\d*)*"
    r"|/\s*(?:19|20)\d{2})(?![\w/])"
)
_UNPARTED = re.compile(r"^(\d{1,5})(?=[a-z]{2})")  # 19ct/tu; one letter may be of the number (12a-KH/TU)
_OPENING = re.compile(r"van ban (?!hop nhat\b)")
_GLUED = re.compile(r"\b([a-z]+)(\d{1,5})\b")
_NUMBER = re.compile(r"\d{1,5}[a-z]?")
_WORD = re.compile(r"[^\W_]+")
_PLACE_KIND = re.compile(r"^(?:tinh|thanh-pho|tp)-")
_CENTRE = {"trung-uong": "vn", "viet-nam": "vn", "toan-quoc": "vn"}
_NOISE = frozenset(("so", "ngay", "nam", "cua", "ve"))


@dataclass(frozen=True, slots=True)
class Typed:
    """The parts of a typed text.

    `symbol` is a symbol key (19-ct-tu) or None; `exact` the symbol as typed without blanks, to tell
    HĐ from HD; `number` a number typed without its symbol; `types` the slugs of the series of types that
    a type word or an abbreviation (`type_words`) may mean; `date` a day (2020-06-11) and `year` a year;
    `words` all the rest; `names` the name keys to look up as a whole name.
    """

    symbol: str | None = None
    exact: str | None = None
    number: str | None = None
    types: frozenset[str] = frozenset()
    type_words: tuple[str, ...] = ()
    date: str | None = None
    year: str | None = None
    words: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()

    @property
    def empty(self) -> bool:
        return not (self.symbol or self.number or self.types or self.date or self.year or self.words)


def read_typed(text: str) -> Typed:
    """Take a typed text apart; nothing is an error, what is not understood is a word.

    >>> typed = read_typed("Chỉ thị số 19-CT/TU ngày 11/6/2020")
    >>> typed.symbol, typed.types, typed.date
    ('19-ct-tu', frozenset({'chi-thi'}), '2020-06-11')
    >>> read_typed("nq 58").number, read_typed("luat dat dai").words
    ('58', ('dat', 'dai'))
    """
    plain = _DASHES.sub("-", " ".join(text.split()))
    rest = fold(plain)
    opening = _OPENING.match(rest)
    rest = rest[opening.end() :] if opening else rest
    rest, date = _take_date(rest)
    symbol = exact = None
    found = _SYMBOL.search(rest)
    if found:
        symbol = symbol_key(_UNPARTED.sub(r"\1-", found[0]))
        exact = _as_typed(plain, found[0])
        rest = f"{rest[: found.start()]} {rest[found.end() :]}"
    rest = _GLUED.sub(_unglue, rest)
    year = None
    aged = _YEAR.search(rest)
    if aged and not date:
        year = aged[1]
        rest = f"{rest[: aged.start()]} {rest[aged.end() :]}"
    before, type_words, after = _around_type([w for w in _WORD.findall(rest) if w not in _NOISE])
    number = None
    # A number means an instrument's own only where its type stands before it, or nothing does.
    numbered = after if type_words else before
    if symbol is None and numbered and _NUMBER.fullmatch(numbered[0]):
        number = numbered.pop(0).lstrip("0") or None
    types = _type_words()[" ".join(type_words)] if type_words else frozenset()
    words = (*before, *after)
    names = {name_key(name) for name in (plain, " ".join((*type_words, *words)), " ".join(words))} - {""}
    return Typed(symbol, exact, number, types, tuple(type_words), date, year, words, frozenset(names))


def read_date(text: str) -> str | None:
    """A day or a year as ISO from `YYYY`, `YYYY-MM-DD` or `d/m/yyyy`; None where it is neither.

    >>> read_date("11/6/2020"), read_date("2020"), read_date("hôm qua")
    ('2020-06-11', '2020', None)
    """
    rest, day = _take_date(fold(text))
    if day:
        return day
    year = _YEAR.fullmatch(rest.strip())
    return year[1] if year else None


def read_place(text: str) -> str:
    """A place as instruments name it: `tỉnh Bắc Giang` and `bac-giang` are bac-giang, the centre is vn.

    >>> read_place("Tỉnh Bắc Giang"), read_place("TP.HCM"), read_place("Trung ương")
    ('bac-giang', 'ho-chi-minh', 'vn')
    """
    name = slug(text)
    bare = _PLACE_KIND.sub("", name)
    province = registry.province_named(name) or registry.province_named(bare)
    return province.slug if province else _CENTRE.get(bare, bare)


def _take_date(rest: str) -> tuple[str, str | None]:
    for pattern, order in ((_ISO_DAY, (1, 2, 3)), (_LONG_DAY, (3, 2, 1)), (_DAY, (3, 2, 1))):
        found = pattern.search(rest)
        if found:
            year, month, day = (int(found[n]) for n in order)
            if 1 <= month <= 12 and 1 <= day <= 31:
                return (
                    f"{rest[: found.start()]} {rest[found.end() :]}",
                    f"{year:04}-{month:02}-{day:02}",
                )
    return rest, None


def _as_typed(plain: str, folded: str) -> str | None:
    """The symbol in lower case with its đ, to prefer HĐ where HĐ was typed; None where it cannot be found."""
    lower = plain.lower()
    where = fold(lower).find(folded)
    # Folding keeps the length of what is composed and single-spaced; of anything else, do without.
    if where < 0 or len(fold(lower)) != len(lower):
        return None
    return "".join(lower[where : where + len(folded)].split()).lstrip("0")


def _unglue(match: re.Match[str]) -> str:
    """CT19 and nq58 are a type and a number; tt10 too. Other words keep their digits."""
    return f"{match[1]} {match[2]}" if match[1] in _type_words() else match[0]


def _around_type(words: list[str]) -> tuple[list[str], list[str], list[str]]:
    """The words before a type, the type, the words after it.

    The type that the text opens with counts first, then the first anywhere; an abbreviation counts only
    at the opening or before a number, because it may be a word (TB, CT).
    """
    known = _type_words()
    for at in range(len(words)):
        for length in (4, 3, 2, 1):
            phrase = " ".join(words[at : at + length])
            if phrase not in known or at + length > len(words):
                continue
            follows = words[at + length] if at + length < len(words) else ""
            if phrase not in _abbreviations() or at == 0 or _NUMBER.fullmatch(follows):
                return words[:at], words[at : at + length], words[at + length :]
    return words, [], []


@cache
def _type_words() -> dict[str, frozenset[str]]:
    """Every folded word or abbreviation of a type, with the slugs of the series that it may mean."""
    meant: dict[str, set[str]] = {}
    for one in registry.types():
        for word in (*one.words, *one.abbreviations):
            meant.setdefault(fold(word), set()).add(one.slug)
    # In people's mouths any instrument is a "văn bản"; only registers mean an official letter by it.
    meant.pop("van ban", None)
    return {word: frozenset(types) for word, types in meant.items()}


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(fold(word) for one in registry.types() for word in one.abbreviations)


@cache
def series_slug(type_name: str) -> str:
    """The slug of the series of a type: chương trình hành động is numbered as chương trình.

    >>> series_slug("chỉ thị"), series_slug("bảng kê")
    ('chi-thi', 'bang-ke')
    """
    known = registry.type_named(type_name)
    return known.slug if known else slug(type_name)


def abbreviations(types: frozenset[str]) -> list[str]:
    """The folded abbreviations of the types of these series: what would follow the number."""
    return sorted({fold(word) for one in registry.types() if one.slug in types for word in one.abbreviations})


@cache
def names_of(word: str) -> tuple[str, ...]:
    """The folded names of the body that a folded word is the code of: tw is Ban Chấp hành Trung ương, …

    >>> names_of("ubnd")[0], names_of("rac")
    ('uy ban nhan dan', ())
    """
    return tuple(
        fold(name)
        for body in registry.issuers()
        if word in (fold(body.code), *map(fold, body.variants))
        for name in (body.name, *body.names)
    )
