"""Where each value that identifies an instrument is said: in its own heading, or by those who cite it.

A text that is held says its number, date, title and issuer itself, near its beginning; of an instrument that is only
cited they are what the citing texts say, and the method of a mention tells which of them stood beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

VALUES = ("type", "symbol", "date", "title", "issuer")
MOST = 3  # pieces of one value: more of the same are in the citations
_HEAD = 6_000  # characters: letterhead, title and legal bases; a title further down is a chapter's
_STATES = {
    "symbol-date-issuer": ("type", "symbol", "date", "issuer"),
    "symbol-date": ("type", "symbol", "date"),
    "symbol-and-year": ("type", "symbol", "date"),
    "symbol-with-year": ("type", "symbol", "date"),
    "name-and-date": ("type", "title", "date"),
    "name-and-year": ("type", "title", "date"),
}
_KEPT = ("source", "start", "end", "quote", "method", "confidence", "citation")
_LEAST = ("type", "symbol")  # of a mention by any other method


def own_words(text: str, document: Json, values: Json) -> dict[str, Json]:
    """Where a held text says each value of its instrument: {value: piece}; what is not found word by word is left out.

    `text` is the file's, `document` lies in it from `start` to `end`.
    """
    start, end = document["start"], min(document["end"], document["start"] + _HEAD)
    found = {}
    for name in VALUES:
        for pattern in _patterns(name, values.get(name)):
            match = pattern.search(text, start, end)
            if match:
                found[name] = {
                    "source": document["source"],
                    "start": match.start(),
                    "end": match.end(),
                    "quote": match[0],
                    "own": True,
                    "method": None,
                    "confidence": None,
                    "citation": None,
                }
                break
    return found


def others_words(cited_by: list[Json]) -> dict[str, list[Json]]:
    """What those who cite an instrument say of each value, the surest first, one piece of each text."""
    pieces = [piece for edge in cited_by for piece in edge["evidence"]]
    pieces.sort(key=lambda piece: (-piece["confidence"], piece["source"], piece["start"]))
    found: dict[str, list[Json]] = {}
    for piece in pieces:
        for name in _STATES.get(piece["method"] or "", _LEAST):
            kept = found.setdefault(name, [])
            if len(kept) < MOST and piece["source"] not in {one["source"] for one in kept}:
                told = {
                    key: piece[key] for key in ("source", "start", "end", "quote", "method", "confidence", "citation")
                }
                kept.append({**told, "own": False})
    return found


def _patterns(name: str, value: str | None) -> Iterator[re.Pattern[str]]:
    """How a text may write a value: other blanks, capitals, a date in words."""
    if not value:
        return
    if name == "date":
        yield from _dates(value)
    elif name == "symbol":
        # Blanks stand inside a number often («19 - CT/TU»), and a zero before it.
        parts = (re.escape(part) for part in re.findall(r"\d+|\w|[^\w\s]", value))
        yield re.compile(r"\b0*" + r"\s*".join(parts), re.IGNORECASE)
    else:
        yield re.compile(r"\b" + r"\s+".join(map(re.escape, value.split())), re.IGNORECASE)


def _dates(value: str) -> Iterator[re.Pattern[str]]:
    year, *rest = value.split("-")
    if len(rest) == 2:
        month, day = (str(int(part)) for part in rest)
        yield re.compile(rf"ngày\s+0?{day}\s+tháng\s+0?{month}\s+năm\s+{year}", re.IGNORECASE)
        yield re.compile(rf"\b0?{day}\s*[/.-]\s*0?{month}\s*[/.-]\s*{year}\b")
    elif not rest:
        yield re.compile(rf"\bnăm\s+{year}\b", re.IGNORECASE)
