"""What became of agencies and provinces: who took over, who came before, and whose tasks are left.

Its own router, taken before those of tasks and agencies: `/{digest}` and `/{slug}` there take one segment below them.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from api.models import succession as models
from api.openapi import problems_for
from api.reply import Store, answer
from api.representation.paging import Limit, Offset, page
from graph.answers import succession as answers
from graph.answers.rows import Json

router = APIRouter(responses=problems_for(422, 503))
_ON = "Ngày được hỏi: 01/7/2025, 2025-07-01 hoặc 2025 / the day asked for"
OnParameter = Annotated[str | None, Query(max_length=20, description=_ON, examples=["2025-07-01"])]


@router.get(
    "/agencies/{id:path}/succession",
    tags=["Cơ quan"],
    summary="Ai tiếp nhận, tiếp nhận từ ai / Who took over, and from whom",
    description="Từng lần sáp nhập, chia tách, đổi tên: ngày, văn bản quyết định, phần việc, nguồn, độ tin cậy; "
    "«standing» là cơ quan cuối cùng đến ngày ấy. Tỉnh, thành phố cũng hỏi được. / Each merger, split or renaming "
    "on the way, and who is last in line on that day; provinces as well.",
    response_model=models.Succession,
    responses=problems_for(300, 404),
)
def succession(
    id: Annotated[
        str,
        Path(
            max_length=300,
            description="Tên, có dấu hay không, hoặc phần IRI sau /id/ / name, or the IRI after /id/",
            openapi_examples={
                "iri": {"summary": "phần IRI sau /id/org/", "value": "so-tai-chinh-tinh-bac-giang"},
                "name": {"summary": "tên", "value": "Sở Tài chính tỉnh Bắc Giang"},
                "place": {"summary": "một tỉnh", "value": "tỉnh Bắc Giang"},
            },
        ),
    ],
    store: Store,
    on: OnParameter = None,
) -> Response:
    return answer(answers.succession(store, id, on=on))


@router.get(
    "/places/{name}",
    tags=["Cơ quan"],
    summary="Nơi ấy thuộc tỉnh nào / Which province a place is in",
    description="Tên một tỉnh xưa hay nay, đến ngày được hỏi, không nêu thì đến nay. / A province past or present on "
    "a day, by default the latest that is known.",
    response_model=models.PlaceAnswer,
    responses=problems_for(404),
)
def place(
    name: Annotated[
        str, Path(max_length=100, description="Tên tỉnh, thành phố, không cần dấu / its name", examples=["Bắc Giang"])
    ],
    store: Store,
    on: OnParameter = None,
) -> Response:
    return answer(answers.place(store, name, on=on))


@router.get(
    "/tasks/of-dissolved",
    tags=["Nhiệm vụ"],
    summary="Nhiệm vụ của cơ quan không còn / Tasks of agencies that are no more",
    description="Nhiệm vụ giao cho cơ quan mà đến ngày ấy đã chấm dứt, và ai tiếp nhận nó. / Tasks whose agencies no "
    "longer exist on that day, and who took over from these.",
    response_model=models.OrphanedTaskPage,
)
def of_dissolved(
    request: Request,
    store: Store,
    on: Annotated[str, Query(max_length=20, description=_ON, examples=["2025-07-01"])],
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    def fetch(count: int, skip: int) -> list[Json]:
        return answers.tasks_of_dissolved(store, on, limit=count, offset=skip)

    return answer(page(request, limit, offset, fetch))
