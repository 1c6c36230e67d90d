"""The tasks of one instrument narrowed on its own page: by agency, deadline and what a reviewer said."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from fastapi import Query

from api.pages.rendering import local
from api.pages.task_list import Asked, task_list
from graph import questions
from graph.errors import UnknownAgency
from graph.identity import base_iri
from graph.store.base import Store

Json = dict[str, Any]
IMPLEMENTING, ASSIGNED = "thuc-hien", "giao"
Text = Annotated[str, Query(max_length=300)]
Short = Annotated[str, Query(max_length=20)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """What the form asks for; empty for anything. `which`: the tasks that implement the instrument, or that it gives.

    A FastAPI dependency: the parameters are those of the address.
    """

    which: Short = ""
    agency: Text = ""
    since: Short = ""
    until: Short = ""
    status: Short = ""

    @property
    def given(self) -> dict[str, str]:
        """What was asked for, as parameters of an address."""
        return {name: value.strip() for name, value in asdict(self).items() if value.strip()}


def narrowed_tasks(store: Store, iri: str, wanted: Narrowed) -> Json | None:
    """What `task_list` gives, with {which, agency, href}; None where nothing is asked.

    `agency` is its name where the address has the end of its IRI, `href` the whole list as a page of its own.
    """
    if not wanted.given:
        return None
    which = ASSIGNED if wanted.which == ASSIGNED else IMPLEMENTING
    part = iri.removeprefix(f"{base_iri()}id/")
    of = {"instrument": part} if which == ASSIGNED else {"implements": part}
    asked = Asked(agency=wanted.agency, since=wanted.since, until=wanted.until, status=wanted.status, **of)
    found = task_list(store, asked, 0)
    # Which agency was meant is chosen here, and not on the page of all tasks.
    for one in found["choices"]:
        agency = parse_qs(urlsplit(one["href"]).query).get("agency", [""])[0]
        one["href"] = f"{local(iri)}?{urlencode({**wanted.given, 'agency': agency})}#loc"
    named = _name(store, wanted.agency.strip())
    return found | {"which": which, "agency": named, "href": f"/nhiem-vu?{urlencode(asked.given)}"}


def _name(store: Store, agency: str) -> str:
    """The name of an agency that the address has by the end of its IRI; empty where a person typed its name."""
    if not agency.startswith("org/"):
        return ""
    try:
        return str(questions.agency(store, f"{base_iri()}id/{agency}", limit=0)["agency"]["name"])
    except UnknownAgency:
        return ""
