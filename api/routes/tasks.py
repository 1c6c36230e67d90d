"""Tasks: directive sentences, with who and when."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from api.ask import answer as ask
from api.ask import day, resolve
from api.models import answers as models
from api.openapi import problems_for
from api.reply import Store, answer, resource
from api.representation.file_form import MOST_IN_FILE, FileFormParameter, is_whole, refuse_too_many
from api.representation.paging import Limit, Offset, turn
from graph import questions
from graph.answers.task_search import TaskFilter, find_tasks

Digest = Annotated[
    str,
    Path(
        max_length=100,
        description="Phần IRI sau /id/task/ / the IRI after /id/task/",
        examples=["0123456789abcdef0123"],
    ),
]
Since = Annotated[
    str | None,
    Query(
        max_length=20, description="Hạn từ ngày này (2023-08-01, 1/8/2023, 2023) / due from", examples=["2023-07-01"]
    ),
]
Until = Annotated[
    str | None, Query(max_length=20, description="Hạn đến hết ngày này / due until", examples=["2023-09-30"])
]
router = APIRouter(prefix="/tasks", tags=["Nhiệm vụ"], responses=problems_for(422, 503))


@router.get(
    "",
    summary="Các nhiệm vụ / Tasks",
    description="Tìm trong câu giao việc (không cần dấu), theo cơ quan, địa bàn, thời hạn, văn bản, tình trạng; "
    "`total` là tất cả, không chỉ trang này. / Search the directive sentences and filter them; `total` counts all.",
    response_model=models.TaskPage,
    responses=problems_for(300, 404, 413),
)
def find(
    request: Request,
    store: Store,
    q: Annotated[str, Query(max_length=300, description="Tìm gì / what to find", examples=["dat dai"])] = "",
    agency: Annotated[
        str | None,
        Query(max_length=300, description="Cơ quan được giao: tên, không cần dấu, hoặc org/… / who has the task"),
    ] = None,
    role: Annotated[
        Literal["lead", "coordinating"] | None, Query(description="Chỉ vai trò này của cơ quan ấy / in this role only")
    ] = None,
    inherited: Annotated[
        bool,
        Query(description="Kể cả nhiệm vụ của cơ quan mà nó tiếp nhận / those of bodies it took over from as well"),
    ] = False,
    place: Annotated[
        str | None,
        Query(max_length=100, description="Địa bàn của văn bản giao việc / province", examples=["bac-giang"]),
    ] = None,
    since: Since = None,
    until: Until = None,
    instrument: Annotated[
        str | None, Query(max_length=500, description="Văn bản giao việc: số ký hiệu hoặc vn/… / assigned by")
    ] = None,
    implements: Annotated[
        str | None, Query(max_length=500, description="Thực hiện văn bản này, kể cả gián tiếp / that carry this out")
    ] = None,
    status: Annotated[
        Literal["completed", "notCompleted", "none"] | None,
        Query(description="Tình trạng theo người thẩm định; none: chưa ai nói / as reviewers say"),
    ] = None,
    sort: Annotated[
        Literal["id", "deadline", "text"],
        Query(description="id: thứ tự ổn định; deadline: đến hạn trước; text: theo văn bản / the order"),
    ] = "id",
    format: FileFormParameter = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    wanted = TaskFilter(
        text=q,
        agency=agency or None,
        role=role,
        inherited=inherited,
        place=place or None,
        since=_bound(since, "01-01"),
        until=_bound(until, "12-31"),
        instrument=resolve(store, instrument)["iri"] if instrument else None,
        implements=resolve(store, implements)["iri"] if implements else None,
        status=status,
    )
    whole = is_whole(request, format)
    limit = MOST_IN_FILE if whole else limit
    found = find_tasks(store, wanted, sort=sort, limit=limit, offset=offset)
    if whole:
        refuse_too_many(found["total"])
    page = turn(request, limit, offset, more=found["total"] > offset + limit)
    return answer(found | page, form=format, file="nhiem-vu")


def _bound(text: str | None, end: str) -> str | None:
    """The first or last day of what was typed, a day or a year."""
    found = day(text)
    return f"{found}-{end}" if found and len(found) == 4 else found


@router.get(
    "/{digest}",
    summary="Một nhiệm vụ / One task",
    description="Câu giao việc, văn bản giao việc, cơ quan, thời hạn. / All that is known of it.",
    response_model=models.Task,
    responses=problems_for(404),
)
def one(
    digest: Digest,
    store: Store,
) -> Response:
    return answer(resource(questions.task, store, f"task/{digest}"))


def _question(name: str, summary: str) -> None:
    """A route for one question about one task."""

    def respond(digest: Digest, store: Store) -> Response:
        return answer(resource(lambda graph, iri: ask(name, graph, iri), store, f"task/{digest}"))

    router.get(
        f"/{{digest}}/{name}",
        summary=summary,
        description="Từ nhiệm vụ đến văn bản giao nó rồi đi tiếp, mọi bằng chứng. / Step by step.",
        response_model=models.Closure,
        responses=problems_for(404),
        operation_id=f"task-{name}",
    )(respond)


_question("provenance", "Nhiệm vụ này bắt nguồn từ đâu / Where a task comes from")
_question("dependencies", "Nhiệm vụ này dựa vào những gì / What a task rests on")
