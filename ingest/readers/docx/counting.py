"""How a number of an automatic list is written: 4, iv, D, 04, ④, "bốn"."""

from __future__ import annotations

import re

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MOST_ROMAN = 3999
_MOST_LETTERS = 780  # thirty of one letter; Word counts no further
_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_CUSTOM = re.compile(r"(0*)1\b")  # "001, 002, 003, ..."


def written(number: int, form: str, custom: str = "") -> str:
    """A number in a form of WordprocessingML (`w:numFmt`); in digits where the form is not known.

    Letters are those of the English alphabet, as Word counts: after d comes e, never đ.

    >>> [written(n, "lowerLetter") for n in (4, 5, 26, 27, 53)], written(14, "upperRoman"), written(7, "decimalZero")
    (['d', 'e', 'z', 'aa', 'aaa'], 'XIV', '07')
    """
    if form == "none":
        return ""
    if form in ("lowerLetter", "upperLetter"):
        return _case(_letters(number), form)
    if form in ("lowerRoman", "upperRoman"):
        return _case(_roman(number), form)
    if form == "decimalZero":
        return f"{number:02d}"
    if form == "custom" and (zeros := _CUSTOM.match(custom)):
        return f"{number:0{min(len(zeros[1]), 9) + 1}d}"
    if form == "numberInDash":
        return f"- {number} -"
    if form in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and 1 <= number <= 20:
        return chr(0x245F + number)
    if form == "decimalEnclosedParen" and 1 <= number <= 20:
        return chr(0x2473 + number)
    if form == "decimalEnclosedFullstop" and 1 <= number <= 20:
        return chr(0x2487 + number)
    if form == "vietnameseCounting" and 0 <= number <= 99:
        return _words(number)
    if form == "chicago" and number >= 1:
        return "*†‡§"[(number - 1) % 4] * min((number - 1) // 4 + 1, 30)
    return str(number)


def _case(text: str, form: str) -> str:
    return text.upper() if form.startswith("upper") else text


def _letters(number: int) -> str:
    if not 1 <= number <= _MOST_LETTERS:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    if not 1 <= number <= _MOST_ROMAN:
        return str(number)
    said = ""
    for worth, letters in _ROMAN:
        times, number = divmod(number, worth)
        said += letters * times
    return said


def _words(number: int) -> str:
    """
    >>> [_words(n) for n in (4, 10, 15, 21, 24, 40)]
    ['bốn', 'mười', 'mười lăm', 'hai mươi mốt', 'hai mươi bốn', 'bốn mươi']
    """
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    head = "mười" if tens == 1 else f"{_DIGITS[tens]} mươi"
    if not ones:
        return head
    tail = "lăm" if ones == 5 else "mốt" if ones == 1 and tens > 1 else _DIGITS[ones]
    return f"{head} {tail}"
