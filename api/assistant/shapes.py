"""The shapes of the answers to an assistant: those of HTTP made small, for what it reads fills its memory.

A thing goes by its `id`, the part of its IRI after `/id/`, which every tool takes back. What is empty is left out.
`total` and `next` say what a page does not hold, `more` how many further pieces of evidence there are.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Id = Annotated[str, Field(description="phần IRI sau /id/ / the IRI after /id/")]
Names = Annotated[dict[str, str], Field(description="id → tên / what the ids are called")]


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Place(Shape):
    """Where words stand: `quote` is exactly text[start:end] of the file, in code points."""

    file: str
    path: str = Field("", description="Điều 2 > 4 > đoạn 1")
    page: int | None = None
    start: int
    end: int
    quote: str


class Evidence(Place):
    document: Id = Field(description="văn bản chứa câu này / the instrument that says so")
    relation: str
    confidence: float
    method: str | None = None


class Instrument(Shape):
    id: Id
    name: str
    title: str | None = None
    date: str | None = None
    issuer: str | None = None
    place: str | None = Field(None, description="vn hoặc tỉnh / vn or a province")
    held: bool = Field(description="có toàn văn / its text was read; false: known only from citations")
    citations: int = Field(description="số lần được dẫn / times cited")


class Assigned(Shape):
    id: Id
    name: str
    explicit: bool = Field(description="false: suy từ câu dẫn / inherited from a lead-in, not written in the task")


class Deadline(Shape):
    text: str
    kind: str
    start: str | None = None
    end: str | None = None
    days: list[int] = []
    recurrence: str | None = None


class Work(Shape):
    """A task: what (`text`, the document's own words), who, when."""

    id: Id
    text: str
    lead: list[Assigned] = []
    coordinating: list[Assigned] = []
    deadlines: list[Deadline] = []


class Task(Work):
    instrument: Id = Field(description="văn bản giao việc / the instrument that assigns it")
    file: str
    path: str = ""
    page: int | None = None
    start: int
    end: int
    targets: list[str] = []


class AgencyTask(Task):
    explicit: bool


class TouchedTask(Task):
    direct: bool
    chain: list[Id] = []


class ImplementingTask(Work):
    direct: bool = Field(description="chính câu giao việc nêu văn bản / the task itself cites it")
    chain: list[Id] = Field([], description="các văn bản ở giữa / instruments in between, from the task outward")
    evidence: list[Evidence]
    more: int = 0


class Page(Shape):
    total: int
    offset: int
    next: int | None = Field(description="offset của trang sau, null là hết / offset of the next page, null at the end")


class InstrumentPage(Page):
    items: list[Instrument]


class TaskPage(Page):
    items: list[Task]
    names: Names = {}


class ImplementingPage(Page):
    instrument: Id
    name: str
    items: list[ImplementingTask]
    names: Names = {}


class Agency(Shape):
    id: Id
    name: str
    lead: int
    coordinating: int


class AgencyPage(Page):
    items: list[Agency]


class AgencyTaskPage(Page):
    agency: Id
    name: str
    aliases: list[str] = []
    lead: int
    coordinating: int
    items: list[AgencyTask]
    names: Names = {}


class Body(Shape):
    id: Id
    name: str | None
    founded: str | None = None
    dissolved: str | None = Field(None, description="ngày cuối cùng / the last day")
    verified: bool = Field(description="false: chỉ suy từ tên / known by its name alone")


class Passing(Shape):
    """One body giving way to another."""

    source: Body = Field(alias="from")
    to: Body
    date: str
    scope: str | None = None
    order: Id | None = Field(None, description="văn bản quy định / the instrument that made the change")
    confidence: float | None = Field(None, description="không có là chắc chắn / absent: certain")


class Succession(Page):
    body: Body
    standing: list[Body] = Field(description="cuối dòng ở ngày ấy / the last in line on that day; none: nobody known")
    items: list[Passing]


class Document(Shape):
    file: str
    media_type: str
    sha256: str
    start: int
    end: int
    characters: int


class Overview(Instrument):
    iri: str
    type: str | None = None
    symbol: str | None = None
    aliases: list[str] = []
    former_ids: list[Id] = []
    documents: list[Document] = []
    tasks: int = Field(description="số nhiệm vụ nó giao / tasks it assigns")
    cites: dict[str, int] = Field(description="quan hệ → số văn bản / relation → edges")
    cited_by: dict[str, int]
    unsettled: int = Field(description="lượt nhắc chưa rõ / mentions of which nobody knows what they mean")


class Citation(Shape):
    relation: str
    task: Id | None = None
    instrument: Id | None = Field(None, description="đầu kia / the other end")
    evidence: list[Evidence]
    more: int = 0


class CitationPage(Page):
    instrument: Id
    name: str
    items: list[Citation]
    names: Names = {}


class EvidencePage(Page):
    items: list[Evidence]
    names: Names = {}


class Unsettled(Place):
    document: Id
    resolution: str = Field(description="ambiguous (nhiều khả năng) / unresolved (không rõ)")
    confidence: float
    candidates: list[Id] = []


class UnsettledPage(Page):
    items: list[Unsettled]
    names: Names = {}


class Edge(Shape):
    source: Id = Field(alias="from")
    relation: str
    to: Id
    depth: int
    tasks: list[Id] = Field([], description="qua những nhiệm vụ này / through these tasks")
    evidence: list[Evidence]
    more: int = 0


class EdgePage(Page):
    start: Id
    reached: int = Field(description="số văn bản đến được / instruments reached")
    items: list[Edge]
    names: Names = {}


class Touched(Shape):
    id: Id
    name: str
    relation: str
    depth: int
    chain: list[Id] = []
    through_tasks: bool


class Impact(Page):
    instrument: Id
    instruments: int
    tasks: int
    agencies: int
    items: list[Touched] | list[TouchedTask] | list[Agency]
    names: Names = {}


class Thing(Shape):
    id: Id
    kind: str
    name: str


class Step(Shape):
    source: Id = Field(alias="from")
    relation: str
    to: Id
    forward: bool = Field(description="false: đi ngược chiều / walked against the edge")
    evidence: list[Evidence]
    more: int = 0


class Connection(Shape):
    one: Thing
    other: Thing
    path: list[Step]
    between: list[Thing] = []
    reason: str | None = Field(None, description="vì sao không có đường / why there is none")
    truncated: bool = False


class Change(Shape):
    relation: str
    provision: str | None = Field(None, description="phần bị tác động; không có là toàn bộ / absent: the whole")
    date: str | None = None
    counted: bool
    why_not: str | None = None
    by: Id
    evidence: list[Evidence]
    more: int = 0


class Successor(Shape):
    id: Id
    date: str | None = None


class Standing(Page):
    """`items` are what others say they do to it, the earliest first."""

    instrument: Id
    name: str
    on: str | None = None
    state: Literal["not-issued", "replaced", "repealed", "partly-ended", "amended", "unknown"]
    statement: str
    since: str | None = None
    by: Id | None = None
    provisions: list[str] = []
    successors: list[Successor] = []
    conflicts: list[str] = []
    caution: str | None = None
    items: list[Change]
    names: Names = {}


class Mentioned(Shape):
    """A mention inside the pasted text: `quote` is exactly text[start:end] of what was pasted."""

    quote: str
    start: int
    end: int
    found: Literal["one", "several", "none"]
    instruments: list[Instrument] = Field(
        [], description="several: các khả năng / the choices; none: gần giống / near misses"
    )
    more: int = 0


class MentionPage(Page):
    items: list[Mentioned]


class Asking(Shape):
    name: str
    title: str
    english: str
    parameters: dict[str, str] = {}


class QuestionPage(Page):
    items: list[Asking]


class Rows(Page):
    question: str
    title: str
    values: dict[str, str]
    trap: str = Field(description="câu trả lời có thể gây hiểu lầm thế nào / how the answer can mislead")
    columns: dict[str, str]
    truncated: bool = Field(False, description="true: total chỉ đếm đến đó / total counts so far only")
    items: list[dict[str, str | int | float]]
    names: Names = {}


class Passage(Shape):
    """`text` is exactly [start:end] of the file; `before` and `after` are its surroundings."""

    file: str
    sha256: str
    characters: int
    start: int
    end: int
    before: str = ""
    text: str
    after: str = ""
    matches: bool | None = Field(None, description="lời trích có đúng nguyên văn / whether the quote given is the text")


class Bindings(Shape):
    columns: list[str] = []
    rows: list[list[str | None]] = []
    boolean: bool | None = None
    turtle: str | None = None
    truncated: bool = Field(description="bị cắt ở limit / rows were left off at the limit")
