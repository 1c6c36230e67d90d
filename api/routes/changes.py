"""The feed of changes, for a reader of feeds to follow."""

from __future__ import annotations

from hashlib import sha256

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.feed import atom
from api.openapi import problems_for
from api.problems import Problem
from graph.changelog import history
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
