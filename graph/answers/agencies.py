"""Agencies and what they are given to do."""

from __future__ import annotations

from collections.abc import Sequence

from pyoxigraph import Literal, NamedNode

from graph.answers.rows import Json, Row, select
from graph.answers.tasks import describe
from graph.errors import UnknownAgency
from graph.identity import fold
from graph.search_index import answered
from graph.store.base import Store

_ROLES = ("lead", "coordinating")


def agencies(store: Store, text: str = "", *, limit: int = 50, offset: int = 0) -> list[Json]:
    """The agencies whose names have all the words of a text, accents or not, by how many tasks they lead.

    [{iri, name, lead, coordinating}], the last two counting tasks.
    """
    words = fold(text).split()
    found = [
        {"iri": row["agency"], "name": row["name"], "lead": row["leads"], "coordinating": row["helps"]}
        for row in _counted(store, max(words, key=len, default=""))
        if all(word in row["key"] for word in words)
    ]
    found.sort(key=lambda a: (-a["lead"], -a["coordinating"], a["name"], a["iri"]))
    return found[offset : offset + limit]


def _counted(store: Store, word: str) -> list[Row]:
    """The rows of `agencies.rq`; by the index where the store has one."""
    found = answered(store, lambda index: index.agencies(word))
    return select(store, "agencies", word=Literal(word)) if found is None else found


def agency(store: Store, iri: str, *, limit: int | None = 25, offset: int = 0) -> Json:
    """An agency and its tasks by role; raises UnknownAgency.

    {"agency": {iri, name, aliases}, "total": {lead, coordinating}, "lead": [task], "coordinating": [task]}, each task
    with `explicit` for this agency. `total` counts all tasks of a role; of each role one page is given, `limit` tasks
    after the first `offset`, all of them for None. A department leads thousands, and each takes a quarter of a
    millisecond to describe: two pages of 25 are the 50 of other lists. Pages follow the identifiers, an order without
    meaning that does not change; the tasks of one page are in the order of their texts.
    """
    try:
        node = NamedNode(iri)
    except ValueError:
        raise UnknownAgency(iri) from None
    names = select(store, "organization", agency=node)
    if not names:
        raise UnknownAgency(iri)
    rows = select(store, "agency-tasks", agency=node)
    found = {role: sorted(row[role] for row in rows if row[role]) for role in _ROLES}
    until = None if limit is None else offset + limit
    pages = {role: found[role][offset:until] for role in _ROLES}
    described = {task["iri"]: task for task in describe(store, {one for page in pages.values() for one in page})}
    return {
        "agency": {
            "iri": iri,
            "name": names[0]["name"],
            "aliases": [r["alias"] for r in names if r["alias"]],
        },
        "total": {role: len(found[role]) for role in _ROLES},
        **{role: _in_role(described, pages[role], iri, role) for role in _ROLES},
    }


def _in_role(described: dict[str, Json], page: Sequence[str], iri: str, role: str) -> list[Json]:
    """The tasks of a page in the order of their texts, each with whether it names the agency in that role outright."""
    wanted = set(page)
    return [
        task | {"explicit": any(one["iri"] == iri and one["explicit"] for one in task[role])}
        for key, task in described.items()
        if key in wanted
    ]
