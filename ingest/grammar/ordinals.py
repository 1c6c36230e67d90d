"""Numbers written otherwise: Roman, and `lần thứ hai mươi mốt`."""

from __future__ import annotations

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
