"""What the store has that a text's citations may mean, fetched at once: not one query for each citation."""

from __future__ import annotations

import difflib
import re
import weakref
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import Literal

from graph import registry
from graph.answers.instruments import summaries
from graph.answers.rows import Json, select
from graph.identity import Key, name_key, symbol_key
from graph.search import NEAR_MISSES
from graph.store.base import Store
from graph.typed import abbreviations
from ingest.resolve.keys import Ref

_AT_ONCE = 500  # terms of one query: a remote endpoint bounds its length
_YEAR = re.compile(r"^(?:19|20)\d\d-")
_ALIKE = 0.6  # of two symbols' endings; as graph.search has it


class Shelf:
    """The instruments of a store by the symbols, names and identifiers that these citations say."""

    def __init__(self, store: Store, refs: Iterable[Ref]) -> None:
        self._store = store
        symbols: set[str] = set()
        names: set[str] = set()
        iris: set[str] = set()
        for ref in refs:
            if ref.kind == "symbol" and ref.symbol:
                symbols.add(symbol_key(ref.symbol))
            elif ref.series is not None:
                iris.update(_iris(ref))
                names.add(name_key(ref.name or ""))
                symbols |= {symbol_key(law.symbol) for law in registry.laws_named(ref.name or "") if law.symbol}
        by_symbol = [
            row
            for some in _batches(sorted(symbols))
            for row in select(store, "by-symbol", symbolKey=[Literal(key) for key in some])
        ]
        by_name = [
            row
            for some in _batches(sorted(names - {""}))
            for row in select(store, "by-name", name=[Literal(key) for key in some])
        ]
        self._about: dict[str, Json] = {}
        for some in _batches(sorted({*iris, *(row["instrument"] for row in (*by_symbol, *by_name))})):
            self._about |= summaries(store, some)
        self._by_symbol: dict[str, set[str]] = defaultdict(set)
        self._by_name: dict[str, set[str]] = defaultdict(set)
        for row in by_symbol:
            self._by_symbol[symbol_key(row["symbol"] or "")].add(row["instrument"])
        for row in by_name:
            self._by_name[row["name"]].add(row["instrument"])

    def of_symbol(self, symbol: str) -> list[Json]:
        """The instruments that bear a symbol; where folding made HĐ and HD one, those that are spelt so alone."""
        found = self._all(self._by_symbol.get(symbol_key(symbol), ()))
        spelt = [one for one in found if (one["symbol"] or "").lower() == symbol.lower()]
        return spelt or found

    def of_name(self, ref: Ref) -> list[Json]:
        """What bears a name or the identifier that a name makes; of a law also by the numbers that the registry has."""
        found = {*_iris(ref), *self._by_name.get(name_key(ref.name or ""), ())}
        for law in registry.laws_named(ref.name or ""):
            found |= self._by_symbol.get(symbol_key(law.symbol), set()) if law.symbol else set()
        return [one for one in self._all(found) if one["type"] in (None, ref.type)]

    def of_number(self, type: str, number: str) -> list[Json]:
        """The instruments of a type that bear a number, whatever follows it: `Nghị định 168`."""
        known = registry.type_named(type)
        if known is None:
            return []
        iris = _symbols_of(self._store).of(number, abbreviations(frozenset((known.slug,))))
        return [one for _, one in sorted(summaries(self._store, iris).items()) if one["type"] in (None, type)]

    def near(self, symbol: str) -> list[Json]:
        """Instruments whose symbol is spelt nearly so: a digit off, or the same number with a like ending."""
        found = summaries(self._store, _symbols_of(self._store).near(symbol_key(symbol)))
        return list(found.values())

    def _all(self, iris: Iterable[str]) -> list[Json]:
        return [self._about[iri] for iri in sorted(iris) if iri in self._about]


def _iris(ref: Ref) -> list[str]:
    """The identifiers that what is known by a name alone may have."""
    assert ref.series is not None
    dates = [ref.date, str(ref.written_year) if ref.written_year else None, None]
    return [Key(*ref.series, date).iri() for date in dict.fromkeys(dates)]


class _Symbols:
    """All symbols of a store, by number and by ending: to compare one with all of them costs 50 ms of a large store,
    and a text may have hundreds that nobody knows."""

    def __init__(self, store: Store) -> None:
        self._by_ending: dict[str, dict[str, list[str]]] = defaultdict(dict)
        self._by_number: dict[str, dict[str, list[str]]] = defaultdict(dict)
        for row in select(store, "symbols"):
            number, _, ending = row["symbolKey"].partition("-")
            same = self._by_ending[ending].setdefault(number, [])
            same.append(row["instrument"])
            self._by_number[number][ending] = same

    def of(self, number: str, abbreviated: Iterable[str]) -> list[str]:
        """The instruments whose symbol begins with a number, perhaps a year, and one of these abbreviations."""
        wanted = tuple(f"{one}-" for one in abbreviated)
        return [
            iri
            for ending, iris in self._by_number.get(symbol_key(number), {}).items()
            if f"{_YEAR.sub('', ending)}-".startswith(wanted)
            for iri in iris
        ]

    def near(self, key: str) -> list[str]:
        """At most a few, those of the same number first."""
        number, _, ending = key.partition("-")
        same = self._by_number.get(number, {})
        found = [iri for one in difflib.get_close_matches(ending, same, NEAR_MISSES, _ALIKE) for iri in same[one]]
        beside = self._by_ending.get(ending, {})
        found += [iri for n in sorted(beside, key=lambda n: (len(n), n)) if _one_off(number, n) for iri in beside[n]]
        return list(dict.fromkeys(found))[:NEAR_MISSES]


def _one_off(one: str, other: str) -> bool:
    """Do two numbers differ by one digit that was changed, left out or added?

    >>> _one_off("19", "29"), _one_off("19", "119"), _one_off("19", "91")
    (True, True, False)
    """
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    short, long = sorted((one, other), key=len)
    return any(long[:k] + long[k + 1 :] == short for k in range(len(long)))


_SYMBOLS: weakref.WeakKeyDictionary[Store, _Symbols] = weakref.WeakKeyDictionary()


def _symbols_of(store: Store) -> _Symbols:
    found = _SYMBOLS.get(store)
    if found is None:
        found = _SYMBOLS[store] = _Symbols(store)
    return found


def _batches(terms: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(terms), _AT_ONCE):
        yield terms[at : at + _AT_ONCE]
