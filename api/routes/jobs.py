"""What was accepted and how far it is: asked now and then, or told as it goes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.models import writing as models
from api.openapi import problems_for
from api.problems import Problem
from api.reply import answer
from api.representation.paging import Limit, Offset, page
from api.review.writing import TheJobs
from api.uploads.events import stream
from api.uploads.jobs import ENDED, Json

router = APIRouter(prefix="/jobs", tags=["Ghi"], responses=problems_for(422))
Id = Annotated[
    str, Path(max_length=100, description="Mã của việc, ở Location / its id", examples=["0123456789abcdef0123"])
]


@router.get(
    "",
    summary="Các việc đã nhận / Jobs",
    description="Mới nhất trước. / The newest first.",
    response_model=models.JobPage,
)
def find(
    request: Request,
    jobs: TheJobs,
    ended: Annotated[bool | None, Query(description="Đã xong hay chưa / ended or not")] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    return answer(page(request, limit, offset, lambda count, skip: jobs.newest(ended=ended, limit=count, offset=skip)))


@router.get(
    "/{id}",
    summary="Một việc đến đâu rồi / How far a job is",
    description="Hỏi lại sau Retry-After giây khi chưa xong. / Ask again after Retry-After seconds.",
    response_model=models.Job,
    responses=problems_for(404),
)
def one(id: Id, jobs: TheJobs) -> Response:
    job = jobs.job(id)
    if job is None:
        raise _unknown(id)
    found = answer(job)
    found.headers["Cache-Control"] = "no-store"
    if job["state"] not in ENDED:
        found.headers["Retry-After"] = "1"
    return found


@router.get(
    "/{id}/events",
    summary="Theo dõi một việc / Follow a job",
    description="Server-sent events: mỗi lần đổi một sự kiện, hết khi việc xong; nối lại với Last-Event-ID thì nhận "
    "tiếp từ đó. 204 khi không còn gì để báo. / One event a change, until it ends; 204 when all was told.",
    response_class=Response,
    responses={
        200: {
            # No schema: OpenAPI 3.1 does not say whether one would be of the stream or of each event.
            "content": {"text/event-stream": {}},
            "description": "Mỗi sự kiện: `event` là trạng thái, `data` là việc ấy như ở /jobs/{id}. / Events.",
        },
        204: {"description": "Việc đã xong và mọi sự kiện đã được báo. / It ended, and all of it was told."},
        **problems_for(404),
    },
)
async def events(
    id: Id,
    jobs: TheJobs,
    last: Annotated[
        str | None,
        Header(alias="Last-Event-ID", max_length=20, description="Sự kiện cuối đã nhận / the last one received"),
    ] = None,
) -> Response:
    job: Json | None = await run_in_threadpool(jobs.job, id)
    if job is None:
        raise _unknown(id)
    after = int(last) if last and last.isascii() and last.isdigit() else 0
    if job["state"] in ENDED and not await run_in_threadpool(jobs.events, id, after):
        # A browser asks again when a stream ends; 204 tells it to stop.
        return Response(status_code=204)
    return stream(jobs, id, after)


def _unknown(id: str) -> Problem:
    return Problem(404, "unknown-job", f"Không có việc nào mang mã «{id}».")
