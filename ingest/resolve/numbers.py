"""Bare numbers, and words that point: `Nghị định 168`, `Nghị quyết này`, `Chỉ thị nêu trên`."""

from __future__ import annotations

from ingest.resolve.clusters import Cluster
from ingest.resolve.keys import Ref
from ingest.resolve.state import Answer, State


def settle_numbers(state: State) -> None:
    """Answer bare numbers, self-references and words that point back."""
    for f, local in enumerate(state.files):
        for k, ref in enumerate(local.refs):
            if ref.kind == "numbered":
                state.answer[f, k] = _numbered(state, f, k, ref)
            elif ref.kind == "self":
                cluster = state.own_cluster.get((f, ref.document))
                state.answer[f, k] = (cluster, "own-number" if ref.symbol else "self", [])
            elif ref.kind == "anaphor":
                state.answer[f, k] = _anaphor(state, f, k, ref)


def _numbered(state: State, f: int, k: int, ref: Ref) -> Answer:
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
    return None, "ambiguous" if fits else "unresolved", list(fits.values())


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
