"""A query answered by a remote store, in the same words as a worker's: the endpoint's process, not one of ours.

What a worker is held to by force (time, memory, no network) is the endpoint's own to hold; here the wait, the rows and
the bytes are bounded.
"""

from __future__ import annotations

from pyoxigraph import QueryBoolean, QueryTriples

from api.sparql import results
from api.sparql.wire import Answer, Ask
from graph.store.remote import RemoteStore


def answer(store: RemoteStore, ask: Ask) -> Answer:
    """Run the query at the endpoint; raises RemoteTrouble where that fails."""
    try:
        found = store.query_over(ask.query, ask.default_graphs or (), ask.named_graphs or ())
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
    except results.TooLarge:
        return Answer("too-large")
    except SyntaxError as error:
        return Answer("malformed", message=str(error))
