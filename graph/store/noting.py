"""What one generation changes of the one before, told from the parts of them that differ, some files at a time.

To compare the wholes took the facts of both in memory: of two million citations more than the load itself. What is
noted is the same, but that a citation which a file of one batch and a file of another make of the same end is told of
with the first batch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeVar

from pyoxigraph import NamedNode

from graph import changelog
from graph.answers.changes import Part, changes, facts_between
from graph.answers.rows import AT_ONCE, Json, batches, nodes, select
from graph.identity import document_graph_iri
from graph.store.engine import OxigraphStore
from graph.triples.tally import Tally
from graph.vocabulary import CITO, DAN, ELI, RDF_TYPE

_Changes = dict[str, list[Any]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Touched:
    """Where two generations may differ: the graphs of files in the one before and in this one, and instruments."""

    before: Sequence[str]
    after: Sequence[str]
    instruments: Sequence[str]


def touched(old: Tally | None, previous: OxigraphStore | None, new: Tally) -> Touched:
    """Where a generation differs from the one before; without that one's tally it may be anywhere."""
    if old is not None:
        before, after = _differing(old.graph_digests(), new.graph_digests())
        gone, come = _differing(old.instrument_digests(), new.instrument_digests())
        return Touched(_graphs(before), _graphs(after), sorted({*gone, *come}))
    after, come = [key for key, _ in new.graph_digests()], [key for key, _ in new.instrument_digests()]
    if previous is None:
        return Touched([], _graphs(after), come)
    files = [_iri(quad.subject) for quad in previous.matching(RDF_TYPE, DAN.SourceFile)]
    known = {_iri(quad.subject) for quad in previous.matching(RDF_TYPE, DAN.Instrument)}
    return Touched(files, _graphs(after), sorted(known.union(come)))


def changed(
    old: OxigraphStore | None, new: OxigraphStore, where: Touched, names: tuple[str | None, str], when: str
) -> Json:
    """The record of what changed, for `graph.changelog.keep`; `names` are those of the generation before, if there
    was one, and of this one. Raises OSError, SyntaxError where the one before is damaged."""
    return changelog.record_of(*names, when, _found(old, new, where))


def _found(old: OxigraphStore | None, new: OxigraphStore, where: Touched) -> Iterator[_Changes]:
    told: set[str] = set()  # instruments that cite, whose edges a batch before has told of
    for graphs in _batches(_keyed(old, new, where)):
        part = Part()
        for store, graph in graphs:
            part.tasks |= {_iri(quad.subject) for quad in store.in_graph(graph, RDF_TYPE, DAN.Task)}
            part.ends |= {_iri(quad.object) for quad in store.in_graph(graph, CITO.hasCitingEntity)}
        part.ends -= told
        told |= part.ends - part.tasks
        found = changes(*facts_between(old, new, part))
        yield {kind: found[kind] for kind in ("edges", "tasks")}
    now = _now(new, where.instruments)
    for iris in _batches((now.get(iri, iri), iri) for iri in where.instruments):
        yield {"instruments": changes(*facts_between(old, new, Part(instruments=set(iris))))["instruments"]}


def _keyed(
    old: OxigraphStore | None, new: OxigraphStore, where: Touched
) -> Iterator[tuple[str, tuple[OxigraphStore, str]]]:
    """Each graph with what tells which others belong to it: the first instrument whose text it holds, as it is called
    now, so that a file, its next version and its copies come together."""
    for store, graphs in ((old, where.before), (new, where.after)):
        if store is not None:
            for some in batches(graphs):
                held = {g: min((_iri(q.object) for q in store.in_graph(g, ELI.realizes)), default="") for g in some}
                now = _now(new, filter(None, held.values()))
                for graph, iri in held.items():
                    yield now.get(iri, iri), (store, graph)


def _batches(keyed: Iterable[tuple[str, T]]) -> Iterator[list[T]]:
    """Items in lists that memory holds; those of one key are never parted."""
    some: list[T] = []
    for _, same in groupby(sorted(keyed, key=lambda item: item[0]), key=lambda item: item[0]):
        some += [item for _, item in same]
        if len(some) >= AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _now(store: OxigraphStore, iris: Iterable[str]) -> dict[str, str]:
    rows = (row for some in batches(iris) for row in select(store, "redirects", former=nodes(some)))
    return {row["former"]: row["instrument"] for row in rows}


def _differing(
    old: Iterable[tuple[str, bytes]], new: Iterable[tuple[str, bytes]]
) -> tuple[Sequence[str], Sequence[str]]:
    """Of two lists sorted by key: the keys of the one and of the other that this has not, or has otherwise."""
    before, after = iter(old), iter(new)
    one, other = next(before, None), next(after, None)
    gone: list[str] = []
    come: list[str] = []
    while one is not None or other is not None:
        if one is not None and (other is None or one[0] < other[0]):
            gone.append(one[0])
            one = next(before, None)
        elif other is not None and (one is None or other[0] < one[0]):
            come.append(other[0])
            other = next(after, None)
        elif one is not None and other is not None:
            if one[1] != other[1]:
                gone.append(one[0])
                come.append(other[0])
            one, other = next(before, None), next(after, None)
    return gone, come


def _graphs(hashes: Iterable[str]) -> list[str]:
    return [document_graph_iri(sha256) for sha256 in hashes]


def _iri(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""
