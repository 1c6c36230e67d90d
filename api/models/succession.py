"""The shapes of what became of bodies and provinces, as `api.models` are."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from api.models.answers import Date, Iri, Model, Page, Task


class Body(Model):
    """Một cơ quan, một tỉnh hoặc một văn bản trong sổ đăng ký / a body, a province or an order of the registry."""

    iri: Iri
    name: str | None
    founded: Date
    dissolved: Date = Field(description="ngày cuối cùng; trống là còn, hoặc chưa rõ / its last day, as far as known")
    verified: bool = Field(description="sổ đăng ký có cơ quan này / whether the registry knows it")


class SuccessionStep(Model):
    """Một lần tiếp nhận / one body took over from another on a day."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    event: Iri
    source_body: Body = Field(alias="from")
    to: Body
    date: Date = Field(description="từ ngày nào / from which day on")
    scope: str | None = Field(description="phần việc được nhận; trống là toàn bộ / the part that was taken over")
    order: Body | None = Field(description="văn bản quyết định / the instrument that ordered it")
    source: Body | None = Field(description="điều này lấy từ đâu / what says so")
    confidence: float | None = Field(description="trống là chắc chắn / null where certain")


class Line(Model):
    """Các bước, và ai ở cuối / the steps, and who is last in line."""

    changes: list[SuccessionStep]
    standing: list[Body]


class Succession(Model):
    """Ai tiếp nhận, và tiếp nhận từ ai / who took over, and from whom."""

    body: Body
    on: str | None = Field(description="ngày được hỏi; trống là mọi điều đã biết / the day asked for")
    successors: Line
    predecessors: Line


class ProvinceOnDay(Model):
    """Một tỉnh, thành phố khi nó có địa giới ấy / a province while it had that territory."""

    iri: Iri
    name: str
    place: str
    founded: Date
    dissolved: Date
    committee: str | None = Field(description="ban chấp hành đảng bộ / its Party committee")


class PlaceAnswer(Model):
    """Nơi mang tên ấy thuộc tỉnh nào / which province the place of that name is in."""

    place: str
    on: str | None
    provinces: list[ProvinceOnDay] = Field(description="nhiều nếu đã chia; trống nếu khi ấy chưa có / several or none")


class DissolvedAgency(Model):
    """Một cơ quan không còn, và ai tiếp nhận / an agency that is no more, and who took over."""

    agency: Body
    role: Literal["leadAgency", "coordinatingAgency"]
    standing: list[Body]


class OrphanedTask(Model):
    """Một nhiệm vụ giao cho cơ quan không còn / a task given to an agency that is no more."""

    task: Task
    dissolved: list[DissolvedAgency]


class OrphanedTaskPage(Page):
    items: list[OrphanedTask]
