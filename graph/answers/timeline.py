"""What happened around an instrument, by date: what it rests on, its issue, what changed it, what is due."""

from __future__ import annotations

from collections.abc import Sequence

from graph.answers.implementing import tasks_implementing
from graph.answers.instruments import instrument, short
from graph.answers.rows import Json
from graph.store.base import Store

_UNKNOWN = "9999"  # sorts behind every date


def timeline(store: Store, iri: str) -> Json:
    """{"instrument": named, "events": [...]}, the earliest first, what has no date last; raises UnknownInstrument.

    An event: {date, kind, relation, instrument: summary or None, task: IRI or None, text, mentions, evidence: the
    strongest piece or None}. kind: `rests-on` (another that this one speaks of, on that one's date), `issued`,
    `spoken-of` (another speaks of it, in `relation`), `due` (the last day of a deadline of a task that carries it out;
    `text` is the task's). The date of another instrument is the one printed on it, not the day when it took effect.
    """
    known = instrument(store, iri)
    about = known["instrument"]
    implementing = tasks_implementing(store, about["iri"])["tasks"]
    return {"instrument": short(about), "events": events_of(known, implementing)}


def events_of(known: Json, implementing: Sequence[Json]) -> list[Json]:
    """The events of `timeline`, of what `instrument` knows of one and of the tasks that carry it out."""
    about = known["instrument"]
    events = [_event(about["date"], "issued", instrument=None)]
    for kind, edges in (("rests-on", known["citations"]), ("spoken-of", known["cited_by"])):
        grouped: dict[tuple[str, str], list[Json]] = {}
        for edge in edges:
            if edge["instrument"] is not None and edge["instrument"]["iri"] != about["iri"]:
                grouped.setdefault((edge["instrument"]["iri"], edge["relation"]), []).append(edge)
        for (_, relation), same in grouped.items():
            other = same[0]["instrument"]
            pieces = [piece for edge in same for piece in edge["evidence"]]
            strongest = min(pieces, key=lambda p: (-p["confidence"], p["source"], p["start"]), default=None)
            events.append(
                _event(
                    other["date"], kind, relation=relation, instrument=other, mentions=len(pieces), evidence=strongest
                )
            )
    for task in implementing:
        for end in sorted({deadline["end"] for deadline in task["deadlines"] if deadline["end"]}):
            first = task["evidence"][0] if task["evidence"] else None
            events.append(_event(end, "due", task=task["iri"], text=task["text"], evidence=first))
    events.sort(key=_order)
    return events


def _event(
    date: str | None,
    kind: str,
    *,
    relation: str | None = None,
    instrument: Json | None = None,
    task: str | None = None,
    text: str | None = None,
    mentions: int = 0,
    evidence: Json | None = None,
) -> Json:
    return {
        "date": date,
        "kind": kind,
        "relation": relation,
        "instrument": instrument,
        "task": task,
        "text": text,
        "mentions": mentions,
        "evidence": evidence,
    }


_KINDS = ("rests-on", "issued", "spoken-of", "due")


def _order(event: Json) -> tuple[str, int, str, str]:
    """By date; on one day what it rests on comes before its issue, and what speaks of it after."""
    whose = event["task"] or (event["instrument"] or {}).get("iri", "")
    return event["date"] or _UNKNOWN, _KINDS.index(event["kind"]), whose, event["relation"] or ""
