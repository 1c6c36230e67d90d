"""What days an expression of time takes in: the interval of a month, a part of it, a year, a day of every year."""

from __future__ import annotations

import re
from datetime import date

from graph.model import Deadline
from ingest.grammar.dates import month_end


def of_every_year(m: re.Match[str], said: str) -> Deadline | None:
    """`trước ngày 20/11`, `từ ngày 10 đến ngày 15 tháng 12`, where every year is meant."""
    days = [int(d) for d in (m["first"], m["day"]) if d]
    if not all(1 <= d <= 31 for d in days) or not 1 <= int(m["month"]) <= 12:
        return None
    rule = f"FREQ=YEARLY;BYMONTH={int(m['month'])};BYMONTHDAY={','.join(map(str, days))}"
    return Deadline(said, "recurring", days=days, recurrence=rule)


def first_of(year: int, month: int) -> str:
    return date(year, month, 1).isoformat()


def day_before_month(text: str, m: re.Match[str]) -> bool:
    """`ngày 20 tháng 4 năm 2023` is a day, not a month."""
    at = m.start() + m.group().lower().find("tháng")
    return re.search(r"(?:ngày\s*\d{1,2}|\d{1,2})\s*$", text[max(0, at - 9) : at]) is not None


def month_span(m: re.Match[str], said: str) -> Deadline | None:
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
    begin: str | None = first_of(begin_year, first)
    stop = month_end(year, last)
    if m["part"] and len(numbers) == 1:
        # thirds of a month: đầu 1-10, giữa 11-20, cuối 21 to its end
        begin, stop = {
            "đầu": (first_of(year, first), date(year, first, 10).isoformat()),
            "giữa": (date(year, first, 11).isoformat(), date(year, first, 20).isoformat()),
            "cuối": (date(year, first, 21).isoformat(), stop),
        }[m["part"]]
    if m["expect"]:
        return Deadline(said, "expected", begin, stop)
    if role.startswith("trước"):
        return Deadline(said, "before", None, first_of(year, first))
    if role.startswith(("đến", "hết", "chậm")):
        return Deadline(said, "before", None, stop)
    return Deadline(said, "within", begin, stop)


def year_span(role: str, year: int, said: str) -> Deadline | None:
    first, last = f"{year}-01-01", f"{year}-12-31"
    if role in ("ngay từ", "từ"):
        return Deadline(said, "from", first, None) if role == "ngay từ" else None
    if role == "trước":
        return Deadline(said, "before", None, first)
    if role in ("đến hết", "hết") or role.startswith(("chậm nhất", "phấn đấu đến")):
        return Deadline(said, "before", None, last)
    return Deadline(said, "within", first, last)


def part_of_year(m: re.Match[str], said: str) -> Deadline:
    """`vào cuối năm 2026`: its first quarter, the two in the middle, its last."""
    year, part = m["year"], m["part"].lower()
    begin, stop = {"đầu": ("01-01", "03-31"), "giữa": ("04-01", "09-30"), "cuối": ("10-01", "12-31")}[part]
    if (m["role"] or "").lower().startswith("trước"):
        return Deadline(said, "before", None, f"{year}-{stop if part == 'cuối' else begin}")
    return Deadline(said, "within", f"{year}-{begin}", f"{year}-{stop}")
