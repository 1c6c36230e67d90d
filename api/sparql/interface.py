"""What OpenAPI says of the SPARQL endpoint: parameters, bodies, answers and their headers."""

from __future__ import annotations

from typing import Any

from api.openapi import problems_for
from api.sparql import guard, results
from api.sparql.request import FORM, GRAPHS, PAGE, QUERY

ROW_LIMIT = "Danchieu-Row-Limit"
TIME_LIMIT = "Danchieu-Time-Limit"
MEMORY_LIMIT = "Danchieu-Memory-Limit"
TRUNCATED = "Danchieu-Truncated"

EXAMPLE = "PREFIX dan: <https://w3id.org/danchieu/def#>\nSELECT ?task WHERE { ?task a dan:Task } LIMIT 10"
READING = (
    "Chỉ đọc. Đồ thị mặc định là hợp của mọi đồ thị có tên; `default-graph-uri`, `named-graph-uri` và FROM chỉ chọn "
    "trong các đồ thị của kho, đồ thị lạ là lỗi 400. Không cho phép UPDATE, SERVICE, LOAD. Quá thời hạn "
    f"(`{TIME_LIMIT}`) là 503, không bao giờ là kết quả rỗng; kết quả bị cắt ở `{ROW_LIMIT}` dòng thì "
    f"`{TRUNCATED}: true`. Không có tham số nào: mô tả dịch vụ, hoặc trang để hỏi. "
    "/ Read-only; the default graph is the union of all named graphs; a graph that the store does not have is an "
    f"error 400. A query out of time is a 503, never an empty answer; rows left off are told by `{TRUNCATED}`. "
    "Without parameters: the service description, or a page to ask from."
)
POSTING = "Như GET; truy vấn nằm trong biểu mẫu hoặc là chính phần thân. / In a form, or as the body."

_LIMITS: dict[str, Any] = {
    ROW_LIMIT: {"description": "Số dòng tối đa / most rows", "schema": {"type": "integer"}},
    TIME_LIMIT: {"description": "Thời hạn, giây / most seconds that a query may run", "schema": {"type": "number"}},
    MEMORY_LIMIT: {"description": "Bộ nhớ tối đa, MiB / most memory of a query", "schema": {"type": "integer"}},
}
_RETRY = {"Retry-After": {"description": "Giây / seconds", "schema": {"type": "integer"}}}

ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Kết quả. / The result, in the format that fits Accept best.",
        "headers": {
            **_LIMITS,
            TRUNCATED: {
                "description": "true nếu kết quả bị cắt ở giới hạn đó / whether rows were left off",
                "schema": {"type": "string", "enum": ["true", "false"]},
            },
        },
        "content": {
            results.JSON: {"schema": {"type": "object"}},
            **{media: {"schema": {"type": "string"}} for media in (*results.TABLES[1:], *GRAPHS, PAGE)},
        },
    },
    **problems_for(400, 403, 406, 413, 414, 503, 507),
}
ANSWER[503]["headers"] = _RETRY | {TIME_LIMIT: _LIMITS[TIME_LIMIT]}

_GRAPH = {"type": "array", "items": {"type": "string", "format": "uri"}}
PARAMETERS: list[dict[str, Any]] = [
    {
        "name": "query",
        "in": "query",
        "description": "Truy vấn SPARQL 1.1 (SELECT, ASK, CONSTRUCT, DESCRIBE) / the query",
        "schema": {"type": "string", "maxLength": guard.MAX_CHARACTERS},
        "example": EXAMPLE,
    },
    *(
        {
            "name": name,
            "in": "query",
            "description": f"{what} / a graph of the dataset, among the store's own",
            "schema": _GRAPH,
        }
        for name, what in (
            ("default-graph-uri", "Đồ thị mặc định"),
            ("named-graph-uri", "Đồ thị có tên"),
        )
    ),
]
BODY: dict[str, Any] = {
    "required": True,
    "content": {
        FORM: {
            "schema": {
                "type": "object",
                "required": ["query"],
                "properties": {
                    "query": {"type": "string", "maxLength": guard.MAX_CHARACTERS},
                    "default-graph-uri": _GRAPH,
                    "named-graph-uri": _GRAPH,
                },
            },
            "example": {"query": EXAMPLE},
        },
        QUERY: {"schema": {"type": "string", "maxLength": guard.MAX_CHARACTERS}, "example": EXAMPLE},
    },
}
UNSUPPORTED = problems_for(415)
EXAMPLES: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["name", "title", "english", "meaning", "trap", "query"],
        "properties": {key: {"type": "string"} for key in ("name", "title", "english", "meaning", "trap", "query")},
    },
}
