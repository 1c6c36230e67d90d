"""What each load changed: as a list to ask, and as a feed to follow."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.feed import atom, summary
from api.models import changes as models_changes
from api.openapi import problems_for
from api.problems import Problem
from api.reply import answer
from graph.changelog import BadSince, history
from graph.identity import base_iri
from graph.store.opening import working_directory

router = APIRouter(tags=["Thay đổi"], responses=problems_for(503))
MEDIA_TYPE = "application/atom+xml"


@router.get(
    "/changes.atom",
    summary="Nguồn tin Atom về thay đổi / Atom feed of changes",
    description="Mỗi mục là một lần nạp: quan hệ, nhiệm vụ, văn bản thêm, bớt, đổi. / One entry for each load.",
    response_class=Response,
    responses={
        200: {
            "content": {MEDIA_TYPE: {"schema": {"type": "string"}}},
            "description": "Nguồn tin theo RFC 4287. / The feed.",
        },
        304: {"description": "Không đổi từ lần hỏi trước. / Not modified."},
    },
)
def feed(request: Request) -> Response:
    knowledge = request.app.state.knowledge
    name = knowledge.generation().name
    try:
        loads = history(working_directory(request.app.state.settings.store), name)["loads"]
    except OSError:
        raise Problem(503, "no-changes", "Không đọc được sổ thay đổi của kho.") from None
    body = atom(loads, base_iri(), str(request.url.replace(query="")))
    tag = f'"{sha256(body).hexdigest()[:20]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if tag in (request.headers.get("if-none-match") or "").replace("W/", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=MEDIA_TYPE, headers=headers)


MOST_LOADS = 20  # of one answer: each lists up to 600 changes
listing = APIRouter(prefix="/changes", tags=["Thay đổi"], responses=problems_for(503))


@listing.get(
    "",
    summary="Những gì đã thay đổi / What changed",
    description="Mỗi lần nạp thêm, bớt, đổi quan hệ, nhiệm vụ, văn bản nào, kể từ một thế hệ hoặc một ngày; mới trước. "
    "/ What each load added, removed or changed since a generation or a day, the newest first.",
    response_model=models_changes.Changes,
    responses=problems_for(422),
)
def changes(
    request: Request,
    since: Annotated[
        str | None,
        Query(max_length=40, description="Số thế hệ, hoặc ngày (2026-02-27, 27/02/2026) / generation or day"),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_LOADS, description="Nhiều nhất bao nhiêu lần nạp / most loads")] = 5,
) -> Response:
    name = request.app.state.knowledge.generation().name
    try:
        found = history(working_directory(request.app.state.settings.store), name, since or None)
    except BadSince as error:
        errors = [{"parameter": "since", "reason": str(error)}]
        raise Problem(422, "invalid-parameter", f"{str(error)[:1].upper()}{str(error)[1:]}.", errors=errors) from None
    except OSError:
        raise Problem(503, "no-changes", "Không đọc được sổ thay đổi của kho.") from None
    loads = found["loads"]
    return answer(
        {
            "generation": found["generation"],
            "since": since,
            "complete": found["complete"],
            "total": len(loads),
            "loads": [{**one, "summary": summary(one)} for one in loads[:limit]],
        }
    )
