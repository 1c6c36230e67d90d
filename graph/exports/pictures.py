"""Pictures, drawn by Graphviz: instruments on the left, then those that rest on them, tasks, agencies."""

from __future__ import annotations

import shutil
import subprocess
import textwrap
import threading
from typing import TYPE_CHECKING, Any, Literal

from graph.exports.bounding import Shown, bounded
from graph.exports.cleaning import clean, in_words, one_line, shortened
from graph.exports.failures import DrawingFailed, MissingTool
from graph.exports.graphviz import dot_label, dot_string
from graph.exports.selection import relation_label

if TYPE_CHECKING:
    import networkx as nx

# Above these `dot` takes minutes where the nodes are thickly joined. A PNG cannot be enlarged: with 250 nodes in a
# column its letters are 4 points high.
MOST_NODES, MOST_EDGES = 250, 500
MOST_NODES_OF_PNG = 120
SECONDS = 20.0
# Each drawing keeps a processor busy; a server that is asked for many at once has others to answer.
_TURNS = threading.BoundedSemaphore(2)
_WIDTH, _LABEL = 34, 110
_LOOKS = {
    "instrument": 'shape=box, style="filled", fillcolor="#dce6f1", color="#1f4e79"',
    "task": 'shape=box, style="filled,rounded", fillcolor="#fff8dc", color="#8a6d00"',
    "agency": 'shape=box, style="filled,rounded", fillcolor="#e2f0d9", color="#38761d"',
}
_INKS = {
    "implements": "#c00000",
    "legalBasis": "#1f4e79",
    "assignedBy": "#8a6d00",
    "leadAgency": "#38761d",
    "coordinatingAgency": "#93c47d",
}


def picture(graph: nx.MultiDiGraph[str], format: Literal["svg", "png"], seconds: float = SECONDS) -> tuple[bytes, str]:
    """The picture, and what was left out of it (one sentence, also written under it; empty for nothing).

    Raises MissingTool where the program `dot` is not installed, DrawingFailed where it takes longer than
    `seconds` or cannot draw.
    """
    program = shutil.which("dot")
    if program is None:
        raise MissingTool(
            "Để vẽ SVG, PNG cần chương trình «dot» của Graphviz; hãy cài gói «graphviz» (graphviz.org), "
            "hoặc xuất «dot» hay «mermaid» rồi vẽ nơi khác."
        )
    shown = bounded(graph, MOST_NODES if format == "svg" else MOST_NODES_OF_PNG, MOST_EDGES)
    drawing = _drawing(shown, clean(graph.graph.get("scope", "")), graph.graph.get("of"))
    if not _TURNS.acquire(timeout=seconds):
        raise DrawingFailed("Đang có nhiều hình được vẽ; hãy thử lại sau.")
    try:
        done = subprocess.run([program, f"-T{format}"], input=drawing, capture_output=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        raise DrawingFailed(
            f"Graphviz vẽ quá {seconds:g} giây với {len(shown.nodes)} nút; hãy thu hẹp vùng xuất."
        ) from None
    finally:
        _TURNS.release()
    if done.returncode or not done.stdout:
        reason = done.stderr.decode(errors="replace").strip().partition("\n")[0]
        raise DrawingFailed(f"Graphviz không vẽ được: {reason or f'mã thoát {done.returncode}'}.")
    return done.stdout, shown.remark


def _drawing(shown: Shown, scope: str, start: str | None) -> bytes:
    caption = "\n".join(
        line for part in (scope, shown.remark, _KEY) if part for line in textwrap.wrap(part, 110, break_long_words=True)
    )
    lines = [
        "digraph danchieu {",
        # At most 60 inches of 96 points each way: larger pictures are scaled down, a PNG stays under 6000 points.
        '  graph [rankdir=RL, nodesep=0.18, ranksep=0.9, pad=0.3, dpi=96, size="60,60", charset="UTF-8", '
        f'fontname="Helvetica,Arial,sans-serif", fontsize=12, labelloc=b, labeljust=l, label={dot_label(caption)}];',
        '  node [fontname="Helvetica,Arial,sans-serif", fontsize=11, margin="0.12,0.06"];',
        '  edge [fontname="Helvetica,Arial,sans-serif", fontsize=9, arrowsize=0.7];',
    ]
    kinds = {iri: about["kind"] for iri, about in shown.nodes}
    for iri, about in shown.nodes:
        heavy = ", penwidth=3" if iri == start else ""
        lines.append(
            f"  {dot_string(iri)} [label={dot_label(_label(about))}, tooltip={dot_label(_tooltip(about))}, "
            f"URL={dot_label(iri)}, {_LOOKS[about['kind']]}{heavy}];"
        )
    for source, target, relation, count in shown.edges:
        label = relation_label(relation) + (f" ×{count}" if count > 1 else "")
        ink = _INKS.get(relation, "#666666")
        ends, way = f"{dot_string(source)} -> {dot_string(target)}", ""
        if kinds[target] == "agency":
            # Turned round for the layout only, so that agencies stand beyond their tasks.
            ends, way = f"{dot_string(target)} -> {dot_string(source)}", ", dir=back"
        lines.append(f'  {ends} [label={dot_label(label)}, color="{ink}", fontcolor="{ink}"{way}];')
    return ("\n".join([*lines, "}"]) + "\n").encode()


_KEY = "Xanh dương: văn bản; vàng: nhiệm vụ; xanh lá: cơ quan. Mũi tên đi từ bên nói đến bên được nói tới."


def _label(about: dict[str, Any]) -> str:
    lines = textwrap.wrap(shortened(about["label"], _LABEL), _WIDTH)
    if about["kind"] == "instrument" and about.get("date"):
        lines.append(f"({in_words(about['date'])})")
    return "\n".join(lines)


def _tooltip(about: dict[str, Any]) -> str:
    return one_line(about.get("text") or about.get("title") or about["label"])
