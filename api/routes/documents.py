"""The files that were read, and the instruments whose text they hold."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api import models
from api.openapi import problems_for
from api.paging import Limit, Offset, page
from api.reply import Store, answer
from graph import questions

router = APIRouter(prefix="/documents", tags=["Tài liệu"], responses=problems_for(422, 503))


@router.get(
    "",
    summary="Các tài liệu đã đọc / Documents",
    description="Mỗi văn bản có toàn văn trong kho, với tệp nguồn. / Each text that is held, with its file.",
    response_model=models.DocumentPage,
)
def find(request: Request, store: Store, limit: Limit = 50, offset: Offset = 0) -> Response:
    return answer(page(request, limit, offset, lambda n, skip: questions.documents(store, limit=n, offset=skip)))
