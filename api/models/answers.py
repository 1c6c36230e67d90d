"""The shapes of the answers, as the OpenAPI describes them.

They describe and do not build: an answer is sent as `graph.questions` gives it, and a test holds every
answer against these schemas. A member that is not named here is an error of that test.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Iri = Annotated[str, Field(json_schema_extra={"format": "uri"})]
Date = Annotated[str | None, Field(description="ngày (2020-06-11) hoặc năm (2020) / day or year")]


Review = Annotated[
    Literal["accepted", "corrected", "rejected"] | None,
    Field(description="người thẩm định quyết định ra sao; trống là chưa xem / a reviewer's decision, null for none"),
]


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class InstrumentName(Model):
    """Một văn bản, gọi tên / an instrument, named."""

    iri: Iri
    type: str | None
    symbol: str | None
    date: Date
    title: str | None
    issuer: str | None


class InstrumentSummary(InstrumentName):
    """Một văn bản, đủ để phân biệt với văn bản cùng số / enough to tell it from its namesakes."""

    jurisdiction: str | None = Field(description="«vn» hoặc tỉnh / 'vn' or the province")
    held: bool = Field(description="có toàn văn trong kho / whether its text is held")
    citations: int = Field(description="số lần được dẫn / how often it is cited")


class Evidence(Model):
    """Câu trong văn bản nói điều đó, và chỗ của nó / the sentence that says so, and its place."""

    document: Iri = Field(description="văn bản chứa câu đó / the citing instrument")
    source: str = Field(description="tệp / the file")
    path: str = Field(description="Điều 2 > 4 > đoạn 1 / structural path; may be empty")
    page: int | None = Field(description="trang, nếu tệp chia trang / the page, where the file has pages")
    start: int = Field(description="vị trí đầu, tính bằng ký tự / first code point")
    end: int = Field(description="vị trí cuối, không tính / one past the last code point")
    quote: str
    relation: str
    confidence: float
    method: str | None = Field(description="cách xác định văn bản / how it was resolved")
    citation: Iri | None = Field(description="nút dẫn chiếu trong đồ thị / the citation node")
    review_status: Review


class Assigned(Model):
    """Một cơ quan trong một nhiệm vụ / an agency's part in a task."""

    iri: Iri
    name: str
    explicit: bool = Field(description="nêu rõ trong câu, hay suy từ câu dẫn / written, or inherited")


class Deadline(Model):
    """Thời hạn: khoảng ngày hoặc lặp lại / an interval of days, or a recurrence."""

    text: str
    kind: str
    start: str | None
    end: str | None
    days: list[int] | None = Field(description="những ngày trong tháng / days of the month")
    recurrence: str | None = Field(description="iCalendar RRULE")


class Work(Model):
    """Việc gì, ai, bao giờ / what, who, when."""

    iri: Iri
    text: str
    lead: list[Assigned]
    coordinating: list[Assigned]
    deadlines: list[Deadline]
    task_status: Literal["completed", "notCompleted"] | None = Field(
        description="đã xong chưa, theo người thẩm định; trống là chưa ai nói / done or not, as a reviewer says"
    )
    review_status: Review


class ImplementingTask(Work):
    """Một nhiệm vụ thực hiện văn bản / a task that implements the instrument."""

    direct: bool = Field(description="chính câu giao việc nêu văn bản / the task itself cites it")
    chain: list[Iri] = Field(description="những văn bản ở giữa, kể từ nhiệm vụ / the instruments in between")
    evidence: list[Evidence] = Field(description="của chính nhiệm vụ trước / the task's own first")


class TasksAnswer(Model):
    """Những nhiệm vụ thực hiện một văn bản / the tasks that implement an instrument."""

    instrument: InstrumentName
    tasks: list[ImplementingTask]


class Restated(Model):
    """Chính nhiệm vụ ấy trong tệp khác của cùng văn bản / the same task in another file of its instrument."""

    text: str
    source: str
    path: str
    page: int | None
    start: int
    end: int


class Task(Work):
    """Một nhiệm vụ và chỗ của nó / a task and its place."""

    instrument: Iri = Field(description="văn bản giao việc / the instrument that assigns it")
    source: str
    path: str
    page: int | None
    start: int
    end: int
    targets: list[str]
    restated: list[Restated]


class Edge(Model):
    """Một liên hệ và mọi bằng chứng của nó / an edge and everything behind it."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    source: Iri = Field(alias="from")
    relation: str
    to: Iri
    depth: int = Field(description="cách điểm hỏi mấy bước / steps from the start")
    tasks: list[Iri] = Field(description="qua những nhiệm vụ nào / through which tasks")
    evidence: list[Evidence]


class Member(InstrumentSummary):
    """Một văn bản đến được, và đường đến nó / one that is reached, and the way to it."""

    model_config = ConfigDict(extra="forbid")

    depth: int
    chain: list[Iri]


class Closure(Model):
    """Mọi văn bản đến được từ một văn bản hoặc nhiệm vụ / all that is reached from the start."""

    instrument: InstrumentSummary | None = None
    task: Task | None = None
    edges: list[Edge]
    nodes: list[Member]


class Step(Model):
    """Một bước trên đường / one step of a path."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    source: Iri = Field(alias="from")
    relation: str
    to: Iri
    tasks: list[Iri]
    evidence: list[Evidence]


class PathAnswer(Model):
    """Đường nối, hoặc vì sao không có / the path, or why there is none."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    source: InstrumentSummary = Field(alias="from")
    to: InstrumentSummary
    path: list[Step]
    reason: str | None


class EvidenceAnswer(Model):
    """Mọi bằng chứng của một liên hệ / all that is behind an edge."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    source: Iri = Field(alias="from")
    to: Iri
    items: list[Evidence]


class Thing(Model):
    """Một văn bản, nhiệm vụ hoặc cơ quan / an instrument, a task or an agency."""

    iri: Iri
    kind: Literal["instrument", "task", "agency"]
    name: str


class Connection(Model):
    """Một bước của mối liên quan / one step of a connection."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    source: Iri = Field(alias="from")
    relation: str
    to: Iri
    forward: bool = Field(description="false: đi ngược chiều / walked against its edge")
    evidence: list[Evidence] = Field(description="mạnh nhất trước / the strongest")
    more: int = Field(description="bằng chứng còn lại / further pieces")


class Explanation(Model):
    """Hai điểm liên quan với nhau ra sao / how two things are connected."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    source: Thing = Field(alias="from")
    to: Thing
    path: list[Connection]
    nodes: list[Thing] = Field(description="các điểm ở giữa / those in between")
    reason: str | None
    truncated: bool


class Touched(Member):
    """Một văn bản chịu tác động / an instrument that a repeal would touch."""

    relation: str
    through_tasks: bool = Field(description="chỉ một nhiệm vụ của nó chịu tác động / only a task of it is touched")


class TouchedTask(Task):
    """Một nhiệm vụ chịu tác động / a task that a repeal would touch."""

    direct: bool
    chain: list[Iri]


class Agency(Model):
    """Một cơ quan, đếm theo vai trò / an agency, its tasks counted by role."""

    iri: Iri
    name: str
    lead: int
    coordinating: int


class Impact(Model):
    """Nếu văn bản bị bãi bỏ / what a repeal would touch."""

    instrument: InstrumentSummary
    instruments: list[Touched]
    tasks: list[TouchedTask]
    agencies: list[Agency]


class Document(Model):
    """Toàn văn của một văn bản trong một tệp / an instrument's text inside a file."""

    iri: Iri
    graph: Iri = Field(description="đồ thị có tên của tệp / the file's named graph")
    source: str
    sha256: str
    media_type: str
    characters: int
    start: int
    end: int


class Citation(Model):
    """Một liên hệ, mọi lần nhắc đến / one edge with every mention."""

    relation: str
    task: Iri | None = Field(description="nhiệm vụ chứa câu đó / the task that says so")
    instrument: InstrumentSummary | None = Field(description="đầu kia / the other end")
    evidence: list[Evidence]


class Unsettled(Model):
    """Một lần nhắc đến chưa rõ là văn bản nào / a mention of which nobody knows what it means."""

    document: Iri
    source: str
    path: str
    page: int | None = Field(description="trang, nếu tệp chia trang / the page, where the file has pages")
    start: int
    end: int
    quote: str
    confidence: float
    method: str | None
    citation: Iri
    review_status: Review
    resolution: str = Field(description="ambiguous hoặc unresolved / several fit, or none")
    candidates: list[InstrumentSummary]


class NamedInstrument(InstrumentSummary):
    """Văn bản với các tên khác của nó / with its other names."""

    model_config = ConfigDict(extra="forbid")

    aliases: list[str]
    former_iris: list[Iri]


class Citations(Model):
    """Văn bản này dẫn gì, gì dẫn nó, chỗ nào chưa rõ / what it cites, what cites it, what is unsettled."""

    instrument: NamedInstrument
    citations: list[Citation]
    cited_by: list[Citation]
    unsettled: list[Unsettled]


class Instrument(Citations):
    """Mọi điều đã biết về một văn bản / everything known of an instrument."""

    documents: list[Document]
    tasks: list[Task]


class AgencyTask(Task):
    """Một nhiệm vụ của cơ quan / a task of the agency."""

    explicit: bool


class AgencyName(Model):
    iri: Iri
    name: str
    aliases: list[str]


class ProblemEntry(Model):
    """Một điều cần người xem / something that a person should look at."""

    iri: Iri
    code: str
    message: str
    source: str | None
    start: int | None
    end: int | None
    instruments: list[InstrumentSummary]


class Page(Model):
    """Một trang của danh sách / a page of a list."""

    limit: int
    offset: int
    next: str | None = Field(description="địa chỉ trang sau / address of the next page")


class TaskPage(Page):
    """Một trang nhiệm vụ, và có tất cả bao nhiêu / a page of tasks, and how many there are."""

    items: list[Task]
    total: int
    agencies: list[Iri] = Field(description="những cơ quan được tính cho `agency` / that count as `agency`")


class AgencyPage(Page):
    items: list[Agency]


class RoleTotals(Model):
    """Số nhiệm vụ theo vai trò / how many tasks in each role."""

    lead: int
    coordinating: int


class AgencyAnswer(Page):
    """Một cơ quan và nhiệm vụ của nó theo vai trò, mỗi vai một trang / an agency, a page of its tasks in each role."""

    agency: AgencyName
    total: RoleTotals = Field(description="tất cả nhiệm vụ, không chỉ của trang này / all tasks, not of this page only")
    lead: list[AgencyTask]
    coordinating: list[AgencyTask]


class ProblemPage(Page):
    items: list[ProblemEntry]
