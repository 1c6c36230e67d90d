"""One text inside a file: its outline, what it cites and which tasks it gives, all by place."""

from __future__ import annotations

from pyoxigraph import NamedNode

from graph.answers.instruments import documents, summaries
from graph.answers.pieces import relation_name
from graph.answers.rows import Json, Row, select
from graph.errors import UnknownDocument
from graph.store.base import Store


def document(store: Store, iri: str) -> Json:
    """Everything that is known of a text by place; raises UnknownDocument.

    {"document": as `documents` has it, "outline": [{iri, parent, kind, label, path, start, end}], "citations": [{iri,
    start, end, page, path, quote, relation, resolution, confidence, method, task, instrument: summary or None,
    candidates: [summary]}], "tasks": [{iri, start, end}]}, each list in the order of the text. Offsets are code points
    of the file's text, in which the document itself lies from `start` to `end`.
    """
    found = _known(store, iri)
    node = NamedNode(iri)
    rows = select(store, "marks", document=node)
    about = summaries(store, {row[key] for row in rows for key in ("to", "candidate") if row[key]})
    return {
        "document": found,
        "outline": sorted(
            (
                {
                    "iri": row["provision"],
                    "parent": row["parent"],
                    "kind": row["kind"],
                    "label": row["label"],
                    "path": row["path"],
                    "start": row["start"],
                    "end": row["end"],
                }
                for row in select(store, "outline", document=node)
            ),
            key=lambda part: (part["start"], -part["end"], part["iri"]),
        ),
        "citations": _citations(rows, about),
        "tasks": sorted(
            (
                {"iri": row["task"], "start": row["start"], "end": row["end"]}
                for row in select(store, "document-tasks", document=node)
            ),
            key=lambda task: (task["start"], task["end"], task["iri"]),
        ),
    }


def _known(store: Store, iri: str) -> Json:
    try:
        NamedNode(iri)
    except ValueError:
        raise UnknownDocument(iri) from None
    found = documents(store, of=[iri])
    if not found:
        raise UnknownDocument(iri)
    return found[0]


def _citations(rows: list[Row], about: dict[str, Json]) -> list[Json]:
    """One entry for each mention; the rows of its candidates are one."""
    found: dict[str, Json] = {}
    task_start = "/id/task/"
    for row in rows:
        entry = found.setdefault(
            row["citation"],
            {
                "iri": row["citation"],
                "start": row["start"],
                "end": row["end"],
                "page": row["page"],
                "path": row["path"] or "",
                "quote": row["quote"],
                "relation": relation_name(row["relation"]) if row["relation"] else None,
                "resolution": relation_name(row["resolution"]),
                "confidence": row["confidence"],
                "method": row["method"],
                "task": row["by"] if row["by"] and task_start in row["by"] else None,
                "instrument": about.get(row["to"]) if row["to"] else None,
                "candidates": [],
            },
        )
        if row["candidate"] in about and about[row["candidate"]] not in entry["candidates"]:
            entry["candidates"].append(about[row["candidate"]])
    for entry in found.values():
        entry["candidates"].sort(key=lambda one: str(one["iri"]))
    return sorted(found.values(), key=lambda one: (one["start"], one["end"], one["iri"]))
