"""A registered instrument as the resolution compares it."""

from __future__ import annotations

from dataclasses import dataclass

from graph.registry.imported import KnownInstrument

Series = tuple[str, str, str]  # body, type, number


@dataclass(frozen=True, slots=True)
class Known:
    """A registered instrument: `series` is what a mention of its symbol has, `number` what a bare number
    has, `period` the term of a Party committee or else the year, `issuer` the body in words."""

    instrument: KnownInstrument
    series: Series
    symbol: str
    number: str
    period: str
    issuer: str
    branch: str
