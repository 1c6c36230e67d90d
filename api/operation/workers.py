"""Several processes that answer on one socket over one store: started, watched and stopped together.

The supervisor is uvicorn's; here is what it leaves open: how long stopping may take, what remains of a worker that
died, and that no worker outlives a supervisor that was killed.
"""

from __future__ import annotations

import functools
import logging
import multiprocessing
import os
import signal
import tempfile
import threading
import time
from collections import deque
from socket import socket
from typing import TYPE_CHECKING

from uvicorn.supervisors.multiprocess import Multiprocess

from api.configuration import SHARED_METRICS
from api.operation import logs
from api.operation.serving import config_of, settled
from api.settings import Settings

if TYPE_CHECKING:
    import uvicorn
    from fastapi import FastAPI

MOST_DEATHS = 3  # of each worker in a minute: what cannot start here is not to be tried for ever
_TIDY = 5.0  # seconds that a worker gets, beyond those of its requests, to end its SPARQL processes
_log = logging.getLogger("danchieu.workers")


class WorkersFailed(RuntimeError):
    """A worker could not be started, so none was left running."""


def run_workers(settings: Settings, listening: socket) -> int:
    """Serve with `settings.workers` processes until a signal says to stop; returns that signal.

    Raises `WorkersFailed` where they stopped without one.
    """
    config = config_of(functools.partial(worker_app, settings), settings.stop_seconds, workers=settings.workers)
    with tempfile.TemporaryDirectory(prefix="danchieu-metrics-") as folder:
        os.environ[SHARED_METRICS] = folder
        workers = Workers(config, [listening], settings.stop_seconds + _TIDY)
        workers.run()
    if not workers.stopped_by:
        raise WorkersFailed
    return workers.stopped_by


def worker_app(settings: Settings) -> FastAPI:
    """The application of one worker; called in its process."""
    from api.app import create_app

    logs.configure(settings.log_format, settings.log_level)
    threading.Thread(target=_end_with_supervisor, args=(settings.stop_seconds + _TIDY,), daemon=True).start()
    return settled(create_app(settings))


def _end_with_supervisor(seconds: float) -> None:
    """Stop when the supervisor is gone, however it went."""
    supervisor = multiprocessing.parent_process()
    if supervisor is None:
        return
    supervisor.join()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(seconds)
    os._exit(1)


class Workers(Multiprocess):
    """The supervisor. `stopped_by` is the signal that ended it, 0 where none did."""

    stopped_by = 0

    def __init__(self, config: uvicorn.Config, sockets: list[socket], seconds: float) -> None:
        super().__init__(config, sockets)
        self._seconds = seconds
        self._deaths: deque[float] = deque()

    def handle_int(self) -> None:
        self.stopped_by = signal.SIGINT
        self.should_exit.set()

    def handle_term(self) -> None:
        self.stopped_by = signal.SIGTERM
        self.should_exit.set()

    def keep_subprocess_alive(self) -> None:
        before = list(self.processes)
        for process in before:
            # The supervisor's copy of the worker's end. Where it is open, a worker that dies between the question
            # whether it lives and its answer was waited for as long as the answer may take: 30 s with one fewer.
            process.child_conn.close()
        super().keep_subprocess_alive()
        for process in before:
            if process not in self.processes:
                _log.error("a worker died and was replaced", extra={"worker": process.pid, "code": process.exitcode})
                _forget(process.pid)
                self._deaths.append(time.monotonic())
        while self._deaths and self._deaths[0] < time.monotonic() - 60:
            self._deaths.popleft()
        if len(self._deaths) > MOST_DEATHS * self.processes_num:
            _log.error("workers die as soon as they are started, so no more are")
            self.should_exit.set()

    def join_all(self) -> None:
        """Wait for the workers, and end those that do not stop in time."""
        end = time.monotonic() + self._seconds
        for process in self.processes:
            process.process.join(max(0.0, end - time.monotonic()))
            if process.process.is_alive():
                _log.error("a worker did not stop in time and was ended", extra={"worker": process.pid})
                process.process.kill()
                process.process.join()


def _forget(worker: int | None) -> None:
    """What a dead worker counted stays; what it held when it died is nobody's."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker)  # type: ignore[no-untyped-call]
