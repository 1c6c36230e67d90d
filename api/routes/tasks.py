"""Tasks: directive sentences, with who and when."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from api import models
from api.ask import answer as ask
from api.openapi import problems_for
from api.paging import Limit, Offset, page
from api.reply import Store, answer, resource
from graph import questions

Digest = Annotated[
    str,
    Path(
        max_length=100,
        description="Phần IRI sau /id/task/ / the IRI after /id/task/",
        examples=["0123456789abcdef0123"],
    ),
]
router = APIRouter(prefix="/tasks", tags=["Nhiệm vụ"], responses=problems_for(422, 503))


@router.get(
    "",
    summary="Các nhiệm vụ / Tasks",
    description="Tìm trong câu giao việc; không cần dấu. / Search the directive sentences.",
    response_model=models.TaskPage,
)
def find(
    request: Request,
    store: Store,
    q: Annotated[str, Query(max_length=300, description="Tìm gì / what to find", examples=["dat dai"])] = "",
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    return answer(page(request, limit, offset, lambda n, skip: questions.tasks(store, q, limit=n, offset=skip)))


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
