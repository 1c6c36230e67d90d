"""Worker processes for the public's queries: killed at the limit, replaced, renewed with the store.

An engine inside a thread cannot be interrupted; a process can. Nothing here knows of HTTP.

Why processes of our own, and not the server of the same engine (`oxigraph serve-read-only --timeout-s`) as a child:
measured under the same hostile queries, that one looks at its time limit only where a plan reads the store, so cross
products and VALUES × VALUES went on for ever; where it did end one, the answer was a 200 with half a JSON document; it
did send the requests of SERVICE; and what nests too deep or doubles a string forty times ended the server. Here each of
them cost one process, and the next query was answered 34 ms later.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from api.sparql import wire
from api.sparql.wire import Answer, Ask

_ROOT = str(Path(__file__).resolve().parents[2])
_WAIT_FOR_START = 10.0


class TimedOut(Exception):
    """The query ran longer than it may; its process is gone."""


class Busy(Exception):
    """No worker came free in time."""


class Died(Exception):
    """The worker ended by itself: out of memory, or a query nested too deep for the engine."""


def command(directory: Path, memory_bytes: int) -> list[str]:
    """How a worker is started."""
    return [sys.executable, "-m", "api.sparql.worker", str(directory), str(memory_bytes)]


def environment() -> dict[str, str]:
    """The environment of a worker: ours, so that it finds this very package, without our secrets."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT", "VIRTUAL_ENV", "PYTHONHOME")
    found = {name: os.environ[name] for name in kept if name in os.environ}
    paths = [_ROOT, os.environ.get("PYTHONPATH", "")]
    return found | {"PYTHONPATH": os.pathsep.join(p for p in paths if p), "RUST_BACKTRACE": "0"}


class _Worker:
    def __init__(self, process: asyncio.subprocess.Process, directory: Path) -> None:
        self._process = process
        self.directory = directory

    @classmethod
    async def start(cls, directory: Path, memory_bytes: int) -> _Worker:
        process = await asyncio.create_subprocess_exec(
            *command(directory, memory_bytes),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
            limit=1 << 20,
        )
        return cls(process, directory)

    @property
    def alive(self) -> bool:
        return self._process.returncode is None

    async def ask(self, question: Ask) -> Answer:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(wire.pack(question))
            await self._process.stdin.drain()
            lengths = await self._process.stdout.readexactly(wire.HEAD.size)
            head, body = wire.HEAD.unpack(lengths)
            encoded = await self._process.stdout.readexactly(head)
            return wire.unpack_answer(encoded, await self._process.stdout.readexactly(body))
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise Died from error

    async def end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()


class Pool:
    """At most `workers` queries at once, at most `per_client` of one client, `waiting` more in line.

    `current` says which directory the store's newest generation is in; it is asked before every
    query, and a worker of an older generation is replaced.
    """

    def __init__(
        self, current: Callable[[], Path], *, workers: int, per_client: int, waiting: int, memory_bytes: int
    ) -> None:
        self._current = current
        self._memory_bytes = memory_bytes
        self._idle: list[_Worker] = []
        self._busy: set[_Worker] = set()
        self._places = asyncio.Semaphore(workers)
        self._per_client = per_client
        self._clients: dict[str, asyncio.Semaphore] = {}
        self._present: Counter[str] = Counter()
        self._in_line_limit = workers + waiting

    async def run(self, question: Ask, client: str) -> Answer:
        """Answer the question, or raise `Busy`, `TimedOut` or `Died`. Cancelling kills the query."""
        async with self._place(client, question.seconds):
            worker = await self._take()
            try:
                return await self._answer(worker, question)
            except Died:
                if worker.directory == self._current():
                    raise
            # Loads passed between resolving the generation and opening it, and it is gone: the newest, then.
            return await self._answer(await self._take(), question)

    async def _answer(self, worker: _Worker, question: Ask) -> Answer:
        self._busy.add(worker)
        finished = False
        try:
            async with asyncio.timeout(question.seconds):
                answer = await worker.ask(question)
            finished = True
            return answer
        except TimeoutError:
            raise TimedOut from None
        finally:
            self._busy.discard(worker)
            if finished:
                self._idle.append(worker)
            else:
                await worker.end()

    async def close(self) -> None:
        """End every worker."""
        for worker in [*self._idle, *self._busy]:
            await worker.end()
        self._idle.clear()

    async def _take(self) -> _Worker:
        directory = self._current()
        while self._idle:
            worker = self._idle.pop()
            if worker.alive and worker.directory == directory:
                return worker
            await worker.end()
        return await asyncio.wait_for(_Worker.start(directory, self._memory_bytes), _WAIT_FOR_START)

    @contextlib.asynccontextmanager
    async def _place(self, client: str, seconds: float | None) -> AsyncIterator[None]:
        """Stand in line, first among the client's own, then among all; leave after `seconds`."""
        if self._present.total() >= self._in_line_limit:
            raise Busy
        self._present[client] += 1
        own = self._clients.setdefault(client, asyncio.Semaphore(self._per_client))
        async with contextlib.AsyncExitStack() as held:
            held.callback(self._leave, client)
            try:
                async with asyncio.timeout(seconds):
                    await held.enter_async_context(own)
                    await held.enter_async_context(self._places)
            except TimeoutError:
                raise Busy from None
            yield

    def _leave(self, client: str) -> None:
        self._present[client] -= 1
        if not self._present[client]:
            del self._present[client]
            self._clients.pop(client, None)
