"""Chains of citations: where something comes from, what it leads to, how two are connected.

An instrument speaks through its tasks here: what a task cites counts as cited by its instrument, and
the edge says through which tasks.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import get_args

from pyoxigraph import NamedNode

from graph.answers import reach
from graph.answers.instruments import known, summaries
from graph.answers.pieces import pieces, relation_name
from graph.answers.rows import Json, Row, select
from graph.answers.tasks import assignment_places, task
from graph.errors import UnknownInstrument, UnknownTask
from graph.model import Relation
from graph.store.base import Store
from graph.vocabulary import DAN

# Between edges of one length the more telling relation explains better; the model lists them so.
_RANK = {name: number for number, name in enumerate(get_args(Relation))}


def evidence(store: Store, subject: str, object: str) -> list[Json]:
    """Every piece of evidence for an edge, in the order of the texts; empty where there is no edge.

    The subject may be an instrument (its tasks' citations are included) or a task.
    """
    try:
        ends = {"subject": NamedNode(subject), "object": NamedNode(object)}
    except ValueError:
        return []
    rows = select(store, "evidence", **ends)
    return list(pieces(store, {row["citation"]: row["relation"] for row in rows}).values())


def provenance(store: Store, iri: str) -> Json:
    """Upward by legal basis, implementing and guiding, to where no more was read.

    {"instrument" or "task": the start, "edges": [{from, relation, to, depth, tasks, evidence}],
    "nodes": [summary + depth and chain]}. Depth 1 touches the start; a node's chain is the shortest way
    from the start to it, both left out. Raises UnknownInstrument.
    """
    return _outward(store, iri, reach.authority)


def dependencies(store: Store, iri: str) -> Json:
    """Everything that an instrument or task refers to, step by step, by any relation; as provenance."""
    return _outward(store, iri, reach.dependencies)


def dependents(store: Store, iri: str) -> Json:
    """Everything that refers to an instrument, step by step, by any relation; as provenance.

    Edges keep their direction (`from` cites `to`), depth counts from the start.
    """
    start = known(store, iri)
    edges = _edges(store, reach.dependents(store, start["iri"]), start["iri"])
    return {"instrument": start} | _explained(store, start["iri"], edges, lambda edge: (edge["to"], edge["from"]))


def path(store: Store, source: str, target: str) -> Json:
    """The shortest way along which the first leads to the second.

    {"path": [{from, relation, to, tasks, evidence}], "reason": None}, or an empty path and the reason.
    Raises UnknownInstrument.
    """
    begin, end = known(store, source), known(store, target)
    if begin["iri"] == end["iri"]:
        return {"from": begin, "to": end, "path": [], "reason": "hai đầu là cùng một văn bản"}
    found = _way(store, begin["iri"], end["iri"])
    reason = None
    if not found:
        reason = "không có chuỗi viện dẫn nào từ văn bản thứ nhất tới văn bản thứ hai"
        if _way(store, end["iri"], begin["iri"]):
            reason += "; nhưng có theo chiều ngược lại"
    return {"from": begin, "to": end, "path": found, "reason": reason}


def _way(store: Store, begin: str, end: str) -> list[Json]:
    edges = _edges(store, reach.dependencies(store, begin), begin)
    reached = _breadth_first(begin, edges, lambda edge: (edge["from"], edge["to"]))
    way: list[Json] = []
    here = end
    while here in reached and here != begin:
        edge = reached[here][1]
        assert edge is not None  # only the start has none
        way.append({key: value for key, value in edge.items() if key != "depth"})
        here = edge["from"]
    return way[::-1]


def _outward(store: Store, iri: str, reached: Callable[[Store, str], list[Row]]) -> Json:
    try:
        start, kind = known(store, iri), "instrument"
    except UnknownInstrument:
        try:
            start, kind = task(store, iri), "task"
        except UnknownTask:
            raise UnknownInstrument(iri) from None
    edges = _edges(store, reached(store, start["iri"]), start["iri"])
    if kind == "task":
        edges.insert(0, _belonging(start))
    return {kind: start} | _explained(store, start["iri"], edges, lambda edge: (edge["from"], edge["to"]))


def _belonging(start: Json) -> Json:
    return {
        "from": start["iri"],
        "relation": relation_name(DAN.assignedBy.value),
        "to": start["instrument"],
        "depth": 0,
        "tasks": [],
        "evidence": assignment_places(start),
    }


def _edges(store: Store, found: list[Row], start: str) -> list[Json]:
    """One edge for each relation between two instruments (or the task at the start and one)."""
    rows = {row["citation"]: row for row in found}
    edges: dict[tuple[str, str, str], Json] = {}
    for iri, piece in pieces(store, {iri: row["relation"] for iri, row in rows.items()}).items():
        row = rows[iri]
        task = row["from"] if row["by"] and row["from"] != start else None
        source, target = (row["by"] if task else row["from"]), row["to"]
        if source == target:
            continue
        edge = edges.setdefault(
            (source, piece["relation"], target),
            {
                "from": source,
                "relation": piece["relation"],
                "to": target,
                "depth": 0,
                "tasks": [],
                "evidence": [],
            },
        )
        edge["evidence"].append(piece)
        if task and task not in edge["tasks"]:
            edge["tasks"].append(task)
    return sorted(edges.values(), key=lambda e: (_RANK.get(e["relation"], len(_RANK)), e["from"], e["to"]))


def _breadth_first(
    start: str, edges: list[Json], ends: Callable[[Json], tuple[str, str]]
) -> dict[str, tuple[int, Json | None]]:
    """How far each node is from the start, and the edge by which it was first reached."""
    leaving: dict[str, list[Json]] = {}
    for edge in edges:
        leaving.setdefault(ends(edge)[0], []).append(edge)
    reached: dict[str, tuple[int, Json | None]] = {start: (0, None)}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for edge in leaving.get(here, ()):
            there = ends(edge)[1]
            if there not in reached:
                reached[there] = (reached[here][0] + 1, edge)
                waiting.append(there)
    return reached


def _explained(store: Store, start: str, edges: list[Json], ends: Callable[[Json], tuple[str, str]]) -> Json:
    """The edges with their depth and the nodes with their chain, nearest first."""
    reached = _breadth_first(start, edges, ends)
    kept = []
    for edge in edges:
        near = ends(edge)[0]
        # What only the start's further tasks would reach is not on any way from the start.
        if near in reached:
            edge["depth"] = reached[near][0] + 1
            kept.append(edge)
    kept.sort(key=lambda e: (e["depth"], _RANK.get(e["relation"], -1), e["from"], e["to"]))
    about = summaries(store, reached.keys() - {start})
    members = []
    for iri, (depth, _) in reached.items():
        if iri in about:
            members.append(about[iri] | {"depth": depth, "chain": _chain(iri, start, reached, ends)})
    members.sort(key=lambda n: (n["depth"], n["iri"]))
    return {"edges": kept, "nodes": members}


def _chain(
    iri: str,
    start: str,
    reached: dict[str, tuple[int, Json | None]],
    ends: Callable[[Json], tuple[str, str]],
) -> list[str]:
    chain: list[str] = []
    edge = reached[iri][1]
    while edge is not None and ends(edge)[0] != start:
        chain.append(ends(edge)[0])
        edge = reached[chain[-1]][1]
    return chain[::-1]
