"""Labels: `Cơ quan chủ trì: …`, `Phối hợp: …`, `Thời gian hoàn thành: …`, as lines under a task or in its brackets.

Plans that carry out a law name who and when so, task by task. A label orders nothing itself: it says more of the
tasks before it, and where none was told as one, that what it stands under is a task.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from graph.model import Deadline
from ingest.grammar.agencies import Agency, read_list
from ingest.grammar.coordinating import beside_lead
from ingest.grammar.dates import DATE, YEAR, day_of
from ingest.grammar.deadlines import deadlines
from ingest.grammar.full_names import full_name

_WHO = r"(?:(?:cơ quan|đơn vị|cá nhân|cấp)(?:\s*,\s*(?:cơ quan|đơn vị|cá nhân))?\s+)"
_LABEL = re.compile(
    rf"(?:(?P<lead>{_WHO}?chủ trì(?:\s*,?\s+(?:thực hiện|tham mưu|triển khai|soạn thảo|trình))?"
    rf"|{_WHO}(?:thực hiện|đầu mối|chịu trách nhiệm|tham mưu)|phân công(?:\s+thực hiện)?|trách nhiệm thực hiện"
    r"|(?:đơn vị\s+)?đầu mối(?:\s+(?:thực hiện|chủ trì))?|(?P<does>thực hiện))"
    rf"|(?P<coordinating>{_WHO}?phối hợp(?:\s+(?:thực hiện|triển khai|soạn thảo))?)"
    r"|(?P<due>thời (?:gian|hạn|điểm)(?:\s*,?\s+(?:thực hiện|triển khai|hoàn thành|trình|ban hành|báo cáo|tiến độ))?"
    r"|hạn (?:chót|cuối|hoàn thành)|hoàn thành|(?:tiến độ|lộ trình)(?:\s+(?:thực hiện|hoàn thành))?))\s*:\s*",
    re.I,
)
_LONGEST_LABEL = 120  # characters with its colon, however many blanks it has
_IN_BRACKETS = re.compile(r"[(;,]\s*")
# "(Sở Tư pháp chủ trì)", "(Chi cục Thú y; hằng năm)": by when stands beside who does it, and no abbreviation's meaning.
_LEADS_IN_BRACKETS = re.compile(
    r"\s*(?:(?:tham mưu|xây dựng|tổ chức)?(?:,\s*)?(?:chủ trì|thực hiện|làm đầu mối|chịu trách nhiệm chính)(?![^\W_])"
    r"|[;,-]\s*(?:thường xuyên|hằng|hàng|định kỳ|trước|chậm nhất|trong|hoàn thành|xong|thời (?:gian|hạn)|từ|đến hết"
    r"|quý|tháng|năm|giai đoạn)\s*(?:[\dIV;)]|[^\W_]+\s*[;,)]|[^\W_]+\s[^();]{0,40}\d))",
    re.I,
)
_BESIDE_IN_BRACKETS = re.compile(r"\s*phối hợp(?:\s+thực hiện)?\s*[;,)]")  # "(Công an tỉnh chủ trì, UBND xã phối hợp)"
_GIVEN = re.compile(r"(?:giao|do)\s+")
_REST_OF_NAME = re.compile(r"(?P<name>\s*,\s+[^\W\d_]+(?:\s+[^\W\d_]+){0,5}?)\s+(?:chủ trì|làm đầu mối)(?![^\W_])")
_LIMIT = re.compile(r"thời hạn\s+(?=(?:chậm nhất|trước|không quá|trong)\s)", re.I)  # "Thời hạn chậm nhất 05 ngày …"
_BARE = re.compile(r"(?:thời (?:gian|điểm)|hoàn thành|tiến độ|lộ trình|phân công)\s*:", re.I)
_SHORTEST_TERM = 14  # days: what takes less is an event
_IN_YEARS = re.compile(
    rf"(?:(?P<since>từ\s+)|trong\s+)?(?:(?:các\s+)?năm\s+|giai đoạn\s+)?(?P<a>{YEAR})(?![/\d])"
    rf"(?:\s*(?:-|đến|và)\s*(?:hết\s+)?(?:năm\s+)?(?P<b>{YEAR})"
    r"|(?P<on>\s*(?:trở đi|(?:,|và)\s+(?:các|những)\s+năm\s+(?:tiếp theo|sau|tiếp sau|kế tiếp))))?",
    re.I,
)
_DAY_WORD = re.compile(r"(?:ngày\s+)?")
_SAID = re.compile(r"[^.;()\n]{2,120}")  # what a label says, where no reading of ours fits it
_ALWAYS = re.compile(r"thường xuyên|hằng|hàng|định kỳ", re.I)

Kind = Literal["lead", "coordinating", "due"]


@dataclass(frozen=True, slots=True)
class Label:
    """What one label says, in the offsets of the text that it was read in."""

    kind: Kind
    agencies: tuple[Agency, ...] = ()
    deadlines: tuple[tuple[Deadline, int, int], ...] = ()
    bare: bool = False
    """`Thời gian: …`: an event's time as often as a task's; only beside a label that names who is it a task's."""


def labels_of(flat: str, start: int, end: int, place: str | None, on: str | None) -> list[Label]:
    """All labels of a line that opens with one: `Chủ trì: Sở A; phối hợp: Sở B; thời gian: quý I/2026`."""
    out: list[Label] = []
    at = start
    while (label := label_at(flat, at, end, place, on)) is not None:
        out.append(label)
        match = _LABEL.match(flat, at, end)
        following = _LABEL.search(flat, match.end(), end) if match is not None else None
        if label.kind == "lead":
            beside = beside_lead(flat, at, following.start() if following else end, place, on)
            out += [Label("coordinating", tuple(beside))] if beside else []
        if following is None:
            break
        at = following.start()
    return out


def label_at(flat: str, start: int, end: int, place: str | None, on: str | None) -> Label | None:
    """The label that a line opens with; `None` where it opens with none.

    >>> line = "Cơ quan chủ trì: Sở Tư pháp."
    >>> [a.name for a in label_at(line, 0, len(line), "bac-ninh", None).agencies]
    ['Sở Tư pháp tỉnh Bắc Ninh']
    """
    limit = _LIMIT.match(flat, start, end) if flat[start : start + 1] in "tT" else None
    if limit is not None:
        return Label("due", deadlines=tuple(_due(flat, limit.end(), end)))
    labelled = flat.find(":", start, min(end, start + _LONGEST_LABEL)) >= 0  # most sentences are told apart by that
    match = _LABEL.match(flat, start, end) if labelled else None
    if match is None:
        return None
    following = _LABEL.search(flat, match.end(), end)
    end = following.start() if following else end  # "Sở A; cơ quan phối hợp: …": "cơ quan" is the next label's
    bare = _BARE.match(match.group()) is not None
    if match["due"]:
        due = _due(flat, match.end(), end)
        # "Thời gian: Quý I/2026", "Trước ngày 15/3/2026": a term; an event's time is a day or two.
        return Label("due", deadlines=tuple(due), bare=bare and not any(_is_term(d) for d, _, _ in due))
    named, _ = read_list(flat, match.end(), end, place, on)
    if match["does"] and not named:
        return None  # "Thực hiện: …" is a label only over who does it
    if not named and (said := _said(flat, match.end(), end)):  # one that no table holds is kept as it is written
        named = [Agency(said[0], said[1], full_name(flat[slice(*said)], "none", place, on))]
    return Label("lead" if match["lead"] else "coordinating", tuple(named), bare=bare)


def _is_term(due: Deadline) -> bool:
    if due.end is None:
        return False
    if due.start is None:
        return due.kind == "before" and not due.text[:1].isdigit() and not due.text.startswith(("ngày", "Ngày"))
    return (date.fromisoformat(due.end) - date.fromisoformat(due.start)).days >= _SHORTEST_TERM


def labels_within(flat: str, start: int, end: int, place: str | None, on: str | None) -> list[Label]:
    """The labels in a sentence's brackets: `(cơ quan chủ trì: Sở A; phối hợp: Sở B)`, `(Sở A chủ trì)`."""
    out: list[Label] = []
    opening = flat.find("(", start, end)
    if opening < 0:
        return out
    for mark in _IN_BRACKETS.finditer(flat, opening, end):
        at = mark.end()
        label = label_at(flat, at, end, place, on)
        if label is not None:
            # A sentence's own reading finds its deadlines, in brackets too, but no bare year.
            if label.kind != "due" or (label.deadlines and not deadlines(flat, at, end, [])):
                out.append(label)
        elif flat[mark.start()] == "(":
            given = _GIVEN.match(flat, at, end)
            named, stop = read_list(flat, given.end() if given else at, end, place, on)
            if named and _LEADS_IN_BRACKETS.match(flat, stop, end):
                out.append(Label("lead", tuple(named)))
            elif named and (rest := _REST_OF_NAME.match(flat, stop, end)) is not None:
                last = named[-1]  # "(Cục Quản lý Y, Dược cổ truyền chủ trì …)": a comma in the last one's name
                whole = Agency(
                    last.start, rest.end("name"), full_name(flat[last.start : rest.end("name")], "none", place, on)
                )
                out.append(Label("lead", (*named[:-1], whole)))
        elif flat.find("phối hợp", at, end) >= 0:
            named, stop = read_list(flat, at, end, place, on)
            if named and _BESIDE_IN_BRACKETS.match(flat, stop, end):
                out.append(Label("coordinating", tuple(named)))
    return out


def _due(flat: str, start: int, end: int) -> list[tuple[Deadline, int, int]]:
    """A day or a year alone is a deadline after a label, though it is none in a sentence."""
    found = deadlines(flat, start, end, [])
    if found:
        return found
    day = _DAY_WORD.match(flat, start, end)
    date = DATE.match(flat, day.end() if day else start)
    if date is not None and date.end() <= end:
        return [(Deadline(" ".join(flat[start : date.end()].split()), "before", None, day_of(date)), start, date.end())]
    years = _IN_YEARS.match(flat, start, end)
    if years is not None and years.end() <= end:
        first, last = years["a"], years["b"] or years["a"]
        said = " ".join(years.group().split())
        if years["on"] or (years["since"] and not years["b"]):
            return [(Deadline(said, "from", f"{first}-01-01"), *years.span())]
        return [(Deadline(said, "within", f"{first}-01-01", f"{last}-12-31"), *years.span())]
    place = _said(flat, start, end)  # "Thường xuyên", "Theo tiến độ của Trung ương": no day, but words to show
    if place is None:
        return []
    words = " ".join(flat[slice(*place)].split())
    return [(Deadline(words, "recurring" if _ALWAYS.match(words) else "within"), *place)]


def _said(flat: str, start: int, end: int) -> tuple[int, int] | None:
    """The words up to the next mark, without the blanks at their ends."""
    match = _SAID.match(flat, start, end)
    words = match.group().strip(" ,:*") if match else ""
    at = flat.index(words, start) if words else start
    return (at, at + len(words)) if words else None
