"""A part of the graph as RDF: what is said of its nodes and citations, and nothing that leads out of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

import networkx as nx
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, RdfFormat

from graph import queries
from graph.answers.rows import nodes, select
from graph.exports.cleaning import clean
from graph.identity import base_iri
from graph.model import Relation
from graph.store.base import Store
from graph.store.engine import serialize
from graph.vocabulary import DAN, ELI, PROV, short_names

_ASSIGNMENTS = {"assignedBy", "leadAgency", "coordinatingAgency"}
_RELATIONS = {*get_args(Relation), *_ASSIGNMENTS}
# From a thing to what describes it: text, file, provision, type, body, period, who read it and how.
_PARTS = {
    term.value
    for term in (
        DAN.deadline,
        DAN.inDocument,
        DAN.inProvision,
        DAN.documentType,
        DAN.issuedBy,
        DAN.numberingPeriod,
        ELI.is_embodied_by,
        PROV.wasGeneratedBy,
        PROV.wasAssociatedWith,
    )
}


def subgraph(store: Store, graph: nx.MultiDiGraph[str], format: RdfFormat) -> bytes:
    """The quads of the nodes of `graph`, its citations, and what belongs to them (deadlines, files, …).

    A triple that joins two nodes is kept only where `graph` has the edge, and one that names a thing of the
    data that is not described here is left out: so the part is closed, and each relation has its citation.
    """
    citations = {key for *_, key in graph.edges(keys=True) if "#" not in key}
    subjects = {*graph.nodes, *citations}
    found = _described(store, graph, subjects)
    described = {quad.subject for quad in found}
    # An assignment without its agency would say nothing.
    idle = {quad.subject for quad in found if quad.predicate == PROV.agent and quad.object not in described}
    edges = {(a, about["relation"], b) for a, b, about in graph.edges(data=True)}
    joined = {(a, b) for a, relation, b in edges if relation not in _ASSIGNMENTS}
    data = f"{base_iri()}id/"
    kept = []
    for quad in found:
        target = quad.object
        if isinstance(target, NamedNode):
            leads_out = target.value.startswith(data) and target not in described
            if leads_out or not _backed(quad, target, edges, joined):
                continue
        if quad.subject not in idle:
            kept.append(quad)
    return _written(kept, format)


def _described(store: Store, graph: nx.MultiDiGraph[str], subjects: set[str]) -> list[Quad]:
    """The quads of the subjects and of what belongs to them.

    Most of what belongs is named in those quads themselves (`_PARTS`): to ask for it again took half of the time of
    an export. Only assignments name their task and not the other way round.
    """
    tasks = {node for node, about in graph.nodes(data=True) if about["kind"] == "task"}
    assignments = select(store, "assignments", subject=nodes(tasks)) if tasks else []
    fresh = {*subjects, *(row["belonging"] for row in assignments)}
    found: list[Quad] = []
    seen: set[str] = set()
    while fresh:
        seen |= fresh
        solutions = store.query(queries.text("describe"), {"subject": nodes(fresh)})
        assert isinstance(solutions, QuerySolutions)
        more = [Quad(*solution) for solution in solutions]
        found += more
        parts = {q.object.value for q in more if isinstance(q.object, NamedNode) and q.predicate.value in _PARTS}
        fresh = parts - seen
    return found


def _backed(quad: Quad, target: NamedNode, edges: set[tuple[str, str, str]], joined: set[tuple[str, str]]) -> bool:
    """Whether a triple between nodes has its edge; true of every other triple."""
    assert isinstance(quad.subject, NamedNode)
    if quad.predicate == ELI.refers_to:
        return (quad.subject.value, target.value) in joined
    name = short_names().get(quad.predicate.value)
    if name in _RELATIONS:
        return (quad.subject.value, name, target.value) in edges
    return True


def _written(statements: Iterable[Quad], format: RdfFormat) -> bytes:
    if format == RdfFormat.RDF_XML:
        statements = map(without_controls, statements)
    return serialize(statements, format)


def without_controls(quad: Quad) -> Quad:
    """XML cannot hold every character that a literal can, not even escaped."""
    value = quad.object
    if not isinstance(value, Literal) or clean(value.value) == value.value:
        return quad
    if value.language:
        mended = Literal(clean(value.value), language=value.language)
    else:
        mended = Literal(clean(value.value), datatype=value.datatype)
    return Quad(quad.subject, quad.predicate, mended, quad.graph_name)
