"""The shape of the answer about a text's citations, as `api.models` are."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.models.answers import Date, InstrumentSummary, Model
from api.models.standing import Standing


class LookupRequest(Model):
    """Đoạn văn cần tra / the text to look up."""

    text: str = Field(min_length=1, max_length=64_000, description="đoạn văn dán vào / the pasted text")
    on: str | None = Field(None, description="tình trạng đến ngày này; trống là hôm nay / standing on this day")
    place: str | None = Field(
        None,
        max_length=100,
        description="tỉnh, thành phố của đoạn văn, khi chính nó không nói / its province, where it does not say",
    )


class LookupSpan(Model):
    """Một đoạn, vị trí tính bằng ký tự Unicode / a span in code points, half-open."""

    start: int
    end: int


class LookupSource(Model):
    """Cái đã được đọc / what was read."""

    name: str | None = Field(description="tên tệp; trống là đoạn văn dán vào / the file, null for pasted text")
    media_type: str
    sha256: str
    characters: int
    text: str | None = Field(description="toàn văn của tệp, mà các vị trí tính theo / the text of a file")
    warnings: list[str]


class LookupCitation(Model):
    """Dẫn chiếu như đoạn văn viết / the citation as it is written."""

    kind: Literal["symbol", "name", "anaphor"]
    type: str | None
    symbol: str | None
    date: Date
    issuer: str | None
    place: str | None = Field(description="«vn» hoặc tỉnh, theo đoạn văn / 'vn' or the province, by the text")
    name: str | None
    pinpoint: str | None = Field(description="phần được dẫn / the provision")


class LookupSuggestion(Model):
    """Cách viện dẫn đủ theo thể thức / the citation in full official form."""

    text: str
    missing: list[str] = Field(description="những phần đồ thị không biết / the parts that the graph does not know")


class LookupItem(Model):
    """Một dẫn chiếu, nó là gì / one citation, and what it is."""

    start: int
    end: int
    quote: str
    mention: LookupSpan = Field(description="cả cụm, từ loại văn bản đến trích yếu / the whole, type to title")
    status: Literal[200, 300, 400, 404, 429] = Field(
        description="200 một văn bản; 300 nhiều; 404 không biết; 400 không phải dẫn chiếu; 429 chưa tra vì quá nhiều "
        "/ one, several, unknown, no citation, not looked up"
    )
    message: str
    citation: LookupCitation | None
    relation: str | None = Field(description="quan hệ trong đoạn văn, bằng mã / its relation in the text")
    relation_name: str | None
    instrument: InstrumentSummary | None
    candidates: list[InstrumentSummary]
    told_apart_by: list[str] = Field(description="các ứng viên khác nhau ở đâu / the members that tell them apart")
    near: list[InstrumentSummary] = Field(description="những gì gần giống / near misses")
    disagrees: list[Literal["date", "issuer", "type"]] = Field(
        description="đoạn văn viết khác đồ thị ở đâu / in what the text differs from the graph"
    )
    assumed: list[Literal["place", "date"]] = Field(
        description="điều đoạn văn không nêu, đồ thị chỉ có một / what it does not say, and there is only one"
    )
    method: str | None
    confidence: float | None
    standing: Standing | None
    suggestion: LookupSuggestion | None


class Lookup(Model):
    """Mọi dẫn chiếu của một đoạn văn / every citation of a text."""

    source: LookupSource
    place: str | None
    on: str
    items: list[LookupItem]
    left_from: int | None = Field(
        description="vị trí của dẫn chiếu đầu tiên chưa được tra; trống là đã tra hết / the first not looked up"
    )
