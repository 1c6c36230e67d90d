"""Agencies and what they are charged with."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from api.models import answers as models
from api.openapi import problems_for
from api.reply import Store, answer, resource
from api.representation.paging import Limit, Offset, page, turn
from graph import questions

router = APIRouter(prefix="/agencies", tags=["Cơ quan"], responses=problems_for(422, 503))


@router.get(
    "",
    summary="Các cơ quan / Agencies",
    description="Tìm theo tên; không cần dấu. / By name; accents are not needed.",
    response_model=models.AgencyPage,
)
def find(
    request: Request,
    store: Store,
    q: Annotated[str, Query(max_length=300, description="Tên / name", examples=["so tai chinh"])] = "",
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    return answer(page(request, limit, offset, lambda n, skip: questions.agencies(store, q, limit=n, offset=skip)))


@router.get(
    "/{slug}",
    summary="Nhiệm vụ của một cơ quan / An agency's tasks",
    description="Theo vai trò: chủ trì, phối hợp, mỗi vai một trang; `total` đếm tất cả. "
    "/ By role: lead, coordinating, one page of each; `total` counts all.",
    response_model=models.AgencyAnswer,
    responses=problems_for(404),
)
def one(
    slug: Annotated[
        str,
        Path(max_length=300, description="Phần IRI sau /id/org/", examples=["so-tai-chinh-tinh-bac-ninh"]),
    ],
    request: Request,
    store: Store,
    limit: Limit = 25,
    offset: Offset = 0,
) -> Response:
    found = resource(partial(questions.agency, limit=limit, offset=offset), store, f"org/{slug}")
    more = max(found["total"].values()) > offset + limit
    return answer(found | turn(request, limit, offset, more=more))
