"""The shapes of the answers about changes, as the OpenAPI describes them."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from api.models.answers import Model


class Counts(Model):
    added: int
    removed: int
    changed: int


class Load(Model):
    """Một lần nạp và những gì nó thay đổi / a load and what it changed."""

    generation: str
    before: str | None = Field(alias="from", description="thế hệ trước / the one that it replaced")
    when: str
    summary: str = Field(description="một dòng tóm tắt / in one line")
    counts: dict[str, Counts] = Field(description="theo edges, tasks, instruments")
    edges: list[dict[str, Any]]
    tasks: list[dict[str, Any]]
    instruments: list[dict[str, Any]]
    omitted: dict[str, int] = Field(description="số thay đổi không liệt kê ở đây / changes that are not listed")


class Changes(Model):
    """Những lần nạp, mới trước / loads, the newest first."""

    generation: str
    since: str | None
    complete: bool = Field(description="false: có lần nạp trong khoảng này không còn được ghi / some are not on record")
    total: int = Field(description="số lần nạp trong khoảng này / loads in that time")
    loads: list[Load]
