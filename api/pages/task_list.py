"""The list of tasks with its filters: what was asked, what that leaves, and in words what was wrong with the asking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query

from api import words
from api.ask import BadDate, day, resolve
from api.pages import refusals
from api.pages.language import gettext, noted
from api.representation.file_form import MOST_IN_FILE
from api.trouble import NONE, SEVERAL, describe
from graph.answers.bodies import find_body, named
from graph.answers.task_search import ROLES, SORTS, STATUSES, TaskFilter, find_tasks
from graph.identity import base_iri
from graph.store.base import Store

Json = dict[str, Any]
PAGE = 50
ROLE_NAMES = {"lead": noted("chủ trì"), "coordinating": noted("phối hợp")}
STATUS_NAMES = {
    "completed": noted("hoàn thành"),
    "notCompleted": noted("chưa hoàn thành"),
    "none": noted("chưa ai nói"),
}
SORT_NAMES = {"deadline": noted("đến hạn trước"), "text": noted("theo văn bản"), "id": noted("không theo thứ tự nào")}
FILES = (("xlsx", "Excel"), ("csv", "CSV"), ("json", "JSON"))
_FILTERS = (
    ("role", ROLES, noted("Vai trò «%(value)s» không có; có: %(known)s.")),
    ("status", STATUSES, noted("Tình trạng «%(value)s» không có; có: %(known)s.")),
    ("sort", SORTS, noted("Thứ tự «%(value)s» không có; có: %(known)s.")),
)
_MOST_CHOICES = 20  # of an agency's names; that there are more is said

Text = Annotated[str, Query(max_length=300)]
Short = Annotated[str, Query(max_length=100)]
Place = Annotated[str, Query(max_length=500)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The filters as they were typed; empty for none. `date` picks out one of several instruments to carry out."""

    q: str = ""
    agency: str = ""
    role: str = ""
    inherited: str = ""
    place: str = ""
    since: str = ""
    until: str = ""
    status: str = ""
    instrument: str = ""
    implements: str = ""
    sort: str = "deadline"

    @property
    def given(self) -> dict[str, str]:
        """What was asked for, as parameters of an address."""
        found = {name: getattr(self, name).strip() for name in self.__slots__}
        if found["sort"] == "deadline":
            del found["sort"]
        return {name: value for name, value in found.items() if value}


def asked(
    q: Text = "",
    agency: Text = "",
    role: Short = "",
    inherited: Short = "",
    place: Short = "",
    since: Short = "",
    until: Short = "",
    status: Short = "",
    instrument: Place = "",
    implements: Place = "",
    sort: Short = "deadline",
) -> Asked:
    """The filters of a request (a FastAPI dependency)."""
    return Asked(
        q=q,
        agency=agency,
        role=role,
        inherited=inherited,
        place=place,
        since=since,
        until=until,
        status=status,
        instrument=instrument,
        implements=implements,
        sort=sort or "deadline",
    )


def task_list(store: Store, wanted: Asked, offset: int) -> Json:
    """{status, total, items, wrong, choices, files, heading}: `status` is that of HTTP, `wrong` one sentence where the
    list could not be made, `choices` [{label, href}] what may have been meant, `files` [{label, href}] of the list."""
    told: Json = {"status": 200, "total": 0, "items": [], "wrong": "", "choices": [], "files": [], "left": 0}
    try:
        found = find_tasks(store, _filter(store, wanted), sort=wanted.sort, limit=PAGE, offset=offset)
    except (*SEVERAL, *NONE) as error:
        problem = describe(error)
        near = problem.get("candidates") or problem.get("near") or []
        return told | {
            "status": problem["status"],
            "wrong": refusals.detail(error),
            "choices": [_choice(wanted, one) for one in near[:_MOST_CHOICES]],
            "left": max(len(near) - _MOST_CHOICES, 0),
        }
    except BadDate as error:
        return told | {"status": 422, "wrong": refusals.detail(error)}
    except BadFilter as error:
        return told | {"status": 422, "wrong": str(error)}
    return told | {"total": found["total"], "items": found["items"], "files": _files(wanted, found["total"])}


def agency_typed(store: Store, agency: str) -> str:
    """What stands in the field for an agency: of one that the address has by the end of its IRI its name, where that
    alone means the same one when the form is sent."""
    part = agency.strip()
    iri = f"{base_iri()}id/{part}"
    name = str(named(store, {iri}).get(iri, {}).get("name", "")) if part.startswith("org/") else ""
    try:
        return name if name and find_body(store, name) == iri else agency
    except (*SEVERAL, *NONE):
        return agency


class BadFilter(ValueError):
    """A filter has a value that it cannot have; said in the reader's language."""


def _filter(store: Store, wanted: Asked) -> TaskFilter:
    """Raises BadFilter, BadDate, and what resolving an instrument raises."""
    for name, known, said in _FILTERS:
        if (value := getattr(wanted, name)) and value not in known:
            raise BadFilter(gettext(said) % {"value": value, "known": ", ".join(known)})
    return TaskFilter(
        text=wanted.q,
        agency=wanted.agency.strip() or None,
        role=wanted.role or None,
        inherited=bool(wanted.inherited),
        place=wanted.place.strip() or None,
        since=_bound(wanted.since, "01-01"),
        until=_bound(wanted.until, "12-31"),
        status=wanted.status or None,
        instrument=resolve(store, wanted.instrument)["iri"] if wanted.instrument.strip() else None,
        implements=resolve(store, wanted.implements)["iri"] if wanted.implements.strip() else None,
    )


def _bound(text: str, end: str) -> str | None:
    """The first or last day of what was typed, a day or a year."""
    found = day(text.strip())
    return f"{found}-{end}" if found and len(found) == 4 else found


def _choice(wanted: Asked, one: Json) -> Json:
    """A link that asks the same of one of the candidates: a body by its name, an instrument by its IRI."""
    part = one["iri"].removeprefix(f"{base_iri()}id/")
    is_body = part.startswith(("org/", "place/"))
    given = {**wanted.given, "agency" if is_body else _cited(wanted): part}
    return {"label": one["name"] if is_body else words.name(one), "href": f"/nhiem-vu?{urlencode(given)}"}


def _cited(wanted: Asked) -> str:
    """Which filter names the instrument that was not told; the one that is read first, where both do."""
    return "instrument" if wanted.instrument.strip() and not wanted.instrument.startswith("vn/") else "implements"


def _files(wanted: Asked, total: int) -> list[Json]:
    if not 0 < total <= MOST_IN_FILE:
        return []
    given = {name: value for name, value in wanted.given.items() if name != "inherited"}
    given |= {"inherited": "true"} if wanted.inherited else {}
    given["sort"] = wanted.sort
    return [{"label": label, "href": f"/api/v1/tasks?{urlencode({**given, 'format': form})}"} for form, label in FILES]
