"""The few records that every part of the house speaks.

Offsets are Unicode code points of the *source* text, half-open: `text[start:end]` is the quote.
`to_json` and `from_json` follow the published schema of an extraction; fields that the schema
does not name are additions and may be ignored by other readers.
"""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Kind = Literal["symbol", "name", "self", "anaphor"]
Relation = Literal[
    "legalBasis",
    "implements",
    "considers",
    "amends",
    "replaces",
    "repeals",
    "guides",
    "approves",
    "assesses",
    "consolidates",
    "cites",
    "self",
]
Branch = Literal["state", "party", "assembly", "mass", "unknown"]


@dataclass(slots=True)
class Instrument:
    """A numbered or named act of a body: one identity, however often and however it is cited.

    `symbol` is normalised (no blanks, no leading zeros, damage mended); `body` is the slug of the
    issuing body that identity rests on, `issuer` its name in words. `held` says that its text was
    read; an instrument that is only cited is a full citizen all the same.
    """

    iri: str
    type: str | None = None
    symbol: str | None = None
    date: str | None = None
    title: str | None = None
    issuer: str | None = None
    body: str | None = None
    jurisdiction: str | None = None
    branch: Branch = "unknown"
    held: bool = False
    aliases: list[str] = field(default_factory=list)
    former_iris: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Document:
    """One instrument's text inside one source file."""

    id: str
    instrument: str
    type: str | None
    start: int
    end: int
    symbol: str | None = None
    date: str | None = None
    title: str | None = None
    issuer: dict[str, str] | None = None
    jurisdiction: str | None = None
    signatories: list[dict[str, Any]] = field(default_factory=list)
    recipients: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Provision:
    """A structural unit: article, clause, point, paragraph, bullet, footnote, heading, …"""

    id: str
    document: str
    kind: str
    path: str
    start: int
    end: int
    parent: str | None = None
    label: str | None = None


@dataclass(slots=True)
class Citation:
    """One mention of an instrument, resolved (`instrument`) or not (`candidates`)."""

    id: str
    document: str
    start: int
    end: int
    text: str
    kind: Kind
    type: str | None
    symbol: str | None
    date: str | None
    jurisdiction: str | None
    instrument: str | None
    relation: Relation
    subject: str
    confidence: float
    provision: str | None = None
    mention: dict[str, int] | None = None
    issuer: str | None = None
    pinpoint: dict[str, str] | None = None
    title: str | None = None
    candidates: list[str] = field(default_factory=list)
    method: str | None = None


@dataclass(slots=True)
class Assignment:
    """An agency's part in a task. `explicit` is false where it is inherited from a lead-in."""

    name: str
    agency: str | None = None
    explicit: bool = True
    start: int | None = None
    end: int | None = None


@dataclass(slots=True)
class Deadline:
    """When: an interval of days, or a recurrence (iCalendar RRULE, days of the month)."""

    text: str
    kind: Literal["before", "within", "from", "recurring", "expected"]
    start: str | None = None
    end: str | None = None
    days: list[int] | None = None
    recurrence: str | None = None


@dataclass(slots=True)
class Target:
    """A quantity that the task is to reach, in the document's words and as a number.

    `comparator` is one of = >= > <= < ~; `upper` is the end of a range; `direction` says of a change
    whether it goes up or down.
    """

    text: str
    value: float | None = None
    unit: str | None = None
    comparator: str | None = None
    upper: float | None = None
    direction: str | None = None


@dataclass(slots=True)
class Task:
    """One directive sentence or bullet of an operative part."""

    id: str
    document: str
    start: int
    end: int
    text: str
    provision: str | None = None
    lead: list[Assignment] = field(default_factory=list)
    coordinating: list[Assignment] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)


@dataclass(slots=True)
class Problem:
    """What a person should look at. `start` and `end` are null where no place can be shown."""

    code: str
    message: str
    start: int | None = None
    end: int | None = None
    instruments: list[str] = field(default_factory=list)


@dataclass(slots=True)
class SourcePage:
    """A page of a file, by its offsets. `confidence` is the text recogniser's, None where text was there."""

    number: int
    start: int
    end: int
    confidence: float | None = None


@dataclass(slots=True)
class Source:
    """The file that offsets count in. `text` is carried where the file is not itself plain text in UTF-8."""

    path: str
    sha256: str
    media_type: str
    characters: int
    text: str | None = None
    pages: list[SourcePage] = field(default_factory=list)

    def page_of(self, at: int) -> int | None:
        """The number of the page that an offset stands on; None where the file has no pages.

        >>> Source("a.pdf", "", "application/pdf", 9, pages=[SourcePage(1, 0, 5), SourcePage(2, 5, 9)]).page_of(5)
        2
        """
        k = bisect_right(self.pages, at, key=lambda page: page.start) - 1
        return self.pages[k].number if k >= 0 else None


@dataclass(slots=True)
class Extraction:
    """Everything that was read out of one source file."""

    source: Source
    extractor: dict[str, str]
    documents: list[Document] = field(default_factory=list)
    provisions: list[Provision] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    instruments: list[Instrument] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """The extraction as plain data, valid against the extraction schema."""
        data = dataclasses.asdict(self)
        if data["source"]["text"] is None:
            del data["source"]["text"]
        if not data["source"]["pages"]:
            del data["source"]["pages"]
        for citation in data["citations"]:
            for key in ("mention", "method"):  # absent where not known; the schema has no null for them
                if citation[key] is None:
                    del citation[key]
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Extraction:
        """Rebuild an extraction from `to_json`'s data; unknown keys are ignored."""
        return cls(
            source=_read_source(data["source"]),
            extractor=dict(data["extractor"]),
            documents=[_read(Document, d) for d in data["documents"]],
            provisions=[_read(Provision, d) for d in data["provisions"]],
            citations=[_read(Citation, d) for d in data["citations"]],
            tasks=[_read_task(d) for d in data["tasks"]],
            problems=[_read(Problem, d) for d in data["problems"]],
            instruments=[_read(Instrument, d) for d in data.get("instruments", [])],
        )


@dataclass(slots=True)
class Corpus:
    """The extractions of one run, resolved together, and the instruments they speak of."""

    extractions: list[Extraction] = field(default_factory=list)
    instruments: dict[str, Instrument] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


class Resolved(Protocol):
    """A corpus to be gone through, several times and never at once in memory: `Corpus`, or one that is kept on disk.

    Each pass gives the extractions in the order of their paths and hashes; `instruments` iterates in that of IRIs.
    """

    @property
    def extractions(self) -> Collection[Extraction]: ...
    @property
    def instruments(self) -> Mapping[str, Instrument]: ...
    @property
    def problems(self) -> Collection[Problem]: ...


def _read(cls: type[Any], data: Mapping[str, Any]) -> Any:
    names = {f.name for f in dataclasses.fields(cls)}
    return cls(**{k: v for k, v in data.items() if k in names})


def _read_source(data: Mapping[str, Any]) -> Source:
    source: Source = _read(Source, data)
    source.pages = [_read(SourcePage, p) for p in data.get("pages", ())]
    return source


def _read_task(data: Mapping[str, Any]) -> Task:
    task: Task = _read(Task, data)
    task.lead = [_read(Assignment, a) for a in data["lead"]]
    task.coordinating = [_read(Assignment, a) for a in data["coordinating"]]
    task.deadlines = [_read(Deadline, a) for a in data["deadlines"]]
    task.targets = [_read(Target, a) for a in data["targets"]]
    return task
