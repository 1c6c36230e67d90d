"""A reviewer's decision from what a person said, for the command line and HTTP alike; and what each one changed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from api.ask import Json, resolve
from graph.identity import NotAnInstrumentIRI, base_iri, parse_iri
from graph.review.decisions import (
    Anchor,
    BadDecision,
    Decision,
    Kind,
    citation_verdict,
    merges,
    standing,
    task_verdict,
)
from graph.review.places import anchor_of, split_value
from graph.store.base import Store
from graph.typed import read_date

_DATE_ALONE = re.compile(r"\d[\d/.-]*")


@dataclass(frozen=True, slots=True)
class Meant:
    """What a decision is about and says, as `graph.review.book.decide` takes it."""

    kind: Kind
    action: str
    target: str
    value: dict[str, Any] = field(default_factory=dict)
    anchor: Anchor | None = None


def on_a_thing(store: Store, action: str, thing: str, value: dict[str, Any] | None = None) -> Meant:
    """A decision on a citation or a task of the graph. Raises Unplaced."""
    iri = full(thing)
    kind, anchor = anchor_of(store, iri)
    return Meant(kind, action, iri, value or {}, anchor)


def on_two(store: Store, action: str, one: str, other: str) -> Meant:
    """That two instruments are one (`merge`: the other stays) or are not (`split`).

    Raises UnknownInstrument, AmbiguousInstrument.
    """
    target = resolve(store, one)["iri"]
    value = {"into" if action == "merge" else "from": resolve(store, other)["iri"]}
    return Meant("instrument", action, target, value)


def on_one_that_is_two(
    store: Store, one: str, other: str, mentions: Sequence[str] = (), files: Sequence[str] = ()
) -> Meant:
    """That one identifier holds two instruments: these mentions, and the texts in these files, are the other's.

    The other is one that is known, a date (of the one with the same number), or an IRI that nobody knows yet.
    Raises Unplaced, NotOfInstrument, BadDecision, UnknownInstrument, AmbiguousInstrument.
    """
    found = resolve(store, one)
    iri = other_instrument(store, found, other)
    value = split_value(store, found, iri, [full(mention) for mention in mentions], files)
    return Meant("instrument", "split", found["iri"], value)


def other_instrument(store: Store, found: Json, text: str) -> str:
    """The other instrument of a split. Raises BadDecision for what is no IRI of one."""
    # A date alone: "Chỉ thị 5-CT/TU ngày 1/2/2024" names an instrument by its number too.
    day = read_date(text) if _DATE_ALONE.fullmatch(text.strip()) else None
    try:
        if day is not None:
            return replace(parse_iri(found["iri"]), date=day).iri()
        if "id/vn/" in text or text.startswith("vn/"):
            parse_iri(full(text))
            return full(text)
    except NotAnInstrumentIRI as error:
        raise BadDecision(str(error)) from None
    return str(resolve(store, text)["iri"])


def correction(
    store: Store,
    relation: str | None = None,
    instrument: str | None = None,
    lead: Sequence[str] | None = None,
    deadline: str | None = None,
) -> dict[str, Any]:
    """The value of a correction. Raises BadDecision for what is no day, UnknownInstrument, AmbiguousInstrument."""
    value: dict[str, Any] = {}
    if relation is not None:
        value["relation"] = relation
    if instrument is not None:
        found = resolve(store, instrument)
        value["instrument"] = found["iri"]
        value["about"] = {name: found[name] for name in ("type", "symbol", "date", "title") if found.get(name)}
    if lead is not None:
        value["lead"] = [name.strip() for name in lead]
    if deadline is not None:
        day = read_date(deadline)
        if day is None or len(day) != 10:
            raise BadDecision(f"«{deadline}» không phải là một ngày (31/12/2026 hoặc 2026-12-31)")
        words = "trước ngày " + "/".join(str(int(part)) for part in reversed(day.split("-")))
        value["deadline"] = {"text": words, "kind": "before", "start": None, "end": day}
    return value


def full(thing: str) -> str:
    """An IRI, or what of it follows `/id/`.

    >>> full("task/ab"), full("https://example.org/x")
    ('https://w3id.org/danchieu/id/task/ab', 'https://example.org/x')
    """
    return thing if ":" in thing else f"{base_iri()}id/{thing.removeprefix('/').removeprefix('id/')}"


def present(decisions: Sequence[Decision], meant: Meant, also: Sequence[str] = ()) -> Decision | None:
    """The newest standing decision about the same: what a new one would overrule.

    A task's status is one matter, the rest of it another. `also` are ids of decisions that the graph has on this
    thing, made when its IRI was another.
    """
    for one in reversed(standing(decisions)):
        if one.kind == "instrument":
            if meant.kind == "instrument" and _pair(one) == _pair(meant):
                return one
        elif (one.target == meant.target or one.id in also) and (one.action == "status") == (meant.action == "status"):
            return one
    return None


class History:
    """The book of decisions, asked what each one changed. Making it takes one pass, however many are asked of it."""

    def __init__(self, decisions: Sequence[Decision]) -> None:
        self.decisions = decisions
        self._at = {one.id: at for at, one in enumerate(decisions)}
        self._undone: dict[str, str] = {}
        for one in reversed(decisions):
            if one.kind == "decision" and one.id not in self._undone:
                self._undone[one.target] = one.id
        self._about: dict[tuple[str, str], list[int]] = defaultdict(list)
        for at, one in enumerate(decisions):
            self._about[self._matter(one)].append(at)

    def at(self, id: str) -> int | None:
        """The place of a decision in the book; None where there is none of that id."""
        return self._at.get(id)

    def stands(self, one: Decision) -> bool:
        """Has nobody undone it?"""
        return one.id not in self._undone

    def data(self, at: int) -> Json:
        """A decision by its place in the book, with what stood before and after it."""
        one = self.decisions[at]
        about = self._thing(one)
        related = self._about[self._matter(one)]
        before, after = (
            _verdict(standing([self.decisions[k] for k in related if k < end]), about) for end in (at, at + 1)
        )
        found: Json = {
            "id": one.id,
            "when": one.when,
            "who": one.who,
            "kind": one.action,
            "about": one.kind,
            "target": one.target,
            "value": dict(one.value),
            "note": one.note,
            "stands": self.stands(one),
            "undone_by": self._undone.get(one.id),
            "before": before,
            "after": after,
        }
        if one.anchor is not None:
            found["quote"] = one.anchor.quote
            machine = {"relation": one.anchor.relation, "instrument": one.anchor.instrument}
            found["machine"] = {name: said for name, said in machine.items() if said}
        return found

    def _thing(self, one: Decision) -> Decision:
        """The decision that speaks of the thing: of an undo the one that was undone."""
        while one.kind == "decision" and one.target in self._at:
            one = self.decisions[self._at[one.target]]
        return one

    def _matter(self, one: Decision) -> tuple[str, str]:
        """What decisions have to be taken together: those of one thing; of instruments all, for merges follow on."""
        thing = self._thing(one)
        return (thing.kind, "" if thing.kind == "instrument" else thing.target)


def _verdict(alive: Sequence[Decision], about: Decision) -> Json | None:
    """What stands of a thing; None where the machine's reading does."""
    if about.kind == "instrument":
        into, apart = merges(alive)
        said: Json = {"merged_into": into[about.target]} if about.target in into else {}
        return said | ({"apart": True} if _pair(about) in {tuple(sorted(two)) for two in apart} else {}) or None
    if not alive:
        return None
    verdict = citation_verdict(alive) if about.kind == "citation" else task_verdict(alive)
    return {name: value for name, value in asdict(verdict).items() if value is not None}


def _pair(one: Decision | Meant) -> tuple[str, ...]:
    return tuple(sorted((one.target, str(one.value.get("into", one.value.get("from", ""))))))
