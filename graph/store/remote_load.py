"""Loading into a remote store: graphs that no reader names, then the one triple that makes them the newest."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import chain, groupby, islice, pairwise
from typing import Any, Final, TypeVar

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from graph.model import Resolved
from graph.review.applied import Applied
from graph.store.embedded import Loaded, about
from graph.store.errors import RemoteTrouble, StoreBusy
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
from graph.store.spool import Spool
from graph.triples import lines
from graph.triples.sheet import parsed
from graph.triples.tally import Tally

# Whole graphs go in pieces of this many triples (some 10 MB); an update in far fewer: Virtuoso refuses some 2,000
# ("generated SQL text has exceeded 10000 lines").
_PIECE: Final = 50_000
_UPDATE: Final = 400
_DROPS: Final = 20  # graphs removed by one request
# A graph larger than this is thinned first: Virtuoso drops some 85,000 triples a second, so that ten million take
# longer than an answer is waited for. Such a piece takes it five seconds.
_DROP_WHOLE: Final = 1_000_000
_THINNED: Final = 100_000
# A load from another machine that says nothing of its end is taken for dead after this time.
_DEAD_AFTER: Final = 3600.0
# Of a description, what is short: it becomes one literal of one triple.
_NOTED: Final = (
    *("format", "files", "documents", "instruments", "citations", "tasks", "problems"),
    *("inputs", "extractors", "copy_of"),
)
_Item = TypeVar("_Item")
_RUNNING: Final[set[str]] = set()  # the tokens of this process's own loads


def load(corpus: Resolved | Applied, client: Client, *, grace: float = GRACE_SECONDS) -> Loaded:
    """Make the corpus the whole graph at an endpoint; raises and leaves as `publish` does."""
    held = corpus.corpus if isinstance(corpus, Applied) else corpus
    with Tally.made() as tally:
        pieces = lines(corpus, tally)
        first = next(pieces, "")  # with the first piece the tally holds all files, which are told of at the end
        statements = (quad for piece in chain([first], pieces) for quad in parsed(piece))
        described = about(tally, 0, 0.0, "") | {"instruments": len(held.instruments)}
        return publish(statements, described, client, grace=grace)


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
        switch(client, number, described, count, round(time.perf_counter() - began, 3))
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


def switch(client: Client, number: int, described: Mapping[str, Any], count: int, seconds: float) -> None:
    """Make a generation whose graphs are all there the newest: the one triple that readers look for."""
    when = datetime.now(UTC).isoformat(timespec="seconds")
    noted = {key: value for key, value in described.items() if key in _NOTED}
    _note(client, HOLDS, noted | {"generation": str(number), "loaded": when, "quads": count, "seconds": seconds})


def named_graphs(number: int, statements: Iterable[Quad]) -> Iterator[tuple[str, list[bytes]]]:
    """The named graphs of a generation as an endpoint holds them, first the one that lists the others: the name of
    each and its triples, a line of N-Triples each. Raises StoreUnusable where there is no room to sort them."""
    with Spool() as spool:
        names = _set_aside(statements, spool)
        # A graph's name is a node of the data too (its source file): both are called the same, so that they join.
        own = {f"<{name}>".encode(): f"<{whole(number)}{name}>".encode() for name in names}
        yield names_graph(number), [f"<{whole(number)}> <{HOLDS}> <{name}> .\n".encode() for name in names]
        for lines in spool.buckets():
            for graph, some in groupby(lines, key=lambda line: line.partition(b" ")[0]):
                yield own[graph][1:-1].decode(), [_renamed(line, own) for line in some]


def _write(client: Client, number: int, statements: Iterable[Quad]) -> int:
    """Write a generation's graphs and see that they arrived; how many quads there are."""
    count = sent = 0
    with Spool() as everything:
        for name, lines in named_graphs(number, statements):
            _fill(client, name, lines)
            if name != names_graph(number):
                count += len(lines)
                for line in lines:
                    everything.add(line, line)

        def union() -> Iterator[bytes]:
            nonlocal sent
            for lines in everything.buckets():
                sent += len(lines)
                yield from lines

        _fill(client, whole(number), union())
    arrived = counted(client, whole(number))
    if arrived != sent:
        raise RemoteTrouble(
            f"kho từ xa {client.name} chỉ giữ {arrived} trong {sent} bộ ba đã gửi: đồ thị cũ vẫn được dùng"
        )
    return count


def _set_aside(statements: Iterable[Quad], spool: Spool) -> list[str]:
    """Put each statement, its graph first, beside those of its graph; the names of the graphs, sorted."""
    names: set[str] = set()
    for quad in statements:
        if BlankNode in (type(quad.subject), type(quad.object)) or not isinstance(quad.graph_name, NamedNode):
            raise ValueError("the graph has no blank nodes, and a piece that is sent twice must not double")
        names.add(quad.graph_name.value)
        graph = str(quad.graph_name).encode()
        spool.add(graph, graph + f" {quad.subject} {quad.predicate} {quad.object} .\n".encode())
    return sorted(names)


def _renamed(line: bytes, own: Mapping[bytes, bytes]) -> bytes:
    """A statement as a triple, in which nodes that are graphs are called as these are. IRIs hold no space."""
    _, s, p, o = line.removesuffix(b" .\n").split(b" ", 3)
    return b" ".join((own.get(s, s), p, own.get(o, o), b".\n"))


def _fill(client: Client, graph: str, lines: Iterable[bytes]) -> None:
    """Send the triples of a graph: whole where the endpoint takes graphs, else by updates."""
    if client.takes_graphs:
        for number, piece in enumerate(_pieces(lines, _PIECE)):
            send = client.add if number else client.put
            send(graph, b"".join(piece))
        return
    for piece in _pieces(lines, _UPDATE):
        triples = b"".join(piece).decode()
        client.update(f"INSERT DATA {{ GRAPH <{graph}> {{\n{triples}}} }}", repeatable=True)


def _pieces(items: Iterable[_Item], size: int) -> Iterator[list[_Item]]:
    rest = iter(items)
    while piece := list(islice(rest, size)):
        yield piece


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
    _thin(client, whole(number))
    graphs = [whole(number) + name for name in graph_names(client, number)]
    for some in _pieces([*graphs, whole(number), names_graph(number)], _DROPS):
        client.update(" ;\n".join(f"DROP SILENT GRAPH <{graph}>" for graph in some), repeatable=True)


def _thin(client: Client, graph: str) -> None:
    """Delete triples of a graph until what is left can be dropped by one request."""
    some = f"{{ SELECT ?s ?p ?o WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} LIMIT {_THINNED} }}"
    left = counted(client, graph)
    while left > _DROP_WHOLE:
        client.update(f"DELETE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} WHERE {{ {some} }}", repeatable=True)
        before, left = left, counted(client, graph)
        if left >= before:  # an engine that takes no such update may still drop it
            return
