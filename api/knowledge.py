"""The store that the server answers from: always the newest generation, opened once for all requests."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from graph.search_index import index_of
from graph.search_index.making import make
from graph.store.embedded import EmbeddedStore
from graph.store.errors import StoreNotFound
from graph.store.generations import current
from graph.store.opening import address_of, is_remote, working_directory

if TYPE_CHECKING:
    from graph.store.protocol import Client
    from graph.store.remote import RemoteStore

# A remote store is asked for its newest generation at most this often: far less than the time for which it keeps one
# that was replaced.
REMOTE_SECONDS = 2.0
REMOTE_QUERIES = 8  # of the public, at an endpoint at once


class Knowledge:
    """Holds one open store. A request that began on an older generation finishes on it."""

    def __init__(self, store: Path) -> None:
        self._place = store
        self._lock = threading.Lock()
        self._path: Path | None = None
        self._store: EmbeddedStore | None = None
        self._client: Client | None = None
        self._far: RemoteStore | None = None
        self._asked = 0.0
        # Of the server's forty threads: one that waits for an endpoint cannot be ended, and pages need some too.
        self.places = threading.BoundedSemaphore(REMOTE_QUERIES)

    @property
    def remote(self) -> bool:
        """Whether answers come from an endpoint; asking for the store may then take as long as the network does."""
        return is_remote(self._place)

    def generation(self) -> Path:
        """The directory of the newest generation on disk: of a remote store, of the copy that was loaded here.
        Raises StoreNotFound."""
        return current(working_directory(self._place))

    def name(self) -> str | None:
        """The name of the newest generation, at once: None where there is none, or none has been asked for yet."""
        if self.remote:
            return self._far.generation if self._far is not None else None
        try:
            return self.generation().name
        except StoreNotFound:
            return None

    def held(self) -> str | None:
        """The name of the generation that was last answered from, without asking any disk or network."""
        if self.remote:
            return self.name()
        path = self._path
        return path.name if path is not None else None

    def edition(self) -> str | None:
        """A name for all that the newest generation says: another one, where a store was removed and made anew."""
        if self.remote:
            return self.name()
        try:
            path = self.generation()
            return f"{path.name}.{os.stat(f'{path}.json').st_mtime_ns:x}"
        except (StoreNotFound, OSError):
            return None

    def store(self) -> EmbeddedStore | RemoteStore:
        """The newest generation, opened read-only; raises StoreNotFound, StoreUnusable.

        The one before is let go, not closed: it closes itself with the last request that holds it.
        """
        if self.remote:
            return self._remote_store()
        newest = self.generation()
        with self._lock:
            if self._store is None or self._path != newest:
                self._store, self._path = EmbeddedStore.open(self._place), newest
                # Until it is made, searches ask the graph.
                if index_of(self._store) is None:
                    threading.Thread(target=make, args=(self._store,), name="search-index", daemon=True).start()
            return self._store

    def _remote_store(self) -> RemoteStore:
        from graph.store.remote import RemoteStore, client_of

        with self._lock:
            if self._far is not None and time.monotonic() - self._asked < REMOTE_SECONDS:
                return self._far
            if self._client is None:
                self._client = client_of(address_of(self._place))
            newest = RemoteStore.of(self._client)
            # The same generation keeps its list of graphs.
            if self._far is None or newest.generation != self._far.generation:
                self._far = newest
            self._asked = time.monotonic()
            return self._far
