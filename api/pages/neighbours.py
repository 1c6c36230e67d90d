"""What an instrument rests on, what rests on it, and the tasks of whole documents, put together for reading."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

MOST = 20  # entries on a page; the table of the picture and the interface have them all
PIECES = 3  # of one edge


def near(closure: Json, here: str, *, inward: bool = False) -> Json:
    """The neighbours of an instrument by relation, and those further off.

    {"groups": [(relation, [{instrument, evidence, more, tasks}])], "far": [member], "left": how many
    are not among them, "count": of all}. An instrument tied by several relations stands under each.
    """
    ours, theirs = ("to", "from") if inward else ("from", "to")
    members = {member["iri"]: member for member in closure["nodes"]}
    groups: dict[str, list[Json]] = {}
    shown = 0
    for edge in closure["edges"]:
        if edge[ours] != here or edge[theirs] not in members:
            continue
        shown += 1
        if shown <= MOST:
            groups.setdefault(edge["relation"], []).append(
                {
                    "instrument": members[edge[theirs]],
                    "evidence": edge["evidence"][:PIECES],
                    "more": max(len(edge["evidence"]) - PIECES, 0),
                    "tasks": len(edge["tasks"]),
                }
            )
    far = [member for member in closure["nodes"] if member["depth"] > 1]
    return {
        "groups": list(groups.items()),
        "far": far[:MOST],
        "left": max(shown - MOST, 0) + max(len(far) - MOST, 0),
        "count": len(members),
    }


def is_assigned(task: Json) -> bool:
    """Whether a task is tied to the instrument only by the document that assigns it."""
    return bool(task["chain"]) and task["evidence"][0]["citation"] is None


def by_document(tasks: list[Json]) -> list[Json]:
    """Those tasks by their chain, whose evidence is told once: [{chain, evidence, tasks, count}]."""
    groups: dict[tuple[str, ...], list[Json]] = {}
    for task in tasks:
        if is_assigned(task):
            groups.setdefault(tuple(task["chain"]), []).append(task)
    return [
        {"chain": chain, "evidence": found[0]["evidence"][1:], "tasks": found[:MOST], "count": len(found)}
        for chain, found in groups.items()
    ]
