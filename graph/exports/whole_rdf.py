"""The whole graph in an RDF format, written as it is read: the same bytes as sorted in memory, in little of it.

Formats with named graphs need no more than one graph at a time, for a graph's name comes first in the order. In
those without, all graphs are one: their triples are sorted together, on disk where they are many.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import IO, Final, cast

import pyoxigraph
from pyoxigraph import Quad, RdfFormat

from graph.exports.heading import with_head
from graph.exports.rdf import without_controls
from graph.exports.sorting import SortedLines
from graph.store.base import Store
from graph.store.engine import with_sorted_prefixes
from graph.vocabulary import PREFIXES

_AT_ONCE: Final = 500  # lines written together, some 128 KiB
_PLAIN: Final = (RdfFormat.N_QUADS, RdfFormat.N_TRIPLES)


def merged(store: Store, format: RdfFormat) -> SortedLines:
    """The triples of all graphs as they are sorted for a format without named graphs; to be closed. Raises
    SpoolFull."""
    found = SortedLines()
    try:
        quads = store.quads()
        for quad in map(without_controls, quads) if format == RdfFormat.RDF_XML else quads:
            found.add(f"{quad.triple}\n".encode())
    except BaseException:
        found.close()
        raise
    return found


def by_graph(store: Store) -> Iterator[bytes]:
    """Every statement as a line of N-Quads, by graph, subject, predicate and object. Raises SpoolFull."""
    for name, quads in store.by_graph():
        ending = f" {name} .\n".encode() if name.startswith("<") else b" .\n"
        with SortedLines() as lines:
            for quad in quads:
                lines.add(f"{quad.triple}\n".encode())
            for line in lines:
                yield line[:-1] + ending


def write(lines: Iterable[bytes], format: RdfFormat, out: IO[bytes], head: Callable[[bytes], bytes]) -> None:
    """Statements (`by_graph`, or `merged` for a format without named graphs) in a format, in the order given.

    `head` may change the first few kilobytes.
    """
    if not format.supports_datasets:
        lines = (line[:-1] + b" .\n" for line in lines)
    with_head(out, lambda data: head(with_sorted_prefixes(data)), lambda headed: _write(lines, format, headed))


def _write(lines: Iterable[bytes], format: RdfFormat, out: IO[bytes]) -> None:
    if format in _PLAIN:
        left = iter(lines)
        while some := b"".join(islice(left, _AT_ONCE)):
            out.write(some)
        return
    quads = pyoxigraph.parse(cast("IO[bytes]", _Read(lines)), format=RdfFormat.N_QUADS)
    statements = quads if format.supports_datasets else (quad.triple for quad in quads)
    pyoxigraph.serialize(cast("Iterable[Quad]", statements), out, format=format, prefixes=PREFIXES)


class _Read(io.RawIOBase):
    """Lines as a file."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = iter(lines)
        self._left = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """As many bytes, fewer at the end alone."""
        parts, length = [self._left], len(self._left)
        for line in self._lines:
            parts.append(line)
            length += len(line)
            if 0 <= size <= length:
                break
        data = b"".join(parts)
        cut = len(data) if size < 0 else size
        self._left = data[cut:]
        return data[:cut]
