"""The shape of the list of the whole graph's files, as `api.models` are."""

from __future__ import annotations

from pydantic import Field

from api.models.answers import Model


class DumpFile(Model):
    """Một tệp của cả đồ thị / one file of the whole graph."""

    name: str
    media_type: str = Field(description="của nội dung trước khi nén gzip / of what is compressed with gzip")
    bytes: int
    sha256: str
    address: str
    digest_address: str


class Dumps(Model):
    """Các tệp của cả đồ thị / the files of the whole graph."""

    generation: str
    loaded: str | None = Field(description="lần nạp / when the graph was loaded")
    statements: int = Field(description="số câu, mỗi câu trong mỗi đồ thị có tên / statements in named graphs")
    items: list[DumpFile]
