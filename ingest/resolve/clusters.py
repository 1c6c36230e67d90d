"""Instruments in time: the dated mentions of one (body, type, number), told apart by numbering period.

Within one year of a State body, and within one term of a committee, a number is given once; so two
dates there are one instrument and a slip of somebody's pen, reported as a `date-conflict`. Across
periods they are two instruments, unless the dates differ in one field and the titles agree.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from graph.identity import Key, fold
from ingest.resolve.keys import Own, Ref, period
from ingest.resolve.known import Known

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


@dataclass(slots=True)
class Cluster:
    """One instrument: a series and the dates that were written for it."""

    series: tuple[str, str, str]
    period: str | None
    dates: Counter[str] = field(default_factory=Counter)
    years: Counter[int] = field(default_factory=Counter)
    refs: list[tuple[int, int]] = field(default_factory=list)  # (file, citation)
    words: set[str] = field(default_factory=set)
    own: Own | None = None
    known: Known | None = None  # the registered instrument that it is

    @property
    def date(self) -> str | None:
        """The day that most mentions write; of equals the earliest. The held text's own day wins, then
        the registered one."""
        if self.own is not None and self.own.date:
            return self.own.date
        if self.known is not None and len(self.known.instrument.date) == 10:
            return self.known.instrument.date
        if not self.dates:
            return None
        best = max(self.dates.values())
        return min(d for d, n in self.dates.items() if n == best)

    @property
    def only_registered(self) -> bool:
        """Does nothing but an import know of it: no held text, no mention with its day?"""
        return self.known is not None and self.own is None and not self.refs

    @property
    def iri(self) -> str:
        """The canonical IRI, with as much of the date as is known."""
        when = self.date
        if when is None and self.years:
            when = str(min(self.years))
        if when is None and self.period and self.period.startswith("khoa-"):
            when = self.period
        return Key(self.series[0], self.series[1], self.series[2], when).iri()


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


def cluster_dated(items: list[tuple[int, int, Ref]], owns: list[Own]) -> list[Cluster]:
    """The clusters of one series from its dated mentions and held texts."""
    clusters: list[Cluster] = []
    for own in owns:
        when = _own_period(own)
        clusters.append(_open(own.series or ("", "", ""), when))
        clusters[-1].own = own
        if own.date:
            clusters[-1].dates[own.date] += 0
        clusters[-1].words |= words_of(own.title)
    for file, k, ref in sorted(items, key=lambda i: (i[2].date or "", i[0], i[1])):
        if ref.date is None or ref.series is None:
            continue
        central = ref.place == "vn"
        when = ref.year or period(ref.date, ref.party, central)
        words = words_of(ref.title)
        home = next((c for c in clusters if c.period == when), None)
        if home is None:
            home = next(
                (
                    c
                    for c in clusters
                    if c.date
                    and one_field_apart(c.date, ref.date)
                    and likeness(c.words, words or words_of(ref.context)) >= 0.5
                ),
                None,
            )
        if home is None:
            home = _open(ref.series, when)
            clusters.append(home)
        home.dates[ref.date] += 1
        home.refs.append((file, k))
        home.words |= words
    return clusters


def _open(series: tuple[str, str, str], when: str | None) -> Cluster:
    return Cluster(series, when)


def _own_period(own: Own) -> str | None:
    in_symbol = re.match(r"[\d.]+\w?/((?:19|20)\d\d)/", own.symbol or "")
    if in_symbol:
        return in_symbol[1]
    found = period(own.date, own.party, own.place in (None, "vn"))
    return found or (str(own.year) if own.year and not own.party else None)
