"""Whether the server lives, and what it answers from."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api import models
from api.shape import dumps

router = APIRouter(tags=["Vận hành"])


@router.get(
    "/healthz",
    summary="Máy chủ còn sống không / Is the server alive",
    description="Luôn trả lời ngay, kể cả khi một truy vấn nặng đang chạy. / Always at once.",
    response_model=models.Health,
)
async def healthz(request: Request) -> Response:
    body = dumps({"status": "ok", "generation": request.app.state.knowledge.name()})
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})
