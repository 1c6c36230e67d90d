"""The first bytes of a file, changed on their way: what stands there depends on what only a whole file would tell."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import IO, Final, cast

_HEAD: Final = 16 * 1024  # bytes; the declarations of all prefixes are 2 KiB


def with_head(out: IO[bytes], mended: Callable[[bytes], bytes], write: Callable[[IO[bytes]], object]) -> None:
    """Let `write` write to `out`, what it writes first being what `mended` makes of it.

    That is some kilobytes, or all of a shorter file.
    """
    head = _Head(out, mended)
    write(cast("IO[bytes]", head))
    head.end()


class _Head(io.RawIOBase):
    def __init__(self, out: IO[bytes], mended: Callable[[bytes], bytes]) -> None:
        self._out, self._mended = out, mended
        self._held: bytearray | None = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        if self._held is None:
            self._out.write(data)
        else:
            self._held += data
            if len(self._held) >= _HEAD:
                self.end()
        return len(data)

    def end(self) -> None:
        """Nothing more is held back."""
        if self._held is not None:
            self._out.write(self._mended(bytes(self._held)))
            self._held = None
