"""Keys and the audit trail, for who looks after the server. Keys are made and revoked by the command line alone."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.keys.access import Admin, Reader
from api.keys.book import keys
from api.models import writing as models
from api.openapi import problems_for
from api.problems import Problem
from api.reply import answer
from api.representation.paging import Limit, Offset, page
from api.review.auditing import trail
from api.review.writing import TheJobs

router = APIRouter(tags=["Khóa"], responses=problems_for(401, 403, 503))


@router.get(
    "/keys",
    summary="Các khóa đã cấp / Keys",
    description="Không có phần bí mật; kể cả khóa đã thu hồi. Cần vai trò admin. / Without secrets; admins only.",
    response_model=models.KeyList,
)
def find(key: Admin, jobs: TheJobs) -> Response:
    return answer({"items": [one.told() for one in keys(jobs.directory)]})


@router.get(
    "/keys/mine",
    summary="Khóa đang dùng / The key in use",
    description="Khóa này của ai, được làm gì, đến bao giờ. / Whose it is, what it allows, until when.",
    response_model=models.ApiKey,
)
def mine(key: Reader) -> Response:
    return answer(key.told())


@router.get(
    "/audit",
    summary="Nhật ký / The audit trail",
    description="Ai đã làm gì, khi nào, điều gì có hiệu lực trước và sau; mới nhất trước, không bao giờ mất dòng nào. "
    "Cần vai trò admin. / Who did what, when, before and after; admins only.",
    response_model=models.AuditPage,
    responses=problems_for(422),
)
def audit(
    request: Request,
    key: Admin,
    jobs: TheJobs,
    who: Annotated[str | None, Query(max_length=100, description="Của ai / by whom")] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    try:
        found = [one for one in trail(jobs) if who in (None, one.who)]
    except OSError:
        raise Problem(503, "book-unusable", "Máy chủ không đọc được nhật ký.") from None
    return answer(page(request, limit, offset, lambda count, skip: [one.told() for one in found[skip : skip + count]]))
