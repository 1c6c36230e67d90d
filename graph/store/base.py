"""What every store can do, so that a question never knows which engine answers it.

Terms and results are pyoxigraph's own classes in every store: its parsers read the results of a
remote endpoint into the same classes, so nothing is translated twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from pyoxigraph import Quad, QueryBoolean, QuerySolutions, QueryTriples, RdfFormat

from graph.store.binding import Substitutions

Result = QuerySolutions | QueryBoolean | QueryTriples


class Store(Protocol):
    """A graph that answers SPARQL. Reading only: what is loaded never changes under a reader."""

    @property
    def generation(self) -> str:
        """The name of the graph that this store answers from; it changes with every load."""

    def query(self, sparql: str, substitutions: Substitutions | None = None) -> Result:
        """Answer a query over all named graphs together.

        `substitutions` binds variables (without the question mark) before the query runs, as
        `graph.store.binding.bind` says. Raises SyntaxError for a query that cannot be parsed.
        """

    def export(self, format: RdfFormat) -> bytes:
        """The whole graph, sorted: with its named graphs where the format holds them, else merged."""

    def quads(self) -> Iterable[Quad]:
        """Every quad, in an order of the store's own."""

    def by_graph(self) -> Iterator[tuple[str, Iterable[Quad]]]:
        """The quads of one graph after the other, in the order of the graphs' names as N-Quads writes them."""

    def __len__(self) -> int:
        """How many quads there are."""
