"""The pages for people: search, an instrument, tasks, agencies, problems, and the interface described."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Query, Request
from pyoxigraph import NamedNode
from starlette.responses import HTMLResponse

from api.ask import BadDate, answer, day, resolve
from api.lookup.form import official
from api.pages import problem_places, refusals
from api.pages.agency_view import PAGE as AGENCY_PAGE
from api.pages.agency_view import agency_view
from api.pages.assets import Assets
from api.pages.conflicts import DATES, dates, endings, mentions
from api.pages.days import chosen, today
from api.pages.evidence import Reading, rows
from api.pages.facets import facets
from api.pages.instrument_tasks import Narrowed, narrowed_tasks
from api.pages.language import gettext
from api.pages.morning import morning
from api.pages.neighbours import by_document, is_assigned, near
from api.pages.other_years import other_years
from api.pages.quoting import Sentences
from api.pages.rendering import HERE, render
from api.pages.task_list import PAGE as LISTED
from api.pages.task_list import ROLE_NAMES, SORT_NAMES, STATUS_NAMES, Asked, agency_typed, asked, task_list
from api.pages.task_question import read_task_question
from api.reply import Store
from api.representation.file_form import MOST_IN_FILE
from api.texts import text_of
from api.trouble import NotOne, describe
from graph import questions
from graph.answers.catalogue import Narrowing, catalogue
from graph.answers.status import STATES
from graph.answers.timeline import events_of
from graph.errors import NotADay
from graph.store.once import Once

_PAGE = 20
_TASKS = 50
_BODIES = 4  # agencies above the instruments that a search finds
_MOST_EVENTS = 50  # of a line of time; the interface has them all
# Tasks of each kind written out on an instrument's page; its list has them all. With 400, and 100 neighbours, reading
# the sentences around all of these took half a second.
_WRITTEN_OUT = 30

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Query(max_length=300)]
Offset = Annotated[int, Query(ge=0, le=1_000_000)]
Day = Annotated[str, Query(max_length=20)]
Place = Annotated[str, Query(max_length=100)]


def install(app: FastAPI) -> None:
    """Add the pages and their style sheet."""
    app.include_router(router)
    app.mount("/static", Assets(directory=HERE / "static"), name="static")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What the search box and the facets beside its results ask for; empty for anything."""

    q: Text = ""
    date: Day = ""
    place: Place = ""
    type: Place = ""
    year: Day = ""
    held: Day = ""
    status: Day = ""
    all: Day = ""  # the catalogue without a question, to be narrowed by its facets


@router.get("/")
def home(
    request: Request, store: Store, sought: Annotated[Sought, Depends()], ngay: Day = "", offset: Offset = 0
) -> HTMLResponse:
    given = {name: value for name, value in asdict(sought).items() if value.strip()}
    if given or offset:
        return _search(store, sought, given or {"all": "1"}, offset)
    state = request.app.state
    try:
        start, status, wrong = chosen(ngay), 200, ""
    except BadDate as error:
        start, status, wrong = today(), 422, refusals.detail(error)
    return render("home.html", status, **morning(store, state.knowledge, state.settings.store, start), wrong=wrong)


def _search(store: Store, sought: Sought, given: dict[str, str], offset: int) -> HTMLResponse:
    question = read_task_question(sought.q, today())
    shown: dict[str, Any] = {
        **asdict(sought), "given": given, "found": [], "near": [], "facets": [], "total": 0, "offset": offset,
        "turn": _turn(given, [], 0), "wrong": "", "asked": question,
        "years": other_years(store, question), "bodies": _bodies(store, sought.q) if not offset else [],
    }  # fmt: skip
    if sought.status and sought.status not in STATES:
        wrong = gettext("Không có tình trạng «%(value)s».") % {"value": sought.status}
        return render("search.html", 422, **shown | {"wrong": wrong})
    if sought.held not in ("", "true", "false"):
        wrong = gettext("«%(value)s»: chỉ có true hoặc false.") % {"value": sought.held}
        return render("search.html", 422, **shown | {"wrong": wrong})
    narrowing = Narrowing(
        type=sought.type or None,
        place=sought.place.strip() or None,
        year=sought.year or None,
        held=sought.held == "true" if sought.held else None,
        status=sought.status or None,
    )
    try:
        found = catalogue(
            store, sought.q, date=day(sought.date), narrowing=narrowing, facets=True, limit=_PAGE, offset=offset
        )
    except BadDate as error:
        return render("search.html", 422, **shown | {"wrong": refusals.detail(error)})
    missed = _near(store, sought.q) if sought.q and not found["total"] else []
    more = found["items"] + [None] * (found["total"] > offset + _PAGE)
    shown |= {"found": found["items"], "near": missed, "total": found["total"], "turn": _turn(given, more, offset)}
    return render("search.html", **shown | {"facets": facets(found["facets"], given)})


@router.get("/van-ban/{id:path}")
def instrument(
    request: Request,
    id: str,
    store: Store,
    narrowed: Annotated[Narrowed, Depends()],
    date: Day = "",
    place: Place = "",
    on: Day = "",
    offset: Offset = 0,
) -> HTMLResponse:
    once = Once(store)  # the parts of the page come upon the same questions: 21 of 54 on that of a much cited one
    try:
        iri = resolve(once, id, date, place)["iri"]
        standing = questions.status(once, iri, day(on))
    except (questions.AmbiguousInstrument, questions.UnknownInstrument) as error:
        told = describe(error)
        rest = told.get("candidates") or told.get("near") or []
        return _choose(told["status"], error, rest, id)
    except (BadDate, NotADay) as error:
        return _choose(422, error, [], id)
    known = questions.instrument(once, iri)
    implementing = answer("tasks", once, iri)["tasks"]
    events = [
        event | {"evidence": [event["evidence"]] if event["evidence"] else []}
        for event in events_of(known, implementing)
    ]
    direct = [task for task in implementing if task["direct"]]
    through = [task for task in implementing if not task["direct"] and not is_assigned(task)]
    in_documents = by_document(implementing)
    rests_on = near(answer("dependencies", once, iri), iri)
    carries = near(answer("dependents", once, iri), iri, inward=True)
    own = known["tasks"][offset : offset + _TASKS]
    cites: dict[str, list[dict[str, Any]]] = {}
    for citation in known["citations"]:
        if citation["task"]:
            cites.setdefault(citation["task"], []).append(citation)
    shown = [cites.get(task["iri"], []) for task in own]
    problems = rows(once, "problems-of", instrument=NamedNode(iri))
    spoken = mentions(known["cited_by"]) if any(one["code"] == DATES for one in problems) else []
    conflicting = dates(
        known["instrument"]["date"], problems, spoken, Sentences(once, spoken, partial(text_of, request))
    )
    listed = narrowed_tasks(once, iri, narrowed)
    return render(
        "instrument.html",
        listed["status"] if listed else 200,
        citation=official(known["instrument"], in_words=True),
        narrowed=narrowed,
        narrowed_agency=agency_typed(once, narrowed.agency),
        listed=listed,
        statuses=STATUS_NAMES,
        dates=conflicting,
        endings=endings(standing),
        found=known["instrument"],
        documents=known["documents"],
        direct=direct[:_WRITTEN_OUT],
        direct_count=len(direct),
        through=through[:_WRITTEN_OUT],
        through_count=len(through),
        in_documents=in_documents,
        assigned=own,
        assigned_count=len(known["tasks"]),
        cites=cites,
        turn=_turn({"on": on}, known["tasks"][offset : offset + _TASKS + 1], offset, _TASKS),
        rests_on=rests_on,
        carries=carries,
        # Told side by side, two days of one number need no line of their own.
        problems=[one for one in problems if not (conflicting and one["code"] == DATES)],
        unsettled=known["unsettled"],
        standing=standing,
        on=on,
        events=events[:_MOST_EVENTS],
        events_left=len(events[_MOST_EVENTS:]),
        reading=Reading(
            once,
            direct[:_WRITTEN_OUT],
            through[:_WRITTEN_OUT],
            in_documents,
            shown,
            own,
            rests_on,
            carries,
            standing["changes"],
            events[:_MOST_EVENTS],
            listed["items"] if listed else [],
        ),
    )


@router.get("/nhiem-vu")
def tasks(store: Store, wanted: Annotated[Asked, Depends(asked)], offset: Offset = 0) -> HTMLResponse:
    found = task_list(store, wanted, offset)
    more = found["items"] + [None] * (found["total"] > offset + LISTED)
    return render(
        "tasks.html",
        found["status"],
        wanted=wanted,
        agency=agency_typed(store, wanted.agency),
        list=found,
        roles=ROLE_NAMES,
        statuses=STATUS_NAMES,
        sorts=SORT_NAMES,
        most=MOST_IN_FILE,
        turn=_turn(wanted.given | {"sort": wanted.sort}, more, offset, LISTED),
        reading=Reading(store, found["items"]),
    )


@router.get("/co-quan")
def agencies(store: Store, q: Text = "", offset: Offset = 0) -> HTMLResponse:
    found = questions.agencies(store, q, limit=_TASKS + 1, offset=offset)
    return render("agencies.html", wanted=q, found=found[:_TASKS], turn=_turn({"q": q}, found, offset, _TASKS))


@router.get("/co-quan/{slug}")
def agency(slug: str, store: Store, lead: Offset = 0, coordinating: Offset = 0, thang: Day = "") -> HTMLResponse:
    offsets = {"lead": lead, "coordinating": coordinating}
    view = agency_view(store, slug, offsets, thang)
    for role in view["roles"]:
        key, end = role["key"], role["offset"] + AGENCY_PAGE
        given = {name: str(value) for name, value in offsets.items() if value and name != key}
        role["turn"] = {
            "before": {**given, key: max(role["offset"] - AGENCY_PAGE, 0)} if role["offset"] else None,
            "after": {**given, key: end} if role["total"] > end else None,
        }
    return render("agency.html", **view, reading=Reading(store, [role["items"] for role in view["roles"]]))


@router.get("/van-de")
def problems(store: Store, code: Annotated[str, Query(max_length=60)] = "", offset: Offset = 0) -> HTMLResponse:
    found = questions.problems(store, code=code or None, limit=_TASKS + 1, offset=offset)
    return render(
        "problems.html",
        code=code,
        codes=questions.problem_codes(store),
        found=found[:_TASKS],
        places=problem_places.places(store, found[:_TASKS]),
        most=problem_places.MOST,
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


def _choose(status: int, error: NotOne | BadDate | NotADay, found: list[Any], typed: str) -> HTMLResponse:
    """Why no one instrument is shown, and which may have been meant."""
    said = {"title": refusals.title(error), "detail": refusals.detail(error)}
    return render("choose.html", status, **said, found=found, q=typed)


def _turn(given: dict[str, str], found: list[Any], offset: int, page: int = _PAGE) -> dict[str, Any]:
    """The pages before and after: the parameters of each, None where there is none."""
    kept = {key: value for key, value in given.items() if value}
    return {
        "before": {**kept, "offset": max(offset - page, 0)} if offset else None,
        "after": {**kept, "offset": offset + page} if len(found) > page else None,
        "offset": offset,
    }


def _bodies(store: Store, text: str) -> list[dict[str, Any]]:
    """The agencies that a text may name; a number names an instrument."""
    typed = text.strip()
    return questions.agencies(store, typed, limit=_BODIES) if typed and not any(map(str.isdigit, typed)) else []


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
