"""The graph in the formats of other tools: the whole, or a closed part of it.

    data = export(store, "graphml", neighbourhood(store, iri, depth=2))
    found = export_selected(store, "xlsx", Selection(of=iri, agency=agency_iri("Sở Tài chính")))

What comes out is sorted, so that equal graphs are equal bytes. Libraries and programs that only one format
needs are loaded when that format is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
from pyoxigraph import RdfFormat

from graph.answers.rows import select
from graph.exports.drawing import cytoscape, dot, gexf, graphml
from graph.exports.failures import BadSelection, DrawingFailed, MissingTool, NeedsInstrument, UnknownFormat
from graph.exports.rdf import subgraph, whole
from graph.exports.remarks import has_no_tasks, is_empty, nothing_found, remark_on, with_comment
from graph.exports.selection import MOST_NODES, Selection, chosen
from graph.network import export_graph
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
    "Selection",
    "UnknownFormat",
    "export",
    "export_selected",
    "format_named",
    "write",
]


@dataclass(frozen=True, slots=True)
class Format:
    """An export format: its name here, its media type and the usual end of a file's name.

    `of_tasks`: it tells of tasks, so that without a depth it holds all that implements an instrument.
    `of_one`: it tells of one instrument and of nothing else.
    """

    name: str
    media_type: str
    extension: str
    rdf: RdfFormat | None = None
    of_tasks: bool = False
    of_one: bool = False

    @property
    def text(self) -> bool:
        """Whether a terminal can show it."""
        return self.name not in ("csv", "parquet", "xlsx", "docx", "png")


@dataclass(frozen=True, slots=True)
class Export:
    """A file. `truncated`: something was left out at a limit; `empty`: there is nothing in it of what was asked for;
    `remarks` say what, a sentence each."""

    data: bytes
    truncated: bool = False
    remarks: tuple[str, ...] = ()
    empty: bool = False


_OFFICE = "application/vnd.openxmlformats-officedocument."
FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format("turtle", "text/turtle", "ttl", RdfFormat.TURTLE),
        Format("jsonld", "application/ld+json", "jsonld", RdfFormat.JSON_LD),
        Format("ntriples", "application/n-triples", "nt", RdfFormat.N_TRIPLES),
        Format("nquads", "application/n-quads", "nq", RdfFormat.N_QUADS),
        Format("trig", "application/trig", "trig", RdfFormat.TRIG),
        Format("rdfxml", "application/rdf+xml", "rdf", RdfFormat.RDF_XML),
        Format("graphml", "application/graphml+xml", "graphml"),
        Format("gexf", "application/gexf+xml", "gexf"),
        Format("dot", "text/vnd.graphviz", "dot"),
        Format("cytoscape", "application/json", "cyjs"),
        Format("mermaid", "text/vnd.mermaid", "mmd"),
        Format("svg", "image/svg+xml", "svg"),
        Format("png", "image/png", "png"),
        Format("csv", "application/zip", "csv.zip"),
        Format("parquet", "application/zip", "parquet.zip"),
        Format("xlsx", f"{_OFFICE}spreadsheetml.sheet", "xlsx", of_tasks=True),
        Format("docx", f"{_OFFICE}wordprocessingml.document", "docx", of_tasks=True, of_one=True),
        Format("ics", "text/calendar", "ics", of_tasks=True),
    )
}
_DRAWINGS = {"graphml": graphml, "gexf": gexf, "dot": dot, "cytoscape": cytoscape}


def format_named(name: str) -> Format:
    """The format of a name, a file's ending or a media type; raises UnknownFormat."""
    for one in FORMATS.values():
        if name.lower().lstrip(".") in (one.name, one.extension, one.media_type):
            return one
    raise UnknownFormat(f"không có định dạng {name!r}; có: {', '.join(FORMATS)}")


def export(store: Store, format: str, graph: nx.MultiDiGraph[str] | None = None) -> bytes:
    """The whole graph, or only `graph` (as `neighbourhood` gives it), in a format of `FORMATS`.

    csv and parquet are zip files of three tables: nodes, edges, tasks. Raises what `write` raises.
    """
    return write(store, format, graph).data


def export_selected(store: Store, format: str, selection: Selection) -> Export:
    """The part of the graph that is selected; everything said of everything where nothing narrows it.

    Raises UnknownInstrument, BadSelection and what `write` raises.
    """
    wanted = format_named(format)
    if wanted.of_one and selection.of is None:
        raise NeedsInstrument(f"{wanted.name} là báo cáo về một văn bản: hãy cho biết văn bản nào (of).")
    if selection.everything:
        return write(store, format)
    return write(store, format, chosen(store, selection, implementation=wanted.of_tasks))


def write(store: Store, format: str, graph: nx.MultiDiGraph[str] | None = None) -> Export:
    """As `export`, with what was left out.

    Raises UnknownFormat; MissingTool where a library or program is not installed; DrawingFailed where
    Graphviz gives up; NeedsInstrument where the format tells of one instrument and `graph` is around none.
    """
    wanted = format_named(format)
    if graph is None and wanted.rdf is not None:
        data = whole(store, wanted.rdf)
        empty = not select(store, "instruments")
        remark = nothing_found(nx.MultiDiGraph()) if empty else ""
        return Export(with_comment(wanted.name, data, remark), remarks=(remark,) if remark else (), empty=empty)
    network = export_graph(store) if graph is None else graph
    about = remark_on(network, of_tasks=wanted.of_tasks)
    file = _File(subgraph(store, network, wanted.rdf)) if wanted.rdf else _file(store, wanted.name, network)
    return Export(
        with_comment(wanted.name, file.data, about),
        bool(network.graph.get("truncated")) or file.cut,
        tuple(part for part in (about if about not in file.remark else "", file.remark) if part),
        is_empty(network) or (wanted.of_tasks and has_no_tasks(network)) or file.empty,
    )


@dataclass(frozen=True, slots=True)
class _File:
    """A file, a remark of the format's own, and whether the format itself left something out or has nothing to hold."""

    data: bytes
    remark: str = ""
    cut: bool = False
    empty: bool = False


def _file(store: Store, name: str, network: nx.MultiDiGraph[str]) -> _File:
    if name in ("svg", "png"):
        from graph.exports.pictures import picture

        data, remark = picture(network, "svg" if name == "svg" else "png")
        return _File(data, remark, cut=remark != remark_on(network))
    if name == "mermaid":
        from graph.exports.mermaid import flowchart

        data, remark = flowchart(network)
        return _File(data, remark, cut=remark != remark_on(network))
    if name == "ics":
        from graph.exports.ics import calendar

        data, remark = calendar(store, network)
        return _File(data, remark, empty=b"BEGIN:VEVENT" not in data)
    if name == "csv":
        from graph.exports.tables import zipped

        return _File(zipped(store, network))
    if name == "parquet":
        from graph.exports import parquet

        return _File(parquet.zipped(store, network))
    if name == "xlsx":
        from graph.exports.xlsx import workbook

        return _File(workbook(store, network))
    if name == "docx":
        from graph.exports.docx import report

        return _File(report(store, network))
    return _File(_DRAWINGS[name](network))
