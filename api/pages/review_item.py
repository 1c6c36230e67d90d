"""One item of the queue as it is looked at: where it stands, what was read there, what else it may mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from api import words
from api.pages import wording
from api.pages.language import gettext
from api.pages.reading import Mark, Segment, cut, lines, signs
from graph.answers.instruments import documents, summaries
from graph.answers.review_queue import (
    DoubtKind,
    cited_beside,
    document_of,
    lead_places,
    mention,
    of_same_name,
    problems_at,
)
from graph.answers.tasks import describe
from graph.store.base import Store

Json = dict[str, Any]
Text = Callable[[Json], str | None]  # the text of the file that a document lies in; None where it is not kept

MOST_CHOICES = 9  # the keys 1 to 9
_AROUND = 500  # characters of the line before a place, and after it: the longest sentence of a task has some 900
_BESIDE = 220  # characters of the lines around it, of which as many are shown as it takes
_MOST_BESIDE = 4  # such lines on either side, where a PDF's lines are those of its pages
_WORD = 40  # characters: what is longer is no word, and is cut where it is
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines of a text, each as segments; what is left off at an end of one is marked by «…»."""

    lines: list[list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a mention may mean: what is to be sent (`field`, `value`), and what tells it from the others."""

    field: str
    value: str
    instrument: Json | None
    name: str
    clues: list[str]


@dataclass(slots=True)
class Item:
    """What the page of an item shows. `mention` (as `graph.answers.review_queue.mention` has it) or `task`
    (`graph.answers.tasks.describe`) is there, never both; `within` is the task whose words a mention stands in."""

    iri: str
    kind: DoubtKind
    document: Json
    start: int
    end: int
    passage: Passage | None
    mention: Json | None = None
    task: Json | None = None
    within: Json | None = None
    instrument: Json | None = None
    read: Json | None = None
    leads: list[Passage] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    more: int = 0
    problems: list[Json] = field(default_factory=list)

    @property
    def id(self) -> str:
        """What follows `/id/` in its IRI."""
        return self.iri.rpartition("/id/")[2]

    @property
    def address(self) -> str:
        """Its place in the whole text."""
        return f"/tai-lieu/{self.document['iri'].rpartition('/')[2]}?at={self.start}-{self.end}#at"

    @property
    def path(self) -> str:
        """The structural path of its place."""
        return str((self.mention or self.task or {}).get("path") or "")

    @property
    def page(self) -> int | None:
        """The page of its file; None where there are none."""
        found: int | None = (self.mention or self.task or {}).get("page")
        return found


def item(store: Store, iri: str, kind: DoubtKind | None, text: Text) -> Item | None:
    """The item of that IRI; None where the graph has no such mention or task (any more).

    `kind` is that of the doubt, None where it is none: it was settled, or was never doubted.
    """
    return _task(store, iri, text) if "/id/task/" in iri else _mention(store, iri, kind, text)


def _mention(store: Store, iri: str, kind: DoubtKind | None, text: Text) -> Item | None:
    found = mention(store, iri)
    held = documents(store, of=[found["text"]]) if found else []
    if not found or not held:
        return None
    document = held[0]
    problems = problems_at(store, found["text"], found["start"], found["end"])
    within = describe(store, [found["task"]]) if found["task"] else []
    marks = [Mark(one["start"], one["end"], "task") for one in within if one["source"] == document["source"]]
    choices, more, about = _choices(store, found, document, problems)
    return Item(
        iri,
        kind or _kind(found, problems),
        document,
        found["start"],
        found["end"],
        _passage(text(document), document, found["start"], found["end"], marks),
        mention=found,
        within=within[0] if within else None,
        instrument=about.get(found["instrument"]),
        read=about.get(found["read"]),
        choices=choices,
        more=more,
        problems=problems,
    )


def _task(store: Store, iri: str, text: Text) -> Item | None:
    stands_in = document_of(store, iri)
    if stands_in is None:
        return None
    task, document = describe(store, [iri])[0], documents(store, of=[stands_in])[0]
    kept = text(document)
    leads = [_passage(kept, document, *place, is_alone=True) for place in lead_places(store, iri)]
    return Item(
        iri,
        "task",
        document,
        task["start"],
        task["end"],
        _passage(kept, document, task["start"], task["end"]),
        task=task,
        leads=[one for one in leads if one is not None],
    )


def _kind(found: Json, problems: Sequence[Json]) -> DoubtKind:
    """What a mention that is no doubt any more is looked at as."""
    if found["resolution"] == "ambiguous":
        return "ambiguous"
    if found["resolution"] == "unresolved" and not found["read"]:
        return "unresolved"
    return "conflict" if problems else "uncertain"


def _choices(
    store: Store, found: Json, document: Json, problems: Sequence[Json]
) -> tuple[list[Choice], int, dict[str, Json]]:
    """What else a mention may mean, how many more there are than keys, and what is known of all that it names."""
    same = [iri for iri in of_same_name(store, found["quote"]) if iri not in found["candidates"]]
    own = {iri for iri in (found["instrument"], found["read"]) if iri}
    about = summaries(store, {*own, *found["candidates"], *same})
    beside = cited_beside(store, found["text"], about)
    choices = [
        Choice("instrument", iri, about[iri], words.name(about[iri]), clues(about[iri], document, beside.get(iri, 0)))
        for iri in (*found["candidates"], *same)
        if iri in about and iri != found["instrument"]
    ]
    current = about.get(found["instrument"])
    choices += [_other_of(current, day) for day in _other_days(current, problems)] if current else []
    return choices[:MOST_CHOICES], max(len(choices) - MOST_CHOICES, 0), about


def _other_of(instrument: Json, day: str) -> Choice:
    """That two instruments bear one number: the other is of that day."""
    named = words.name({**instrument, "date": day})
    return Choice("other", day, None, named, [gettext("một văn bản khác cùng số, kho chưa tách riêng")])


def _other_days(instrument: Json, problems: Iterable[Json]) -> list[str]:
    said = {day for one in problems if one["code"] == "date-conflict" for day in _DAY.findall(one["message"])}
    return sorted(said - {instrument["date"]})


def clues(instrument: Json, document: Json, beside: int) -> list[str]:
    """What tells an instrument from others of its number: who issued it, when, what for, and what speaks for or
    against its being meant in that document."""
    of = document["instrument"]
    found = [instrument["issuer"]] if instrument["issuer"] else []
    if instrument["title"]:
        found.append(f"«{instrument['title']}»")
    if instrument["date"] and of["date"] and instrument["date"] > of["date"]:
        found.append(gettext("ban hành sau văn bản đang xem (%(day)s)") % {"day": wording.day(of["date"])})
    if beside:
        found.append(gettext("còn được dẫn %(count)s lần trong văn bản này") % {"count": beside})
    elif instrument["citations"]:
        found.append(gettext("được dẫn %(count)s lần ở các văn bản khác") % {"count": instrument["citations"]})
    if instrument["jurisdiction"] not in (None, "vn") and instrument["jurisdiction"] == of["jurisdiction"]:
        found.append(gettext("cùng tỉnh với văn bản đang xem"))
    if not instrument["held"]:
        found.append(gettext("kho chưa có toàn văn"))
    return found


def _passage(
    text: str | None, document: Json, start: int, end: int, marks: Sequence[Mark] = (), *, is_alone: bool = False
) -> Passage | None:
    """The lines that a place stands in with some before and after, the place marked; None where no text is kept."""
    if text is None:
        return None
    every = list(lines(text, document["start"], document["end"]))
    inside = [k for k, line in enumerate(every) if line.start < end and start < line.end]
    if not inside:
        return None
    before, after = (_beside(every, at, step) for at, step in ((inside[0], -1), (inside[-1], 1)))
    if is_alone:
        before, after = [], []
    marked = [*marks, Mark(start, end, "quoted")]
    shown = [_line(text, line, max(line.start, line.end - _BESIDE), line.end, marked) for line in before]
    for line in every[inside[0] : inside[-1] + 1]:
        first, last = max(line.start, start - _AROUND), min(line.end, max(end, line.start) + _AROUND)
        shown.append(_line(text, line, first, last, marked))
    shown += [_line(text, line, line.start, min(line.end, line.start + _BESIDE), marked) for line in after]
    return Passage(shown)


def _beside(every: Sequence[Mark], at: int, step: int) -> list[Mark]:
    """The lines before (-1) or after (1) one, in the order of the text."""
    found: list[Mark] = []
    k, length = at + step, 0
    while 0 <= k < len(every) and length < _BESIDE and len(found) < _MOST_BESIDE:
        found.append(every[k])
        length += every[k].end - every[k].start
        k += step
    return found[::step]


def _line(text: str, line: Mark, first: int, last: int, marks: Iterable[Mark]) -> list[tuple[str, str]]:
    """A line as (text, look), cut at words where it is cut at all."""
    if first > line.start:
        first = max(first, text.find(" ", first, first + _WORD) + 1)
    if last < line.end:
        blank = text.rfind(" ", last - _WORD, last)
        last = blank if blank > first else last
    segments = cut(text, (*marks, *signs(text, line.start, line.end)), first, last)
    shown = [(segment.text, _look(segment)) for segment in segments]
    before = [("… ", "")] if first > line.start else []
    after = [(" …", "")] if last < line.end else []
    return [*before, *shown, *after]


def _look(segment: Segment) -> str:
    return " ".join(sorted({mark.kind for mark in segment.marks if mark.kind in ("quoted", "task", "strong", "sign")}))
