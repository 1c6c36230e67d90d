"""Days as they are written: `ngày 11/6/2020`, `ngày 31 tháng 12 năm 2022`, `05-9-2016`, `năm 2023`.

Forms: Nghị định 30/2020/NĐ-CP, Phụ lục I (words) and practice (slashes, dashes, dots: 34 of 100).
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

DAY = r"(?:0?[1-9]|[12]\d|3[01])"
MONTH = r"(?:0?[1-9]|1[0-2])"
YEAR = r"(?:19\d\d|20\d\d)"

_WORDS = (
    rf"(?P<wd>{DAY})\ *(?:tháng|THÁNG)\ *(?P<wm>{MONTH}|giêng|một|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)"
    rf"\ *,?\ *(?:năm|NĂM)\ *(?P<wy>{YEAR})"
)
_DIGITS = rf"(?P<dd>{DAY})\ *[/.-]\ *(?P<dm>{MONTH})\ *[/.-]\ *(?P<dy>{YEAR})(?!\d)"
DATE = re.compile(rf"(?:{_WORDS}|{_DIGITS})")
UNNAMED_DATE = re.sub(r"\?P<\w+>", "?:", DATE.pattern)  # for use inside other patterns
_MONTH_WORDS = {
    w: n for n, w in enumerate(["giêng", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười"], start=1)
} | {"một": 1}

# Blanks are taken whole (`*+`): a symbol and 4,000 line ends would be tried in as many ways as these patterns
# can share them, 4,000 to the fourth power.
# What may stand between a symbol and its date. Party style has a comma before "ngày" (05-HD/VPTW).
_AFTER = re.compile(
    r"\s*+(?:\(sửa\ đổi(?:,\ bổ\ sung)?\)\s*+)?,?\s*+\(?\s*+(?:(?:được\ )?(?:ban\ hành|ký|thông\ qua)\s*+,?\s*+)?"
    r"(?:ngày|NGÀY|đề\ ngày|ký\ ngày|ban\ hành\ ngày|cùng\ ngày)\s*+[:,]?\s*+",
    re.VERBOSE,
)
_AFTER_YEAR = re.compile(rf"\s*+,?\s*+(?:năm\s++|\()({YEAR})(?!\d)(?!\s*+-\s*+\d{{4}})\)?")
_BARE_AFTER = re.compile(r"\s*+,?\s*+\(?\s*+")


@dataclass(frozen=True, slots=True)
class When:
    """A day, or only a year, with the span that says so. `day` is ISO."""

    start: int
    end: int
    year: int
    day: str | None = None


def day_of(match: re.Match[str]) -> str | None:
    """The ISO day of a match of `DATE`; None for a day that no calendar has (31/02)."""
    if match["wd"]:
        month_word = match["wm"]
        month = int(month_word) if month_word.isdigit() else _MONTH_WORDS[month_word]
        day, year = int(match["wd"]), int(match["wy"])
    else:
        day, month, year = int(match["dd"]), int(match["dm"]), int(match["dy"])
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def date_after(text: str, at: int) -> When | None:
    """The date written right after `at`, as of a symbol that ends there.

    >>> date_after("19-CT/TU ngày 11/6/2020 của", 8)
    When(start=14, end=23, year=2020, day='2020-06-11')
    """
    lead = _AFTER.match(text, at)
    if lead is not None:
        found = DATE.match(text, lead.end())
        if found is not None:
            day = day_of(found)
            return When(found.start(), found.end(), int(found["wy"] or found["dy"]), day)
    bare = _BARE_AFTER.match(text, at)
    if bare is not None and bare.end() > at:
        found = DATE.match(text, bare.end())
        if found is not None and found["dd"]:
            return When(found.start(), found.end(), int(found["dy"]), day_of(found))
    year = _AFTER_YEAR.match(text, at)
    if year is not None:
        return When(year.start(1), year.end(), int(year[1]))
    return None


_BEFORE = re.compile(r"ngày\s*([\d][\d\w\s/.,-]{5,30}?)\s*,?\s*(?:số\s*:?\s*)?$")


def date_before(text: str, start: int, at: int) -> str | None:
    """The ISO day written right before `at` (`văn bản đề ngày 29/10/2025 số 16/CV-HH`)."""
    found = _BEFORE.search(text, start, at)
    if found is None:
        return None
    day = DATE.fullmatch(found[1].strip(" ,"))
    return day_of(day) if day else None


def month_end(year: int, month: int) -> str:
    """The last day of a month, ISO."""
    return date(year, month, calendar.monthrange(year, month)[1]).isoformat()
