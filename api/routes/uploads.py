"""Giving the store a document, and taking one out. What is accepted is on the disk; the graph follows."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from pyoxigraph import Literal, QuerySolutions
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.catalogue import query
from api.keys.access import Editor
from api.models import writing as models
from api.openapi import problems_for
from api.problems import Problem
from api.representation.shape import dumps
from api.review.writing import IdempotencyKey, TheJobs, answered_before, wake
from api.uploads.accepting import Accepted, accept, busy, held_at, withdraw
from api.uploads.jobs import Jobs
from api.uploads.receiving import Bounds, arrived
from graph import withdrawals
from graph.store.errors import StoreNotFound
from ingest import inbox

router = APIRouter(prefix="/documents", tags=["Ghi"], responses=problems_for(401, 403, 422, 503, 507))
_AT_ONCE = 8  # bodies that one process takes in side by side: each holds a connection for as long as its sender likes
_arriving = asyncio.Semaphore(_AT_ONCE)
_FORM = {
    "type": "object",
    "properties": {"file": {"type": "array", "items": {"type": "string", "format": "binary"}}},
}


@router.post(
    "",
    summary="Tải tài liệu lên / Upload documents",
    description="Một hay nhiều tệp bằng multipart/form-data, hoặc phần thân là chính tệp với ?filename= hay "
    "Content-Disposition. 202: tệp đã nằm trên đĩa; theo dõi ở Location. 200: mọi tệp đã có sẵn. "
    "/ 202: on the disk, to be read; follow Location. 200: all of it is here already.",
    status_code=202,
    response_model=models.Received,
    responses={
        200: {"model": models.Received, "description": "Mọi tệp đã có sẵn. / All of it is here already."},
        **problems_for(400, 408, 413),
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {"schema": _FORM},
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            },
        }
    },
)
async def upload(
    request: Request,
    key: Editor,
    jobs: TheJobs,
    filename: Annotated[
        str | None,
        Query(max_length=400, description="Tên tệp, khi phần thân là chính tệp / its name", examples=["a.docx"]),
    ] = None,
    note: Annotated[str, Query(max_length=2000, description="Ghi chú cho nhật ký / for the audit trail")] = "",
    idempotency: IdempotencyKey = None,
) -> Response:
    settings = request.app.state.settings
    if _arriving.locked():
        raise busy(_AT_ONCE)
    async with _arriving:
        bounds = Bounds(settings.upload_bytes, settings.upload_files)
        async with arrived(request, jobs.directory, bounds, filename) as files:
            if idempotency is not None:
                asked = ["upload", note, [[one.name, one.sha256] for one in files]]
                _, before = await run_in_threadpool(answered_before, jobs, key, idempotency, asked)
                if before is not None:
                    return _received(before["job"], before["files"])
            found: Accepted = await run_in_threadpool(accept, jobs, files, key.name, settings.upload_waiting, note)
    if idempotency is not None:
        await run_in_threadpool(jobs.end_answer, key.id, idempotency, {"job": found.job, "files": found.files})
    wake(request)
    return _received(found.job, found.files)


def _received(job: Any, files: list[Any]) -> Response:
    followed = job["id"] if job else next((file["job"] for file in files if file["job"]), None)
    headers = {"Location": f"/api/v1/jobs/{followed}"} if followed else {}
    body = dumps({"job": job, "files": files})
    return Response(body, 202 if job else 200, headers, media_type="application/json")


@router.delete(
    "/{id}",  # as for GET: two templates of one address that differ in a name alone are no OpenAPI
    summary="Rút tài liệu khỏi kho / Take a document out",
    description="Theo SHA-256 của tệp. Tệp đã tải lên bị xóa hẳn; tệp của một thư mục ở máy chủ vẫn nằm đó, và chỉ bị "
    "để ngoài kho khi có exclude=true. Tải lại đúng nội dung ấy thì nó được nhận lại. "
    "/ An uploaded file is removed; one of a folder is only left out, and only with exclude=true.",
    status_code=202,
    response_model=models.Job,
    responses=problems_for(404, 409, 410),
)
def remove(
    request: Request,
    key: Editor,
    jobs: TheJobs,
    sha256: Annotated[
        str,
        Path(
            alias="id", pattern="^[0-9a-f]{64}$", description="SHA-256 của tệp, xem ở /documents", examples=["0" * 64]
        ),
    ],
    exclude: Annotated[bool, Query(description="Để ngoài kho cả tệp của thư mục / leave a folder's file out")] = False,
    note: Annotated[str, Query(max_length=2000, description="Lý do / why")] = "",
) -> Response:
    known = held_at(jobs.directory, sha256)
    inside = _in_graph(request, sha256)
    queued = any(file["sha256"] == sha256 for job in jobs.waiting() for file in job["files"])
    if not known and not inside and not queued:
        raise _absent(jobs, sha256)
    elsewhere = [path for place, path in known if not inbox.is_upload(place)] or ([] if known or queued else inside)
    if elsewhere and not exclude:
        detail = (
            f"«{elsewhere[0]}» không phải tệp tải lên riêng mà nằm trong thư mục hoặc tệp nén; "
            "gửi lại với exclude=true để chỉ để nó ngoài kho."
        )
        raise Problem(409, "not-an-upload", detail, paths=elsewhere[:20])
    paths = [path for _, path in known] or inside or [sha256]
    job = withdraw(jobs, sha256, paths[0], key.name, note)
    wake(request)
    headers = {"Location": f"/api/v1/jobs/{job['id']}"}
    return Response(dumps(job), 202, headers, media_type="application/json")


def _in_graph(request: Request, sha256: str) -> list[str]:
    try:
        rows = request.app.state.knowledge.store().query(query("source-of"), {"sha256": Literal(sha256)})
    except StoreNotFound:
        return []
    assert isinstance(rows, QuerySolutions)
    return [row["path"].value for row in rows]


def _absent(jobs: Jobs, sha256: str) -> Problem:
    gone = withdrawals.standing(jobs.directory).get(sha256)
    if gone is not None:
        detail = f"Tài liệu này đã được {gone.who} rút khỏi kho ngày {gone.when[:10]}."
        return Problem(410, "withdrawn", detail, when=gone.when, who=gone.who, note=gone.note)
    return Problem(404, "unknown-document", "Kho không có tài liệu nào có mã băm này.")
