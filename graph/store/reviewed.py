"""A change as reviewers have it: what the decisions before made of the corpus before, those now of what it is now."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode, Quad

from graph.model import Extraction, Instrument, Problem
from graph.review.applying import LOST, lost_problem, lost_words
from graph.review.decisions import Decision, Verdicts, task_verdict
from graph.review.merging import merged_problem
from graph.store.engine import OxigraphStore
from graph.store.region import Delta, Region, Standing
from graph.triples.reviews import apart_lines, decision_lines, decision_node, reviewer_lines
from graph.triples.sheet import data_node, parsed
from graph.triples.survey import reviewed_spellings
from graph.triples.tally import Tally
from graph.vocabulary import DAN, OWL


@dataclass(frozen=True, slots=True)
class Change:
    """How the reviewed corpus differs from the one before, as `Delta` has it of the corpus itself; of files also such
    as may differ by what is decided on them."""

    extractions: Sequence[Extraction]
    gone: Sequence[tuple[str, str]]
    instruments: Mapping[str, Instrument | None]
    problems: tuple[Sequence[Problem], Sequence[Problem]]


class Reviewed:
    """What stands in a region, beside what stood there."""

    def __init__(self, old: OxigraphStore, near: Region, before: Standing, after: Standing) -> None:
        self._old, self._near, self._before, self._after = old, near, before, after
        self._review = data_node("graph", "review")

    def change(self, delta: Delta, tally: Tally) -> Change:
        """The change; the tally is still that of the generation before."""
        corpus = self._near.applied.corpus
        instruments = {iri: corpus.instruments.get(iri) for iri in sorted(self._near.iris)}
        return Change(list(corpus.extractions), delta.gone, instruments, self._problems(delta, tally))

    def spellings(self) -> Counter[tuple[str, str]]:
        """How much more often reviewers spell each agency which way, or less often where it is below 0."""
        was: dict[str, list[Decision]] = defaultdict(list)
        for one in self._affected(self._before):
            if one.kind == "task" and (place := self._place(one)) is not None:
                was[place].append(one)
        verdicts = Verdicts(tasks={place: task_verdict(those) for place, those in was.items()})
        found = reviewed_spellings(self._near.applied.verdicts)
        found.subtract(reviewed_spellings(verdicts))
        return Counter({spelling: times for spelling, times in found.items() if times})

    def quads(self, tally: Tally) -> tuple[set[Quad], set[Quad]]:
        """What the graph of decisions said and says of those that are affected; the tally is that of now."""
        known, applied = _Known(tally), self._near.applied
        removed = {
            quad
            for some in (self._before, self._after)
            for one in self._affected(some)
            for quad in self._old.about(decision_node(one.id).value, self._review)
        }
        removed |= set(self._old.in_graph(self._review.value, OWL.differentFrom))
        removed |= set(parsed(reviewer_lines(one.who for one in self._before.decisions)))
        lines = (
            decision_lines(self._affected(self._after), applied.places, self._after.into, known),
            apart_lines(self._after.apart, known),
            reviewer_lines(one.who for one in self._after.decisions),
        )
        return removed, set(parsed("".join(lines)))

    def described(self, before: Mapping[str, Any], damaged: int) -> dict[str, Any]:
        """What is noted of the decisions beside a generation, `before` being the note of the one before."""
        applied, near = self._near.applied, self._near.decisions

        def ids(name: str, now: Sequence[Decision]) -> list[str]:
            found = {one.id for one in now if one.id in near} | {id for id in before[name] if id not in near}
            return [one.id for one in self._after.decisions if one.id in found]

        return {
            "decisions": len(self._after.decisions),
            "moved": ids("moved", applied.moved),
            "lost": ids("lost", applied.lost),
            "damaged": damaged,
        }

    def _affected(self, some: Standing) -> list[Decision]:
        return [one for one in some.decisions if one.id in self._near.decisions]

    def _place(self, one: Decision) -> str | None:
        """Where the generation before had the thing of a decision."""
        for quad in self._old.about(decision_node(one.id).value, self._review):
            if quad.predicate == DAN.decides and isinstance(quad.object, NamedNode):
                return quad.object.value
        return None

    def _problems(self, delta: Delta, tally: Tally) -> tuple[list[Problem], list[Problem]]:
        added = [merged_problem(one, self._after.into) for one in delta.problems[0]]
        removed = [merged_problem(one, self._before.into) for one in delta.problems[1]]
        for one in self._kept(delta):
            was, is_ = (merged_problem(one, some.into) for some in (self._before, self._after))
            if was != is_:
                removed.append(was)
                added.append(is_)
        for decision in self._affected(self._before):
            removed += tally.problems_beginning(LOST, lost_words(decision))
        applied = self._near.applied
        added += [
            lost_problem(one, applied.astray.get(one.id)) for one in applied.lost if one.id in self._near.decisions
        ]
        return added, removed

    def _kept(self, delta: Delta) -> Iterator[Problem]:
        """The problems that were there and are, of instruments that are merged otherwise than they were."""
        was, is_ = self._before.into, self._after.into
        otherwise = {iri for iri in {*was, *is_} if was.get(iri) != is_.get(iri)}
        fresh = Counter(map(repr, delta.problems[0]))
        for problem in delta.about(otherwise) if otherwise else ():
            if fresh[repr(problem)]:
                fresh[repr(problem)] -= 1
            else:
                yield problem


@dataclass(frozen=True, slots=True)
class _Known:
    """The instruments that the graph describes."""

    tally: Tally

    def __contains__(self, iri: object) -> bool:
        return isinstance(iri, str) and self.tally.instrument(iri) is not None
