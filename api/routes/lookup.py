"""Which instrument a number means, and how one leads to another."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.ask import BadDate, day, explained, path_between, resolve
from api.lookup.receiving import Brought, brought
from api.models import answers as models
from api.models import lookup as models_lookup
from api.openapi import problems_for
from api.pages.rendering import render
from api.problems import Problem
from api.reply import DateParameter, PlaceParameter, Store, answer
from api.representation import negotiate
from api.representation.tabular import CSV, XLSX
from api.words import day as written_day
from graph.errors import NotADay
from graph.typed import read_place, read_typed

router = APIRouter(tags=["Tra cứu"], responses=problems_for(300, 404, 422, 503))

OnParameter = Annotated[
    str | None,
    Query(max_length=20, description="Tình trạng đến ngày này; không nêu là hôm nay / standing on this day",
          examples=["2024-01-01"]),
]  # fmt: skip
OfPlace = Annotated[
    str | None,
    Query(max_length=100, description="Tỉnh, thành phố của đoạn văn / its province", examples=["bac-giang"]),
]
_TEXT = "Số ký hiệu, tên, hoặc phần IRI sau /id/ / number, name, or the IRI after /id/"


@router.get(
    "/lookup",
    summary="Số ký hiệu này là văn bản nào / Which instrument a number means",
    description="Một văn bản thì trả văn bản đó; nhiều văn bản thì 300 với mọi ứng viên; không có thì 404 "
    "với những gì gần giống. / One, or 300 with all candidates, or 404 with near misses.",
    response_model=models.InstrumentSummary,
    responses=problems_for(400),
)
def lookup(
    store: Store,
    q: Annotated[str, Query(min_length=1, max_length=500, description=_TEXT, examples=["17-CT/TU"])],
    date: DateParameter = None,
    place: PlaceParameter = None,
) -> Response:
    if not q.startswith("vn/") and "://" not in q and read_typed(q).empty:
        detail = f"«{q}» không phải là số ký hiệu hay tên của một văn bản."
        raise Problem(400, "not-a-citation", detail)
    return answer(resolve(store, q, date, place))


_BODIES = {
    "application/json": {
        "schema": models_lookup.LookupRequest.model_json_schema(),
        "example": {"text": "Thực hiện Chỉ thị số 19-CT/TU ngày 11/6/2020 của Tỉnh ủy.", "place": "Bắc Giang"},
    },
    "text/plain": {"schema": {"type": "string", "maxLength": 64_000}},
    "multipart/form-data": {
        "schema": {
            "type": "object",
            "required": ["file"],
            "properties": {"file": {"type": "string", "format": "binary"}},
        }
    },
}
_HTML = "text/html"


@router.post(
    "/lookup",
    summary="Mọi dẫn chiếu của một đoạn văn / Every citation of a text",
    description="Đoạn văn dán vào (tới 64.000 ký tự) hoặc một tệp. Mỗi dẫn chiếu: vị trí, trạng thái (200 một văn "
    "bản, 300 nhiều, 404 không biết, 400 không phải dẫn chiếu, 429 chưa tra vì quá 500), là văn bản nào, còn đứng "
    "vững không, viện dẫn đủ ra sao. Accept: text/html để nhận đoạn văn đã đánh dấu. / Pasted text or a file; each "
    "citation with offsets in code points, a status, what it is, how it stands, how to write it; as a marked page "
    "by Accept.",
    response_model=models_lookup.Lookup,
    responses={
        200: {"content": {_HTML: {"schema": {"type": "string"}}}},
        **problems_for(400, 406, 408, 413, 415),
    },
    openapi_extra={"requestBody": {"required": True, "content": _BODIES}},
)
async def look_up(request: Request, store: Store, on: OnParameter = None, place: OfPlace = None) -> Response:
    accept = ",".join(request.headers.getlist("accept"))
    as_page = negotiate.best(accept, ("application/json", _HTML, CSV, XLSX)) == _HTML
    async with brought(request) as given:
        return await run_in_threadpool(_looked_up, store, given, on, place, as_page)


def _looked_up(store: Store, given: Brought, on: str | None, place: str | None, as_page: bool) -> Response:
    # What reads documents takes 0.3 s to load, once; a server that nobody asks this starts without it.
    from api.lookup.answering import looked_up, read_text, today
    from api.lookup.files import read_upload
    from api.lookup.marked import pieces

    typed = given.on or on
    try:
        when = day(typed) or today()
    except BadDate:
        raise NotADay(typed or "") from None
    where = given.place or place
    said = read_text(given.text) if given.file is None else read_upload(given.file, given.name)  # type: ignore[arg-type]
    found = looked_up(store, said, read_place(where) if where else None, when)
    if not as_page:
        return answer(found)
    page = render("lookup.html", found=found, pieces=pieces(said.text, found["items"]), day=written_day(when))
    page.headers["Vary"] = "Accept"
    return page


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
