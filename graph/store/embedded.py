"""The store on disk: pyoxigraph generations under one directory, switched in one atomic step."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import RdfFormat

from graph.model import Corpus
from graph.store.base import Result, Substitutions


class StoreNotFound(FileNotFoundError):
    """Nothing has been loaded in that directory."""


class StoreBusy(RuntimeError):
    """Another load is under way in that directory."""


@dataclass(frozen=True, slots=True)
class Loaded:
    generation: str
    quads: int
    seconds: float


class EmbeddedStore:
    """Satisfies graph.store.base.Store. `EmbeddedStore.open(directory)`; also a context manager."""

    generation: str
    path: Path  # the resolved directory of the generation: what a worker opens with pyoxigraph.Store.read_only

    @classmethod
    def open(cls, directory: Path | str) -> EmbeddedStore:
        raise NotImplementedError

    def query(self, sparql: str, substitutions: Substitutions | None = None) -> Result:
        raise NotImplementedError

    def export(self, format: RdfFormat) -> bytes:
        raise NotImplementedError

    def __len__(self) -> int:
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError


def load(corpus: Corpus, directory: Path | str, *, replace: bool = True) -> Loaded:
    raise NotImplementedError


def current(directory: Path | str) -> Path:
    """The directory of the generation that a reader opening now would get; raises StoreNotFound."""
    raise NotImplementedError
