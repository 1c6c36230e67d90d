"""One plenum may pass several resolutions; what they are about tells them apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec

from graph.identity import slug
from ingest.resolve.clusters import Cluster, cluster, likeness, words_of
from ingest.resolve.keys import Ref
from ingest.resolve.known import Series

_ALIKE = 0.6  # share of the shorter title's words that makes two plenum resolutions one
_TITLE = 3  # words that a title must have to say what a resolution is about


class Home(msgspec.Struct, frozen=True, array_like=True):
    """One resolution of a plenum: its words, its series, and its day where all that write one agree."""

    words: tuple[str, ...]
    series: Series
    day: str | None


def fold(series: Series, said: Iterable[tuple[Any, int]]) -> list[Home]:
    """The resolutions of a plenum from what is said (title, day or empty) and how often, the commonest title first."""
    titles: Counter[str] = Counter()
    days: dict[str, set[str]] = {}
    for (title, day), n in said:
        titles[title] += n
        days.setdefault(title, set()).update((day,) if day else ())
    found: list[tuple[set[str], str, set[str]]] = []
    untitled: set[str] = set()
    for title in sorted(titles, key=lambda t: (-titles[t], t)):
        words = words_of(title)
        if len(words) < _TITLE:
            untitled |= days[title]
            continue
        home = next((one for one in found if likeness(one[0], words) >= _ALIKE), None)
        if home is None:
            home = (words, slug(title)[:60].rsplit("-", 1)[0], set())
            found.append(home)
        home[2].update(days[title])
    if not found:
        return [Home((), series, _only(untitled))]
    return [Home(tuple(sorted(w)), (series[0], series[1], f"{series[2]}-{head}"), _only(d)) for w, head, d in found]


def said(ref: Ref) -> tuple[str, str]:
    """What a mention of a plenum says of its resolution: the title and the day."""
    return " ".join((ref.title or "").split()), ref.date or ""


def settle(ref: Ref, homes: list[Home]) -> tuple[Cluster | None, str, list[Cluster]]:
    """The resolution that a mention means, with its method, or else what it may mean."""
    words = words_of(ref.title)
    if len(words) >= _TITLE:
        home = next((one for one in homes if likeness(set(one.words), words) >= _ALIKE), None)
        if home is not None:
            return cluster(home.series, ref.date or home.day), "plenum", []
    if len(homes) > 1:
        return None, "ambiguous", [cluster(one.series, one.day) for one in homes]
    return cluster(homes[0].series, ref.date or homes[0].day), "plenum", []


def _only(days: set[str]) -> str | None:
    return next(iter(days)) if len(days) == 1 else None
