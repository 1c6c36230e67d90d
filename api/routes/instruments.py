"""Instruments: find them, and everything that is asked of one.

`{id}` is the part of the IRI after `/id/`; a number or a name does as well, and may then be ambiguous.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from api import models
from api.ask import answer as ask
from api.ask import day, resolve
from api.exporting import FILE, Depth, Filters, FormatParameter, chosen, exported
from api.openapi import problems_for
from api.paging import Limit, Offset, page
from api.reply import DateParameter, PlaceParameter, Store, answer
from graph import questions

router = APIRouter(prefix="/instruments", tags=["Văn bản"], responses=problems_for(422, 503))

_EXAMPLE = "vn/tinh-uy-bac-giang/chi-thi/2020-06-11/19-ct-tu"
Id = Annotated[
    str,
    Path(
        description="Phần IRI sau /id/, hoặc số ký hiệu / the IRI after /id/, or a number",
        max_length=500,
        openapi_examples={
            "iri": {"summary": "phần IRI sau /id/", "value": _EXAMPLE},
            "number": {"summary": "số ký hiệu", "value": "CT 19-CT/TU"},
        },
    ),
]
_ONE = problems_for(300, 404)


@router.get(
    "",
    summary="Tìm văn bản / Find instruments",
    description="Theo số ký hiệu, tên hoặc trích yếu; không cần dấu: «chi thi 19» tìm ra «Chỉ thị 19-CT/TU». "
    "/ By number, name or title; accents are not needed.",
    response_model=models.InstrumentPage,
)
def find(
    request: Request,
    store: Store,
    q: Annotated[str, Query(max_length=300, description="Tìm gì / what to find", examples=["chi thi 19"])] = "",
    date: DateParameter = None,
    place: PlaceParameter = None,
    limit: Limit = 20,
    offset: Offset = 0,
) -> Response:
    wanted = day(date)
    return answer(
        page(
            request,
            limit,
            offset,
            lambda count, skip: questions.find_instruments(
                store, q, date=wanted, place=place or None, limit=count, offset=skip
            ),
        )
    )


def _question(name: str, summary: str, description: str, model: Any) -> None:
    """A route for one question about one instrument."""

    def respond(id: Id, store: Store, date: DateParameter = None, place: PlaceParameter = None) -> Response:
        return answer(ask(name, store, id, date, place))

    router.get(
        f"/{{id:path}}/{name}",
        summary=summary,
        description=description,
        response_model=model,
        responses=_ONE,
        operation_id=name,
        name=name,
    )(respond)


_question(
    "tasks",
    "Nhiệm vụ thực hiện văn bản / Tasks that implement it",
    "Nhiệm vụ trực tiếp và qua văn bản khác, với chủ trì, phối hợp, thời hạn, và câu nói điều đó ở từng "
    "bước. Đoạn chỉ đánh giá việc thực hiện không được tính. "
    "/ Direct and indirect tasks with lead, deadline and evidence.",
    models.TasksAnswer,
)
_question(
    "citations",
    "Mọi dẫn chiếu đến và từ văn bản / Citations to and from it",
    "Từng lần nhắc đến, với câu, vị trí, quan hệ và độ tin cậy. / Each mention with its evidence.",
    models.Citations,
)
_question(
    "provenance",
    "Nguồn gốc / Where it comes from",
    "Chuỗi thẩm quyền đi lên đến tận gốc, mọi bằng chứng từng bước. / The chain of authority.",
    models.Closure,
)
_question(
    "dependencies",
    "Dựa vào những gì / What it rests on",
    "Mọi văn bản mà nó dựa vào, trực tiếp hay gián tiếp. / Everything it refers to, closed.",
    models.Closure,
)
_question(
    "dependents",
    "Những gì dựa vào nó / What hangs on it",
    "Mọi văn bản và nhiệm vụ dựa vào nó, trực tiếp hay gián tiếp. / Everything that refers to it, closed.",
    models.Closure,
)
_question(
    "impact",
    "Nếu bị bãi bỏ / If it is repealed",
    "Văn bản, nhiệm vụ và cơ quan chịu tác động. / Instruments, tasks and agencies touched.",
    models.Impact,
)


@router.get(
    "/{id:path}/export",
    summary="Xuất vùng lân cận / Export its neighbourhood",
    description="Đồ thị quanh văn bản, đến số bước đã cho. / The graph around it, to a number of steps.",
    response_class=Response,
    responses={**FILE, **_ONE},
)
def export(
    id: Id,
    store: Store,
    filters: Annotated[Filters, Depends()],
    format: FormatParameter = "graphml",
    depth: Depth = None,
    limit: Annotated[
        int | None, Query(ge=1, le=5000, description="Nhiều nhất bao nhiêu nút; mặc định 500, với báo cáo 5000")
    ] = None,
    date: DateParameter = None,
    place: PlaceParameter = None,
) -> Response:
    wanted = chosen(format)
    found = resolve(store, id, date, place)
    name = found["iri"].rpartition("/")[2]
    # A picture of more says nothing; a report that leaves tasks out misleads.
    limit = limit or (None if wanted.of_tasks else 500)
    return exported(store, wanted, name, of=found["iri"], depth=depth, limit=limit, **filters.given)


@router.get(
    "/{id:path}",
    summary="Một văn bản / One instrument",
    description="Mọi điều đã biết, mỗi lần nhắc đến kèm bằng chứng. / Everything known, with evidence.",
    response_model=models.Instrument,
    responses=_ONE,
)
def one(id: Id, store: Store, date: DateParameter = None, place: PlaceParameter = None) -> Response:
    return answer(questions.instrument(store, resolve(store, id, date, place)["iri"]))
