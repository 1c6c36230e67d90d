"""Formats of tools that draw and measure networks: GraphML, GEXF, DOT, Cytoscape JSON."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import networkx as nx

from graph.network import sorted_edges, sorted_nodes

_META = re.compile(r"\s*<meta.*?</meta>", re.DOTALL)


def graphml(graph: nx.MultiDiGraph[str]) -> bytes:
    """For yEd, Gephi, igraph, networkx. The id of an edge is its key."""
    out = io.BytesIO()
    nx.write_graphml_xml(_ordered(graph), out, named_key_ids=True)
    return out.getvalue()


def gexf(graph: nx.MultiDiGraph[str]) -> bytes:
    """For Gephi. The id of an edge is its key."""
    ordered = _ordered(graph)
    for _, _, key, about in ordered.edges(keys=True, data=True):
        about["id"] = key
    text = "\n".join(nx.generate_gexf(ordered))
    # <meta> holds today's date, and equal graphs are to be equal bytes.
    return _META.sub("", text, count=1).encode()


def dot(graph: nx.MultiDiGraph[str]) -> bytes:
    """For Graphviz. Every attribute is written; what Graphviz does not know it passes over."""
    lines = ["digraph danchieu {", "  rankdir=BT;", "  node [shape=box];"]
    for iri, about in sorted_nodes(graph):
        lines.append(f"  {_quoted(iri)} [{_attributes(about | {'URL': iri})}];")
    for source, target, key, about in sorted_edges(graph):
        shown = about | {"label": about["relation"], "key": key}
        lines.append(f"  {_quoted(source)} -> {_quoted(target)} [{_attributes(shown)}];")
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
        "data": {"truncated": bool(graph.graph.get("truncated"))},
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
    return ", ".join(f"{_quoted(key)}={_quoted(str(value))}" for key, value in sorted(about.items()))


def _quoted(text: str) -> str:
    """A DOT string. Only the quote and the backslash are special; a line break is its escape."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
