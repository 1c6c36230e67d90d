"""The whole graph as a network that lies in a temporary file, in the order in which exports write it.

As networkx has it, the network of a million statements takes two gigabytes; here memory holds one batch of nodes or
edges and what the database keeps at hand.
"""

from __future__ import annotations

import errno
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final, Self

from graph.answers.pieces import texts
from graph.answers.rows import Json, Row, batches, each_row
from graph.answers.tasks import describe
from graph.exports.failures import SpoolFull
from graph.exports.networks import WHOLE
from graph.exports.packing import LARGE
from graph.exports.remarks import NO_TASKS, nothing_found
from graph.exports.sorting import SPOOL
from graph.network import Attributes, Edge, Node, agency_node, assignment_edge, citation_edges, instrument_nodes
from graph.network import task_nodes as nodes_of_tasks
from graph.store.base import Store

_CACHE: Final = 32 * 1024  # KiB that the database keeps in memory
_PAGE: Final = 4096  # bytes; SQLite's own
_TABLES: Final = """
    CREATE TABLE node (iri TEXT PRIMARY KEY, kind TEXT, about TEXT) WITHOUT ROWID;
    CREATE TABLE task (iri TEXT PRIMARY KEY, source TEXT, start INTEGER, "end" INTEGER) WITHOUT ROWID;
    CREATE TABLE edge (source TEXT, target TEXT, key TEXT, about TEXT, PRIMARY KEY (source, target, key)) WITHOUT ROWID;
    CREATE TABLE place (iri TEXT PRIMARY KEY, number INTEGER) WITHOUT ROWID;
"""
_EDGE: Final = """
    INSERT OR IGNORE INTO edge SELECT ?1, ?2, ?3, ?4
    WHERE EXISTS (SELECT 1 FROM node WHERE iri = ?1) AND EXISTS (SELECT 1 FROM node WHERE iri = ?2)
"""


class WholeGraph:
    """Every node and edge of a store as a `Network`. Gone when closed."""

    truncated = False
    scope = WHOLE
    confidence = 0.0

    def __init__(self, store: Store, most: int = SPOOL) -> None:
        """Raises SpoolFull where it takes more than `most` bytes of temporary file, or than the disk has."""
        self._store, self._most = store, most
        # Without a name SQLite makes a file that nobody sees and that is gone with this process, however it ends.
        self._base = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        try:
            with self._bounded():
                self._base.execute(f"PRAGMA max_page_count = {most // _PAGE}")
                self._base.execute(f"PRAGMA cache_size = -{_CACHE}")
                self._base.execute("PRAGMA temp_store = FILE")
                self._base.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_TABLES}")
                self._base.execute("BEGIN")  # one transaction: of its own, each row would be written to disk at once
                self._fill()
                self._base.execute("COMMIT")
        except BaseException:
            self._base.close()
            raise

    @property
    def empty(self) -> bool:
        """Whether there is no node at all."""
        return self._base.execute("SELECT 1 FROM node").fetchone() is None

    def remark(self, *, of_tasks: bool = False) -> str:
        if self.empty:
            return nothing_found()
        return NO_TASKS if of_tasks and not self.count("task") else ""

    @property
    def large(self) -> bool:
        # By what is in it, not by the size of the file: equal graphs are to be equal bytes.
        lengths = "SELECT sum(length(CAST(about AS BLOB))) FROM"
        return any((self._base.execute(f"{lengths} {table}").fetchone()[0] or 0) > LARGE for table in ("node", "edge"))

    def count(self, kind: str) -> int:
        """How many nodes are of that kind."""
        if kind == "citation":
            return self._number("SELECT count(*) FROM edge WHERE json_extract(about, '$.quote') IS NOT NULL")
        return self._number("SELECT count(*) FROM node WHERE kind = ?", kind)

    def nodes(self, kind: str | None = None) -> Iterator[Node]:
        chosen, given = ("WHERE kind = ?", (kind,)) if kind is not None else ("", ())
        for iri, about in self._base.execute(f"SELECT iri, about FROM node {chosen} ORDER BY iri", given):
            yield iri, json.loads(about)

    def edges(self) -> Iterator[Edge]:
        for source, target, key, about in self._base.execute(
            "SELECT source, target, key, about FROM edge ORDER BY source, target, key"
        ):
            yield source, target, key, json.loads(about)

    def position(self, iri: str) -> int:
        return self._number("SELECT number FROM place WHERE iri = ?", iri)

    def label(self, iri: str) -> str:
        return str(
            self._base.execute("SELECT json_extract(about, '$.label') FROM node WHERE iri = ?", (iri,)).fetchone()[0]
        )

    def tasks(self) -> Iterator[Json]:
        found = self._base.execute('SELECT iri FROM task ORDER BY source, start, "end", iri')
        for some in batches(iri for (iri,) in found):
            yield from describe(self._store, some)

    def files_of_tasks(self) -> Iterator[str]:
        return (source for (source,) in self._base.execute("SELECT DISTINCT source FROM task"))

    def files_of_citations(self) -> Iterator[str]:
        return (
            file
            for (file,) in self._base.execute("SELECT DISTINCT json_extract(about, '$.file') AS file FROM edge")
            if file
        )

    def implemented_by(self, instruments: Iterable[str]) -> dict[str, list[str]]:
        found = {}
        for iri in set(instruments):
            carried = self._base.execute(
                "SELECT DISTINCT target FROM edge "
                "WHERE source = ? AND json_extract(about, '$.relation') = 'implements' ORDER BY target",
                (iri,),
            ).fetchall()
            if carried:
                found[iri] = [target for (target,) in carried]
        return found

    def close(self) -> None:
        """Let the file go."""
        self._base.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _fill(self) -> None:
        store = self._store
        for rows in batches(each_row(store, "instruments")):
            self._add_nodes(instrument_nodes(store, {row["instrument"] for row in rows}))
        for rows in batches(each_row(store, "tasks")):
            self._add_nodes(nodes_of_tasks(store, {row["task"] for row in rows}))
            self._add_places(rows)
        self._add_nodes(map(agency_node, each_row(store, "agency-names")))
        self._base.execute("INSERT INTO place SELECT iri, row_number() OVER (ORDER BY iri) - 1 FROM node")
        for rows in batches(each_row(store, "network-edges")):
            self._add_edges(citation_edges(store, rows))
        self._add_edges(map(assignment_edge, each_row(store, "network-tasks")))

    def _add_nodes(self, nodes: Iterable[Node]) -> None:
        self._base.executemany(
            "INSERT OR REPLACE INTO node VALUES (?, ?, ?)",
            ((iri, about["kind"], _packed(about)) for iri, about in nodes),
        )

    def _add_edges(self, edges: Iterable[Edge]) -> None:
        self._base.executemany(_EDGE, ((*ends, _packed(about)) for *ends, about in edges))

    def _add_places(self, rows: Iterable[Row]) -> None:
        places = texts(self._store, {row["text"] for row in rows})
        self._base.executemany(
            "INSERT OR IGNORE INTO task VALUES (?, ?, ?, ?)",
            ((row["task"], places[row["text"]]["source"], row["start"], row["end"]) for row in rows),
        )

    def _number(self, query: str, *given: str) -> int:
        return int(self._base.execute(query, given).fetchone()[0])

    @contextmanager
    def _bounded(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if "full" not in str(error) and "I/O" not in str(error):
                raise
            # SQLite says the same of the bound and of the disk.
            on_disk = "I/O" in str(error) or shutil.disk_usage(tempfile.gettempdir()).free < _PAGE * 1024
            raise SpoolFull(self._most, OSError(errno.ENOSPC, str(error)) if on_disk else None) from error


def _packed(about: Attributes) -> str:
    return json.dumps(about, ensure_ascii=False, sort_keys=True)
