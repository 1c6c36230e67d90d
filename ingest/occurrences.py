"""Where a word stands in a text: what patterns are tried at, where trying them everywhere takes too long."""

from __future__ import annotations

from collections.abc import Iterator


def occurrences(text: str, word: str) -> Iterator[int]:
    """Where a word stands, at the speed of a substring search.

    >>> list(occurrences("quý I, quý II", "quý"))
    [0, 7]
    """
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def places(text: str, letters: str) -> list[int]:
    """Where any of some rare letters stands, rising: a search for each is ten times as fast as a pattern for them all.

    >>> places("từ “a” thành «b»", "“«")
    [3, 13]
    """
    return sorted(at for letter in letters for at in occurrences(text, letter))
