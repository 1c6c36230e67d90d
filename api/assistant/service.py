"""Where tools ask: the newest generation of the store, and SPARQL in processes that can be ended."""

from __future__ import annotations

import asyncio
import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

from anyio import to_thread

from api.assistant.tools import Context
from api.knowledge import Knowledge
from api.settings import Settings
from api.sparql.pool import Busy, Pool, TimedOut
from api.sparql.wire import Answer, Ask

if TYPE_CHECKING:
    from graph.store.remote import RemoteStore

_CLIENT = "assistant"  # on one pipe, or on this machine alone, all are one


class Service:
    """One store for all requests. `files` is the folder that the paths of the files that were read are counted from."""

    def __init__(self, settings: Settings, files: Path) -> None:
        self._knowledge = Knowledge(settings.store)
        self._files = files
        self._seconds = settings.sparql_seconds
        self._pool = Pool(
            self._knowledge.generation,
            workers=settings.sparql_workers,
            per_client=settings.sparql_workers,
            waiting=settings.sparql_waiting,
            memory_bytes=settings.sparql_memory_mb * 2**20,
        )

    async def context(self) -> Context:
        """The newest generation, now; raises StoreNotFound, StoreUnusable."""
        return Context(await to_thread.run_sync(self._knowledge.store), self._files, self.sparql)

    async def sparql(self, asked: Ask) -> Answer:
        """Answer in a worker, or at the endpoint of a remote store; raises TimedOut, Busy, Died, RemoteTrouble."""
        asked = dataclasses.replace(asked, seconds=self._seconds)
        if not self._knowledge.remote:
            return await self._pool.run(asked, _CLIENT)
        if not self._knowledge.places.acquire(blocking=False):
            raise Busy
        try:
            # The endpoint alone can end its query: after the limit its answer is not waited for.
            return await asyncio.wait_for(asyncio.to_thread(self._at_endpoint, asked), self._seconds)
        except TimeoutError:
            raise TimedOut from None

    async def close(self) -> None:
        """End the workers."""
        await self._pool.close()

    def _at_endpoint(self, asked: Ask) -> Answer:
        from api.sparql.remote import answer

        try:
            store: RemoteStore = self._knowledge.store()  # type: ignore[assignment]  # of a remote place
            return answer(store, asked)
        finally:
            self._knowledge.places.release()
