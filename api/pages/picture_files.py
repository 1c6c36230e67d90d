"""A picture as files: JSON for the page's script, SVG for documents, GraphML and GEXF for other programs."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from dataclasses import asdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from api.pages.language import gettext
from api.pages.picture_drawing import LINE, PAD, Drawing, Edge, Node
from api.pages.picture_layout import WIDTH
from api.pages.picture_looks import LINES, LOOKS, line_of, look_of
from api.pages.picture_part import Part
from api.pages.picture_wanted import LAYER_NAMES, Wanted
from graph.exports.cleaning import clean
from graph.network import induced
from graph.store.base import Store

if TYPE_CHECKING:
    import networkx as nx

_PAPER, _INK, _QUIET, _STRIPE = "#ffffff", "#1b1b18", "#5c5b55", "#f7f5ee"
_FONT = "Noto Sans, DejaVu Sans, Arial, sans-serif"
_KEYS, _KEY = 3, 290  # side by side in the legend, and how wide each is
_HEAD = 5.0  # half the breadth of the point of an arrow


def as_json(drawing: Drawing) -> dict[str, Any]:
    """What the script draws."""
    return {
        "nodes": [
            {**asdict(node), "look": look_of(node.kind, node.side), "shape": LOOKS[look_of(node.kind, node.side)].shape,
             "width": WIDTH, "height": node.height}
            for node in drawing.nodes
        ],
        "edges": [
            {**asdict(edge), "line": line_of(edge.relation), "dash": LINES[line_of(edge.relation)].dash,
             "width": LINES[line_of(edge.relation)].width}
            for edge in drawing.edges
        ],
        "bands": [{**asdict(band), "said": gettext(LAYER_NAMES[band.name])} for band in drawing.bands],
        "width": drawing.width,
        "height": drawing.height,
        "left": drawing.left,
    }  # fmt: skip


def as_svg(drawing: Drawing, title: str, caption: str) -> bytes:
    """For a document or a browser without scripts: the same picture, with its legend and what was left out."""
    foot = 30.0 + 20 * (1 if caption else 0) + 22 * math.ceil(len(LINES) / _KEYS)
    wide = max(drawing.width, _KEYS * _KEY + 24.0)
    root = ET.Element(
        "svg",
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {wide:g} {drawing.height + foot:g}",
        width=f"{wide:g}",
        height=f"{drawing.height + foot:g}",
        role="img",
    )
    root.set("font-family", _FONT)
    root.set("font-size", "13")
    _text_of(root, "title", title)
    ET.SubElement(root, "rect", width="100%", height="100%", fill=_PAPER)
    for number, band in enumerate(drawing.bands):
        stripe = _STRIPE if number % 2 == 0 else _PAPER
        box = {"y": f"{band.top:g}", "width": f"{wide:g}", "height": f"{band.height:g}"}
        ET.SubElement(root, "rect", box, fill=stripe)
        name = gettext(LAYER_NAMES[band.name]).upper()
        _text_of(root, "text", name, x="12", y=f"{band.top + 20:g}", fill=_QUIET, **{"font-weight": "600"})
    middle = ET.SubElement(root, "g", transform=f"translate({(wide - drawing.width) / 2:g} 0)")
    for edge in drawing.edges:
        _draw_edge(middle, edge)
    for node in drawing.nodes:
        _draw_node(middle, node)
    _draw_legend(root, drawing.height + 24)
    if caption:
        _text_of(root, "text", caption, x="12", y=f"{drawing.height + foot - 12:g}", fill=_QUIET)
    drawn: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return drawn


def as_network(store: Store, part: Part, wanted: Wanted) -> nx.MultiDiGraph[str]:
    """The shown nodes and every mention behind the shown links, for a program of networks."""
    found = induced(store, part.nodes)
    shown = {(link.source, link.target, link.relation) for link in part.links}
    found.remove_edges_from(
        [
            (source, target, key)
            for source, target, key, about in found.edges(keys=True, data=True)
            if (source, target, about["relation"]) not in shown
            or about.get("confidence", 1.0) < (0.0 if part.chain else wanted.confidence)
        ]
    )
    found.graph["truncated"] = bool(part.left)
    found.graph["of"] = part.start
    return found


def _draw_edge(root: ET.Element, edge: Edge) -> None:
    line = LINES[line_of(edge.relation)]
    points = list(zip(edge.path[::2], edge.path[1::2], strict=True))
    (x1, y1), *bends, (x2, y2) = points
    end = y2 + (2 if y2 < bends[-1][1] else -2) * _HEAD
    # Arcs that meet halfway between the points that they bend towards, as the script's library draws them.
    way = f"M{x1:g} {y1:g}"
    for (ax, ay), (bx, by) in pairwise(bends):
        way += f"Q{ax:g} {ay:g} {(ax + bx) / 2:g} {(ay + by) / 2:g}"
    way += f"Q{bends[-1][0]:g} {bends[-1][1]:g} {x2:g} {end:g}"
    about = {
        "d": way,
        "fill": "none",
        "stroke": line.ink,
        "stroke-width": f"{line.width * (1.8 if edge.chain else 1):g}",
    }
    if line.dash:
        about["stroke-dasharray"] = " ".join(map(str, line.dash))
    if edge.doubtful:
        about["stroke-opacity"] = ".5"
    group = ET.SubElement(root, "g")
    sure = f" ({edge.confidence:.0%})" if edge.confidence is not None else ""
    _text_of(group, "title", f"{edge.label}{sure}")
    ET.SubElement(group, "path", about)
    head = f"M{x2:g} {y2:g}L{x2 - _HEAD:g} {end:g}H{x2 + _HEAD:g}Z"
    ET.SubElement(group, "path", d=head, fill=line.ink)


def _draw_node(root: ET.Element, node: Node) -> None:
    look = LOOKS[look_of(node.kind, node.side)]
    group = ET.SubElement(root, "g")
    _text_of(group, "title", node.said)
    about = {
        "fill": look.fill,
        "stroke": look.ink,
        "stroke-width": "3.5" if node.start else "2.2" if node.opened else "1.2",
    }
    left, top = node.x - WIDTH / 2, node.y - node.height / 2
    if look.shape == "cut":
        c = 10
        way = (
            f"M{left + c:g} {top:g}H{left + WIDTH - c:g}l{c} {c}V{top + node.height - c:g}l{-c} {c}"
            f"H{left + c:g}l{-c} {-c}V{top + c:g}Z"
        )
        ET.SubElement(group, "path", about, d=way)
    else:
        round_ = {"square": 0.0, "round": 10.0, "pill": min(node.height / 2, 26.0)}[look.shape]
        box = {
            "x": f"{left:g}",
            "y": f"{top:g}",
            "width": f"{WIDTH:g}",
            "height": f"{node.height:g}",
            "rx": f"{round_:g}",
        }
        ET.SubElement(group, "rect", about | box)
    for number, line in enumerate(node.lines):
        baseline = top + PAD + LINE * number + 12.5
        _text_of(group, "text", line, x=f"{node.x:g}", y=f"{baseline:g}", fill=_INK, **{"text-anchor": "middle"})


def _draw_legend(root: ET.Element, top: float) -> None:
    for number, line in enumerate(LINES.values()):
        x, y = 12 + number % _KEYS * _KEY, top + number // _KEYS * 22
        about = {"x1": f"{x}", "x2": f"{x + 36}", "y1": f"{y:g}", "y2": f"{y:g}", "stroke": line.ink,
                 "stroke-width": f"{line.width:g}"}  # fmt: skip
        if line.dash:
            about["stroke-dasharray"] = " ".join(map(str, line.dash))
        ET.SubElement(root, "line", about)
        text = gettext(line.name)
        _text_of(root, "text", text, x=f"{x + 42}", y=f"{y + 4:g}", fill=_QUIET, **{"font-size": "11"})


def _text_of(root: ET.Element, tag: str, text: str, **about: str) -> None:
    ET.SubElement(root, tag, about).text = clean(text)
