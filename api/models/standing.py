"""The shapes of an instrument's standing and of the depth of its citations, as `api.models` are."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.models.answers import Date, Evidence, InstrumentName, InstrumentSummary, Model


class Change(Model):
    """Một lời nói rằng văn bản bị sửa đổi, thay thế, bãi bỏ / one statement that something changed or ended it."""

    relation: Literal["amends", "replaces", "repeals"]
    provision: str | None = Field(description="phần bị tác động; trống là toàn bộ / the part, null for the whole")
    date: Date
    counted: bool = Field(description="có tính cho ngày được hỏi / whether it counts on the day asked for")
    why_not: str | None = Field(description="vì sao không tính / why it does not")
    instrument: InstrumentSummary
    evidence: list[Evidence]


class Successor(Model):
    """Văn bản thay thế / what took its place."""

    instrument: InstrumentSummary
    date: Date


class Standing(Model):
    """Tình trạng theo những gì đã đọc; im lặng là không rõ / its standing; silence is unknown, never in force."""

    instrument: InstrumentName
    on: str | None = Field(description="ngày được hỏi; trống là mọi điều đã biết / the day asked for")
    state: Literal["not-issued", "replaced", "repealed", "partly-ended", "amended", "unknown"]
    statement: str
    since: Date
    by: InstrumentSummary | None
    provisions: list[str] = Field(description="phần đã bị bãi bỏ hoặc thay thế / parts that have ended")
    changes: list[Change]
    successors: list[Successor]
    conflicts: list[str] = Field(description="những điều không thể cùng đúng / what cannot all be true")
    caution: str | None


class CitedDeep(Model):
    """Một văn bản viện dẫn, sâu tới đâu / one citing instrument, and how deeply it cites."""

    instrument: InstrumentSummary
    mentions: int
    tasks: int = Field(description="số nhiệm vụ tự viện dẫn / tasks that cite it themselves")
    zones: dict[str, int]
    relations: dict[str, int]
    strongest: str


class CitationDepth(Model):
    """Ai viện dẫn sâu tới đâu / who cites it how deeply."""

    instrument: InstrumentName
    cited_by: list[CitedDeep]
