"""A text with its citations marked, as pieces for a page: nothing here is markup, the page escapes all of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Piece = tuple[str, dict[str, Any] | None]


def pieces(text: str, items: Sequence[dict[str, Any]]) -> list[Piece]:
    """The whole text in order, cut into what is no citation (None) and what is one.

    Of citations that overlap the first is marked; a page lists all of them below.

    >>> pieces("a b c", [{"start": 2, "end": 3}])
    [('a ', None), ('b', {'start': 2, 'end': 3}), (' c', None)]
    """
    found: list[Piece] = []
    at = 0
    for item in items:
        if item["start"] < at:
            continue
        found += [(text[at : item["start"]], None), (text[item["start"] : item["end"]], item)]
        at = item["end"]
    found.append((text[at:], None))
    return [piece for piece in found if piece[0]]
