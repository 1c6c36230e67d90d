"""The sentence that a piece of evidence stands in, from the text that the store kept, and its address there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from api.pages.evidence import Pieces, cut, marked
from graph.answers.rows import nodes, select
from graph.store.base import Store

Json = dict[str, Any]

MOST_FILES = 40  # of one page: to unpack a file's text takes some milliseconds; beyond, the quote stands alone
_REACH = 600  # characters to look through for the ends of a sentence
_ENDS = re.compile(r"[.;:][ \t]*\n|\n[ \t]*\n")


class Sentences:
    """Of these pieces of evidence. `text_of` gives the text of a file (a row of the documents), None where there is
    none."""

    def __init__(self, store: Store, pieces: Iterable[Json], text_of: Callable[[Json], str | None]) -> None:
        self._text_of = text_of
        self._texts: dict[str, str | None] = {}
        told = {piece["document"] for piece in pieces}
        self._documents: dict[str, list[Json]] = {}
        for row in select(store, "documents", instrument=nodes(told)) if told else ():
            self._documents.setdefault(row["source"], []).append(row)

    def sentence(self, piece: Json) -> Pieces:
        """The quote, marked, in its sentence; the quote alone where the text is not at hand."""
        text = self._text(piece["source"])
        start, end = piece["start"], piece["end"]
        if text is None or text[start:end] != piece["quote"]:
            return [(piece["quote"], True)]
        first, last = around(text, start, end)
        return cut(marked(text[first:last], first, [piece]))

    def address(self, piece: Json) -> str | None:
        """The page of the document at that very place."""
        for row in self._documents.get(piece["source"], ()):
            if row["start"] <= piece["start"] and piece["end"] <= row["end"]:
                number = row["document"].rpartition("/")[2]
                return f"/tai-lieu/{number}?at={piece['start']}-{piece['end']}#at"
        return None

    def _text(self, source: str) -> str | None:
        if source not in self._texts:
            rows = self._documents.get(source)
            known = len(self._texts) < MOST_FILES
            self._texts[source] = self._text_of(rows[0]) if rows and known else None
        return self._texts[source]


def around(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of the sentence, or of the item of a list, that a span lies in; lines of a page do not end it.

    >>> text = "Một;\\nbãi bỏ\\nLuật A;\\nBa."
    >>> first, last = around(text, 12, 18)
    >>> text[first:last]
    'bãi bỏ\\nLuật A;'
    """
    low = max(0, start - _REACH)
    first = max((match.end() for match in _ENDS.finditer(text, low, start)), default=low)
    after = _ENDS.search(text, end, min(len(text), end + _REACH))
    last = after.end() if after else min(len(text), end + _REACH)
    span = text[first:last]
    return first + len(span) - len(span.lstrip()), first + len(span.rstrip())
