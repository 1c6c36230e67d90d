"""What an import knows: instruments for symbols that have no day, and for numbers that have no code.

A registered instrument becomes a cluster only where something may mean it, so one that nobody cites is
not in the corpus. It is never chosen by a text that is older, or that writes another year, day or term.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache

from graph import registry
from graph.identity import slug
from graph.registry.imported import Imported, KnownInstrument
from graph.registry.refusals import BadSymbol, NotNational, RowRefused
from ingest.grammar.symbols import Symbol, find_symbols
from ingest.resolve.clusters import Cluster, cluster
from ingest.resolve.keys import Ref, body_of, period, type_slug
from ingest.resolve.known import Known, Series

Numbered = tuple[str, str]  # type, number


@dataclass(frozen=True, slots=True)
class Registered:
    """The instruments of an import as mentions ask for them, in the order of the import."""

    by_series: dict[Series, list[Known]] = field(default_factory=dict)
    by_number: dict[Numbered, list[Known]] = field(default_factory=dict)


def check(instrument: KnownInstrument) -> None:
    """Raise `RowRefused` where no mention could be of this instrument.

    >>> check(KnownInstrument("chỉ thị", "17-CT/TU", "2022-10-14", "", (), ""))
    Traceback (most recent call last):
    graph.registry.refusals.NotNational: 17-CT/TU là của cơ quan địa phương; chỉ nhận văn bản của trung ương
    """
    _known(instrument)


def series_of(series: Series) -> list[Known]:
    """The registered instruments of a series, of the import in use."""
    return registered(registry.in_use()).by_series.get(series, [])


@lru_cache(maxsize=2)
def registered(imported: Imported | None) -> Registered:
    """The instruments of an import; `RegistryError` where a row cannot be one, for imports are checked."""
    by_series: dict[Series, list[Known]] = defaultdict(list)
    by_number: dict[Numbered, list[Known]] = defaultdict(list)
    for instrument in imported.instruments if imported is not None else ():
        try:
            known = _known(instrument)
        except RowRefused as reason:
            raise registry.RegistryError(f"bảng văn bản đã nhập, {instrument.said()}: {reason}") from reason
        by_series[known.series].append(known)
        by_number[known.series[1], known.number].append(known)
    return Registered(dict(by_series), dict(by_number))


def could_mean(ref: Ref, known: Known) -> bool:
    """May a mention without its own day in full be of this instrument?"""
    instrument = known.instrument
    if not instrument.not_after(ref.upper):
        return False
    written = (ref.year, str(ref.written_year) if ref.written_year else None)
    if any(year is not None and year != instrument.year for year in written):
        return False
    if ref.date is not None and not ref.date.startswith(instrument.date or instrument.year):
        return False
    return not (ref.term and known.period.startswith("khoa-")) or known.period == f"khoa-{ref.term}"


def cluster_for(known: Known, place: int) -> Cluster:
    """The instrument of a registered one that no mention gives a day; `place` is its place in its series."""
    date = known.instrument.date
    return cluster(known.series, date if len(date) == 10 else known.instrument.year, period=known.period, known=place)


def is_of(period: str | None, date: str | None, known: Known) -> bool:
    """Is the instrument of that period and day, of those of one series, the registered one?"""
    if period is not None and known.period.startswith("khoa-"):
        return period == known.period
    return (date or period or "")[:4] == known.instrument.year


def _known(instrument: KnownInstrument) -> Known:
    symbol = _symbol(instrument.symbol)
    body, row = body_of(symbol.code, symbol.party, None, None, None)
    if row is None:
        raise NotNational(f"{instrument.symbol} là của cơ quan chưa có trong danh mục cơ quan")
    if row.local:
        raise NotNational(f"{instrument.symbol} là của cơ quan địa phương; chỉ nhận văn bản của trung ương")
    word = type_slug(instrument.type, symbol.code, symbol.party) or slug(instrument.type)
    day = instrument.date if len(instrument.date) == 10 else None
    return Known(
        instrument=instrument,
        series=(body, word, slug(symbol.text.replace("&", ""))),
        symbol=symbol.text,
        number=symbol.number,
        period=period(day, row.branch == "party", True) or instrument.year,
        issuer=row.name,
        branch=row.branch,
    )


def _symbol(said: str) -> Symbol:
    found = find_symbols(said)
    if len(found) != 1 or (found[0].start, found[0].end) != (0, len(said)):
        raise BadSymbol(f"«{said}» không đọc được như một số ký hiệu")
    return found[0]
