"""Typed functions over `queries/`: what the command line, HTTP and the pages ask of a store.

Every answer is plain data that `json.dumps` takes as it is, in an order that does not change.
"""

from __future__ import annotations

from typing import Any

import networkx as nx

from graph.store.base import Store

Json = dict[str, Any]


class UnknownInstrument(LookupError):
    near: list[Json]


class AmbiguousInstrument(LookupError):
    candidates: list[Json]


def find_instruments(
    store: Store, text: str, *, date: str | None = None, place: str | None = None, limit: int = 20, offset: int = 0
) -> list[Json]:
    raise NotImplementedError


def find_one(store: Store, text: str, *, date: str | None = None, place: str | None = None) -> Json:
    raise NotImplementedError


def instrument(store: Store, iri: str) -> Json:
    raise NotImplementedError


def tasks_implementing(store: Store, iri: str) -> Json:
    raise NotImplementedError


def evidence(store: Store, subject: str, object: str) -> list[Json]:
    raise NotImplementedError


def provenance(store: Store, iri: str) -> Json:
    raise NotImplementedError


def dependencies(store: Store, iri: str) -> Json:
    raise NotImplementedError


def dependents(store: Store, iri: str) -> Json:
    raise NotImplementedError


def impact(store: Store, iri: str) -> Json:
    raise NotImplementedError


def path(store: Store, source: str, target: str) -> Json:
    raise NotImplementedError


def agencies(store: Store, text: str = "", *, limit: int = 50, offset: int = 0) -> list[Json]:
    raise NotImplementedError


def agency(store: Store, iri: str) -> Json:
    raise NotImplementedError


def tasks(store: Store, text: str = "", *, limit: int = 50, offset: int = 0) -> list[Json]:
    raise NotImplementedError


def task(store: Store, iri: str) -> Json:
    raise NotImplementedError


def documents(store: Store, *, limit: int = 50, offset: int = 0) -> list[Json]:
    raise NotImplementedError


def problems(store: Store, *, code: str | None = None, limit: int = 50, offset: int = 0) -> list[Json]:
    raise NotImplementedError


def neighbourhood(store: Store, iri: str, depth: int = 1, limit: int = 200) -> nx.MultiDiGraph[str]:
    raise NotImplementedError


def export_graph(store: Store) -> nx.MultiDiGraph[str]:
    raise NotImplementedError
