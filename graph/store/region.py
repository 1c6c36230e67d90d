"""What a change of files and of decisions has to do with: the files, instruments and decisions whose quads may differ.

A decision is found again among the texts of its instrument, of its file's bytes and of its file's path
(`graph.review.anchors`), so it has to do with these and no others. From what changed the region grows until no decision
inside looks outside and none outside looks in; then the decisions applied to its files alone say of each what they say
applied to the whole corpus. It is small: the files of one instrument, and what was decided on them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import Final, Self

from pyoxigraph import NamedNode

from graph.identity import document_graph_iri
from graph.model import Extraction, Instrument, Problem
from graph.review.applied import Applied
from graph.review.applying import apply
from graph.review.decisions import Decision, followed, merges, standing
from graph.review.layers import Layered
from graph.review.splitting import parts
from graph.store.engine import OxigraphStore
from graph.triples.instruments import former_iris
from graph.triples.redirects import short_form
from graph.triples.survey import in_order
from graph.triples.tally import Tally
from graph.vocabulary import DAN

# Files that are in memory together, some 100 kB each. Beyond it a whole load, which holds one at a time, is as good.
MOST_FILES: Final = 1_000
# Files that are read one after the other to see whether they speak of an instrument, 5 to 10 ms each.
MOST_ASKED: Final = 10_000


class Inexact(Exception):
    """What the change touches cannot be told from what is at hand, or is too much to be told so."""


@dataclass(frozen=True, slots=True)
class Delta:
    """How a resolved corpus differs from the one that the newest generation was made of, and how to ask the new one.

    `extractions`: every one whose resolved content differs or is new. `gone`: path and SHA-256 of sources that are
    no longer part of the corpus. `instruments`: those whose description differs, None for what the corpus no longer
    speaks of. `problems`: those of the corpus, not of a file, that were added and that were removed.

    Of the new corpus: `known` are its instruments, looked up by IRI; `holding` gives the extractions that have a
    document of any of these instruments, `among` those that have one of these paths or one of these hashes, `about`
    the problems of the corpus that name any of these instruments. All before any decision of a reviewer.
    """

    extractions: Sequence[Extraction]
    gone: Sequence[tuple[str, str]]
    instruments: Mapping[str, Instrument | None]
    problems: tuple[Sequence[Problem], Sequence[Problem]]
    known: Mapping[str, Instrument]
    holding: Callable[[Iterable[str]], Iterable[Extraction]]
    among: Callable[[Collection[str], Collection[str]], Iterable[Extraction]]
    about: Callable[[Collection[str]], Iterable[Problem]]


@dataclass(frozen=True, slots=True)
class Standing:
    """The decisions that stand, in their order, and what they make of instruments (`graph.review.decisions.merges`)."""

    decisions: Sequence[Decision]
    into: Mapping[str, str]
    apart: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, decisions: Sequence[Decision]) -> Self:
        """Of all that was ever decided."""
        kept = standing(decisions)
        into, apart = merges(one for one in kept if one.kind == "instrument")
        return cls(kept, into, frozenset(apart))


@dataclass(slots=True)
class Region:
    """`applied` are its files in the new corpus, as reviewed; `hashes` are of these and of those that are gone; `iris`
    the instruments whose description may differ; `decisions` the ids of those whose place or effect may."""

    applied: Applied
    hashes: set[str]
    iris: set[str]
    decisions: set[str]


@dataclass(frozen=True, slots=True)
class _Concern:
    """What one decision has to do with: where its things may be found, and of which instruments it says something."""

    decision: Decision
    documents: frozenset[str]
    paths: frozenset[str]
    hashes: frozenset[str]
    iris: frozenset[str]
    everywhere: bool  # a decision of an early version has no anchor, and may be about any file

    @classmethod
    def of(cls, one: Decision, called: Callable[[str], set[str]], ends: Callable[[str], set[str]]) -> Self:
        """`called` gives all that an instrument was or is called, `ends` what it was or is merged into."""
        dealt = parts(one)
        anchors = [part.anchor for part in dealt if part.anchor is not None]
        files = one.value.get("files", ())
        named = {iri for part in dealt for iri in _named(part)}
        return cls(
            one,
            frozenset(iri for anchor in anchors for iri in called(anchor.document)),
            frozenset([*(anchor.source for anchor in anchors), *(file["source"] for file in files)]),
            frozenset([*(anchor.sha256 for anchor in anchors), *(file["sha256"] for file in files)]),
            frozenset(end for iri in named for end in ends(iri)),
            any(part.anchor is None for part in dealt if part.kind != "instrument"),
        )


def region(old: OxigraphStore, tally: Tally, delta: Delta, before: Standing, after: Standing) -> Region:
    """The region of a change, of files, of decisions or of both; the tally is that of the generation before.

    Raises Inexact.
    """
    growing = _Growing(old, tally, delta, before, after)
    growing.grow()
    kept = [one for one in after.decisions if one.kind == "instrument" or one.id in growing.affected]
    files = list(in_order(list(growing.files.values())))
    corpus = Layered(files, _Nearby(delta.known, growing.nearby()), [])
    return Region(apply(corpus, kept), growing.hashes, growing.iris, growing.affected)


def _named(one: Decision) -> set[str]:
    """The instruments that a decision says something of."""
    named = {str(one.value[name]) for name in ("into", "from", "instrument") if name in one.value}
    return named | {one.target} if one.kind == "instrument" else named


def _speaks(of: Collection[str], extraction: Extraction) -> bool:
    """Does a file name any of these instruments?"""
    named: Iterable[str | None] = chain(
        (document.instrument for document in extraction.documents),
        (iri for c in extraction.citations for iri in (c.instrument, c.subject, *c.candidates)),
        (iri for problem in extraction.problems for iri in problem.instruments),
    )
    return any(iri in of for iri in named)


class _Growing:
    def __init__(self, old: OxigraphStore, tally: Tally, delta: Delta, before: Standing, after: Standing) -> None:
        self._old, self._tally, self._delta = old, tally, delta
        self._before, self._after = before, after
        self.files: dict[tuple[str, str], Extraction] = {}
        self.hashes: set[str] = set()
        self.iris: set[str] = set()
        self.affected: set[str] = set()
        self._paths: set[str] = set()
        self._held: set[str] = set()  # instruments whose texts are in the region's files, then or now
        self._formers: set[str] = set()  # identifiers that may lead elsewhere
        self._gone = set(delta.gone)
        self._asks: dict[str, set[str]] = {name: set() for name in ("holders", "paths", "hashes")}
        self._asked: dict[str, set[str]] = {name: set() for name in self._asks}
        every = {one.id: one for one in (*before.decisions, *after.decisions)}
        dealt = [part for one in every.values() for part in parts(one)]
        self._split_or_merged = {iri for part in dealt if part.kind == "instrument" for iri in _named(part)}
        self._names = self._formerly({iri for part in dealt for iri in _named(part)} | set(delta.instruments))
        called: dict[str, set[str]] = {}
        self._concerns = [
            _Concern.of(one, lambda iri: called.setdefault(iri, self._called(iri)), self._ends)
            for one in every.values()
        ]

    def grow(self) -> None:
        """Until it is closed."""
        stood, stands = ({one.id for one in some.decisions} for some in (self._before, self._after))
        self._describe_again(self._delta.instruments)
        for extraction in self._delta.extractions:
            self._take(extraction)
        for path, sha256 in self._delta.gone:
            self._touch(path, sha256)
        for concern in self._concerns:
            if concern.decision.id in stood ^ stands:
                self._affect(concern)
        self._follow_merges()
        while self._load() or self._affect_more():
            pass
        if (self.files or self.hashes or self.affected) and any(one.everywhere for one in self._concerns):
            raise Inexact

    def nearby(self) -> list[str]:
        """The instruments that may be what the documents of its decisions are called now, sorted."""
        documents = {
            part.anchor.document
            for concern in self._concerns
            if concern.decision.id in self.affected
            for part in parts(concern.decision)
            if part.anchor is not None
        }
        found = {iri for document in documents for iri in (document, *self._led_to(document))}
        return sorted(iri for iri in found if iri in self._delta.known)

    # What decisions have to do with

    def _formerly(self, iris: Iterable[str]) -> Mapping[str, set[str]]:
        """By former identifier: the instruments that had it, of those that changed and of those that a decision names
        (the tally does not know them, or as they were reviewed)."""
        found: dict[str, set[str]] = defaultdict(set)
        for iri in iris:
            one = self._delta.known.get(iri)
            for former in (short_form(iri), *(one.former_iris if one is not None else ())):
                if former is not None:
                    found[former].add(iri)
        return found

    def _called(self, iri: str) -> set[str]:
        found = {iri, *self._old.redirected(iri), *self._led_to(iri)}
        return {end for one in found for end in self._ends(one)}

    def _led_to(self, former: str) -> set[str]:
        return {*self._tally.of_short(former), *self._tally.known_as(former), *self._names.get(former, ())}

    def _ends(self, iri: str) -> set[str]:
        return {iri, followed(self._before.into, iri), followed(self._after.into, iri)}

    # How it grows

    def _affect(self, concern: _Concern) -> None:
        self.affected.add(concern.decision.id)
        self._asks["holders"] |= concern.documents
        self._asks["paths"] |= concern.paths
        self._asks["hashes"] |= concern.hashes
        if concern.decision.kind == "instrument":
            self._asks["holders"] |= concern.iris
            self._decide_again(concern.iris)
        # What the files speak of is there whatever is decided; else each decision that names it has a say in it.
        self._decide_again(iri for iri in concern.iris if iri not in self._delta.known)

    def _affect_more(self) -> bool:
        more = [one for one in self._concerns if one.decision.id not in self.affected and self._meets(one)]
        for concern in more:
            self._affect(concern)
        return bool(more)

    def _meets(self, one: _Concern) -> bool:
        return not (
            self._paths.isdisjoint(one.paths)
            and self.hashes.isdisjoint(one.hashes)
            and self._held.isdisjoint(one.documents)
            and self._formers.isdisjoint(one.documents)
            and self.iris.isdisjoint(one.iris)
            and (one.decision.kind != "instrument" or self._held.isdisjoint(one.iris))
        )

    def _describe_again(self, iris: Iterable[str]) -> None:
        """These are described otherwise; who they were matters only where they come, go or say so."""
        for iri in iris:
            self.iris.add(iri)
            one = self._delta.known.get(iri)
            there = self._tally.instrument(iri) is not None
            if one is None or not there or former_iris(one) != sorted(self._tally.formers_of(iri)):
                self._lead_again(iri, one)

    def _decide_again(self, iris: Iterable[str]) -> None:
        """A reviewer has a say in whether there are these."""
        for iri in iris:
            self.iris.add(iri)
            self._lead_again(iri, self._delta.known.get(iri))

    def _lead_again(self, iri: str, one: Instrument | None) -> None:
        formers = (short_form(iri), *self._tally.formers_of(iri), *(one.former_iris if one is not None else ()))
        self._formers |= {iri, *(former for former in formers if former is not None)}

    def _take(self, extraction: Extraction) -> None:
        source = extraction.source
        self.files[source.path, source.sha256] = extraction
        self._touch(source.path, source.sha256)
        held = {end for document in extraction.documents for end in self._ends(document.instrument)}
        self._hold(held)

    def _touch(self, path: str, sha256: str) -> None:
        self.hashes.add(sha256)
        self._paths |= {path, *self._tally.paths(sha256)}
        self._asks["hashes"].add(sha256)
        self._hold(self._tally.held_by(sha256))

    def _hold(self, iris: Iterable[str]) -> None:
        """Whether a file's tasks are its own depends on all files that hold their instrument."""
        self._held |= set(iris)
        self._asks["holders"] |= self._held

    def _load(self) -> bool:
        """Take in the files that were asked for; whether any were new."""
        before = len(self.files)
        holders = self._unasked("holders")
        # In the files an instrument is called what it was before any merge.
        holders |= {one for some in (self._before, self._after) for one, end in some.into.items() if end in holders}
        if elsewhere := sorted(filter(self._is_held_elsewhere, holders)):
            self._take_all(self._delta.holding(elsewhere))
        paths, hashes = self._unasked("paths"), set(filter(self._is_elsewhere, self._unasked("hashes")))
        if paths or hashes:
            self._take_all(self._delta.among(paths, hashes))
        return len(self.files) > before

    def _unasked(self, name: str) -> set[str]:
        fresh = self._asks[name] - self._asked[name]
        self._asked[name] |= fresh
        return fresh

    def _take_all(self, found: Iterable[Extraction]) -> None:
        for extraction in found:
            if (extraction.source.path, extraction.source.sha256) not in self.files:
                self._take(extraction)
                if len(self.files) > MOST_FILES:
                    raise Inexact

    def _is_held_elsewhere(self, iri: str) -> bool:
        """May files that are not at hand hold it? To read one costs 10 ms, to ask the tally nothing."""
        return iri in self._split_or_merged or any(map(self._is_elsewhere, self._tally.holders(iri)))

    def _is_elsewhere(self, sha256: str) -> bool:
        places = ((path, sha256) for path in self._tally.paths(sha256))
        return any(place not in self.files and place not in self._gone for place in places)

    def _follow_merges(self) -> None:
        """Where instruments are merged that were not, or no longer, what cites them says so."""
        into, new = self._before.into, self._after.into
        otherwise = {iri for iri in {*into, *new} if into.get(iri) != new.get(iri)}
        if not otherwise:
            return
        self._decide_again(end for iri in otherwise for end in self._ends(iri))
        beginnings = set(self._graphs(NamedNode(into.get(iri, iri)) for iri in otherwise))
        # Their candidates are not in the graph.
        beginnings |= set(self._graphs((DAN.rejected, DAN.corrected), DAN.reviewStatus))
        # Who speaks of what another was merged into need not have spoken of that other: only the file itself says.
        spoken = filter(partial(_speaks, otherwise), self._delta.among((), self._tally.hashes(beginnings)))
        self._take_all(spoken)

    def _graphs(self, values: Iterable[NamedNode], predicate: NamedNode | None = None) -> Iterator[str]:
        """The beginnings of the hashes of files that speak of these. Raises Inexact where they are too many."""
        start, seen = document_graph_iri(""), set[str]()
        for value in values:
            for quad in self._old.matching(predicate, value):
                name = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
                if name.startswith(start) and name not in seen:
                    seen.add(name)
                    if len(seen) > MOST_ASKED:
                        raise Inexact
                    yield name.removeprefix(start)


@dataclass(frozen=True, slots=True)
class _Nearby(Mapping[str, Instrument]):
    """All instruments of a corpus, of which only some are gone through: the others have nothing to say here."""

    known: Mapping[str, Instrument]
    near: Sequence[str] = field(default_factory=list)

    def __getitem__(self, iri: str) -> Instrument:
        return self.known[iri]

    def __contains__(self, iri: object) -> bool:
        return iri in self.known

    def __iter__(self) -> Iterator[str]:
        return iter(self.near)

    def __len__(self) -> int:
        return len(self.near)
