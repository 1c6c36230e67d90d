"""What an engine found, as the answer that was asked for: a worker's engine and a remote endpoint's alike."""

from __future__ import annotations

from pyoxigraph import QueryBoolean, QueryTriples

from api.sparql import results
from api.sparql.wire import Answer, Ask
from graph.store.base import Result


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
