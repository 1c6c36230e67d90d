"""The shapes of the answers about the catalogue and the timeline of instruments, as the OpenAPI describes them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.models.answers import Citations, Date, Evidence, InstrumentName, InstrumentSummary, Iri, Model, Page


class FacetValue(Model):
    value: str
    count: int


class Facet(Model):
    """Số văn bản theo từng giá trị, nhiều trước / how many instruments each value has."""

    values: list[FacetValue]
    more: int = Field(description="còn bao nhiêu giá trị nữa / further values")


class InstrumentPage(Page):
    items: list[InstrumentSummary]
    total: int
    facets: dict[str, Facet] | None


class CitationTotals(Model):
    """Có tất cả bao nhiêu mục trong mỗi danh sách / how many entries each list has."""

    citations: int
    cited_by: int
    unsettled: int


class CitationPage(Page, Citations):
    """Một trang của mỗi danh sách / a page of each list."""

    total: CitationTotals = Field(description="tất cả, không chỉ của trang này / all, not of this page only")


class Event(Model):
    """Một mốc thời gian / an event."""

    date: Date
    kind: Literal["rests-on", "issued", "spoken-of", "due"]
    relation: str | None
    instrument: InstrumentSummary | None = Field(description="văn bản kia / the other instrument")
    task: Iri | None
    text: str | None = Field(description="câu giao việc / the task's words")
    mentions: int
    evidence: Evidence | None = Field(description="bằng chứng mạnh nhất / the strongest piece")


class Timeline(Model):
    """Dòng thời gian của một văn bản / the timeline of an instrument."""

    instrument: InstrumentName
    events: list[Event]


class Said(Model):
    """Câu nói ra một giá trị / the words that say a value."""

    source: str
    start: int
    end: int
    quote: str
    own: bool = Field(description="trong chính văn bản ấy, hay văn bản khác dẫn nó / in its own text")
    method: str | None
    confidence: float | None
    citation: Iri | None


class ValueSource(Model):
    """Một giá trị và những câu nói ra nó / a value and where it is said."""

    name: Literal["type", "symbol", "date", "title", "issuer"]
    value: str
    said: list[Said] = Field(description="rỗng: suy ra, không câu nào nói thẳng / empty where it was inferred")


class ValueSources(Model):
    """Từng điều đã biết của một văn bản, theo đâu / each value of an instrument, and where it is said."""

    instrument: InstrumentName
    sources: list[ValueSource]
