"""The description of the interface: one schema for every error, and no claim that is not kept."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

_MEDIA = "application/problem+json"
_WHEN = {
    300: "Nhiều văn bản khớp; mọi ứng viên ở `candidates`. / Ambiguous: every candidate is named.",
    400: "Yêu cầu sai; `detail` nói rõ chỗ sai. / Malformed request.",
    403: "Không cho phép: chỉ đọc, không SERVICE. / Refused: read-only, no federation.",
    404: "Không có; những gì gần giống ở `near`. / Unknown, with near misses.",
    406: "Không có định dạng nào khớp Accept. / Nothing fits Accept.",
    413: "Quá lớn. / Too large.",
    414: "Truy vấn quá dài để nằm trong địa chỉ. / The query is too long for an address.",
    415: "Kiểu dữ liệu gửi lên không được hỗ trợ. / Unsupported media type.",
    421: "Tên máy chủ (Host) không phải của máy chủ này. / The Host is not this server's.",
    422: "Tham số không hợp lệ. / Invalid parameter.",
    500: "Lỗi ngoài dự kiến. / Unexpected error.",
    503: "Quá thời hạn, đang bận hoặc chưa có dữ liệu; xem Retry-After. / Timed out, busy, or no data.",
    507: "Vượt giới hạn bộ nhớ hoặc độ sâu. / Out of memory or nested too deep.",
}
_SUMMARY = {
    "type": "object",
    "description": "Một văn bản, đủ để phân biệt với văn bản khác / an instrument, told apart from others",
    "properties": {"iri": {"type": "string", "format": "uri"}},
    "required": ["iri"],
}
_PROBLEM: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "Lỗi theo RFC 9457 / problem details",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "một câu rõ ràng / one clear sentence"},
        "instance": {"type": "string"},
        "candidates": {"type": "array", "items": _SUMMARY},
        "near": {"type": "array", "items": _SUMMARY},
        "available": {"type": "array", "items": {"type": "string"}},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"parameter": {"type": "string"}, "reason": {"type": "string"}},
            },
        },
    },
    "example": {
        "type": "https://w3id.org/danchieu/problem/unknown-instrument",
        "title": "Không tìm thấy",
        "status": 404,
        "detail": "Không tìm thấy văn bản nào như đã hỏi.",
        "instance": "/api/v1/lookup",
        "near": [],
    },
}
_DESCRIPTION = (
    "Đồ thị tri thức về văn bản chỉ đạo và dẫn chiếu giữa chúng: nhiệm vụ nào thực hiện chỉ thị nào, "
    "ai chủ trì, bao giờ xong, câu nào trong văn bản nói điều đó.\n\n"
    "A knowledge graph of Vietnamese directives and their cross-references: tasks, agencies, "
    "deadlines, and the sentence behind every edge."
)


def problems_for(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The errors of a route, for its `responses`."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {s: {"description": _WHEN[s], "content": {_MEDIA: {"schema": schema}}} for s in statuses}


def install(app: FastAPI, version: str) -> None:
    """Describe the application; every operation may also end in 421 and 500."""

    def describe() -> dict[str, Any]:
        if app.openapi_schema is None:
            found = get_openapi(
                title="Dẫn Chiếu", version=version, description=_DESCRIPTION, routes=app.routes, tags=TAGS
            )
            schemas = found.setdefault("components", {}).setdefault("schemas", {})
            schemas.pop("HTTPValidationError", None)
            schemas.pop("ValidationError", None)
            schemas["Problem"] = _PROBLEM
            for name, example in json.loads((files("api") / "examples.json").read_text("utf-8")).items():
                schemas[name]["example"] = example
            for operations in found["paths"].values():
                for operation in operations.values():
                    for status, told in problems_for(421, 500).items():
                        operation["responses"].setdefault(str(status), told)
            app.openapi_schema = found
        return app.openapi_schema

    app.openapi = describe  # type: ignore[method-assign]


TAGS = [
    {"name": "Văn bản", "description": "Instruments: tìm, xem, nhiệm vụ, nguồn gốc, phụ thuộc, tác động."},
    {"name": "Nhiệm vụ", "description": "Tasks: câu giao việc, cơ quan, thời hạn."},
    {"name": "Cơ quan", "description": "Agencies: các nhiệm vụ chủ trì và phối hợp."},
    {"name": "Tài liệu", "description": "Documents: tệp đã đọc."},
    {
        "name": "Tra cứu",
        "description": "Lookup and paths: số ký hiệu này là văn bản nào; hai văn bản nối với nhau ra sao.",
    },
    {"name": "Đồ thị", "description": "Graph and exports."},
    {"name": "Vấn đề", "description": "Problems: những gì cần người xem lại."},
    {"name": "Thay đổi", "description": "Changes: mỗi lần nạp thêm, bớt, đổi những gì."},
    {"name": "SPARQL", "description": "SPARQL 1.1, read-only."},
    {"name": "Dữ liệu liên kết", "description": "Linked data: /id/… trả 303."},
    {"name": "Vận hành", "description": "Operations."},
]
