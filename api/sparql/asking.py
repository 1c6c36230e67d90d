"""A query run for a request: in a worker, or at the remote store; whatever stops it is a problem that says so."""

from __future__ import annotations

import asyncio

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from api.knowledge import Knowledge
from api.problems import Problem
from api.settings import Settings
from api.sparql.guard import Reading, fault
from api.sparql.interface import TIME_LIMIT
from api.sparql.kept import Kept
from api.sparql.pool import Busy, Died, Pool, TimedOut
from api.sparql.request import ALIASES, GRAPHS, Asked, Wanted, at, not_acceptable
from api.sparql.results import TABLES
from api.sparql.wire import Answer, Ask, pack

PAGE_ROWS = 200  # of a page: a browser lays out ten thousand rows for longer than the query took
_MOST_NAMED = 5  # unknown graphs that one sentence names


async def answered(request: Request, asked: Asked, reading: Reading, wanted: Wanted) -> Answer:
    """The answer to the query, whose outcome is ok; raises Problem, RemoteTrouble."""
    settings: Settings = request.app.state.settings
    knowledge: Knowledge = request.app.state.knowledge
    question = Ask(
        query=asked.query,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
        query_graphs=list(reading.graphs) or None,
        base=str(request.url.replace(query="", fragment="")),
        union=not (reading.own_dataset or asked.default_graphs or asked.named_graphs),
        table=ALIASES.get(wanted.table or "", wanted.table),
        graph=wanted.graph,
        max_rows=most_rows(settings, wanted),
        max_bytes=settings.sparql_bytes,
        seconds=settings.sparql_seconds,
    )
    if knowledge.remote:
        answer = await _at_endpoint(knowledge, question)
    else:
        answer = await _here(request, question, steady=reading.steady)
    if answer.outcome != "ok":
        raise _problem(answer, reading, settings)
    return answer


def most_rows(settings: Settings, wanted: Wanted) -> int:
    """At how many rows the answer is cut."""
    return min(settings.sparql_rows, PAGE_ROWS) if wanted.page else settings.sparql_rows


async def _here(request: Request, question: Ask, *, steady: bool) -> Answer:
    """The answer from the newest generation: a worker's, or the one kept where asking again changes nothing."""
    if not steady:
        return await _in_worker(request, question)
    kept: Kept = request.app.state.kept
    generation, packed = request.app.state.knowledge.generation(), pack(question)
    return await kept.answer(generation, packed, lambda: _in_worker(request, question))


async def _in_worker(request: Request, question: Ask) -> Answer:
    """Run the query; where the client leaves, its query ends with it."""
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
        detail = f"Truy vấn chạy quá {question.seconds:g} giây nên đã bị dừng; hãy thu hẹp truy vấn."
        raise _timed_out(detail, question) from None
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


async def _at_endpoint(knowledge: Knowledge, question: Ask) -> Answer:
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
        detail = f"Kho từ xa không trả lời trong {question.seconds:g} giây; hãy thu hẹp truy vấn."
        raise _timed_out(detail, question) from None


async def _until_disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _busy() -> Problem:
    detail = "Đang có quá nhiều truy vấn; hãy thử lại sau ít giây."
    return Problem(503, "busy", detail, headers={"Retry-After": "5"})


def _timed_out(detail: str, question: Ask) -> Problem:
    return Problem(
        503, "query-timeout", detail, headers={"Retry-After": "10", TIME_LIMIT: f"{question.seconds or 0:g}"}
    )


def _problem(answer: Answer, reading: Reading, settings: Settings) -> Problem:
    if answer.outcome == "not-acceptable":
        return not_acceptable(GRAPHS if answer.message == "graph" else TABLES)
    if answer.outcome == "too-large":
        return Problem(
            413,
            "answer-too-large",
            f"Kết quả lớn hơn {settings.sparql_bytes // 2**20} MiB; hãy thêm LIMIT hoặc thu hẹp truy vấn.",
        )
    if answer.outcome == "unknown-graph":
        graphs = answer.message.split("\n")
        told = ", ".join(f"<{graph}>" for graph in graphs[:_MOST_NAMED])
        rest = f" và {len(graphs) - _MOST_NAMED} đồ thị khác" if len(graphs) > _MOST_NAMED else ""
        return Problem(
            400,
            "unknown-graph",
            f"Kho không có đồ thị {told}{rest}; máy chủ này không tải đồ thị từ nơi khác.",
            graphs=graphs,
        )
    if answer.outcome == "malformed":
        found = fault(answer.message, reading.undeclared)
        return Problem(400, "malformed-query", found.detail, message=answer.message, **at(found))
    return Problem(400, "query-failed", f"Truy vấn không chạy được: {answer.message}")
