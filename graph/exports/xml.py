"""GraphML and GEXF, written node by node and edge by edge: the very bytes that networkx writes.

networkx itself builds the whole document in memory first, some forty times the size of what it writes. Both formats
declare every attribute before the first node, so the network is read twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import IO, Any, Final
from xml.sax.saxutils import escape

from graph.exports.networks import Network
from graph.network import Attributes

_IN_ATTRIBUTES: Final = {'"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#09;"}
_GRAPHML_TYPES: Final = {str: "string", int: "long", float: "double", bool: "boolean"}
_GEXF_TYPES: Final = {str: "string", int: "long", float: "double", bool: "boolean"}
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_GRAPHML: Final = "http://graphml.graphdrawing.org/xmlns"
_GEXF: Final = "http://www.gexf.net/1.2draft"


def graphml(network: Network, out: IO[bytes]) -> None:
    """For yEd, Gephi, igraph, networkx. `iri` names a node, and an edge by its citation.

    The ids themselves are n0, e0, …: the schema of GraphML allows no slash in one, and no two keys of one id, which
    rules out IRIs and keys that are named as what they hold.
    """
    keys: dict[tuple[str, str, str], str] = {}
    for scope, about in _all(network, "iri"):
        for name, value in about.items():
            keys.setdefault((scope, name, _GRAPHML_TYPES[type(value)]), f"d{len(keys)}")
    out.write(b"<?xml version='1.0' encoding='utf-8'?>\n")
    root = {"xmlns": _GRAPHML, "xmlns:xsi": _XSI, "xsi:schemaLocation": f"{_GRAPHML} {_GRAPHML}/1.0/graphml.xsd"}
    out.write(f"<graphml{_attributes(root)}>\n".encode())
    for (scope, name, kind), key in reversed(keys.items()):
        said = {"id": key, "for": scope, "attr.name": name, "attr.type": kind}
        out.write(f"  <key{_attributes(said)} />\n".encode())
    empty = True

    def put(scope: str, said: Mapping[str, str], about: Attributes) -> None:
        nonlocal empty
        if empty:
            out.write(b'  <graph edgedefault="directed">\n')
            empty = False
        lines = [f"    <{scope}{_attributes(said)}>"]
        for name, value in about.items():
            key, text = keys[scope, name, _GRAPHML_TYPES[type(value)]], escape(str(value))
            lines.append(f'      <data key="{key}"' + (f">{text}</data>" if text else " />"))
        lines.append(f"    </{scope}>\n")
        out.write("\n".join(lines).encode())

    for number, (iri, about) in enumerate(network.nodes()):
        put("node", {"id": f"n{number}"}, {"iri": iri, **about})
    for number, (source, target, key, about) in enumerate(network.edges()):
        ends = {"source": f"n{network.position(source)}", "target": f"n{network.position(target)}"}
        put("edge", {**ends, "id": f"e{number}"}, {"iri": key, **about})
    out.write(b'  <graph edgedefault="directed" />\n</graphml>\n' if empty else b"  </graph>\n</graphml>\n")


def gexf(network: Network, out: IO[bytes]) -> None:
    """For Gephi. The id of an edge is its key. Without <meta>, which would hold today's date: equal graphs are to be
    equal bytes."""
    titles: dict[str, dict[str, tuple[str, str]]] = {"node": {}, "edge": {}}
    for scope, about in _all(network):
        for name, value in about.items():
            if (scope, name) != ("node", "label"):
                number = str(len(titles["node"]) + len(titles["edge"]))
                titles[scope].setdefault(name, (number, _GEXF_TYPES[type(value)]))
    root = {
        "xmlns": _GEXF,
        "xmlns:xsi": _XSI,
        "xsi:schemaLocation": f"{_GEXF} {_GEXF}/gexf.xsd",
        "version": "1.2",
    }
    _put(out, f'<gexf{_attributes(root)}>\n  <graph defaultedgetype="directed" mode="static">\n')
    for scope in ("edge", "node"):
        if titles[scope]:
            _put(out, f'    <attributes mode="static" class="{scope}">\n')
            for title, (id, kind) in titles[scope].items():
                _put(out, f"      <attribute{_attributes({'id': id, 'title': title, 'type': kind})} />\n")
            _put(out, "    </attributes>\n")
    _elements(
        out,
        "node",
        titles["node"],
        (
            ({"id": iri, "label": str(about.get("label", iri))}, {k: v for k, v in about.items() if k != "label"})
            for iri, about in network.nodes()
        ),
    )
    _elements(
        out,
        "edge",
        titles["edge"],
        (
            ({"source": source, "target": target, "id": key}, {**about, "networkx_key": key})
            for source, target, key, about in network.edges()
        ),
    )
    _put(out, "  </graph>\n</gexf>")


def _all(network: Network, identifier: str = "") -> Iterable[tuple[str, Attributes]]:
    """What is said of each node and each edge, with what an edge has besides."""
    for iri, about in network.nodes():
        yield "node", {identifier: iri, **about} if identifier else about
    for *_, key, about in network.edges():
        yield "edge", {identifier: key, **about} if identifier else {**about, "networkx_key": key}


def _elements(
    out: IO[bytes],
    name: str,
    titles: Mapping[str, tuple[str, str]],
    items: Iterable[tuple[Mapping[str, str], Attributes]],
) -> None:
    opened = False
    for said, about in items:
        if not opened:
            _put(out, f"    <{name}s>\n")
            opened = True
        lines = [f"      <{name}{_attributes(said)}>", "        <attvalues>"]
        for title, value in about.items():
            text = str(value).lower() if isinstance(value, bool) else str(value)
            lines.append(f"          <attvalue{_attributes({'for': titles[title][0], 'value': text})} />")
        _put(out, "\n".join([*lines, "        </attvalues>", f"      </{name}>\n"]))
    _put(out, f"    </{name}s>\n" if opened else f"    <{name}s />\n")


def _attributes(said: Mapping[str, Any]) -> str:
    return "".join(f' {name}="{escape(value, _IN_ATTRIBUTES)}"' for name, value in said.items())


def _put(out: IO[bytes], text: str) -> None:
    """In ASCII, with references for all other characters: so no declaration of an encoding is needed."""
    out.write(text.encode("ascii", "xmlcharrefreplace"))
