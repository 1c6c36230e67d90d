"""Bare numbers, and words that point: `Nghị định 168`, `Nghị quyết này`, `Chỉ thị nêu trên`."""

from __future__ import annotations

from collections import defaultdict

from ingest.resolve.clusters import Cluster
from ingest.resolve.keys import Ref, type_slug
from ingest.resolve.ladder import not_later
from ingest.resolve.registered import Numbered, could_mean
from ingest.resolve.state import Answer, State

Cited = dict[Numbered, list[tuple[str | None, Cluster]]]  # with the place that each is of


def settle_numbers(state: State) -> None:
    """Answer bare numbers, self-references and words that point back."""
    cited = _cited(state) if state.registered.by_number else {}
    for f, local in enumerate(state.files):
        for k, ref in enumerate(local.refs):
            if ref.kind == "numbered":
                state.answer[f, k] = _numbered(state, f, ref, cited)
            elif ref.kind == "self":
                cluster = state.own_cluster.get((f, ref.document))
                state.answer[f, k] = (cluster, "own-number" if ref.symbol else "self", [])
            elif ref.kind == "anaphor":
                state.answer[f, k] = _anaphor(state, f, k, ref)


def _numbered(state: State, f: int, ref: Ref, cited: Cited) -> Answer:
    fits: dict[int, Cluster] = {}
    for j, other in enumerate(state.files[f].refs):
        found = state.found(f, j)
        if found is None or other.kind != "symbol" or other.number != ref.number or other.type != ref.type:
            continue
        if ref.date and other.date != ref.date:
            continue
        if ref.year and (found.date or "")[:4] != ref.year and other.year != ref.year:
            continue
        fits[id(found)] = found
    if len(fits) == 1:
        return next(iter(fits.values())), "number-in-document", []
    if fits:
        return None, "ambiguous", list(fits.values())
    return _registered(state, f, ref, cited)


def _registered(state: State, f: int, ref: Ref, cited: Cited) -> Answer:
    """The one registered instrument that a bare number may mean. What the files cite by the same type and
    number, of the citing document's own place or of the centre, may be meant as well, registered or not."""
    numbered = (type_slug(ref.type, None, False) or "", ref.number or "")
    known = [
        each
        for each in state.registered.by_number.get(numbered, [])
        if could_mean(ref, each) and ref.said_body in (None, each.series[0])
    ]
    own = state.own_cluster.get((f, ref.document))
    fits = {id(c): c for c in map(state.cluster_of_known, known) if c is not own}
    if not fits:
        return None, "unresolved", []
    place = state.files[f].owns[ref.document].place
    for where, cluster in cited.get(numbered, []):
        if where in (place, "vn") and cluster is not own and _could_be(ref, cluster):
            fits[id(cluster)] = cluster
    if len(fits) == 1:
        return next(iter(fits.values())), "registered-number", []
    return None, "ambiguous", sorted(fits.values(), key=lambda c: c.iri)


def _could_be(ref: Ref, cluster: Cluster) -> bool:
    if cluster.known is not None:
        return could_mean(ref, cluster.known) and ref.said_body in (None, cluster.series[0])
    when = cluster.date or str(min(cluster.years, default=""))
    years = {year for year in (ref.year, str(ref.written_year or ""), (ref.date or "")[:4]) if year}
    agreed = not when or all(when.startswith(year) for year in years)
    return agreed and not_later(cluster, ref.upper) and ref.said_body in (None, cluster.series[0])


def _cited(state: State) -> Cited:
    """What is cited by symbol or held, by type and number: one number may be in many series."""
    cited: Cited = defaultdict(list)
    for f, k, ref in state.refs():
        found = state.found(f, k)
        if found is not None and ref.kind == "symbol" and ref.number is not None:
            cited[found.series[1], ref.number].append((ref.place, found))
    for (f, d), cluster in state.own_cluster.items():
        own = state.files[f].owns[d]
        if own.series is not None:
            cited[own.series[1], own.series[2].partition("-")[0]].append((own.place, cluster))
    return cited


def _anaphor(state: State, f: int, k: int, ref: Ref) -> Answer:
    if ref.speaks_for is not None:
        found = state.found(f, ref.speaks_for)
        return (found, "quoted-self", []) if found else (None, "unresolved", [])
    for j in range(k - 1, -1, -1):
        other = state.files[f].refs[j]
        if other.type == ref.type and other.kind not in ("self", "anaphor") and other.document == ref.document:
            found = state.found(f, j)
            return (found, "anaphor", []) if found else (None, "unresolved", [])
    return None, "unresolved", []
