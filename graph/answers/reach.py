"""What is reached from a node, and the mentions behind the edges on the way: the ground of every closure.

In two steps, nodes first and then the edges of these nodes. In one query an engine joins the path with all citations
of the graph: at 0.9 million quads that took 210 to 270 ms where the two steps take 2 to 4.
"""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode

from graph.answers.rows import Row, batches, nodes, select
from graph.store.base import Store
from graph.vocabulary import DAN, ELI

# What one rests on by: relations along which a repeal is felt, and those along which authority comes down.
RESTING = frozenset(term.value for term in (ELI.based_on, DAN.implements, DAN.guides, ELI.amends, ELI.consolidates))
AUTHORITY = frozenset(term.value for term in (ELI.based_on, DAN.implements, DAN.guides))


def authority(store: Store, origin: str) -> list[Row]:
    """The mentions behind every edge of authority above an instrument or task: {citation, from, by, relation, to}."""
    return _edges(store, "edges-from", "from", _reached(store, "reach-authority", origin), AUTHORITY)


def dependencies(store: Store, origin: str) -> list[Row]:
    """The mentions behind every edge that leads away from an instrument or task, by any relation."""
    return _edges(store, "edges-from", "from", _reached(store, "reach-dependencies", origin))


def dependents(store: Store, origin: str) -> list[Row]:
    """The mentions behind every edge that leads to an instrument, by any relation."""
    return _edges(store, "edges-to", "to", _reached(store, "reach-dependents", origin))


def resting(store: Store, origin: str) -> list[Row]:
    """The mentions behind every edge by which something rests on an instrument."""
    return _edges(store, "edges-to", "to", _reached(store, "reach-impact", origin), RESTING)


def implementing(store: Store, instrument: str) -> list[Row]:
    """Every edge {from, to} of implementing that leads to an instrument, itself or step by step."""
    found = sorted(row["node"] for row in select(store, "reach-implementing", instrument=NamedNode(instrument)))
    # Nothing implements a task: only instruments have edges that lead to them.
    return [row for some in batches(found) for row in select(store, "implementing", to=nodes(some))]


def _reached(store: Store, query: str, origin: str) -> list[str]:
    return sorted(row["node"] for row in select(store, query, origin=NamedNode(origin)))


def _edges(
    store: Store, query: str, end: str, reached: Iterable[str], relations: frozenset[str] | None = None
) -> list[Row]:
    rows = (row for some in batches(reached) for row in select(store, query, **{end: nodes(some)}))
    return [row for row in rows if relations is None or row["relation"] in relations]
