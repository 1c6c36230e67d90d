"""What an engine found, as the answer that was asked for: a worker's engine and a remote endpoint's alike."""

from __future__ import annotations

from collections.abc import Callable

from pyoxigraph import QueryBoolean, QueryTriples

from api.sparql import results
from api.sparql.wire import Answer, Ask
from graph.store.base import Result


def unknown_graphs(ask: Ask, known: Callable[[str], bool]) -> Answer | None:
    """The answer to a question about graphs that are not in the store: an error, for no rows would look like one."""
    named = [*(ask.default_graphs or ()), *(ask.named_graphs or ())] or ask.query_graphs or ()
    missing = [graph for graph in dict.fromkeys(named) if not known(graph)]
    return Answer("unknown-graph", message="\n".join(missing)) if missing else None


def as_asked(found: Result, ask: Ask) -> Answer:
    """Rows, a truth or triples in the media type of `ask`, within its rows; raises results.TooLarge."""
    if isinstance(found, QueryTriples):
        if ask.graph is None:
            return Answer("not-acceptable", message="graph")
        body, rows, cut = results.triples(found, ask.graph, ask.max_rows, ask.max_bytes)
        return Answer("ok", ask.graph, rows, cut, body=body)
    if ask.table is None:
        return Answer("not-acceptable", message="table")
    if isinstance(found, QueryBoolean):
        return Answer("ok", ask.table, 1, body=results.boolean(bool(found), ask.table))
    body, rows, cut = results.table(found, ask.table, ask.max_rows, ask.max_bytes)
    return Answer("ok", ask.table, rows, cut, body=body)
