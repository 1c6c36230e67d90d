"""A store for one piece of work that comes upon the same questions again, each of which is asked once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pyoxigraph import Quad, RdfFormat

from graph.store.base import Result, Store
from graph.store.binding import Substitutions


class Once:
    """Another store, with the rows of what was asked of it (`graph.answers.rows`). For one thread, and not for long."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.kept: dict[tuple[str, str], list[dict[str, Any]]] = {}

    @property
    def generation(self) -> str:
        return self.store.generation

    def query(self, sparql: str, substitutions: Substitutions | None = None) -> Result:
        return self.store.query(sparql, substitutions)

    def export(self, format: RdfFormat) -> bytes:
        return self.store.export(format)

    def quads(self) -> Iterable[Quad]:
        return self.store.quads()

    def by_graph(self) -> Iterator[tuple[str, Iterable[Quad]]]:
        return self.store.by_graph()

    def __len__(self) -> int:
        return len(self.store)
