"""A generation made from the one before: what a few changed files change, written over a copy that shares its bytes.

The copy is of hard links, so it costs no more for a large graph than for a small one, and whoever reads the old
generation keeps it whole. What is written is the difference in quads. The result is the graph that a whole load of
the new corpus would make, quad for quad; where that cannot be promised, nothing is written and the caller loads whole.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import pyoxigraph
from pyoxigraph import NamedNode, Quad

from graph import changelog, runs
from graph.review import book
from graph.runs import Making
from graph.store.difference import Delta, Difference, Inexact, difference
from graph.store.embedded import (
    BUILDING,
    EmbeddedStore,
    Loaded,
    about,
    description,
    install,
    made_as,
    next_number,
    sweep_half_built,
    sweep_old,
)
from graph.store.formats import FORMAT, contents, format_of
from graph.store.noting import changed
from graph.triples import tally as tallied
from graph.triples.tally import Tally

__all__ = ["Delta", "advance"]

# Each leaves small sorted runs that every lookup asks, and marks of what was removed. The engine merges some as they
# come: after 125 of them 11.5 million quads had 81 runs instead of 49, and questions took 1.4 times as long. Then all
# are merged, which takes two to three seconds for a million quads.
MOST_ADVANCES: Final = 250


def advance(directory: Path | str, delta: Delta, *, inputs: str, making: Making) -> Loaded | None:
    """Make the generation that the changed corpus has, for a caller that is `alone` in the directory.

    `inputs` names what the corpus is made of, `making` says it in full; that the program is the one that made the
    generation before is the caller's to see to. None where this cannot be done exactly: nothing is changed then, and
    the caller loads the whole corpus. That is where the generation before has no tally, where reviewers have decided
    since, and where the change touches a file or an instrument that a decision is about.
    """
    began = time.perf_counter()
    root = Path(directory)
    described = description(root)
    advances = int(described.get("advances", 0)) + 1
    if not described or format_of(described) != FORMAT or "contents" not in described:
        return None
    before = int(described["generation"])
    tally = Tally.of_generation(root / tallied.NAME, made_as(before, described))
    if tally is None:
        return None
    with tally:
        try:
            with EmbeddedStore(root / "generations" / str(before), None) as old:
                found = difference(root, old, tally, delta)
                generations = root / "generations"
                sweep_half_built(generations)
                number = next_number(root)
                building = generations / f"{BUILDING}{number}"
                old.copy_to(building)
                settled = advances >= MOST_ADVANCES
                count = int(described["quads"]) + _write(building, found, settled)
                noted = about(tally, count, time.perf_counter() - began, inputs)
                noted |= {"review": described["review"], "advances": 0 if settled else advances}
                noted["contents"] = contents(building, known=_unchanged(described))
                with EmbeddedStore(building, None) as made:
                    record = changed(old, made, found.touched, (str(before), str(number)), noted["loaded"])
        except (Inexact, OSError, SyntaxError, sqlite3.DatabaseError):
            return None  # what is damaged, or has no room, the whole load tells of
        changelog.keep(root, record)
        install(root, number, noted)
        tally.seal(made_as(number, noted))
    runs.keep(root, making, noted | {"generation": str(number)}, book.stamp(root))
    sweep_old(generations, keep={before, number})
    return Loaded(str(number), count, time.perf_counter() - began)


def _write(building: Path, found: Difference, settled: bool) -> int:
    """Bring the copy up to date, with all its runs merged where it is to be settled; by how many quads it grew."""
    store = pyoxigraph.Store(str(building))
    removed = [quad for quad in found.removed if quad in store]
    for quad in removed:
        store.remove(quad)
    # Only now: the engine holds numbers by their values, so that "0.0" is there as long as "0" is to be removed.
    added = [quad for quad in found.added if quad not in store]
    store.extend(added)
    for graph in {quad.graph_name for quad in removed}:
        # The engine keeps the name of a graph that nothing is left of.
        if isinstance(graph, NamedNode) and _first(store.quads_for_pattern(None, None, None, graph)) is None:
            store.remove_graph(graph)
    store.flush()
    if settled:
        store.optimize()
        store.flush()
    return len(added) - len(removed)


def _first(quads: Iterable[Quad]) -> Quad | None:
    return next(iter(quads), None)


def _unchanged(described: dict[str, Any]) -> dict[str, str]:
    """The digests of sorted runs, which the copy has under the names that they had: the engine never changes one."""
    return {name: digest for name, digest in described["contents"].items() if name.endswith(".sst")}
