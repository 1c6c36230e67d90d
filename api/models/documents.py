"""The shapes of the answers about documents, as the OpenAPI describes them."""

from __future__ import annotations

from pydantic import Field

from api.models.answers import Document, InstrumentSummary, Iri, Model, Page


class HeldDocument(Document):
    instrument: InstrumentSummary


class Part(Model):
    """Một đơn vị của văn bản / a unit of a text."""

    iri: Iri
    parent: Iri | None
    kind: str = Field(description="article, clause, point, paragraph, bullet, heading, …")
    label: str | None
    path: str
    start: int
    end: int


class Mark(Model):
    """Một lần nhắc đến văn bản khác, tại chỗ của nó / a mention at its place."""

    iri: Iri
    start: int
    end: int
    page: int | None
    path: str
    quote: str
    relation: str | None
    resolution: str = Field(description="resolved, ambiguous hoặc unresolved")
    confidence: float
    method: str | None
    task: Iri | None = Field(description="nhiệm vụ chứa câu đó / the task whose words say so")
    instrument: InstrumentSummary | None = Field(description="văn bản được nhắc / the one that is meant")
    candidates: list[InstrumentSummary]


class TaskPlace(Model):
    """Chỗ của một nhiệm vụ / where a task stands."""

    iri: Iri
    start: int
    end: int


class DocumentAnswer(Model):
    """Một tài liệu với mọi điều tìm thấy trong nó / a document with all that was found in it."""

    document: HeldDocument
    outline: list[Part]
    citations: list[Mark]
    tasks: list[TaskPlace]


class DocumentText(Model):
    """Toàn văn hoặc một đoạn / a text or a part of it."""

    document: Iri
    source: str
    start: int
    end: int
    text: str
    next: str | None = Field(description="địa chỉ đoạn sau, nếu bị cắt / the rest, where it was cut")


class DocumentPage(Page):
    items: list[HeldDocument]
