"""RTF as a stream of tokens. The grammar is small: groups, control words, control symbols, text."""

from __future__ import annotations

import re
from collections.abc import Iterator

OPEN, CLOSE, WORD, SYMBOL, BYTE, TEXT = range(6)
# kind, the word or symbol or bytes, and a number: a word's parameter, a byte's value, where a group has ended
Token = tuple[int, bytes, int | None]

_TOKEN = re.compile(
    rb"""
      (?P<text>[^\\{}\r\n\x00]+)
    | \\(?P<word>[A-Za-z]{1,32})(?P<parameter>-?\d{1,10})?\x20?
    | \\'(?P<byte>[0-9A-Fa-f]{2})
    | (?P<open>\{)
    | (?P<close>\})
    | \\(?P<symbol>[^A-Za-z\r\n])
    | (?P<paragraph>\\\r?\n|\\\r)
    | (?P<nothing>[\r\n\x00]+|\\)
    """,
    re.VERBOSE | re.S,
)
_PLACES = {name: k for k, name in enumerate(("text", "word", "parameter", "byte", "open", "close", "symbol"), start=1)}


def tokens(data: bytes) -> Iterator[Token]:
    r"""The tokens of a file in order; the bytes that `\binN` announces are passed over.

    >>> [t for t in tokens(rb"{\b0 a\'e2}")]
    [(0, b'', None), (2, b'b', 0), (5, b'a', None), (4, b'', 226), (1, b'', 11)]
    """
    at, end = 0, len(data)
    text, word, parameter, byte, opening, closing, symbol = _PLACES.values()
    while at < end:
        match = _TOKEN.match(data, at)
        if match is None:  # no byte is left out by the alternatives; an empty file has none
            return
        at = match.end()
        kind = match.lastindex
        if kind == text:
            yield TEXT, match[text], None
        elif kind in (word, parameter):
            number = int(match[parameter]) if match[parameter] else None
            if match[word] == b"bin":
                at += max(0, number or 0)
            else:
                yield WORD, match[word], number
        elif kind == byte:
            yield BYTE, b"", int(match[byte], 16)
        elif kind == opening:
            yield OPEN, b"", None
        elif kind == closing:
            yield CLOSE, b"", at
        elif kind == symbol:
            yield SYMBOL, match[symbol], None
        elif match["paragraph"] is not None:
            yield WORD, b"par", None
