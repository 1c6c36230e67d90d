"""A generation made from the one before: what a few changed files change, written over a copy that shares its bytes.

The copy is of hard links, so it costs no more for a large graph than for a small one, and whoever reads the old
generation keeps it whole. What is written is the difference in quads. The result is the graph that a whole load of
the new corpus would make, quad for quad; where that cannot be promised, nothing is written and the caller loads whole.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Final

import pyoxigraph
from pyoxigraph import Quad

from graph import changelog, runs
from graph.runs import Making
from graph.search_index.making import follow
from graph.store.concerned import Concerned, concerned, note
from graph.store.difference import Difference, difference
from graph.store.embedded import EmbeddedStore, Loaded, about
from graph.store.formats import FORMAT, contents, format_of
from graph.store.generations import BUILDING, description, install, made_as, next_number, sweep_half_built, sweep_old
from graph.store.noting import changed
from graph.store.region import Delta, Inexact
from graph.store.settling import keep_step, sorted_runs, write
from graph.triples import tally as tallied
from graph.triples.tally import Tally

__all__ = ["Delta", "advance"]

# Where nobody merged the runs that advances leave (`graph.store.settling`), who comes to this many does, and waits.
MOST_ADVANCES: Final = 1_000


def advance(directory: Path | str, delta: Delta, *, inputs: str, making: Making) -> Loaded | None:
    """Make the generation that the changed corpus has, for a caller that is `alone` in the directory.

    `inputs` names what the corpus is made of, `making` says it in full; that the program is the one that made the
    generation before is the caller's to see to. What reviewers have decided or undone since is part of the change. None
    where this cannot be done exactly: nothing is changed then, and the caller loads the whole corpus. That is where the
    generation before has no tally, where the book of decisions is not the one that it had, grown, where a decision has
    no anchor, and where too many files would have to be read again (`graph.store.region`).
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
                found = difference(root, old, tally, delta, described["review"])
                generations = root / "generations"
                sweep_half_built(generations)
                number = next_number(root)
                building = generations / f"{BUILDING}{number}"
                old.copy_to(building)
                settled = advances >= MOST_ADVANCES
                removed, added = _write(building, found, settled)
                count = int(described["quads"]) + len(added) - len(removed)
                noted = about(tally, count, time.perf_counter() - began, inputs)
                noted |= {"review": found.review, "advances": 0 if settled else advances}
                noted["contents"] = contents(building, known=sorted_runs(described["contents"]))
                with EmbeddedStore(building, None) as made:
                    record = changed(old, made, found.touched, (str(before), str(number)), noted["loaded"])
                    nodes = concerned(old, made, removed, added)
                    note(generations, number, described, nodes)
                    if nodes is not None:
                        follow(made, Concerned(described, sorted(nodes)), noted | {"generation": str(number)})
                keep_step(generations, described["contents"], noted["contents"], removed, added)
        except (Inexact, OSError, SyntaxError, sqlite3.DatabaseError):
            return None  # what is damaged, or has no room, the whole load tells of
        changelog.keep(root, record)
        install(root, number, noted)
        tally.seal(made_as(number, noted))
    runs.keep(root, making, noted | {"generation": str(number)}, found.book.stamp)
    sweep_old(generations, keep={before, number})
    return Loaded(str(number), count, time.perf_counter() - began)


def _write(building: Path, found: Difference, settled: bool) -> tuple[list[Quad], list[Quad]]:
    """Bring the copy up to date, with all its runs merged where it is to be settled; what was removed and added."""
    store = pyoxigraph.Store(str(building))
    removed = [quad for quad in found.removed if quad in store]
    added = write(store, removed, found.added)
    if settled:
        store.optimize()
        store.flush()
    return removed, added
