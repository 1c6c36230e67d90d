"""A question about tasks as people type it into the search box: «nhiệm vụ của Sở Tài chính quý III năm 2024».

Only what the small grammar below covers is understood. The rest is not guessed at: None, and the text is searched for
like any other.

    nhiệm vụ [[của] <cơ quan>] [về <chữ trong câu>] [[có hạn | đến hạn | trong] quý … | tháng … | năm …]
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from api.pages.days import Window, months
from graph.identity import fold

_OPENING = ["nhiem", "vu"]
_BEFORE = r"(?:^|(?<= ))(?:(?:trong|co han|den han|han) )?"
_YEAR = r"(?:(?:/| nam | )(?P<year>(?:19|20)\d\d))?"
_WINDOWS = (
    re.compile(rf"{_BEFORE}quy (?P<quarter>iv|i{{1,3}}|[1-4]){_YEAR}$"),
    re.compile(rf"{_BEFORE}thang (?P<month>1[0-2]|0?[1-9]){_YEAR}$"),
    re.compile(rf"{_BEFORE}nam (?P<year>(?:19|20)\d\d)$"),
)
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
# What is left of a time that was not understood (quý V, đến hết tháng 7, trước ngày 5/8): better no answer than a
# body of that name. «quý» alone stays, for without accents «Quỹ» is written alike, and so is «Nam» of «Hà Nam».
_NOT_UNDERSTOOD = re.compile(r"\d|\bquy [ivx]+\b|\bthang\b|\bden het\b|\btruoc\b|\bngay\b|\bcua\b")
# A body's name may come without «của» where it opens with words that open nothing else; «thanh tra», «phòng» and «hội»
# are work as often as they are bodies (nhiệm vụ phòng, chống thiên tai).
_BODIES = re.compile(
    r"(?:so(?! hoa\b)|ubnd|uy ban|hdnd|hoi dong nhan dan|cong an|(?:tinh|thanh|huyen) uy|van phong|(?:chi )?cuc|toa an"
    r"|vien kiem sat|kho bac|ban (?:chi dao|quan ly|to chuc|tuyen giao|dan van|noi chinh|thuong vu)|bo chi huy) [a-z]"
)
_EDGES = " .,;:?!"


@dataclass(frozen=True, slots=True)
class TaskQuestion:
    """What was understood. `named` tells the window in words; `year_assumed`: no year was typed, this year is meant."""

    agency: str = ""
    text: str = ""
    window: Window | None = None
    named: str = ""
    year_assumed: bool = False

    @property
    def parameters(self) -> dict[str, str]:
        """The same as parameters of the page of tasks."""
        given = {"q": self.text, "agency": self.agency}
        if self.window is not None:
            given |= {"since": self.window.since, "until": self.window.until}
        return {key: value for key, value in given.items() if value}


def read_task_question(text: str, today: date) -> TaskQuestion | None:
    """What a typed text asks of tasks, with or without accents; None where it is no such question, or not understood.

    >>> found = read_task_question("nhiệm vụ của Sở Tài chính quý III/2024", date(2025, 3, 1))
    >>> found.parameters
    {'agency': 'Sở Tài chính', 'since': '2024-07-01', 'until': '2024-09-30'}
    """
    words = [word for each in text.split() if (word := each.strip(_EDGES))]
    folded = [fold(word) for word in words]
    if folded[:2] != _OPENING:
        return None
    words, folded = words[2:], folded[2:]
    window, named, assumed, count = _window(" ".join(folded), today)
    if count:
        words, folded = words[:-count], folded[:-count]
    if _NOT_UNDERSTOOD.search(" ".join(folded[1:])):
        return None
    agency, about = _parts(words, folded)
    if agency is None or about is None:
        return None
    return TaskQuestion(agency, about, window, named, assumed)


def _parts(words: list[str], folded: list[str]) -> tuple[str | None, str | None]:
    """The agency after «của» and the words after «về»; None for what is announced and missing, or is neither."""
    if _BODIES.match(" ".join(folded)) and words[0].lower() != "số":
        words, folded = ["của", *words], ["cua", *folded]
    if not words:
        return "", ""
    if folded[0] == "ve":
        return "", " ".join(words[1:]) or None
    if folded[0] != "cua":
        return None, None
    if any(word.lower() == "ve" for word in words):
        return None, None  # without accents «về» and the «vệ» of a body's name (Bảo vệ) are one
    at = next((k for k, word in enumerate(words) if word.lower() == "về"), len(words))
    return " ".join(words[1:at]) or None, (" ".join(words[at + 1 :]) or None) if at < len(words) else ""


def _window(text: str, today: date) -> tuple[Window | None, str, bool, int]:
    """The window that a text ends with, its name, whether its year was assumed, and how many words it took."""
    for pattern in _WINDOWS:
        found = pattern.search(text)
        if found is None:
            continue
        parts = found.groupdict()
        year = int(parts["year"] or today.year)
        count = len(found[0].split())
        if quarter := parts.get("quarter"):
            number = _QUARTERS.get(quarter) or int(quarter)
            roman = next(name for name, one in _QUARTERS.items() if one == number).upper()
            window, named = months(year, 3 * number - 2, 3 * number), f"quý {roman} năm {year}"
        elif month := parts.get("month"):
            window, named = months(year, int(month), int(month)), f"tháng {int(month)} năm {year}"
        else:
            window, named = months(year, 1, 12), f"năm {year}"
        return window, named, parts["year"] is None, count
    return None, "", False, 0
