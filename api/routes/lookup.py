"""Which instrument a number means, and how one leads to another."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api import models
from api.ask import explained, path_between, resolve
from api.openapi import problems_for
from api.reply import DateParameter, PlaceParameter, Store, answer

router = APIRouter(tags=["Tra cứu"], responses=problems_for(300, 404, 422, 503))

_TEXT = "Số ký hiệu, tên, hoặc phần IRI sau /id/ / number, name, or the IRI after /id/"


@router.get(
    "/lookup",
    summary="Số ký hiệu này là văn bản nào / Which instrument a number means",
    description="Một văn bản thì trả văn bản đó; nhiều văn bản thì 300 với mọi ứng viên; không có thì 404 "
    "với những gì gần giống. / One, or 300 with all candidates, or 404 with near misses.",
    response_model=models.InstrumentSummary,
)
def lookup(
    store: Store,
    q: Annotated[str, Query(min_length=1, max_length=500, description=_TEXT, examples=["17-CT/TU"])],
    date: DateParameter = None,
    place: PlaceParameter = None,
) -> Response:
    return answer(resolve(store, q, date, place))


@router.get(
    "/path",
    summary="Đường nối giữa hai văn bản / The path between two instruments",
    description="Đường ngắn nhất theo chiều dẫn chiếu, từng bước có bằng chứng; danh sách rỗng và lý do nếu "
    "không có. / The shortest, each step with evidence; an empty list and a reason where there is none.",
    response_model=models.PathAnswer,
)
def path(
    store: Store,
    source: Annotated[
        str, Query(alias="from", min_length=1, max_length=500, description=_TEXT, examples=["33/NQ-HĐND"])
    ],
    to: Annotated[str, Query(min_length=1, max_length=500, description=_TEXT, examples=["19-CT/TU"])],
) -> Response:
    return answer(path_between(store, source, to))


_THING = _TEXT + "; nhiệm vụ, cơ quan: phần IRI sau /id/ / a task or an agency by the IRI after /id/"


@router.get(
    "/explain",
    summary="Hai điểm liên quan với nhau ra sao / How two things are connected",
    description="Đường ngắn nhất giữa hai văn bản, nhiệm vụ, cơ quan, không kể chiều; `forward` là false khi đi "
    "ngược chiều. / The shortest connection of instruments, tasks, agencies, whichever way its edges point.",
    response_model=models.Explanation,
)
def explain(
    store: Store,
    source: Annotated[
        str, Query(alias="from", min_length=1, max_length=500, description=_THING, examples=["33/NQ-HĐND"])
    ],
    to: Annotated[str, Query(min_length=1, max_length=500, description=_THING, examples=["19-CT/TU"])],
) -> Response:
    return answer(explained(store, source, to))
