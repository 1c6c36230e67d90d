"""Whether the server lives, whether it can answer, and what it counts."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.knowledge import Knowledge
from api.models.operation import Health, Ready
from api.openapi import problems_for
from api.operation.clients import Networks, address_of, is_hearsay
from api.operation.metrics import Metrics
from api.problems import Problem
from api.representation.shape import dumps
from api.settings import Settings
from api.sparql.pool import Busy, Died, Pool, TimedOut
from api.sparql.wire import Ask
from graph.store.errors import RemoteTrouble, StoreNotFound, StoreUnusable

router = APIRouter(tags=["Vận hành"])

READY_SECONDS = 2.0
_NO_STORE = {"Cache-Control": "no-store"}


@router.get(
    "/healthz",
    summary="Máy chủ còn sống không / Is the server alive",
    description="Luôn trả lời ngay, không chạm vào kho, kể cả khi một truy vấn nặng đang chạy; `generation` là đời "
    "dữ liệu đã trả lời gần nhất. / Always at once, without touching the store; `generation` is the one last "
    "answered from.",
    response_model=Health,
)
async def healthz(request: Request) -> Response:
    knowledge: Knowledge = request.app.state.knowledge
    return _json({"status": "ok", "generation": knowledge.held()})


@router.get(
    "/readyz",
    summary="Máy chủ trả lời được không / Can the server answer",
    description="Mở kho và hỏi thử một truy vấn; 503 nói vì sao chưa được. `sparql` là «busy» khi mọi chỗ đang bận. "
    "/ Opens the store and runs a query; 503 says why not. `sparql` is `busy` where every place is taken.",
    response_model=Ready,
    responses=problems_for(503),
)
async def readyz(request: Request) -> Response:
    knowledge: Knowledge = request.app.state.knowledge
    try:
        store = await run_in_threadpool(knowledge.store)
    except StoreNotFound:
        raise _not_ready("chưa có kho: hãy nạp văn bản bằng «danchieu ingest»") from None
    except RemoteTrouble as error:
        raise _not_ready(str(error)) from None
    except (StoreUnusable, OSError):
        raise _not_ready("kho không đọc được: hãy chạy «danchieu store check»") from None
    name = store.generation if knowledge.remote else knowledge.held()
    sparql = "remote" if knowledge.remote else await _sparql(request.app.state.pool)
    return _json({"status": "ready", "generation": name, "sparql": sparql})


async def _sparql(pool: Pool) -> str:
    """Whether a query is answered; a line that is full is no fault: others are answered."""
    try:
        answer = await pool.run(Ask("ASK {}", seconds=READY_SECONDS), "readyz")
    except Busy:
        return "busy"
    except TimedOut:
        raise _not_ready(f"truy vấn thử không xong trong {READY_SECONDS:g} giây") from None
    except (Died, TimeoutError, OSError):
        raise _not_ready("tiến trình truy vấn không chạy được") from None
    if answer.outcome != "ok":
        raise _not_ready("truy vấn thử không chạy được")
    return "ok"


@router.get(
    "/metrics",
    summary="Số đo cho Prometheus / Metrics for Prometheus",
    description="Chỉ những địa chỉ trong DANCHIEU_METRICS_FROM đọc được, mặc định là chính máy này. "
    "/ Only addresses of DANCHIEU_METRICS_FROM may read it, this machine alone by default.",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}, **problems_for(403)},
)
def metrics(request: Request) -> Response:
    settings: Settings = request.app.state.settings
    # Behind a proxy that is not believed everyone seems to be the proxy, which is often of this very machine.
    if is_hearsay(request.scope) or address_of(request.scope) not in Networks(settings.metrics_from):
        raise Problem(403, "not-for-you", "Địa chỉ này không được đọc số đo; xem DANCHIEU_METRICS_FROM.")
    counted: Metrics = request.app.state.metrics
    body, media = counted.exposition(request.app.state.knowledge, request.headers.get("accept", ""))
    return Response(body, headers={"Content-Type": media, **_NO_STORE})


def _not_ready(reason: str) -> Problem:
    return Problem(503, "not-ready", f"Chưa phục vụ được: {reason}.", headers={"Retry-After": "10", **_NO_STORE})


def _json(body: dict[str, str | None]) -> Response:
    return Response(dumps(body), media_type="application/json", headers=_NO_STORE)
