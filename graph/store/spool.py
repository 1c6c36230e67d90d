"""Lines set aside by kind, each once: what does not fit in memory waits in temporary files.

A load into a remote store needs a graph's triples together and the union of all graphs without doubles. Held as
Python sets, ten million triples took more than 10 GB; here memory holds one bucket of them at a time.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import Final, Self
from zlib import crc32

from graph.store.errors import StoreUnusable

_BUCKETS: Final = 64  # of ten million triples, each has some 40 MB
_IN_MEMORY: Final = 1 << 18  # bytes of a bucket before it becomes a file: small loads write none


class Spool:
    """Lines in buckets; equal kinds share a bucket. Gone when closed."""

    def __init__(self) -> None:
        with contextlib.ExitStack() as opened:
            self._buckets = [
                opened.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY)) for _ in range(_BUCKETS)
            ]  # fmt: skip
            self._opened = opened.pop_all()

    def add(self, kind: bytes, line: bytes) -> None:
        """Keep a line, which ends in its only line break. Raises StoreUnusable where the disk is full."""
        try:
            # Not `hash`: another one in each process, and what is sent should come in the same order each time.
            self._buckets[crc32(kind) % _BUCKETS].write(line)
        except OSError as error:
            raise _full(error) from error

    def buckets(self) -> Iterator[list[bytes]]:
        """The lines of each bucket, sorted, each once. Raises StoreUnusable."""
        for bucket in self._buckets:
            try:
                bucket.seek(0)
                lines = sorted(set(bucket))
            except OSError as error:
                raise _full(error) from error
            yield lines

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.close()


def _full(error: OSError) -> StoreUnusable:
    return StoreUnusable(f"không dùng được tệp tạm ở {tempfile.gettempdir()} ({error.strerror})")
