"""Mentions by name: laws in their versions, congresses, plenums, schemes, sessions."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from graph import registry
from graph.identity import slug
from graph.registry.imported import type_slug
from ingest.grammar.symbols import find_symbols
from ingest.resolve.clusters import Cluster, likeness, words_of
from ingest.resolve.keys import Ref
from ingest.resolve.known import Series
from ingest.resolve.ladder import not_later
from ingest.resolve.state import Answer, State

_ALIKE = 0.6  # share of the shorter title's words that makes two plenum resolutions one


@dataclass(slots=True)
class _Document:
    """What a document has said of laws so far, by their name as it is spelt."""

    dated: dict[str, Cluster] = field(default_factory=dict)
    numbered: dict[str, Cluster] = field(default_factory=dict)


class _Numbered:
    """The laws that some text cites by name and number, by name: what the registry lacks, the corpus may know."""

    def __init__(self, state: State) -> None:
        self._by_name: dict[str, list[Cluster]] = defaultdict(list)
        self._spelt: dict[str, set[str]] = defaultdict(set)  # slug -> names whose letters without marks are these
        for f, k, ref in state.refs():
            cluster = state.found(f, k)
            if ref.kind == "symbol" and ref.name and cluster is not None:
                name = _spelt(ref.name)
                if not any(c is cluster for c in self._by_name[name]):
                    self._by_name[name].append(cluster)
                self._spelt[slug(name)].add(name)

    def named(self, name: str, upper: str | None) -> list[Cluster]:
        """Those of that name that a text of that day may cite. A name that nothing bears as it is spelt is read as
        the one that differs from it in marks alone (`Luật Dân độ`, a slip for `Luật Dẫn độ`); of two it is neither."""
        spelt = _spelt(name)
        if spelt not in self._by_name:
            alike = self._spelt.get(slug(spelt), set())
            if len(alike) != 1:
                return []
            spelt = next(iter(alike))
        return [c for c in self._by_name[spelt] if not_later(c, upper)]

    def bears(self, name: str) -> bool:
        """Is there a law of this very name?"""
        return _spelt(name) in self._by_name


_INNER_YEAR = re.compile(r"\d/(\d{4})/")
_INNER_NUMBER = re.compile(r"\s+số\s+\d{1,3}/\d{4}/(?:UBTV)?QH\d+")


def _spelt(name: str) -> str:
    """A name in small letters, marks kept, without commas."""
    return " ".join(name.lower().replace(",", "").split())


def _versions(name: str) -> tuple[registry.Law, ...]:
    """The registered laws of a name. One that names the laws it amends with their numbers may be registered without
    them: it is the one that is not older than they are; of several it is none, for then only a day tells."""
    found = registry.laws_named(name)
    bare = _INNER_NUMBER.sub("", name)
    if found or bare == name:
        return found
    amended = max(int(year) for year in _INNER_YEAR.findall(name))
    later = tuple(law for law in registry.laws_named(bare) if law.date and int(law.date[:4]) >= amended)
    return later if len(later) == 1 else ()


def settle_names(state: State) -> None:
    """Answer every mention by name."""
    numbered = _Numbered(state)
    written: dict[str, set[str]] = defaultdict(set)  # a law's name -> days written anywhere
    for _, _, ref in state.refs():
        if ref.kind == "law" and ref.date and ref.series:
            written[ref.series[2]].add(ref.date)
    for f, local in enumerate(state.files):
        said = _Document()
        for k, ref in enumerate(local.refs):
            cluster = state.found(f, k)
            if ref.kind == "symbol" and ref.name and cluster is not None:
                said.numbered.setdefault(_spelt(ref.name), cluster)
        for k, ref in enumerate(local.refs):
            if ref.series is None:
                continue
            if ref.kind == "law":
                state.answer[f, k] = answer = _law(state, ref, ref.series, said, written[ref.series[2]], numbered)
                name = _spelt(ref.name or "")
                if answer[0] is not None and (ref.date or ref.written_year or name not in said.dated):
                    said.dated[name] = answer[0]
            elif ref.kind in ("congress", "scheme", "session", "statute", "treaty"):
                state.answer[f, k] = (state.cluster_of(ref.series, ref.date), ref.kind, [])
    _plenums(state)


def _law(state: State, ref: Ref, series: Series, said: _Document, written: set[str], numbered: _Numbered) -> Answer:
    name = _spelt(ref.name or "")
    versions = _versions(ref.name or "")
    elsewhere = numbered.named(ref.name or "", ref.upper) if not versions else []
    if ref.date is not None:
        return _law_of_day(state, series, ref.date, versions, elsewhere), "name-and-date", []
    if ref.written_year is not None:
        return _law_of_year(state, series, ref, versions, written, elsewhere), "name-and-year", []
    for known in (said.numbered, said.dated):
        cluster = known.get(name) or (None if numbered.bears(ref.name or "") else _alike(known, name))
        if cluster is not None:
            return cluster, "name-in-document", []
    if ref.upper is not None:
        standing = [v for v in versions if v.date and v.date[: len(ref.upper)] <= ref.upper and not v.amends]
        if standing:
            return _version(state, series, max(standing, key=lambda v: v.date)), "name-by-date", []
    if len(versions) == 1:
        return _version(state, series, versions[0]), "name-only", []
    if len(elsewhere) == 1:
        return elsewhere[0], "name-only", []
    days = sorted(written)
    if len(days) == 1 and not versions:
        return state.cluster_of(series, days[0]), "name-only", []
    if len(versions) > 1:
        return None, "ambiguous", [_version(state, series, v) for v in versions]
    if len(days) > 1:
        return None, "ambiguous", [state.cluster_of(series, day) for day in days]
    return state.cluster_of(series, None), "name-only", []


def _alike(known: dict[str, Cluster], name: str) -> Cluster | None:
    """What the document called by a name that differs in marks alone, if it is one law."""
    same = slug(name)
    found = {id(cluster): cluster for other, cluster in known.items() if slug(other) == same}
    return next(iter(found.values())) if len(found) == 1 else None


def _law_of_day(
    state: State, series: Series, day: str, versions: tuple[registry.Law, ...], elsewhere: list[Cluster]
) -> Cluster:
    version = next((v for v in versions if v.date == day), None)
    if version is not None:
        return _version(state, series, version)
    return next((c for c in elsewhere if c.date == day), None) or state.cluster_of(series, day)


def _law_of_year(
    state: State,
    series: Series,
    ref: Ref,
    versions: tuple[registry.Law, ...],
    written: set[str],
    elsewhere: list[Cluster],
) -> Cluster:
    year = str(ref.written_year)
    fits = [v for v in versions if v.date.startswith(year)]
    if len(fits) > 1:
        # Two of one year (the two laws on local government of 2025): the last that the citing text can know.
        fits = [v for v in fits if ref.upper is None or v.date[: len(ref.upper)] <= ref.upper][-1:] or fits
    if len(fits) == 1:
        return _version(state, series, fits[0])
    named = [c for c in elsewhere if (c.date or str(min(c.years, default=""))).startswith(year)]
    if len(named) == 1:
        return named[0]
    days = sorted(d for d in written if d.startswith(year))
    return state.cluster_of(series, days[0] if len(days) == 1 else year)


def _version(state: State, series: Series, law: registry.Law) -> Cluster:
    """The instrument of a registered version: that of its symbol, so that name and number are one."""
    symbol = find_symbols(law.symbol)
    if not symbol:
        return state.cluster_of(series, law.date or None)
    body = "uy-ban-thuong-vu-quoc-hoi" if "UBTVQH" in law.symbol else "quoc-hoi"
    numbered = (body, type_slug(law.type), slug(symbol[0].text))
    existing = state.by_series.get(numbered)
    return existing[0] if existing else state.cluster_of(numbered, law.date or None)


def _plenums(state: State) -> None:
    """One plenum may pass several resolutions; what they are about tells them apart."""
    about: dict[Series, list[tuple[set[str], Series]]] = defaultdict(list)
    untitled: list[tuple[int, int, Ref, Series]] = []
    for f, k, ref in state.refs():
        if ref.kind != "plenum" or ref.series is None:
            continue
        words = words_of(ref.title)
        if len(words) < 3:
            untitled.append((f, k, ref, ref.series))
            continue
        known = about[ref.series]
        home = next((series for have, series in known if likeness(have, words) >= _ALIKE), None)
        if home is None:
            head = slug(ref.title or "")[:60].rsplit("-", 1)[0]
            home = (ref.series[0], ref.series[1], f"{ref.series[2]}-{head}")
            known.append((words, home))
        state.answer[f, k] = (state.cluster_of(home, ref.date), "plenum", [])
    for f, k, ref, series in untitled:
        known = about[series]
        if len(known) > 1:
            state.answer[f, k] = (None, "ambiguous", [state.cluster_of(s, None) for _, s in known])
        else:
            home = known[0][1] if known else series
            state.answer[f, k] = (state.cluster_of(home, ref.date), "plenum", [])
