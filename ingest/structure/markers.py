"""The marks that number a text: Điều 2, II-, 1., 1.1., a), (1), bullets.

Order and forms: Nghị định 30/2020/NĐ-CP, Phụ lục I (Phần, Chương, Mục, Tiểu mục, Điều, khoản,
điểm in the Vietnamese alphabet) and Hướng dẫn 05-HD/VPTW (Phần, Chương, Mục, Điều, khoản, điểm).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.grammar.letters import pattern as vn

_ORDINALS = "NHẤT|HAI|BA|TƯ|NĂM|SÁU|BẢY|TÁM|CHÍN|MƯỜI"
_MARKER = vn(
    rf"""
      (?P<part>(?:PHẦN|Phần)\ +(?:(?:THỨ|thứ|Thứ)\ +(?:{_ORDINALS}|{_ORDINALS.lower()}|{_ORDINALS.title()})
          |[IVX]{{1,5}}\b|\d{{1,2}}\b|[A-Z]\b)\s*[.:-]?)
    | (?P<chapter>(?:CHƯƠNG|Chương)\ +(?:[IVXLC]{{1,7}}|\d{{1,3}})\b\s*[.:-]?)
    | (?P<section>(?:TIỂU\ MỤC|Tiểu\ mục|MỤC|Mục)\ +(?:[IVXLC]{{1,7}}|\d{{1,3}})\b\s*(?:[.:-]|$|(?=\s+[{{UP}}]{{2}})))
    | (?P<article>(?:Điều|ĐIỀU)\ *\d{{1,3}}[a-zđ]{{0,2}}\s*(?:[.:](?!\d)|$|-(?=\s)|
          (?=\s+[{{UP}}][{{LOW}}]+\s+[{{LOW}}]+\s+[{{LOW}}]+\s*$)))
    | (?P<roman>[IVXL]{{1,6}}\s*(?:[.)]|/(?=\s)|-(?=\s|[{{UP}}]))-?\s*(?=\S)
          |(?:[IVXL1]{{1,4}}|[IVX1]*H[IVX1]+|[IVX1]+H)[.,-]?\ +(?=[{{UP}}]{{2,}}\ [^{{LOW}}]*$))  # as scans are read
    | (?P<capital>[A-HĐK-UY]\s*(?:[.)/](?=\s)|-(?=\s))\s*)
    | (?P<dotted>\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}\s*[.):/-]?\s+(?=[^\d\s%]))
    | (?P<arabic>(?:-\s+(?=\d{{1,2}}\.\s+[{{UP}}]))?\d{{1,3}}\s*(?:[.)](?!\d)|/(?=\s)|-(?=\s))\s*(?=\S))
    | (?P<paren>\(\s*(?:\d{{1,2}}|[a-zđ]|[ivx]{{1,4}})\s*\)\s*(?=\S))
    | (?P<point>[a-zđê](?:\.?\d{{1,2}})?\s*\)\s*(?=\S)|[a-zđ]\.\s+(?=[{{UP}}]))
    | (?P<dash>-{{1,2}}\s*(?=[^\s\d-])|-\s+(?=\d))
    | (?P<plus>\+\s*(?=\S))
    | (?P<star>[*•●▪■◦○➢✓]\s*(?=\S)|o\s+(?=[{{UP}}]))
    """,
    re.VERBOSE,
)
_WORDS = ("Phần", "Chương", "Mục", "Tiểu", "Điều")
_LABEL = vn(
    r"[IVXLC]+\b|\d+(?:\.\d+)*[a-zđ]{0,2}|[A-ZĐ]\b|[a-zđê](?:\.?\d{1,2})?(?=\s*[).])"
    r"|(?<=[Tt]hứ )\w+|(?<=THỨ )\w+"
)


# Upright strokes that recognisers take together or apart: "HI- NHIỆM VỤ" is III, "L MỤC ĐÍCH" I.
_UPRIGHT = str.maketrans({"H": "II", "1": "I"})


@dataclass(frozen=True, slots=True)
class Marker:
    """`kind` orders the outline, `label` is what people say (`2`, `II`, `a`), `width` its length."""

    kind: str
    label: str
    width: int


def read_marker(line: str) -> Marker | None:
    """The marker at the start of a line, or None.

    >>> read_marker("II- NHIỆM VỤ"), read_marker("Điều 2. Để tiếp tục").label
    (Marker(kind='roman', label='II', width=4), '2')
    >>> read_marker("06 tháng đầu năm") is None, read_marker("Điều 5 Nghị định số 07") is None
    (True, True)
    >>> read_marker("HI- NHIỆM VỤ CHUNG").label, read_marker("L MỤC ĐÍCH").label, read_marker("H. HỌ TÊN").kind
    ('III', 'I', 'capital')
    """
    # A word is no marker: of ten lines seven begin with one, and trying the pattern at each took 2 % of the whole time.
    if line[:1].isalpha() and line[1:2].islower() and not line.startswith(_WORDS):
        return None
    match = _MARKER.match(line)
    if match is None:
        return None
    kind = match.lastgroup or ""
    text = match.group()
    if kind in ("dash", "plus", "star"):
        return Marker(kind, text.strip()[:1], len(text))
    tail = text.split(" ", 1)[-1] if kind in ("part", "chapter", "section", "article") else text
    if kind == "roman" and (text.strip() == "L" or set(text) & {"H", "1"}):
        return Marker(kind, "I" if "L" in text else text.strip(" .-)/").translate(_UPRIGHT), len(text))
    label = _LABEL.search(tail) or _LABEL.search(text)
    return Marker(kind, label.group() if label else text.strip(" .:-)"), len(text))
