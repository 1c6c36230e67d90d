"""One process that answers one query at a time from one generation of the store, until it is ended.

Started by `api.sparql.pool` and by the command line as `python -m api.sparql.worker DIRECTORY BYTES`;
speaks `api.sparql.wire` on its standard input and output. It knows nothing of HTTP.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pyoxigraph as ox

from api.sparql import results, sandbox, wire
from api.sparql.answering import as_asked, unknown_graphs
from api.sparql.wire import Answer, Ask

GRACE = 1.0  # seconds beyond the limit after which a worker without a parent ends itself


def main() -> None:
    """Serve until the input ends."""
    directory, memory = Path(sys.argv[1]), int(sys.argv[2])
    if hasattr(signal, "SIGINT"):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to hear
    sandbox.bounded(memory)
    sandbox.no_network()  # before the engine starts its threads, so that they are bound too
    serve(directory, sys.stdin.buffer, sys.stdout.buffer)


def serve(directory: Path, source: BinaryIO, sink: BinaryIO) -> None:
    store = ox.Store.read_only(str(directory))
    while (frame := wire.read(source.read)) is not None:
        ask = wire.unpack_ask(frame[0])
        sandbox.alarm(ask.seconds + GRACE if ask.seconds else None)
        sink.write(wire.pack(answer(store, ask)))
        sink.flush()
        sandbox.alarm(None)


def answer(store: ox.Store, ask: Ask) -> Answer:
    """Run the query; every failure that leaves the process alive becomes an answer."""
    try:
        if missing := unknown_graphs(ask, lambda graph: store.contains_named_graph(ox.NamedNode(graph))):
            return missing
        found = store.query(
            ask.query,
            base_iri=ask.base,
            use_default_graph_as_union=ask.union,
            default_graph=[*_nodes(ask.default_graphs)] if _names_dataset(ask) else None,
            named_graphs=[*_nodes(ask.named_graphs)] if _names_dataset(ask) else None,
        )
        return as_asked(found, ask)
    except results.TooLarge:
        return Answer("too-large")
    except SyntaxError as error:
        return Answer("malformed", message=str(error))
    except MemoryError:
        return Answer("failed", message="memory")
    except (OSError, ValueError, RuntimeError) as error:
        return Answer("failed", message=str(error))


def _names_dataset(ask: Ask) -> bool:
    """Whether the request names its dataset: then what it does not name is not in it."""
    return bool(ask.default_graphs or ask.named_graphs)


def _nodes(graphs: list[str] | None) -> Iterator[ox.NamedNode]:
    return (ox.NamedNode(iri) for iri in graphs or ())


if __name__ == "__main__":
    main()
