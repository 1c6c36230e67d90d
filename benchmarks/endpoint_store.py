"""rdflib-endpoint as a store: a server of its own over a file of N-Quads, asked over HTTP."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Self

import httpx
import pyoxigraph as ox
from pyoxigraph import QueryResultsFormat, RdfFormat, parse_query_results

from benchmarks.measured import peak_memory
from benchmarks.servers import peer
from graph.store.base import Result
from graph.store.binding import Substitutions, bind

_ROWS = "application/sparql-results+json"


class EndpointStore:
    """Satisfies `graph.store.base.Store` as far as questions need it: what is asked for as a whole is not there.

    Whoever stops waiting for an answer leaves the server at work on it, and it answers nobody else meanwhile. So it is
    started anew then, before the exception that ended the waiting goes on."""

    generation = "rdflib-endpoint"

    def __init__(self, quads: Path) -> None:
        self._quads = quads
        self._held = ExitStack()
        self._client = httpx.Client(timeout=None, trust_env=False)  # who asks decides how long to wait
        self._most = 0.0
        self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()
        self._client.close()

    def query(self, sparql: str, substitutions: Substitutions | None = None) -> Result:
        """As every store does. Raises httpx.HTTPStatusError where the server refuses it."""
        try:
            answer = self._client.post(
                self._address, data={"query": bind(sparql, substitutions)}, headers={"Accept": _ROWS}
            )
        except BaseException:
            self._held.close()
            self._start()
            raise
        answer.raise_for_status()
        return parse_query_results(answer.content, format=QueryResultsFormat.JSON)

    def export(self, format: RdfFormat) -> bytes:
        raise NotImplementedError

    def quads(self) -> Iterable[ox.Quad]:
        raise NotImplementedError

    def by_graph(self) -> Iterator[tuple[str, Iterable[ox.Quad]]]:
        raise NotImplementedError

    def __len__(self) -> int:
        raise NotImplementedError

    def memory(self) -> float:
        """The most that the server had, or one before it, in MB."""
        self._most = max(self._most, peak_memory(self._process))
        return self._most

    def _start(self) -> None:
        self._held = ExitStack()
        address, self._process, _ = self._held.enter_context(peer(self._quads))
        self._address = f"{address}/sparql"
