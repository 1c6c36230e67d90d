"""A document as it is read: its lines with what was found in them, its outline, what a provision is cited as."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, takewhile
from typing import Any

from api import words
from api.lookup.form import official
from api.pages import wording
from api.pages.language import gettext, noted
from api.pages.reading import MOST_CHARACTERS, Mark, Segment, cut, lines, part_of, parts, signs
from ingest.held import HeldPage

Json = dict[str, Any]

_IN_OUTLINE = ("part", "chapter", "section", "article", "heading")
_CITED = ("article", "clause", "point")  # from the outside in
_WORDS = {"article": "Điều", "clause": "khoản", "point": "điểm"}
_PARTS = {
    "type": noted("loại"),
    "symbol": noted("số ký hiệu"),
    "date": noted("ngày ban hành"),
    "issuer": noted("cơ quan ban hành"),
    "title": noted("trích yếu"),
}
_TITLE = 160  # characters: of 88 first lines without a stop the longest heading had 149, a broken sentence 296
_MOST_CLAUSES = 60  # entries of the list: in a longer one a clause without a heading would hide the articles
_ARTICLE = re.compile(r"Điều\s+\w+[.:]?", re.IGNORECASE)
_LABEL = 90  # characters of a line in the list beside the text
_MOST_QUOTED = 2_000  # characters of a place that are quoted with their source: a long clause
_GOES_ON = ("header", "recipients", "recital", "footnote", "table")  # a provision whose every line looks as its first


@dataclass(slots=True)
class Run:
    """Segments of one citation (None: of none): (text, the classes of its look, its id or "")."""

    citation: Cited | None
    pieces: list[tuple[str, str, str]] = field(default_factory=list)
    is_last: bool = False  # of the citation's: one that others lie inside of comes in several runs


@dataclass(slots=True)
class Stretch:
    """Runs inside the same task, or outside of all; `begins` has the numbers of tasks that begin here, `page` is the
    page that does."""

    in_task: bool
    begins: list[int]
    page: int | None
    runs: list[Run] = field(default_factory=list)


@dataclass(slots=True)
class Line:
    """A line of the text. `unit` is the provision that begins in it, `tasks` those that end in it, together where the
    same agencies have them with the same deadlines: one clause of a council gives its committee seven."""

    start: int
    kind: str
    is_title: bool
    unit: Json | None
    stretches: list[Stretch]
    tasks: list[list[Json]]


@dataclass(slots=True)
class Cited:
    """A span that names an instrument, or several; `number` is its place among those of the document, from 1."""

    number: int
    said: list[Json]

    @property
    def start(self) -> int:
        return int(self.said[0]["start"])

    @property
    def end(self) -> int:
        return int(self.said[0]["end"])

    @property
    def sort(self) -> str:
        """What the citation does, or why it does nothing, in words."""
        first = self.said[0]
        if first["resolution"] == "self":
            return gettext("tự nhắc đến mình")
        if first["resolution"] == "ambiguous":
            return gettext("nhiều văn bản cùng khớp")
        if first["resolution"] != "resolved":
            return gettext("chưa rõ là văn bản nào")
        return words.relation(first["relation"]) if first["relation"] else gettext("dẫn")

    @property
    def look(self) -> str:
        """The class of its look."""
        first = self.said[0]
        return f"rel-{first['relation'] or 'cites'}" if first["resolution"] == "resolved" else str(first["resolution"])

    @property
    def target(self) -> Json | None:
        """The one instrument that it leads to."""
        named = {one["instrument"]["iri"]: one["instrument"] for one in self.said if one["instrument"]}
        return next(iter(named.values())) if len(named) == 1 and len(self.said) == 1 else None

    @property
    def title(self) -> str:
        """What it is, how that was told, how sure."""
        return "; ".join(self._told(one) for one in self.said)

    def _told(self, one: Json) -> str:
        meant = [one["instrument"]] if one["instrument"] else one["candidates"]
        names = gettext(" hoặc ").join(words.name(each) for each in meant)
        what = f"{self.sort}: {names}" if names else self.sort
        how = gettext("xác định nhờ %(method)s, độ tin cậy %(confidence)s") % {
            "method": wording.method(one["method"]),
            "confidence": wording.confidence(one["confidence"]),
        }
        return f"{what[:1].upper()}{what[1:]} ({how})"


class Page:
    """What the page of a document shows, worked out from `graph.answers.documents.document`.

    `text` is that of the whole file, None where it is not kept: then there are no lines, and all else is told by its
    quotes. `tasks` are described, by IRI. `part` is the number of the part that is wanted, None for the first or the
    one in which `at` lies.
    """

    def __init__(
        self,
        found: Json,
        tasks: dict[str, Json],
        text: str | None,
        pages: Sequence[HeldPage] = (),
        at: tuple[int, int] | None = None,
        part: int | None = None,
    ) -> None:
        document = found["document"]
        self.document = document
        self.at = at
        self._units: list[Json] = found["outline"]
        self._by_iri = {unit["iri"]: unit for unit in self._units}
        self._paths = Counter((unit["kind"], unit["path"]) for unit in self._units)
        self._text = text or ""
        self._pages = pages
        self.citations = [Cited(number, span) for number, span in enumerate(_spans(found["citations"]), 1)]
        self.tasks = [
            {"number": number, "start": one["start"], "end": one["end"], **_about(tasks.get(one["iri"]))}
            for number, one in enumerate(found["tasks"], 1)
        ]
        self.parts = parts(self._text, document["start"], document["end"], MOST_CHARACTERS) if text is not None else []
        self.part = part or (part_of(self.parts, at[0]) if at and self.parts else 1)
        self.is_held = text is not None
        start, end = self.parts[self.part - 1] if 0 < self.part <= len(self.parts) else (0, 0)
        self._anchors = [line.start for line in lines(self._text, document["start"], document["end"])]
        self.lines = list(self._lines(start, end))
        self.listed = [one for one in self.citations if text is None or (one.start < end and start < one.end)]
        self.outline = list(self._listed())

    @property
    def relations(self) -> list[tuple[str, str, int]]:
        """What the marks of citations stand for: (the class of their look, what it is called, how many)."""
        counts: dict[tuple[str, str], int] = {}
        for one in self.citations:
            counts[one.look, one.sort] = counts.get((one.look, one.sort), 0) + 1
        ordered = sorted(counts.items(), key=lambda each: -each[1])
        return [(look, sort, count) for (look, sort), count in ordered]

    def address(self, place: int) -> str:
        """The address of the line that a place is in, relative to this page; empty where no line is shown."""
        k = bisect_right(self._anchors, place) - 1
        if k < 0:
            return ""
        number = part_of(self.parts, place)
        line = max(self._anchors[k], self.parts[number - 1][0])
        return f"#char={line}" if number == self.part else f"?part={number}#char={line}"

    @property
    def unknown(self) -> list[str]:
        """The parts of the official form that the graph does not know of this instrument."""
        missing = official(self.document["instrument"])["missing"]
        return [gettext(word) for part, word in _PARTS.items() if part in missing]

    @property
    def shown(self) -> tuple[int, int]:
        """Where the text of this page begins and ends in its file."""
        return self.parts[self.part - 1] if 0 < self.part <= len(self.parts) else (0, 0)

    @property
    def quote(self) -> str:
        """The words of the place that the address quotes, in one line; empty where there is none, no text, or more
        than is quoted."""
        if self.at is None or self.at[1] - self.at[0] > _MOST_QUOTED:
            return ""
        return " ".join(self._text[slice(*self.at)].split())

    @property
    def page_number(self) -> int | None:
        """The page of the file on which that place begins, where the file has pages."""
        return next((page.number for page in self._pages if self.at and page.start <= self.at[0] < page.end), None)

    def cited_as(self, start: int, end: int) -> tuple[str, str]:
        """(where a span stands in the document, how to cite that provision in the official form)."""
        around = [unit for unit in self._units if unit["start"] <= start and end <= unit["end"]]
        inner = max(around, key=lambda unit: (unit["start"], -unit["end"]), default=None)
        whole = str(official(self.document["instrument"], in_words=True)["text"])
        if inner is None:
            return "", whole
        # An amending law quotes clauses among its own: of 93 paths in Luật 52/2019/QH14 27 stand for several.
        clear = list(takewhile(lambda one: self._paths[one["kind"], one["path"]] == 1, self._chain(inner)))
        provision = _provision(clear)
        return str(inner["path"] or ""), f"{provision} {whole}" if provision else whole

    def _chain(self, unit: Json) -> list[Json]:
        chain = [unit]
        while (parent := self._by_iri.get(chain[-1]["parent"])) is not None and parent not in chain:
            chain.append(parent)
        return chain[::-1]

    def _listed(self) -> Iterator[tuple[int, str, str]]:
        """The list beside the text: (how deep, what it says, its address)."""
        wanted = [unit for unit in self._units if unit["kind"] in (*_IN_OUTLINE, "clause")]
        if len(wanted) > _MOST_CLAUSES:
            wanted = [u for u in wanted if u["kind"] in _IN_OUTLINE or _is_title(self._first_line(u))]
        for unit in wanted:
            said = _plain(self._first_line(unit)) or wording.path(unit["path"] or "")
            short = said if len(said) <= _LABEL else said[:_LABEL].rpartition(" ")[0] + "\u00a0…"
            yield min((unit["path"] or "").count(" > "), 4), short, self.address(unit["start"])

    def _first_line(self, unit: Json) -> str:
        return self._text[unit["start"] : unit["end"]].partition("\n")[0]

    def _marks(self, start: int, end: int) -> Iterator[Mark]:
        yield from lines(self._text, start, end)
        yield from signs(self._text, start, end)
        for unit in self._units:
            if unit["kind"] == "article" and (label := _ARTICLE.match(self._text, unit["start"])):
                yield Mark(label.start(), label.end(), "strong", label.start())
        for page in self._pages:
            yield Mark(page.start, page.end, "page", page.number)
        for task in self.tasks:
            yield Mark(task["start"], task["end"], "task", task["number"])
        for one in self.citations:
            yield Mark(one.start, one.end, "citation", one.number)
        if self.at:
            yield Mark(*self.at, "quoted")

    def _lines(self, start: int, end: int) -> Iterator[Line]:
        segments = cut(self._text, self._marks(start, end), start, end)
        by_line = [
            (mark, list(group))
            for mark, group in groupby(segments, key=lambda segment: segment.inner("line"))
            if mark is not None
        ]
        last_of = {m.key: k for k, (_, group) in enumerate(by_line) for s in group for m in s.marks if m.kind == "task"}
        ending: dict[int, list[Json]] = {}
        for number, k in sorted(last_of.items()):
            ending.setdefault(k, []).append(self.tasks[number - 1])
        beginnings = _beginnings(self._units, [mark for mark, _ in by_line])
        # A page that began in the part before is not begun once more.
        seen = {Mark(page.start, page.end, "page", page.number) for page in self._pages if page.start < start}
        current: Json | None = None
        for k, (mark, group) in enumerate(by_line):
            unit = beginnings.get(k)
            current = unit or (current if current and mark.start < current["end"] else None)
            is_title = (
                unit is not None and unit["kind"] in (*_IN_OUTLINE, "clause") and _is_title(self._first_line(unit))
            )
            kind = current["kind"] if current and (unit or current["kind"] in _GOES_ON) else "paragraph"
            yield Line(mark.start, kind, is_title, unit, list(self._stretches(group, seen)), _alike(ending.get(k, [])))

    def _stretches(self, segments: list[Segment], seen: set[Mark]) -> Iterator[Stretch]:
        """The segments of a line; `seen` has the tasks, the pages and the quoted place that were begun before."""
        stretch: Stretch | None = None
        task: Mark | None = None
        for segment in segments:
            new = [mark for mark in segment.marks if mark.kind in ("task", "page", "quoted") and mark not in seen]
            seen.update(new)
            begins = [mark.key for mark in new if mark.kind == "task"]
            page = next((mark.key for mark in new if mark.kind == "page"), None)
            if stretch is None or begins or page is not None or segment.inner("task") != task:
                if stretch is not None:
                    yield stretch
                task = segment.inner("task")
                stretch = Stretch(task is not None, begins, page)
            mark = segment.inner("citation")
            citation = self.citations[mark.key - 1] if mark is not None else None
            if not stretch.runs or stretch.runs[-1].citation is not citation:
                stretch.runs.append(Run(citation))
            begins_quote = any(mark.kind == "quoted" for mark in new)
            stretch.runs[-1].is_last = mark is not None and segment.start + len(segment.text) == mark.end
            stretch.runs[-1].pieces.append((segment.text, _look(segment), "at" if begins_quote else ""))
        if stretch is not None:
            yield stretch


def _spans(citations: list[Json]) -> list[list[Json]]:
    """The citations by the span that they stand in: one span may name two instruments."""
    return [list(group) for _, group in groupby(citations, key=lambda one: (one["start"], one["end"]))]


def _about(task: Json | None) -> Json:
    """Who and when, of a task; nothing where the graph has no such task any more."""
    parts = ("iri", "text", "lead", "coordinating", "deadlines", "task_status", "review_status")
    nothing: Json = {**dict.fromkeys(parts), "text": "", "lead": [], "coordinating": [], "deadlines": []}
    return {part: task[part] for part in parts} if task else nothing


def _alike(tasks: list[Json]) -> list[list[Json]]:
    """Tasks that follow one another and have the same agencies and deadlines, together."""

    def who_and_when(task: Json) -> tuple[Any, ...]:
        agencies = [[(one["iri"], one["explicit"]) for one in task[role]] for role in ("lead", "coordinating")]
        return (*agencies, [words.deadline(one) for one in task["deadlines"]])

    return [list(group) for _, group in groupby(tasks, key=who_and_when)]


def _beginnings(units: list[Json], shown: list[Mark]) -> dict[int, Json]:
    """The outermost provision that begins in each line, by the line's place in the list."""
    starts = [line.start for line in shown]
    found: dict[int, Json] = {}
    for unit in units:
        k = bisect_right(starts, unit["start"]) - 1
        if k >= 0 and unit["start"] < shown[k].end:
            found.setdefault(k, unit)
    return found


def _look(segment: Segment) -> str:
    return " ".join(sorted({mark.kind for mark in segment.marks if mark.kind in ("quoted", "strong", "sign")}))


def _plain(line: str) -> str:
    return " ".join(line.replace("*", "").lstrip("# ").split())


def _is_title(line: str) -> bool:
    said = _plain(line)
    return 0 < len(said) <= _TITLE and said[-1] not in ".;,:!?"


def _provision(chain: list[Json]) -> str:
    """A provision as it is cited, from the inside out; empty for what is under no article.

    >>> _provision([{"kind": "article", "label": "2"}, {"kind": "clause", "label": "4"}, {"kind": "paragraph"}])
    'khoản 4 Điều 2'
    """
    places = [k for k, unit in enumerate(chain) if unit["kind"] == "article" and unit["label"]]
    if not places:
        return ""
    named: list[str] = []
    for kind, unit in zip(_CITED, chain[places[-1] :], strict=False):
        if unit["kind"] != kind or not re.fullmatch(r"\w+", unit["label"] or ""):
            break
        named.append(f"{_WORDS[kind]} {unit['label']}")
    return " ".join(reversed(named))
