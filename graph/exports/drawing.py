"""Formats of tools that draw and measure networks: GraphML, GEXF, DOT, Cytoscape JSON."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import networkx as nx

from graph.exports.graphviz import dot_label, dot_string
from graph.exports.remarks import remark_on
from graph.network import sorted_edges, sorted_nodes

_DRAWN = frozenset(("label", "URL"))
# networkx gives the graph a name, which the schema of GEXF does not know.
_NO_NAME = re.compile(r'(<graph\b[^>]*?) name=""')
_META = re.compile(r"\s*<meta.*?</meta>", re.DOTALL)


def graphml(graph: nx.MultiDiGraph[str]) -> bytes:
    """For yEd, Gephi, igraph, networkx. `iri` names a node, and an edge by its citation.

    The ids themselves are n0, e0, …: the schema of GraphML allows no slash in one, and no two keys of one id, which
    rules out IRIs and keys that are named as what they hold.
    """
    copy: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    names: dict[str, str] = {}
    for iri, about in sorted_nodes(graph):
        names[iri] = f"n{len(names)}"
        copy.add_node(names[iri], iri=iri, **about)
    for number, (source, target, key, about) in enumerate(sorted_edges(graph)):
        copy.add_edge(names[source], names[target], key=f"e{number}", iri=key, **about)
    out = io.BytesIO()
    nx.write_graphml_xml(copy, out)
    return out.getvalue()


def gexf(graph: nx.MultiDiGraph[str]) -> bytes:
    """For Gephi. The id of an edge is its key."""
    ordered = _ordered(graph)
    for _, _, key, about in ordered.edges(keys=True, data=True):
        about["id"] = key
    text = "\n".join(nx.generate_gexf(ordered))
    # <meta> holds today's date, and equal graphs are to be equal bytes.
    return _NO_NAME.sub(r"\1", _META.sub("", text, count=1), count=1).encode()


def dot(graph: nx.MultiDiGraph[str]) -> bytes:
    """For Graphviz. Every attribute is written; what Graphviz does not know it passes over."""
    lines = ["digraph danchieu {", "  rankdir=BT;", "  node [shape=box];"]
    for iri, about in sorted_nodes(graph):
        lines.append(f"  {dot_string(iri)} [{_attributes(about | {'URL': iri})}];")
    for source, target, key, about in sorted_edges(graph):
        shown = about | {"label": about["relation"], "key": key}
        lines.append(f"  {dot_string(source)} -> {dot_string(target)} [{_attributes(shown)}];")
    return ("\n".join([*lines, "}"]) + "\n").encode()


def cytoscape(graph: nx.MultiDiGraph[str]) -> bytes:
    """For Cytoscape and Cytoscape.js: {"elements": {"nodes": […], "edges": […]}}."""
    # "value" and "name" are what networkx reads a node back by.
    nodes = [{"data": about | {"id": iri, "value": iri, "name": about["label"]}} for iri, about in sorted_nodes(graph)]
    edges = [
        {"data": about | {"id": key, "key": key, "source": source, "target": target}}
        for source, target, key, about in sorted_edges(graph)
    ]
    whole = {
        "directed": True,
        "multigraph": True,
        "data": {"truncated": bool(graph.graph.get("truncated")), "remark": remark_on(graph)},
        "elements": {"nodes": nodes, "edges": edges},
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def _ordered(graph: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """A copy whose nodes, edges and attributes come in sorted order."""
    copy: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for iri, about in sorted_nodes(graph):
        copy.add_node(iri, **about)
    for source, target, key, about in sorted_edges(graph):
        copy.add_edge(source, target, key=key, **about)
    return copy


def _attributes(about: dict[str, Any]) -> str:
    return ", ".join(
        f"{dot_string(key)}={dot_label(value) if key in _DRAWN else dot_string(value)}"
        for key, value in sorted(about.items())
    )
