"""What an instrument cites and what cites it, page by page: what nearly all cite has tens of thousands of edges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, get_args

from pyoxigraph import NamedNode

from graph.answers.instruments import grouped, known, named, summaries, unsettled
from graph.answers.mentions import about_as_many, is_task
from graph.answers.pieces import pieces, relation_name
from graph.answers.rows import Json, Row, nodes, select
from graph.model import Relation
from graph.store.base import Store
from graph.vocabulary import term

RELATIONS: Final = tuple(name for name in get_args(Relation) if name != "self")

_Edge = tuple[str, str, str | None]  # relation, other end, task that says so


def citations_page(
    store: Store, iri: str, *, direction: str | None = None, relation: str | None = None, limit: int, offset: int = 0
) -> Json:
    """One page of what `graph.answers.instruments.citations` gives, and {"total": {citations, cited_by, unsettled}}.

    Of each list `limit` entries after the first `offset`, with all their evidence; `total` counts all. Pages follow the
    identifiers, an order without meaning that does not change; the entries of one page are in the order of their texts,
    so that a list of one page is as it is whole. Raises UnknownInstrument.
    """
    found = known(store, iri)
    node = NamedNode(found["iri"])
    of_page = slice(offset, offset + limit)
    out = _outward(store, node, relation) if direction != "in" else {}
    inward = _inward(store, node, relation) if direction != "out" else []
    open_ends = unsettled(store, node) if direction is None and relation is None else []
    mine = [row for edge in sorted(out, key=_order)[of_page] for row in out[edge]]
    theirs = _mentions(store, node, found["citations"], inward[of_page])
    others = summaries(store, {row["to"] for row in mine} | {row["by"] or row["from"] for row in theirs})
    evidence = pieces(store, {row["citation"]: row["relation"] for row in (*mine, *theirs)})
    return {
        "instrument": named(store, found),
        "total": {"citations": len(out), "cited_by": len(inward), "unsettled": len(open_ends)},
        "citations": grouped(evidence, others, {row["citation"]: (row["to"], row["task"]) for row in mine}),
        "cited_by": grouped(
            evidence,
            others,
            {row["citation"]: (row["by"] or row["from"], row["from"] if row["by"] else None) for row in theirs},
        ),
        "unsettled": open_ends[of_page],
    }


def _outward(store: Store, node: NamedNode, relation: str | None) -> dict[_Edge, list[Row]]:
    """The mentions in an instrument and its tasks, by edge: of one text, so never very many."""
    found: dict[_Edge, list[Row]] = {}
    for row in select(store, "citations-from", instrument=node):
        name = relation_name(row["relation"])
        if relation in (None, name):
            found.setdefault((name, row["to"], row["task"]), []).append(row)
    return found


def _order(edge: _Edge) -> tuple[str, str, str]:
    relation, other, task = edge
    return other, task or "", relation


def _inward(store: Store, node: NamedNode, relation: str | None) -> list[tuple[str, str]]:
    """What cites an instrument and by which relation (its property's IRI), in order, without looking at any mention:
    8,000 mentions took 1.0 s to describe, 0.1 only to say whose they are."""
    properties = [term(name).value for name in (RELATIONS if relation is None else (relation,))]
    rows = select(store, "citing", instrument=node, relation=nodes(properties))
    return sorted((row["from"], row["relation"]) for row in rows)


def _mentions(store: Store, node: NamedNode, times_cited: int, edges: Sequence[tuple[str, str]]) -> list[Row]:
    """The mentions behind these edges to an instrument that is cited so often: {citation, from, by, relation}."""
    citing = {start for start, _ in edges}
    if not citing:
        return []
    name = "mentions-of" if times_cited <= about_as_many(citing) else "mentions-in"
    rows = select(store, name, instrument=node, **{"from": nodes(citing)})
    tasks = nodes(filter(is_task, citing))
    by = {row["task"]: row["instrument"] for row in (select(store, "tasks-of", task=tasks) if tasks else [])}
    wanted = set(edges)
    return [row | {"by": by.get(row["from"])} for row in rows if (row["from"], row["relation"]) in wanted]
