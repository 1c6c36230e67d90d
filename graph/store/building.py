"""A generation's quads into the engine's files, in bounded memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final

import pyoxigraph
from pyoxigraph import RdfFormat

# Characters of N-Quads that the engine is given at once (some 170,000 quads): it holds all of a piece while it sorts
# it. Of one endless piece it took a million quads a core, 2 GB; of two with 48 million characters 730 MB.
_PIECE: Final = 36_000_000
_AT_ONCE: Final = 2  # pieces that it sorts side by side, a core each; more would want more memory, not more cores


def build(lines: Iterable[str], path: Path) -> int:
    """Make a store of lines of N-Quads that were made by `graph.triples`; how many quads it holds."""
    store = pyoxigraph.Store(str(path))

    def load(piece: bytes) -> None:
        store.bulk_load(piece, format=RdfFormat.N_QUADS, lenient=True)

    # The engine lets other threads run: while it sorts some pieces the next is being written.
    with ThreadPoolExecutor(_AT_ONCE) as engine:
        under_way: deque[Future[None]] = deque()
        for piece in _pieces(lines):
            if len(under_way) == _AT_ONCE:
                under_way.popleft().result()
            under_way.append(engine.submit(load, piece))
        for last in under_way:
            last.result()
    # Every lookup of a reader asks each sorted run that the pieces made: at 10 million quads merging them takes 30 s,
    # after which questions are four to six times faster. Where there is one run it takes 0.05 s and changes nothing.
    store.optimize()
    store.flush()
    return len(store)


def _pieces(lines: Iterable[str]) -> Iterator[bytes]:
    some: list[str] = []
    length = 0
    for line in lines:
        some.append(line)
        length += len(line)
        if length > _PIECE:
            yield "".join(some).encode()
            some, length = [], 0
    if some:
        yield "".join(some).encode()
