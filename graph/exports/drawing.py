"""Formats of tools that draw and measure networks: DOT and Cytoscape JSON; GraphML and GEXF are in `graph.exports.xml`.

Each is written node by node and edge by edge.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import IO, Any

from graph.exports.graphviz import dot_label, dot_string
from graph.exports.networks import Network

_DRAWN = frozenset(("label", "URL"))


def dot(network: Network, out: IO[bytes]) -> None:
    """For Graphviz. Every attribute is written; what Graphviz does not know it passes over."""
    out.write(b"digraph danchieu {\n  rankdir=BT;\n  node [shape=box];\n")
    for iri, about in network.nodes():
        out.write(f"  {dot_string(iri)} [{_attributes(about | {'URL': iri})}];\n".encode())
    for source, target, key, about in network.edges():
        shown = about | {"label": about["relation"], "key": key}
        out.write(f"  {dot_string(source)} -> {dot_string(target)} [{_attributes(shown)}];\n".encode())
    out.write(b"}\n")


def cytoscape(network: Network, out: IO[bytes]) -> None:
    """For Cytoscape and Cytoscape.js: {"elements": {"nodes": […], "edges": […]}}."""
    said = {"truncated": network.truncated, "remark": network.remark()}
    out.write(b'{\n "directed": true,\n "multigraph": true,\n "data": ')
    out.write(_json(said, 1))
    out.write(b',\n "elements": {\n  "nodes": ')
    # "value" and "name" are what networkx reads a node back by.
    _list(
        ({"data": about | {"id": iri, "value": iri, "name": about["label"]}} for iri, about in network.nodes()),
        out,
    )
    out.write(b',\n  "edges": ')
    _list(
        (
            {"data": about | {"id": key, "key": key, "source": source, "target": target}}
            for source, target, key, about in network.edges()
        ),
        out,
    )
    out.write(b"\n }\n}")


def _list(items: Iterable[dict[str, Any]], out: IO[bytes]) -> None:
    """A list inside `elements`, laid out as `json.dumps` lays out the whole."""
    opening = b"[\n   "
    for item in items:
        out.write(opening)
        out.write(_json(item, 3))
        opening = b",\n   "
    out.write(b"[]" if opening.startswith(b"[") else b"\n  ]")


def _json(value: object, depth: int) -> bytes:
    # A line break inside a string is escaped, so that each one here is the layout's own.
    return json.dumps(value, ensure_ascii=False, indent=1).replace("\n", "\n" + " " * depth).encode()


def _attributes(about: dict[str, Any]) -> str:
    return ", ".join(
        f"{dot_string(key)}={dot_label(value) if key in _DRAWN else dot_string(value)}"
        for key, value in sorted(about.items())
    )
