"""Mentions by name: laws in their versions, congresses, plenums, schemes, sessions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from graph import registry
from graph.identity import slug
from graph.registry.imported import type_slug
from ingest.grammar.symbols import find_symbols
from ingest.resolve.clusters import Cluster, likeness, words_of
from ingest.resolve.keys import Ref
from ingest.resolve.known import Series
from ingest.resolve.state import Answer, State

_ALIKE = 0.6  # share of the shorter title's words that makes two plenum resolutions one


@dataclass(slots=True)
class _Document:
    """What a document has said of laws so far, by the slug of their name."""

    dated: dict[str, Cluster] = field(default_factory=dict)
    numbered: dict[str, Cluster] = field(default_factory=dict)


def settle_names(state: State) -> None:
    """Answer every mention by name."""
    written: dict[str, set[str]] = defaultdict(set)  # a law's name -> days written anywhere
    for _, _, ref in state.refs():
        if ref.kind == "law" and ref.date and ref.series:
            written[ref.series[2]].add(ref.date)
    for f, local in enumerate(state.files):
        said = _Document()
        for k, ref in enumerate(local.refs):
            cluster = state.found(f, k)
            if ref.kind == "symbol" and ref.name and cluster is not None:
                said.numbered.setdefault(slug(ref.name), cluster)
        for k, ref in enumerate(local.refs):
            if ref.series is None:
                continue
            if ref.kind == "law":
                state.answer[f, k] = answer = _law(state, ref, ref.series, said, written[ref.series[2]])
                first = ref.series[2] not in said.dated
                if answer[0] is not None and (ref.date or ref.written_year or first):
                    said.dated[ref.series[2]] = answer[0]
            elif ref.kind in ("congress", "scheme", "session", "statute", "treaty"):
                state.answer[f, k] = (state.cluster_of(ref.series, ref.date), ref.kind, [])
    _plenums(state)


def _law(state: State, ref: Ref, series: Series, said: _Document, written: set[str]) -> Answer:
    name = series[2]
    versions = registry.laws_named(ref.name or "")
    if ref.date is not None:
        version = next((v for v in versions if v.date == ref.date), None)
        cluster = _version(state, series, version) if version else state.cluster_of(series, ref.date)
        return cluster, "name-and-date", []
    if ref.written_year is not None:
        return _law_of_year(state, series, str(ref.written_year), versions, written), "name-and-year", []
    if name in said.numbered:
        return said.numbered[name], "name-in-document", []
    if name in said.dated:
        return said.dated[name], "name-in-document", []
    if ref.upper is not None:
        standing = [v for v in versions if v.date and v.date[: len(ref.upper)] <= ref.upper and not v.amends]
        if standing:
            return _version(state, series, max(standing, key=lambda v: v.date)), "name-by-date", []
    if len(versions) == 1:
        return _version(state, series, versions[0]), "name-only", []
    days = sorted(written)
    if len(days) == 1 and not versions:
        return state.cluster_of(series, days[0]), "name-only", []
    if len(versions) > 1:
        return None, "ambiguous", [_version(state, series, v) for v in versions]
    if len(days) > 1:
        return None, "ambiguous", [state.cluster_of(series, day) for day in days]
    return state.cluster_of(series, None), "name-only", []


def _law_of_year(
    state: State, series: Series, year: str, versions: tuple[registry.Law, ...], written: set[str]
) -> Cluster:
    fits = [v for v in versions if v.date.startswith(year)]
    if len(fits) == 1:
        return _version(state, series, fits[0])
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
