"""What travels to the workers of a cluster, and what a worker there does with it.

A worker of the cluster reads no file itself. It hands each to a process of its own that is bounded in memory and
time (`ingest.workers`), as this machine does; so a file that kills its reader costs that file, and only a worker
that is killed from outside costs its batch another try.
"""

from __future__ import annotations

import multiprocessing
import os
import platform
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from graph.registry.imported import Imported
from ingest.fingerprint import reader_fingerprint
from ingest.readers.limits import Limits
from ingest.workers import Pool, Wanted

# A task costs its scheduler some 3 ms and a file takes some 10: fewer in a batch and the scheduler is what takes time.
FILES = 64
# A batch and its outcomes are in memory at once, at the worker and on their way.
BYTES = 8 * 1024 * 1024
_IDLE = 60.0  # seconds without a batch after which a worker lets its processes go: whoever sent them may be gone


@dataclass(frozen=True, slots=True)
class Batch:
    """Files to be read together."""

    wanted: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker gave: outcomes in the order of the batch, None where it could not see a file's bytes.

    `reader` names everything that the worker's reading depends on, `worker` is the machine and its process.
    """

    reader: str
    worker: str
    outcomes: tuple[bytes | None, ...]


def cut(wanted: Iterable[Wanted]) -> Iterator[Batch]:
    """Batches of so many files and bytes, lazily."""
    files: list[Wanted] = []
    size = 0
    for one in wanted:
        more = _size(one)
        if files and (len(files) >= FILES or size + more > BYTES):
            yield Batch(tuple(files))
            files, size = [], 0
        files.append(one)
        size += more
    if files:
        yield Batch(tuple(files))


def _size(one: Wanted) -> int:
    place, _, data = one
    if data is not None:
        return len(data)
    try:
        return place.stat().st_size if isinstance(place, Path) else 0
    except OSError:
        return 0


def same(registry: Imported | None) -> Imported | None:
    """A task whose result is the import: workers take it from one another, and one that is lost is made anew."""
    return registry


def read_batch(registry: Imported | None, batch: Batch, limits: Limits) -> Answer:
    """Run by a worker of the cluster, in any of its threads. A fault of a file is in its outcome, never raised."""
    reading = _readers.of(registry, limits)
    try:
        # A file may stand in a batch once: outcomes are put back in order by their place.
        found = dict(reading.pool.read(batch.wanted))
    finally:
        _readers.leave(reading)
    return Answer(
        reading.reader, f"{platform.node()}:{os.getpid()}", tuple(found[place] for place, _, _ in batch.wanted)
    )


def let_go() -> None:
    """Run by a worker of the cluster when a client is done: without it, a worker that is to end waits for its own."""
    _readers.close()


@dataclass(slots=True)
class _Reading:
    """Processes that read with one import."""

    reader: str
    pool: Pool
    users: int = 0
    closing: threading.Timer | None = field(default=None)


class _Readers:
    """The processes of this worker, shared by its threads and kept between batches: to start them takes half a second.

    They go once nothing came for a while, so a client that died leaves nothing behind.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._held: dict[tuple[str, Limits], _Reading] = {}

    def of(self, registry: Imported | None, limits: Limits) -> _Reading:
        reader = reader_fingerprint(registry)
        with self._guard:
            held = self._held.get((reader, limits))
            if held is None or not held.pool.usable:
                _may_have_children()
                held = self._held[reader, limits] = _Reading(reader, Pool(_threads(), registry, limits))
            held.users += 1
            if held.closing is not None:
                held.closing.cancel()
                held.closing = None
            return held

    def leave(self, reading: _Reading) -> None:
        with self._guard:
            reading.users -= 1
            if reading.users == 0:
                reading.closing = threading.Timer(_IDLE, self._close, (reading,))
                reading.closing.daemon = True
                reading.closing.start()

    def close(self) -> None:
        """End all processes that no batch uses."""
        for reading in list(self._held.values()):
            self._close(reading)

    def _close(self, reading: _Reading) -> None:
        with self._guard:
            if reading.users:
                return
            self._held = {key: one for key, one in self._held.items() if one is not reading}
            if reading.closing is not None:
                reading.closing.cancel()
        reading.pool.stop()


_readers = _Readers()


def _threads() -> int:
    """How many batches this worker does at once."""
    return int(import_module("distributed").get_worker().state.nthreads)


def _may_have_children() -> None:
    """A nanny starts its worker as a daemon, which may start no process. Ours end with it by themselves."""
    here = multiprocessing.current_process()
    if here.daemon:
        here.daemon = False
