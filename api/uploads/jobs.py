"""What was accepted and has to be brought into the graph: one SQLite file beside the inbox, on the disk when told.

A job is queued, reading, loading, and then done or failed for ever. Each change is an event, numbered within its job,
that holds the whole job as it then was: who comes back after a while misses nothing.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import secrets
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from ingest.inbox import FOLDER

Json = dict[str, Any]
State = Literal["queued", "reading", "loading", "done", "failed"]
Kind = Literal["upload", "withdraw", "review"]
ENDED = ("done", "failed")
NAME = "jobs.sqlite"
BUSY = 75  # exit code of a worker that finds another at work
_TABLES = """
CREATE TABLE IF NOT EXISTS job (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, ended INTEGER NOT NULL, crashes INTEGER NOT NULL,
    content TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS job_ended ON job (ended);
CREATE TABLE IF NOT EXISTS file (sha256 TEXT NOT NULL, job TEXT NOT NULL, PRIMARY KEY (sha256, job)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS event (
    job TEXT NOT NULL, number INTEGER NOT NULL, content TEXT NOT NULL, PRIMARY KEY (job, number)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS answer (
    who TEXT NOT NULL, key TEXT NOT NULL, asked TEXT NOT NULL, made TEXT NOT NULL, content TEXT,
    PRIMARY KEY (who, key)
) WITHOUT ROWID;
"""
_PATIENCE = 10.0  # seconds that one process waits for another's write


class JobsUnusable(OSError):
    """The file of jobs cannot be read or written."""


class Jobs:
    """The jobs of one store. Every call opens the file anew, so any thread and any process may call."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._path = directory / FOLDER / NAME

    @property
    def exist(self) -> bool:
        """Whether anything was ever accepted here."""
        return self._path.is_file()

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """No other process accepts or takes a job meanwhile. Held for milliseconds. Raises OSError."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with (self._path.parent / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def worked_at(self) -> bool:
        """Whether a worker is at work: a look costs nothing, a worker that finds it out a third of a second."""
        try:
            with (self._path.parent / "worker.lock").open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return False
        except BlockingIOError:
            return True

    def add(self, kind: Kind, who: str, files: Sequence[Json] = (), **more: Any) -> Json:
        """Accept a job; it is on the disk when this returns. `files` {name, sha256, bytes}. Raises JobsUnusable."""
        job: Json = {
            "id": secrets.token_hex(10),
            "kind": kind,
            "state": "queued",
            "reason": None,
            "who": who,
            "made": _now(),
            "started": None,
            "ended": None,
            "read": 0,
            "total": len(files),
            "generation": None,
            "files": [{**one, "state": "queued", "reason": None} for one in files],
            **more,
        }
        with self._opened() as db, db:
            db.execute("INSERT INTO job (id, ended, crashes, content) VALUES (?, 0, 0, ?)", (job["id"], _text(job)))
            db.executemany("INSERT INTO file VALUES (?, ?)", {(one["sha256"], job["id"]) for one in files})
            _note(db, job)
        return job

    def save(self, *jobs: Json) -> None:
        """Write down how these jobs are now, each with an event. Raises JobsUnusable."""
        with self._opened() as db, db:
            for job in jobs:
                row = (job["state"] in ENDED, _text(job), job["id"])
                db.execute("UPDATE job SET ended = ?, content = ? WHERE id = ?", row)
                _note(db, job)

    def job(self, id: str) -> Json | None:
        """One job; None where there is none of that id."""
        return next(iter(self._jobs("WHERE id = ?", id)), None)

    def newest(self, *, ended: bool | None = None, limit: int = 50, offset: int = 0) -> list[Json]:
        """Jobs, the newest first."""
        where = "" if ended is None else f"WHERE ended = {int(ended)}"
        return self._jobs(f"{where} ORDER BY number DESC LIMIT ? OFFSET ?", limit, offset)

    def uploads(self) -> list[Json]:
        """Every upload that was ever accepted."""
        return [job for job in self._jobs("ORDER BY number") if job["kind"] == "upload"]

    def waiting(self) -> list[Json]:
        """The jobs that have not ended, in the order in which they were accepted."""
        return self._jobs("WHERE ended = 0 ORDER BY number")

    def of_file(self, sha256: str) -> Json | None:
        """The newest job that brought these bytes; None where none did."""
        found = self._jobs("WHERE id IN (SELECT job FROM file WHERE sha256 = ?) ORDER BY number DESC LIMIT 1", sha256)
        return found[0] if found else None

    def events(self, id: str, after: int) -> list[tuple[int, Json]]:
        """The events of a job above that number, in their order."""
        rows = self._rows("SELECT number, content FROM event WHERE job = ? AND number > ? ORDER BY number", id, after)
        return [(number, json.loads(content)) for number, content in rows]

    def crashed(self) -> None:
        """The worker died at its work: count it against what it was at."""
        with self._opened() as db, db:
            for id in [job["id"] for job in self.waiting() if job["state"] != "queued"]:
                db.execute("UPDATE job SET crashes = crashes + 1 WHERE id = ?", (id,))

    def crashes(self, id: str) -> int:
        """How often the worker died at that job."""
        return int(self._rows("SELECT crashes FROM job WHERE id = ?", id)[0][0])

    def begin_answer(self, who: str, key: str, asked: str) -> tuple[str, str, Json | None]:
        """What is known of a request with that idempotency key: a digest of what was asked first, when, and the
        answer that it got (None where nobody got one yet). It is known from now on."""
        with self._opened() as db, db:
            db.execute("INSERT OR IGNORE INTO answer VALUES (?, ?, ?, ?, NULL)", (who, key, asked, _now()))
            first, made, content = db.execute(
                "SELECT asked, made, content FROM answer WHERE who = ? AND key = ?", (who, key)
            ).fetchone()
        return first, made, json.loads(content) if content else None

    def end_answer(self, who: str, key: str, answer: Mapping[str, Any]) -> None:
        """The answer that such a request got."""
        with self._opened() as db, db:
            db.execute("UPDATE answer SET content = ? WHERE who = ? AND key = ?", (_text(answer), who, key))

    def _jobs(self, where: str, *values: object) -> list[Json]:
        return [json.loads(content) for (content,) in self._rows(f"SELECT content FROM job {where}", *values)]

    def _rows(self, statement: str, *values: object) -> list[Any]:
        if not self.exist:
            return []
        with self._opened() as db:
            return db.execute(statement, values).fetchall()

    @contextlib.contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.closing(sqlite3.connect(self._path, timeout=_PATIENCE)) as db:
                # FULL: what is accepted is on the disk before its sender is told so.
                db.executescript(f"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; {_TABLES}")
                yield db
        except sqlite3.OperationalError as error:
            if "disk is full" in str(error):
                raise JobsUnusable(28, "No space left on device") from None
            raise JobsUnusable(f"không dùng được {self._path} ({error})") from None
        except sqlite3.Error as error:
            raise JobsUnusable(f"không dùng được {self._path} ({error})") from None


def _note(db: sqlite3.Connection, job: Json) -> None:
    db.execute(
        "INSERT INTO event SELECT ?, 1 + COALESCE(MAX(number), 0), ? FROM event WHERE job = ?",
        (job["id"], _text(job), job["id"]),
    )


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
