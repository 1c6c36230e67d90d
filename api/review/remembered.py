"""The book of decisions, of which only what was added is read again: a page asks for it at every request.

To read 10,000 decisions takes 0.3 s, and each new one would ask for all of them four times.
"""

from __future__ import annotations

import contextlib
import functools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from api.problems import Problem
from api.review.deciding import History
from graph.review import book
from graph.review.decisions import BadDecision, Decision, standing


@dataclass(frozen=True, slots=True)
class Book:
    """All decisions (`history`), those that stand, oldest first, and the IRIs of what they settled."""

    history: History
    standing: Sequence[Decision]
    settled: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Read:
    """How far the book in that file was read, and what stands there."""

    file: int
    length: int
    decisions: tuple[Decision, ...]


_read: dict[Path, _Read] = {}


def book_of(directory: Path) -> Book:
    """The book of a store. Raises Problem where it cannot be read."""
    try:
        state = (directory / book.NAME).stat()
        return _book(directory, state.st_ino, state.st_size)
    except FileNotFoundError:
        return _made(())
    except OSError:
        raise Problem(503, "book-unusable", "Máy chủ không đọc được sổ quyết định.") from None


@functools.lru_cache(maxsize=4)
def _book(directory: Path, file: int, length: int) -> Book:
    """The book as long as it is: lines are only ever added to it."""
    known = _read.get(directory)
    if known is None or known.file != file or known.length > length:
        known = _Read(file, 0, ())
    with (directory / book.NAME).open("rb") as lines:
        lines.seek(known.length)
        fresh = lines.read(length - known.length)
    if fresh and not fresh.endswith(b"\n"):
        # A writer was killed inside its line: the next one ends it, and until then nothing is remembered.
        return _made(book.decisions(directory).decisions)
    found = (*known.decisions, *_parsed(fresh))
    _read[directory] = _Read(file, length, found)
    return _made(found)


def _parsed(lines: bytes) -> Iterator[Decision]:
    for line in lines.split(b"\n"):
        # A damaged line is passed over, as by all who read the book; `danchieu review check` tells of it.
        with contextlib.suppress(ValueError, BadDecision):
            record = json.loads(line)
            if isinstance(record, dict):
                yield Decision.from_json(record)


def _made(decisions: Sequence[Decision]) -> Book:
    alive = standing(decisions)
    settled = {one.target for one in alive if one.kind in ("citation", "task") and one.action != "status"}
    settled |= {str(mention["iri"]) for one in alive for mention in one.value.get("mentions", ())}
    return Book(History(decisions), alive, frozenset(settled))
