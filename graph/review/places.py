"""The thing that a decision is about, as the graph has it on the day of the decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from pyoxigraph import NamedNode

from graph.answers.rows import Json, Row, select
from graph.identity import NotAnInstrumentIRI, parse_iri
from graph.review.anchors import letters, occurrence
from graph.review.decisions import Anchor, Kind
from graph.store.base import Store
from graph.vocabulary import short_names


class Unplaced(LookupError):
    """The graph has no citation or task of that IRI."""

    def __init__(self, iri: str) -> None:
        super().__init__(f"đồ thị không có dẫn chiếu hay nhiệm vụ nào là {iri}")


class NotOfInstrument(ValueError):
    """A mention or a file that a split names is not of the instrument that is split."""


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


def split_value(
    store: Store, instrument: Json, other: str, mentions: Sequence[str], files: Sequence[str]
) -> dict[str, Any]:
    """The value of a decision that splits an instrument (its summary): these citations of it and the texts in these
    files are of another, whose IRI is `other`.

    Raises Unplaced where a mention is none, NotOfInstrument where a mention or a file speaks of something else.
    """
    value: dict[str, Any] = {"from": other}
    placed = []
    for iri in mentions:
        kind, anchor = anchor_of(store, iri)
        if kind != "citation" or anchor.instrument != instrument["iri"]:
            raise NotOfInstrument(f"«{anchor.quote}» ({iri}) không phải là dẫn chiếu đến {instrument['iri']}")
        placed.append({"iri": iri, **{name: said for name, said in asdict(anchor).items() if said != ""}})
    if placed:
        value["mentions"] = placed
    if files:
        held = {
            row["source"]: row["sha256"]
            for row in select(store, "documents", instrument=[NamedNode(instrument["iri"])])
        }
        for file in files:
            if file not in held:
                raise NotOfInstrument(f"tệp «{file}» không giữ toàn văn của {instrument['iri']}")
        value["files"] = [{"source": file, "sha256": held[file]} for file in files]
    if not select(store, "instruments", instrument=[NamedNode(other)]):
        about = _same_number(instrument, other)
        if about:
            value["about"] = about
    return value


def _same_number(instrument: Json, other: str) -> dict[str, str]:
    """What to call an instrument that the graph does not know: the one that it was taken for shares its number."""
    try:
        one, two = parse_iri(instrument["iri"]), parse_iri(other)
    except NotAnInstrumentIRI:
        return {}
    same = {"type": one.type == two.type, "symbol": one.number == two.number}
    return {name: instrument[name] for name, shared in same.items() if shared and instrument[name]}


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
