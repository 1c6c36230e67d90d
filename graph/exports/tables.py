"""CSV for spreadsheets and data frames: one table of nodes, one of edges, one of tasks.

UTF-8 with a byte order mark, without which Excel shows Vietnamese as rubbish; readers of data frames
pass over it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import networkx as nx

from graph.answers.tasks import describe
from graph.exports.packing import packed
from graph.exports.remarks import NOTE, remark_on
from graph.network import sorted_edges, sorted_nodes
from graph.store.base import Store

NODES = (
    "iri",
    "kind",
    "label",
    "type",
    "symbol",
    "date",
    "title",
    "issuer",
    "jurisdiction",
    "held",
    "citations",
    "akn",
)
EDGES = ("citation", "from", "relation", "to", "quote", "confidence", "file", "path")
TASKS = (
    "iri",
    "instrument",
    "text",
    "lead",
    "coordinating",
    "deadline_text",
    "deadline",
    "file",
    "path",
    "start",
    "end",
)
_SEPARATOR = " | "


def rows(store: Store, graph: nx.MultiDiGraph[str]) -> dict[str, list[dict[str, Any]]]:
    """The rows of the three tables (`nodes`, `edges`, `tasks`); what is not known is not in a row."""
    return {
        "nodes": [about | {"iri": iri} for iri, about in sorted_nodes(graph)],
        "edges": [
            about | {"citation": None if "#" in key else key, "from": source, "to": target}
            for source, target, key, about in sorted_edges(graph)
        ],
        "tasks": describe(store, (iri for iri, about in graph.nodes(data=True) if about["kind"] == "task")),
    }


def tables(store: Store, graph: nx.MultiDiGraph[str]) -> dict[str, bytes]:
    """The three tables by the names of their files."""
    found = rows(store, graph)
    return {
        "nodes.csv": _table(NODES, found["nodes"]),
        "edges.csv": _table(EDGES, found["edges"]),
        "tasks.csv": _table(TASKS, map(_task, found["tasks"])),
    }


def zipped(store: Store, graph: nx.MultiDiGraph[str]) -> bytes:
    """The three tables in one zip file."""
    return packed({**tables(store, graph), **note_on(graph)})


def note_on(graph: nx.MultiDiGraph[str]) -> dict[str, bytes]:
    """A file beside the tables that says that they are empty or cut; none where they are neither."""
    remark = remark_on(graph)
    return {NOTE: f"{remark}\n".encode("utf-8-sig")} if remark else {}


def _task(one: dict[str, Any]) -> dict[str, Any]:
    due = [deadline["end"] for deadline in one["deadlines"] if deadline["end"]]
    return one | {
        "lead": _SEPARATOR.join(agency["name"] for agency in one["lead"]),
        "coordinating": _SEPARATOR.join(agency["name"] for agency in one["coordinating"]),
        "deadline_text": _SEPARATOR.join(deadline["text"] for deadline in one["deadlines"]),
        "deadline": min(due, default=""),
        "file": one["source"],
    }


def _table(columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, extrasaction="ignore", restval="")
    writer.writeheader()
    for row in rows:
        writer.writerow({key: value for key, value in row.items() if value is not None})
    return out.getvalue().encode("utf-8-sig")
