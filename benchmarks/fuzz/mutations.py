"""Damage to bytes: what disks, mails and senders do to a file, and what somebody who means harm does.

A mutant depends on its format, its number and the seed of the run alone, so each can be made again.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from benchmarks.fuzz import structured

MOST = 4 * 1024 * 1024  # bytes of a mutant: what is larger takes time and shows nothing that 4 MB do not
_NUMBER = re.compile(rb"\d+")
_MAGIC = (
    *(b"PK\x03\x04", b"%PDF-1.7\n", b"{\\rtf1", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<!DOCTYPE html>"),
    *(b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"II*\x00", b"MM\x00*", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"),
    *(b"From: a\nTo: b\nDate: c\n\n", b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n"),
    *(b"<?xml version='1.0'?>", b"Rar!\x1a\x07\x00", b"7z\xbc\xaf'\x1c"),
)
_INTEGERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0xFFFFFFFE)

Mutation = Callable[[bytes, random.Random, str], bytes]
_TEXTS = frozenset(("html", "md", "txt", "rtf", "eml", "xml", "pdf"))
_ZIPS = frozenset(("docx", "odt", "zip"))


def mutant(kind: str, seeds: Sequence[bytes], number: int, seed: int) -> bytes:
    """The mutant of that number. Number 0 is always a seed as it is: the run itself must work."""
    chance = random.Random(f"{seed}:{kind}:{number}")
    data = seeds[number % len(seeds)]
    if number < len(seeds):
        return data
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 5))):
        data = mutated(data, kind, chance, seeds)
    return data[:MOST]


def mutated(data: bytes, kind: str, chance: random.Random, others: Sequence[bytes] = ()) -> bytes:
    """The bytes with one damage more, of a kind that fits the format."""
    if kind in _ZIPS and chance.random() < 0.75:
        return structured.in_zip(data, chance, mutated)
    if kind in ("pdf", "eml", "html") and chance.random() < 0.3:
        return structured.in_packed(data, kind, chance, mutated)
    if kind == "xml" and chance.random() < 0.8:
        return structured.in_tree(data, chance, _values())
    if others and chance.random() < 0.06:
        return _spliced(data, chance.choice(others), chance)
    return chance.choice(_BYTES + (_TEXTUAL * 2 if kind in _TEXTS else ()))(data, chance, kind)


@cache
def _tokens() -> Mapping[str, tuple[bytes, ...]]:
    table: dict[str, list[str]] = json.loads((Path(__file__).parent / "tokens.json").read_text(encoding="utf-8"))
    return {kind: tuple(t.encode("utf-8", "surrogatepass") for t in found) for kind, found in table.items()}


@cache
def _values() -> tuple[str, ...]:
    return tuple(token.decode() for token in _tokens()["values"])


def _at(data: bytes, chance: random.Random) -> int:
    return chance.randrange(len(data) + 1)


def _piece(data: bytes, chance: random.Random, most: int = 4_096) -> tuple[int, int]:
    start = _at(data, chance)
    return start, min(len(data), start + int(most ** chance.random()))


def _flipped(data: bytes, chance: random.Random, kind: str) -> bytes:
    out = bytearray(data)
    for _ in range(int(64 ** chance.random())):
        if out:
            out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
    return bytes(out)


def _noise(data: bytes, chance: random.Random, kind: str) -> bytes:
    a, b = _piece(data, chance)
    return data[:a] + chance.randbytes(b - a) + data[b:]


def _cut(data: bytes, chance: random.Random, kind: str) -> bytes:
    return data[: _at(data, chance)]


def _beheaded(data: bytes, chance: random.Random, kind: str) -> bytes:
    return data[int(len(data) ** chance.random()) :]


def _removed(data: bytes, chance: random.Random, kind: str) -> bytes:
    a, b = _piece(data, chance)
    return data[:a] + data[b:]


def _repeated(data: bytes, chance: random.Random, kind: str) -> bytes:
    a, b = _piece(data, chance)
    times = int(2_000 ** (chance.random() ** 2)) + 1
    return data[:a] + data[a:b] * min(times, 1 + MOST // max(1, b - a) // 4) + data[b:]


def _swapped(data: bytes, chance: random.Random, kind: str) -> bytes:
    (a, b), (c, d) = sorted((_piece(data, chance), _piece(data, chance)))
    return data if c < b else data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def _integer(data: bytes, chance: random.Random, kind: str) -> bytes:
    """A length or an offset that is another: extremes, in 1, 2 or 4 bytes of either order."""
    size = chance.choice((1, 2, 4))
    value = (chance.choice(_INTEGERS) & ((1 << 8 * size) - 1)).to_bytes(size, chance.choice(("little", "big")))
    at = min(_at(data, chance), chance.choice((64, 600, len(data))))
    return data[:at] + value + data[at + size :]


def _magic(data: bytes, chance: random.Random, kind: str) -> bytes:
    mark = chance.choice(_MAGIC)
    return mark + data[len(mark) * chance.randrange(2) :]


def _spliced(data: bytes, other: bytes, chance: random.Random) -> bytes:
    a, b = _piece(other, chance, max(2, len(other)))
    c, d = _piece(data, chance)
    return data[:c] + other[a:b] + data[d:]


def _digits(data: bytes, chance: random.Random, kind: str) -> bytes:
    """Numbers that are others: zero, huge, of other scripts, of more digits than Python turns into a number."""
    found = list(_NUMBER.finditer(data))
    if not found:
        return data
    for number in sorted(chance.sample(found, min(len(found), int(8 ** chance.random()))), key=lambda f: -f.start()):
        value = chance.choice((*_tokens()["numbers"], b"9" * 5_000))
        data = data[: number.start()] + value + data[number.end() :]
    return data


def _token(data: bytes, chance: random.Random, kind: str) -> bytes:
    """Words that mean something to the reader, where they should not stand, and very often."""
    own = _tokens().get("txt" if kind == "md" else kind, ())
    for _ in range(int(6 ** chance.random())):
        token = chance.choice(own if own and chance.random() < 0.7 else _tokens()["any"])
        at = _at(data, chance)
        data = data[:at] + token * int(20_000 ** (chance.random() ** 4)) + data[at:]
        if len(data) > MOST:
            break
    return data


def _lines(data: bytes, chance: random.Random, kind: str) -> bytes:
    """Lines in another order, or said again."""
    lines = data.split(b"\n")
    a, b = sorted((chance.randrange(len(lines)), chance.randrange(len(lines))))
    part = lines[a : b + 1]
    chance.shuffle(part)
    return b"\n".join(lines[:a] + part * chance.choice((1, 1, 2, 20)) + lines[b + 1 :])[:MOST]


def _turned(data: bytes, chance: random.Random, kind: str) -> bytes:
    """The same words in another encoding than the file says."""
    return data.decode("utf-8", "replace").encode(
        chance.choice(("utf-16", "utf-16-be", "utf-32", "utf-7", "cp1258", "utf-8-sig")), "ignore"
    )


_BYTES: tuple[Mutation, ...] = (
    _flipped, _noise, _cut, _beheaded, _removed, _repeated, _swapped, _integer, _magic,
)  # fmt: skip
_TEXTUAL: tuple[Mutation, ...] = (_digits, _digits, _token, _token, _token, _lines, _turned)
