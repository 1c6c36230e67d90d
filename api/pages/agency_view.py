"""A body as its page tells of it: its tasks by role, what falls due in which month, what it came from and became."""

from __future__ import annotations

from typing import Any

from pyoxigraph import NamedNode

from api.pages.days import by_month, today
from api.pages.evidence import rows
from api.pages.language import gettext, noted
from api.pages.month import month_of
from api.problems import Problem
from graph import questions
from graph.answers.instruments import summaries
from graph.answers.succession import succession
from graph.answers.task_search import TaskFilter, find_tasks
from graph.errors import UnknownAgency
from graph.identity import base_iri
from graph.store.base import Store

Json = dict[str, Any]
PAGE = 25  # tasks of each role: two roles make the 50 of other lists
_NAMES = {"lead": noted("Chủ trì"), "coordinating": noted("Phối hợp")}


def agency_view(store: Store, slug: str, offsets: dict[str, int], month: str = "") -> Json:
    """{agency, slug, roles: [{key, name, total, items, offset}], months, calendar, line} of the body at that address;
    a problem (404) where nobody knows it. A body that only the registry knows has its line, and no task.

    `month` (YYYY-MM, or empty) is that of the calendar.
    """
    iri = f"{base_iri()}id/org/{slug}"
    line = _line(store, slug)
    try:
        about = questions.agency(store, iri, limit=0)["agency"]
    except UnknownAgency:
        if line is None or not line["known"]:
            detail = gettext("Không có cơ quan nào ở địa chỉ «%(address)s».") % {"address": slug}
            raise Problem(404, "unknown-thing", detail) from None
        about = {"iri": iri, "name": line["body"]["name"], "aliases": []}
    due = rows(store, "agency-due", agency=NamedNode(iri))
    return {
        "agency": about,
        "slug": slug,
        "roles": [_role(store, slug, key, offsets[key]) for key in _NAMES],
        "months": by_month(due),
        "calendar": month_of(month, due, today()),
        "line": line,
    }


def _role(store: Store, slug: str, key: str, offset: int) -> Json:
    wanted = TaskFilter(agency=f"org/{slug}", role=key)
    found = find_tasks(store, wanted, sort="deadline", limit=PAGE, offset=offset)
    return {
        "key": key,
        "name": gettext(_NAMES[key]),
        "total": found["total"],
        "items": found["items"],
        "offset": offset,
    }


def _line(store: Store, slug: str) -> Json | None:
    """{body, known, before, after, standing}: the changes that lead to a body and on from it; None for no body."""
    try:
        found = succession(store, f"org/{slug}")
    except UnknownAgency:
        return None
    before, after = found["predecessors"]["changes"], found["successors"]["changes"]
    ends = {change[end]["iri"] for change in (*before, *after) for end in ("order", "source") if change[end]}
    held = set(summaries(store, ends))
    for change in (*before, *after):
        # What ordered a change may be an instrument that no document here has spoken of: it has no page.
        change["by"] = change["order"] or change["source"]
        change["linked"] = change["by"] is not None and change["by"]["iri"] in held
    return {
        "body": found["body"],
        "known": bool(before or after or found["body"]["verified"]),
        "before": before,
        "after": after,
        "standing": [one for one in found["successors"]["standing"] if one["iri"] != found["body"]["iri"]],
    }
