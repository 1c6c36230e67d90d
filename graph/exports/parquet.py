"""Parquet for DuckDB, pandas and Spark: nodes, edges and tasks as three files in one zip file.

Agencies and deadlines of a task are lists, dates that are days are dates; the date of an instrument stays
text, because of some only the year is known.
"""

from __future__ import annotations

from itertools import islice
from typing import IO, Any, Final

from graph.exports.cleaning import day
from graph.exports.failures import missing_library
from graph.exports.networks import Network
from graph.exports.packing import Packed
from graph.exports.tables import EDGES, NODES, add_note, edge_rows, node_rows

_TASKS_OF = ("iri", "instrument", "text", "lead", "coordinating", "deadlines", "deadline", "targets")
_ROWS: Final = 50_000  # of one row group, which is held in memory: some 50 MiB
TASKS = (*_TASKS_OF, "file", "path", "page", "start", "end")


def check_library() -> None:
    """Raises MissingTool where pyarrow is not installed."""
    try:
        import pyarrow  # type: ignore[import-untyped]  # noqa: F401
    except ImportError:
        raise missing_library("Parquet", "pyarrow") from None


def zipped(network: Network, out: IO[bytes]) -> None:
    """The three tables; call `check_library` first."""
    import pyarrow as pa
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

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
    tables = (
        ("nodes", NODES, node_rows(network)),
        ("edges", EDGES, edge_rows(network)),
        ("tasks", TASKS, map(_task, network.tasks())),
    )
    packed = Packed(out, large=network.large)
    for name, columns, rows in tables:
        schema = pa.schema([(column, special.get(column, text)) for column in columns])
        with packed.file(f"{name}.parquet") as file, pq.ParquetWriter(file, schema, compression="zstd") as writer:
            left = iter(rows)
            while some := [{key: row.get(key) for key in columns} for row in islice(left, _ROWS)]:
                writer.write_table(pa.Table.from_pylist(some, schema))
    add_note(packed, network)
    packed.close()


def _task(one: dict[str, Any]) -> dict[str, Any]:
    deadlines = [due | {"start": day(due["start"]), "end": day(due["end"])} for due in one["deadlines"]]
    return one | {
        "lead": [agency["name"] for agency in one["lead"]],
        "coordinating": [agency["name"] for agency in one["coordinating"]],
        "deadlines": deadlines,
        "deadline": min((due["end"] for due in deadlines if due["end"]), default=None),
        "file": one["source"],
    }
