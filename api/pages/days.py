"""Days as the pages count them: today in Vietnam, windows of days, months with what falls due in them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from api.ask import BadDate, day

AHEAD = 30  # days, of what is due soon: the month that a morning's work is planned in
VIETNAM = timezone(timedelta(hours=7))  # no change of the clocks since 1975


@dataclass(frozen=True, slots=True)
class Window:
    """From the first to the last day, both within; ISO days."""

    since: str
    until: str


def today() -> date:
    """The day that it is in Vietnam."""
    return datetime.now(UTC).astimezone(VIETNAM).date()


def chosen(typed: str) -> date:
    """The day that was typed, today where nothing was. Raises BadDate; a year alone is no day."""
    if not typed:
        return today()
    try:
        return date.fromisoformat(day(typed) or "")
    except ValueError:
        raise BadDate(typed) from None


def ahead(start: date) -> Window:
    """That day and those that follow, `AHEAD` in all; fewer at the end of the calendar."""
    return Window(start.isoformat(), _later(start, AHEAD - 1).isoformat())


def other_windows(start: date, due: Iterable[Mapping[str, str | None]]) -> tuple[date | None, date | None]:
    """The days from which a window of `AHEAD` would show something: the nearest before that day, the nearest after.

    `due` are the days on which tasks fall due, each as {"day": ISO}. A window before ends with the last of them.
    """
    window = ahead(start)
    days = sorted({str(one["day"]) for one in due})
    before = [one for one in days if one < window.since]
    after = [one for one in days if one > window.until]
    return (
        _later(date.fromisoformat(before[-1]), 1 - AHEAD) if before else None,
        date.fromisoformat(after[0]) if after else None,
    )


def by_month(due: Iterable[Mapping[str, str | None]]) -> list[dict[str, Any]]:
    """[{year, month, tasks, since, until}] in order; a task that falls due twice in a month counts twice."""
    found: dict[str, int] = {}
    for one in due:
        month = str(one["day"])[:7]
        found[month] = found.get(month, 0) + int(one["tasks"] or 0)
    return [
        {"year": month[:4], "month": int(month[5:]), "tasks": count, "since": f"{month}-01", "until": _end(month)}
        for month, count in sorted(found.items())
    ]


def months(year: int, first: int, last: int) -> Window:
    """The whole months from the first to the last of a year."""
    return Window(f"{year:04d}-{first:02d}-01", _end(f"{year:04d}-{last:02d}"))


def _end(month: str) -> str:
    """The last day of a month.

    >>> _end("2024-02"), _end("2023-12")
    ('2024-02-29', '2023-12-31')
    """
    year, number = int(month[:4]), int(month[5:])
    return f"{month}-{monthrange(year, number)[1]:02d}"


def _later(start: date, days: int) -> date:
    """So many days after that day; the first or the last day of the calendar where there is none."""
    try:
        return start + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min
