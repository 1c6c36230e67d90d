"""The graph in the formats of other tools: the whole, or a closed part of it.

    data = export(store, "graphml", neighbourhood(store, iri, depth=2))
    found = export_selected(store, "xlsx", Selection(of=iri, agency=agency_iri("Sở Tài chính")))
    with prepare(store, "turtle", Selection()) as made:
        made.write(file)

What comes out is sorted, so that equal graphs are equal bytes. Libraries and programs that only one format
needs are loaded when that format is asked for.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import networkx as nx

from graph.exports.failures import (
    BadSelection,
    DrawingFailed,
    MissingTool,
    NeedsInstrument,
    SpoolFull,
    UnknownFormat,
)
from graph.exports.formats import FORMATS, Format, format_named
from graph.exports.prepared import Prepared, prepare, prepare_graph
from graph.exports.selection import MOST_NODES, Selection
from graph.store.base import Store

__all__ = [
    "FORMATS",
    "MOST_NODES",
    "BadSelection",
    "DrawingFailed",
    "Export",
    "Format",
    "MissingTool",
    "NeedsInstrument",
    "Prepared",
    "Selection",
    "SpoolFull",
    "UnknownFormat",
    "export",
    "export_selected",
    "format_named",
    "prepare",
    "prepare_graph",
    "write",
]


@dataclass(frozen=True, slots=True)
class Export:
    """A file. `truncated`: something was left out at a limit; `empty`: there is nothing in it of what was asked for;
    `remarks` say what, a sentence each."""

    data: bytes
    truncated: bool = False
    remarks: tuple[str, ...] = ()
    empty: bool = False


def export(store: Store, format: str, graph: nx.MultiDiGraph[str] | None = None) -> bytes:
    """The whole graph, or only `graph` (as `neighbourhood` gives it), in a format of `FORMATS`.

    csv and parquet are zip files of three tables: nodes, edges, tasks. Raises what `prepare_graph` raises.
    """
    return write(store, format, graph).data


def export_selected(store: Store, format: str, selection: Selection) -> Export:
    """As `prepare`, in memory."""
    return _written(prepare(store, format, selection))


def write(store: Store, format: str, graph: nx.MultiDiGraph[str] | None = None) -> Export:
    """As `prepare_graph`, in memory."""
    return _written(prepare_graph(store, format, graph))


def _written(made: Prepared) -> Export:
    with made:
        out = io.BytesIO()
        made.write(out)
        return Export(out.getvalue(), made.truncated, made.remarks, made.empty)
