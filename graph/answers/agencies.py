"""Agencies and what they are given to do."""

from __future__ import annotations

from pyoxigraph import NamedNode

from graph.answers.rows import Json, select
from graph.answers.tasks import describe
from graph.errors import UnknownAgency
from graph.identity import fold
from graph.store.base import Store
from graph.vocabulary import DAN


def agencies(store: Store, text: str = "", *, limit: int = 50, offset: int = 0) -> list[Json]:
    """The agencies whose names have all the words of a text, accents or not, by how many tasks they lead.

    [{iri, name, lead, coordinating}], the last two counting tasks.
    """
    words = fold(text).split()
    found = [
        {"iri": row["agency"], "name": row["name"], "lead": row["leads"], "coordinating": row["helps"]}
        for row in select(store, "agencies")
        if all(word in row["key"] for word in words)
    ]
    found.sort(key=lambda a: (-a["lead"], -a["coordinating"], a["name"], a["iri"]))
    return found[offset : offset + limit]


def agency(store: Store, iri: str) -> Json:
    """An agency and its tasks by role: {"agency": {iri, name, aliases}, "lead": [task], "coordinating":
    [task]}, each task with `explicit` for this agency. Raises UnknownAgency."""
    try:
        node = NamedNode(iri)
    except ValueError:
        raise UnknownAgency(iri) from None
    names = select(store, "organization", agency=node)
    if not names:
        raise UnknownAgency(iri)
    roles: dict[str, dict[str, bool]] = {DAN.leadRole.value: {}, DAN.coordinatingRole.value: {}}
    for row in select(store, "agency-tasks", agency=node):
        said = roles[row["role"]]
        said[row["task"]] = said.get(row["task"], False) or row["explicit"]
    described = {task["iri"]: task for task in describe(store, set().union(*roles.values()))}
    lead, coordinating = (
        [task | {"explicit": said[key]} for key, task in described.items() if key in said] for said in roles.values()
    )
    return {
        "agency": {
            "iri": iri,
            "name": names[0]["name"],
            "aliases": [r["alias"] for r in names if r["alias"]],
        },
        "lead": lead,
        "coordinating": coordinating,
    }
