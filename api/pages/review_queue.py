"""The queue as one reviewer looks at it: what is left of it behind the filters, where one stands, how far one is."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api import words
from api.pages.days import VIETNAM, today
from api.review.remembered import Book
from graph.answers.review_queue import KINDS, Doubt, Doubts, doubts
from graph.identity import base_iri
from graph.review.decisions import Decision
from graph.store.base import Store

Json = dict[str, Any]

BOUNDS = (85, 90, 95, 98)  # per cent; what `wording.confidence` calls high begins at 95
BOUND = 95
_MOST_CHOICES = 100  # of documents and agencies in a list; how many more there are is told


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The filters of an address; empty for none. `item` is what follows `/id/` in the IRI of the item in view."""

    kind: str = ""
    document: str = ""
    agency: str = ""
    below: int = BOUND
    item: str = ""

    @property
    def given(self) -> dict[str, str]:
        """The filters as parameters of an address, without the item."""
        said = {"kind": self.kind, "document": self.document, "agency": self.agency}
        if self.below != BOUND:
            said["below"] = str(self.below)
        return {name: value for name, value in said.items() if value}

    @property
    def iri(self) -> str:
        """The IRI of the item in view; empty where none is named."""
        return f"{base_iri()}id/{self.item}" if self.item else ""


class Kept:
    """The doubts of the newest generation, worked out once for each.

    It takes 0.4 s of a million quads, and every decision makes a generation: while those of a new one are worked out,
    those of the one before are answered from. What has left the graph meanwhile is passed over when it is looked at.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: Doubts | None = None
        self._making = ""

    def of(self, store: Store) -> Doubts:
        """The doubts of a store; those of an earlier generation for a moment after a load."""
        self.ready(store)
        kept = self._kept
        if kept is None:
            with self._lock:
                kept = self._kept = self._kept or doubts(store)
        return kept

    def ready(self, store: Store) -> None:
        """Begin to work them out, where that was not done: who signs in will ask for them next."""
        kept = self._kept
        if self._making == store.generation or (kept is not None and kept.generation == store.generation):
            return
        self._making = store.generation
        threading.Thread(target=self._renew, args=(store,), name="review-queue", daemon=True).start()

    def _renew(self, store: Store) -> None:
        with self._lock:
            try:
                self._kept = doubts(store)
            finally:
                self._making = ""


class Queue:
    """What a reviewer has before them: the doubts that pass the filters, and of these what is left to settle."""

    def __init__(self, found: Doubts, book: Book, wanted: Wanted) -> None:
        self.doubts = found
        self.wanted = wanted
        self._book = book
        self._any_kind = [one for one in found.found if _is_sure_enough(one, wanted) and self._passes(one)]
        self.all = [one for one in self._any_kind if wanted.kind in ("", one.kind)]
        self.left = [one for one in self.all if one.iri not in book.settled]
        self._at = {one.iri: place for place, one in enumerate(self.all)}

    @property
    def current(self) -> str:
        """The IRI of the item in view: the one that the address names, else the first that is left; empty for none."""
        return self.wanted.iri or (self.left[0].iri if self.left else "")

    def doubt(self, iri: str) -> Doubt | None:
        """The doubt of that IRI, whatever the filters; None where there is none."""
        return next((one for one in self.doubts.found if one.iri == iri), None)

    def place(self, iri: str) -> int | None:
        """The number of an item among what is left, from 1; None where it is not among it."""
        return next((number for number, one in enumerate(self.left, 1) if one.iri == iri), None)

    def after(self, iri: str) -> str | None:
        """The IRI of what is left next after an item, from the first again at the end; None where nothing else is."""
        at = self._at.get(iri, -1)
        return self._first_left((*self.all[at + 1 :], *self.all[: at + 1]), iri)

    def before(self, iri: str) -> str | None:
        """The IRI of what is left just before an item, from the last again at the beginning."""
        at = self._at.get(iri, 0)
        return self._first_left((*reversed(self.all[:at]), *reversed(self.all[at:])), iri)

    def following(self, iri: str, count: int) -> list[Doubt]:
        """What is left after an item, in order."""
        at = self._at.get(iri, -1)
        return [one for one in self.all[at + 1 :] if one.iri not in self._book.settled][:count]

    def name(self, one: Doubt) -> str:
        """What the document of a doubt is called."""
        return words.name(self.doubts.documents[one.text]["name"])

    def progress(self, who: str) -> Json:
        """How far one is: {kinds: [{kind, left, today}], left, today, mine}, of everybody's decisions of this day."""
        left = Counter(one.kind for one in self._any_kind if one.iri not in self._book.settled)
        made = [(one, self.doubts.kind_of(one)) for one in self._today()]
        done = Counter(kind for _, kind in made if kind is not None)
        kinds = [{"kind": kind, "left": left[kind], "today": done[kind]} for kind in KINDS]
        mine = sum(kind is not None and one.who == who for one, kind in made)
        return {"kinds": kinds, "left": left.total(), "today": done.total(), "mine": mine}

    def documents(self) -> Json:
        """{choices: [{value, label, count}], more}: the documents with anything left, those with most of it first."""
        counts = Counter(one.text for one in self._unsettled())
        named = ((iri, words.name(self.doubts.documents[iri]["name"]), n) for iri, n in counts.items())
        return _choices(((iri.rpartition("/id/")[2], name, n) for iri, name, n in named), self.wanted.document)

    def agencies(self) -> Json:
        """The same of agencies: those that issued the text, or that a task was read to be led by."""
        counts = Counter(name for one in self._unsettled() for name in self._agencies(one))
        return _choices(((name, name, n) for name, n in counts.items()), self.wanted.agency)

    def mine(self, who: str, count: int) -> list[Decision]:
        """The latest standing decisions of a reviewer, the newest first."""
        own = (one for one in reversed(self._book.standing) if one.who == who and self.doubts.kind_of(one) is not None)
        return [one for one, _ in zip(own, range(count), strict=False)]

    def _unsettled(self) -> Iterator[Doubt]:
        below = self.wanted
        return (
            one
            for one in self.doubts.found
            if one.iri not in self._book.settled and _is_sure_enough(one, below) and below.kind in ("", one.kind)
        )

    def _passes(self, one: Doubt) -> bool:
        of_text = not self.wanted.document or one.text == f"{base_iri()}id/{self.wanted.document}"
        return of_text and (not self.wanted.agency or self.wanted.agency in self._agencies(one))

    def _agencies(self, one: Doubt) -> set[str]:
        issuer = self.doubts.documents[one.text]["name"]["issuer"]
        return {*([issuer] if issuer else []), *(self.doubts.agencies[iri] for iri in one.agencies)}

    def _first_left(self, some: Iterable[Doubt], iri: str) -> str | None:
        settled = self._book.settled
        return next((one.iri for one in some if one.iri != iri and one.iri not in settled), None)

    def _today(self) -> Iterator[Decision]:
        day = today()
        for one in reversed(self._book.standing):
            if datetime.fromisoformat(one.when).astimezone(VIETNAM).date() < day:
                return
            yield one


def _is_sure_enough(one: Doubt, wanted: Wanted) -> bool:
    """Whether a doubt is one by the bound that was chosen, which only those by confidence are asked for."""
    return one.kind != "uncertain" or one.confidence < wanted.below / 100


def _choices(found: Iterable[tuple[str, str, int]], wanted: str) -> Json:
    ordered: Sequence[tuple[str, str, int]] = sorted(found, key=lambda one: (-one[2], one[1]))
    shown = [one for k, one in enumerate(ordered) if k < _MOST_CHOICES or one[0] == wanted]
    return {
        "choices": [{"value": value, "label": label, "count": count} for value, label, count in shown],
        "more": len(ordered) - len(shown),
    }
