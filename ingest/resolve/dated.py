"""Instruments in time: the dated mentions of one (body, type, number), told apart by numbering period.

Within one year of a State body, and within one term of a committee, a number is given once; so two
dates there are one instrument and a slip of somebody's pen, reported as a `date-conflict`. Across
periods they are two instruments, unless the dates differ in one field and the titles agree.

What is folded here are counts, so the order of files does not show, and a text more or less changes what
comes out only where it says something new.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ingest.resolve.clusters import Cluster, iri_of, likeness, one_field_apart, words_of
from ingest.resolve.keys import Own, Ref, period
from ingest.resolve.known import Known, Series
from ingest.resolve.registered import is_of

Rows = Callable[[str], Iterable[tuple[Any, int]]]  # by kind of evidence: what was said, how often

_SLIP = 0.5  # likeness from which two days that differ in one field are one instrument
# A word belongs to an instrument's title where one in eight of those who give a title uses it. All words would do for
# few; of the thousand titles of a much cited one all words together are like anything.
_SHARE = 8


def period_of(ref: Ref) -> str | None:
    """The numbering period of a dated mention: the year in its symbol, else that of its day."""
    return ref.year or period(ref.date, ref.party, ref.place == "vn")


def period_of_own(own: Own) -> str | None:
    """The numbering period of a held text."""
    in_symbol = re.match(r"[\d.]+\w?/((?:19|20)\d\d)/", own.symbol or "")
    if in_symbol:
        return in_symbol[1]
    found = period(own.date, own.party, own.place in (None, "vn"))
    return found or (str(own.year) if own.year and not own.party else None)


@dataclass(slots=True)
class Dated:
    """An instrument of a series as it is put together: `counts` are the days that mentions write, `held_day` that of
    its own text, `known` its place among the registered ones of the series."""

    period: str | None
    held_day: str | None = None
    held: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    known: int | None = None

    def date(self, several: Sequence[Known]) -> str | None:
        """The day that it has."""
        if self.held_day:
            return self.held_day
        if self.known is not None and len(several[self.known].instrument.date) == 10:
            return several[self.known].instrument.date
        if not self.counts:
            return None
        most = max(self.counts.values())
        return min(day for day, n in self.counts.items() if n == most)


@dataclass(frozen=True, slots=True)
class Folded:
    """All that is known of one series: its instruments, those of held texts first, then by day, as they were put
    together and as mentions find them; after them what stands in for the undated."""

    parts: list[Dated]
    found: list[Cluster]
    symbol: str | None  # how it is most often spelt

    def of_day(self, day: str) -> list[Cluster]:
        """The instrument that a mention with this day means."""
        return [one for part, one in zip(self.parts, self.found, strict=False) if day in part.counts]

    def of_text(self, day: str) -> list[Cluster]:
        """The instrument that a held text with this day is, empty for none."""
        return [
            one for part, one in zip(self.parts, self.found, strict=False) if part.held and (part.held_day or "") == day
        ]

    def disputes(self) -> list[tuple[str, str]]:
        """The instruments for which several days are written, with a sentence that says so."""
        said = []
        for part, one in zip(self.parts, self.found, strict=False):
            days = sorted({*part.counts, one.date or ""} - {""})
            if part.counts and len(days) > 1:
                name = self.symbol or one.series[2]
                said.append(
                    (one.iri, f"{name} được ghi {len(days)} ngày khác nhau: {', '.join(days)}; dùng {one.date}.")
                )
        return said


def fold_series(series: Series, rows: Rows, several: Sequence[Known]) -> Folded:
    """The instruments of one series.

    `rows("S")` are the days of mentions (`d`, day, period), of held texts (`o`, day or empty, period), spellings
    (`s`, symbol) and undated mentions (`u`, term, year, is no registered instrument meant by it);
    `rows("W")` and `rows("X")` words of titles and words before mentions without one, by day. `several` are the
    registered instruments of the series.
    """
    days: dict[str, Counter[str]] = defaultdict(Counter)
    held: dict[str, Counter[str]] = defaultdict(Counter)
    spelt: Counter[str] = Counter()
    undated: list[tuple[str, int, bool]] = []
    for said, n in rows("S"):
        if said[0] == "d":
            days[said[1]][said[2]] += n
        elif said[0] == "o":
            held[said[1]][said[2]] += n
        elif said[0] == "s":
            spelt[said[1]] += n
        else:
            undated.append((said[1], said[2], said[3]))
    parts = [Dated(_commonest(held[day]) or None, day or None, True) for day in sorted(held)]
    _place_days(parts, days, rows)
    _say_registered(parts, several, bool(undated))
    parts.sort(key=lambda one: (not one.held, one.date(several) or ""))
    found = [_closed(series, one, several) for one in parts]
    homeless = [(term, year) for term, year, is_homeless in undated if is_homeless]
    if homeless and all(one.only_registered for one in found):
        found.append(_provisional(series, homeless))
    return Folded(parts, found, _commonest(spelt) or None)


def _place_days(found: list[Dated], days: Mapping[str, Counter[str]], rows: Rows) -> None:
    """Give each day its instrument, the day that most write first: the rarer one is the slip."""
    words: Words | None = None
    for day in sorted(days, key=lambda d: (-days[d].total(), d)):
        when = _commonest(days[day])
        home = next((one for one in found if one.held_day == day), None)
        if home is None:
            home = next((one for one in found if one.period == when), None)
        if home is None:
            for one in found:
                date = one.date(())
                if date and one_field_apart(date, day):
                    words = words or Words(rows)
                    of = words.of(one.counts, (one.held_day or "") if one.held else None)
                    if likeness(of, words.about(day)) >= _SLIP:
                        home = one
                        break
        if home is None:
            home = Dated(when)
            found.append(home)
        home.counts[day] += days[day].total()


def _say_registered(found: list[Dated], several: Sequence[Known], undated: bool) -> None:
    """Say which are registered, and open those that a mention without a day may mean."""
    dated = list(found)
    for place, known in enumerate(several):
        same = [one for one in dated if _is_of(one, known)]
        # Two registered within one term: the day says which of them is cited, or it stays open.
        if sum(other.period == known.period for other in several) > 1:
            same = [one for one in same if one.date(several) == known.instrument.date]
        if same:
            same[0].known = place
        elif undated:
            found.append(Dated(known.period, known=place))


def _is_of(one: Dated, known: Known) -> bool:
    return one.known is None and is_of(one.period, one.date(()), known)


def _closed(series: Series, one: Dated, several: Sequence[Known]) -> Cluster:
    date = one.date(several)
    year = int(several[one.known].instrument.year) if one.known is not None and date is None else None
    iri = iri_of(series, date, year, one.period)
    return Cluster(series, iri, one.period, date, year, one.held, bool(one.counts), one.known)


def _provisional(series: Series, homeless: Sequence[tuple[str, int]]) -> Cluster:
    year = min((year for _, year in homeless if year), default=None)
    term = min((term for term, _ in homeless if term), default=None)
    when = f"khoa-{term}" if term else None
    return Cluster(series, iri_of(series, None, year, when), when, None, year, provisional=True)


def _commonest(said: Counter[str]) -> str:
    return min(said, key=lambda word: (-said[word], word), default="")


class Words:
    """The words of a series' titles by day, and those before the mentions that give none."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._titles: dict[tuple[bool, str], Counter[str]] = defaultdict(Counter)  # by: of a held text, day
        for (held, day, word), n in rows("W"):
            self._titles[held, day][word] += n
        self._before: dict[str, Counter[str]] | None = None

    def of(self, days: Iterable[str], held_day: str | None) -> set[str]:
        """The words of the titles given with these days; `held_day` that of the held text, None for no text."""
        together: Counter[str] = Counter()
        for day in days:
            together.update(self._titles.get((False, day), {}))
        own = self._titles.get((True, held_day), ()) if held_day is not None else ()
        return _shared(together) | {word for word in own if word}

    def about(self, day: str) -> set[str]:
        """What the mentions of a day are about: the words of their titles, else those before them."""
        titled = self.of((day,), None)
        if titled:
            return titled
        if self._before is None:
            self._before = defaultdict(Counter)
            for (when, words), n in self._rows("X"):
                self._before[when].update(dict.fromkeys(("", *words.split()), n))
        return _shared(self._before.get(day, Counter()))


def _shared(said: Counter[str]) -> set[str]:
    """The words that enough use; the count of the empty word is how many there are to use them."""
    return {word for word, n in said.items() if word and n * _SHARE >= said[""]}


def fold_words(folded: Folded, rows: Rows, several: Sequence[Known]) -> dict[str, list[str]]:
    """The words that tell the instruments of a series apart, by IRI."""
    words = Words(rows)
    out = {}
    for part, one in zip(folded.parts, folded.found, strict=False):
        of = words.of(part.counts, (part.held_day or "") if part.held else None)
        if part.known is not None:
            of |= words_of(several[part.known].instrument.name)
        out[one.iri] = sorted(of)
    return out
