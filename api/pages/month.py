"""A month as a grid of weeks, with how many tasks fall due on each of its days."""

from __future__ import annotations

import re
from calendar import Calendar
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from api.pages.language import gettext
from api.problems import Problem

Json = dict[str, Any]
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_WEEKS = Calendar()  # which begin on Monday


def month_of(typed: str, due: Iterable[Mapping[str, str | None]], today: date) -> Json | None:
    """{year, month, tasks, weeks: [[{day, iso, tasks, is_today} or None]], before, after} of the month that was typed
    (YYYY-MM); where none was, of the nearest from today on in which something falls due, else of the last.

    `due` has {"day": ISO, "tasks"} for each day. `before` and `after` are the months beside it, None at the ends of the
    calendar. None where nothing ever falls due; a problem (422) for what is no month.
    """
    counts = {str(one["day"]): int(one["tasks"] or 0) for one in due}
    asked = _read(typed) if typed else None
    if not counts:
        return None
    year, month = asked or _nearest(counts, today)
    first = f"{year:04d}-{month:02d}"
    weeks = [
        [_cell(year, month, day, counts, today) if day else None for day in week]
        for week in _WEEKS.monthdayscalendar(year, month)
    ]
    return {
        "year": year,
        "month": month,
        "tasks": sum(count for day, count in counts.items() if day.startswith(first)),
        "weeks": weeks,
        "before": _beside(year, month, -1),
        "after": _beside(year, month, 1),
    }


def _read(typed: str) -> tuple[int, int]:
    found = _MONTH.fullmatch(typed.strip())
    year, month = (int(found[1]), int(found[2])) if found else (0, 0)
    if not (1 <= year <= 9999 and 1 <= month <= 12):
        detail = gettext("«%(typed)s» không phải là tháng; hãy viết như 2023-09.") % {"typed": typed}
        raise Problem(422, "invalid-parameter", detail, errors=[{"parameter": "thang", "reason": detail}])
    return year, month


def _nearest(counts: Mapping[str, int], today: date) -> tuple[int, int]:
    this = today.isoformat()[:7]
    months = sorted({day[:7] for day in counts})
    chosen = next((one for one in months if one >= this), months[-1])
    return int(chosen[:4]), int(chosen[5:])


def _cell(year: int, month: int, day: int, counts: Mapping[str, int], today: date) -> Json:
    iso = f"{year:04d}-{month:02d}-{day:02d}"
    return {"day": day, "iso": iso, "tasks": counts.get(iso, 0), "is_today": iso == today.isoformat()}


def _beside(year: int, month: int, step: int) -> str | None:
    """The month so many months away.

    >>> _beside(2023, 12, 1), _beside(1, 1, -1)
    ('2024-01', None)
    """
    index = year * 12 + month - 1 + step
    found, of_year = divmod(index, 12)
    return f"{found:04d}-{of_year + 1:02d}" if 1 <= found <= 9999 else None
