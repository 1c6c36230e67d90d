"""The store that the server answers from: always the newest generation, opened once for all requests."""

from __future__ import annotations

import threading
from pathlib import Path

from graph.store.embedded import EmbeddedStore, current


class Knowledge:
    """Holds one open store. A request that began on an older generation finishes on it."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._lock = threading.Lock()
        self._path: Path | None = None
        self._store: EmbeddedStore | None = None

    def generation(self) -> Path:
        """The directory of the newest generation; raises StoreNotFound."""
        return current(self._directory)

    def store(self) -> EmbeddedStore:
        """The newest generation, opened read-only; raises StoreNotFound.

        The one before is let go, not closed: it closes itself with the last request that holds it.
        """
        newest = self.generation()
        with self._lock:
            if self._store is None or self._path != newest:
                self._store, self._path = EmbeddedStore.open(self._directory), newest
            return self._store
