"""The small sorted runs that advances leave, merged where nobody waits: after a generation is visible, beside what goes
on.

`graph.store.delta` leaves some runs with each advance; every lookup asks each of them. Merging them takes two to three
seconds for a million quads. It is done on a copy of the newest generation, without the lock of the directory, so that
loads go on meanwhile; those leave their steps beside it, which are done again on the copy before it is made the newest
in their place, under the lock and within a moment. So no update is lost and none waits. One process does it at a time;
whatever kills it leaves the store as it was, and the rest is swept away by the next load or by the next who does it.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import json
import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pyoxigraph
from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

from graph import changelog
from graph.search_index.making import follow
from graph.store.concerned import Concerned, note
from graph.store.embedded import EmbeddedStore
from graph.store.errors import StoreBusy, StoreNotFound, StoreUnusable
from graph.store.formats import FORMAT, contents, format_of
from graph.store.generations import (
    BUILDING,
    SETTLING,
    alone,
    description,
    install,
    made_as,
    next_number,
    read_description,
    settler,
    sweep_old,
    sweep_steps,
)

# After 125 advances 11.5 million quads had 81 runs instead of 49, and questions took 1.4 times as long.
SETTLE_AFTER: Final = 250
_PATIENCE: Final = 60.0  # seconds that the finished copy waits for a load under way
_PAUSE: Final = 0.05
_PR_SET_PDEATHSIG: Final = 1


def due(directory: Path | str) -> bool:
    """Whether the newest generation has left so many runs that they should be merged."""
    return int(description(directory).get("advances", 0)) >= SETTLE_AFTER


def settle(directory: Path | str) -> str | None:
    """Merge the runs of the newest generation where that is due; the generation that this makes, of the same quads.

    None where it is not due, where another process is at it, where a whole load came between, where there is no room
    or the newest generation cannot be read: the store is as it was.
    """
    root = Path(directory)
    if not due(root):
        return None
    with settler(root / "generations") as mine:
        if not mine:
            return None
        generations = root / "generations"
        sweep_steps(generations)
        try:
            with EmbeddedStore.pinned(root) as path:
                described = read_description(path)
                if described is None or format_of(described) != FORMAT or "contents" not in described:
                    return None
                copy = generations / f"{SETTLING}{path.name}"
                known = _merged(path, copy, described)
                with _when_free(root):
                    return _switch(root, described["contents"], copy, known)
        except (StoreBusy, StoreNotFound, OSError, SyntaxError):
            return None
        finally:
            sweep_steps(generations)


def _merged(path: Path, copy: Path, described: Mapping[str, Any]) -> dict[str, str]:
    """Make the copy with all its runs merged; the digests of its sorted runs."""
    with EmbeddedStore(path, None) as old:
        old.copy_to(copy)
    store = pyoxigraph.Store(str(copy))
    store.optimize()
    store.flush()
    if len(store) != described["quads"]:  # a second for ten million: not under the lock
        raise StoreUnusable(f"đời {path.name} không còn đủ bộ bốn, hãy nạp lại")
    del store
    found = contents(copy, known=sorted_runs(described["contents"]))
    return sorted_runs(found)


def _switch(root: Path, before: Mapping[str, str], copy: Path, known: Mapping[str, str]) -> str | None:
    """Make the copy the newest generation, with the steps that loads have made meanwhile; None where one is missing."""
    now = description(root)
    steps = _steps(root / "generations", before, now["contents"])
    if steps is None:
        return None
    for step in steps:
        _repeat(copy, step)
    number = next_number(root)
    noted = {name: value for name, value in now.items() if name != "generation"}
    noted |= {
        "advances": len(steps),
        "contents": contents(copy, known=known),
        "as": made_as(int(now["generation"]), now),
    }
    when = datetime.now(UTC).isoformat(timespec="seconds")
    # The chain of changes goes through every generation.
    changelog.keep(root, changelog.record_of(str(now["generation"]), str(number), when, []))
    building = root / "generations" / f"{BUILDING}{number}"
    copy.rename(building)
    note(root / "generations", number, now, ())
    with EmbeddedStore(building, None) as made:
        follow(made, Concerned(now, ()), noted | {"generation": str(number)})
    install(root, number, noted)
    sweep_old(root / "generations", keep={int(now["generation"]), number})
    return str(number)


def sorted_runs(digests: Mapping[str, str]) -> dict[str, str]:
    """Of the digests of a generation's files those of its sorted runs, which a copy has under the names that they had:
    the engine never changes one."""
    return {name: digest for name, digest in digests.items() if name.endswith(".sst")}


def write(store: pyoxigraph.Store, removed: Iterable[Quad], added: Iterable[Quad]) -> list[Quad]:
    """Take quads out of a store, then put those others into it that are not there; which were put.

    The engine holds numbers by their values, so that "0.0" is there for as long as "0" is to be removed.
    """
    graphs = set()
    for quad in removed:
        store.remove(quad)
        graphs.add(quad.graph_name)
    fresh = [quad for quad in added if quad not in store]
    store.extend(fresh)
    for graph in graphs:
        # The engine keeps the name of a graph that nothing is left of.
        if isinstance(graph, NamedNode) and not any(True for _ in store.quads_for_pattern(None, None, None, graph)):
            store.remove_graph(graph)
    store.flush()  # once: the disk is waited for, some 0.1 s each time
    return fresh


def keep_step(
    generations: Path,
    before: Mapping[str, str],
    after: Mapping[str, str],
    removed: Sequence[Quad],
    added: Sequence[Quad],
) -> None:
    """Leave what an advance did for who merges runs meanwhile; nothing where nobody does. `before` and `after` are the
    digests of the two generations' files, so that no step of a load that was killed is taken for another's. To be
    called just before the switch: who begins after it finds the old generation, and that the step is missing.
    Raises OSError."""
    with settler(generations) as nobody:
        if nobody:
            return
    taken, put = (serialize(quads, format=RdfFormat.N_QUADS) or b"" for quads in (removed, added))
    path = _step(generations, _name(after))
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_bytes(f"{_name(before)} {len(taken)}\n".encode() + taken + put)
    fresh.replace(path)


def _steps(generations: Path, before: Mapping[str, str], after: Mapping[str, str]) -> list[Path] | None:
    """The steps from one generation to another, in their order; None where one of them is not known."""
    found: list[Path] = []
    start, now = _name(before), _name(after)
    while now != start:
        path = _step(generations, now)
        try:
            with path.open("rb") as file:
                now = file.readline().split()[0].decode()
        except OSError:
            return None
        found.insert(0, path)
    return found


def _step(generations: Path, name: str) -> Path:
    return generations / f"{SETTLING}step-{name}"


def _name(digests: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(dict(digests), sort_keys=True).encode()).hexdigest()


def _repeat(copy: Path, step: Path) -> None:
    head, _, content = step.read_bytes().partition(b"\n")
    length = int(head.split()[1])
    taken, put = (
        list(parse(part, format=RdfFormat.N_QUADS, lenient=True)) for part in (content[:length], content[length:])
    )
    write(pyoxigraph.Store(str(copy)), taken, put)


@contextlib.contextmanager
def _when_free(root: Path) -> Iterator[None]:
    """Alone in the directory, as soon as no load is under way; raises StoreBusy where that takes too long."""
    until = time.monotonic() + _PATIENCE
    with contextlib.ExitStack() as held:
        while True:
            try:
                held.enter_context(alone(root))
                break
            except StoreBusy:
                if time.monotonic() > until:
                    raise
                time.sleep(_PAUSE)
        yield


def main(arguments: Sequence[str]) -> None:
    """`python -m graph.store.settling STORE OWNER`: settle, as long as the process OWNER lives."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() == int(arguments[1]):  # else the owner was gone before the line above
        os.nice(10)  # whoever asks or loads meanwhile goes first
        settle(arguments[0])


if __name__ == "__main__":
    main(sys.argv[1:])
