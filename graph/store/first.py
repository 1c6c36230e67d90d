"""What the first generation of a store says: everything is added, so it is counted, and only what is listed is read.

To read the facts of everything, as a comparison does (`graph.store.noting`), took 200 s of 1.4 million citations, for a
record of which the first `changelog.LISTED` of each kind are kept. The record is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import nsmallest
from itertools import groupby
from typing import get_args

from pyoxigraph import NamedNode, Quad

from graph import changelog
from graph.answers.changes import Part, changes, facts_between
from graph.answers.rows import AT_ONCE, Json
from graph.model import Relation
from graph.store.engine import OxigraphStore
from graph.vocabulary import CITO, DAN, RDF_TYPE, term


def first_record(new: OxigraphStore, generation: str, when: str) -> Json:
    """The record of a generation on disk before which there was none, for `graph.changelog.keep`."""
    wanted = changelog.LISTED
    instruments = {_iri(quad.subject) for quad in new.matching(RDF_TYPE, DAN.Instrument)}
    tasks, first_tasks = _tasks(new, wanted)
    listed = {
        "edges": _first_edges(new, wanted),
        "tasks": _changes(new, "tasks", Part(tasks=first_tasks)),
        "instruments": _changes(new, "instruments", Part(instruments=set(nsmallest(wanted, instruments)))),
    }
    totals = {"edges": _edges(new), "tasks": tasks, "instruments": len(instruments)}
    return changelog.record_of(None, generation, when, [listed], added=totals)


def _edges(new: OxigraphStore) -> int:
    """How many edges there are: each is a triple of its own beside the mentions that say so."""
    properties = [term(name) for name in get_args(Relation) if name != "self"]
    return sum(1 for one in properties for _ in _distinct(new.having(one)))


def _tasks(new: OxigraphStore, wanted: int) -> tuple[int, set[str]]:
    """How many there are, and the first in the order of the record: by instrument, then by themselves."""
    total = 0

    def each() -> Iterator[tuple[str, str]]:
        nonlocal total
        for quad in _distinct(new.having(DAN.assignedBy)):
            total += 1
            yield _iri(quad.object), _iri(quad.subject)

    first = {task for _, task in nsmallest(wanted, each())}
    return total, first


def _first_edges(new: OxigraphStore, wanted: int) -> list[Json]:
    """Some edges, among which are the first in the order of the record: by the mention that it names first.

    An edge of which that is among the first mentions starts where this one does. So all edges from there are read, and
    those are kept of which it is. That they are too few happens where many mentions are not the first of their edge.
    """
    most = 5 * wanted // 2  # of 62,000 mentions 28,000 were the first of their edges
    while True:
        first = nsmallest(most, (_iri(quad.subject) for quad in new.having(CITO.hasCitedEntity)))
        ends = {end for mention in first for end in new.objects(NamedNode(mention), CITO.hasCitingEntity)}
        found: list[Json] = []
        for some in _some(sorted(ends)):
            found += _changes(new, "edges", Part(tasks=set(some), ends=set(some)))
        if len(first) < most:
            return found
        found = [edge for edge in found if edge["evidence"][0]["citation"] <= first[-1]]
        if len(found) >= wanted:
            return found
        most *= 2


def _changes(new: OxigraphStore, kind: str, part: Part) -> list[Json]:
    return changes(*facts_between(None, new, part))[kind]


def _distinct(quads: Iterable[Quad]) -> Iterator[Quad]:
    """One of each triple: the engine's index on disk is sorted by triple, then by graph."""
    for _, same in groupby(quads, key=lambda quad: (quad.subject, quad.object)):
        yield next(same)


def _some(items: list[str]) -> Iterator[list[str]]:
    for at in range(0, len(items), AT_ONCE):
        yield items[at : at + AT_ONCE]


def _iri(of: object) -> str:
    return of.value if isinstance(of, NamedNode) else ""
