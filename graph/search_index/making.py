"""How the index of a generation is made: by one process at a time, whole or not at all."""

from __future__ import annotations

import contextlib
import fcntl
import logging
import sqlite3
import tempfile
import threading
from functools import cache
from importlib.resources import files
from pathlib import Path

from pyoxigraph import Literal

from graph.answers.rows import select
from graph.answers.status import states
from graph.search_index import COLUMNS, SUFFIX, SearchIndex, index_of, keep, open_index, place_of, stamp_of
from graph.store.embedded import EmbeddedStore

_LOCK = "search.lock"
_log = logging.getLogger(__name__)
_making = threading.Lock()


def make(store: EmbeddedStore) -> None:
    """Make the index of a store's generation where it is missing. At a million quads it takes 0.3 s.

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


def _beside(store: EmbeddedStore, stamp: str) -> SearchIndex | None:
    place = place_of(store)
    with (place.parent / _LOCK).open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # another process may be making it: then it is there afterwards
        if (made := open_index(place, stamp)) is not None:
            return made
        fresh = Path(f"{place}.new")
        _write(store, fresh, stamp)
        fresh.replace(place)
        _sweep(place.parent)
        return open_index(place, stamp)


def _temporary(store: EmbeddedStore, stamp: str) -> SearchIndex | None:
    with tempfile.TemporaryDirectory(prefix="danchieu-search-") as folder:
        path = Path(folder) / "index"
        _write(store, path, stamp)
        return open_index(path, stamp)  # an open file stays readable when its name is removed


def _write(store: EmbeddedStore, path: Path, stamp: str) -> None:
    path.unlink(missing_ok=True)  # what a killed process left
    instruments = sorted(select(store, "search", word=Literal("")), key=lambda row: str(row["instrument"]))
    cited = {row["instrument"]: row["citations"] for row in select(store, "citation-counts")}
    standing = states(store, {row["instrument"]: row for row in instruments})
    agencies = sorted(select(store, "agencies", word=Literal("")), key=lambda row: str(row["agency"]))
    for row in instruments:
        row |= {"citations": cited.get(row["instrument"], 0), "state": standing[row["instrument"]]}
    with contextlib.closing(sqlite3.connect(path)) as connection:
        # Half a file is never looked at, so it need not outlive a power cut.
        connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_schema()}")
        with connection:
            connection.executemany(
                f"INSERT INTO instrument ({', '.join(COLUMNS)}) VALUES ({', '.join(f':{name}' for name in COLUMNS)})",
                instruments,
            )
            connection.execute("INSERT INTO word (word) VALUES ('rebuild')")
            connection.execute("INSERT INTO word (word) VALUES ('optimize')")
            connection.executemany("INSERT INTO agency VALUES (:agency, :name, :key, :leads, :helps)", agencies)
            connection.execute("INSERT INTO made VALUES (?)", [stamp])


def _sweep(generations: Path) -> None:
    """Remove the indexes of generations that are gone."""
    for path in generations.glob(f"*{SUFFIX}*"):
        if not (generations / path.name.partition(".")[0]).is_dir():
            path.unlink(missing_ok=True)


@cache
def _schema() -> str:
    return files(__package__).joinpath("schema.sql").read_text(encoding="utf-8")
