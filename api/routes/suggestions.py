"""Suggestions for the search box, while a text is typed into it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse

from api.pages.days import today
from api.pages.suggest_index import Indexes
from api.pages.suggesting import suggestions
from api.reply import Store

router = APIRouter(include_in_schema=False)
_indexes = Indexes()
# Letters that are deleted and typed again are asked for but once; a load is seen a minute later here, and at once in
# what is searched for. Private, for a server may be closed to others.
_CACHING = "private, max-age=60"


@router.get("/goi-y")
def suggest(request: Request, store: Store, q: Annotated[str, Query(max_length=300)] = "") -> JSONResponse:
    """{q, suggestions: [{kind, label, detail, href}]}; an empty text readies the list that later ones are found in."""
    index = _indexes.of(request.app.state.knowledge, store)
    found = [asdict(one) for one in suggestions(index, q, today())]
    return JSONResponse({"q": q, "suggestions": found}, headers={"Cache-Control": _CACHING, "Vary": "Cookie"})
