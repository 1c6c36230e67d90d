"""What every export takes over HTTP, and what its answer is said to be."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Query

from api.openapi import problems_for
from api.problems import Problem
from graph.exports import FORMATS, Format, UnknownFormat, format_named
from graph.exports.selection import RELATIONS

FormatParameter = Annotated[
    str,
    Query(
        max_length=60,
        description="Định dạng / format",
        json_schema_extra={"enum": list(FORMATS)},
    ),
]
FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Tệp, sắp xếp để đồ thị bằng nhau thì tệp bằng nhau. / The file, sorted.",
        "headers": {
            "Danchieu-Truncated": {
                "description": "true nếu có nút bị bỏ vì quá giới hạn / whether nodes were left out",
                "schema": {"type": "string", "enum": ["true", "false"]},
            },
            "Danchieu-Empty": {
                "description": "true nếu không có gì ứng với bộ lọc / whether the filters leave nothing",
                "schema": {"type": "string", "enum": ["true", "false"]},
            },
        },
        "content": {one.media_type: {} for one in FORMATS.values()},
    },
    **problems_for(300, 404, 413, 422, 503, 507),
}


def chosen(name: str) -> Format:
    """The format of that name; a problem that lists all where there is none."""
    try:
        return format_named(name)
    except UnknownFormat:
        known = ", ".join(FORMATS)
        reason = f"phải là một trong: {known}"
        errors = [{"parameter": "format", "reason": reason}]
        raise Problem(422, "invalid-parameter", f"Tham số «format» {reason}.", errors=errors) from None


Depth = Annotated[
    int | None,
    Query(
        ge=1,
        le=6,
        description="Số bước; mặc định 1, với xlsx, docx, ics là mọi nhiệm vụ thực hiện văn bản / steps; for xlsx, "
        "docx and ics all that implements the instrument",
    ),
]
Way = Annotated[
    Literal["in", "out", "both"],
    Query(description="Theo cạnh đi đến (in), đi từ (out) hay cả hai / along which edges"),
]
RelationParameter = Annotated[
    list[str],
    Query(
        max_length=20,
        description="Chỉ quan hệ này; nhiều thì nhắc lại / only these edges",
        json_schema_extra={"items": {"type": "string", "enum": list(RELATIONS)}},
    ),
]
Confidence = Annotated[float, Query(ge=0, le=1, description="Độ tin cậy ít nhất của lượt dẫn / least confidence")]
Since = Annotated[
    str | None,
    Query(max_length=30, description="Văn bản ban hành từ ngày hoặc năm này / from", examples=["2020"]),
]
Until = Annotated[
    str | None, Query(max_length=30, description="Văn bản ban hành đến ngày hoặc năm này / until", examples=["2024"])
]
AgencyParameter = Annotated[
    str | None,
    Query(max_length=500, description="Chỉ nhiệm vụ của cơ quan này: tên, không cần dấu, hoặc org/… / only its tasks"),
]


class Filters:
    """The filters that every export takes (a FastAPI dependency)."""

    def __init__(
        self,
        direction: Way = "both",
        relation: RelationParameter = [],  # noqa: B006 - FastAPI copies it
        confidence: Confidence = 0.0,
        since: Since = None,
        until: Until = None,
        agency: AgencyParameter = None,
    ) -> None:
        self.given: dict[str, Any] = {
            "direction": direction,
            "relation": relation,
            "confidence": confidence,
            "since": since,
            "until": until,
            "agency": agency,
        }
