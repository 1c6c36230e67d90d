"""A corpus as reviewed: what stands of it, and what became of each decision."""

from __future__ import annotations

from dataclasses import dataclass, field

from graph.model import Resolved
from graph.review.decisions import Decision, Verdicts


@dataclass(slots=True)
class Applied:
    """A corpus with what stands of it.

    `places`: the id of each standing decision -> the IRI of its thing in this corpus, None where it was not
    found; `astray`: the id of a split -> the quotes and files that it names and that were not found. `moved`
    are the ids of those whose IRI is another than when they were made.
    """

    corpus: Resolved
    verdicts: Verdicts = field(default_factory=Verdicts)
    standing: list[Decision] = field(default_factory=list)
    undone: list[Decision] = field(default_factory=list)
    places: dict[str, str | None] = field(default_factory=dict)
    astray: dict[str, list[str]] = field(default_factory=dict)

    @property
    def moved(self) -> list[Decision]:
        return [one for one in self.standing if self.places[one.id] not in (None, one.target)]

    @property
    def lost(self) -> list[Decision]:
        return [one for one in self.standing if self.places[one.id] is None or one.id in self.astray]
