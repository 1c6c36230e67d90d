"""What is known of instruments: summaries, and everything of one."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode

from graph.answers.pieces import pieces, relation_name
from graph.answers.rows import Json, Row, nodes, select
from graph.answers.tasks import describe
from graph.errors import UnknownInstrument
from graph.search_index import answered
from graph.store.base import Store
from graph.store.binding import Term


def summary(row: Row, citations: int) -> Json:
    """The summary of an instrument from a row of `instruments.rq` or `search.rq`."""
    return {
        "iri": row["instrument"],
        "type": row["type"],
        "symbol": row["symbol"],
        "date": row["date"],
        "title": row["title"],
        "issuer": row["issuer"],
        "jurisdiction": row["jurisdiction"],
        "held": row["held"],
        "citations": citations,
    }


def summaries(store: Store, iris: Iterable[str]) -> dict[str, Json]:
    """The summaries of those IRIs that are instruments, by IRI."""
    wanted = nodes(set(iris))
    if not wanted:
        return {}
    indexed = answered(store, lambda index: index.instruments(node.value for node in wanted))
    if indexed is not None:
        return {row["instrument"]: summary(row, row["citations"]) for row in indexed}
    counts = citation_counts(store, wanted)
    rows = {row["instrument"]: row for row in select(store, "instruments", instrument=wanted)}
    return {iri: summary(rows[iri], counts.get(iri, 0)) for iri in sorted(rows)}


def citation_counts(store: Store, instruments: list[Term]) -> dict[str, int]:
    """How often each is cited; those never cited are left out."""
    rows = select(store, "citation-counts", instrument=instruments)
    return {row["instrument"]: row["citations"] for row in rows}


def known(store: Store, iri: str) -> Json:
    """The summary of the instrument with that IRI, or with that former IRI; raises UnknownInstrument."""
    try:
        node = NamedNode(iri)
    except ValueError:
        raise UnknownInstrument(iri) from None
    found = summaries(store, [iri])
    if not found:
        found = summaries(store, (row["instrument"] for row in select(store, "canonical", former=node)))
    if not found:
        raise UnknownInstrument(iri)
    return next(iter(found.values()))


def short(of: Json) -> Json:
    """What names an instrument at the head of an answer about it."""
    return {key: of[key] for key in ("iri", "type", "symbol", "date", "title", "issuer")}


def instrument(store: Store, iri: str) -> Json:
    """Everything known of an instrument.

    {"instrument": summary + aliases and former_iris, "documents": the texts held, "citations": what it
    cites, "cited_by": what cites it, "unsettled": ambiguous and unresolved mentions in it or that may
    mean it, "tasks": the tasks it assigns}. An entry of citations and cited_by is one edge with every
    mention as evidence: {relation, task, instrument: summary of the other end, evidence}.
    """
    found = known(store, iri)
    node = NamedNode(found["iri"])
    documents = select(store, "documents", instrument=[node])
    tasks = select(store, "tasks-of", instrument=[node])
    around = _citations(store, node)
    return {
        "instrument": named(store, found),
        "documents": [_document(row) for row in sorted(documents, key=lambda r: (r["source"], r["start"]))],
        **around,
        "unsettled": unsettled(store, node),
        "tasks": describe(store, (row["task"] for row in tasks)),
    }


def citations(store: Store, iri: str, *, direction: str | None = None, relation: str | None = None) -> Json:
    """Of `instrument`, what it cites and what cites it: {"instrument", "citations", "cited_by", "unsettled"}.

    `direction` `out` or `in` leaves the other list empty, `relation` (a short name) keeps the edges of that relation;
    either leaves out what is unsettled. Raises UnknownInstrument.
    """
    found = known(store, iri)
    node = NamedNode(found["iri"])
    chosen = direction is not None or relation is not None
    return {
        "instrument": named(store, found),
        **_citations(store, node, direction, relation),
        "unsettled": [] if chosen else unsettled(store, node),
    }


def named(store: Store, found: Json) -> Json:
    """The summary of an instrument with its other names and former IRIs."""
    names = select(store, "aliases", instrument=NamedNode(found["iri"]))
    return found | {
        "aliases": [r["alias"] for r in names if r["alias"]],
        "former_iris": [r["former"] for r in names if r["former"]],
    }


def _citations(store: Store, node: NamedNode, direction: str | None = None, relation: str | None = None) -> Json:
    def wanted(rows: list[Row]) -> list[Row]:
        return [row for row in rows if relation is None or relation_name(row["relation"]) == relation]

    mine = wanted(select(store, "citations-from", instrument=node)) if direction != "in" else []
    theirs = wanted(select(store, "citations-to", instrument=node)) if direction != "out" else []
    others = summaries(store, {r["to"] for r in mine} | {r["by"] or r["from"] for r in theirs})
    evidence = pieces(store, {r["citation"]: r["relation"] for r in (*mine, *theirs)})
    return {
        "citations": grouped(evidence, others, {r["citation"]: (r["to"], r["task"]) for r in mine}),
        "cited_by": grouped(
            evidence,
            others,
            {r["citation"]: (r["by"] or r["from"], r["from"] if r["by"] else None) for r in theirs},
        ),
    }


def unsettled(store: Store, node: NamedNode) -> list[Json]:
    """The mentions in an instrument, or that may mean it, of which nobody knows what they mean."""
    rows = select(store, "unsettled", instrument=node)
    candidates: dict[str, set[str]] = {}
    for row in rows:
        candidates.setdefault(row["citation"], set()).update({row["candidate"]} - {None})
    resolution = {row["citation"]: row["resolution"] for row in rows}
    about = summaries(store, set().union(*candidates.values()))
    return [
        {key: value for key, value in piece.items() if key != "relation"}
        | {
            "resolution": piece["relation"],
            "candidates": [about[one] for one in sorted(candidates[iri]) if one in about],
        }
        for iri, piece in pieces(store, resolution).items()
    ]


def documents(
    store: Store, *, of: Iterable[str] | None = None, sha256: str | None = None, limit: int = 50, offset: int = 0
) -> list[Json]:
    """The texts that are held (of these IRIs, or in the file of that digest, where given), in the order of their
    files, each with its instrument's summary. A file found in several places is named by the first of its paths."""
    wanted: dict[str, list[Term]] = {"document": nodes(of)} if of is not None else {}
    if sha256 is not None:
        wanted["sha256"] = [Literal(sha256)]
    rows = select(store, "documents", **wanted)
    rows.sort(key=lambda r: (r["source"], r["start"], r["document"]))
    rows = list({row["document"]: row for row in reversed(rows)}.values())[::-1]
    page = rows[offset : offset + limit]
    instruments = summaries(store, {row["instrument"] for row in page})
    return [_document(row) | {"instrument": instruments[row["instrument"]]} for row in page]


def documents_of(store: Store, iri: str) -> list[Json]:
    """The texts of one instrument that are held, in the order of their files."""
    rows = select(store, "documents", instrument=nodes([iri]))
    return [_document(row) for row in sorted(rows, key=lambda r: (r["source"], r["start"]))]


def _document(row: Row) -> Json:
    return {
        "iri": row["document"],
        "graph": row["file"],
        "source": row["source"],
        "sha256": row["sha256"],
        "media_type": row["mediaType"],
        "characters": row["characters"],
        "start": row["start"],
        "end": row["end"],
    }


def grouped(evidence: dict[str, Json], others: dict[str, Json], ends: dict[str, tuple[str, str | None]]) -> list[Json]:
    """One entry for each edge, with all its mentions; `ends` has the other end and the task of each."""
    edges: dict[tuple[str, str, str | None], list[Json]] = {}
    for iri, piece in evidence.items():
        if iri in ends:
            edges.setdefault((piece["relation"], *ends[iri]), []).append(piece)
    return [
        {"relation": relation, "task": task, "instrument": others.get(other), "evidence": mentions}
        for (relation, other, task), mentions in edges.items()
    ]
