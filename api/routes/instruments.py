"""Instruments: find them, and everything that is asked of one.

`{id}` is the part of the IRI after `/id/`; a number or a name does as well, and may then be ambiguous.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from api.ask import answer as ask
from api.ask import day, resolve
from api.exporting.answering import exported
from api.exporting.parameters import FILE, Depth, Filters, FormatParameter, chosen
from api.models import answers as models
from api.models import catalogue as models_catalogue
from api.openapi import problems_for
from api.problems import Problem
from api.reply import DateParameter, PlaceParameter, Store, answer
from api.representation.paging import Limit, Offset, turn
from api.texts import text_of
from api.value_sources import VALUES, others_words, own_words
from graph import questions
from graph.answers import instruments
from graph.answers.catalogue import Narrowing, catalogue
from graph.answers.citation_pages import RELATIONS, citations_page
from graph.answers.status import STATES

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
    response_model=models_catalogue.InstrumentPage,
)
def find(
    request: Request,
    store: Store,
    q: Annotated[str, Query(max_length=300, description="Tìm gì / what to find", examples=["chi thi 19"])] = "",
    date: DateParameter = None,
    place: PlaceParameter = None,
    type: Annotated[str | None, Query(max_length=100, description="Loại văn bản / kind", examples=["chỉ thị"])] = None,
    issuer: Annotated[str | None, Query(max_length=300, description="Cơ quan ban hành / issuer")] = None,
    year: Annotated[str | None, Query(pattern=r"^\d{4}$", description="Năm ban hành / year", examples=["2020"])] = None,
    held: Annotated[
        bool | None, Query(description="Có toàn văn trong kho, hay chỉ được dẫn / held, or only cited")
    ] = None,
    status: Annotated[
        str | None,
        Query(description="Tình trạng, vào ngày «on» / its standing", json_schema_extra={"enum": list(STATES)}),
    ] = None,
    on: Annotated[str | None, Query(max_length=20, description="Ngày của tình trạng / the day of the standing")] = None,
    facets: Annotated[
        bool, Query(description="Kèm số văn bản theo loại, cơ quan, địa bàn, năm, tình trạng / with counts")
    ] = False,
    limit: Limit = 20,
    offset: Offset = 0,
) -> Response:
    if status is not None and status not in STATES:
        reason = f"phải là một trong: {', '.join(STATES)}"
        errors = [{"parameter": "status", "reason": reason}]
        raise Problem(422, "invalid-parameter", f"Tham số «status» {reason}.", errors=errors)
    found = catalogue(
        store,
        q,
        date=day(date),
        narrowing=Narrowing(
            type=type or None, issuer=issuer or None, place=place or None, year=year, held=held, status=status
        ),
        on=day(on),
        facets=facets,
        limit=limit,
        offset=offset,
    )
    return answer(found | turn(request, limit, offset, more=found["total"] > offset + limit))


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


@router.get(
    "/{id:path}/citations",
    summary="Mọi dẫn chiếu đến và từ văn bản / Citations to and from it",
    description="Từng lần nhắc đến, với câu, vị trí, quan hệ và độ tin cậy; thu hẹp bằng chiều và quan hệ. "
    "Mỗi danh sách một trang; `total` đếm tất cả. / Each mention with its evidence, narrowed by direction and "
    "relation. One page of each list; `total` counts all.",
    response_model=models_catalogue.CitationPage,
    responses=_ONE,
    operation_id="citations",
)
def citations(
    request: Request,
    id: Id,
    store: Store,
    direction: Annotated[
        Literal["in", "out"] | None, Query(description="in: gì dẫn nó; out: nó dẫn gì; bỏ trống: cả hai / which way")
    ] = None,
    relation: Annotated[
        str | None,
        Query(description="Chỉ quan hệ này / only this relation", json_schema_extra={"enum": list(RELATIONS)}),
    ] = None,
    date: DateParameter = None,
    place: PlaceParameter = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    if relation is not None and relation not in RELATIONS:
        reason = f"phải là một trong: {', '.join(RELATIONS)}"
        errors = [{"parameter": "relation", "reason": reason}]
        raise Problem(422, "invalid-parameter", f"Tham số «relation» {reason}.", errors=errors)
    iri = resolve(store, id, date, place)["iri"]
    found = citations_page(store, iri, direction=direction, relation=relation, limit=limit, offset=offset)
    more = max(found["total"].values()) > offset + limit
    return answer(found | turn(request, limit, offset, more=more))


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


_question(
    "timeline",
    "Dòng thời gian / Timeline",
    "Theo ngày: văn bản làm căn cứ, ngày ban hành, những văn bản sửa đổi, thay thế, triển khai hay nhắc đến nó, và "
    "thời hạn của các nhiệm vụ. / By date: what it rests on, its issue, what changed or cited it, deadlines.",
    models_catalogue.Timeline,
)


@router.get(
    "/{id:path}/sources",
    summary="Từng điều đã biết, theo đâu / Each known value, and where it is said",
    description="Loại, số, ngày, trích yếu, cơ quan: câu nào nói thế, trong chính văn bản khi có toàn văn, hoặc trong "
    "văn bản dẫn nó; danh sách rỗng là giá trị được suy ra. / The words that say each value; empty where inferred.",
    response_model=models_catalogue.ValueSources,
    responses=_ONE,
    operation_id="sources",
)
def sources(
    request: Request, id: Id, store: Store, date: DateParameter = None, place: PlaceParameter = None
) -> Response:
    found = resolve(store, id, date, place)["iri"]
    known = instruments.citations(store, found, direction="in")
    own: dict[str, list[dict[str, Any]]] = {}
    for document in instruments.documents_of(store, found):
        text = text_of(request, document)
        for name, piece in (own_words(text, document, known["instrument"]) if text is not None else {}).items():
            own.setdefault(name, []).append(piece)
    others = others_words(known["cited_by"])
    return answer(
        {
            "instrument": instruments.short(known["instrument"]),
            "sources": [
                {"name": name, "value": known["instrument"][name], "said": own.get(name) or others.get(name, [])}
                for name in VALUES
                if known["instrument"][name] is not None
            ],
        }
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
