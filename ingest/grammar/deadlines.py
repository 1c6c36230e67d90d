"""When a task is due: days, months, quarters, years as intervals; recurrences as RRULE.

No library of dates returns an interval, a role (trước, chậm nhất) or a recurrence for Vietnamese,
and several guess silently ("quý 4/2023" read as April), so this is a grammar of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.model import Deadline
from ingest.grammar.dates import DATE, day_of, month_end
from ingest.grammar.deadline_patterns import (
    ALSO_BY,
    ANY_YEAR,
    ASIDE_YEAR,
    AT_MOST,
    BY_YEAR,
    DAY_BEFORE,
    DAY_NUMBER,
    DAY_OF_YEAR,
    DIGIT,
    EACH,
    EVERY,
    FINISHED,
    FROM_DAY,
    HALF_YEAR,
    IN_YEAR,
    LONGEST_ROLE,
    LONGEST_SPAN,
    LONGEST_YEAR_ROLE,
    MONTH_NUMBER,
    MONTH_RANGE,
    MONTHLY,
    MONTHS,
    NEW_YEAR,
    NEXT_QUARTER,
    NEXT_YEAR,
    NOT_AFTER,
    OFTEN,
    ON_DAY,
    PART_OF_YEAR,
    QUARTER,
    QUARTER_RANGE,
    REPORTED,
    SINCE_YEAR,
    SPELT_OUT,
    TIMES,
    TRAILING_YEAR,
    UNIT,
    UNITS,
    UP_TO,
    WITHIN_DAYS,
    WORDS,
    YEAR_LIMIT,
    YEAR_NUMBER,
)
from ingest.grammar.intervals import day_before_month, first_of, month_span, of_every_year, part_of_year, year_span
from ingest.grammar.ordinals import roman
from ingest.grammar.rhythms import FREQ, MONTHS_OF, covered, days_of_rhythms
from ingest.occurrences import occurrences


def deadlines(
    text: str, start: int, end: int, taken: list[tuple[int, int]], counted: bool | None = None
) -> list[tuple[Deadline, int, int]]:
    """Deadlines in `text[start:end]`, left to right; nothing inside `taken` (instruments cited there).

    `counted` says whether a digit stands there, for a caller that knows.

    >>> [(d.kind, d.start, d.end) for d, _, _ in deadlines("báo cáo trước ngày 31/8/2023", 0, 28, [])]
    [('before', None, '2023-08-31')]
    """
    lower = text[start:end].lower()
    for a, b in taken:  # the day of an instrument is no deadline, so its words are not looked at
        a, b = max(a, start) - start, min(b, end) - start
        lower = lower[:a] + " " * (b - a) + lower[b:]
    holds = lower.__contains__
    if counted is None or (counted and taken):
        counted = DIGIT.search(lower) is not None
    if not counted and not any(map(holds, SPELT_OUT)):
        return []
    # Each pattern is tried only where what it cannot do without was found: a number, a year, a month's number, a word.
    of_a_year = counted and ANY_YEAR.search(lower) is not None
    if not of_a_year and not any(map(holds, UNITS)):
        return []
    out: list[tuple[Deadline, int, int]] = []
    used = list(taken)
    standing: dict[str, list[int]] = {}  # where each opening stands: several patterns share one

    def add(deadline: Deadline | None, a: int, b: int) -> None:
        if deadline is None or any(x < b and a < y for x, y in used) or text.endswith("tính ", start, a):
            return  # "số liệu tính đến ngày 30/9/2025": how far a count goes
        used.append((a, b))
        out.append((deadline, a, b))

    def since(pattern: re.Pattern[str], place: int) -> Iterator[re.Match[str]]:
        """The matches of a pattern, looked for only from a little before one of its words on."""
        return pattern.finditer(text, start + max(0, place - LONGEST_ROLE), end)

    def around(pattern: re.Pattern[str], anchors: list[int], before: int) -> Iterator[re.Match[str]]:
        """The matches of a pattern that hold one of these places, each looked for beside it."""
        done = start
        for place in anchors:
            first = max(done, start + place - before)
            last = min(end, start + place + LONGEST_SPAN)
            match = pattern.search(text, first, last) if first <= start + place else None
            if match is not None:
                done = match.end()
                yield match

    def where(pattern: re.Pattern[str], *hints: str) -> Iterator[re.Match[str]]:
        """The matches of a pattern that holds one of these words."""
        found = [place for hint in hints if (place := lower.find(hint)) >= 0]
        return since(pattern, min(found)) if found else iter(())

    def at(pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """The matches of a pattern where one of its openings stands."""
        places: list[int] = []
        for word in WORDS[id(pattern)]:
            if word not in standing:
                standing[word] = list(occurrences(lower, word))
            places += standing[word]
        places.sort()
        out, done = [], start
        for place in places:
            match = pattern.match(text, start + place, end) if start + place >= done else None
            if match is not None:
                done = match.end()
                out.append(match)
        return out

    def said(a: int, b: int) -> str:
        return " ".join(text[a:b].split())

    for m in where(MONTHLY, "hằng", "hàng", "mỗi") if counted else ():
        days = sorted({int(d) for d in re.findall(r"\d+", m["days"])})
        if all(1 <= d <= 31 for d in days):
            rule = (
                f"FREQ={FREQ[m['what'].lower()]};BYMONTHDAY={','.join(map(str, days))}"
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
    rhythms = (
        days_of_rhythms(text, start, end) if counted and holds("tháng") and (holds("ngày") or holds("trước ")) else []
    )
    for rhythm in rhythms:
        add(*rhythm)
    for m in where(TIMES, "lần") if counted or holds("mỗi") else ():
        if AT_MOST.search(text, max(start, m.start() - 12), m.start()):
            continue
        unit, n = (m["per"] or m["each"] or m["unit"] or m["span"]).lower(), int(m["n"] or m["every"] or 1)
        rule = f"FREQ={FREQ[unit]}" if n == 1 or unit in ("quý", "giờ") else f"FREQ={FREQ[unit]};INTERVAL={n}"
        add(Deadline(said(*m.span()), "recurring", recurrence=rule), *m.span())
    for m in where(DAY_OF_YEAR, "trước", "nhất", "vào") if counted and "năm " in lower else ():
        after = NEXT_YEAR.match(text, m.end(), end)
        if after is not None:
            add(of_every_year(m, said(m.start(), after.end())), m.start(), after.end())
    daily = of_a_year and DAY_NUMBER.search(lower) is not None
    for m in at(DAY_BEFORE) if daily else ():
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
        also = ALSO_BY.match(text, day.end(), end)
        second = DATE.match(text, also.end()) if also is not None else None
        if second is not None:
            add(Deadline(said(*second.span()), "before", None, day_of(second)), *second.span())
    for m in at(ON_DAY) if daily else ():
        day = DATE.match(text, m.end())
        if day is not None:
            add(Deadline(said(m.start(), day.end()), "within", day_of(day), day_of(day)), m.start(), day.end())
    for m in where(FROM_DAY, "từ ngày") if daily else ():
        day = DATE.match(text, m.end())
        if day is not None and not UP_TO.match(text, day.end(), end):
            add(Deadline(said(m.start("since"), day.end()), "from", day_of(day), None), m.start("since"), day.end())
    months = [m.start() for m in MONTH_NUMBER.finditer(lower)] if of_a_year else []
    for m in at(MONTH_RANGE) if months else ():
        spanned = first_of(int(m["ya"]), int(m["a"])), month_end(int(m["yb"]), int(m["b"]))
        add(Deadline(said(*m.span()), "within", *spanned), *m.span())
    for m in around(MONTHS, months, LONGEST_ROLE):
        if (
            re.search(r"ngày\s*\d{0,2}\s*$", text[max(start, m.start() - 10) : m.start() + 1], re.I)
            or day_before_month(text, m)
            or text[max(start, m.start() - 12) : m.start() + 1].rstrip().endswith("(ban hành")
        ):
            continue
        add(
            month_span(m, said(m.start(), m.end())),
            m.start() + len(m.group()) - len(m.group().lstrip()),
            m.end(),
        )
    for m in at(QUARTER_RANGE) if of_a_year else ():
        a, b = (roman(q) if q.isalpha() else int(q) for q in (m["a"], m["b"]))
        span = first_of(int(m["ya"]), 3 * a - 2), month_end(int(m["yb"]), 3 * b)
        if span[0] < span[1]:
            add(Deadline(said(m.start(), m.end()), "within", *span), m.start(), m.end())
    for m in where(QUARTER, "quý") if of_a_year else ():
        a = roman(m["a"]) if m["a"].isalpha() else int(m["a"])
        b = a if not m["b"] else roman(m["b"]) if m["b"].isalpha() else int(m["b"])
        if not 1 <= a <= b <= 4:
            continue
        year = int(m["year"])
        role = (m["role"] or "").lower()
        opens = None if role in ("trước", "đến hết", "hết", "đến", "chậm nhất") else first_of(year, 3 * a - 2)
        stop = first_of(year, 3 * a - 2) if role == "trước" else month_end(year, 3 * b)
        begins = m.start() + len(m.group()) - len(m.group().lstrip())
        add(Deadline(said(begins, m.end()), "before" if opens is None else "within", opens, stop), begins, m.end())
    for m in at(NEXT_QUARTER) if holds("quý") else ():
        q = roman(m["q"].upper()) if m["q"].isalpha() else int(m["q"])
        each_of = ",".join(str(month) for month in range(3 * q - 2, 3 * q + 1))
        add(Deadline(said(*m.span()), "recurring", recurrence=f"FREQ=YEARLY;BYMONTH={each_of}"), *m.span())
    each = EACH.match(text, start, end) if holds("mỗi") else None
    if each is not None:
        add(Deadline(said(*each.span()), "recurring", recurrence=f"FREQ={FREQ[each['unit'].lower()]}"), *each.span())
    for m in where(EVERY, *OFTEN):
        units = [MONTHS_OF.get(u.split()[0], u.split()[-1]) for u in re.findall(UNIT, m.group().lower())]
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
            DAY_OF_YEAR.search(text, m.end(), end) or DAY_OF_YEAR.search(text, start, end) if units == ["năm"] else None
        )
        if day is not None and (yearly := of_every_year(day, said(*day.span()))) is not None:
            add(yearly, *day.span())
            continue
        if any(x < m.end() and m.start() < y for x, y in used) or covered(text, m.end(), rhythms):
            continue
        used.append(m.span())
        # "hàng tuần, hàng tháng": two recurrences, for one rule of a calendar has one frequency.
        out += (
            (Deadline(said(*m.span()), "recurring", recurrence=f"FREQ={FREQ[unit]}"), *m.span())
            for unit in dict.fromkeys(units)
        )
    counts = any(map(holds, ("thời hạn", "trong vòng", "kể từ", "từ ngày", "sau khi", "tính từ")))
    for m in at(WITHIN_DAYS) if counts else ():
        # "… kể từ ngày ban hành Kế hoạch này": what the days are counted from may cite an instrument.
        until = min((x for x, y in taken if m.start() < x < m.end()), default=m.end())
        add(Deadline(said(m.start(), until), "within"), m.start(), until)
    dated = [m.start() for m in YEAR_NUMBER.finditer(lower)] if of_a_year else []
    for m in around(YEAR_LIMIT, dated, LONGEST_YEAR_ROLE):
        if NOT_AFTER.search(text[max(start, m.start() - 24) : m.start()]):
            continue
        add(year_span(m["role"].lower(), int(m["year"]), said(m.start(), m.end())), m.start(), m.end())
    for m in at(BY_YEAR) if dated else ():
        if text[start : m.start()].rstrip()[-1:] in ("", ";", "," if m["done"] else ";"):
            add(Deadline(said(*m.span()), "before", None, f"{m['year']}-12-31"), *m.span())
    for m in around(PART_OF_YEAR, dated, LONGEST_YEAR_ROLE):
        if m["role"] or m.start() == start:  # "những tháng cuối năm 2023" names a list of work
            add(part_of_year(m, said(*m.span())), *m.span())
    for m in at(HALF_YEAR) if dated and holds(" tháng") else ():
        first, last = ("01-01", "06-30") if m["half"].lower() == "đầu" else ("07-01", "12-31")
        add(Deadline(said(*m.span()), "within", f"{m['year']}-{first}", f"{m['year']}-{last}"), *m.span())
    for m in at(IN_YEAR) if dated else ():
        before = text[max(start, m.start() - 80) : m.start()]
        asked = m["more"] is None or not before.strip() or FINISHED.search(before) is not None
        if asked and not REPORTED.search(before[-60:]):
            add(year_span("trong", int(m["year"]), said(m.start(), m.end())), m.start(), m.end())
    for m in at(ASIDE_YEAR) if dated else ():
        add(year_span("trong", int(m["year"]), said(*m.span())), *m.span())
    for m in at(SINCE_YEAR) if dated else ():
        add(Deadline(said(*m.span()), "from", f"{m['year']}-01-01"), *m.span())
    for m in at(TRAILING_YEAR) if dated and len(lower) - dated[-1] < LONGEST_YEAR_ROLE else ():
        year = int(m["year"])
        add(Deadline(said(*m.span("all")), "within", f"{year}-01-01", f"{year}-12-31"), *m.span("all"))
    for m in at(NEW_YEAR) if holds("tết ") else ():
        add(Deadline(said(*m.span()), "before"), *m.span())
    out.sort(key=lambda d: d[1])
    return out
