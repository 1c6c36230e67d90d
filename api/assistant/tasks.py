"""Tools about tasks and agencies: what is to be done, by whom, by when, and which sentence says so."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field
from pyoxigraph import Literal as Term

from api import words
from api.ask import resolve, task_iri
from api.assistant import shapes
from api.assistant.agencies import chosen
from api.assistant.refusals import NoAnswer
from api.assistant.shaping import assigning, brief, named, paged, strongest, task_fields, task_of, work_of
from api.assistant.tools import Context, Date, Limit, Offset, PlaceName, Text, Words
from graph import questions
from graph.answers.rows import nodes, select
from graph.answers.tasks import describe
from graph.identity import fold
from graph.store.base import Store

Json = dict[str, Any]
_ALL = 1_000_000


def tasks_implementing(
    at: Context, instrument: Text, date: Date = "", place: PlaceName = "", limit: Limit = 10, offset: Offset = 0
) -> shapes.ImplementingPage:
    """Nhiệm vụ nào thực hiện văn bản này, ai chủ trì, bao giờ / Tasks that implement an instrument.

    The main question of this graph. `direct`: the task's own words cite it; otherwise `chain` holds the instruments in
    between. The first evidence is the task's own. Traps: `explicit` false on an agency means that the sentence does not
    name it (inherited from a lead-in); an empty page means that none was read, not that none exists.
    """
    iri = resolve(at.store, instrument, date, place)["iri"]
    found = questions.tasks_implementing(at.store, iri)
    page = paged(found["tasks"], limit, offset, _implementing)
    about = found["instrument"]
    return shapes.ImplementingPage(
        instrument=brief(about["iri"]),
        name=words.name(about),
        names=named(at.store, found["tasks"][offset : offset + len(page["items"])]),
        **page,
    )


def instrument_tasks(
    at: Context, instrument: Text, date: Date = "", place: PlaceName = "", limit: Limit = 10, offset: Offset = 0
) -> shapes.TaskPage:
    """Những nhiệm vụ mà văn bản này giao / The tasks that an instrument assigns, in the order of its text.

    Only of an instrument whose text is held. What implements it elsewhere is tasks_implementing.
    """
    iri = resolve(at.store, instrument, date, place)["iri"]
    found = describe(at.store, (row["task"] for row in select(at.store, "tasks-of", instrument=nodes([iri]))))
    return _task_page(at, found, paged(found, limit, offset, task_of), offset)


def find_tasks(
    at: Context,
    text: Annotated[Words, Field(description="chữ cần tìm, không cần dấu; trống là tất cả / words; empty: all")] = "",
    limit: Limit = 10,
    offset: Offset = 0,
) -> shapes.TaskPage:
    """Tìm nhiệm vụ theo chữ / Tasks that have all these words, accents or not.

    `text` of a task is exactly text[start:end] of its file. Trap: folding makes different words equal (ma, má, mà), and
    a word may stand inside a longer one: read what you quote. The order of pages has no meaning.
    """
    total = _matching(at.store, text)
    # Pages follow the identifiers, a page the texts: one that ends early must end in the order of the pages.
    found = sorted(questions.tasks(at.store, text, limit=limit, offset=offset), key=lambda one: str(one["iri"]))
    page = paged(found, limit, offset, task_of, total=total)
    return _task_page(at, found, page, 0)


def task(
    at: Context, task: Annotated[str, Field(min_length=1, max_length=300, description="id: task/…")]
) -> shapes.TaskPage:
    """Một nhiệm vụ theo id / One task by its id: words, place, agencies, deadlines, targets."""
    iri = task_iri(task)
    if iri is None:
        raise NoAnswer("invalid-argument", "Tham số «task» phải là id của một nhiệm vụ, dạng task/…")
    found = [questions.task(at.store, iri)]
    return _task_page(at, found, paged(found, 1, 0, task_of), 0)


def find_agencies(
    at: Context,
    text: Annotated[Words, Field(description="chữ trong tên; trống là tất cả / words of the name")] = "",
    limit: Limit = 20,
    offset: Offset = 0,
) -> shapes.AgencyPage:
    """Tìm cơ quan, đếm nhiệm vụ theo vai / Agencies by name, those that lead most tasks first.

    `lead` and `coordinating` count tasks. Trap: «Sở Tài chính» of two provinces are two agencies.
    """
    found = questions.agencies(at.store, text, limit=_ALL)
    return shapes.AgencyPage(**paged(found, limit, offset, agency_of))


def agency_tasks(
    at: Context,
    agency: Annotated[str, Field(min_length=1, max_length=300, description="tên đầy đủ hoặc id org/… / name or id")],
    role: Annotated[Literal["lead", "coordinating"], Field(description="chủ trì / phối hợp")] = "lead",
    limit: Limit = 10,
    offset: Offset = 0,
) -> shapes.AgencyTaskPage:
    """Nhiệm vụ của một cơ quan theo vai / The tasks of an agency, as lead or coordinating.

    `explicit` false: the agency is inherited from a lead-in (“Giao UBND tỉnh…”), the task's sentence does not name it.
    A name that fits several agencies is refused with the choices.
    """
    found = questions.agency(at.store, chosen(at.store, agency), limit=limit, offset=offset)
    about = found["agency"]
    page = paged(
        found[role],
        limit,
        offset,
        lambda t: shapes.AgencyTask(**task_fields(t), explicit=t["explicit"]),
        total=found["total"][role],
    )
    return shapes.AgencyTaskPage(
        agency=brief(about["iri"]),
        name=about["name"],
        aliases=about["aliases"],
        lead=found["total"]["lead"],
        coordinating=found["total"]["coordinating"],
        names=assigning(at.store, found[role][: len(page["items"])]),
        **page,
    )


def succession(
    at: Context,
    body: Annotated[str, Field(min_length=1, max_length=300, description="cơ quan hoặc tỉnh: tên đầy đủ hoặc id")],
    direction: Annotated[
        Literal["successors", "predecessors"], Field(description="ai thay nó / nó thay ai; what came after, before")
    ] = "successors",
    on: Annotated[str, Field(max_length=40, description="đến ngày này; trống: đến nay / until this day")] = "",
    limit: Limit = 20,
    offset: Offset = 0,
) -> shapes.Succession:
    """Cơ quan, tỉnh này nay là đâu / What took over from an agency or a province, or what it took over from.

    For tasks given to bodies that a merger has ended (Bắc Giang joined Bắc Ninh on 01/7/2025). It comes from the
    registry and not from the documents: name the `order`, there is no quote. Write «tỉnh Bắc Giang» for the province.
    """
    asked = questions.successors if direction == "successors" else questions.predecessors
    found = asked(at.store, body, on=on or None)
    return shapes.Succession(
        body=_body(found["body"]),
        standing=[_body(one) for one in found["standing"]],
        **paged(found["changes"], limit, offset, _passing),
    )


def agency_of(found: Json) -> shapes.Agency:
    return shapes.Agency(
        id=brief(found["iri"]), name=found["name"], lead=found["lead"], coordinating=found["coordinating"]
    )


def _body(found: Json) -> shapes.Body:
    dates = {key: found[key] for key in ("name", "founded", "dissolved", "verified")}
    return shapes.Body(id=brief(found["iri"]), **dates)


def _passing(change: Json) -> shapes.Passing:
    ends: Json = {"from": _body(change["from"]), "to": _body(change["to"])}
    order = brief(change["order"]["iri"]) if change["order"] else None
    return shapes.Passing(**ends, order=order, **{key: change[key] for key in ("date", "scope", "confidence")})


def _task_page(at: Context, found: list[Json], page: Json, offset: int) -> shapes.TaskPage:
    return shapes.TaskPage(names=assigning(at.store, found[offset : offset + len(page["items"])]), **page)


def _implementing(found: Json) -> shapes.ImplementingTask:
    # The task's own pieces come first, then those of each hop: that order says more than their confidence.
    return shapes.ImplementingTask(
        **work_of(found),
        direct=found["direct"],
        chain=[brief(iri) for iri in found["chain"]],
        **strongest(found["evidence"], ranked=True),
    )


def _matching(store: Store, text: str) -> int:
    """How many tasks `questions.tasks` would give without a limit."""
    sought = fold(text).split()
    rows = select(store, "tasks-matching", word=Term(max(sought, key=len, default="")))
    return len({row["task"] for row in rows if all(word in row["key"] for word in sought)})
