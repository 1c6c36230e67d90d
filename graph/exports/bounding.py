"""As much of a graph as a picture can show, and how much that is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph.exports.remarks import remark_on
from graph.network import sorted_nodes

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True)
class Shown:
    """What a picture shows: nodes with their attributes; edges as (from, to, relation, how many mentions); `said`: what
    the part says of itself."""

    nodes: list[tuple[str, dict[str, Any]]]
    edges: list[tuple[str, str, str, int]]
    all_nodes: int
    all_edges: int
    said: str

    @property
    def remark(self) -> str:
        """That the part is empty or cut, and what of it the picture leaves out; empty for nothing."""
        if self.all_nodes == len(self.nodes) and self.all_edges == len(self.edges):
            return self.said
        left_out = (
            f"Chỉ vẽ {len(self.nodes)} trong {self.all_nodes} nút và {len(self.edges)} trong {self.all_edges} cạnh; "
            "hãy thu hẹp vùng xuất để thấy đủ."
        )
        return f"{self.said} {left_out}".strip()


def bounded(graph: nx.MultiDiGraph[str], most_nodes: int, most_edges: int) -> Shown:
    """The nodes nearest to what the graph is around, else those with most edges; mentions as one edge each
    way and relation, the most said first where there are too many."""
    kept = _nearest(graph, most_nodes)
    counted = Counter((a, b, about["relation"]) for a, b, about in graph.edges(data=True))
    inside = [(edge, count) for edge, count in counted.items() if edge[0] in kept and edge[1] in kept]
    inside.sort(key=lambda item: (-item[1], item[0]))
    return Shown(
        nodes=[(iri, about) for iri, about in sorted_nodes(graph) if iri in kept],
        edges=sorted((*edge, count) for edge, count in inside[:most_edges]),
        all_nodes=len(graph),
        all_edges=len(counted),
        said=remark_on(graph),
    )


def _nearest(graph: nx.MultiDiGraph[str], most: int) -> set[str]:
    if len(graph) <= most:
        return set(graph)
    start: str = graph.graph.get("of") or ""
    if start not in graph:
        return set(sorted(graph, key=lambda node: (-graph.degree(node), node))[:most])
    kept, rim = {start}, [start]
    while rim and len(kept) < most:
        fresh = {n for node in rim for n in (*graph.successors(node), *graph.predecessors(node))} - kept
        rim = sorted(fresh, key=lambda node: (-graph.degree(node), node))[: most - len(kept)]
        kept.update(rim)
    return kept
