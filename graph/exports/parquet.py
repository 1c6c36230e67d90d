"""Parquet for DuckDB, pandas and Spark: nodes, edges and tasks as three files in one zip file.

Agencies and deadlines of a task are lists, dates that are days are dates; the date of an instrument stays
text, because of some only the year is known.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from graph.exports.cleaning import day
from graph.exports.failures import missing_library
from graph.exports.packing import packed
from graph.exports.tables import EDGES, NODES, note_on, rows
from graph.store.base import Store

if TYPE_CHECKING:
    import networkx as nx

_TASKS_OF = ("iri", "instrument", "text", "lead", "coordinating", "deadlines", "deadline", "targets")
TASKS = (*_TASKS_OF, "file", "path", "page", "start", "end")


def zipped(store: Store, graph: nx.MultiDiGraph[str]) -> bytes:
    """The three tables; raises MissingTool where pyarrow is not installed."""
    try:
        import pyarrow as pa  # type: ignore[import-untyped]
        import pyarrow.parquet as pq  # type: ignore[import-untyped]
    except ImportError:
        raise missing_library("Parquet", "pyarrow") from None

    text, number, names, day_ = pa.string(), pa.int64(), pa.list_(pa.string()), pa.date32()
    deadline = {
        "text": text,
        "kind": text,
        "start": day_,
        "end": day_,
        "recurrence": text,
        "days": pa.list_(pa.int32()),
    }
    special = {
        "held": pa.bool_(),
        "confidence": pa.float64(),
        "deadlines": pa.list_(pa.struct(list(deadline.items()))),
        "deadline": day_,
        **dict.fromkeys(("lead", "coordinating", "targets"), names),
        **dict.fromkeys(("citations", "page", "start", "end"), number),
    }
    columns = {"nodes": NODES, "edges": EDGES, "tasks": TASKS}
    found = rows(store, graph)
    found["tasks"] = [_task(one) for one in found["tasks"]]
    files = {}
    for name, of_table in columns.items():
        schema = pa.schema([(column, special.get(column, text)) for column in of_table])
        table = pa.Table.from_pylist([{key: row.get(key) for key in schema.names} for row in found[name]], schema)
        out = io.BytesIO()
        pq.write_table(table, out, compression="zstd")
        files[f"{name}.parquet"] = out.getvalue()
    return packed({**files, **note_on(graph)})


def _task(one: dict[str, Any]) -> dict[str, Any]:
    deadlines = [due | {"start": day(due["start"]), "end": day(due["end"])} for due in one["deadlines"]]
    return one | {
        "lead": [agency["name"] for agency in one["lead"]],
        "coordinating": [agency["name"] for agency in one["coordinating"]],
        "deadlines": deadlines,
        "deadline": min((due["end"] for due in deadlines if due["end"]), default=None),
        "file": one["source"],
    }
