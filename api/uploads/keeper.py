"""Keeps the worker running while anything waits. Every server process has a keeper; the kernel's lock lets one work."""

from __future__ import annotations

import contextlib
import logging
import os
import subprocess
import sys
import threading
from pathlib import Path

from api.uploads.jobs import BUSY, Jobs
from graph.review import book
from graph.store.generations import description
from graph.store.opening import is_remote, working_directory
from graph.store.settling import due
from ingest.ledger import NAME as LEDGER

_LOOK = 2.0  # seconds between two looks at what others have accepted
_REST = 1.0  # seconds after a worker died, before the next
_log = logging.getLogger("danchieu.uploads")


class Keeper:
    """A thread that starts a worker whenever something waits."""

    def __init__(self, store: Path, registry: Path) -> None:
        self._arguments = (str(store), str(registry))
        self._here = not is_remote(store)
        self._jobs = Jobs(working_directory(store))
        self._wake = threading.Event()
        self._stopped = False
        self._settling: subprocess.Popen[bytes] | None = None
        # The worker ends with the thread that started it, which the kernel sees to; so it is one that stays.
        self._thread = threading.Thread(target=self._keep, name="uploads", daemon=True)

    def start(self) -> None:
        """Begin, with what an earlier server left."""
        self._thread.start()

    def wake(self) -> None:
        """Something was accepted just now."""
        self._wake.set()

    def stop(self) -> None:
        """End, and the worker with it: what it was at is taken up by the next."""
        self._stopped = True
        self._wake.set()
        self._thread.join()
        if self._settling is not None:
            self._settling.kill()  # the store stays as it is
            self._settling.wait()

    def _keep(self) -> None:
        try:
            self._take_up()
        except Exception:
            _log.exception("uploads")
        while not self._stopped:
            self._wake.clear()
            try:
                if self._jobs.exist and self._jobs.waiting() and not self._jobs.worked_at():
                    self._run()
            except Exception:  # a full disk, say: the thread must go on, or nothing is ever loaded again
                _log.exception("uploads")
            self._wake.wait(_LOOK)

    def _take_up(self) -> None:
        """A server that was killed between writing a decision down and asking for its load left it waiting."""
        directory = self._jobs.directory
        if not self._jobs.exist or not (directory / LEDGER).is_file():
            return
        stamp = book.stamp(directory)
        if stamp and not str(description(directory).get("inputs", "")).endswith(stamp):
            with self._jobs.alone():
                if not any(job["kind"] == "review" for job in self._jobs.waiting()):
                    self._jobs.add("review", "danchieu", decision=None)

    def _settle(self) -> None:
        """Merge the runs that loads left, beside whatever is loaded and asked meanwhile. Of a remote store nobody asks
        what is here."""
        at_it = self._settling is not None and self._settling.poll() is None
        if self._here and not at_it and due(self._jobs.directory):
            command = [sys.executable, "-m", "graph.store.settling", str(self._jobs.directory), str(os.getpid())]
            self._settling = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def _run(self) -> None:
        command = [sys.executable, "-m", "api.uploads.worker", *self._arguments, str(os.getpid())]
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as worker:
            while worker.poll() is None and not self._stopped:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    worker.wait(0.2)
            if self._stopped:
                worker.kill()
                return
        if worker.returncode == 0:
            self._wake.set()  # something may have come while it ended
            self._settle()
        elif worker.returncode != BUSY:
            _log.error("the worker died (%s)", worker.returncode)
            self._jobs.crashed()
            self._wake.wait(_REST)
