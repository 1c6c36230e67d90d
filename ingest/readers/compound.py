"""OLE compound files, as far as one must look to know what is in them: names, and the head of a stream.

After [MS-CFB]. Everything is bounded by the size of the file; a damaged one is looked through for
the names themselves, because LibreOffice and antiword often still read it.
"""

from __future__ import annotations

import struct

_HEADER = 512
_ENTRY = 128
_END = 0xFFFFFFFA  # this number of a sector and those above it are marks, not sectors
_FREE = 0xFFFFFFFF
_SECTORS = 4_096  # of the directory: 64 thousand names in the smallest sectors


def entries(data: bytes) -> dict[str, tuple[int, int]]:
    """The names in a compound file, each with the offset of its first sector and its size in bytes.

    The offset is right for streams of 4,096 bytes or more; smaller ones live in another stream.
    """
    try:
        return _directory(data)
    except (struct.error, IndexError):
        return {}


def says(data: bytes, name: str) -> bool:
    """Whether a damaged file holds this name where its directory must have been."""
    return name.encode("utf-16-le") in data


def _directory(data: bytes) -> dict[str, tuple[int, int]]:
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in (9, 12):
        return {}
    size = 1 << shift
    found: dict[str, tuple[int, int]] = {}
    for sector in _chain(data, size, struct.unpack_from("<I", data, 48)[0]):
        at = (sector + 1) * size
        for entry in range(at, min(at + size, len(data) - _ENTRY + 1), _ENTRY):
            length = struct.unpack_from("<H", data, entry + 64)[0]
            if 2 < length <= 64:
                name = data[entry : entry + length - 2].decode("utf-16-le", "replace")
                start, count = struct.unpack_from("<II", data, entry + 116)
                found.setdefault(name, ((start + 1) * size, count))
    return found


def is_cut(data: bytes) -> bool:
    """Whether sectors that the file's tables tell of are missing at its end."""
    try:
        size = 1 << struct.unpack_from("<H", data, 30)[0]
        if size not in (512, 4096):
            return False
        for number, table in enumerate(_tables(data, size)):
            if table >= _END:
                continue
            used = struct.unpack_from(f"<{size // 4}I", data, (table + 1) * size)
            last = max((k for k, mark in enumerate(used) if mark != _FREE), default=-1)
            if last >= 0 and (number * (size // 4) + last + 1) * size >= len(data):
                return True
    except struct.error:
        return True
    return False


def _tables(data: bytes, size: int) -> list[int]:
    """The sectors of the table of sectors; the places of those beyond the 109th are told in sectors of their own."""
    tables = list(struct.unpack_from("<109I", data, 76))
    extra = struct.unpack_from("<I", data, 68)[0]
    for _ in range(_SECTORS):  # in files over 7 MB
        if extra >= _END or (extra + 2) * size > len(data):
            break
        more = struct.unpack_from(f"<{size // 4}I", data, (extra + 1) * size)
        tables += more[:-1]
        extra = more[-1]
    return tables


def _chain(data: bytes, size: int, sector: int) -> list[int]:
    """The sectors of a stream in order, ending at the first that comes twice or is outside the file."""
    tables = _tables(data, size)
    chain: dict[int, None] = {}
    while sector < _END and sector not in chain and (sector + 1) * size < len(data) and len(chain) < _SECTORS:
        chain[sector] = None
        table, place = divmod(sector, size // 4)
        sector = struct.unpack_from("<I", data, (tables[table] + 1) * size + 4 * place)[0]
    return list(chain)
