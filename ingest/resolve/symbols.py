"""Mentions by symbol: dated ones make the instruments, undated ones find theirs among them."""

from __future__ import annotations

from collections import defaultdict

from graph import registry
from graph.identity import slug
from graph.registry.imported import type_slug
from ingest.resolve.clusters import Cluster, cluster_dated, likeness, words_of
from ingest.resolve.keys import Own, Ref
from ingest.resolve.known import Series
from ingest.resolve.ladder import choose
from ingest.resolve.registered import could_mean, is_of
from ingest.resolve.state import State

_NEAR = 700  # characters: one passage, for "cited beside"


def settle_symbols(state: State) -> None:
    """Answer every mention that has a symbol with a code, and name the instruments that are held."""
    _types_of_assembly_symbols(state)
    _own_identities(state)
    _dated(state)
    _registered(state)
    _undated(state)


def _types_of_assembly_symbols(state: State) -> None:
    """`số 31/2024/QH15` says neither luật nor nghị quyết; another mention of it may."""
    known: dict[str, set[str]] = defaultdict(set)
    for law in registry.laws():
        known[law.symbol].add(law.type)
    for each in (each for several in state.registered.by_series.values() for each in several):
        known[each.symbol].add(each.instrument.type)
    for _, _, ref in state.refs():
        if ref.symbol and ref.type and ref.series and ref.series[1] != "?":
            known[ref.symbol].add(ref.type)
    for f, k, ref in state.refs():
        if ref.series and ref.series[1] == "?":
            found = known.get(ref.symbol or "", set())
            word = next(iter(found)) if len(found) == 1 else "luật" if not found else sorted(found)[0]
            ref.series = (ref.series[0], type_slug(word), ref.series[2])
            ref.type = word
            state.files[f].extraction.citations[k].type = word


def _own_identities(state: State) -> None:
    for f, local in enumerate(state.files):
        for d, own in enumerate(local.owns):
            if own.series is None:
                _from_covering_letter(state, f, d, own)


def _from_covering_letter(state: State, f: int, d: int, own: Own) -> None:
    """An attached text without a number is the one that its covering letter sends."""
    fits: dict[Series, Ref] = {}
    for ref in state.files[f].refs:
        if (
            ref.document == d
            or ref.series is None
            or ref.kind != "symbol"
            or ref.series[:2] != (own.body, slug(own.type or ""))
        ):
            continue
        same_day = own.date is not None and ref.date == own.date
        if same_day or (own.date is None and likeness(words_of(ref.title), words_of(own.title)) >= 0.7):
            fits[ref.series] = ref
    if len(fits) == 1:
        series, ref = next(iter(fits.items()))
        own.series, own.symbol, own.date = series, ref.symbol, ref.date or own.date
        document = state.files[f].extraction.documents[d]
        document.symbol, document.date = ref.symbol, own.date


def _dated(state: State) -> None:
    items: dict[Series, list[tuple[int, int, Ref]]] = defaultdict(list)
    owns: dict[Series, list[tuple[int, int, Own]]] = defaultdict(list)
    for f, k, ref in state.refs():
        if ref.series is not None and ref.kind == "symbol" and ref.date is not None:
            items[ref.series].append((f, k, ref))
    for f, local in enumerate(state.files):
        for d, own in enumerate(local.owns):
            series = own.series or (own.body, slug(own.type or "van-ban"), f"khong-so-{own.digest}")
            owns[series].append((f, d, own))
    for series in sorted(set(items) | set(owns)):
        unique: list[Own] = []
        for _, _, own in owns.get(series, []):
            if not any(o.date == own.date for o in unique):
                unique.append(own)
        clusters = cluster_dated(items.get(series, []), unique)
        for cluster in clusters:
            cluster.series = series
        state.by_series[series] = clusters
        for cluster in clusters:
            for f, k in cluster.refs:
                ref = state.files[f].refs[k]
                state.answer[f, k] = (cluster, "symbol-date-issuer" if ref.issuer else "symbol-date", [])
        for f, d, own in owns.get(series, []):
            state.own_cluster[f, d] = next(c for c in clusters if c.own is not None and c.own.date == own.date)


def _registered(state: State) -> None:
    """Say which clusters are registered, and open those that a symbol without a day may mean."""
    undated = {ref.series for _, _, ref in state.refs() if ref.kind == "symbol" and ref.date is None}
    for series, several in state.registered.by_series.items():
        dated = state.by_series.get(series, [])
        for known in several:
            same = [c for c in dated if is_of(c, known)]
            # Two registered within one term: the day says which of them is cited, or it stays open.
            if sum(other.period == known.period for other in several) > 1:
                same = [c for c in same if c.date == known.instrument.date]
            if same:
                same[0].known = known
                same[0].words |= words_of(known.instrument.name)
            elif series in undated:
                state.cluster_of_known(known)


def _undated(state: State) -> None:
    provisional: dict[Series, Cluster] = {}
    _undated_pass(state, _company(state), provisional)
    # Some of what a mention stands beside was itself undated a moment ago.
    for key in [k for k, (_, method, _) in state.answer.items() if method == "ambiguous"]:
        del state.answer[key]
    _undated_pass(state, _company(state), provisional)
    for series, cluster in provisional.items():
        state.by_series.setdefault(series, []).append(cluster)


def _undated_pass(state: State, beside: dict[int, set[int]], provisional: dict[Series, Cluster]) -> None:
    for f, local in enumerate(state.files):
        earlier: dict[Series, Cluster] = {}
        for k, ref in enumerate(local.refs):
            if ref.series is None or ref.kind != "symbol":
                continue
            if (f, k) in state.answer:
                found = state.answer[f, k][0]
                if found is not None:
                    earlier[ref.series] = found
                continue
            clusters = [
                c
                for c in state.by_series.get(ref.series, [])
                if c.known is None or not c.only_registered or could_mean(ref, c.known)
            ]
            if not clusters:
                if ref.series not in provisional:
                    provisional[ref.series] = Cluster(ref.series, f"khoa-{ref.term}" if ref.term else None)
                cluster = provisional[ref.series]
                if ref.written_year:
                    cluster.years[ref.written_year] += 1
                elif ref.year:
                    cluster.years[int(ref.year)] += 1
                cluster.words |= words_of(ref.title)
                state.answer[f, k] = (cluster, "symbol-with-year" if ref.year else "only-mention", [])
                continue
            company = [
                found
                for j, other in enumerate(local.refs)
                if j != k and abs(other.start - ref.start) < _NEAR and (found := state.found(f, j)) is not None
            ]
            found, method, candidates = choose(ref, clusters, earlier.get(ref.series), company, beside)
            if found is not None and found.only_registered and method == "one-fit":
                method = "registered-symbol"
            state.answer[f, k] = (found, method, candidates)


def _company(state: State) -> dict[int, set[int]]:
    beside: dict[int, set[int]] = defaultdict(set)
    for f, local in enumerate(state.files):
        placed = [(ref.start, found) for k, ref in enumerate(local.refs) if (found := state.found(f, k)) is not None]
        for i, (a, one) in enumerate(placed):
            for b, other in placed[i + 1 :]:
                if b - a > _NEAR:
                    break
                if one is not other:
                    beside[id(one)].add(id(other))
                    beside[id(other)].add(id(one))
    return beside
