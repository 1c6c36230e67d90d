"""A corpus seen through what a reviewer changed: that is laid over it, the rest is neither copied nor held."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from heapq import merge

from graph.model import Extraction, Instrument, Problem


@dataclass(frozen=True, slots=True)
class Layered:
    """A corpus of which some parts are others. Satisfies `graph.model.Resolved`."""

    extractions: Collection[Extraction]
    instruments: Mapping[str, Instrument]
    problems: Collection[Problem]


class Changed(Collection[Extraction]):
    """Extractions, each as a function makes it on the way."""

    def __init__(self, under: Collection[Extraction], change: Callable[[Extraction], Extraction]) -> None:
        self._under, self._change = under, change

    def __iter__(self) -> Iterator[Extraction]:
        return map(self._change, self._under)

    def __len__(self) -> int:
        return len(self._under)

    def __contains__(self, one: object) -> bool:
        return any(one == other for other in self)


class Overlaid(Mapping[str, Instrument]):
    """Instruments of which some are others, and those that are None are not there."""

    def __init__(self, under: Mapping[str, Instrument], over: Mapping[str, Instrument | None]) -> None:
        self._under, self._over = under, dict(over)

    def __getitem__(self, iri: str) -> Instrument:
        if iri not in self._over:
            return self._under[iri]
        found = self._over[iri]
        if found is None:
            raise KeyError(iri)
        return found

    def __iter__(self) -> Iterator[str]:
        under = sorted(self._under) if isinstance(self._under, dict) else self._under
        return merge(
            (iri for iri in under if iri not in self._over),
            sorted(iri for iri, one in self._over.items() if one is not None),
        )

    def __len__(self) -> int:
        gone = sum(iri in self._under for iri in self._over)
        return len(self._under) - gone + sum(one is not None for one in self._over.values())
