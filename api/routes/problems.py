"""What a person should look at."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.models import answers as models
from api.openapi import problems_for
from api.reply import Store, answer
from api.representation.paging import Limit, Offset, page
from graph import questions

router = APIRouter(prefix="/problems", tags=["Vấn đề"], responses=problems_for(422, 503))


@router.get(
    "",
    summary="Những gì cần người xem lại / What a person should look at",
    description="Ngày mâu thuẫn, số ký hiệu chưa rõ, tệp không đọc được… / Conflicts and open questions.",
    response_model=models.ProblemPage,
)
def find(
    request: Request,
    store: Store,
    code: Annotated[
        str | None, Query(max_length=60, description="Loại vấn đề / sort", examples=["date-conflict"])
    ] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    return answer(
        page(request, limit, offset, lambda n, skip: questions.problems(store, code=code, limit=n, offset=skip))
    )
