"""What a store remembers of the files it was made from, so that an unchanged one is not read again.

One SQLite file beside the generations: for each file its path and the hash of its bytes, and for each
hash what reading those bytes gave under which reader. Each file is written as soon as it is read, in
a transaction of its own, so a run that is killed goes on where it stopped.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ingest.outcome import Damaged, Failure, Mentioning, Outcome, decoded, mentions, summary

NAME = "files.sqlite"
_VERSION = 1
_TABLES = """
CREATE TABLE IF NOT EXISTS file (place TEXT PRIMARY KEY, path TEXT NOT NULL, sha256 TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outcome (
    sha256 TEXT NOT NULL, reader TEXT NOT NULL, passing INTEGER NOT NULL, texts INTEGER NOT NULL,
    failures TEXT NOT NULL, content BLOB NOT NULL,
    PRIMARY KEY (sha256, reader)
);
CREATE TABLE IF NOT EXISTS mark (place TEXT PRIMARY KEY, mark TEXT NOT NULL, sha256 TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS touched (place TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS file_sha256 ON file (sha256);
CREATE INDEX IF NOT EXISTS outcome_reader ON outcome (reader, sha256);
CREATE INDEX IF NOT EXISTS outcome_failing ON outcome (sha256) WHERE failures <> '[]';
"""
# The newest outcome of each file's bytes, this reader's before any other's.
_HELD = """
SELECT place, path, file.sha256, reader, texts, failures FROM file LEFT JOIN outcome ON outcome.rowid = (
    SELECT rowid FROM outcome AS o WHERE o.sha256 = file.sha256 ORDER BY o.reader = ? DESC, o.rowid DESC LIMIT 1
)
"""
_UPLOADS = ("upload:", "upload;")  # places from the first up to the second are of the inbox
_AT_ONCE = 500  # values in one statement


class LedgerUnusable(OSError):
    """The ledger cannot be opened, or what is in it is no ledger."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the store: its absolute `place`, `path` as its owner first wrote it, the hash of the bytes
    that it last had (empty where it could not be opened), the `reader` of those bytes (None where nobody
    has read them), how many texts they hold, and what of them could not be read."""

    place: str
    path: str
    sha256: str
    reader: str | None
    texts: int
    failures: tuple[Failure, ...]


def places(directory: Path, sha256: str) -> list[tuple[str, str]]:
    """Where a store has a file of these bytes: place and path of each. Only reads. Raises LedgerUnusable."""
    path = directory / NAME
    if not path.is_file():
        return []
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=10)) as db:
            return db.execute("SELECT place, path FROM file WHERE sha256 = ? ORDER BY place", (sha256,)).fetchall()
    except sqlite3.Error as error:
        raise LedgerUnusable(f"sổ tệp {path} không đọc được ({error})") from None


class Ledger:
    """The ledger of one store. `reader` names the version of everything that reading depends on."""

    def __init__(self, directory: Path, reader: str) -> None:
        self.reader = reader
        self._path = directory / NAME
        self._left: set[str] = set()  # hashes of bytes of which an outcome may be there that nobody needs
        try:
            self._db = sqlite3.connect(self._path, isolation_level=None)
            self._run("PRAGMA journal_mode = WAL")
            self._run("PRAGMA synchronous = NORMAL")
            ((version,),) = self._run("PRAGMA user_version")
            if version not in (0, _VERSION):
                raise LedgerUnusable(f"sổ tệp {self._path} là của một phiên bản khác ({version})")
            self._db.executescript(_TABLES)
            self._run(f"PRAGMA user_version = {_VERSION}")
        except sqlite3.Error as error:
            raise self._unusable(error) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is written inside is written whole or not at all."""
        self._run("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._run("ROLLBACK")
            raise
        self._run("COMMIT")

    def files(self) -> list[Entry]:
        """All files of the store, by place."""
        return list(self.each())

    def each(self) -> Iterator[Entry]:
        """All files of the store, one at a time, by place."""
        try:
            with closing(self._db.execute(f"{_HELD} ORDER BY place", (self.reader,))) as rows:
                yield from map(_entry, rows)
        except sqlite3.Error as error:
            raise self._unusable(error) from None

    def entries(self, places: Iterable[str]) -> dict[str, Entry]:
        """Those of these places that are files of the store."""
        asked = list(places)
        found: dict[str, Entry] = {}
        for at in range(0, len(asked), _AT_ONCE):
            some = asked[at : at + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            rows = self._run(f"{_HELD} WHERE place IN ({marks})", self.reader, *some)
            found.update((row[0], _entry(row)) for row in rows)
        return found

    def below(self, place: str) -> list[str]:
        """The files of the store that are this place, or lie below it."""
        # "0" is the letter after "/".
        inside = ("SELECT place FROM file WHERE place = ? OR (place > ? AND place < ?) ORDER BY place",)
        folder = place.rstrip("/")
        return [row[0] for row in self._run(*inside, place, f"{folder}/", f"{folder}0")]

    def of_bytes(self, sha256: str) -> list[str]:
        """The places of the files with these bytes."""
        return [row[0] for row in self._run("SELECT place FROM file WHERE sha256 = ? ORDER BY place", sha256)]

    def uploads(self) -> tuple[set[str], set[str]]:
        """The files of the inbox, by place: all, and those that this reader has not read."""
        rows = self._run(
            "SELECT place, EXISTS (SELECT 1 FROM outcome AS o WHERE o.sha256 = file.sha256 AND o.reader = ?)"
            " FROM file WHERE place >= ? AND place < ?",
            self.reader,
            *_UPLOADS,
        )
        return {place for place, _ in rows}, {place for place, read in rows if not read}

    def failing_uploads(self) -> list[Entry]:
        """The files of the inbox that hold something which cannot be read, by place."""
        places = self._run(
            "SELECT DISTINCT place FROM outcome JOIN file USING (sha256)"
            " WHERE failures <> '[]' AND place >= ? AND place < ?",
            *_UPLOADS,
        )
        found = self.entries(place for (place,) in places)
        return [found[place] for place in sorted(found) if found[place].failures]

    def older(self) -> list[Entry]:
        """The files that only another reader has read, by place."""
        places = self._run(
            "SELECT place FROM file WHERE sha256 IN (SELECT sha256 FROM outcome WHERE reader < ?"
            " UNION SELECT sha256 FROM outcome WHERE reader > ?)",
            self.reader,
            self.reader,
        )
        found = self.entries(place for (place,) in places)
        return [found[place] for place in sorted(found) if found[place].reader != self.reader]

    def touched(self) -> list[str]:
        """The places where something changed since `settled` was last called, whichever run did it."""
        return [row[0] for row in self._run("SELECT place FROM touched ORDER BY place")]

    def settled(self) -> None:
        """All that changed is taken into account."""
        self._run("DELETE FROM touched")

    def put(self, place: str, path: str, sha256: str) -> bool:
        """A file has these bytes now; whether it is new or had others. The path under which it was first known
        stays."""
        before = self._run("SELECT sha256 FROM file WHERE place = ?", place)
        if before and before[0][0] == sha256:
            return False
        self._left.update(row[0] for row in before)
        self._run(
            "INSERT INTO file VALUES (?, ?, ?) ON CONFLICT (place) DO UPDATE SET sha256 = excluded.sha256",
            place,
            path,
            sha256,
        )
        self._touch(place)
        return True

    def _touch(self, place: str) -> None:
        self._run("INSERT OR IGNORE INTO touched VALUES (?)", place)

    def drop(self, place: str) -> None:
        """A file is no part of the store any more."""
        self._left.update(row[0] for row in self._run("DELETE FROM file WHERE place = ? RETURNING sha256", place))
        self._touch(place)

    def knows(self, sha256: str, *, again: bool = False) -> bool:
        """Have these bytes been read by this reader? `again`: failures that may pass do not count."""
        rows = self._run("SELECT passing FROM outcome WHERE sha256 = ? AND reader = ?", sha256, self.reader)
        return bool(rows) and not (again and rows[0][0])

    def keep(self, sha256: str, content: bytes) -> None:
        """What reading these bytes gave: an outcome, encoded."""
        found = summary(content)
        failures = json.dumps([[f.member, f.reason] for f in found.failures], ensure_ascii=False)
        self._run(
            "INSERT OR REPLACE INTO outcome VALUES (?, ?, ?, ?, ?, ?)",
            sha256,
            self.reader,
            int(found.passing),
            found.texts,
            failures,
            content,
        )
        self._left.add(sha256)
        self._run("INSERT OR IGNORE INTO touched SELECT place FROM file WHERE sha256 = ?", sha256)

    def marked(self) -> dict[str, tuple[str, str]]:
        """Of files that lie elsewhere: the mark that their folder gave these bytes, and the hash of the bytes."""
        return {place: (mark, sha256) for place, mark, sha256 in self._run("SELECT * FROM mark")}

    def mark(self, place: str, mark: str, sha256: str) -> None:
        """A file under this mark has these bytes: whoever sees the mark again need not fetch them to know."""
        self._run("INSERT OR REPLACE INTO mark VALUES (?, ?, ?)", place, mark, sha256)

    def outcome(self, entry: Entry) -> Outcome:
        """What reading the bytes of a file gave, without its text, which loading does not need; nothing where nobody
        has read them."""
        content = self._content(entry)
        if content is None:
            return Outcome()
        try:
            found = decoded(content)
        except Damaged as error:
            raise self._unusable(error) from None
        for local in found.locals:
            local.extraction.source.text = None
        return found

    def mentions(self, entry: Entry) -> list[Mentioning]:
        """Of what reading the bytes of a file gave, that which resolution needs."""
        content = self._content(entry)
        if content is None:
            return []
        try:
            return mentions(content)
        except Damaged as error:
            raise self._unusable(error) from None

    def _content(self, entry: Entry) -> bytes | None:
        rows = self._run("SELECT content FROM outcome WHERE sha256 = ? AND reader = ?", entry.sha256, entry.reader)
        return rows[0][0] if rows else None

    def tidy(self) -> None:
        """Forget outcomes of bytes that no file has, and those of other readers where this one has read them.

        Where this run changed few files only theirs are looked at; what a killed one left waits for a run that
        changes many.
        """
        if len(self._left) > _AT_ONCE:
            self._tidy("1")
            self._run("DELETE FROM mark WHERE place NOT IN (SELECT place FROM file)")
        elif self._left:
            marks = ", ".join("?" * len(self._left))
            self._run(
                f"DELETE FROM mark WHERE sha256 IN ({marks}) AND place NOT IN (SELECT place FROM file)", *self._left
            )
            self._tidy(f"sha256 IN ({marks})", *self._left)
        self._left = set()

    def _tidy(self, where: str, *values: str) -> None:
        self._run(f"DELETE FROM outcome WHERE {where} AND sha256 NOT IN (SELECT sha256 FROM file)", *values)
        self._run(
            f"DELETE FROM outcome WHERE {where} AND reader <> ?"
            " AND EXISTS (SELECT 1 FROM outcome AS o WHERE o.sha256 = outcome.sha256 AND o.reader = ?)",
            *values,
            self.reader,
            self.reader,
        )

    def _run(self, statement: str, *values: object) -> Sequence[tuple[Any, ...]]:
        try:
            with closing(self._db.execute(statement, values)) as rows:
                return rows.fetchall()
        except sqlite3.Error as error:
            raise self._unusable(error) from None

    def _unusable(self, error: Exception) -> LedgerUnusable:
        return LedgerUnusable(f"sổ tệp {self._path} không dùng được ({error}); xóa tệp ấy rồi nạp lại")


def _entry(row: tuple[Any, ...]) -> Entry:
    place, path, sha256, reader, texts, failures = row
    return Entry(place, path, sha256, reader, texts or 0, tuple(Failure(*f) for f in json.loads(failures or "[]")))
