"""The graph's plain answers as the small shapes: ids for IRIs, the strongest evidence, one page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel

from api import naming, words
from api.assistant import shapes
from graph.answers.pieces import strongest_first
from graph.identity import base_iri
from graph.store.base import Store

Json = dict[str, Any]
ItemT = TypeVar("ItemT")
PIECES = 3  # of evidence beside a fact; `evidence` has the rest
# Of a page in JSON, about 6,000 tokens of Vietnamese: more of one answer crowds out the conversation.
PAGE_CHARACTERS = 16_000


def brief(iri: str) -> str:
    """The id of a thing of ours: its IRI after `/id/`; any other IRI as it is."""
    return iri.removeprefix(f"{base_iri()}id/")


def whole(id: str) -> str:
    """The IRI of an id; an IRI as it is."""
    return id if "://" in id else f"{base_iri()}id/{id}"


def plain(of: BaseModel) -> Json:
    """A shape as plain data, without what is empty."""
    return of.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def compact(value: Any) -> str:
    """JSON on one line, letters as they are; a lone surrogate of a damaged source becomes U+FFFD."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace").decode() if not text.isascii() else text


def paged(
    found: Sequence[Any], limit: int, offset: int, shape: Callable[[Any], ItemT], total: int | None = None
) -> Json:
    """{total, offset, next, items}: a page of all that was found, or of `total` where `found` is the page itself.

    It ends early where it would be longer than `PAGE_CHARACTERS`, and `next` says so; one item always fits.
    """
    page = found[offset : offset + limit] if total is None else found[:limit]
    total = len(found) if total is None else total
    items: list[ItemT] = []
    length = 0
    for one in page:
        item = shape(one)
        length += len(compact(plain(item) if isinstance(item, BaseModel) else item))
        if items and length > PAGE_CHARACTERS:
            break
        items.append(item)
    reached = offset + len(items)
    return {"total": total, "offset": offset, "next": reached if items and reached < total else None, "items": items}


def named(store: Store, answer: Any) -> dict[str, str]:
    """What the instruments that a part of an answer points at are called, by id."""
    return {brief(iri): name for iri, name in naming.names(store, answer).items()}


def instrument_of(summary: Mapping[str, Any]) -> shapes.Instrument:
    return shapes.Instrument(
        id=brief(summary["iri"]),
        name=words.name(summary),
        title=summary["title"],
        date=summary["date"],
        issuer=summary["issuer"],
        place=summary["jurisdiction"],
        held=summary["held"],
        citations=summary["citations"],
    )


def evidence_of(piece: Mapping[str, Any]) -> shapes.Evidence:
    return shapes.Evidence(
        **place_of(piece),
        document=brief(piece["document"]),
        relation=piece["relation"],
        confidence=piece["confidence"],
        method=piece["method"],
    )


def place_of(piece: Mapping[str, Any]) -> Json:
    return {"file": piece["source"]} | {key: piece[key] for key in ("path", "page", "start", "end", "quote")}


def strongest(pieces: Sequence[Json], *, ranked: bool = False, most: int = PIECES) -> Json:
    """{evidence, more}: the strongest pieces and how many others there are; `ranked` keeps the order given."""
    kept = list(pieces) if ranked else strongest_first(pieces)
    return {"evidence": [evidence_of(piece) for piece in kept[:most]], "more": max(0, len(kept) - most)}


def work_of(task: Mapping[str, Any]) -> Json:
    """What, who and when of a task, as fields."""
    return {
        "id": brief(task["iri"]),
        "text": task["text"],
        "lead": _assigned(task["lead"]),
        "coordinating": _assigned(task["coordinating"]),
        "deadlines": [shapes.Deadline(**{**d, "days": d["days"] or []}) for d in task["deadlines"]],
    }


def task_fields(task: Mapping[str, Any]) -> Json:
    return {
        **work_of(task),
        "instrument": brief(task["instrument"]),
        "file": task["source"],
        **{key: task[key] for key in ("path", "page", "start", "end", "targets")},
    }


def task_of(task: Mapping[str, Any]) -> shapes.Task:
    return shapes.Task(**task_fields(task))


def assigning(store: Store, tasks: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The names of the instruments that assign these tasks."""
    return named(store, [{"from": task["instrument"]} for task in tasks])


def _assigned(agencies: Iterable[Mapping[str, Any]]) -> list[shapes.Assigned]:
    return [shapes.Assigned(id=brief(a["iri"]), name=a["name"], explicit=a["explicit"]) for a in agencies]
