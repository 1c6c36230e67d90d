"""The graph as a networkx multigraph: for pictures, exports and algorithms.

Nodes are IRIs with a `kind` (instrument, task, agency); the key of an edge is the IRI of its citation,
so several mentions between two nodes stay several edges. Attributes are plain strings, numbers and
booleans, so that every export format can hold them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal

from pyoxigraph import NamedNode

from graph.akoma_ntoso import akn_work
from graph.answers.instruments import known, summaries
from graph.answers.pieces import relation_name, texts
from graph.answers.rows import Row, nodes, select
from graph.answers.tasks import describe, summaries_of_tasks
from graph.errors import UnknownInstrument
from graph.store.base import Store
from graph.store.binding import Term

if TYPE_CHECKING:
    import networkx as nx

_PORTION = 50  # nodes asked for at once; they have some 500 edges
Direction = Literal["in", "out", "both"]
Attributes = dict[str, Any]  # of str, int, float and bool
Node = tuple[str, Attributes]
Edge = tuple[str, str, str, Attributes]  # from, to, key

NOT_XML = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")


def export_graph(store: Store) -> nx.MultiDiGraph[str]:
    """The whole graph: every instrument, task and agency, every citation and assignment."""
    graph = _empty()
    _add_instruments(graph, (row["instrument"] for row in select(store, "instruments")), store)
    _add_tasks(graph, (row["task"] for row in select(store, "tasks")), store)
    graph.add_nodes_from(map(agency_node, select(store, "agency-names")))
    _add_edges(graph, store, select(store, "network-edges"), select(store, "network-tasks"))
    return graph


def neighbourhood(
    store: Store,
    iri: str,
    depth: int = 1,
    limit: int = 200,
    *,
    direction: Direction = "both",
    follow: Callable[[Row], bool] | None = None,
    most_edges: int | None = None,
) -> nx.MultiDiGraph[str]:
    """What is within `depth` steps of an instrument, a task or an agency.

    `direction` says along which edges: `out` from the one that speaks to the one that is spoken of (what an
    instrument cites, who does a task), `in` the other way round. `follow` is asked for each row of
    `network-edges` and `network-tasks` whether that edge counts. At most `limit` nodes, the nearest first, and
    `most_edges` edges; `graph.graph["truncated"]` says whether some were left out. The answer is closed: both ends of
    every edge are in it. Raises UnknownInstrument.
    """
    start = _start(store, iri)
    kept: dict[str, None] = {start: None}
    rim = [start]
    edges: dict[tuple[str, ...], Row] = {}
    truncated = False
    for _ in range(depth):
        found: set[str] = set()
        for row in _edges_around(store, rim, direction, follow):
            key = (row["citation"],) if "citation" in row else (row["from"], row["relation"], row["to"])
            if key not in edges and most_edges is not None and len(edges) >= most_edges:
                truncated = True
                break
            edges[key] = row
            found |= {row["from"], row["to"]}
        fresh = sorted(found - kept.keys())
        room = limit - len(kept)
        truncated = truncated or len(fresh) > room
        rim = fresh[:room]
        kept.update(dict.fromkeys(rim))
        if not rim:
            break
    graph = _of_nodes(store, kept)
    citations = [row for row in edges.values() if "citation" in row]
    _add_edges(graph, store, citations, (row for row in edges.values() if "citation" not in row))
    graph.graph["truncated"] = truncated
    return graph


def induced(store: Store, iris: Iterable[str]) -> nx.MultiDiGraph[str]:
    """Those of the IRIs that the graph knows, and every edge between two of them."""
    graph = _of_nodes(store, iris)
    # What is said of the nodes and not what is said to them: an edge between two of them is found once.
    _add_edges(
        graph, store, *(_around(store, query, list(graph), "out", None) for query in ("network-edges", "network-tasks"))
    )
    return graph


def cycles(graph: nx.MultiDiGraph[str], relation: str = "implements") -> list[list[str]]:
    """Rings of instruments that carry out one another: an error of the data. Each ring once, sorted."""
    import networkx as nx

    only: nx.DiGraph[str] = nx.DiGraph()
    only.add_edges_from((a, b) for a, b, about in graph.edges(data=True) if about["relation"] == relation)
    return sorted(sorted(ring) for ring in nx.strongly_connected_components(only) if len(ring) > 1)


def sorted_nodes(graph: nx.MultiDiGraph[str]) -> list[Node]:
    """The nodes by IRI, each with a copy of its attributes in sorted order."""
    return [(iri, dict(sorted(graph.nodes[iri].items()))) for iri in sorted(graph.nodes)]


def sorted_edges(graph: nx.MultiDiGraph[str]) -> list[Edge]:
    """The edges by their ends and key, each with a copy of its attributes in sorted order."""
    found = [
        (source, target, str(key), dict(sorted(about.items())))
        for source, target, key, about in graph.edges(keys=True, data=True)
    ]
    return sorted(found, key=lambda edge: edge[:3])


def _start(store: Store, iri: str) -> str:
    try:
        found: str = known(store, iri)["iri"]
    except UnknownInstrument:
        try:
            node = NamedNode(iri)
        except ValueError:
            raise UnknownInstrument(iri) from None
        if not describe(store, [iri]) and not select(store, "agency-names", agency=[node]):
            raise
        return iri
    return found


def _of_nodes(store: Store, iris: Iterable[str]) -> nx.MultiDiGraph[str]:
    graph = _empty()
    wanted = list(iris)
    _add_instruments(graph, wanted, store)
    _add_tasks(graph, wanted, store)
    graph.add_nodes_from(map(agency_node, select(store, "agency-names", agency=nodes(wanted)) if wanted else ()))
    return graph


def _around(
    store: Store, query: str, rim: Iterable[str], direction: Direction, follow: Callable[[Row], bool] | None
) -> list[Row]:
    ends: list[Term] = nodes(rim)
    if not ends:
        return []
    # "from" is a Python keyword, hence the two calls by name.
    leaving: dict[str, list[Term]] = {"from": ends}
    arriving: dict[str, list[Term]] = {"to": ends}
    found = [
        *(select(store, query, **leaving) if direction != "in" else ()),
        *(select(store, query, **arriving) if direction != "out" else ()),
    ]
    return found if follow is None else [row for row in found if follow(row)]


def _empty() -> nx.MultiDiGraph[str]:
    # Here and not above: to import networkx takes longer than to answer most questions.
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.graph["truncated"] = False
    return graph


def _add_instruments(graph: nx.MultiDiGraph[str], iris: Iterable[str], store: Store) -> None:
    graph.add_nodes_from(instrument_nodes(store, iris))


def _add_tasks(graph: nx.MultiDiGraph[str], iris: Iterable[str], store: Store) -> None:
    graph.add_nodes_from(task_nodes(store, iris))


def _add_edges(graph: nx.MultiDiGraph[str], store: Store, citations: Iterable[Row], assignments: Iterable[Row]) -> None:
    """Only between nodes that are there, in sorted order, so that the same graph is the same export."""
    inside = [row for row in _in_order(citations) if row["from"] in graph and row["to"] in graph]
    for source, target, key, about in citation_edges(store, inside):
        if not graph.has_edge(source, target, key):
            graph.add_edge(source, target, key=key, **about)
    for row in sorted(assignments, key=lambda r: (r["from"], r["to"], r["relation"])):
        if row["from"] in graph and row["to"] in graph:
            source, target, key, about = assignment_edge(row)
            graph.add_edge(source, target, key=key, **about)


def instrument_nodes(store: Store, iris: Iterable[str]) -> Iterator[Node]:
    """Those of the IRIs that are instruments, as nodes."""
    for iri, one in summaries(store, iris).items():
        name = " ".join(part for part in ((one["type"] or "").capitalize(), one["symbol"] or one["title"]) if part)
        yield (
            iri,
            _clean(
                kind="instrument",
                label=name or iri.rsplit("/", 1)[-1],
                **{key: one[key] for key in ("type", "symbol", "date", "title", "issuer", "jurisdiction", "held")},
                citations=one["citations"],
                akn=akn_work(iri),
            ),
        )


def task_nodes(store: Store, iris: Iterable[str]) -> Iterator[Node]:
    """Those of the IRIs that are tasks, as nodes."""
    for one in summaries_of_tasks(store, iris):
        yield (
            one["iri"],
            _clean(
                kind="task",
                label=_shortened(one["text"]),
                text=one["text"],
                file=one["source"],
                path=one["path"],
                deadline=one["deadline"],
            ),
        )


def agency_node(row: Row) -> Node:
    """The agency of a row of `agency-names`, as a node."""
    return row["agency"], _clean(kind="agency", label=row["name"])


def citation_edges(store: Store, rows: Sequence[Row]) -> Iterator[Edge]:
    """The citations of rows of `network-edges`, as edges with the words of each."""
    said = {row["citation"]: row for row in _quotes(store, {row["citation"] for row in rows})}
    places = texts(store, {row["text"] for row in said.values()})
    for row in rows:
        words = said[row["citation"]]
        about = _clean(
            relation=relation_name(row["relation"]),
            quote=words["quote"],
            confidence=row["confidence"],
            path=words["path"],
            file=places[words["text"]]["source"],
        )
        yield row["from"], row["to"], row["citation"], about


def assignment_edge(row: Row) -> Edge:
    """The edge of a row of `network-tasks`."""
    relation = relation_name(row["relation"])
    return row["from"], row["to"], f"{row['from']}#{relation}", {"relation": relation}


def _quotes(store: Store, citations: set[str]) -> list[Row]:
    return select(store, "network-quotes", citation=nodes(citations)) if citations else []


def _edges_around(
    store: Store, rim: list[str], direction: Direction, follow: Callable[[Row], bool] | None
) -> Iterator[Row]:
    """The citations, then the assignments of these nodes, in an order that does not change.

    Citations in portions, for the caller may stop: 2000 nodes have 20,000 of them.
    """
    for at in range(0, len(rim), _PORTION):
        yield from _in_order(_around(store, "network-edges", rim[at : at + _PORTION], direction, follow))
    # Not in portions: this query takes 15 ms however few it is asked for.
    assignments = _around(store, "network-tasks", rim, direction, follow)
    yield from sorted(assignments, key=lambda row: (row["from"], row["to"], row["relation"]))


def _in_order(citations: Iterable[Row]) -> list[Row]:
    return sorted(citations, key=lambda r: (r["from"], r["to"], r["citation"]))


def _clean(**about: Any) -> Attributes:
    """What every format can hold: nothing empty, no character that XML forbids."""
    return {
        key: NOT_XML.sub(" ", value) if isinstance(value, str) else value
        for key, value in about.items()
        if value is not None and value != ""
    }


def _shortened(text: str, width: int = 80) -> str:
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"
