"""The provision before an instrument: `điểm a khoản 2 Điều 5 Nghị định số …`, `Mục II Hướng dẫn …`.

Read from right to left, from the instrument outward, because Vietnamese goes from the smallest
unit to the largest and binds to the instrument that follows.
"""

from __future__ import annotations

import re

_LABEL = r"\d{1,3}[a-zđ]{0,2}"
_STEPS = (
    (
        "annex",
        "phụ lục",
        re.compile(
            r"(?:Phụ lục|phụ lục)\s*(?:số\s*)?(?P<n>[IVXLC]+\b|\d{1,3}\w{0,2})?\s*(?:,|của|kèm theo"
            r"|ban hành kèm theo|ban hành)?\s*(?:kèm theo)?\s*$"
        ),
    ),
    ("part", "phần", re.compile(r"(?:Phần|phần)\s+(?:thứ\s+)?(?P<n>[IVXLC]+\b|[\wà-ỹ]+)\s*,?\s*(?:của\s*)?$")),
    ("chapter", "chương", re.compile(r"(?:Chương|chương)\s+(?P<n>[IVXLC]+\b|\d{1,3})\s*,?\s*(?:của\s*)?$")),
    ("section", "mục", re.compile(r"(?:Mục|mục)\s+(?P<n>[IVXLC]+\b|[A-Z]\b|\d{1,3}(?:\.\d+)*)\s*,?\s*(?:của\s*)?$")),
    (
        "article",
        "điều",
        re.compile(
            rf"(?:Điều|điều|ĐIỀU)\s+(?P<n>{_LABEL}(?:\s*(?:,|và|đến|-)\s*(?:Điều\s+)?{_LABEL})*)\s*,?\s*(?:của\s*)?$"
        ),
    ),
    (
        "clause",
        "khoản",
        re.compile(
            rf"(?:khoản|Khoản)\s+(?P<n>{_LABEL}(?:\.\d{{1,2}})?(?:\s*(?:,|và|đến|-)\s*(?:khoản\s+)?{_LABEL}(?:\.\d{{1,2}})?)*)"
            r"\s*,?\s*(?:và\s*)?$"
        ),
    ),
    (
        "point",
        "điểm",
        re.compile(
            r"(?:điểm|Điểm)\s+(?P<n>[a-zđ]\d?(?:\s*(?:,|và|đến|-)\s*(?:điểm\s+)?[a-zđ]\d?(?![^\W_]))*"
            r"|(?<!ời điểm )(?<!an điểm )(?<!ịa điểm )\d{1,2}(?:\.\d+)*"
            r"(?:\s*(?:,|và)\s*(?:điểm\s+)?\d{1,2}(?:\.\d+)*)*)"
            r"\s*,?\s*(?:của\s*)?$"
        ),
    ),
)


_RANGE = re.compile(r"\s*(?:đến|-)\s*(?:khoản|điểm|Điều|điều)?\s*")
_AND = re.compile(r"\s*(?:,|và)\s*(?:khoản|điểm|Điều|điều)?\s*")


def _labels(said: str) -> str:
    """`2 và khoản 3` as "2, 3", `1 đến khoản 4` as "1-4": every label that was said, the words between left out."""
    return _AND.sub(", ", _RANGE.sub("-", " ".join(said.split())))


def pinpoint_before(text: str, at: int) -> tuple[dict[str, str], int] | None:
    """The provision written right before `at`, outermost last word first, and where it begins; None where none is.

    >>> pinpoint_before("điểm a, b khoản 2 Điều 5 Nghị định", 25)
    ({'article': '5', 'clause': '2', 'point': 'a, b'}, 0)
    >>> pinpoint_before("từ khoản 1 đến khoản 4 và khoản 6 Điều 6a Luật", 42)
    ({'article': '6a', 'clause': '1-4, 6'}, 3)
    """
    floor = max(0, at - 120, text.rfind("\n", max(0, at - 120), at) + 1)
    out: dict[str, str] = {}
    window = text[floor:at].lower()
    for name, word, pattern in _STEPS:
        if word not in window:
            continue  # a tenth of the cost of looking for the pattern
        match = pattern.search(text, floor, at)
        if match is None:
            continue
        label = match["n"]
        if label:
            out[name] = _labels(label)
        elif name == "annex":
            out[name] = ""
        at = match.start()
    return (out, at) if out else None
