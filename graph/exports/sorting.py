"""Lines in order, however many: what does not fit in memory waits in temporary files.

A whole graph sorted in memory took 2.4 GB at 1.6 million statements; here memory holds one run of them.
"""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterator
from itertools import groupby
from typing import IO, Final, Self

from graph.exports.failures import SpoolFull

RUN: Final = 32 * 2**20  # bytes of lines that are sorted in memory at once; Python holds them in half as much again
SPOOL: Final = 8 * 2**30  # bytes of temporary files that one export may take: some thirty million statements
_BUFFER: Final = 64 * 1024  # bytes read ahead of each run: 256 runs fill the spool, and 16 MiB so


class SortedLines:
    """A set of lines that comes out sorted, as bytes; each ends in its only line break. Gone when closed."""

    def __init__(self, most: int = SPOOL, run: int = RUN) -> None:
        self._most, self._run = most, run
        self._lines: list[bytes] = []
        self._held = self._spooled = 0
        self._files: list[IO[bytes]] = []

    def add(self, line: bytes) -> None:
        """Keep a line. Raises SpoolFull where there are more than the temporary files may hold or the disk takes."""
        self._lines.append(line)
        self._held += len(line)
        if self._held >= self._run:
            self._spill()

    def __iter__(self) -> Iterator[bytes]:
        """The lines, sorted, each once; to be read once."""
        self._lines.sort()
        runs: list[Iterator[bytes]] = [iter(self._lines)]
        for file in self._files:
            file.seek(0)
            runs.append(iter(file))
        ordered = heapq.merge(*runs) if self._files else runs[0]
        for line, _ in groupby(ordered):
            yield line

    def _spill(self) -> None:
        self._spooled += self._held
        if self._spooled > self._most:
            raise SpoolFull(self._most)
        self._lines.sort()
        try:
            # Without a name in any folder: nothing is left behind, whatever ends this process.
            file = tempfile.TemporaryFile(buffering=_BUFFER)  # noqa: SIM115 - closed with the others
            self._files.append(file)
            file.writelines(self._lines)
            file.flush()
        except OSError as error:
            raise SpoolFull(self._most, error) from error
        self._lines, self._held = [], 0

    def close(self) -> None:
        """Let the files go."""
        for file in self._files:
            file.close()
        self._files, self._lines = [], []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
