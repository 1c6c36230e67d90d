"""What came after a body, since when and by whose order: the tables behind the registry's linked data.

`successions.tsv` has a row for each pair of an abolished body and one that took over, so a body that was
split has several, each with the part that it took (`scope`, empty for the whole). `districts.tsv` has the
bodies of the district level, which ended everywhere on one day; `terms.tsv` the days on which a new
numbering of the Party begins; `sources.tsv` what the `source` cells of all tables name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TypeVar

from graph import registry
from graph.identity import Key, slug, symbol_key

Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class Source:
    """What a `source` cell names: an instrument where `type` is filled in, else a list or a practice.

    `confidence` (from 0 to 1, empty for certain) is what its statements deserve unless their row says otherwise.
    """

    source: str
    type: str
    body: str
    symbol: str
    date: str
    confidence: str

    @property
    def key(self) -> Key | None:
        """The identity of the instrument; None for what is none, or has no number to be told by."""
        if not self.type or not (self.symbol or self.date):
            return None
        number = symbol_key(self.symbol) if self.symbol else slug(self.type)
        return Key(self.body, slug(self.type), number, self.date or None)


@dataclass(frozen=True, slots=True)
class Succession:
    """One body took over from another when that one ended; both by their codes in `issuers.tsv`."""

    code: str
    successor: str
    scope: str
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class DistrictBody:
    """A kind of body of the district level: `head` is what its names begin with, folded to lower case."""

    name: str
    head: str
    valid_to: str
    successor: str
    scope: str
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the Party's committees, from `valid_from` on (empty: everything before the next)."""

    body: str
    term: str
    valid_from: str
    name: str
    source: str


@cache
def sources() -> dict[str, Source]:
    """Every source by its words."""
    return {row.source: row for row in registry._table("sources.tsv", Source)}


@cache
def successions() -> tuple[Succession, ...]:
    """Every succession between bodies, sorted by the code of the one that ended."""
    return registry._table("successions.tsv", Succession)


@cache
def districts() -> tuple[DistrictBody, ...]:
    """The kinds of bodies of the district level that `issuers.tsv` has no code for."""
    return registry._table("districts.tsv", DistrictBody)


@cache
def terms(body: str) -> tuple[Term, ...]:
    """The terms of the central committee (`ban-chap-hanh-trung-uong`) or the provincial ones (`tinh-uy`), oldest first.

    >>> terms("ban-chap-hanh-trung-uong")[-1].term
    'khoa-14'
    """
    return tuple(row for row in all_terms() if row.body == body)


@cache
def all_terms() -> tuple[Term, ...]:
    """Every term, as the table has them."""
    return registry._table("terms.tsv", Term)


@cache
def after() -> dict[str, tuple[Succession, ...]]:
    """What came after a body, by its code."""
    return _grouped(successions(), lambda row: row.code)


@cache
def before() -> dict[str, tuple[Succession, ...]]:
    """What a body took over, by its code."""
    return _grouped(successions(), lambda row: row.successor)


def next_day(day: str) -> str:
    """The first day of the new state of things; what is known to the month or year only stays so.

    >>> next_day("2025-06-30"), next_day("2025-02")
    ('2025-07-01', '2025-02')
    """
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat() if len(day) == 10 else day


def previous_day(day: str) -> str:
    """The last day before; what is known to the month or year only stays so."""
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat() if len(day) == 10 else day


def confidence_of(source: str, own: str = "") -> str:
    """The confidence of a statement by its own cell, else the least of its sources'; empty for certain."""
    if own:
        return own
    doubts = [row.confidence for name in source.split("; ") if (row := sources()[name]).confidence]
    return min(doubts, key=float, default="")


def _grouped(rows: Iterable[Kept], key: Callable[[Kept], str]) -> dict[str, tuple[Kept, ...]]:
    found: dict[str, tuple[Kept, ...]] = {}
    for row in rows:
        found[key(row)] = (*found.get(key(row), ()), row)
    return found
