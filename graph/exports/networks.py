"""What the writers of networks and tables read: nodes and edges in order, one at a time.

A part of the graph is small and in memory; the whole may be of any size and lies on disk (`graph.exports.spooled`).
Each writer knows only this, so that both give the same file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, Protocol

from graph.answers.rows import Json
from graph.answers.tasks import describe
from graph.exports.cleaning import clean
from graph.exports.remarks import is_empty, remark_on
from graph.network import Edge, Node, sorted_edges, sorted_nodes
from graph.store.base import Store

if TYPE_CHECKING:
    import networkx as nx

WHOLE: Final = "Toàn bộ đồ thị"


class Network(Protocol):
    """Nodes by IRI; edges by their ends and key; attributes by name. Each can be read as often as one likes."""

    @property
    def truncated(self) -> bool:
        """Whether something was left out at a limit."""

    def remark(self, *, of_tasks: bool = False) -> str:
        """That it is empty (`of_tasks`: of tasks) or cut, in one sentence; empty where it is neither."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it of what was asked for."""

    @property
    def large(self) -> bool:
        """Whether a table of it may be longer than 2 GiB."""

    @property
    def scope(self) -> str:
        """What of the graph it is, in words."""

    @property
    def confidence(self) -> float:
        """The least that a citation of it has."""

    def count(self, kind: str) -> int:
        """How many nodes are of that kind; of `citation`, how many edges are citations."""

    def nodes(self, kind: str | None = None) -> Iterator[Node]:
        """The nodes (of that kind), sorted."""

    def edges(self) -> Iterator[Edge]:
        """The edges, sorted."""

    def position(self, iri: str) -> int:
        """Which of the sorted nodes that is, from 0."""

    def label(self, iri: str) -> str:
        """What that node is called."""

    def tasks(self) -> Iterator[Json]:
        """The tasks as `describe` has them, in the order of their texts."""

    def files_of_tasks(self) -> Iterator[str]:
        """The files that the tasks are in."""

    def files_of_citations(self) -> Iterator[str]:
        """The files that the citations are in."""

    def implemented_by(self, instruments: Iterable[str]) -> dict[str, list[str]]:
        """What those instruments carry out, inside the network; those that carry out nothing are left out."""


class Part:
    """A graph in memory as a Network."""

    def __init__(self, store: Store | None, graph: nx.MultiDiGraph[str]) -> None:
        """Without a store it has no tasks to describe."""
        self._store, self._graph = store, graph
        self._positions: dict[str, int] | None = None
        self._described: list[Json] | None = None

    @property
    def truncated(self) -> bool:
        return bool(self._graph.graph.get("truncated"))

    def remark(self, *, of_tasks: bool = False) -> str:
        return remark_on(self._graph, of_tasks=of_tasks)

    @property
    def empty(self) -> bool:
        return is_empty(self._graph)

    @property
    def large(self) -> bool:
        return False

    @property
    def scope(self) -> str:
        return clean(self._graph.graph.get("scope", WHOLE))

    @property
    def confidence(self) -> float:
        return float(self._graph.graph.get("confidence", 0.0))

    def count(self, kind: str) -> int:
        if kind == "citation":
            return sum("quote" in about for *_, about in self._graph.edges(data=True))
        return sum(about["kind"] == kind for _, about in self._graph.nodes(data=True))

    def nodes(self, kind: str | None = None) -> Iterator[Node]:
        return iter([node for node in sorted_nodes(self._graph) if kind is None or node[1]["kind"] == kind])

    def edges(self) -> Iterator[Edge]:
        return iter(sorted_edges(self._graph))

    def position(self, iri: str) -> int:
        if self._positions is None:
            self._positions = {one: number for number, one in enumerate(sorted(self._graph))}
        return self._positions[iri]

    def label(self, iri: str) -> str:
        return str(self._graph.nodes[iri]["label"])

    def tasks(self) -> Iterator[Json]:
        if self._described is None:
            tasks: Iterable[str] = (iri for iri, about in self._graph.nodes(data=True) if about["kind"] == "task")
            self._described = describe(self._store, tasks) if self._store is not None else []
        return iter(self._described)

    def files_of_tasks(self) -> Iterator[str]:
        return (task["source"] for task in self.tasks())

    def files_of_citations(self) -> Iterator[str]:
        return (about["file"] for *_, about in self._graph.edges(data=True) if "file" in about)

    def implemented_by(self, instruments: Iterable[str]) -> dict[str, list[str]]:
        wanted = set(instruments)
        found: dict[str, set[str]] = {}
        for source, target, about in self._graph.edges(wanted & set(self._graph), data=True):
            if about["relation"] == "implements":
                found.setdefault(source, set()).add(target)
        return {source: sorted(targets) for source, targets in found.items()}
