"""How the index of a generation is made: by one process at a time, whole or not at all.

Where a generation was made from the one before (`graph.store.delta`) its index is, too: a copy of that one's, in which
the instruments and bodies that the change concerns are looked at again. Else it is made of the whole graph, which takes
9 s of a processor for 17 million quads.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode

from graph.answers.rows import batches, select
from graph.answers.status import states
from graph.search_index import COLUMNS, SUFFIX, SearchIndex, index_of, keep, open_index, place_of, stamp_by, stamp_of
from graph.store.binding import Term
from graph.store.concerned import Concerned, noted
from graph.store.embedded import EmbeddedStore

_LOCK = "search.lock"
_log = logging.getLogger(__name__)
_making = threading.Lock()


def make(store: EmbeddedStore) -> None:
    """Make the index of a store's generation where it is missing.

    Where nothing can be written beside the generation (a volume mounted read-only) it is a temporary file of this
    process. Raises what reading the store does.
    """
    with _making:
        stamp = stamp_of(store)
        if stamp is None or index_of(store) is not None:
            return
        try:
            keep(store, _beside(store, stamp))
        except (OSError, sqlite3.Error) as error:
            _log.info("no search index beside generation %s (%s): kept in a temporary file", store.generation, error)
            keep(store, _temporary(store, stamp))


def follow(made: EmbeddedStore, said: Concerned, described: Mapping[str, Any]) -> None:
    """Make the index of a generation that is about to be installed as `described`, from that of the one before it.

    `said` is what it changed of that one. Before the switch, for the first to ask would else look through all
    instruments: 1.2 s of 58,000. Where it cannot be done, who asks first has it made (`make`).
    """
    generations, number = made.path.parent, str(described["generation"])
    fresh = generations / f"{made.path.name}-search"
    if _advanced(made, fresh, stamp_by(described), said):
        with contextlib.suppress(OSError):
            fresh.replace(generations / f"{number}{SUFFIX}")
            _sweep(generations, coming=number)


def _beside(store: EmbeddedStore, stamp: str) -> SearchIndex | None:
    place = place_of(store)
    with (place.parent / _LOCK).open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # another process may be making it: then it is there afterwards
        if (made := open_index(place, stamp)) is not None:
            return made
        fresh = Path(f"{place}.new")
        fresh.unlink(missing_ok=True)  # what a killed process left
        if not _advanced(store, fresh, stamp, noted(store.path)):
            _write(store, fresh, stamp)
        fresh.replace(place)
        _sweep(place.parent)
        return open_index(place, stamp)


def _temporary(store: EmbeddedStore, stamp: str) -> SearchIndex | None:
    with tempfile.TemporaryDirectory(prefix="danchieu-search-") as folder:
        path = Path(folder) / "index"
        _write(store, path, stamp)
        return open_index(path, stamp)  # an open file stays readable when its name is removed


def _advanced(store: EmbeddedStore, path: Path, stamp: str, said: Concerned | None) -> bool:
    """Make the index of the one that a generation before has, where there is one, and what changed since is known:
    `said` is what this one changed of the one before it."""
    nodes: set[str] = set()
    while said is not None:
        nodes.update(said.nodes)
        place = store.path.parent / str(said.before["generation"])
        before = Path(f"{place}{SUFFIX}")
        if open_index(before, stamp_by(said.before)) is not None:
            try:
                shutil.copyfile(before, path)
                with contextlib.closing(sqlite3.connect(path)) as connection, connection:
                    connection.execute("PRAGMA journal_mode = OFF")
                    for some in batches(sorted(nodes)):
                        _forget(connection, some)
                        _add(connection, store, nodes=[NamedNode(iri) for iri in some])
                    connection.execute("UPDATE made SET stamp = ?", [stamp])
            except (OSError, sqlite3.DatabaseError):  # removed meanwhile, or damaged
                path.unlink(missing_ok=True)
                return False
            return True
        said = noted(place)
    return False


def _write(store: EmbeddedStore, path: Path, stamp: str) -> None:
    """Make the index of the whole graph."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        # Half a file is never looked at, so it need not outlive a power cut.
        connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_schema()}")
        with connection:
            _add(connection, store)
            connection.execute("INSERT INTO word (word) VALUES ('optimize')")
            connection.execute("INSERT INTO made VALUES (?)", [stamp])


def _forget(connection: sqlite3.Connection, iris: Sequence[str]) -> None:
    """Take the instruments and bodies of these IRIs out."""
    those = f"IN ({', '.join('?' * len(iris))})"
    # The table of words has no keys of its own: what is to go must be told as it came.
    connection.execute(
        f"INSERT INTO word (word, rowid, key) SELECT 'delete', id, key FROM instrument WHERE instrument {those}", iris
    )
    connection.execute(f"DELETE FROM instrument WHERE instrument {those}", iris)
    connection.execute(f"DELETE FROM agency WHERE agency {those}", iris)


def _add(connection: sqlite3.Connection, store: EmbeddedStore, nodes: list[Term] | None = None) -> None:
    """Put instruments and bodies in as the graph has them: those of the nodes, which need be none, or all."""
    instruments_of: dict[str, list[Term]] = {} if nodes is None else {"instrument": nodes}
    agencies_of: dict[str, list[Term]] = {} if nodes is None else {"agency": nodes}
    instruments = select(store, "search", word=Literal(""), **instruments_of)
    instruments.sort(key=lambda row: str(row["instrument"]))
    cited = {row["instrument"]: row["citations"] for row in select(store, "citation-counts", **instruments_of)}
    standing = states(store, {row["instrument"]: row for row in instruments})
    agencies = select(store, "agencies", word=Literal(""), **agencies_of)
    agencies.sort(key=lambda row: str(row["agency"]))
    for row in instruments:
        row |= {"citations": cited.get(row["instrument"], 0), "state": standing[row["instrument"]]}
        put = connection.execute(
            f"INSERT INTO instrument ({', '.join(COLUMNS)}) VALUES ({', '.join(f':{name}' for name in COLUMNS)})", row
        )
        connection.execute("INSERT INTO word (rowid, key) VALUES (?, ?)", [put.lastrowid, row["key"]])
    connection.executemany("INSERT INTO agency VALUES (:agency, :name, :key, :leads, :helps)", agencies)


def _sweep(generations: Path, coming: str = "") -> None:
    """Remove the indexes of generations that are gone, but for that of one which is about to come."""
    for path in generations.glob(f"*{SUFFIX}*"):
        number = path.name.partition(".")[0]
        if number != coming and not (generations / number).is_dir():
            path.unlink(missing_ok=True)


@cache
def _schema() -> str:
    return files(__package__).joinpath("schema.sql").read_text(encoding="utf-8")
