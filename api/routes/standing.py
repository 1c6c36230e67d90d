"""An instrument's standing on a day, and how deeply others cite it.

Its own router, taken before that of instruments: `/{id}` there takes every address below it.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.ask import BadDate, day, resolve
from api.models import standing as models
from api.openapi import problems_for
from api.reply import DateParameter, PlaceParameter, Store, answer
from api.routes.instruments import Id
from graph.answers.depth import depth as depths
from graph.answers.status import status as standing
from graph.errors import NotADay

router = APIRouter(prefix="/instruments", tags=["Văn bản"], responses=problems_for(422, 503))
_ONE = problems_for(300, 404)
OnParameter = Annotated[
    str | None,
    Query(description="Ngày được hỏi: 27/02/2020 hoặc 2020-02-27 / the day asked for", examples=["2024-01-01"]),
]


@router.get(
    "/{id:path}/status",
    summary="Hiệu lực đến một ngày / Its standing on a day",
    description="Theo những gì các văn bản đã đọc nói về nó; không ai nói thì không rõ, không bao giờ suy ra còn "
    "hiệu lực. / From what others say of it; silence is unknown, never in force.",
    response_model=models.Standing,
    responses=_ONE,
)
def status(
    id: Id, store: Store, on: OnParameter = None, date: DateParameter = None, place: PlaceParameter = None
) -> Response:
    iri = resolve(store, id, date, place)["iri"]
    try:
        return answer(standing(store, iri, day(on)))
    except (BadDate, NotADay):
        raise NotADay(on or "") from None


@router.get(
    "/{id:path}/depth",
    summary="Ai viện dẫn sâu tới đâu / How deeply it is cited",
    description="Số lượt theo phần của văn bản viện dẫn và theo quan hệ, quan hệ mạnh nhất trước. "
    "/ Mentions by part and relation, the strongest treatment first.",
    response_model=models.CitationDepth,
    responses=_ONE,
)
def depth(id: Id, store: Store, date: DateParameter = None, place: PlaceParameter = None) -> Response:
    return answer(depths(store, resolve(store, id, date, place)["iri"]))
