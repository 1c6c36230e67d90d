"""Mermaid, for Markdown pages (GitHub, GitLab, wikis)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from graph.exports.bounding import Shown, bounded
from graph.exports.cleaning import clean, shortened
from graph.exports.selection import relation_label

if TYPE_CHECKING:
    import networkx as nx

# What a page draws without being set up for more: `maxEdges` and `maxTextSize` of Mermaid's configuration.
_MOST_EDGES, _MOST_CHARACTERS = 500, 50_000
_MOST_NODES = 200
_LABEL = 60
_SHAPES = {"instrument": ('["', '"]'), "task": ('("', '")'), "agency": ('{{"', '"}}')}
_SPECIAL = re.compile(r'[#"<>&`\\{}|;]')


def flowchart(graph: nx.MultiDiGraph[str]) -> tuple[bytes, str]:
    """The chart, and what was left out of it (one sentence, also a comment in it; empty for nothing)."""
    most = _MOST_NODES
    while True:
        shown = bounded(graph, most, _MOST_EDGES)
        text = _written(shown)
        if len(text) <= _MOST_CHARACTERS or most == 1:
            return text.encode(), shown.remark
        most = max(1, most * 3 // 4)


def _written(shown: Shown) -> str:
    names = {iri: f"n{number}" for number, (iri, _) in enumerate(shown.nodes)}
    lines = ["flowchart RL"]
    if shown.remark:
        lines.append(f"  %% {shown.remark}")
    lines += [f"  {names[iri]}{_node(about)}" for iri, about in shown.nodes]
    for source, target, relation, count in shown.edges:
        label = relation_label(relation) + (f" ×{count}" if count > 1 else "")
        lines.append(f'  {names[source]} -->|"{_escaped(label)}"| {names[target]}')
    lines += [
        "  classDef instrument fill:#dce6f1,stroke:#1f4e79,color:#000",
        "  classDef task fill:#fff8dc,stroke:#8a6d00,color:#000",
        "  classDef agency fill:#e2f0d9,stroke:#38761d,color:#000",
    ]
    return "\n".join(lines) + "\n"


def _node(about: dict[str, Any]) -> str:
    opening, closing = _SHAPES[about["kind"]]
    return f"{opening}{_escaped(shortened(about['label'], _LABEL))}{closing}:::{about['kind']}"


def _escaped(text: str) -> str:
    """Mermaid's own escapes: the code of the character between # and ;."""
    return _SPECIAL.sub(lambda found: f"#{ord(found[0])};", clean(text))
