"""Where files are read: in processes of this machine, or of many.

An engine takes files with the hash of their bytes and gives back what reading them gave, encoded, in the order in
which they end. Whatever the engine, each file is read by the same function under the same bounds
(`ingest.workers`), and gives the same outcome; nothing that a file holds is raised.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from graph.registry.imported import Imported
    from ingest.engines.places import Place

Name = Literal["local", "dask"]
NAMES: tuple[Name, ...] = ("local", "dask")


class EngineTrouble(Exception):
    """An engine cannot go on; the message is a sentence without its stop. What it gave until then holds."""


class Engine(Protocol):
    """`notes` are sentences about what the last run had to do otherwise than it should, for a person."""

    notes: list[str]

    def read(self, wanted: Mapping[Place, str], registry: Imported | None) -> Iterator[tuple[Place, bytes]]:
        """The outcome of each file, once. `wanted` has the SHA-256 that the bytes of each must have.

        Raises EngineTrouble.
        """
        ...


def engine(name: Name = "local", *, scheduler: str | None = None, jobs: int | None = None) -> Engine:
    """The engine of that name, with so many files read at once, or those that the workers of `scheduler` can.

    Raises EngineTrouble where what it needs is not installed.
    """
    if name == "local":
        from ingest.engines.local import Local

        return Local(jobs)
    from ingest.engines.cluster import Cluster

    return Cluster(scheduler, jobs)
