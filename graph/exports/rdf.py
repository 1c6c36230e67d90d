"""A neighbourhood as RDF: what is said of its nodes and citations, and nothing that leads out of it."""

from __future__ import annotations

import networkx as nx
from pyoxigraph import NamedNode, Quad, QuerySolutions, RdfFormat

from graph import queries
from graph.answers.rows import nodes, select
from graph.store.base import Store
from graph.store.engine import serialize
from graph.vocabulary import CITO, DCTERMS, ELI, PROV, short_names


def subgraph(store: Store, graph: nx.MultiDiGraph[str], format: RdfFormat) -> bytes:
    """The quads of the nodes of `graph`, its citations, and what belongs to them (deadlines, files, …).

    A triple that joins a node to one outside is left out, so the graph is closed.
    """
    citations = {key for *_, key in graph.edges(keys=True) if "#" not in key}
    subjects = graph.nodes | citations
    belonging = {row["belonging"] for row in select(store, "belongings", subject=nodes(subjects))}
    solutions = store.query(queries.text("describe"), {"subject": nodes({*subjects, *belonging})})
    assert isinstance(solutions, QuerySolutions)
    others = (ELI.refers_to, CITO.hasCitingEntity, CITO.hasCitedEntity, PROV.agent, DCTERMS.subject)
    joining = {*short_names(), *(one.value for one in others)}
    kept = []
    for subject, predicate, object, name in solutions:
        leads_out = predicate.value in joining and isinstance(object, NamedNode) and object.value not in graph.nodes
        if not leads_out:
            kept.append(Quad(subject, predicate, object, name))
    return serialize(kept, format)
