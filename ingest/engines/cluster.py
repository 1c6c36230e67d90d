"""Files read by the workers of a dask cluster: one that runs already, or one made here for the run.

Batches go out as fast as workers take them, two for each of their threads, so a million files wait here and not at
the scheduler. A batch whose worker dies is given to another by the scheduler; one that kills several is read here,
file by file. Files are named to the workers and read by them where they see the same bytes under that name (a shared
folder, a URL); otherwise their bytes are sent.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from graph.registry.imported import Imported
from ingest.engines import EngineTrouble
from ingest.engines.batches import Answer, Batch, cut, let_go, read_batch, same
from ingest.engines.places import Place, told
from ingest.fingerprint import reader_fingerprint
from ingest.outcome import Outcome
from ingest.readers.limits import LIMITS, Limits
from ingest.workers import Wanted, cores, handed, read_all

_AHEAD = 2  # batches for each thread of the workers: one that is read, one that waits
_CONNECTING = 15.0  # seconds for the scheduler to answer
_ARRIVING = 60.0  # seconds for a first worker to come, or another after the last one went
_LOOKING = 5.0  # seconds between looks at whether anybody still works
_LOST = "mất liên lạc với bộ điều phối; những tệp đã đọc xong vẫn được giữ"
# What dask does beside the work takes a tenth of a processor for two workers, twice as much as with these: it looks
# 100 times a second at what each worker runs, twice at the machine, and moves results about that nobody keeps.
_QUIET = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.system-monitor.interval": "5s",
    "distributed.admin.tick.interval": "1s",
    "distributed.scheduler.active-memory-manager.start": False,
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}
_NOT_INSTALLED = 'đọc bằng dask cần thư viện distributed; hãy cài bằng «pip install "dask[distributed]" cryptography»'


class Cluster:
    """`scheduler` is the address of one that runs (`tcp://…`, `tls://…`); without it, `jobs` workers are made here."""

    def __init__(self, scheduler: str | None = None, jobs: int | None = None, limits: Limits = LIMITS) -> None:
        if find_spec("distributed") is None:
            raise EngineTrouble(_NOT_INSTALLED)
        self.notes: list[str] = []
        self.workers: set[str] = set()  # that gave something in the last run
        self._scheduler, self._jobs, self._limits = scheduler, jobs or cores(), limits

    def read(self, wanted: Mapping[Place, str], registry: Imported | None) -> Iterator[tuple[Place, bytes]]:
        """See `Engine`."""
        self.notes.clear()
        self.workers.clear()
        if not wanted:
            return
        with self._client() as client:
            try:
                yield from _Run(self, client, wanted, registry, self._limits).outcomes()
            finally:
                with suppress(Exception):  # a cluster that is gone has nothing left to let go
                    client.run(let_go)

    @contextmanager
    def _client(self) -> Iterator[Any]:
        with ExitStack() as closing:
            address = self._scheduler if self._scheduler is not None else closing.enter_context(self._own())
            try:
                client = closing.enter_context(_distributed().Client(address, timeout=_CONNECTING, name="danchieu"))
                client.wait_for_workers(1, timeout=_ARRIVING)
            except TimeoutError:
                raise EngineTrouble(f"bộ điều phối «{self._scheduler}» không có máy nào để đọc") from None
            except (OSError, ValueError, TypeError, RuntimeError) as error:
                raise EngineTrouble(f"không nối được tới bộ điều phối «{self._scheduler}» ({error})") from None
            yield client

    def _own(self) -> Any:
        try:
            with import_module("dask").config.set(_QUIET):
                return _distributed().LocalCluster(
                    n_workers=self._jobs,
                    threads_per_worker=1,
                    processes=True,
                    host="127.0.0.1",
                    # Whoever reaches a scheduler may run anything as its owner: this one talks to none but its own.
                    security=True,
                    dashboard_address="127.0.0.1:0",  # it serves nothing; without a port of its own it takes 8787
                    memory_limit=0,  # the processes that read have bounds of their own
                    silence_logs=logging.CRITICAL,
                )
        except (OSError, RuntimeError, TimeoutError, ImportError) as error:
            raise EngineTrouble(f"không khởi động được dask ở máy này ({error})") from None


def _distributed() -> Any:
    """The library, imported when a run needs it: that takes a second."""
    return import_module("distributed")


class _Run:
    def __init__(
        self, owner: Cluster, client: Any, wanted: Mapping[Place, str], registry: Imported | None, limits: Limits
    ) -> None:
        self._owner, self._client, self._wanted = owner, client, wanted
        self._registry, self._limits = registry, limits
        self._reader = reader_fingerprint(registry)
        self._sending = False  # the workers see none of our files, so their bytes go along at once
        self._unsendable: list[tuple[Place, bytes]] = []
        self._batches = cut(self._given())
        self._unseen: deque[tuple[Place, str]] = deque()  # without their bytes, which are read when they go out
        self._again: Iterator[Batch] | None = None

    def outcomes(self) -> Iterator[tuple[Place, bytes]]:
        try:
            yield from self._outcomes()
        except (_distributed().CancelledError, OSError) as error:
            raise EngineTrouble(f"{_LOST} ({type(error).__name__})") from None

    def _outcomes(self) -> Iterator[tuple[Place, bytes]]:
        table = self._client.submit(same, self._registry, pure=False)
        under_way: dict[Any, Batch] = {}
        while True:
            room = max(1, self._threads()) * _AHEAD
            while len(under_way) < room and (batch := self._next()) is not None:
                future = self._client.submit(read_batch, table, batch, self._limits, pure=False)
                under_way[future] = batch
            yield from self._taken()
            if not under_way:
                return
            for future in self._ended(list(under_way)):
                batch = under_way.pop(future)
                if future.status != "finished":
                    yield from self._read_here(batch, future)
                    continue
                answer: Answer = future.result()
                future.release()
                yield from self._answered(batch, answer)

    def _threads(self) -> int:
        """How many batches are read at once, now. A client whose scheduler is gone fails in ways of its own."""
        try:
            return sum(self._client.nthreads().values())
        except Exception as error:
            raise EngineTrouble(f"{_LOST} ({type(error).__name__})") from None

    def _next(self) -> Batch | None:
        """What goes out next: files that a worker did not see, with their bytes, before others."""
        if self._again is None and self._unseen:
            self._again = cut(self._sent_again())
        if self._again is not None:
            if (batch := next(self._again, None)) is not None:
                return batch
            self._again = None
        return next(self._batches, None)

    def _sent_again(self) -> Iterator[Wanted]:
        while self._unseen:
            yield from self._with_bytes(*self._unseen.popleft())

    def _given(self) -> Iterator[Wanted]:
        for place, sha256 in self._wanted.items():
            if self._sending:
                yield from self._with_bytes(place, sha256)
            else:
                yield place, sha256, None

    def _with_bytes(self, place: Place, sha256: str) -> Iterator[Wanted]:
        data = handed(place, sha256, self._limits)
        if isinstance(data, Outcome):
            self._unsendable.append((place, data.encoded()))
        else:
            yield place, sha256, data

    def _taken(self) -> Iterator[tuple[Place, bytes]]:
        while self._unsendable:
            yield self._unsendable.pop()

    def _ended(self, under_way: Sequence[Any]) -> list[Any]:
        """Those that have ended, one at least."""
        alone_since: float | None = None
        while True:
            try:
                return list(_distributed().wait(under_way, timeout=_LOOKING, return_when="FIRST_COMPLETED").done)
            except TimeoutError:
                if self._threads():
                    alone_since = None
                elif alone_since is None:
                    alone_since = time.monotonic()
                elif time.monotonic() - alone_since > _ARRIVING:
                    raise EngineTrouble("không còn máy nào đang đọc; những tệp đã đọc xong vẫn được giữ") from None

    def _answered(self, batch: Batch, answer: Answer) -> Iterator[tuple[Place, bytes]]:
        if answer.reader != self._reader:
            raise EngineTrouble(
                f"máy {answer.worker} đọc bằng phiên bản khác ({answer.reader}; ở đây là {self._reader}): "
                "cần cùng bản danchieu và cùng các chương trình đọc tệp cũ, tệp quét"
            )
        self._owner.workers.add(answer.worker)
        unseen = [
            (p, sha256)
            for (p, sha256, _), content in zip(batch.wanted, answer.outcomes, strict=True)
            if content is None
        ]
        self._unseen += unseen
        self._sending = self._sending or len(unseen) == len(batch.wanted)
        for (place, _, _), content in zip(batch.wanted, answer.outcomes, strict=True):
            if content is not None:
                yield place, content

    def _read_here(self, batch: Batch, future: Any) -> Iterator[tuple[Place, bytes]]:
        error = future.exception()
        if not isinstance(error, _distributed().KilledWorker) and not self._owner.workers:
            # What a file holds is never raised, so it is the workers that are not as they should be: all of them.
            reason = " ".join(str(error.__cause__ or error).split())[:200]
            raise EngineTrouble(
                f"các máy đọc của dask không làm được việc này ({reason}): mỗi máy cần cùng bản danchieu"
            )
        places = [place for place, _, _ in batch.wanted]
        self._owner.notes.append(
            f"{len(places)} tệp (từ «{told(places[0])}») được đọc lại ở máy này, từng tệp một, vì lô của chúng hỏng "
            f"ở máy đọc ({type(error).__name__})"
        )
        yield from read_all(
            places, registry=self._registry, jobs=1, limits=self._limits, digests={p: self._wanted[p] for p in places}
        )
