"""Days of reports that come again: `hằng tháng, trước ngày 25`, `6 tháng (trước ngày 15/6), năm (trước ngày 15/12)`.

The rhythm stands first and its day behind it, in brackets or past a comma; the day says more than the rhythm alone, so
`covered` tells which rhythms are spoken for.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from graph.model import Deadline

FREQ = {  # units of time -> how often a rule of a calendar says that they come
    "ngày": "DAILY",
    "tuần": "WEEKLY",
    "tháng": "MONTHLY",
    "quý": "MONTHLY;INTERVAL=3",
    "giờ": "DAILY",  # a rule here speaks of whole days; the words say how often in each
    "3 tháng": "MONTHLY;INTERVAL=3",
    "6 tháng": "MONTHLY;INTERVAL=6",
    "năm": "YEARLY",
}
MONTHS_OF = {"3": "3 tháng", "03": "3 tháng", "ba": "3 tháng", "6": "6 tháng", "06": "6 tháng", "sáu": "6 tháng"}

_BY = r"(?:trước|chậm nhất(?:\s+(?:là|vào|đến|trước))*|muộn nhất(?:\s+là)?|vào)\s+(?:ngày\s+)?"
_NO_YEAR = r"(?!\d|\s*[/.-]\s*\d|\s+năm\s+\d)"
_OF_QUARTER = re.compile(
    rf"(?:{_BY}|ngày\s+)(?P<day>\d{{1,2}})\s+(?:của\s+)?tháng\s+(?:cuối|đầu)(?:\s+cùng)?\s*(?:của\s+)?"
    r"(?:(?:mỗi|hằng|hàng|từng)\s+)?quý(?:\s+(?:sau|tiếp theo|kế tiếp))?",
    re.I,
)
_OF_MONTH = re.compile(
    rf"(?:hằng|hàng|mỗi)\s+tháng(?P<gap>[^.;\d]{{0,30}}?)(?P<said>{_BY}(?P<day>\d{{1,2}}))"
    r"(?!\d|\s*/|\s+tháng\s+(?:\d|cuối|đầu)|\s+của\s+tháng\s+(?:cuối|đầu)|\s+(?:hằng|hàng))",
    re.I,
)
_OF_YEAR = re.compile(
    rf"(?:6|06|sáu)\s+tháng(?:\s+đầu\s+năm)?(?P<gap>[^.;\d]{{0,80}}?){_BY}(?P<day>\d{{1,2}})(?:\s*/\s*|\s+tháng\s+)"
    rf"(?P<month>\d{{1,2}}){_NO_YEAR}",
    re.I,
)
_NEXT_OF_YEAR = re.compile(
    rf"\)?\s*(?:,|;|và)\s*(?P<gap>(?:(?:báo cáo\s+|định kỳ\s+)?(?:(?:hằng|hàng|cả|01|1|một)\s+)?năm[^.;\d]{{0,30}}?)?)"
    rf"(?:{_BY}|ngày\s+)?"
    rf"(?P<day>\d{{1,2}})(?:\s*/\s*|\s+tháng\s+)(?P<month>\d{{1,2}}){_NO_YEAR}",
    re.I,
)
_REACH = 85  # characters that may part a rhythm from its day

Found = tuple[Deadline, int, int]


def days_of_rhythms(text: str, start: int, end: int) -> list[Found]:
    """The days of reports that come again, each as a recurrence with its day.

    >>> t = "báo cáo 6 tháng (trước ngày 15/6), năm (trước ngày 15/12)"
    >>> [d.recurrence for d, _, _ in days_of_rhythms(t, 0, len(t))]
    ['FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=15', 'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=15']
    """
    out: list[Found] = []
    for quarterly in _OF_QUARTER.finditer(text, start, end):
        _add(out, text, quarterly.span(), int(quarterly["day"]), "FREQ=MONTHLY;INTERVAL=3")
    for monthly in _OF_MONTH.finditer(text, start, end):
        _add(out, text, monthly.span("said"), int(monthly["day"]), "FREQ=MONTHLY")
    for first in _OF_YEAR.finditer(text, start, end):
        day: re.Match[str] | None = first
        while day is not None:
            if 1 <= int(day["month"]) <= 12:
                rule = f"FREQ=YEARLY;BYMONTH={int(day['month'])}"
                _add(out, text, (day.end("gap"), day.end()), int(day["day"]), rule)
            day = _NEXT_OF_YEAR.match(text, day.end(), end)
    return sorted(out, key=lambda found: found[1])


def covered(text: str, end: int, days: list[Found]) -> bool:
    """Does a rhythm that ends here have its day behind it, or in it?"""
    k = bisect_left(days, end, key=lambda found: found[1])
    behind = k < len(days) and days[k][1] - end <= _REACH and not _stops(text, end, days[k][1])
    return behind or (k > 0 and end <= days[k - 1][2])


def _stops(text: str, start: int, end: int) -> bool:
    return text.find(".", start, end) >= 0 or text.find(";", start, end) >= 0


def _add(out: list[Found], text: str, span: tuple[int, int], day: int, rule: str) -> None:
    if 1 <= day <= 31:
        said = " ".join(text[slice(*span)].split())
        out.append((Deadline(said, "recurring", days=[day], recurrence=f"{rule};BYMONTHDAY={day}"), *span))
