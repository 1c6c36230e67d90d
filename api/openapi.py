"""The description of the interface: one schema for every error, and no claim that is not kept."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from api.operation.limits import published
from api.representation.described import describe_forms

_MEDIA = "application/problem+json"
_JSON_LD = "application/ld+json"
_WHEN = {
    300: "Nhiều văn bản khớp; mọi ứng viên ở `candidates`. / Ambiguous: every candidate is named.",
    400: "Yêu cầu sai; `detail` nói rõ chỗ sai. / Malformed request.",
    401: "Cần khóa API, hoặc khóa không còn hiệu lực. / A key is needed, or this one does not count.",
    403: "Không cho phép: vai trò của khóa chưa đủ; SPARQL chỉ đọc, không SERVICE. "
    "/ Refused: the key's role, or SPARQL that is not read-only.",
    404: "Không có; những gì gần giống ở `near`. / Unknown, with near misses.",
    406: "Không có định dạng nào khớp Accept. / Nothing fits Accept.",
    408: "Phần thân ngừng đến giữa chừng. / The body stopped coming.",
    409: "Trái với điều đang có; `detail` nói rõ. / Conflicts with what stands.",
    410: "Đã được rút khỏi kho, hoặc `cursor` của dữ liệu cũ. / Withdrawn, or a cursor of older data.",
    413: "Quá lớn. / Too large.",
    414: "Truy vấn quá dài để nằm trong địa chỉ. / The query is too long for an address.",
    415: "Kiểu dữ liệu gửi lên không được hỗ trợ. / Unsupported media type.",
    416: "Khúc được hỏi nằm ngoài tệp. / The part asked for is outside of the file.",
    421: "Tên máy chủ (Host) không phải của máy chủ này. / The Host is not this server's.",
    422: "Tham số không hợp lệ. / Invalid parameter.",
    429: "Quá nhiều yêu cầu; xem RateLimit và Retry-After. / Too many requests.",
    431: "Tiêu đề của yêu cầu quá nhiều hoặc quá dài. / The headers are too many or too long.",
    500: "Lỗi ngoài dự kiến. / Unexpected error.",
    503: "Quá thời hạn, đang bận hoặc chưa có dữ liệu; xem Retry-After. / Timed out, busy, or no data.",
    507: "Vượt giới hạn bộ nhớ hoặc độ sâu, hoặc hết đĩa. / Out of memory or disk, or nested too deep.",
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
        "request_id": {"type": "string", "description": "mã của yêu cầu trong nhật ký / its id in the log"},
        "violated-policies": {"type": "array", "items": {"type": "string"}},
        "candidates": {"type": "array", "items": _SUMMARY},
        "near": {"type": "array", "items": _SUMMARY},
        "available": {"type": "array", "items": {"type": "string"}},
        "line": {"type": "integer", "description": "dòng sai của truy vấn, từ 1 / line of the fault, from 1"},
        "column": {"type": "integer", "description": "cột sai, từ 1 / column of the fault, from 1"},
        "message": {"type": "string", "description": "nguyên văn của bộ phân tích / the parser's own words"},
        "graphs": {"type": "array", "items": {"type": "string"}, "description": "đồ thị không có / unknown graphs"},
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


def operation_id(route: APIRoute) -> str:
    """What a generated client calls an operation: the noun and what is done, as in `documents_find`."""
    noun = route.endpoint.__module__.rpartition(".")[2]
    return route.name if route.name.startswith(noun) else f"{noun}_{route.name.replace('-', '_')}"


def problems_for(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The errors of a route, for its `responses`."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {s: {"description": _WHEN[s], "content": {_MEDIA: {"schema": schema}}} for s in statuses}


def install(app: FastAPI, version: str) -> None:
    """Describe the application; every operation may also end in 421, 429, 431 and 500."""

    def describe() -> dict[str, Any]:
        if app.openapi_schema is None:
            found = get_openapi(
                title="Dẫn Chiếu",
                version=version,
                description=f"{_DESCRIPTION}\n\n{published(app.state.settings)}",
                routes=app.routes,
                tags=TAGS,
            )
            schemas = found.setdefault("components", {}).setdefault("schemas", {})
            schemas.pop("HTTPValidationError", None)
            schemas.pop("ValidationError", None)
            schemas["Problem"] = _PROBLEM
            for name, example in json.loads((files("api") / "examples.json").read_text("utf-8")).items():
                schemas[name]["example"] = example
            for operations in found["paths"].values():
                for operation in operations.values():
                    # Of a body: what cannot be parsed, never comes to its end, or is larger than is taken at all.
                    more = (400, 408, 413) if "requestBody" in operation else ()
                    for status, told in problems_for(*more, 421, 429, 431, 500).items():
                        operation["responses"].setdefault(str(status), told)
                    _with_rate_headers(operation["responses"])
                    _with_pages(operation["responses"])
                    _with_any_json_ld(operation["responses"])
            describe_forms(found)
            found["components"]["headers"] = _HEADERS
            app.openapi_schema = found
        return app.openapi_schema

    app.openapi = describe  # type: ignore[method-assign]


def _with_pages(responses: dict[str, Any]) -> None:
    """Where a browser is answered with a page, so is its mistake."""
    if "text/html" in responses.get("200", {}).get("content", {}):
        for status, told in responses.items():
            if _MEDIA in told.get("content", {}):
                pages = {**told["content"], "text/html": {"schema": {"type": "string"}}}
                responses[status] = {**told, "content": pages}


def _with_any_json_ld(responses: dict[str, Any]) -> None:
    """Routes describe every RDF syntax as text; of JSON-LD that is false, for a client sees its array or object."""
    for told in responses.values():
        if _JSON_LD in told.get("content", {}):
            told["content"] = {**told["content"], _JSON_LD: {}}


def _with_rate_headers(responses: dict[str, Any]) -> None:
    """A success says what is left of the client's rate, a refusal when there is more."""
    for status, told in responses.items():
        names = [name for name in _HEADERS if status == "429" or (status == "200" and name != "Retry-After")]
        if names:
            links = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
            told["headers"] = links | told.get("headers", {})


_HEADERS: dict[str, Any] = {
    "RateLimit-Policy": {
        "description": "Các giới hạn tần suất: q yêu cầu trong w giây / the policies: q requests in w seconds",
        "schema": {"type": "string"},
        "example": '"requests";q=1200;w=60',
    },
    "RateLimit": {
        "description": "Còn r yêu cầu; t giây nữa có thêm / r requests are left; more in t seconds",
        "schema": {"type": "string"},
        "example": '"requests";r=1199;t=60',
    },
    "Retry-After": {
        "description": "Thử lại sau số giây này / try again after these seconds",
        "schema": {"type": "integer"},
    },
}
TAGS = [
    {"name": "Văn bản", "description": "Instruments: tìm, xem, nhiệm vụ, nguồn gốc, phụ thuộc, tác động."},
    {"name": "Nhiệm vụ", "description": "Tasks: câu giao việc, cơ quan, thời hạn."},
    {"name": "Cơ quan", "description": "Agencies: các nhiệm vụ chủ trì và phối hợp."},
    {"name": "Tài liệu", "description": "Documents: tệp đã đọc."},
    {
        "name": "Tra cứu",
        "description": "Lookup and paths: số ký hiệu này là văn bản nào; hai văn bản nối với nhau ra sao.",
    },
    {"name": "Câu hỏi", "description": "Competency questions: những câu hỏi có sẵn, chạy theo tên hoặc số."},
    {"name": "Đồ thị", "description": "Graph and exports."},
    {"name": "Vấn đề", "description": "Problems: những gì cần người xem lại."},
    {"name": "Thay đổi", "description": "Changes: mỗi lần nạp thêm, bớt, đổi những gì."},
    {"name": "SPARQL", "description": "SPARQL 1.1, read-only."},
    {"name": "Dữ liệu liên kết", "description": "Linked data: /id/… trả 303."},
    {"name": "Ghi", "description": "Writing: tải tài liệu lên, rút tài liệu, theo dõi việc đã nhận."},
    {"name": "Thẩm định", "description": "Reviews: quyết định của người thẩm định, có thể hủy, không bao giờ mất."},
    {"name": "Khóa", "description": "Keys and the audit trail."},
    {"name": "Vận hành", "description": "Operations."},
]
