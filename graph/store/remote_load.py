"""Loading into a remote store: graphs that no reader names, then the one triple that makes them the newest."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from graph.model import Corpus
from graph.review.applied import Applied
from graph.store.embedded import Loaded, RemoteTrouble, StoreBusy, about
from graph.store.protocol import Client
from graph.store.remote import (
    BEGUN,
    GRACE_SECONDS,
    HOLDS,
    REGISTER,
    counted,
    generations,
    graph_names,
    names_graph,
    under_way,
    whole,
)
from graph.triples import quads

# Whole graphs go in pieces of this many triples (some 10 MB); an update in far fewer: Virtuoso refuses some 2,000
# ("generated SQL text has exceeded 10000 lines").
_PIECE: Final = 50_000
_UPDATE: Final = 400
_DROPS: Final = 20  # graphs removed by one request
# A load from another machine that says nothing of its end is taken for dead after this time.
_DEAD_AFTER: Final = 3600.0
# Of a description, what is short: it becomes one literal of one triple.
_NOTED: Final = (
    *("format", "files", "documents", "instruments", "citations", "tasks", "problems"),
    *("inputs", "extractors", "copy_of"),
)
_RUNNING: Final[set[str]] = set()  # the tokens of this process's own loads


def load(corpus: Corpus | Applied, client: Client, *, grace: float = GRACE_SECONDS) -> Loaded:
    """Make the corpus the whole graph at an endpoint; raises and leaves as `publish` does."""
    held = corpus.corpus if isinstance(corpus, Applied) else corpus
    return publish(quads(corpus), about(held, 0, 0.0, ""), client, grace=grace)


def publish(
    statements: Iterable[Quad], described: Mapping[str, Any], client: Client, *, grace: float = GRACE_SECONDS
) -> Loaded:
    """Make those statements the whole graph at an endpoint, with that description of them.

    Raises StoreBusy while another load is under way, RemoteTrouble. Whatever fails leaves the old graph; what was
    half written is removed by the next load. `grace` is how many seconds a replaced generation is kept.
    """
    began = time.perf_counter()
    with _alone(client) as number:
        count = _write(client, number, statements)
        seconds = round(time.perf_counter() - began, 3)
        when = datetime.now(UTC).isoformat(timespec="seconds")
        noted = {key: value for key, value in described.items() if key in _NOTED}
        # The switch.
        _note(client, HOLDS, noted | {"generation": str(number), "loaded": when, "quads": count, "seconds": seconds})
    _sweep(client, grace)
    return Loaded(str(number), count, time.perf_counter() - began)


@contextlib.contextmanager
def _alone(client: Client) -> Iterator[int]:
    """The number of the new generation, while nobody else loads. What dead loads left is removed first."""
    mine: dict[str, Any] = {"token": secrets.token_hex(8), "host": socket.gethostname(), "pid": os.getpid()}
    mine["at"] = datetime.now(UTC).isoformat(timespec="seconds")
    known = generations(client)
    others = under_way(client)
    if any(_alive(one) for one in others):
        raise _busy(client)
    _RUNNING.add(mine["token"])
    mine["generation"] = 1 + max((int(one["generation"]) for one in (*known, *others)), default=0)
    try:
        _note(client, BEGUN, mine)
        # Two that began at once see each other here, and both give way.
        if any(_alive(one) and one["token"] != mine["token"] for one in under_way(client)):
            raise _busy(client)
        held = {int(one["generation"]) for one in known}
        for one in others:
            if int(one["generation"]) not in held:
                _remove(client, int(one["generation"]))
            _forget(client, BEGUN, one)
        yield mine["generation"]
    except StoreBusy:
        _forget(client, BEGUN, mine)
        raise
    except BaseException:
        # An endpoint that failed once may fail again: what is left then is removed by the next load.
        with contextlib.suppress(RemoteTrouble):
            _remove(client, mine["generation"])
            _forget(client, BEGUN, mine)
        raise
    else:
        _forget(client, BEGUN, mine)
    finally:
        _RUNNING.discard(mine["token"])


def _busy(client: Client) -> StoreBusy:
    return StoreBusy(f"một lượt nạp khác đang chạy vào kho từ xa {client.name}: hãy chờ nó xong")


def _alive(claim: dict[str, Any]) -> bool:
    """Whether the load that made this claim may still be running."""
    if claim["host"] == socket.gethostname():
        try:
            os.kill(int(claim["pid"]), 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        # A load of this very process that failed may have left its claim, where the endpoint was out of reach.
        return int(claim["pid"]) != os.getpid() or claim["token"] in _RUNNING
    return (datetime.now(UTC) - datetime.fromisoformat(claim["at"])).total_seconds() < _DEAD_AFTER


def _write(client: Client, number: int, statements: Iterable[Quad]) -> int:
    """Write a generation's graphs and see that they arrived; how many quads there are."""
    graphs: dict[str, set[tuple[str, str, str]]] = {}
    for quad in statements:
        if BlankNode in (type(quad.subject), type(quad.object)) or not isinstance(quad.graph_name, NamedNode):
            raise ValueError("the graph has no blank nodes, and a piece that is sent twice must not double")
        triple = (str(quad.subject), str(quad.predicate), str(quad.object))
        graphs.setdefault(quad.graph_name.value, set()).add(triple)
    # A graph's name is a node of the data too (its source file): both are called the same, so that they join.
    own = {f"<{name}>": f"<{whole(number)}{name}>" for name in graphs}
    lines = {
        name: sorted(f"{own.get(s, s)} {p} {own.get(o, o)} .\n" for s, p, o in triples)
        for name, triples in sorted(graphs.items())
    }
    _fill(client, names_graph(number), [f"<{whole(number)}> <{HOLDS}> <{name}> .\n" for name in lines])
    for name, some in lines.items():
        _fill(client, whole(number) + name, some)
    everything = sorted(set().union(*lines.values()))
    _fill(client, whole(number), everything)
    arrived = counted(client, whole(number))
    if arrived != len(everything):
        raise RemoteTrouble(
            f"kho từ xa {client.name} chỉ giữ {arrived} trong {len(everything)} bộ ba đã gửi: đồ thị cũ vẫn được dùng"
        )
    return sum(map(len, lines.values()))


def _fill(client: Client, graph: str, lines: Sequence[str]) -> None:
    """Send the triples of a graph: whole where the endpoint takes graphs, else by updates."""
    if client.takes_graphs:
        for number, piece in enumerate(_pieces(lines, _PIECE)):
            send = client.add if number else client.put
            send(graph, "".join(piece).encode())
        return
    for piece in _pieces(lines, _UPDATE):
        client.update(f"INSERT DATA {{ GRAPH <{graph}> {{\n{''.join(piece)}}} }}", repeatable=True)


def _pieces(lines: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (lines[start : start + size] for start in range(0, len(lines), size))


def _note(client: Client, which: str, described: dict[str, Any]) -> None:
    client.update(f"INSERT DATA {{ GRAPH <{REGISTER}> {{ {_line(which, described)} }} }}", repeatable=True)


def _forget(client: Client, which: str, described: dict[str, Any]) -> None:
    client.update(f"DELETE DATA {{ GRAPH <{REGISTER}> {{ {_line(which, described)} }} }}", repeatable=True)


def _line(which: str, described: dict[str, Any]) -> str:
    return f"<{REGISTER}> <{which}> {Literal(json.dumps(described, sort_keys=True))}"


def _sweep(client: Client, grace: float) -> None:
    """Remove the generations that nobody reads: replaced longer ago than the grace, and not the last replaced."""
    known = generations(client)
    for one, successor in list(pairwise(known))[:-1]:
        age = (datetime.now(UTC) - datetime.fromisoformat(successor["loaded"])).total_seconds()
        if age >= grace:
            # Its graphs first: were this killed halfway, the register still says what is to be removed.
            _remove(client, int(one["generation"]))
            _forget(client, HOLDS, one)


def _remove(client: Client, number: int) -> None:
    graphs = [whole(number) + name for name in graph_names(client, number)]
    for some in _pieces([*graphs, whole(number), names_graph(number)], _DROPS):
        client.update(" ;\n".join(f"DROP SILENT GRAPH <{graph}>" for graph in some), repeatable=True)
