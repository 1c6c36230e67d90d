"""A query answered by a remote store, in the same words as a worker's: the endpoint's process, not one of ours.

What a worker is held to by force (time, memory, no network) is the endpoint's own to hold; here the wait, the rows and
the bytes are bounded.
"""

from __future__ import annotations

from api.sparql import results
from api.sparql.answering import as_asked, unknown_graphs
from api.sparql.wire import Answer, Ask
from graph.store.remote import RemoteStore


def answer(store: RemoteStore, ask: Ask) -> Answer:
    """Run the query at the endpoint; raises RemoteTrouble where that fails."""
    try:
        if (ask.default_graphs or ask.named_graphs or ask.query_graphs) and (
            missing := unknown_graphs(ask, frozenset(store.graphs).__contains__)
        ):
            return missing
        found = store.query_over(ask.query, ask.default_graphs or (), ask.named_graphs or ())
        return as_asked(found, ask)
    except results.TooLarge:
        return Answer("too-large")
    except SyntaxError as error:
        return Answer("malformed", message=str(error))
