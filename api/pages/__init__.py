"""The pages for people: search, one instrument with its tasks, and the description of the interface.

Rendered here, without scripts; every value is escaped, and nothing is fetched from elsewhere.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, FastAPI, Query, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

from api import words
from api.ask import BadDate, answer, day, resolve
from api.naming import names
from api.reply import Store
from api.trouble import describe
from graph import questions
from graph.identity import base_iri

_HERE = Path(__file__).parent
_PAGE = 20
router = APIRouter(include_in_schema=False)


def install(app: FastAPI) -> None:
    """Add the pages and their style sheet."""
    app.include_router(router)
    app.mount("/static", StaticFiles(directory=_HERE / "static"), name="static")


@cache
def _templates() -> Environment:
    found = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {
        "day": words.day,
        "name": words.name,
        "relation": words.relation,
        "deadline": words.deadline,
        "jurisdiction": words.jurisdiction,
        "local": local,
        "last": lambda iri: iri.rpartition("/id/")[2],
    }
    return found


def local(iri: str) -> str:
    """The address of an instrument's page on this server."""
    return "/van-ban/" + quote(iri.removeprefix(f"{base_iri()}id/"), safe="/")


def render(template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page."""
    return HTMLResponse(_templates().get_template(template).render(**values), status)


@router.get("/")
def home(
    store: Store,
    q: Annotated[str, Query(max_length=300)] = "",
    date: Annotated[str, Query(max_length=20)] = "",
    place: Annotated[str, Query(max_length=100)] = "",
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> HTMLResponse:
    try:
        found = questions.find_instruments(
            store, q, date=day(date), place=place or None, limit=_PAGE + 1, offset=offset
        )
        wrong = ""
    except BadDate as error:
        found, wrong = [], str(error)
    return render(
        "home.html",
        q=q,
        date=date,
        place=place,
        found=found[:_PAGE],
        following=offset + _PAGE if len(found) > _PAGE else None,
        before=offset,
        wrong=wrong,
    )


@router.get("/van-ban/{id:path}")
def instrument(id: str, store: Store, date: str | None = None, place: str | None = None) -> HTMLResponse:
    try:
        found = resolve(store, id, date, place)
    except (questions.AmbiguousInstrument, questions.UnknownInstrument) as error:
        told = describe(error)
        rest = told.get("candidates") or told.get("near") or []
        return render("choose.html", told["status"], title=told["title"], detail=told["detail"], found=rest, q=id)
    except BadDate as error:
        return render("choose.html", 422, title="Ngày không hợp lệ", detail=str(error), found=[], q=id)
    tasks = answer("tasks", store, found["iri"])
    return render("instrument.html", found=found, answer=tasks, names=names(store, tasks))


@router.get("/docs")
def docs(request: Request) -> HTMLResponse:
    return render("docs.html", interface=request.app.openapi())
