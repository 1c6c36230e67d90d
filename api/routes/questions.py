"""The competency questions over HTTP: listed, and run by name or number with values as people write them.

Their queries run where those of the public do, in a process that is ended at the limit of time or memory.
"""

from __future__ import annotations

import csv
import io
from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.models import questions as models
from api.openapi import problems_for
from api.problems import Problem
from api.reply import Store
from api.reply import answer as reply
from api.representation import negotiate
from api.sparql import guard, results
from api.sparql.asking import answered
from api.sparql.request import Asked, Wanted
from graph.answers import competency
from graph.answers.rows import Json

router = APIRouter(prefix="/questions", tags=["Câu hỏi"], responses=problems_for(422, 503))

_JSON = "application/json"
_CSV = "text/csv"
_OFFERS = (_JSON, _CSV)
_OURS = ("example", "limit", "fields")
_MOST = 10_000
_VALUES = {
    "name": "values",
    "in": "query",
    "style": "form",
    "explode": True,
    "description": "Giá trị của từng tham số, theo tên của nó / a value for each parameter, by its name",
    "schema": {"type": "object", "additionalProperties": {"type": "string"}},
    "example": {"instrument": "CT 19-CT/TU"},
}


@router.get(
    "",
    summary="Những câu hỏi có sẵn / The competency questions",
    description="Mỗi câu với nghĩa, bẫy, tham số và các cột. / Each with its meaning, trap, parameters and columns.",
    response_model=list[models.Question],
)
def every() -> Response:
    return reply([one.to_json() for one in competency.questions()])


@router.get(
    "/{name}",
    summary="Chạy một câu hỏi / Run a question",
    description="Tham số ghi như người ta viết: instrument=17-CT/TU, province=Bắc Giang, month=7/2023. Quá giới hạn "
    "số dòng thì `truncated` là true. / Values as people write them; cut at a number of rows, which is told.",
    response_model=models.QuestionAnswer,
    responses={
        200: {
            "headers": {
                "Danchieu-Truncated": {
                    "description": "true nếu còn dòng khác / whether rows were left off",
                    "schema": {"type": "string", "enum": ["true", "false"]},
                }
            },
            "content": {_CSV: {"schema": {"type": "string"}}},
        },
        **problems_for(300, 404, 406, 413, 507),
    },
    openapi_extra={"parameters": [_VALUES]},
)
async def run(
    name: Annotated[str, Path(max_length=60, description="Tên hoặc số / name or number", examples=["who-cites", "1"])],
    request: Request,
    store: Store,
    example: Annotated[
        bool, Query(description="Dùng giá trị ví dụ cho tham số không nêu / the examples for what is not given")
    ] = False,
    limit: Annotated[int, Query(ge=1, le=_MOST, description="Nhiều nhất bao nhiêu dòng / most rows")] = 1000,
) -> Response:
    media = negotiate.best(",".join(request.headers.getlist("accept")), _OFFERS)
    if media is None:
        raise Problem(406, "not-acceptable", f"Chỉ có: {', '.join(_OFFERS)}.", available=list(_OFFERS))
    asked = _known(name)
    given = _values(request)
    try:
        # What a value means is asked of the store, which would hold other requests up.
        sparql = await run_in_threadpool(competency.bound, store, asked, given, examples=example)
    except competency.BadParameter as error:
        sentence = str(error)
        raise Problem(422, "invalid-parameter", f"{sentence[:1].upper()}{sentence[1:]}.") from None
    found = await _rows(request, asked, given, sparql, limit)
    headers = {"Danchieu-Truncated": "true" if found["truncated"] else "false", "Vary": "Accept"}
    response = reply(found) if media == _JSON else _csv(found)
    response.headers.update(headers)
    return response


async def _rows(
    request: Request, asked: competency.Question, given: dict[str, str], sparql: str, limit: int
) -> dict[str, Any]:
    told = await answered(request, Asked(sparql, None, None), guard.read(sparql), Wanted(results.JSON, None))
    solutions = parse_query_results(told.body, format=QueryResultsFormat.JSON)
    assert isinstance(solutions, QuerySolutions)
    found = competency.answer(asked, given, islice(solutions, limit), solutions.variables)
    return found | {"truncated": next(solutions, None) is not None or told.truncated}


def _known(name: str) -> competency.Question:
    try:
        return competency.question(name)
    except competency.UnknownQuestion:
        known = [one.name for one in competency.questions()]
        detail = f"Không có câu hỏi nào tên «{name}»; danh sách ở /api/v1/questions."
        raise Problem(404, "unknown-question", detail, available=known) from None


def _values(request: Request) -> dict[str, str]:
    """What is given for the question's own parameters, each once."""
    given = [(name, value) for name, value in request.query_params.multi_items() if name not in _OURS]
    names = [name for name, _ in given]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise Problem(422, "invalid-parameter", f"Tham số «{twice}» chỉ được nêu một lần.")
    return dict(given)


def _csv(found: Json) -> Response:
    out = io.StringIO(newline="")
    table = csv.DictWriter(out, found["columns"])
    table.writeheader()
    table.writerows(found["rows"])
    return Response(out.getvalue().encode(), media_type=f"{_CSV}; charset=utf-8")
