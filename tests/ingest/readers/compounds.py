"""OLE compound files small enough to be read by eye: a header, one table, a directory, one stream."""

from __future__ import annotations

import struct

FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(*names: str, stream: bytes = b"") -> bytes:
    """A compound file with these names; the last one holds `stream`, the others nothing."""
    stream = stream.ljust(4096, b"\x00")
    sectors = len(stream) // 512
    directory = b"".join(
        _entry(name, 5 if k == 0 else 2, 2, len(stream)) for k, name in enumerate(("Root Entry", *names))
    )
    directory = directory.ljust(-(-len(directory) // 512) * 512, b"\x00")
    blocks = len(directory) // 512
    chain = [TABLE, *([END] * 1), *range(3, 2 + sectors), END]
    first = 2 + sectors  # where the directory stands
    chain += [*range(first + 1, first + blocks), END]
    table = struct.pack("<128I", *(chain + [FREE] * (128 - len(chain))))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, first, 0, 4096, END, 0, END, 0)
    header += struct.pack("<109I", 0, *([FREE] * 108))
    return header + table + bytes(512) + stream + directory


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    said = name.encode("utf-16-le") + b"\x00\x00"
    out = said.ljust(64, b"\x00") + struct.pack("<HBB", len(said), kind, 1) + struct.pack("<III", FREE, FREE, FREE)
    return out + bytes(16) + bytes(4) + bytes(16) + struct.pack("<IQ", start, size)
