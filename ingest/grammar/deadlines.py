"""When a task is due: days, months, quarters, years as intervals; recurrences as RRULE.

No library of dates returns an interval, a role (trước, chậm nhất) or a recurrence for Vietnamese,
and several guess silently ("quý 4/2023" read as April), so this is a grammar of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from graph.model import Deadline
from ingest.grammar.dates import DATE, MONTH, UNNAMED_DATE, YEAR, day_of, month_end
from ingest.grammar.ordinals import roman
from ingest.grammar.rhythms import covered, days_of_rhythms
from ingest.occurrences import occurrences

_DAY_BEFORE = re.compile(
    r"(?P<role>[Tt]rước|[Cc]hậm nhất(?:\s+(?:là|vào|đến|trước))*|[Mm]uộn nhất|[Kk]hông quá|[Đđ]ến hết|[Hh]ết|[Đđ]ến)"
    r"\s+(?:\d{1,2}\s*(?:giờ|h|g|:)\s*(?:\d{1,2}(?:\s*phút)?)?\s*,?\s*)?"
    rf"(?:ngày\s+)?(?={UNNAMED_DATE})"
)
_ALSO_BY = re.compile(rf"\s*(?:,|và)\s*(?:ngày\s+)?(?={UNNAMED_DATE})")  # "trước ngày 20/12/2025 và 20/6/2026"
_ON_DAY = re.compile(
    rf"(?:[Tt]rong|[Xx]ong|[Hh]oàn thành)\s+(?:trong\s+)?(?:(?:sáng|chiều|tối|đêm)\s+)?ngày\s+(?={UNNAMED_DATE})"
)
_QUARTER = re.compile(
    r"(?P<role>trước|đến hết|hết|đến|chậm nhất)?\s*(?:trong\s+|vào\s+|cuối\s+|đầu\s+)?[Qq][Uu]ý\s+"
    rf"(?P<a>[IVX]+|[1-4])(?:\s*(?:,|và|-|đến)\s*(?:[Qq]uý\s+)?(?P<b>IV|I{{1,3}}|[1-4])(?!\d))?"
    rf"\s*(?:/|[Nn]ăm|,|-)?\s*(?:[Nn]ăm\s*)?(?P<year>{YEAR})"
)
_QUARTER_RANGE = re.compile(
    rf"[Qq][Uu]ý\s+(?P<a>IV|I{{1,3}}|[1-4])\s*(?:/|,?\s*năm)\s*(?P<ya>{YEAR})\s*(?:-|đến)\s*(?:hết\s+)?"
    rf"[Qq][Uu]ý\s+(?P<b>IV|I{{1,3}}|[1-4])\s*(?:/|,?\s*năm)\s*(?P<yb>{YEAR})"
)
_MONTHS = re.compile(
    r"(?P<role>[Tt]rước|[Đđ]ến hết|[Hh]ết|[Cc]hậm nhất(?:\s+(?:là|trong|vào))*|[Đđ]ến)?"
    r"\s*(?P<expect>dự kiến[^.;()]{0,40}?)?(?:(?:[Tt]rong|[Vv]ào|[Xx]ong trong|[Tt]ừ)\s+)?"
    rf"(?P<part>đầu|giữa|cuối)?\s*(?<![^\W_])[Tt]háng\s+(?P<a>{MONTH})(?!\d)(?:/(?P<ya>{YEAR}))?"
    rf"(?:\s*(?:,|-|và|đến|;)\s*(?:hết\s+)?(?:[Tt]háng\s+)?(?P<b>{MONTH})(?!\d))*\s*(?:/|\s+năm\s+|-)\s*(?P<year>{YEAR})"
)
_MONTH_RANGE = re.compile(
    rf"[Tt]háng\s+(?P<a>{MONTH})/(?P<ya>{YEAR})\s*(?:-|đến)\s*(?:hết\s+)?[Tt]háng\s+(?P<b>{MONTH})/(?P<yb>{YEAR})"
)
_MONTHLY = re.compile(
    r"(?P<role>trước|vào|chậm nhất(?:\s+là)?)?\s*(?:các\s+)?(?:ngày\s+|(?=\d{1,2}\s*/\s*\d{1,2}\s+h))"
    r"(?P<days>\d{1,2}(?:\s*(?:,"
    r"|và|đến|;)\s*(?:ngày\s+)?\d{1,2})*)(?P<month>(?:\s*/\s*|\s+tháng\s+)\d{1,2})?\s+(?:của\s+)?(?P<unit>hàng|hằng|mỗi)\s*(?P<what>tháng"
    r"|quý|năm|tuần)",
    re.I,
)
_UNIT = (
    r"(?:(?:0?[36]|ba|sáu)\s+tháng(?:\s+một\s+lần|\s*/\s*lần|\s+đầu\s+năm)?"
    r"|ngày|tuần|tháng|quý|(?:(?:cả|01|một)\s+)?năm)"
)
_EVERY = re.compile(
    rf"(?<![^\W_])(?:(?:định kỳ\s+)?(?:hàng|hằng)\s+{_UNIT}|định kỳ\s+{_UNIT}"
    r"|(?:0?6|sáu)\s+tháng\s*(?:một lần|/\s*lần))"
    rf"(?:(?:\s*,\s*|\s+và\s+|\s*;\s*)(?:định kỳ\s+)?(?:(?:hàng|hằng)\s+)?{_UNIT})*(?![^\W_])",
    re.I,
)
_EACH = re.compile(r"\s*mỗi\s+(?P<unit>tuần|tháng|quý|năm)(?=\s*,?\s[^\W\d_])", re.I)  # as a sentence opens
# "Hằng năm, … báo cáo trước ngày 20/11": a day without a year is one of every year.
_DAY_OF_YEAR = re.compile(
    r"(?:(?:trước|chậm nhất(?:\s+(?:là|vào|đến|trước))*|vào)\s+ngày"
    r"|từ\s+ngày\s+(?P<first>\d{1,2})\s+đến(?:\s+ngày)?)\s+(?P<day>\d{1,2})"
    r"(?:\s*/\s*|\s+tháng\s+)(?P<month>\d{1,2})(?!\d|\s*[/.-]\s*\d|\s+năm\s+\d)",
    re.I,
)
# Laws write small numbers out: "trong thời hạn bảy ngày, kể từ ngày …".
_SPELT = r"(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười(?:\s+(?:lăm|hai))?|(?:hai|ba|bốn|sáu|chín)\s+mươi(?:\s+lăm)?)"
_WITHIN_DAYS = re.compile(
    rf"trong\s+(?:thời hạn|thời gian|vòng)\s+(?:không quá\s+|tối đa\s+)?(?:\d{{1,3}}|{_SPELT})"
    r"\s*(?:\([^)]{1,20}\)\s*)?(?:ngày(?:\s+làm việc)?"
    r"|giờ|tháng|tuần)(?![^\W_])(?:[^.;()]{0,60}?kể từ[^.;,()]{0,60})?"
    r"|(?:trong|chậm nhất|không quá"
    r"|sau)\s+(?P<n>\d{1,3})\s*(?:\([^)]{1,20}\)\s*)?(?P<unit>ngày(?:\s+làm việc)?|giờ|tháng"
    r"|tuần)\b(?=[^.;]{0,40}(?:kể từ|từ ngày|sau khi"
    r"|tính từ))(?:[^.;()]{0,60}?kể từ[^.;,()]{0,60})?",
    re.I,
)
# How often a thing is done, counted: "02 lần/ngày", "mỗi quý 01 lần", "06 tháng/lần".
_TIMES = re.compile(
    r"(?:ít nhất\s+|tối thiểu\s+)?(?:\d{1,2}\s+lần\s*(?:/|trong\s+(?:một|0?1)\s+|mỗi\s+)\s*"
    r"(?P<per>ngày|tuần|tháng|quý|năm)"
    r"|mỗi\s+(?P<each>ngày|tuần|tháng|quý|năm)\s+(?:họp\s+)?(?:ít nhất\s+|tối thiểu\s+)?(?:\d{1,2}|một|hai)\s+lần"
    r"|(?:(?P<n>\d{1,2})\s+)?(?P<unit>ngày|tuần|tháng|quý|năm)\s*/\s*(?:0?1\s+)?lần"
    r"|cứ\s+(?P<every>\d{1,2})\s+(?P<span>giờ|ngày|tuần|tháng)\s+(?:một|0?1)\s+lần)(?![^\W_])",
    re.I,
)
# "báo cáo trước ngày 30 tháng 01 của năm tiếp theo": a day of every year.
_NEXT_YEAR = re.compile(r"\s+(?:của\s+)?năm\s+(?:sau|tiếp theo|kế tiếp|liền sau|kế sau)(?![^\W_])")
# "Trong quý I của năm liền kề": of every year, as what it follows is.
_NEXT_QUARTER = re.compile(
    r"(?:trong|vào)\s+quý\s+(?P<q>IV|I{1,3}|[1-4])\s+(?:của\s+)?năm\s+(?:sau|liền kề|tiếp theo|kế tiếp|liền sau)", re.I
)
_AT_MOST = re.compile(r"(?:không quá|tối đa)\s+$", re.I)  # "thanh tra không quá 01 lần/năm" bounds, it asks for none
_FROM_DAY = re.compile(
    rf"(?:thực hiện|áp dụng|triển khai|vận hành|thu|chi trả)\s+(?P<since>kể\s+từ|từ)\s+ngày\s+(?={UNNAMED_DATE})", re.I
)
_UP_TO = re.compile(r"\s*(?:-|đến|tới)\s")
_YEAR_LIMIT = re.compile(
    r"(?P<role>đến hết|hết|trước|ngay từ|từ|vào|xong trong|hoàn thành trong|hoàn thành"
    r"|phấn đấu(?:\s+(?:trong|đến))?|chậm nhất(?:\s+(?:là|trong))?)"
    rf"\s+năm\s+(?P<year>{YEAR})(?!\s*-\s*\d)",
    re.I,
)
# "Đến năm 2015, hoàn thành …" opens with by when; "quy hoạch đến năm 2030" in mid-sentence is how far a plan looks.
_BY_YEAR = re.compile(rf"đến\s+(?:cuối\s+)?năm\s+(?P<year>{YEAR})(?=\s*,)", re.I)
_IN_YEAR = re.compile(rf"(?P<role>trong)\s+năm\s+(?P<year>{YEAR})(?=\s*(?:[.;,)]|$|và\s|để\s|theo\s))", re.I)
_HALF_YEAR = re.compile(
    rf"(?:trong|hoàn thành trong|xong trong)\s+(?:0?6|sáu)\s+tháng\s+(?P<half>đầu|cuối)\s+năm\s+(?P<year>{YEAR})", re.I
)
_GATHERINGS = ("diễn tập", "hội thi", "đại hội", "lễ", "festival", "ngày hội")
_TRAILING_YEAR = re.compile(
    rf"(?:{'|'.join(_GATHERINGS)})[^.;]{{0,120}}?\s(?P<all>năm\s+(?P<year>{YEAR}))\s*[.;]?\s*$",
    re.I,
)
# What begins with one of a few words is tried only where one of them stands.
_OPENINGS: dict[re.Pattern[str], tuple[str, ...]] = {
    _DAY_BEFORE: ("trước", "chậm nhất", "muộn nhất", "không quá", "hết", "đến"),
    _ON_DAY: ("trong", "xong", "hoàn thành"),
    _MONTH_RANGE: ("tháng",),
    _QUARTER_RANGE: ("quý",),
    _NEXT_QUARTER: ("trong", "vào"),
    _WITHIN_DAYS: ("trong", "chậm nhất", "không quá", "sau"),
    _BY_YEAR: ("đến",),
    _HALF_YEAR: ("trong", "xong", "hoàn thành"),
    _IN_YEAR: ("trong",),
    _TRAILING_YEAR: _GATHERINGS,
}
_NOT_AFTER = re.compile(
    r"(?:giai đoạn|thời kỳ|tầm nhìn(?:\s+đến)?|nhiệm kỳ|niên độ|định hướng(?:\s+đến)?|kế hoạch"
    r"|dự toán|chỉ tiêu|mục tiêu|được giao|giao|so với|của|cùng kỳ)\s+(?:trong\s+)?$",
    re.I,
)
_MONTH_NUMBER = re.compile(r"tháng\s+\d")
_YEAR_NUMBER = re.compile(r"năm\s+(?:19|20)\d\d")
_DAY_NUMBER = re.compile(r"\d\s*[/.-]\s*\d|\d\s*tháng\s")
_LONGEST_ROLE = 90  # characters that a role and an expectation may take before the word they belong to
# No deadline is without a digit or one of these words, nor one with a digit without a unit of time or a year; two of
# three sentences have neither, and asking so costs a tenth of trying the patterns.
_DIGIT = re.compile(r"\d")
_OFTEN = ("hàng", "hằng", "định kỳ", "6 tháng", "sáu tháng")
_SPELT_OUT = ("hàng", "hằng", "định kỳ", "sáu tháng", "trong thời hạn", "mỗi ", "quý ")
_UNITS = ("ngày", "tháng", "năm", "quý", "tuần", "giờ")
_ANY_YEAR = re.compile(YEAR)
# "… theo kế hoạch giao trong năm 2023": the year of a plan or of what was said, no day to be done by.
_REPORTED = re.compile(
    r"(?:kế hoạch|dự toán|chỉ tiêu|mục tiêu|được giao|phát động|ban hành|đề ra|phong trào)[^.;,]{0,40}$", re.I
)
_FREQ = {
    "ngày": "DAILY",
    "tuần": "WEEKLY",
    "tháng": "MONTHLY",
    "quý": "MONTHLY;INTERVAL=3",
    "giờ": "DAILY",  # a rule here speaks of whole days; the words say how often in each
    "3 tháng": "MONTHLY;INTERVAL=3",
    "6 tháng": "MONTHLY;INTERVAL=6",
    "năm": "YEARLY",
}
_MONTHS_OF = {"3": "3 tháng", "03": "3 tháng", "ba": "3 tháng", "6": "6 tháng", "06": "6 tháng", "sáu": "6 tháng"}


def deadlines(text: str, start: int, end: int, taken: list[tuple[int, int]]) -> list[tuple[Deadline, int, int]]:
    """Deadlines in `text[start:end]`, left to right; nothing inside `taken` (instruments cited there).

    >>> [(d.kind, d.start, d.end) for d, _, _ in deadlines("báo cáo trước ngày 31/8/2023", 0, 28, [])]
    [('before', None, '2023-08-31')]
    """
    lower = text[start:end].lower()
    holds = lower.__contains__
    counted = _DIGIT.search(lower) is not None
    if not counted and not any(map(holds, _SPELT_OUT)):
        return []
    # Each pattern is tried only where what it cannot do without was found: a number, a year, a month's number, a word.
    of_a_year = counted and _ANY_YEAR.search(lower) is not None
    if not of_a_year and not any(map(holds, _UNITS)):
        return []
    out: list[tuple[Deadline, int, int]] = []
    used = list(taken)

    def add(deadline: Deadline | None, a: int, b: int) -> None:
        if deadline is None or any(x < b and a < y for x, y in used):
            return
        used.append((a, b))
        out.append((deadline, a, b))

    def since(pattern: re.Pattern[str], place: int) -> Iterator[re.Match[str]]:
        """The matches of a pattern, looked for only from a little before one of its words on."""
        return pattern.finditer(text, start + max(0, place - _LONGEST_ROLE), end)

    def where(pattern: re.Pattern[str], *hints: str) -> Iterator[re.Match[str]]:
        """The matches of a pattern that holds one of these words."""
        found = [place for hint in hints if (place := lower.find(hint)) >= 0]
        return since(pattern, min(found)) if found else iter(())

    def at(pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """The matches of a pattern where one of its openings stands."""
        done = start
        for place in sorted(place for word in _OPENINGS[pattern] for place in occurrences(lower, word)):
            match = pattern.match(text, start + place, end) if start + place >= done else None
            if match is not None:
                done = match.end()
                yield match

    def said(a: int, b: int) -> str:
        return " ".join(text[a:b].split())

    for m in where(_MONTHLY, "hằng", "hàng", "mỗi") if counted else ():
        days = sorted({int(d) for d in re.findall(r"\d+", m["days"])})
        if all(1 <= d <= 31 for d in days):
            rule = (
                f"FREQ={_FREQ[m['what'].lower()]};BYMONTHDAY={','.join(map(str, days))}"
                if m["what"].lower() != "tuần"
                else "FREQ=WEEKLY"
            )
            if m["month"]:
                rule = rule.replace("FREQ=YEARLY", f"FREQ=YEARLY;BYMONTH={int(re.sub(r'[^0-9]', '', m['month']))}")
            add(
                Deadline(said(m.start(), m.end()), "recurring", days=days, recurrence=rule),
                m.start(),
                m.end(),
            )
    rhythms = days_of_rhythms(text, start, end) if counted and (holds("tháng") and holds("ngày")) else []
    for rhythm in rhythms:
        add(*rhythm)
    for m in where(_TIMES, "lần") if counted or holds("mỗi") else ():
        if _AT_MOST.search(text, max(start, m.start() - 12), m.start()):
            continue
        unit, n = (m["per"] or m["each"] or m["unit"] or m["span"]).lower(), int(m["n"] or m["every"] or 1)
        rule = f"FREQ={_FREQ[unit]}" if n == 1 or unit in ("quý", "giờ") else f"FREQ={_FREQ[unit]};INTERVAL={n}"
        add(Deadline(said(*m.span()), "recurring", recurrence=rule), *m.span())
    for m in where(_DAY_OF_YEAR, "trước", "nhất", "vào") if counted and "năm " in lower else ():
        after = _NEXT_YEAR.match(text, m.end(), end)
        if after is not None:
            add(_of_every_year(m, said(m.start(), after.end())), m.start(), after.end())
    daily = of_a_year and _DAY_NUMBER.search(lower) is not None
    for m in at(_DAY_BEFORE) if daily else ():
        day = DATE.match(text, m.end())
        if day is None:
            continue
        if (
            re.search(r"(?:từ|kể từ|giai đoạn)\s[^.;]{0,40}$", text[max(start, m.start() - 45) : m.start()], re.I)
            and m["role"].lower() == "đến"
        ):
            begin = DATE.search(text, max(start, m.start() - 45), m.start())
            if begin is not None:
                add(
                    Deadline(said(begin.start(), day.end()), "within", day_of(begin), day_of(day)),
                    begin.start(),
                    day.end(),
                )
                continue
        # "đến ngày …" in mid-sentence is often how far a count goes; where a clause begins it is by when.
        if m["role"] == "đến" and not re.search(
            r"(?:(?:hoàn thành|xong|báo cáo|gửi|chậm nhất|thời gian|thời hạn|phấn đấu)[^.;]{0,60}|;\s*)$",
            text[max(start, m.start() - 70) : m.start()],
            re.I,
        ):
            continue
        add(Deadline(said(m.start(), day.end()), "before", None, day_of(day)), m.start(), day.end())
        also = _ALSO_BY.match(text, day.end(), end)
        second = DATE.match(text, also.end()) if also is not None else None
        if second is not None:
            add(Deadline(said(*second.span()), "before", None, day_of(second)), *second.span())
    for m in at(_ON_DAY) if daily else ():
        day = DATE.match(text, m.end())
        if day is not None:
            add(Deadline(said(m.start(), day.end()), "within", day_of(day), day_of(day)), m.start(), day.end())
    for m in where(_FROM_DAY, "từ ngày") if daily else ():
        day = DATE.match(text, m.end())
        if day is not None and not _UP_TO.match(text, day.end(), end):
            add(Deadline(said(m.start("since"), day.end()), "from", day_of(day), None), m.start("since"), day.end())
    month = _MONTH_NUMBER.search(lower) if of_a_year else None
    for m in at(_MONTH_RANGE) if month else ():
        add(
            Deadline(
                said(m.start(), m.end()),
                "within",
                _first(int(m["ya"]), int(m["a"])),
                month_end(int(m["yb"]), int(m["b"])),
            ),
            m.start(),
            m.end(),
        )
    for m in since(_MONTHS, month.start()) if month else ():
        if (
            re.search(r"ngày\s*\d{0,2}\s*$", text[max(start, m.start() - 10) : m.start() + 1], re.I)
            or _day_before_month(text, m)
            or text[max(start, m.start() - 12) : m.start() + 1].rstrip().endswith("(ban hành")
        ):
            continue
        add(
            _months(m, said(m.start(), m.end())),
            m.start() + len(m.group()) - len(m.group().lstrip()),
            m.end(),
        )
    for m in at(_QUARTER_RANGE) if of_a_year else ():
        a, b = (roman(q) if q.isalpha() else int(q) for q in (m["a"], m["b"]))
        span = _first(int(m["ya"]), 3 * a - 2), month_end(int(m["yb"]), 3 * b)
        if span[0] < span[1]:
            add(Deadline(said(m.start(), m.end()), "within", *span), m.start(), m.end())
    for m in where(_QUARTER, "quý") if of_a_year else ():
        a = roman(m["a"]) if m["a"].isalpha() else int(m["a"])
        b = a if not m["b"] else roman(m["b"]) if m["b"].isalpha() else int(m["b"])
        if not 1 <= a <= b <= 4:
            continue
        year = int(m["year"])
        role = (m["role"] or "").lower()
        opens = None if role in ("trước", "đến hết", "hết", "đến", "chậm nhất") else _first(year, 3 * a - 2)
        stop = _first(year, 3 * a - 2) if role == "trước" else month_end(year, 3 * b)
        begins = m.start() + len(m.group()) - len(m.group().lstrip())
        add(Deadline(said(begins, m.end()), "before" if opens is None else "within", opens, stop), begins, m.end())
    for m in at(_NEXT_QUARTER) if holds("quý") else ():
        q = roman(m["q"].upper()) if m["q"].isalpha() else int(m["q"])
        months = ",".join(str(month) for month in range(3 * q - 2, 3 * q + 1))
        add(Deadline(said(*m.span()), "recurring", recurrence=f"FREQ=YEARLY;BYMONTH={months}"), *m.span())
    each = _EACH.match(text, start, end) if holds("mỗi") else None
    if each is not None:
        add(Deadline(said(*each.span()), "recurring", recurrence=f"FREQ={_FREQ[each['unit'].lower()]}"), *each.span())
    for m in where(_EVERY, *_OFTEN):
        units = [_MONTHS_OF.get(u.split()[0], u.split()[-1]) for u in re.findall(_UNIT, m.group().lower())]
        if re.search(
            r"(?:bình quân|thu nhập|lương|tiền thưởng|mức|doanh thu|sản lượng)\s[^.;,]{0,20}$"
            r"|xếp loại(?:\s\w+){1,3}\s+$"
            r"|(?:kế hoạch|xếp loại|dự toán|ngân sách|chương trình|chương trình công tác)\s+"  # "kế hoạch hằng năm"
            r"(?:(?:\d{1,2} năm|trung hạn)(?:,| và)\s+)?$",
            text[max(start, m.start() - 40) : m.start()],
            re.I,
        ):
            continue
        day = (
            _DAY_OF_YEAR.search(text, m.end(), end) or _DAY_OF_YEAR.search(text, start, end)
            if units == ["năm"]
            else None
        )
        if day is not None and (yearly := _of_every_year(day, said(*day.span()))) is not None:
            add(yearly, *day.span())
            continue
        if any(x < m.end() and m.start() < y for x, y in used) or covered(text, m.end(), rhythms):
            continue
        used.append(m.span())
        # "hàng tuần, hàng tháng": two recurrences, for one rule of a calendar has one frequency.
        out += (
            (Deadline(said(*m.span()), "recurring", recurrence=f"FREQ={_FREQ[unit]}"), *m.span())
            for unit in dict.fromkeys(units)
        )
    counts = any(map(holds, ("thời hạn", "trong vòng", "kể từ", "từ ngày", "sau khi", "tính từ")))
    for m in at(_WITHIN_DAYS) if counts else ():
        # "… kể từ ngày ban hành Kế hoạch này": what the days are counted from may cite an instrument.
        until = min((x for x, y in taken if m.start() < x < m.end()), default=m.end())
        add(Deadline(said(m.start(), until), "within"), m.start(), until)
    dated = _YEAR_NUMBER.search(lower) if of_a_year else None
    for m in since(_YEAR_LIMIT, dated.start()) if dated else ():
        if _NOT_AFTER.search(text[max(start, m.start() - 24) : m.start()]):
            continue
        add(_year(m["role"].lower(), int(m["year"]), said(m.start(), m.end())), m.start(), m.end())
    for m in at(_BY_YEAR) if dated else ():
        if text[start : m.start()].rstrip()[-1:] in ("", ";"):
            add(Deadline(said(*m.span()), "before", None, f"{m['year']}-12-31"), *m.span())
    for m in at(_HALF_YEAR) if dated else ():
        first, last = ("01-01", "06-30") if m["half"].lower() == "đầu" else ("07-01", "12-31")
        add(
            Deadline(said(m.start(), m.end()), "within", f"{m['year']}-{first}", f"{m['year']}-{last}"),
            m.start(),
            m.end(),
        )
    for m in at(_IN_YEAR) if dated else ():
        if not _REPORTED.search(text[max(start, m.start() - 60) : m.start()]):
            add(_year("trong", int(m["year"]), said(m.start(), m.end())), m.start(), m.end())
    for m in at(_TRAILING_YEAR) if dated else ():
        year = int(m["year"])
        add(
            Deadline(said(m.start("all"), m.end("year")), "within", f"{year}-01-01", f"{year}-12-31"),
            m.start("all"),
            m.end("year"),
        )
    out.sort(key=lambda d: d[1])
    return out


def _of_every_year(m: re.Match[str], said: str) -> Deadline | None:
    """`trước ngày 20/11`, `từ ngày 10 đến ngày 15 tháng 12`, where every year is meant."""
    days = [int(d) for d in (m["first"], m["day"]) if d]
    if not all(1 <= d <= 31 for d in days) or not 1 <= int(m["month"]) <= 12:
        return None
    rule = f"FREQ=YEARLY;BYMONTH={int(m['month'])};BYMONTHDAY={','.join(map(str, days))}"
    return Deadline(said, "recurring", days=days, recurrence=rule)


def _first(year: int, month: int) -> str:
    return date(year, month, 1).isoformat()


def _day_before_month(text: str, m: re.Match[str]) -> bool:
    """`ngày 20 tháng 4 năm 2023` is a day, not a month."""
    at = m.start() + m.group().lower().find("tháng")
    return re.search(r"(?:ngày\s*\d{1,2}|\d{1,2})\s*$", text[max(0, at - 9) : at]) is not None


def _months(m: re.Match[str], said: str) -> Deadline | None:
    numbers = [int(n) for n in re.findall(r"(?<![\d/])\d{1,2}(?!\d)", m.group().split(m["year"])[0])]
    numbers = [n for n in numbers if 1 <= n <= 12]
    if not numbers:
        return None
    year = int(m["year"])
    first, last = numbers[0], numbers[-1]
    begin_year = int(m["ya"]) if m["ya"] else year
    if first > last and begin_year == year:
        return None
    role = (m["role"] or "").lower()
    begin: str | None = _first(begin_year, first)
    stop = month_end(year, last)
    if m["part"] and len(numbers) == 1:
        # thirds of a month: đầu 1-10, giữa 11-20, cuối 21 to its end
        begin, stop = {
            "đầu": (_first(year, first), date(year, first, 10).isoformat()),
            "giữa": (date(year, first, 11).isoformat(), date(year, first, 20).isoformat()),
            "cuối": (date(year, first, 21).isoformat(), stop),
        }[m["part"]]
    if m["expect"]:
        return Deadline(said, "expected", begin, stop)
    if role.startswith("trước"):
        return Deadline(said, "before", None, _first(year, first))
    if role.startswith(("đến", "hết", "chậm")):
        return Deadline(said, "before", None, stop)
    return Deadline(said, "within", begin, stop)


def _year(role: str, year: int, said: str) -> Deadline | None:
    first, last = f"{year}-01-01", f"{year}-12-31"
    if role in ("ngay từ", "từ"):
        return Deadline(said, "from", first, None) if role == "ngay từ" else None
    if role == "trước":
        return Deadline(said, "before", None, first)
    if role in ("đến hết", "hết") or role.startswith(("chậm nhất", "phấn đấu đến")):
        return Deadline(said, "before", None, last)
    return Deadline(said, "within", first, last)
