"""Evidence: the pieces of text behind an edge, as every answer gives them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graph.answers.rows import Json, Row, nodes, select
from graph.store.base import Store
from graph.vocabulary import DAN, short_names

_UNREVIEWED = DAN.unreviewed.value


def pieces(store: Store, relations: Mapping[str, str]) -> dict[str, Json]:
    """The evidence of these citations, by IRI, in the order of the texts.

    `relations` gives the relation (its property's IRI) of each. `review_status` is accepted, corrected or rejected as
    a reviewer decided, None where nobody has.
    """
    if not relations:
        return {}
    rows = select(store, "pieces", citation=nodes(relations))
    places = texts(store, {row["text"] for row in rows})
    found = [
        {
            "document": places[row["text"]]["document"],
            "source": places[row["text"]]["source"],
            "path": row["path"] or "",
            "page": row["page"],
            "start": row["start"],
            "end": row["end"],
            "quote": row["quote"],
            "relation": relation_name(relations[row["citation"]]),
            "confidence": row["confidence"],
            "method": row["method"],
            "citation": row["citation"],
            "review_status": None if row["review"] == _UNREVIEWED else relation_name(row["review"]),
        }
        for row in rows
    ]
    found.sort(key=lambda p: (p["source"], p["start"], p["end"], p["citation"]))
    return {piece["citation"]: piece for piece in found}


def texts(store: Store, documents: set[str]) -> dict[str, Row]:
    """The instrument (`document`) and the file (`source`) of these documents, by IRI.

    A file found in several places is named by the first of its paths.
    """
    found: dict[str, Row] = {}
    rows = select(store, "texts", text=nodes(documents)) if documents else []
    for row in sorted(rows, key=lambda r: r["source"]):
        found.setdefault(row["text"], row)
    return found


def relation_name(iri: str) -> str:
    """The short name of a relation's property (`implements`), or its IRI where it has none."""
    return short_names().get(iri, iri)


def strongest_first(found: Iterable[Json], source: str | None = None) -> list[Json]:
    """Pieces ranked: those of one file first, then by confidence, then in the order of the texts."""
    return sorted(found, key=lambda p: (p["source"] != source, -p["confidence"], p["source"], p["start"], p["end"]))
