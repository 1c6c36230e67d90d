"""What the corpus knows of one thing: evidence of all files, counted by key, folded to a small dossier.

A file's evidence is a count of (key, what is said). Counts add up whatever the order of files, and can be taken back
when a file goes; a dossier is a pure function of them. So a corpus that grew file by file, and lost some on the way,
knows exactly what it would know if it had been read at once.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

import msgspec

from ingest.resolve import dated, plenums
from ingest.resolve.clusters import Cluster
from ingest.resolve.known import Series
from ingest.resolve.registered import series_of

Parts = tuple[str, ...]
Evidence = Counter[tuple[bytes, bytes]]  # (key, what is said of it): how often

# Kinds of evidence, the first letter of a key.
TYPES = "T"  # symbol: the types that are written for it
SERIES = "S"  # body, type, number: days, held texts, undated mentions
WORDS = "W"  # body, type, number: words of titles, by day
BEFORE = "X"  # body, type, number: words before dated mentions that give no title, by day
DAYS = "D"  # the slug of a law's name, or the series of what has a name: days and years written for it
PLENUM = "P"  # body, type, plenum: titles of its resolutions
BESIDE = "B"  # body, type, number, IRI: instruments of that series that are cited beside that one
NAMED = "N"  # a law's name as it is spelt: the instruments that are cited with it and a number
SPELT = "M"  # the slug of a law's name: the names that have these letters
CITED = "C"  # type, number: what is cited by them, where an import has instruments of that number

# Each has a dossier of that letter. Further ones say less, so that what a text more says of a law that everybody
# cites concerns those few who ask for just that.
OF_DAY = "Z"  # body, type, number, and `d` or `o` with a day: what a mention or a held text with that day is of
CONTESTED = "Q"  # body, type, number: is there more than one?
DISPUTED = "Y"  # body, type, number: those for which several days are written, with the sentence that says so
BORNE = "E"  # a law's name as it is spelt: is anything cited with it and a number?

_OF_SERIES = 3  # parts of a series; what a key has beyond them says which of its dossiers it is
_DIGEST = 12  # bytes: with 10^8 keys two agree with a chance of 10^-13
KEY = 1 + _DIGEST  # bytes of a key of evidence

encode = msgspec.msgpack.Encoder().encode
decode = msgspec.msgpack.Decoder(list[Any]).decode


def key_of(kind: str, parts: Parts) -> bytes:
    """The key of a thing under one kind of evidence, or of its dossier. Those of one thing differ in the first byte
    alone; a dossier for one day of a series has its day at the end."""
    if kind == OF_DAY:
        return kind.encode() + _digest(parts[:_OF_SERIES]) + parts[_OF_SERIES].encode()
    return kind.encode() + _digest(parts)


def _digest(parts: Parts) -> bytes:
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=_DIGEST).digest()


class Look(Protocol):
    """Dossiers of the corpus, as a file asks for them."""

    def __call__(self, kind: str, parts: Parts) -> Any:
        """The dossier of a thing: of the type that `FOLDS` says, empty where nobody speaks of it."""


Fold = Callable[[Parts, dated.Rows], Any]


@dataclass(frozen=True, slots=True)
class Folding:
    """How a dossier is made: from evidence of the kinds `of`, all of one thing."""

    of: str
    fold: Fold
    decoder: msgspec.msgpack.Decoder[Any]


def _series(parts: Parts) -> Series:
    return (parts[0], parts[1], parts[2])


def _folded(parts: Parts, rows: dated.Rows) -> dated.Folded:
    return dated.fold_series(_series(parts), rows, series_of(_series(parts)))


def _fold_series(parts: Parts, rows: dated.Rows) -> list[Cluster]:
    return _folded(parts, rows).found


def _fold_words(parts: Parts, rows: dated.Rows) -> dict[str, list[str]]:
    return dated.fold_words(_folded(parts, rows), rows, series_of(_series(parts)))


def _fold_of_day(parts: Parts, rows: dated.Rows) -> list[Cluster]:
    found, mark, day = _folded(parts, rows), parts[_OF_SERIES][0], parts[_OF_SERIES][1:]
    return [one.brief() for one in (found.of_text(day) if mark == "o" else found.of_day(day))]


def _fold_clusters(kind: str) -> Fold:
    def fold(_: Parts, rows: dated.Rows) -> list[Cluster]:
        found = {msgspec.convert(said[0], Cluster) for said, _ in rows(kind)}
        return sorted(found, key=lambda c: (c.iri, c.known is None))

    return fold


def _fold_cited(_: Parts, rows: dated.Rows) -> list[tuple[str | None, Cluster]]:
    found = {(said[0], msgspec.convert(said[1], Cluster)) for said, _ in rows(CITED)}
    return sorted(found, key=lambda one: (one[1].iri, one[0] or ""))


def _fold_plain(kind: str) -> Fold:
    return lambda _, rows: sorted(said[0] for said, _ in rows(kind))


def _folding(of: str, fold: Fold, type_: Any) -> Folding:
    return Folding(of, fold, msgspec.msgpack.Decoder(type_))


_SERIES = SERIES + WORDS + BEFORE
FOLDS: dict[str, Folding] = {
    TYPES: _folding(TYPES, _fold_plain(TYPES), list[str]),
    SERIES: _folding(_SERIES, _fold_series, list[Cluster]),
    OF_DAY: _folding(_SERIES, _fold_of_day, list[Cluster]),
    CONTESTED: _folding(_SERIES, lambda parts, rows: len(_folded(parts, rows).found) > 1, bool),
    DISPUTED: _folding(_SERIES, lambda parts, rows: _folded(parts, rows).disputes(), list[tuple[str, str]]),
    WORDS: _folding(_SERIES, _fold_words, dict[str, list[str]]),
    DAYS: _folding(DAYS, _fold_plain(DAYS), list[str]),
    PLENUM: _folding(PLENUM, lambda parts, rows: plenums.fold(_series(parts), rows(PLENUM)), list[plenums.Home]),
    BESIDE: _folding(BESIDE, _fold_plain(BESIDE), list[str]),
    BORNE: _folding(NAMED, lambda _, rows: any(True for _ in rows(NAMED)), bool),
    NAMED: _folding(NAMED, _fold_clusters(NAMED), list[Cluster]),
    SPELT: _folding(SPELT, _fold_plain(SPELT), list[str]),
    CITED: _folding(CITED, _fold_cited, list[tuple[str | None, Cluster]]),
}


@cache
def concerned(kind: str) -> str:
    """The kinds of dossier that evidence of this kind goes into."""
    return "".join(name for name, folding in FOLDS.items() if kind in folding.of)
