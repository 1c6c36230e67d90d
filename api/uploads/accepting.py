"""Taking a file or a wish into the store's keeping: after that, only the worker has to do with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from api.problems import Problem
from api.uploads.jobs import Jobs, Json
from api.uploads.receiving import Arrived, full_disk_told
from graph import withdrawals
from ingest import inbox
from ingest.ledger import LedgerUnusable, places


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of a request's files: the new job (None where nothing was new), and for each file what it is
    here: {name, sha256, bytes, existing, job}."""

    job: Json | None
    files: list[Json]


def accept(jobs: Jobs, arrived: Sequence[Arrived], who: str, most_waiting: int, note: str = "") -> Accepted:
    """Keep what is new. All of it is on the disk when this returns; what is here already is said to be.

    Raises Problem where too much waits or the disk is full.
    """
    directory = jobs.directory
    with full_disk_told(), jobs.alone():
        waiting = jobs.waiting()
        if len(waiting) >= most_waiting:
            raise busy(len(waiting))
        queued = {file["sha256"]: job["id"] for job in waiting for file in job["files"]}
        out = withdrawals.standing(directory)
        files: list[Json] = []
        new: dict[str, Arrived] = {}
        for one in arrived:
            former = jobs.of_file(one.sha256)
            failed = former is not None and former["state"] == "failed"
            held = bool(held_at(directory, one.sha256)) and not failed  # what has failed may be tried once more
            here = one.sha256 not in out and (one.sha256 in queued or held)
            if not here:
                new.setdefault(one.sha256, one)
            files.append(
                {
                    "name": one.name,
                    "sha256": one.sha256,
                    "bytes": one.bytes,
                    "existing": here,
                    "job": former["id"] if former and here else None,
                }
            )
        if not new:
            return Accepted(None, files)
        for sha256, one in new.items():
            inbox.keep(one.place, directory, sha256, one.name)
        listed = [{"name": one.name, "sha256": one.sha256, "bytes": one.bytes} for one in new.values()]
        job = jobs.add("upload", who, listed, note=note)
        for sha256 in new:
            if sha256 in out:
                withdrawals.lift(directory, sha256, who, note)
        for file in files:
            if not file["existing"]:
                file["job"] = job["id"]
        return Accepted(job, files)


def withdraw(jobs: Jobs, sha256: str, path: str, who: str, note: str) -> Json:
    """Write down that a document goes; the job that takes it out of the graph. Once is enough for the record."""
    with full_disk_told(), jobs.alone():
        if sha256 not in withdrawals.standing(jobs.directory):
            withdrawals.withdraw(jobs.directory, sha256, path, who, note)
        return jobs.add("withdraw", who, sha256=sha256, path=path, note=note)


def held_at(directory: Path, sha256: str) -> list[tuple[str, str]]:
    """Where the store has a file of these bytes: its places and paths in the ledger. Raises Problem."""
    try:
        return places(directory, sha256)
    except LedgerUnusable:
        raise Problem(503, "ledger-unusable", "Máy chủ không đọc được sổ tệp của kho.") from None


def busy(waiting: int) -> Problem:
    """Too much waits."""
    detail = f"Đang có {waiting} việc chờ nạp; hãy thử lại sau."
    return Problem(503, "queue-full", detail, headers={"Retry-After": "60"})
