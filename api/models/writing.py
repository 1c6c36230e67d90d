"""The shapes of what is written over HTTP, as the description of the interface shows them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.models.answers import Page


class JobFile(BaseModel):
    """Một tệp của một việc / one file of a job."""

    name: str
    sha256: str
    bytes: int
    state: Literal["queued", "read", "failed"]
    reason: str | None = Field(description="vì sao không đọc được, hoặc phần nào không / why it was not read")


class Job(BaseModel):
    """Một việc đã nhận, làm ở phía sau / an accepted job."""

    id: str
    kind: Literal["upload", "withdraw", "review"]
    state: Literal["queued", "reading", "loading", "done", "failed"]
    reason: str | None = Field(description="một câu: vì sao thất bại, hoặc đang chờ gì / why")
    who: str
    made: str
    started: str | None
    ended: str | None
    read: int = Field(description="số tệp đã đọc / files read")
    total: int
    generation: str | None = Field(description="đời của kho có kết quả / the generation that has it")
    files: list[JobFile]
    note: str | None = None
    sha256: str | None = None
    path: str | None = None
    decision: str | None = None


class JobPage(Page):
    items: list[Job]


class ReceivedFile(BaseModel):
    name: str
    sha256: str
    bytes: int
    existing: bool = Field(description="nội dung này đã có trong kho hoặc đang chờ / these bytes are here already")
    job: str | None = Field(description="việc đã đưa nó vào / the job that brought it")


class Received(BaseModel):
    """Điều đã nhận / what was accepted."""

    job: Job | None
    files: list[ReceivedFile]


class Deadline(BaseModel):
    """Thời hạn / a deadline, in words and days."""

    text: str
    kind: str = "before"
    start: str | None = None
    end: str | None = None


class Proposal(BaseModel):
    """Một quyết định muốn ghi / a decision to be written down."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["accept", "correct", "reject", "merge", "split", "status"]
    target: str = Field(
        min_length=1,
        max_length=500,
        description="IRI của dẫn chiếu, nhiệm vụ; với merge, split: IRI, phần sau /id/ hoặc số ký hiệu của văn bản",
    )
    other: str | None = Field(
        default=None, max_length=500, description="với merge: văn bản được giữ; với split: văn bản kia / the other"
    )
    mentions: list[str] | None = Field(
        default=None, max_length=500, description="với split: IRI những lượt dẫn của văn bản kia / its mentions"
    )
    files: list[str] | None = Field(
        default=None, max_length=100, description="với split: tệp giữ toàn văn của văn bản kia / its files"
    )
    relation: str | None = Field(default=None, max_length=60, description="với correct: quan hệ / the relation")
    instrument: str | None = Field(default=None, max_length=500, description="với correct: văn bản thật sự được dẫn")
    lead: list[str] | None = Field(default=None, max_length=20, description="với correct: cơ quan chủ trì / leads")
    deadline: str | None = Field(default=None, max_length=20, description="với correct: hạn cuối, 31/12/2026")
    done: bool | None = Field(default=None, description="với status: đã hoàn thành hay chưa / completed or not")
    note: str = Field(default="", max_length=2000, description="lý do / why")
    replaces: str | None = Field(
        default=None,
        max_length=60,
        description="mã quyết định của người khác mà quyết định này thay / what it replaces",
    )


class Undo(BaseModel):
    """Lý do hủy / why a decision is undone."""

    model_config = ConfigDict(extra="forbid")
    note: str = Field(default="", max_length=2000, description="lý do / why")


class Review(BaseModel):
    """Một quyết định, với điều nó đã đổi / a decision with what it changed."""

    id: str
    when: str
    who: str
    kind: Literal["accept", "correct", "reject", "merge", "split", "status", "undo"]
    about: Literal["citation", "task", "instrument", "decision"]
    target: str
    value: dict[str, Any]
    note: str
    stands: bool = Field(description="chưa bị hủy / not undone")
    undone_by: str | None
    before: dict[str, Any] | None = Field(description="điều có hiệu lực trước nó; null: máy đọc / what stood before")
    after: dict[str, Any] | None = Field(description="điều có hiệu lực sau nó / what stood after")
    quote: str | None = None
    machine: dict[str, Any] | None = Field(default=None, description="điều máy đã đọc / what the machine had read")


class Decided(BaseModel):
    """Quyết định đã ghi, và việc áp nó vào đồ thị / the decision, and the job that applies it."""

    review: Review
    job: Job


class ReviewPage(Page):
    items: list[Review]


class ApiKey(BaseModel):
    """Một khóa, không có phần bí mật / a key without its secret."""

    id: str
    name: str
    role: Literal["reader", "editor", "admin"]
    made: str
    made_by: str
    expires: str | None
    revoked: str | None
    revoked_by: str
    used: str | None = Field(description="lần dùng cuối, đúng đến giờ / last used, to the hour")
    stands: bool


class KeyList(BaseModel):
    items: list[ApiKey]


class AuditEntry(BaseModel):
    """Một dòng nhật ký / one line of the audit trail."""

    when: str
    who: str
    did: Literal["upload", "withdraw", "lift", "review", "undo", "key-made", "key-revoked"]
    what: str
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    note: str = ""
    id: str


class AuditPage(Page):
    items: list[AuditEntry]
