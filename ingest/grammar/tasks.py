"""Tasks: directive sentences and bullets of the operative part, with who, with whom, by when.

Told from reports, aims, headings and recipients by zone first and by words second: in a passage
that orders, every sentence is an order; in one that lays down rules or tells a story, only a
sentence that names who shall do it. Guideline: conventions of the gold (README of the evaluation).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from graph.model import Deadline
from ingest.grammar.agencies import Agency, may_begin
from ingest.grammar.changes import lead_in
from ingest.grammar.coordinating import add_coordinating
from ingest.grammar.deadlines import deadlines
from ingest.grammar.labels import Label, labels_of, labels_within
from ingest.grammar.leads import (
    add_leads,
    heading_leads,
    inherited_by,
    lead_in_leads,
    named_alone,
    ordered_in,
    speaks_of_a_matter,
    subject_of,
)
from ingest.grammar.openings import opens_with_verb
from ingest.grammar.orders import BINDS, ORDER, is_order, may_order
from ingest.grammar.targets import FoundTarget, find_targets
from ingest.structure.outline import Unit, sentences
from ingest.structure.zones import heading_zone, strong

_LEADING = frozenset(["lead-in", "narrative", "operative"])
_ORDERED_OUTRIGHT = frozenset(["operative", "neutral"])  # elsewhere only an order's own words make one
_CONTENT = re.compile(r"Nội dung(?:\s+(?:thực hiện|công việc|nhiệm vụ))?\s*:\s*")
_DIGIT = re.compile(r"\d")
_POWERS = re.compile(
    r"(?:nhiệm vụ, quyền hạn|quyền hạn|có (?:các |những )?quyền|^\W*(?:\w+\W+){0,3}Quyền của)(?![^\W_])"
)
# "1. Thành phần tham dự:", "2. Địa điểm:": who is asked to come, and who sits in a body.
_MEMBERS = re.compile(
    r"\W*(?:Địa điểm|Thành phần(?:\s+(?:gồm|mời|dự|tham dự|tham gia|Tổ công tác|Đoàn|Ban Chỉ đạo)\S*)?)"
    r"[^.;:]{0,60}:\s*$"
)
_ASSIGNS = re.compile(r"\s*(?:chủ trì[^.:;]{0,200})?:\s")  # "Sở X chủ trì, phối hợp với Sở Y: Tăng cường …"
# What goes on with what stands before it, whatever the paragraph is about.
_GOES_ON = ("Đồng thời", "Định kỳ", "Hằng ", "Hàng ", "Trong quá trình", "Kịp thời", "Trước ", "Chậm nhất", "Sau khi")
_PARTY = re.compile(
    r"(?:các )?(?:đảng (?:ủy|đoàn)|ban cán sự|ban thường vụ|cấp ủy|(?:tỉnh|thành|huyện|thị|quận) ủy)", re.I
)
_LONGEST_NAMES = 120  # characters of a list's item that is a body's name and no more
_LONGEST_HEAD = 1000  # characters of type, number, date and body


@dataclass(slots=True)
class FoundTask:
    """A task at a place, in clean offsets, before identity."""

    start: int
    end: int
    unit: int
    lead: list[tuple[Agency, bool]] = field(default_factory=list)
    coordinating: list[Agency] = field(default_factory=list)
    deadlines: list[tuple[Deadline, int, int]] = field(default_factory=list)
    targets: list[FoundTarget] = field(default_factory=list)


def find_tasks(
    flat: str,
    units: list[Unit],
    zones: list[str],
    cited: list[tuple[int, int]],
    place: str | None,
    on: str | None,
) -> list[FoundTask]:
    """The tasks of one instrument's units. `cited` are spans of citations: no deadline is in them."""
    out: list[FoundTask] = []
    given: dict[int | None, list[Agency]] = {}  # leads that a unit hands down to what hangs under it
    beside: dict[int | None, list[Agency]] = {}  # and those who take part
    standing: list[Agency] = []  # leads of the last lead-in that nothing encloses
    ending: dict[int, bool] = {}  # units that list what ends
    powers: dict[int, bool] = {}  # and those that list what somebody may do
    labelling = _Labelling(flat, units)
    for i, unit in enumerate(units):
        zone = zones[i]
        text_start, text_end = unit.text
        if unit.heading:
            given[unit.index] = heading_leads(flat, units, unit, place, on)
            continue
        if zone == "recital" and flat[text_start:text_end].rstrip().endswith(":"):
            # "Để thực hiện …, Ban Bí thư yêu cầu các cấp ủy … thực hiện tốt những nhiệm vụ sau đây:"
            standing = ordered_in(flat, text_start, text_end, place, on) or standing
        if (
            zone
            in (
                "header",
                "recital",
                "proposal",
                "aim",
                "assessment",
                "footnote",
                "quoted",
                "annex",
                "furniture",
                "recipients",
            )
            or unit.kind == "table"
        ):
            continue
        if unit.parent is not None:
            if unit.parent not in ending:
                above = units[unit.parent]
                ending[unit.parent] = _lists_endings(flat, above) or _MEMBERS.match(flat, *above.text) is not None
            if ending[unit.parent]:
                continue  # "Các Thông tư sau hết hiệu lực …: a) Thông tư số …" names what ends, to nobody
            if unit.parent not in powers:
                powers[unit.parent] = _lists_powers(flat, units, units[unit.parent])
        if unit.children and (named := named_alone(flat, text_start, text_end, place, on)):
            given[unit.index] = named
            continue
        inherited = inherited_by(units, unit, given) or standing
        opening: list[Agency] | None = None  # who the unit's first order names: its other sentences inherit them
        pieces = sentences(flat, text_start, text_end, unit.paragraph.holes if unit.paragraph else None)
        has_children = bool(unit.children) or _leads_on(units, i)
        for start, end in pieces:
            start, end = _trim(flat, start, end)
            body = flat[start:end]
            if end - start < 12 and not body.endswith(":"):
                continue
            labels = labels_of(flat, start, end, place, on) if zone == "operative" else []
            taken = [labelling.takes(label, unit, out) for label in labels]
            if any(taken):
                continue
            if zone == "operative" and body.startswith("(") and labelling.takes_all(start, end, unit, place, on):
                continue
            content = _CONTENT.match(flat, start, end)
            if content is not None and opens_with_verb(flat[content.end() : end]):
                start = content.end()
            if body.endswith(":") and (has_children or end >= text_end - 1):
                lead = lead_in_leads(flat, start, end, place, on)
                leading = FoundTask(start, end, unit.index)
                add_coordinating(flat, leading, place, on)
                beside[unit.index] = leading.coordinating
                if lead:
                    given[unit.index] = lead
                    if unit.kind == "paragraph" and unit.parent is not None:
                        given[unit.parent] = lead  # what follows hangs beside the lead-in, not under it
                    if unit.parent is None and unit.kind == "paragraph" and zone in _LEADING:
                        standing = lead
                cut = _before_colon(flat, start, end)
                if cut is None:
                    continue
                end = cut
            if zone == "lead-in":
                continue
            if (
                zone == "normative"
                and unit.parent is not None
                and powers[unit.parent]
                and ORDER.match(flat, start, end)
            ):
                continue  # "có quyền: a) Yêu cầu cơ quan, tổ chức cung cấp tài liệu" asks for nothing yet
            if zone not in _ORDERED_OUTRIGHT and not may_order(flat, start, end):
                continue
            explicit = subject_of(flat, start, end, place, on)
            if explicit and inherited and flat.startswith("Lãnh đạo ", start) and _PARTY.match(inherited[0].name):
                explicit = []  # a committee's verb, and under it no one's office: "Lãnh đạo UBND Thành phố rà soát …"
            if not explicit and (_names_only(flat, start, end, cited) or _is_name(flat, start, end, place, on)):
                continue  # a member of a list, no order
            if (
                unit.children
                and not explicit
                and body[-1].isalnum()
                and not opens_with_verb(body)
                and not BINDS.search(body)
            ):
                continue  # a bullet over bullets that names what they are about
            outright = strong(zones, units, i)
            if zone == "neutral" and explicit and not _in_article(units, unit):
                zone = "operative"  # "Kinh phí: các sở lập dự toán gửi Sở Tài chính": who is named there shall do it
            if not is_order(flat, start, end, zone, explicit, outright, unit):
                continue
            task = FoundTask(start, end, unit.index)
            if explicit and unit.index not in given:
                given[unit.index] = explicit  # what hangs under a sentence is for whom the sentence is
                if unit.kind == "paragraph" and unit.parent is not None and _ASSIGNS.match(flat, explicit[-1].end, end):
                    given[unit.parent] = explicit  # and the paragraphs that go on with what stands behind its colon
            if explicit:
                task.lead = [(a, True) for a in explicit]
            elif not flat.startswith("Giao ", start):  # "Giao bà Lan …" gives it to someone else
                goes_on = opening and (flat.startswith(_GOES_ON, start) or not speaks_of_a_matter(flat, units, unit))
                task.lead = [(a, False) for a in (opening if goes_on else None) or inherited]
            opening = explicit if opening is None else opening
            add_leads(flat, task, place, on)
            add_coordinating(flat, task, place, on)
            if not task.coordinating and not explicit:
                task.coordinating = inherited_by(units, unit, beside)
            counted = _DIGIT.search(flat, start, end) is not None
            task.deadlines = deadlines(flat, start, end, _within(cited, start, end), counted)
            if counted:
                task.targets = find_targets(flat, start, end)
            for inside in labels_within(flat, start, end, place, on):
                _add_label(task, inside)
            labelling.opens(task)
            out.append(task)
    return sorted(out, key=lambda t: (t.start, t.end))


@dataclass(slots=True)
class _Labelling:
    """Which tasks a label may still say more of: those since the last task that labels came after."""

    flat: str
    units: list[Unit]
    tasks: list[FoundTask] = field(default_factory=list)
    labelled: bool = False

    def opens(self, task: FoundTask) -> None:
        if self.labelled:
            self.tasks, self.labelled = [], False
        self.tasks.append(task)

    def takes(self, label: Label, unit: Unit, out: list[FoundTask]) -> bool:
        """Give a label's words to the tasks that it speaks of; a heading that it makes a task goes to `out`."""
        if label.bare and not self.labelled:
            return False
        about = self._about(unit)
        if not about and label.kind != "due" and (task := self._headed(unit, bool(label.agencies) and not label.bare)):
            about = self.tasks = [task]
            out.append(task)
        for task in about:
            _add_label(task, label)
        self.labelled = self.labelled or bool(about)
        return bool(about)

    def takes_all(self, start: int, end: int, unit: Unit, place: str | None, on: str | None) -> bool:
        """Give what a line in brackets says to the tasks above: `(Sở X chủ trì, phối hợp Sở Y; xong tháng 9/2026)`."""
        labels = labels_within(self.flat, start, end, place, on)
        about = self._about(unit) if labels else []
        for task in about:
            for label in labels:
                _add_label(task, label)
            beside = FoundTask(start, end, task.unit, lead=task.lead)
            add_coordinating(self.flat, beside, place, on)
            _add_label(task, Label("coordinating", tuple(beside.coordinating)))
            task.deadlines += deadlines(self.flat, start, end, [])
        return bool(about)

    def _about(self, unit: Unit) -> list[FoundTask]:
        """The tasks in the label's own unit, else the one that it hangs under, else those beside it."""
        above = unit.parent
        return (
            [t for t in self.tasks if t.unit == unit.index]
            or [t for t in self.tasks if t.unit == above]
            or [t for t in self.tasks if above is not None and self.units[t.unit].parent == above]
        )

    def _headed(self, unit: Unit, led: bool) -> FoundTask | None:
        """The heading over a label is a task, where it orders something and nothing under it does.

        `led` says that the label names who leads: then what is done may be a noun, as "1.1. Hội nghị trực tuyến …".
        """
        if unit.parent is None:
            return None
        above = self.units[unit.parent]
        start, end = _trim(self.flat, *above.text)
        words = self.flat[start:end]
        named = led and above.kind in ("clause", "point", "bullet") and heading_zone(words) is None
        ordered = above.kind in ("clause", "point", "bullet", "section") and opens_with_verb(words)
        return FoundTask(start, end, above.index) if ordered or (named and words.count(" ") > 2) else None


def _add_label(task: FoundTask, label: Label) -> None:
    if label.kind == "lead" and label.agencies:
        # Who is named by a label leads, not who was handed down from above.
        task.lead = [(a, explicit) for a, explicit in task.lead if explicit]
        names = {a.name for a, _ in task.lead}
        task.lead += [(a, True) for a in label.agencies if a.name not in names]
    elif label.kind == "coordinating":
        names = {a.name for a in task.coordinating}
        task.coordinating += [a for a in label.agencies if a.name not in names]
    task.deadlines += label.deadlines


def _within(spans: list[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """Those of the spans, sorted by their beginnings, that touch a stretch."""
    first = bisect_left(spans, (start - _LONGEST_HEAD, 0))
    last = bisect_left(spans, (end, 0))
    return [s for s in spans[first:last] if start < s[1]]


def _names_only(flat: str, start: int, end: int, cited: list[tuple[int, int]]) -> bool:
    """Is a sentence the name of an instrument: "a) Quyết định số 32/2021/QĐ-UBND … về việc …" in a list of them?"""
    at = bisect_left(cited, (start, 0))
    return at < len(cited) and cited[at][0] == start and BINDS.search(flat, start, end) is None


def _is_name(flat: str, start: int, end: int, place: str | None, on: str | None) -> bool:
    return end - start < _LONGEST_NAMES and may_begin(flat, start) and bool(named_alone(flat, start, end, place, on))


def _leads_on(units: list[Unit], i: int) -> bool:
    return i + 1 < len(units) and units[i + 1].kind in (
        "bullet",
        "clause",
        "point",
        "section",
        "article",
        "table",
        "part",
    )


def _in_article(units: list[Unit], unit: Unit) -> bool:
    """Does a unit stand in an article, where money and force are the matter of rules?"""
    at: int | None = unit.index
    while at is not None:
        if units[at].kind == "article":
            return True
        at = units[at].parent
    return False


def _lists_powers(flat: str, units: list[Unit], above: Unit) -> bool:
    """Does a unit, or the one that holds it, say that a list of powers follows?"""
    texts = [above.text] + ([units[above.parent].text] if above.parent is not None else [])
    return any(_POWERS.search(flat, *text) for text in texts)


def _lists_endings(flat: str, above: Unit) -> bool:
    start, end = above.text
    return flat[end - 1 : end] == ":" and lead_in(flat[start:end]) is not None


def _trim(flat: str, start: int, end: int) -> tuple[int, int]:
    while start < end and flat[start] in " \n\t*":
        start += 1
    while end > start and flat[end - 1] in " \n\t*":
        end -= 1
    if flat.endswith("./.", start, end):
        end -= 2
    elif flat.endswith(("./", ".//"), start, end):
        end = start + flat[start:end].rstrip("/").__len__()
    while end > start and flat[end - 1] in " ;":
        end -= 1
    return start, end


def _before_colon(flat: str, start: int, end: int) -> int | None:
    """What a lead-in orders before it points on: `… phải xây dựng kế hoạch …; trong đó tập trung … sau:`"""
    cut = max(flat.rfind(";", start, end), flat.rfind(". ", start, end))
    if cut < 0 or cut - start < 60:
        return None
    head = flat[start:cut]
    return (
        cut if re.search(r"\b(?:phải|cần|tiếp tục|tập trung)\b", head[:160]) and not re.match(r"Để\b", head) else None
    )
