"""The thing that a decision is about, as the graph has it on the day of the decision."""

from __future__ import annotations

from pyoxigraph import NamedNode

from graph.answers.rows import Row, select
from graph.review.anchors import letters, occurrence
from graph.review.decisions import Anchor, Kind
from graph.store.base import Store
from graph.vocabulary import short_names


class Unplaced(LookupError):
    """The graph has no citation or task of that IRI."""

    def __init__(self, iri: str) -> None:
        super().__init__(f"đồ thị không có dẫn chiếu hay nhiệm vụ nào là {iri}")


def anchor_of(store: Store, iri: str) -> tuple[Kind, Anchor]:
    """What a citation or task is, and where it stands; raises Unplaced."""
    try:
        rows = select(store, "review-places", thing=NamedNode(iri))
    except ValueError:
        raise Unplaced(iri) from None
    here = next((row for row in rows if row["place"] == iri), None)
    if here is None:
        raise Unplaced(iri)
    same = [row for row in rows if letters(row["quote"]) == letters(here["quote"]) and row["kind"] == here["kind"]]
    nth, of = occurrence((row["start"] for row in same), here["start"])
    kind: Kind = "citation" if here["kind"] == "citation" else "task"
    return kind, _anchor(here, nth, of)


def _anchor(row: Row, nth: int, of: int) -> Anchor:
    return Anchor(
        document=row["document"],
        source=row["source"],
        sha256=row["sha256"],
        quote=row["quote"],
        start=row["start"],
        nth=nth,
        of=of,
        path=row["path"] or "",
        relation=short_names().get(row["relation"] or "", ""),
        instrument=row["instrument"] or "",
    )
