"""Decisions of reviewers: written down at once and for ever, shown in the graph with the next load."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Body, Path, Query, Request
from starlette.responses import Response

from api.keys.access import Editor
from api.keys.book import Key
from api.models import writing as models
from api.openapi import problems_for
from api.reply import Store, answer
from api.representation.paging import Limit, Offset, page
from api.representation.shape import dumps
from api.review.deciding import full
from api.review.recording import Recorded, history_of, place_of, record
from api.review.recording import undo as undone
from api.review.writing import IdempotencyKey, TheJobs, wake
from api.uploads.jobs import Jobs, Json

router = APIRouter(prefix="/reviews", tags=["Thẩm định"], responses=problems_for(422, 503))
_WRITES = problems_for(300, 401, 403, 404, 409, 507)
Id = Annotated[str, Path(max_length=100, description="Mã của quyết định / its id", examples=["2110de16ca9ae2a4126a"])]


@router.post(
    "",
    summary="Ghi một quyết định / Write a decision down",
    description="Chấp nhận, sửa, bác (dẫn chiếu, nhiệm vụ), tình trạng nhiệm vụ, gộp hoặc tách hai văn bản. 201: đã "
    "nằm trên đĩa, và được áp vào đồ thị ở việc kèm theo. 409 khi người khác đã quyết định: nêu mã ấy ở replaces nếu "
    "muốn thay. / 201: on the disk; the job applies it. 409 where another's decision stands.",
    status_code=201,
    response_model=models.Decided,
    responses=_WRITES,
)
def decide(
    request: Request,
    key: Editor,
    store: Store,
    jobs: TheJobs,
    said: Annotated[models.Proposal, Body()],
    idempotency: IdempotencyKey = None,
) -> Response:
    return _decided(request, record(store, jobs, key, said, idempotency))


@router.get(
    "",
    summary="Các quyết định / Decisions",
    description="Mọi quyết định, kể cả đã hủy, mới nhất trước; mỗi quyết định kèm điều nó đã đổi. "
    "/ All of them, undone ones too, newest first, each with what it changed.",
    response_model=models.ReviewPage,
)
def find(
    request: Request,
    jobs: TheJobs,
    target: Annotated[
        str | None, Query(max_length=500, description="Về sự vật nào: IRI hoặc phần sau /id/ / about what")
    ] = None,
    who: Annotated[str | None, Query(max_length=100, description="Của ai / by whom")] = None,
    kind: Annotated[str | None, Query(max_length=20, description="accept, reject… / its kind")] = None,
    stands: Annotated[bool | None, Query(description="Còn hiệu lực hay đã hủy / standing or undone")] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    history = history_of(jobs)
    wanted = [
        at
        for at, one in reversed(list(enumerate(history.decisions)))
        if (target is None or full(target) in (one.target, one.value.get("into"), one.value.get("from")))
        and who in (None, one.who)
        and kind in (None, one.action)
        and stands in (None, history.stands(one))
    ]

    def fetch(count: int, skip: int) -> Sequence[Json]:
        return [history.data(at) for at in wanted[skip : skip + count]]

    return answer(page(request, limit, offset, fetch))


@router.get(
    "/{id}",
    summary="Một quyết định / One decision",
    description="Ai, khi nào, điều gì có hiệu lực trước và sau nó. / Who, when, what stood before and after.",
    response_model=models.Review,
    responses=problems_for(404),
)
def one(id: Id, jobs: TheJobs) -> Response:
    history = history_of(jobs)
    return answer(history.data(place_of(history, id)))


@router.post(
    "/{id}/undo",
    summary="Hủy một quyết định / Undo a decision",
    description="Bằng một quyết định mới; điều có hiệu lực trước đó trở lại. Hủy một lần hủy cũng được. "
    "/ By a new decision: what stood before stands again.",
    status_code=201,
    response_model=models.Decided,
    responses=_WRITES,
)
def undo(
    request: Request,
    key: Editor,
    jobs: TheJobs,
    id: Id,
    said: Annotated[models.Undo | None, Body()] = None,
    idempotency: IdempotencyKey = None,
) -> Response:
    return _undone(request, key, jobs, id, said.note if said else "", idempotency)


@router.delete(
    "/{id}",
    summary="Hủy một quyết định / Undo a decision",
    description="Như POST …/undo, không có lời ghi; quyết định ấy vẫn ở trong sổ. / As POST …/undo.",
    status_code=201,
    response_model=models.Decided,
    responses=_WRITES,
    operation_id="review-delete",
)
def delete(request: Request, key: Editor, jobs: TheJobs, id: Id, idempotency: IdempotencyKey = None) -> Response:
    return _undone(request, key, jobs, id, "", idempotency)


def _undone(request: Request, key: Key, jobs: Jobs, id: str, note: str, idempotency: str | None) -> Response:
    return _decided(request, undone(jobs, key, id, note, idempotency))


def _decided(request: Request, made: Recorded) -> Response:
    wake(request)
    headers = {"Location": f"/api/v1/reviews/{made.review['id']}"}
    return Response(dumps({"review": made.review, "job": made.job}), 201, headers, media_type="application/json")
