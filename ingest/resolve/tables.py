"""The evidence of a corpus on disk: one SQLite file beside the ledger, derived from it alone.

It may be removed at any time: the next run makes it again from the ledger. Memory does not grow with the corpus.

    unit        each text of each file, with its mentions            said      what it said, at each stage
    tally       evidence of all files: (key, value) and how often    dossier   what was folded of it for who asked
    reads       which units asked for which dossier                  fact      evidence about instruments
    instrument  what was folded of that                              held      whose text is in which unit
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

NAME = "resolution.sqlite"
VERSION = 1
_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE place (
    place TEXT PRIMARY KEY, path TEXT NOT NULL, sha256 TEXT NOT NULL, reader TEXT, failures TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX place_failing ON place (path) WHERE failures <> '[]' OR reader IS NULL;
CREATE TABLE unit (
    id INTEGER PRIMARY KEY, place TEXT NOT NULL, member INTEGER NOT NULL, path TEXT NOT NULL, sha256 TEXT NOT NULL
);
CREATE INDEX unit_place ON unit (place);
CREATE INDEX unit_order ON unit (path, sha256);
CREATE INDEX unit_sha256 ON unit (sha256);
CREATE TABLE withdrawn (sha256 TEXT, place TEXT, PRIMARY KEY (sha256, place)) WITHOUT ROWID;
CREATE TABLE mentions (unit INTEGER PRIMARY KEY, content BLOB NOT NULL);
CREATE TABLE said (unit INTEGER, stage INTEGER, content BLOB NOT NULL, PRIMARY KEY (unit, stage));
CREATE TABLE uses (unit INTEGER, stage INTEGER, keys BLOB NOT NULL, PRIMARY KEY (unit, stage)) WITHOUT ROWID;
CREATE TABLE reads (key BLOB, unit INTEGER, PRIMARY KEY (key, unit)) WITHOUT ROWID;
CREATE TABLE tally (key BLOB, value BLOB, n INTEGER NOT NULL, PRIMARY KEY (key, value)) WITHOUT ROWID;
CREATE TABLE dossier (key BLOB PRIMARY KEY, parts BLOB NOT NULL, content BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE fact (key TEXT, value BLOB, n INTEGER NOT NULL, PRIMARY KEY (key, value)) WITHOUT ROWID;
CREATE TABLE instrument (iri TEXT PRIMARY KEY, content BLOB NOT NULL, dispute TEXT) WITHOUT ROWID;
CREATE INDEX instrument_disputed ON instrument (iri) WHERE dispute IS NOT NULL;
CREATE TABLE held (iri TEXT, unit INTEGER, PRIMARY KEY (iri, unit)) WITHOUT ROWID;
"""
_WORKING = """
CREATE TEMP TABLE IF NOT EXISTS heard (key, value BLOB, n INTEGER);
CREATE TEMP TABLE IF NOT EXISTS asked (key BLOB, unit INTEGER);
"""
_MEMORY = 64 * 1024  # kB of pages
_BATCH = 20_000  # rows that wait in memory before they are written together


class ResolutionUnusable(OSError):
    """The file cannot be opened or written."""


class ResolutionDamaged(ResolutionUnusable):
    """What is in the file cannot be read; who removes it loses nothing but time."""


def discard(path: Path) -> None:
    """Remove tables, which are made again at the next run. Raises OSError."""
    for one in (path, path.with_name(path.name + "-journal")):
        one.unlink(missing_ok=True)


class Tables:
    """The tables of one store, in a file, or in memory where none is named. One writer at a time."""

    def __init__(self, path: Path | None, version: str) -> None:
        """Open them; those of another version are made anew, empty. Raises ResolutionUnusable."""
        self.path = path
        try:
            known = path is not None and path.is_file() and _version_of(path) == f"{VERSION} {version}"
            if not known and path is not None:
                discard(path)
            self._db = self._opened(path)
            if not known:
                self._db.executescript(_TABLES)
                self.set("version", f"{VERSION} {version}")
            self._db.executescript(_WORKING)
        except sqlite3.Error as error:
            raise self._unusable(error) from None
        self._waiting: list[tuple[Any, ...]] = []
        self._questions: list[tuple[Any, ...]] = []

    def close(self) -> None:
        """Let the file go; what was not committed is undone."""
        self._db.close()

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """All rows of a statement."""
        try:
            return self._db.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise self._unusable(error) from None

    def each(self, statement: str, *values: object) -> Iterator[tuple[Any, ...]]:
        """The rows of a statement, one at a time."""
        try:
            with closing(self._db.execute(statement, values)) as found:
                yield from found
        except sqlite3.Error as error:
            raise self._unusable(error) from None

    def many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """A statement for each of these."""
        try:
            self._db.executemany(statement, rows)
        except sqlite3.Error as error:
            raise self._unusable(error) from None

    def get(self, name: str) -> str:
        """A note, empty where it was never made."""
        found = self.rows("SELECT value FROM meta WHERE name = ?", name)
        return str(found[0][0]) if found else ""

    def set(self, name: str, value: str) -> None:
        """Make a note."""
        self.rows("INSERT OR REPLACE INTO meta VALUES (?, ?)", name, value)

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is written inside is written whole or not at all, once `keep` or the end of it is reached."""
        self.rows("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.rows("ROLLBACK")
            raise
        self.rows("COMMIT")

    def keep(self) -> None:
        """Inside `together`: keep what was written so far whatever comes."""
        self.rows("COMMIT")
        self.rows("BEGIN IMMEDIATE")

    def hear(self, said: Counter[tuple[Any, bytes]], sign: int = 1) -> None:
        """Take in evidence, or take it back."""
        self._waiting += [(key, value, n * sign) for (key, value), n in said.items() if n]
        if len(self._waiting) >= _BATCH:
            self._flush()

    def ask(self, unit: int, keys: Iterable[bytes]) -> None:
        """Note that a unit asked for these dossiers."""
        self._questions += [(key, unit) for key in keys]
        if len(self._questions) >= _BATCH:
            self._flush()

    def add_up(self, table: str) -> None:
        """Count what was heard into `tally` or `fact`. What was heard stays in `heard` until `forget`."""
        self._flush()
        self.rows(
            f"INSERT INTO {table} SELECT key, value, sum(n) AS n FROM heard GROUP BY key, value HAVING sum(n) <> 0"
            f" ON CONFLICT (key, value) DO UPDATE SET n = {table}.n + excluded.n"
        )
        self.rows(f"DELETE FROM {table} WHERE n = 0 AND (key, value) IN (SELECT key, value FROM heard WHERE n < 0)")

    def heard(self) -> Iterator[Any]:
        """The keys of what was heard, each once, in order."""
        return (key for (key,) in self.each("SELECT DISTINCT key FROM heard ORDER BY key"))

    def forget(self) -> None:
        """Be ready for other evidence."""
        self.rows("DELETE FROM heard")

    def note_questions(self) -> None:
        """Write down who asked for what."""
        self._flush()
        self.rows("INSERT OR IGNORE INTO reads SELECT key, unit FROM asked ORDER BY key, unit")
        self.rows("DELETE FROM asked")

    def _flush(self) -> None:
        self.many("INSERT INTO heard VALUES (?, ?, ?)", self._waiting)
        self.many("INSERT INTO asked VALUES (?, ?)", self._questions)
        self._waiting, self._questions = [], []

    def _opened(self, path: Path | None) -> sqlite3.Connection:
        db = sqlite3.connect(path or ":memory:", isolation_level=None)
        db.execute(f"PRAGMA cache_size = -{_MEMORY}")
        # Not a log of writes beside the file, which would hold a whole corpus once more: a new file needs no undoing.
        db.execute("PRAGMA journal_mode = TRUNCATE")
        db.execute("PRAGMA synchronous = NORMAL")
        return db

    def _unusable(self, error: sqlite3.Error) -> ResolutionUnusable:
        # A full disk or a lock is the machine's trouble; all else is what is in the file.
        kind = ResolutionUnusable if isinstance(error, sqlite3.OperationalError) else ResolutionDamaged
        return kind(f"bảng tra {self.path} không dùng được ({error}); xóa tệp ấy rồi nạp lại")


def _version_of(path: Path) -> str:
    """Of which version the tables in a file are; empty where it has none of ours."""
    try:
        with closing(sqlite3.connect(path)) as db:
            found = db.execute("SELECT value FROM meta WHERE name = 'version'").fetchone()
    except sqlite3.DatabaseError:
        return ""
    return str(found[0]) if found else ""
