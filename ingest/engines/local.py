"""Files read in processes of this machine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graph.registry.imported import Imported
from ingest.engines.places import Place
from ingest.workers import read_all


class Local:
    """So many files at once; a processor each where no number is given."""

    def __init__(self, jobs: int | None = None) -> None:
        self.notes: list[str] = []
        self._jobs = jobs

    def read(self, wanted: Mapping[Place, str], registry: Imported | None) -> Iterator[tuple[Place, bytes]]:
        """See `Engine`."""
        yield from read_all(list(wanted), registry=registry, jobs=self._jobs, digests=wanted)
