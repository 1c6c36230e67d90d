"""The graph in the formats of other tools: the whole, or the closed neighbourhood of one thing.

    data = export(store, "graphml", neighbourhood(store, iri, depth=2))

What comes out is sorted, so that equal graphs are equal bytes.
"""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
from pyoxigraph import RdfFormat

from graph.exports.drawing import cytoscape, dot, gexf, graphml
from graph.exports.rdf import subgraph
from graph.exports.tables import zipped
from graph.network import export_graph
from graph.store.base import Store


@dataclass(frozen=True, slots=True)
class Format:
    """An export format: its name here, its media type and the usual end of a file's name."""

    name: str
    media_type: str
    extension: str
    rdf: RdfFormat | None = None


class UnknownFormat(ValueError):
    """No export has that name."""


FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format("turtle", "text/turtle", "ttl", RdfFormat.TURTLE),
        Format("jsonld", "application/ld+json", "jsonld", RdfFormat.JSON_LD),
        Format("ntriples", "application/n-triples", "nt", RdfFormat.N_TRIPLES),
        Format("nquads", "application/n-quads", "nq", RdfFormat.N_QUADS),
        Format("graphml", "application/graphml+xml", "graphml"),
        Format("gexf", "application/gexf+xml", "gexf"),
        Format("dot", "text/vnd.graphviz", "dot"),
        Format("cytoscape", "application/json", "cyjs"),
        Format("csv", "application/zip", "csv.zip"),
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

    csv is a zip file of nodes.csv, edges.csv and tasks.csv. Raises UnknownFormat.
    """
    wanted = format_named(format)
    if wanted.rdf is not None:
        return store.export(wanted.rdf) if graph is None else subgraph(store, graph, wanted.rdf)
    network = export_graph(store) if graph is None else graph
    if wanted.name == "csv":
        return zipped(store, network)
    return _DRAWINGS[wanted.name](network)
