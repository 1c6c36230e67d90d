"""The pages for people: search, an instrument, tasks, agencies, problems, and the interface described."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Query, Request
from pyoxigraph import NamedNode
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

from api.ask import BadDate, answer, day, resolve
from api.pages.evidence import Reading, rows
from api.pages.neighbours import by_document, is_assigned, near
from api.pages.rendering import HERE, render
from api.problems import Problem
from api.reply import Store
from api.trouble import describe
from graph import questions
from graph.identity import base_iri

_PAGE = 20
_TASKS = 50
_MOST = 200

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Query(max_length=300)]
Offset = Annotated[int, Query(ge=0, le=1_000_000)]
Day = Annotated[str, Query(max_length=20)]
Place = Annotated[str, Query(max_length=100)]


def install(app: FastAPI) -> None:
    """Add the pages and their style sheet."""
    app.include_router(router)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")


@router.get("/")
def home(store: Store, q: Text = "", date: Day = "", place: Place = "", offset: Offset = 0) -> HTMLResponse:
    given = {"q": q, "date": date, "place": place}
    try:
        found = questions.find_instruments(
            store, q, date=day(date), place=place or None, limit=_PAGE + 1, offset=offset
        )
    except BadDate as error:
        return render("home.html", 422, **given, found=[], near=[], turn=_turn(given, [], 0), wrong=str(error))
    missed = _near(store, q) if q and not found and not offset else []
    turn = _turn(given, found, offset)
    return render("home.html", **given, found=found[:_PAGE], near=missed, turn=turn, wrong="")


@router.get("/van-ban/{id:path}")
def instrument(id: str, store: Store, date: Day = "", place: Place = "", offset: Offset = 0) -> HTMLResponse:
    try:
        iri = resolve(store, id, date, place)["iri"]
    except (questions.AmbiguousInstrument, questions.UnknownInstrument) as error:
        told = describe(error)
        rest = told.get("candidates") or told.get("near") or []
        return render("choose.html", told["status"], title=told["title"], detail=told["detail"], found=rest, q=id)
    except BadDate as error:
        return render("choose.html", 422, title="Ngày không hợp lệ", detail=str(error), found=[], q=id)
    known = questions.instrument(store, iri)
    implementing = answer("tasks", store, iri)["tasks"]
    rests_on = near(answer("dependencies", store, iri), iri)
    carries = near(answer("dependents", store, iri), iri, inward=True)
    own = known["tasks"][offset : offset + _TASKS]
    cites: dict[str, list[dict[str, Any]]] = {}
    for citation in known["citations"]:
        if citation["task"]:
            cites.setdefault(citation["task"], []).append(citation)
    shown = [cites.get(task["iri"], []) for task in own]
    return render(
        "instrument.html",
        found=known["instrument"],
        documents=known["documents"],
        direct=[task for task in implementing if task["direct"]],
        through=[task for task in implementing if not task["direct"] and not is_assigned(task)],
        in_documents=by_document(implementing),
        assigned=own,
        assigned_count=len(known["tasks"]),
        cites=cites,
        turn=_turn({}, known["tasks"][offset : offset + _TASKS + 1], offset, _TASKS),
        rests_on=rests_on,
        carries=carries,
        problems=rows(store, "problems-of", instrument=NamedNode(iri)),
        unsettled=known["unsettled"],
        reading=Reading(store, implementing, shown, rests_on, carries),
    )


@router.get("/nhiem-vu")
def tasks(store: Store, q: Text = "", offset: Offset = 0) -> HTMLResponse:
    found = questions.tasks(store, q, limit=_PAGE + 1, offset=offset)
    shown = found[:_PAGE]
    turn = _turn({"q": q}, found, offset)
    return render("tasks.html", wanted=q, found=shown, turn=turn, reading=Reading(store, shown))


@router.get("/co-quan")
def agencies(store: Store, q: Text = "", offset: Offset = 0) -> HTMLResponse:
    found = questions.agencies(store, q, limit=_TASKS + 1, offset=offset)
    return render("agencies.html", wanted=q, found=found[:_TASKS], turn=_turn({"q": q}, found, offset, _TASKS))


@router.get("/co-quan/{slug}")
def agency(slug: str, store: Store) -> HTMLResponse:
    try:
        found = questions.agency(store, f"{base_iri()}id/org/{slug}", limit=None)
    except questions.UnknownAgency:
        raise Problem(404, "unknown-thing", f"Không có cơ quan nào ở địa chỉ «{slug}».") from None
    roles = [
        (role, len(found[key]), sorted(found[key], key=_due)[:_MOST])
        for role, key in (("Chủ trì", "lead"), ("Phối hợp", "coordinating"))
    ]
    shown = [task for _, _, some in roles for task in some]
    return render("agency.html", agency=found["agency"], roles=roles, reading=Reading(store, shown))


@router.get("/van-de")
def problems(store: Store, code: Annotated[str, Query(max_length=60)] = "", offset: Offset = 0) -> HTMLResponse:
    found = questions.problems(store, code=code or None, limit=_TASKS + 1, offset=offset)
    return render(
        "problems.html",
        code=code,
        codes=questions.problem_codes(store),
        found=found[:_TASKS],
        turn=_turn({"code": code}, found, offset, _TASKS),
    )


@router.get("/docs")
def docs(request: Request) -> HTMLResponse:
    interface = request.app.openapi()
    groups: dict[str, list[tuple[str, str, dict[str, Any]]]] = {tag["name"]: [] for tag in interface["tags"]}
    for path, operations in interface["paths"].items():
        for method, operation in operations.items():
            groups[operation["tags"][0]].append((method.upper(), path, operation))
    return render("docs.html", interface=interface, groups=groups)


def _turn(given: dict[str, str], found: list[Any], offset: int, page: int = _PAGE) -> dict[str, Any]:
    """The pages before and after: the parameters of each, None where there is none."""
    kept = {key: value for key, value in given.items() if value}
    return {
        "before": {**kept, "offset": max(offset - page, 0)} if offset else None,
        "after": {**kept, "offset": offset + page} if len(found) > page else None,
        "offset": offset,
    }


def _near(store: Store, text: str) -> list[dict[str, Any]]:
    """What is like a number that nothing bears; of words, what shares one of them is no help."""
    if not any(letter.isdigit() for letter in text):
        return []
    try:
        return [questions.find_one(store, text)]
    except questions.UnknownInstrument as error:
        return error.near
    except questions.AmbiguousInstrument as error:
        return error.candidates


def _due(task: dict[str, Any]) -> tuple[str, str, int]:
    """What is due first comes first, what has no day last."""
    days = [deadline["end"] or deadline["start"] for deadline in task["deadlines"]]
    return min((one for one in days if one), default="9999"), task["source"], task["start"]
