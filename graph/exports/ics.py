"""A calendar of deadlines (iCalendar, RFC 5545): whole days, recurrences as rules, the quote with each.

What has no day ("thường xuyên", "trong thời gian sớm nhất") cannot stand in a calendar; how many there are
of those is said in the calendar's description.
"""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, date, datetime, time, timedelta
from typing import IO, Any, Final

from graph.answers.rows import Json
from graph.exports.cleaning import day, one_line, shortened
from graph.exports.failures import missing_library
from graph.exports.networks import Network
from graph.exports.worksheet import TaskLine, task_lines
from graph.identity import digest
from graph.store.base import Store

_IN_MEMORY: Final = 2**24  # bytes of entries before they are written to disk
_SUMMARY = 110
_MOST_YEARS = 5  # in which a rule must come true for once; 29 February needs four
# A calendar's stamp says when an entry was last changed. The text changes no more after its issue, and a
# clock would make equal graphs unequal files.
_NO_DATE = date(1970, 1, 1)


def calendar(store: Store, network: Network, out: IO[bytes]) -> tuple[str, bool]:
    """Write the calendar; how many deadlines are not in it (one sentence; empty for none), and whether none is.

    Its head says how many there are, so that entries wait in a temporary file. Raises MissingTool where icalendar is
    not installed.
    """
    try:
        from icalendar import Calendar
    except ImportError:
        raise missing_library("ICS", "icalendar") from None

    tasks = entries = without_day = 0
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as made:
        for line in task_lines(store, network):
            tasks += 1
            for deadline in line.deadlines:
                event = _event(line, deadline)
                if event is None:
                    without_day += 1
                else:
                    entries += 1
                    made.write(event.to_ical())
        remark = f"{without_day} thời hạn không nêu ngày nên không có trong lịch." if without_day else ""
        if without_day and not entries:
            remark = f"Lịch trống: cả {without_day} thời hạn đều không nêu ngày."
        elif not entries and tasks:
            remark = "Lịch trống: không nhiệm vụ nào có thời hạn."
        about = network.remark(of_tasks=True)
        found = Calendar()
        found.add("prodid", "-//Dẫn Chiếu//Thời hạn nhiệm vụ//VI")
        found.add("version", "2.0")
        found.add("calscale", "GREGORIAN")
        found.add("method", "PUBLISH")
        found.add("x-wr-calname", "Thời hạn nhiệm vụ")
        found.add("x-wr-caldesc", " ".join(part for part in (f"{network.scope}.", about, remark) if part))
        head, ending, _ = bytes(found.to_ical()).rpartition(b"END:VCALENDAR")
        out.write(head)
        made.seek(0)
        shutil.copyfileobj(made, out)
        out.write(ending + b"\r\n")
    return remark, not entries


def _event(line: TaskLine, deadline: Json) -> Any:
    """One entry; None for a deadline without any day."""
    from icalendar import Event

    first, last = day(deadline["start"]), day(deadline["end"])
    rule = _rule(deadline, last)
    when = last or first if rule is None else _first_time(rule, first or line.issued or _NO_DATE)
    if when is None:
        return None
    event = Event()
    event.add(
        "uid",
        f"{digest(line.iri, deadline['text'], deadline['kind'], deadline['start'], deadline['end'])}@danchieu",
    )
    event.add("dtstamp", datetime.combine(line.issued or _NO_DATE, time(), UTC))
    event.add("dtstart", when)
    event.add("dtend", when + timedelta(days=1))
    if rule is not None:
        event.add("rrule", rule)
    word = "Định kỳ" if rule is not None else "Hạn" if last else "Bắt đầu"
    event.add("summary", f"{word}: {shortened(line.text, _SUMMARY)}")
    event.add("description", _description(line, deadline))
    event.add("url", line.iri)
    event.add("transp", "TRANSPARENT")
    return event


def _rule(deadline: Json, last: date | None) -> dict[str, Any] | None:
    """The recurrence as icalendar takes it; None where there is none or it is no rule."""
    from icalendar import vRecur

    if not deadline["recurrence"]:
        return None
    try:
        rule: dict[str, Any] = dict(vRecur.from_ical(deadline["recurrence"]))
    except (ValueError, TypeError):
        return None
    if "FREQ" not in rule:
        return None
    # Days of the month are forbidden in a weekly rule (RFC 5545, 3.3.10).
    monthly = rule.get("FREQ") in (["MONTHLY"], ["YEARLY"])
    if deadline["days"] and monthly and "BYMONTHDAY" not in rule:
        rule["BYMONTHDAY"] = list(deadline["days"])
    if last is not None and "UNTIL" not in rule and "COUNT" not in rule:
        rule["UNTIL"] = [last]
    return rule


def _first_time(rule: dict[str, Any], begin: date) -> date | None:
    """The first day on which the rule comes true: an entry must begin on a day of its own rule."""
    from dateutil.rrule import rrulestr  # type: ignore[import-untyped]
    from icalendar import vRecur

    start = datetime.combine(begin, time())
    # Bounded, because a rule that never comes true (30 February) would be tried up to the year 9999.
    bounds = {"UNTIL": [start + timedelta(days=366 * _MOST_YEARS)]}
    words: bytes = vRecur({**rule, **bounds}).to_ical()  # type: ignore[no-untyped-call]
    found = rrulestr(words.decode(), dtstart=start)
    first: datetime | None = next(iter(found.xafter(start, count=1, inc=True)), None)
    until = rule.get("UNTIL")
    if first is None or (until and first.date() > until[0]):
        return None
    return first.date()


def _description(line: TaskLine, deadline: Json) -> str:
    parts = (
        ("Thời hạn", one_line(deadline["text"])),
        ("Chủ trì", "; ".join(line.lead)),
        ("Phối hợp", "; ".join(line.coordinating)),
        ("Căn cứ / thực hiện", "; ".join(line.grounds)),
        ("Nơi nói", ", ".join(line.place.split("\n"))),
        ("Trích nguyên văn", f"«{line.text}»"),
    )
    return "\n".join(f"{name}: {value}" for name, value in parts if value)
