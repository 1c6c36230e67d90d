"""How large a picture says that it is, from its head alone: what is too large is never unpacked."""

from __future__ import annotations

import struct
from collections.abc import Callable

_MOST_PAGES = 3_000
_NO_SIZE = frozenset((0x01, *range(0xD0, 0xDA)))  # marks of a JPEG without a length
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
Size = tuple[int, int]


def sizes(data: bytes, media_type: str) -> list[Size]:
    """Width and height in pixels of each page of a picture; empty where its head is damaged."""
    reader = _READERS.get(media_type)
    if reader is None:
        return []
    try:
        return [(w, h) for w, h in reader(data) if w > 0 and h > 0]
    except (struct.error, IndexError):
        return []


def _png(data: bytes) -> list[Size]:
    return [struct.unpack_from(">II", data, 16)]


def _gif(data: bytes) -> list[Size]:
    return [struct.unpack_from("<HH", data, 6)]


def _bmp(data: bytes) -> list[Size]:
    if struct.unpack_from("<I", data, 14)[0] == 12:
        return [struct.unpack_from("<HH", data, 18)]
    width, height = struct.unpack_from("<ii", data, 18)
    return [(width, abs(height))]  # below 0: from the top down


def _webp(data: bytes) -> list[Size]:
    kind = data[12:16]
    if kind == b"VP8X":
        return [(1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little"))]
    if kind == b"VP8L":
        bits = struct.unpack_from("<I", data, 21)[0]
        return [(1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))]
    width, height = struct.unpack_from("<HH", data, 26)
    return [(width & 0x3FFF, height & 0x3FFF)]


def _jpeg(data: bytes) -> list[Size]:
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            return []
        mark = data[at + 1]
        if mark == 0xFF or mark in _NO_SIZE:
            at += 1 if mark == 0xFF else 2
        elif mark in _FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return [(width, height)]
        else:
            at += 2 + max(2, struct.unpack_from(">H", data, at + 2)[0])
    return []


def _tiff(data: bytes) -> list[Size]:
    order = "<" if data[:2] == b"II" else ">"
    big = data[2:4] in (b"+\x00", b"\x00+")  # BigTIFF
    count, field, place, first = ("Q", 20, "Q", 8) if big else ("H", 12, "I", 4)
    out: list[Size] = []
    seen: set[int] = set()
    at = struct.unpack_from(order + place, data, first)[0]
    while at and at not in seen and len(out) < _MOST_PAGES:
        seen.add(at)
        fields = struct.unpack_from(order + count, data, at)[0]
        start = at + struct.calcsize(count)
        found = {256: 0, 257: 0}
        for k in range(min(fields, 4_096)):
            tag, kind = struct.unpack_from(order + "HH", data, start + k * field)
            if tag in found:
                value = start + k * field + (12 if big else 8)
                found[tag] = struct.unpack_from(order + {3: "H", 16: "Q"}.get(kind, "I"), data, value)[0]
        out.append((found[256], found[257]))
        at = struct.unpack_from(order + place, data, start + fields * field)[0]
    return out


_READERS: dict[str, Callable[[bytes], list[Size]]] = {
    "image/png": _png,
    "image/gif": _gif,
    "image/bmp": _bmp,
    "image/webp": _webp,
    "image/jpeg": _jpeg,
    "image/tiff": _tiff,
}
