"""Tools that follow edges: where something comes from, what hangs on it, how two things are connected."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from api import words
from api.ask import answer, explained, resolve
from api.assistant import shapes
from api.assistant.shaping import brief, named, paged, strongest, task_fields
from api.assistant.tasks import agency_of
from api.assistant.tools import Context, Date, Limit, Offset, PlaceName, Text
from graph import questions

Json = dict[str, Any]
_Thing = Annotated[
    str,
    Field(min_length=1, max_length=500, description="văn bản (số, tên, id), hoặc id task/…, org/… / instrument or id"),
]


def provenance(
    at: Context, thing: _Thing, date: Date = "", place: PlaceName = "", limit: Limit = 10, offset: Offset = 0
) -> shapes.EdgePage:
    """Văn bản hoặc nhiệm vụ này bắt nguồn từ đâu / The chain of authority upward, nearest first.

    Follows legalBasis (căn cứ), implements (thực hiện) and guides (hướng dẫn) only. Takes an instrument or a task id.
    Trap: it ends where no more was read; the last instrument is not necessarily the true origin.
    """
    return _trail(at, "provenance", thing, date, place, limit, offset)


def dependencies(
    at: Context, thing: _Thing, date: Date = "", place: PlaceName = "", limit: Limit = 10, offset: Offset = 0
) -> shapes.EdgePage:
    """Văn bản hoặc nhiệm vụ này dựa vào những gì / Everything that it refers to, step by step, by any relation.

    Wider than provenance: bare mentions count too, so the list is long and says little by itself.
    """
    return _trail(at, "dependencies", thing, date, place, limit, offset)


def dependents(
    at: Context, instrument: Text, date: Date = "", place: PlaceName = "", limit: Limit = 10, offset: Offset = 0
) -> shapes.EdgePage:
    """Những gì dẫn tới văn bản này / Everything that refers to an instrument, step by step, by any relation.

    Edges keep their direction: `from` cites `to`. What would really be touched by a repeal is `impact`.
    """
    return _trail(at, "dependents", instrument, date, place, limit, offset)


def impact(
    at: Context,
    instrument: Text,
    part: Annotated[
        Literal["instruments", "tasks", "agencies"], Field(description="phần cần xem / which part to list")
    ] = "instruments",
    date: Date = "",
    place: PlaceName = "",
    limit: Limit = 10,
    offset: Offset = 0,
) -> shapes.Impact:
    """Nếu văn bản này bị bãi bỏ thì chạm đến những gì / What a repeal would touch, counted and listed by part.

    Always gives the three counts; `part` chooses the list. It carries no quotes: take the edge of an item and its chain
    to `evidence`, or the item to `connection`. Trap: touched is not void; whether it falls is a lawyer's question.
    """
    found = questions.impact(at.store, resolve(at.store, instrument, date, place)["iri"])
    shaped = {"instruments": _touched, "tasks": _touched_task, "agencies": agency_of}
    page = paged(found[part], limit, offset, shaped[part])
    shown = found[part][offset : offset + len(page["items"])]
    assigned = [{"from": one["instrument"]} for one in shown if part == "tasks"]
    return shapes.Impact(
        instrument=brief(found["instrument"]["iri"]),
        instruments=len(found["instruments"]),
        tasks=len(found["tasks"]),
        agencies=len(found["agencies"]),
        names=named(at.store, [*shown, *assigned]),
        **page,
    )


def connection(at: Context, one: _Thing, other: _Thing) -> shapes.Connection:
    """Hai điểm liên quan với nhau ra sao / The shortest connection of two instruments, tasks or agencies.

    Each step has its evidence; `forward` false is a step walked against its edge (`from` still cites `to`). Trap: to be
    connected through a law that everything cites means little; read the relations. An empty path has a `reason`.
    """
    found = explained(at.store, one, other)
    return shapes.Connection(
        one=_node(found["from"]),
        other=_node(found["to"]),
        path=[_step(step) for step in found["path"]],
        between=[_node(node) for node in found["nodes"]],
        reason=found["reason"],
        truncated=found["truncated"],
    )


def _trail(at: Context, question: str, text: str, date: str, place: str, limit: int, offset: int) -> shapes.EdgePage:
    found = answer(question, at.store, text, date, place)
    start = found.get("instrument") or found["task"]
    page = paged(found["edges"], limit, offset, _edge)
    return shapes.EdgePage(
        start=brief(start["iri"]),
        reached=len(found["nodes"]),
        names=named(at.store, found["edges"][offset : offset + len(page["items"])]),
        **page,
    )


def _edge(edge: Json) -> shapes.Edge:
    return shapes.Edge(
        **_ends(edge), depth=edge["depth"], tasks=[brief(iri) for iri in edge["tasks"]], **strongest(edge["evidence"])
    )


def _ends(edge: Json) -> Json:
    return {"from": brief(edge["from"]), "relation": edge["relation"], "to": brief(edge["to"])}


def _touched(found: Json) -> shapes.Touched:
    return shapes.Touched(
        id=brief(found["iri"]),
        name=words.name(found),
        relation=found["relation"],
        depth=found["depth"],
        chain=[brief(iri) for iri in found["chain"]],
        through_tasks=found["through_tasks"],
    )


def _touched_task(found: Json) -> shapes.TouchedTask:
    chain = [brief(iri) for iri in found["chain"]]
    return shapes.TouchedTask(**task_fields(found), direct=found["direct"], chain=chain)


def _step(step: Json) -> shapes.Step:
    pieces = strongest(step["evidence"], ranked=True)
    return shapes.Step(
        **_ends(step),
        forward=step["forward"],
        evidence=pieces["evidence"],
        more=step["more"] + pieces["more"],
    )


def _node(found: Json) -> shapes.Thing:
    return shapes.Thing(id=brief(found["iri"]), kind=found["kind"], name=found["name"])
