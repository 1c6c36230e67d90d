"""The page of a document: its whole text, with what was found in it where it stands."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import HTMLResponse

from api.pages.document import Page
from api.pages.language import counted, gettext
from api.pages.rendering import render
from api.problems import Problem
from api.reply import Store, resource
from api.texts import held_of
from graph.answers.documents import document
from graph.answers.tasks import describe

router = APIRouter(include_in_schema=False)
_SPAN = re.compile(r"(\d{1,10})-(\d{1,10})", re.ASCII)


@router.get("/tai-lieu/{id}")
def read(
    request: Request,
    id: Annotated[str, Path(max_length=100)],
    store: Store,
    at: Annotated[str, Query(max_length=30)] = "",
    part: Annotated[int | None, Query(ge=1, le=1_000_000)] = None,
) -> HTMLResponse:
    if not id.isalnum() or not id.isascii():
        detail = gettext("Không có tài liệu nào ở địa chỉ «%(address)s».") % {"address": id}
        raise Problem(404, "unknown-thing", detail)
    found = resource(document, store, f"document/{id}")
    span = _span(at, found["document"]["start"], found["document"]["end"]) if at else None
    tasks = {task["iri"]: task for task in describe(store, {one["iri"] for one in found["tasks"]})}
    held = held_of(request, found["document"])
    page = Page(found, tasks, held.text if held else None, held.pages if held else (), span, part)
    if part is not None and part > max(len(page.parts), 1):
        detail = counted("Tài liệu này chỉ có %(num)s phần.", max(len(page.parts), 1))
        raise Problem(404, "not-found", detail)
    return render("document.html", page=page)


def _span(at: str, start: int, end: int) -> tuple[int, int]:
    """The place that the address quotes."""
    typed = _SPAN.fullmatch(at)
    first, last = (int(typed[1]), int(typed[2])) if typed else (0, 0)
    if not start <= first < last <= end:
        errors = [{"parameter": "at", "reason": f"phải là ĐẦU-CUỐI trong khoảng {start}–{end}"}]
        detail = gettext(
            "«%(at)s» không phải là một đoạn của tài liệu này (ký tự %(start)s–%(end)s); hãy viết như "
            "?at=%(start)s-%(end)s."
        ) % {"at": at, "start": start, "end": end}
        raise Problem(422, "invalid-parameter", detail, errors=errors)
    return first, last
