"""The SPARQL 1.1 Protocol for queries: GET, POST with a form, POST with the query itself. Reading only."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api import negotiate
from api.knowledge import Knowledge
from api.openapi import problems_for
from api.problems import Problem
from api.settings import Settings
from api.sparql import guard, results
from api.sparql.pool import Busy, Died, Pool, TimedOut
from api.sparql.wire import Answer, Ask

router = APIRouter(tags=["SPARQL"])

MAX_BODY = 128 * 1024  # a query of the longest allowed length, percent-encoded
_ALIASES = {"application/json": results.JSON, "application/xml": results.XML, "text/xml": results.XML}
_TABLES = (*results.TABLES, *_ALIASES)
_GRAPHS = tuple(results.GRAPHS)
_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_EXAMPLE = "PREFIX dan: <https://w3id.org/danchieu/def#>\nSELECT ?task WHERE { ?task a dan:Task } LIMIT 10"

_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Kết quả. / The result, in the format that fits Accept best.",
        "headers": {
            "Danchieu-Row-Limit": {
                "description": "Số dòng tối đa / most rows",
                "schema": {"type": "integer"},
            },
            "Danchieu-Truncated": {
                "description": "true nếu kết quả bị cắt ở giới hạn đó / whether rows were left off",
                "schema": {"type": "string", "enum": ["true", "false"]},
            },
        },
        "content": {
            results.JSON: {"schema": {"type": "object"}},
            results.XML: {"schema": {"type": "string"}},
            results.CSV: {"schema": {"type": "string"}},
            results.TSV: {"schema": {"type": "string"}},
            **{media: {"schema": {"type": "string"}} for media in _GRAPHS},
        },
    },
    **problems_for(400, 403, 406, 413, 414, 503, 507),
}
_PARAMETERS = [
    {
        "name": "query",
        "in": "query",
        "required": True,
        "description": "Truy vấn SPARQL 1.1 (SELECT, ASK, CONSTRUCT, DESCRIBE) / the query",
        "schema": {"type": "string", "maxLength": guard.MAX_CHARACTERS},
        "example": _EXAMPLE,
    },
    *(
        {
            "name": name,
            "in": "query",
            "description": f"{what} / a graph of the dataset, among the store's own",
            "schema": {"type": "array", "items": {"type": "string", "format": "uri"}},
        }
        for name, what in (
            ("default-graph-uri", "Đồ thị mặc định"),
            ("named-graph-uri", "Đồ thị có tên"),
        )
    ),
]


@router.get(
    "/sparql",
    summary="Truy vấn SPARQL / SPARQL query",
    description="Chỉ đọc. Đồ thị mặc định là hợp của mọi đồ thị có tên. Không cho phép UPDATE, SERVICE, "
    "LOAD. Truy vấn quá thời hạn bị dừng (503). "
    "/ Read-only; the default graph is the union of all named graphs.",
    response_class=Response,
    responses=_ANSWER,
    openapi_extra={"parameters": _PARAMETERS},
)
async def sparql_get(request: Request) -> Response:
    return await _respond(request, request.query_params.multi_items())


@router.post(
    "/sparql",
    summary="Truy vấn SPARQL gửi bằng POST / SPARQL query by POST",
    description="Như GET; truy vấn nằm trong biểu mẫu hoặc là chính phần thân. / In a form, or as the body.",
    response_class=Response,
    responses={**_ANSWER, **problems_for(415)},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                _FORM: {
                    "schema": {
                        "type": "object",
                        "required": ["query"],
                        "properties": {
                            "query": {"type": "string"},
                            "default-graph-uri": {"type": "string"},
                            "named-graph-uri": {"type": "string"},
                        },
                    },
                    "example": {"query": _EXAMPLE},
                },
                _QUERY: {"schema": {"type": "string"}, "example": _EXAMPLE},
            },
        }
    },
)
async def sparql_post(request: Request) -> Response:
    media, _, parameters = request.headers.get("content-type", "").partition(";")
    media = media.strip().lower()
    if media == _UPDATE:
        raise Problem(403, "read-only", "Điểm truy vấn này chỉ đọc; không nhận SPARQL UPDATE.")
    if media not in (_FORM, _QUERY):
        raise Problem(415, "unsupported-media-type", f"Hãy gửi truy vấn bằng {_QUERY} hoặc {_FORM}.")
    charset = parameters.lower().replace('"', "").replace(" ", "").partition("charset=")[2]
    if charset not in ("", "utf-8", "utf8", "us-ascii"):
        raise Problem(415, "unsupported-media-type", "Truy vấn phải được mã hoá bằng UTF-8.")
    text = _decode(await _body(request))
    in_address = request.query_params.multi_items()
    if media == _QUERY:
        if any(name in ("query", "update") for name, _ in in_address):
            raise Problem(400, "malformed-request", "Truy vấn nằm ở cả địa chỉ lẫn phần thân; chỉ gửi một.")
        return await _respond(request, [*in_address, ("query", text)])
    try:
        fields = parse_qsl(text, keep_blank_values=True, max_num_fields=100, errors="strict")
    except ValueError:
        raise Problem(400, "malformed-request", "Biểu mẫu gửi lên không đọc được.") from None
    return await _respond(request, [*in_address, *fields])


async def _body(request: Request) -> bytes:
    """The body, read no further than it may be long."""
    parts: list[bytes] = []
    length = 0
    async for part in request.stream():
        length += len(part)
        if length > MAX_BODY:
            raise Problem(413, "query-too-long", f"Phần thân gửi lên quá {MAX_BODY} byte.")
        parts.append(part)
    return b"".join(parts)


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise Problem(400, "malformed-request", "Phần thân gửi lên không phải UTF-8.") from None


async def _respond(request: Request, parameters: Sequence[tuple[str, str]]) -> Response:
    given: Mapping[str, list[str]] = {name: [v for n, v in parameters if n == name] for name, _ in parameters}
    if "update" in given:
        raise Problem(403, "read-only", "Điểm truy vấn này chỉ đọc; không nhận SPARQL UPDATE.")
    queries = given.get("query", [])
    if len(queries) != 1:
        fault = "Thiếu tham số «query»." if not queries else "Có nhiều tham số «query»; chỉ gửi một."
        raise Problem(400, "malformed-request", fault)
    try:
        own_dataset = guard.check(queries[0])
    except guard.Refused as error:
        status = 414 if error.status == 413 and request.method == "GET" else error.status
        code = {403: "query-refused", 413: "query-too-long", 414: "query-too-long"}.get(status, "malformed-query")
        raise Problem(status, code, str(error)) from None

    accept = ",".join(request.headers.getlist("accept"))
    table, graph = negotiate.best(accept, _TABLES), negotiate.best(accept, _GRAPHS)
    if table is None and graph is None:
        raise _not_acceptable((*results.TABLES, *_GRAPHS))
    settings: Settings = request.app.state.settings
    default, named = given.get("default-graph-uri"), given.get("named-graph-uri")
    question = Ask(
        query=queries[0],
        default_graphs=default,
        named_graphs=named,
        union=not (own_dataset or default or named),
        table=_ALIASES.get(table or "", table),
        graph=graph,
        max_rows=settings.sparql_rows,
        max_bytes=settings.sparql_bytes,
        seconds=settings.sparql_seconds,
    )
    answer = await _ask(request, question)
    return _response(answer, table, settings)


async def _ask(request: Request, question: Ask) -> Answer:
    """Run the query; where the client leaves, its query ends with it."""
    knowledge: Knowledge = request.app.state.knowledge
    if knowledge.remote:
        return await _ask_remote(knowledge, question)
    pool: Pool = request.app.state.pool
    client = request.client.host if request.client else ""
    running = asyncio.ensure_future(pool.run(question, client))
    leaving = asyncio.ensure_future(_until_disconnected(request))
    try:
        await asyncio.wait({running, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not running.done():
            raise Problem(400, "client-gone", "Bên hỏi đã ngắt kết nối.")
        return running.result()
    except TimedOut:
        raise Problem(
            503,
            "query-timeout",
            f"Truy vấn chạy quá {question.seconds:g} giây nên đã bị dừng; hãy thu hẹp truy vấn.",
            headers={"Retry-After": "10"},
        ) from None
    except Busy:
        raise _busy() from None
    except Died:
        raise Problem(
            507,
            "query-too-heavy",
            "Truy vấn vượt giới hạn bộ nhớ hoặc độ sâu nên đã bị dừng; hãy thu hẹp truy vấn.",
        ) from None
    finally:
        leaving.cancel()
        running.cancel()
        await asyncio.wait({running, leaving})


def _busy() -> Problem:
    detail = "Đang có quá nhiều truy vấn; hãy thử lại sau ít giây."
    return Problem(503, "busy", detail, headers={"Retry-After": "5"})


async def _ask_remote(knowledge: Knowledge, question: Ask) -> Answer:
    """Run the query at the endpoint, which alone can end it: after the limit its answer is not waited for."""
    from api.sparql.remote import answer

    if not knowledge.places.acquire(blocking=False):
        raise _busy()

    def run() -> Answer:
        try:
            return answer(knowledge.store(), question)  # type: ignore[arg-type]  # of a remote place
        finally:
            knowledge.places.release()

    try:
        return await asyncio.wait_for(run_in_threadpool(run), question.seconds)
    except TimeoutError:
        raise Problem(
            503,
            "query-timeout",
            f"Kho từ xa không trả lời trong {question.seconds:g} giây; hãy thu hẹp truy vấn.",
            headers={"Retry-After": "10"},
        ) from None


async def _until_disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _response(answer: Answer, table: str | None, settings: Settings) -> Response:
    if answer.outcome == "ok":
        media = table if table in _ALIASES and answer.media_type in results.TABLES else answer.media_type
        headers = {
            "Danchieu-Row-Limit": str(settings.sparql_rows),
            "Danchieu-Truncated": "true" if answer.truncated else "false",
            "Vary": "Accept",
        }
        if media in ("text/csv", "text/tab-separated-values", "text/turtle", "text/xml"):
            media += "; charset=utf-8"
        return Response(answer.body, headers=headers | {"Content-Type": str(media)})
    if answer.outcome == "not-acceptable":
        raise _not_acceptable(_GRAPHS if answer.message == "graph" else results.TABLES)
    if answer.outcome == "too-large":
        raise Problem(
            413,
            "answer-too-large",
            f"Kết quả lớn hơn {settings.sparql_bytes // 2**20} MiB; hãy thêm LIMIT hoặc thu hẹp truy vấn.",
        )
    if answer.outcome == "malformed":
        raise Problem(400, "malformed-query", guard.explain(answer.message))
    raise Problem(400, "query-failed", f"Truy vấn không chạy được: {answer.message}")


def _not_acceptable(offers: Sequence[str]) -> Problem:
    return Problem(406, "not-acceptable", f"Chỉ trả lời được bằng: {', '.join(offers)}.", available=list(offers))
