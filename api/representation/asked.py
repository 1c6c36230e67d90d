"""What the request at hand asks of the form of its answer: kept beside it, so that no route need hand it on.

    app.include_router(router, dependencies=[Depends(asked)])

A dependency that is async runs in the request's own task, so what it sets is seen by the route, in a thread too.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Annotated

from fastapi import Header, Query, Request

from api.problems import Problem
from api.representation import negotiate
from api.representation.fields import UnknownField, Wanted, model_in, wanted
from api.representation.languages import Language, language
from api.representation.parameters import refuse_unknown
from api.representation.tabular import CSV, XLSX

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Asked:
    """`accept` as it was sent; `fields` empty for all; `speaks` None where no language is asked for."""

    accept: str = ""
    fields: Wanted | None = None
    speaks: Language | None = None


_asked: ContextVar[Asked | None] = ContextVar("asked", default=None)


async def asked(
    request: Request,
    fields: Annotated[
        str | None,
        Query(
            max_length=1000,
            description="Chỉ các thành phần này, cách nhau bằng dấu phẩy, dấu chấm để vào trong (iri,lead.name); "
            "của danh sách là thành phần của từng mục / only these members",
            openapi_examples={"none": {"summary": "tất cả / all", "value": ""}},
        ),
    ] = None,
    accept_language: Annotated[
        str | None,
        Header(
            max_length=1000,
            description="vi hoặc en: thêm «labels», tên gọi của từng mã / adds «labels», the name of each code",
        ),
    ] = None,
) -> None:
    """Note what the request asks (a FastAPI dependency); a problem where it names a parameter, or in `fields` a member,
    that is not there."""
    refuse_unknown(request)
    model = getattr(request.scope.get("route"), "response_model", None)
    try:
        chosen = wanted(fields, model_in(model)) if fields else None
    except UnknownField as error:
        reason = f"không có thành phần «{error.path}»; có: {', '.join(error.known) or 'không có gì bên trong'}"
        errors = [{"parameter": "fields", "reason": reason}]
        raise Problem(422, "invalid-parameter", f"Tham số «fields» {reason}.", errors=errors) from None
    accept = ",".join(request.headers.getlist("accept"))
    _asked.set(Asked(accept, chosen, language(accept_language)))


def present() -> Asked:
    """What the request at hand asks; nothing where none has said."""
    return _asked.get() or Asked()


def chosen(accept: str, *, as_table: bool) -> str:
    """The media type to answer with. Raises a problem (406) where none fits."""
    offers = (JSON, CSV, XLSX) if as_table else (JSON,)
    best = negotiate.best(accept, offers)
    if best is None:
        raise Problem(406, "not-acceptable", f"Chỉ trả lời được bằng: {', '.join(offers)}.", available=list(offers))
    return best
