"""The SPARQL 1.1 Protocol for queries: GET, POST with a form, POST with the query itself. Reading only."""

from __future__ import annotations

import gzip
import json
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.pages.rendering import render
from api.pages.result_terms import QUERY_PREFIXES, shown
from api.problems import Problem
from api.reply import Store
from api.reply import answer as as_json
from api.representation import negotiate
from api.settings import Settings
from api.sparql import interface, results
from api.sparql.asking import PAGE_ROWS, answered, most_rows
from api.sparql.description import described, named_graphs
from api.sparql.examples import examples
from api.sparql.request import (
    ALIASES,
    GRAPHS,
    PAGE,
    Asked,
    accepted,
    asked_in_address,
    asked_in_body,
    read_by_guard,
    wanted,
)
from api.sparql.wire import Answer
from graph.identity import ONTOLOGY, base_iri

router = APIRouter(tags=["SPARQL"])
_LONG = 32 * 1024  # bytes: what is shorter is compressed, with all other answers, where it is sent
_EFFORT = 4
_METHODS = "GET, HEAD, POST, OPTIONS"
_TEXT = ("text/csv", "text/tab-separated-values", "text/turtle", "text/xml")


@router.get("/sparql/", include_in_schema=False)
@router.get(
    "/sparql",
    summary="Truy vấn SPARQL / SPARQL query",
    description=interface.READING,
    response_class=Response,
    responses=interface.ANSWER,
    openapi_extra={"parameters": interface.PARAMETERS},
)
async def sparql_get(request: Request) -> Response:
    if not request.url.query:
        return await _introduced(request)
    return await _respond(request, asked_in_address(request))


@router.post("/sparql/", include_in_schema=False)
@router.post(
    "/sparql",
    summary="Truy vấn SPARQL gửi bằng POST / SPARQL query by POST",
    description=interface.POSTING,
    response_class=Response,
    responses={**interface.ANSWER, **interface.UNSUPPORTED},
    openapi_extra={"requestBody": interface.BODY},
)
async def sparql_post(request: Request) -> Response:
    return await _respond(request, await asked_in_body(request))


@router.api_route("/sparql/", methods=["OPTIONS", "PUT", "PATCH", "DELETE"], include_in_schema=False)
@router.api_route("/sparql", methods=["OPTIONS", "PUT", "PATCH", "DELETE"], include_in_schema=False)
async def sparql_other(request: Request) -> Response:
    """Which methods there are; a browser's preflight is answered before it comes here."""
    if request.method == "OPTIONS":
        return Response(status_code=204, headers={"Allow": _METHODS})
    detail = f"Địa chỉ này không nhận phương thức {request.method}."
    raise Problem(405, "method-not-allowed", detail, headers={"Allow": _METHODS})


@router.get(
    "/sparql/examples",
    summary="Truy vấn mẫu / Example queries",
    description="Các câu hỏi có sẵn, mỗi câu một truy vấn gửi được ngay. / The competency questions, ready to send.",
    response_class=Response,
    responses={200: {"content": {"application/json": {"schema": interface.EXAMPLES}}}},
)
def sparql_examples(store: Store) -> Response:
    return as_json(examples(store))


async def _introduced(request: Request) -> Response:
    """What the service is: for programs its description, for people a page to ask from."""
    media = negotiate.best(accepted(request), (*GRAPHS, PAGE))
    if media is None:
        detail = f"Thiếu tham số «query»; mô tả dịch vụ thì chỉ có bằng: {', '.join(GRAPHS)}."
        raise Problem(406, "not-acceptable", detail, available=list(GRAPHS))
    store = await run_in_threadpool(request.app.state.knowledge.store)
    if media == PAGE:
        return await run_in_threadpool(lambda: _page(request, examples=examples(store)))
    names, more = await run_in_threadpool(named_graphs, store)
    body = described(str(request.url.replace(query="", fragment="")).rstrip("/"), names, more, media)
    headers = {"Vary": "Accept", interface.TRUNCATED: "true" if more else "false"}
    return await _in_media(request, body, media, headers)


async def _respond(request: Request, asked: Asked) -> Response:
    want = wanted(request)
    try:
        reading = read_by_guard(asked.query, request.method)
        answer = await answered(request, asked, reading, want)
    except Problem as problem:
        if not want.page:
            raise
        page = _page(request, query=asked.query, wrong=problem.detail, status=problem.status)
        page.headers.update(problem.headers or {})
        return page
    settings: Settings = request.app.state.settings
    headers = {
        interface.ROW_LIMIT: str(most_rows(settings, want)),
        interface.TIME_LIMIT: f"{settings.sparql_seconds:g}",
        interface.MEMORY_LIMIT: str(settings.sparql_memory_mb),
        interface.TRUNCATED: "true" if answer.truncated else "false",
        "Vary": "Accept",
        "Cache-Control": "no-cache",  # the next load makes another answer, and keys may close reading
    }
    if want.page:
        page = await run_in_threadpool(lambda: _page(request, query=asked.query, answer=answer))
        page.headers.update(headers)
        return page
    asked_alias = want.table in ALIASES and answer.media_type in results.TABLES
    return await _in_media(request, answer.body, str(want.table if asked_alias else answer.media_type), headers)


async def _in_media(request: Request, body: bytes, media: str, headers: dict[str, str]) -> Response:
    headers = headers | {"Content-Type": f"{media}; charset=utf-8" if media in _TEXT else media}
    if len(body) > _LONG and negotiate.best(request.headers.get("accept-encoding", "identity"), ("gzip",)):
        # In a thread, for one of 32 MiB takes half a second, and every other request would wait for it.
        body = await run_in_threadpool(gzip.compress, body, _EFFORT, mtime=0)
        headers |= {"Content-Encoding": "gzip", "Vary": f"{headers['Vary']}, Accept-Encoding"}
    return Response(body, headers=headers)


def _page(
    request: Request,
    *,
    query: str = interface.EXAMPLE,
    answer: Answer | None = None,
    wrong: str = "",
    examples: list[dict[str, Any]] | None = None,
    status: int = 200,
) -> Response:
    settings: Settings = request.app.state.settings
    table: dict[str, Any] = {}
    graph = ""
    if answer is not None and answer.media_type in results.TABLES:
        table = json.loads(answer.body)
        for row in table.get("results", {}).get("bindings", ()):
            row.update({name: shown(term) for name, term in row.items()})
    elif answer is not None:
        graph = answer.body.decode()
    page = render(
        "sparql.html",
        status,
        query=query,
        table=table,
        graph=graph,
        answer=answer,
        wrong=wrong,
        examples=examples or [],
        rows=min(settings.sparql_rows, PAGE_ROWS),
        seconds=settings.sparql_seconds,
        prefixes=QUERY_PREFIXES,
        things=f"{base_iri()}id/",
        terms=ONTOLOGY,
    )
    page.headers["Vary"] = "Accept"
    return page
