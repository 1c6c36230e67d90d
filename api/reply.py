"""How a route answers: JSON as the command line prints it, or a table, from the newest generation of the store."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, cast

from fastapi import Depends, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.knowledge import Knowledge
from api.problems import Problem
from api.representation.asked import JSON, chosen, present
from api.representation.codes import names_of_codes
from api.representation.fields import only
from api.representation.file_form import MEDIA, FileForm
from api.representation.shape import dumps
from api.representation.tabular import CSV, XLSX, as_csv, as_xlsx, rows_of, table
from graph.identity import base_iri
from graph.store.embedded import EmbeddedStore


async def _store(request: Request) -> EmbeddedStore:
    knowledge: Knowledge = request.app.state.knowledge
    # To ask a remote store takes as long as the network does, and other requests are not to wait for it.
    store = await run_in_threadpool(knowledge.store) if knowledge.remote else knowledge.store()
    return cast("EmbeddedStore", store)  # a remote store answers the same questions


Store = Annotated[EmbeddedStore, Depends(_store)]
DateParameter = Annotated[
    str | None,
    Query(
        max_length=20,
        description="Ngày ban hành, để chọn: 2020-02-27, 27/02/2020 hoặc 2020 / date, to choose",
        examples=["2020-02-27"],
    ),
]
PlaceParameter = Annotated[
    str | None,
    Query(max_length=100, description="Tỉnh, thành phố, để chọn / province, to choose", examples=["bac-giang"]),
]


def answer(value: Any, *, form: FileForm | None = None, file: str = "ket-qua") -> Response:
    """The answer as the request wants it: JSON, or where it is about a list CSV or XLSX; only the members asked for.

    The address of the next page is in the Link header too: a table has no other place for it. `form` is what the
    address itself asks for, before any Accept; it comes as a file called `file`.
    """
    wish = present()
    headers = {"Vary": "Accept, Accept-Language"}
    if isinstance(value, dict) and value.get("next"):
        headers["Link"] = f'<{value["next"]}>; rel="next"'
    rows = rows_of(value)
    media = MEDIA[form] if form is not None else chosen(wish.accept, as_table=rows is not None)
    if form is not None:
        headers["Content-Disposition"] = f'attachment; filename="{file}.{form}"'
    if wish.fields is not None:
        value = only(value, wish.fields)
        rows = rows_of(value) if rows is not None else None
    if media == JSON or rows is None:
        if wish.speaks is not None and isinstance(value, dict):
            value = {**value, "labels": names_of_codes(value, wish.speaks)}
            headers["Content-Language"] = wish.speaks
        return Response(dumps(value), media_type=JSON, headers=headers)
    as_file = as_csv if media == CSV else as_xlsx
    return Response(as_file(table(rows)), headers={**headers, "Content-Type": _TYPES[media]})


_TYPES = {CSV: "text/csv; charset=utf-8", XLSX: XLSX}


def resource(question: Callable[[EmbeddedStore, str], Any], store: EmbeddedStore, id: str) -> Any:
    """The answer about the thing whose IRI ends in `id` after `/id/`; a problem where nothing is known."""
    try:
        return question(store, f"{base_iri()}id/{id}")
    except LookupError:
        raise Problem(404, "unknown-thing", f"Đồ thị không biết gì về «{id}».") from None
