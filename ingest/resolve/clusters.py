"""An instrument as mentions find it, and whether two texts speak of one matter."""

from __future__ import annotations

import re

import msgspec

from graph.identity import Key, fold
from ingest.resolve.known import Series

_STOP = frozenset(
    [
        "ve",
        "viec",
        "va",
        "cua",
        "cac",
        "cho",
        "trong",
        "theo",
        "tai",
        "so",
        "ngay",
        "nam",
        "ban",
        "uy",
        "tinh",
        "thuc",
        "hien",
        "mot",
        "tren",
        "dia",
        "ban",
        "giai",
        "doan",
        "den",
        "cong",
        "tac",
    ]
)


class Cluster(msgspec.Struct, frozen=True, array_like=True):
    """One instrument: a series, and the days that texts wrote for it.

    `date` is the day that it has: that of the held text, else the registered one, else the day that most mentions
    write, of equals the earliest. `year` is the earliest of the years that stand for a day, where there is none.
    `held` says that its text is held, `cited` that a mention gives a day, `known` is its place among the registered
    instruments of its series. `provisional` is what stands in for instruments of a series of which no text has a day.
    """

    series: Series
    iri: str
    period: str | None = None
    date: str | None = None
    year: int | None = None
    held: bool = False
    cited: bool = False
    known: int | None = None
    provisional: bool = False

    @property
    def when(self) -> str:
        """The day, else the year; empty where neither is known."""
        return self.date or str(self.year or "")

    @property
    def only_registered(self) -> bool:
        """Does nothing but an import know of it: no held text, no mention with its day?"""
        return self.known is not None and not self.held and not self.cited

    def brief(self) -> Cluster:
        """It without what changes with every text that cites it."""
        return Cluster(self.series, self.iri, self.period, self.date, self.year, known=self.known)


def cluster(series: Series, when: str | None = None, *, period: str | None = None, known: int | None = None) -> Cluster:
    """The instrument of a series and a day or a year, where there is no evidence but that."""
    day = when if when and len(when) == 10 else None
    year = int(when[:4]) if when and day is None else None
    return Cluster(series, iri_of(series, day, year, period), period, day, year, known=known)


def iri_of(series: Series, day: str | None, year: int | None, period: str | None) -> str:
    """The canonical IRI, with as much of the date as is known."""
    when = day or (str(year) if year is not None else None)
    if when is None and period and period.startswith("khoa-"):
        when = period
    return Key(series[0], series[1], series[2], when).iri()


def words_of(*texts: str | None) -> set[str]:
    """The content words of titles, folded, for telling whether two speak of one matter."""
    return {w for t in texts if t for w in re.findall(r"[a-z]+", fold(t)) if len(w) > 1 and w not in _STOP}


def likeness(a: set[str], b: set[str]) -> float:
    """Overlap of the smaller set, 0 to 1; 0 where either says nothing."""
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def one_field_apart(a: str, b: str) -> bool:
    """Do two ISO days differ in exactly one of year, month, day? A slip of the pen does.

    >>> one_field_apart("2022-07-25", "2023-07-25"), one_field_apart("2020-02-27", "2022-10-14")
    (True, False)
    """
    return sum(x != y for x, y in zip(a.split("-"), b.split("-"), strict=True)) == 1
