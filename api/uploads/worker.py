"""The one process that brings what was accepted into the graph: `python -m api.uploads.worker STORE REGISTRY OWNER`.

It takes all that waits at once, because a load costs the whole store whatever the number of new files: ten uploads are
one load. Its owner may end it at any moment: what was read is in the ledger, what was accepted in the inbox, and the
next one goes on from there. It ends when nothing waits, with `BUSY` where another works on the same store.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import sys
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from pyoxigraph import NamedNode, QuerySolutions

from api.catalogue import query
from api.uploads.jobs import BUSY, Jobs, Json
from graph import withdrawals
from graph.identity import document_graph_iri
from graph.registry import RegistryError
from graph.registry.imported import Imported, load
from graph.store.embedded import EmbeddedStore
from graph.store.errors import StoreBusy, StoreNotFound
from graph.store.generations import alone, description
from graph.store.opening import is_remote, publish, working_directory
from graph.withdrawals import Withdrawal
from ingest import inbox
from ingest.fingerprint import reader_fingerprint
from ingest.ledger import NAME as LEDGER
from ingest.ledger import Entry, Ledger, places
from ingest.outcome import Failure
from ingest.update import Report, update

_WAIT = 1.0  # seconds between two tries while somebody else loads
_CRASHES = 3  # times that a job may take the worker down
_TRIES = 3  # loads that may fail before what they were for has failed
_ELSEWHERE = "Đang chờ một lần nạp khác xong."
_PR_SET_PDEATHSIG = 1
_MOST_FAILURES = 20  # named in a job; an archive may have thousands


def main(arguments: Sequence[str]) -> int:
    """Work until nothing waits; the exit code."""
    store, registry, owner = Path(arguments[0]), Path(arguments[1]), int(arguments[2])
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != owner:
        return 0  # the owner was gone before the line above
    directory = working_directory(store)
    folder = directory / inbox.FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "worker.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return BUSY
        Worker(store, registry).work()
    return 0


class Worker:
    """Works on one store; nobody else does meanwhile."""

    def __init__(self, store: Path, registry: Path) -> None:
        self._place, self._registry = store, registry
        self._directory = working_directory(store)
        self._jobs = Jobs(self._directory)
        self._failed_loads = 0

    def work(self) -> None:
        """Until nothing waits."""
        self._take_up()
        while waiting := self._jobs.waiting():
            if self._somebody_loads():
                if waiting[0]["reason"] != _ELSEWHERE:
                    self._wait(waiting, _ELSEWHERE)
                time.sleep(_WAIT)
            elif batch := self._batch():
                self._bring(batch)

    def _somebody_loads(self) -> bool:
        """Whether `danchieu ingest`, say, is at work on the store."""
        try:
            with alone(self._directory):
                return False
        except StoreBusy:
            return True

    def _take_up(self) -> None:
        """What a worker that was ended left: jobs begun are queued again, files that no job brought are not read."""
        with self._jobs.alone():
            begun = [job for job in self._jobs.waiting() if job["state"] != "queued"]
            for job in begun:
                job |= {"state": "queued", "read": 0}
            self._jobs.save(*begun)
            inbox.sweep(self._directory)
            for one in inbox.held(self._directory):
                # Its sender was not told that it is accepted; or the file of jobs is lost, so nothing is thrown away.
                if self._jobs.of_file(one.sha256) is None and not places(self._directory, one.sha256):
                    inbox.set_aside(self._directory, one.sha256)

    def _batch(self) -> list[Json]:
        """All that waits; what once took the worker down goes alone, and too often not again."""
        with self._jobs.alone():  # nobody is between accepting a thing and writing it down
            waiting = self._jobs.waiting()
            crashes = {job["id"]: self._jobs.crashes(job["id"]) for job in waiting}
            for job in waiting:
                if crashes[job["id"]] >= _CRASHES:
                    self._hide(job)
                    self._refuse(job, f"tiến trình nạp đã chết {_CRASHES} lần khi làm việc này")
            waiting = [job for job in waiting if job["state"] == "queued"]
            suspects = [job for job in waiting if crashes[job["id"]]]
            batch = [job for job in waiting if not crashes[job["id"]]] or suspects[:1]
            for job in suspects:
                self._hide(job)  # a run reads all that is in the inbox
            for job in batch:
                for file in job["files"]:
                    inbox.bring_back(self._directory, file["sha256"])
                job |= {"state": "reading", "started": job["started"] or _now()}
            self._jobs.save(*batch)
            return batch

    def _hide(self, job: Json) -> None:
        for file in job["files"]:
            inbox.set_aside(self._directory, file["sha256"])

    def _bring(self, batch: list[Json]) -> None:
        """One round: read what is new, load once, say what became of each."""
        try:
            self._known_store()
            registry = load(self._registry)
            self._name_withdrawn(batch, registry)
            report = update(
                self._directory,
                [],
                registry=registry,
                progress=lambda path, _done, _total: self._read(batch, path),
                loading=lambda: self._loading(batch),
            )
            if is_remote(self._place):
                publish(self._place)
        except StoreBusy:
            self._wait(batch, _ELSEWHERE)
            time.sleep(_WAIT)
        except _Foreign as error:
            for job in batch:
                self._refuse(job, str(error))
        except (OSError, RegistryError) as error:
            self._failed_loads += 1
            if self._failed_loads < _TRIES:
                self._wait(batch, f"Lần nạp chưa xong được ({error}); sẽ thử lại.")
                time.sleep(_WAIT * 2**self._failed_loads)
                return
            self._failed_loads = 0
            for job in batch:
                self._refuse(job, f"không nạp được vào kho ({error}); điều đã nhận sẽ vào kho ở lần nạp sau")
        else:
            self._failed_loads = 0
            for job in batch:
                self._end(job, report)

    def _known_store(self) -> None:
        """A graph that was not made of files that are remembered would be lost by a load."""
        described = description(self._directory)
        if described and not (described.get("inputs") and (self._directory / LEDGER).is_file()):
            raise _Foreign("kho này không nhớ các tệp đã làm ra nó; hãy chạy «danchieu ingest» một lần trước")

    def _read(self, batch: Iterable[Json], path: str) -> None:
        for job in batch:
            for file in job["files"]:
                if inbox.shown_as(file["name"]) == path and file["state"] == "queued":
                    file["state"] = "read"
                    job["read"] += 1
                    self._jobs.save(job)
                    return

    def _loading(self, batch: Iterable[Json]) -> None:
        for job in batch:
            job |= {"state": "loading", "reason": None}
        self._jobs.save(*batch)

    def _wait(self, batch: Iterable[Json], reason: str) -> None:
        for job in batch:
            job |= {"state": "queued", "reason": reason, "read": 0}
            for file in job["files"]:
                file["state"] = "queued"
        self._jobs.save(*batch)

    def _end(self, job: Json, report: Report) -> None:
        """What became of a job in a round that ended; a file without a text goes out of the inbox."""
        out = withdrawals.standing(self._directory)
        with self._jobs.alone():
            for file in job["files"]:
                refused = report.refused.get(file["sha256"])
                if file["sha256"] in out:
                    file |= {"state": "failed", "reason": "đã được rút khỏi kho"}
                elif refused is not None:
                    file |= {"state": "failed", "reason": _reasons(refused)}
                    newest = self._jobs.of_file(file["sha256"])
                    if newest is not None and newest["id"] == job["id"]:
                        inbox.discard(self._directory, file["sha256"])
                else:
                    partly = report.partly.get(file["sha256"])
                    file |= {"state": "read", "reason": _reasons(partly) if partly else None}
            bad = [file for file in job["files"] if file["state"] == "failed"]
            if job["files"] and len(bad) == len(job["files"]):
                reason = bad[0]["reason"] if len(bad) == 1 else "không đọc được tệp nào"
                self._refuse(job, reason)
                return
            if job["kind"] == "withdraw" and job["sha256"] in out:
                inbox.discard(self._directory, job["sha256"])
            done = {"state": "done", "ended": _now(), "reason": None, "read": len(job["files"])}
            if bad:
                done["reason"] = f"{len(bad)} trong {len(job['files'])} tệp không đọc được."
            job |= done | {"generation": report.held.get("generation")}
            if job["kind"] == "review" and job["decision"] in report.held.get("review", {}).get("lost", ()):
                job["reason"] = "Đồ thị không còn chỗ của quyết định này; quyết định vẫn được giữ."
            self._jobs.save(job)

    def _refuse(self, job: Json, reason: str) -> None:
        job |= {"state": "failed", "ended": _now(), "reason": f"{reason[:1].upper()}{reason[1:]}."}
        for file in job["files"]:
            if file["state"] != "failed":
                file |= {"state": "failed", "reason": None}
        self._jobs.save(job)

    def _name_withdrawn(self, batch: Iterable[Json], registry: Imported) -> None:
        """Write down which IRIs a document gave the graph, while the graph still has them."""
        wanted = {job["sha256"] for job in batch if job["kind"] == "withdraw"}
        out = withdrawals.standing(self._directory)
        for sha256 in sorted(wanted & set(out)):
            withdrawals.name(self._directory, out[sha256], self._iris(out[sha256], registry))

    def _iris(self, withdrawal: Withdrawal, registry: Imported) -> set[str]:
        texts = {withdrawal.sha256}
        with Ledger(self._directory, reader_fingerprint(registry)) as ledger:
            for entry in ledger.files():
                if entry.sha256 == withdrawal.sha256:
                    texts |= _texts_of(ledger, entry)
        try:
            with EmbeddedStore.open(self._directory) as store:
                found: set[str] = set()
                for sha256 in sorted(texts):
                    rows = store.query(query("named-in"), {"graph": NamedNode(document_graph_iri(sha256))})
                    assert isinstance(rows, QuerySolutions)
                    found |= {row["thing"].value for row in rows}
                return found
        except StoreNotFound:
            return set()


class _Foreign(Exception):
    """The store's graph was made elsewhere."""


def _texts_of(ledger: Ledger, entry: Entry) -> set[str]:
    """The hashes of the texts in a file: its own, or of an archive those of what is inside."""
    return {one.extraction.source.sha256 for one in ledger.outcome(entry).locals}


def _reasons(failures: Sequence[Failure]) -> str:
    said = [f"{f.member.lstrip('/!')}: {f.reason}" if f.member else f.reason for f in failures[:_MOST_FAILURES]]
    more = f"; và {len(failures) - _MOST_FAILURES} lỗi nữa" if len(failures) > _MOST_FAILURES else ""
    return "; ".join(said) + more


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
