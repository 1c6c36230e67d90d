"""Symbols of instruments: `07/2023/NĐ-CP`, `58/NQ-CP`, `19-CT/TU`, `5977/UBND-NC`, `66.7/2025/NQ-CP`.

State: number/[year/]TYPE-ISSUER (Nghị định 30/2020/NĐ-CP, Phụ lục I). Party: number-TYPE/ISSUER,
joint issuers joined by a hyphen, `/nb` for internal (Hướng dẫn 05-HD/VPTW, p. 9). Assembly:
number/year/QH15. Unknown codes are accepted: every agency sets its own. The rare shape (a digit,
a slash or dash, capitals) is the anchor; whether it is an instrument is decided by what stands
around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from graph import registry
from ingest.grammar.letters import pattern as vn

# One group of a code: capitals with the odd small letter of CTr, TTg, QyĐ, QĐi, SNgV.
_GROUP = r"[A-ZĐƯÊÔ](?:[A-ZĐƯÊÔ0-9&]|[a-zđ]{1,2}(?![{LOW}]))*"
_DOTTED = r"V\.I{1,3}|V\.\d|VP\.ĐĐBQH&HĐND|T\.Ư"
_ITEM = rf"(?:{_DOTTED}|{_GROUP})"
# A blank may stand on one side of a joint (a broken line), on both only between a State type and an issuer that
# the registry knows (`1/2006/TT - BYT`, in old circulars): "QH13 - Luật", "QĐ - Điều 3" are prose.
_JOINT = r"(?:[-/]\ {0,2}|\ {1,2}[-/]|\.(?=UB|HĐ))"


def _any(codes: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(set(codes), key=lambda c: (-len(c), c))))


_TYPES = _any(a for t in registry.types() if t.branch != "party" for a in t.abbreviations if " " not in a)
_ISSUERS = _any(issuer.code for issuer in registry.issuers() if issuer.branch != "party")
_APART = rf"(?:{_TYPES})(?:\ {{1,2}}-\ {{1,2}}(?:{_ISSUERS}|UBTVQH\d{{0,2}})(?![{{UP}}{{LOW}}\d]))+"
_CODE = rf"(?:{_APART}|{_ITEM})(?:{_JOINT}{_ITEM}){{0,6}}(?:/nb)?"
_EDGE = r"(?=ngày|năm|của|về|và|quy|ban|[^\w]|_|$)"
# The digit comes first and looks back past itself: the engine skips to digits.
# A number begins where no word, date or other number goes on; "Luật số43/2024/QH15" and "số:08" are run together.
_NUMBER = r"(?P<number>\d(?:(?<![\w/.,:&-]\d)|(?<=[Ss]ố\d)|(?<=[Ss]ố[:.]\d))\d{0,4}(?:\.\d{1,3})?[A-Za-zĐđ]?)"
_RUN_TOGETHER = r"(?:NQ|QĐ|CT|KL|TB|HD|KH|CTr)(?:TW|TU)"  # "57-NQTW": a scan lost the stroke
SYMBOL = vn(
    rf"{_NUMBER}\ {{0,2}}(?:"
    rf"/\ ?(?P<year>(?:19|20)\d\ ?\d)(?:\ ?[/-]{{1,2}}\ ?|\ ?(?=(?:{_TYPES})-))(?P<dated>{_CODE}){_EDGE}"
    rf"|(?P<sep>/)\ ?(?P<slash>{_CODE}){_EDGE}"
    rf"|(?P<glued>(?:QĐ|NQ|CT|KH|TB|BC|TTr|CĐ|TT|KL)[/-](?:UBND|HĐND|TTg|CP|TU|TW|VPCP)){_EDGE}"
    rf"|(?P<dash>-)\ ?(?P<party>{_ITEM}(?:\ ?/\ ?|-\ ?){_CODE}|(?:CP|TTg|HĐBT|SL|CT|HĐCP)|{_RUN_TOGETHER}){_EDGE}"
    r")"
)

# The hyphen that a PDF lost at a line end: NQHĐND, NQUBTVQH15, CDTTg, QĐUBND (seen in two seeds).
_LOST_HYPHEN = vn(
    r"^(?!TTH[ĐD]ND)(NQ|QĐ|QD|CT|KH|TB|BC|TTr|CĐ|CD|NĐ|ND|TT|KL|CTr|HD|PA|ĐA|VBHN)"
    r"(HĐND|HDND|UBND|UBTVQH\d*|CP|TTg|TTG|TU|TW|VPCP|VPQH|HĐTP)$"
)
# The stroke that a keyboard lost: `ND-CP`, `QD-TTg`, `CD-TTg`. Only where the issuer leaves no
# doubt, for HD (hướng dẫn) and HĐ, DA and ĐA are different types.
_LOST_STROKE = {
    "ND-CP": "NĐ-CP",
    "QD-TTg": "QĐ-TTg",
    "QD-TTG": "QĐ-TTg",
    "CD-TTg": "CĐ-TTg",
    "CD-TTG": "CĐ-TTg",
    "QD-UBND": "QĐ-UBND",
    "CD-UBND": "CĐ-UBND",
    "NQ-HDND": "NQ-HĐND",
    "QD/TW": "QĐ/TW",
    "QD/TU": "QĐ/TU",
    "QD-CTN": "QĐ-CTN",
    "QD-CT": "QĐ-CT",
    "QD-UB": "QĐ-UB",
}
# Also what recognisers make of print: 1 and I, T and I look alike, and no body is called IW.
_SPELLING = {"TTG": "TTg", "CTR": "CTr", "TTR": "TTr", "IW": "TW", "TIW": "TW", "IU": "TU", "TIr": "TTr"}
_SPELLING |= {"TƯ": "TW", "T.Ư": "TW"}  # the Central Committee by its own initials, never the province's TU
_HYPHENED = re.compile(r"[^-/]+-T[UW]")
_MISREAD_TERM = re.compile(r"((?:UBTV)?QH)(?:[Il]{1,2}1?|1[Il]|[Il]1)([0-9])$")
_ASSEMBLY = vn(r"(?:UBTV)?QH[KIX]?\d{0,2}")


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol at a place. `text` is normalised: no blanks, damage mended, no leading zeros."""

    start: int
    end: int
    number: str
    year: str | None
    code: str
    text: str
    party: bool
    mended: bool


def find_symbols(text: str, start: int = 0, end: int | None = None) -> list[Symbol]:
    """Everything in the shape of a symbol, left to right.

    >>> [s.text for s in find_symbols("Nghị quyết số 06/2020/NQHĐND và Chỉ thị 19 - CT/TU")]
    ['6/2020/NQ-HĐND', '19-CT/TU']
    """
    out: list[Symbol] = []
    for match in SYMBOL.finditer(text, start, len(text) if end is None else end):
        code = match["dated"] or match["slash"] or match["party"] or match["glued"].replace("/", "-")
        symbol = _symbol(match, code)
        if symbol is not None:
            out.append(symbol)
    return out


def _symbol(match: re.Match[str], code: str) -> Symbol | None:
    year, number = match["year"], match["number"]
    # "44/201 4/NĐ-CP" in a scan, "127/2007NĐ-CP" of a hurried hand
    damaged = year is not None and (" " in year or match.string[match.end("year")].isalpha())
    year = year.replace(" ", "") if year else year
    party = match["party"] is not None
    normal = normal_code(code)
    if not year and not party and not is_code(normal):
        return None
    if party and _HYPHENED.fullmatch(normal):
        normal = normal.replace("-", "/")
    if party and "/" not in normal and normal not in ("CP", "TTg", "HĐBT", "SL", "CT", "HĐCP"):
        return None
    joint = "-" if party else "/"
    head = number.lstrip("0") or "0"
    if head[0] == ".":
        head = "0" + head
    text = f"{head}/{year}/{normal}" if year else f"{head}{joint}{normal}"
    return Symbol(
        match.start(),
        match.end(),
        head,
        year,
        normal,
        text,
        party,
        normal != code.replace(" ", "") or match["glued"] is not None or damaged,
    )


def normal_code(code: str) -> str:
    """A code without blanks, its damage mended.

    >>> normal_code("NĐ- CP"), normal_code("NQHĐND"), normal_code("CD-TTg"), normal_code("NQUBTVQH15")
    ('NĐ-CP', 'NQ-HĐND', 'CĐ-TTg', 'NQ-UBTVQH15')
    >>> normal_code("NQ-UBTVQHI15"), normal_code("QHI4"), normal_code("CT/IW"), normal_code("QHXI")
    ('NQ-UBTVQH15', 'QH14', 'CT/TW', 'QHXI')
    """
    code = code.replace(" ", "")
    lost = _LOST_HYPHEN.match(code)
    if lost:
        code = f"{lost[1]}-{lost[2]}"
    parts = re.split(r"([-/])", code)
    code = "".join(_SPELLING.get(p, p) for p in parts)
    code = _MISREAD_TERM.sub(r"\g<1>1\2", code)  # QHI5, QHI15, UBTVQHl4: the terms of print are 10 to 19
    return _LOST_STROKE.get(code, code)


def groups(code: str) -> list[str]:
    """The groups of a code: `NQ-HĐND` is NQ and HĐND."""
    return [g for g in re.split(r"[-/.]", code) if g and g != "nb"]


def is_code(code: str) -> bool:
    """Could this be the code of a year-less State symbol? Two groups, or one that is known."""
    found = groups(code)
    if not found or len("".join(found)) < 2:
        return code in ("L/CTN",)
    if len(found) == 1:
        one = found[0]
        # "83/TTHĐND" is of the council's standing committee
        known = one in ("CP", "TTg", "HĐBT", "LCT", "SL", "QĐ", "UB") or one.endswith(("UBND", "HĐND"))
        return known or _ASSEMBLY.fullmatch(one) is not None
    return True


def has_known_group(code: str) -> bool:
    """Does any group name a known type or body? Then the symbol needs no type word before it."""
    found = groups(code)
    return any(registry.issuer(g) is not None or _ASSEMBLY.fullmatch(g) for g in found) or bool(
        registry.types_abbreviated(found[0]) if found else False
    )


def is_assembly(code: str) -> bool:
    """`QH15`, `UBTVQH14`: the code says who, not what (Luật and Nghị quyết share it)."""
    return _ASSEMBLY.fullmatch(code) is not None
