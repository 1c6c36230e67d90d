"""How the graph of a changed corpus differs from the one that is there, found from the changed files alone.

What a file says is in a graph of its own; what files share is written out of a tally (`graph.triples.tally`), key by
key: the keys that a change touches are written before and after it, and the difference is theirs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Quad

from graph.copies import Copies, find_copies
from graph.identity import base_iri, document_graph_iri
from graph.model import Extraction, Instrument, Problem
from graph.review import book
from graph.review.merging import merged_extraction, merged_problem
from graph.review.reach import Bounds
from graph.store.engine import OxigraphStore
from graph.store.noting import Touched
from graph.triples.files import file_graph
from graph.triples.instruments import former_iris, instrument_lines, lines_digest
from graph.triples.linking import link_again
from graph.triples.registry import table_quads
from graph.triples.shared import Keys, count_lines, shared_lines
from graph.triples.sheet import data_node, parsed
from graph.triples.survey import in_order, pointed_at, spellings
from graph.triples.tally import Tally
from graph.vocabulary import CITO, DAN, DCTERMS


class Inexact(Exception):
    """What the change touches cannot be told from what is at hand."""


@dataclass(frozen=True, slots=True)
class Delta:
    """How a resolved corpus differs from the one that the newest generation was made of.

    `extractions`: every one whose resolved content differs or is new. `gone`: path and SHA-256 of sources that are
    no longer part of the corpus. `instruments`: those whose description differs, None for what the corpus no longer
    speaks of. `problems`: those of the corpus, not of a file, that were added and that were removed. `holding` gives
    the resolved extractions of the new corpus that have a document of any of these instruments.
    """

    extractions: Sequence[Extraction]
    gone: Sequence[tuple[str, str]]
    instruments: Mapping[str, Instrument | None]
    problems: tuple[Sequence[Problem], Sequence[Problem]]
    holding: Callable[[Iterable[str]], Iterable[Extraction]]


@dataclass(slots=True)
class Difference:
    """The quads to add and to remove, and where they are."""

    added: set[Quad] = field(default_factory=set)
    removed: set[Quad] = field(default_factory=set)
    touched: Touched = field(default_factory=lambda: Touched((), (), ()))

    def replace(self, before: Iterable[str], after: Iterable[str]) -> None:
        """Lines instead of lines."""
        old, new = (set("".join(lines).split("\n")) for lines in (before, after))
        self.removed |= set(parsed("\n".join(old - new)))
        self.added |= set(parsed("\n".join(new - old)))


def difference(root: Path, old: OxigraphStore, tally: Tally, delta: Delta) -> Difference:
    """What to write; the tally is brought up to date in its transaction. Raises Inexact."""
    if tally.pointed() or tally.said("base") != base_iri() or tally.said("review") != book.stamp(root):
        raise Inexact
    if _is_empty(tally):
        raise Inexact  # an empty corpus has no registry either
    bounds = Bounds.of(book.decisions(root).decisions, old.redirected)
    delta = _as_reviewed(delta, bounds)
    hashes = {sha256 for _, sha256 in delta.gone} | {e.source.sha256 for e in delta.extractions}
    held = {iri for sha256 in hashes for iri in tally.held_by(sha256)}
    held |= {d.instrument for e in delta.extractions for d in e.documents}
    keys = _keys(tally, delta)
    if bounds.name(held | set(delta.instruments)) or bounds.reach.meet(held | keys.formers, delta.gone):
        raise Inexact

    found = Difference()
    before = list(shared_lines(tally, bounds.apart, keys))
    _change_files(tally, delta)
    _change_instruments(old, tally, delta, found)
    for times, problems in zip((1, -1), delta.problems, strict=True):
        for problem in problems:
            tally.count_problem(problem, times)
    found.replace(before, shared_lines(tally, bounds.apart, keys))
    found.replace(*([lines] for lines in link_again(tally, keys)))
    found.removed -= set(table_quads(base_iri()))
    gone, come = _change_graphs(old, tally, _near(tally, delta, hashes, held, bounds), found)
    found.touched = Touched(gone, come, sorted(delta.instruments))
    if _is_empty(tally):
        raise Inexact
    return found


def _is_empty(tally: Tally) -> bool:
    return not any(tally.totals()[name] for name in ("files", "instruments"))


def _as_reviewed(delta: Delta, bounds: Bounds) -> Delta:
    """With the instruments that were merged as what they are merged into."""
    into = bounds.into
    if not into:
        return delta

    def holding(iris: Iterable[str]) -> Iterator[Extraction]:
        return (merged_extraction(one, into) for one in delta.holding(iris))

    added, removed = ([merged_problem(one, into) for one in some] for some in delta.problems)
    extractions = [merged_extraction(one, into) for one in delta.extractions]
    return Delta(extractions, delta.gone, delta.instruments, (added, removed), holding)


def _keys(tally: Tally, delta: Delta) -> Keys:
    """What of the shared graphs the change has a part in, as it was or as it will be."""
    keys = Keys(problems=[*delta.problems[0], *delta.problems[1]])
    for iri, one in delta.instruments.items():
        was, formers = tally.instrument(iri), sorted(tally.formers_of(iri))
        is_ = None if one is None else instrument_lines(one)[1]
        for described in filter(None, (was, is_)):
            keys.add(described)
        called = [] if one is None else former_iris(one)
        if was is None or is_ is None or formers != called:
            # Where identifiers lead depends on which instruments there are, not on what is said of them.
            keys.formers |= {iri, *formers, *called, *(d.short for d in (was, is_) if d and d.short)}
    for path, sha256 in _places(delta):
        keys.agencies |= set(tally.agencies_of(path, sha256))
    for extraction in delta.extractions:
        keys.agencies |= {agency for agency, _ in spellings(extraction)}
    return keys


def _places(delta: Delta) -> Iterator[tuple[str, str]]:
    yield from delta.gone
    yield from ((e.source.path, e.source.sha256) for e in delta.extractions)


def _change_files(tally: Tally, delta: Delta) -> None:
    for path, sha256 in _places(delta):
        tally.drop_file(path, sha256)
    for extraction in delta.extractions:
        tally.add_file(extraction, spellings(extraction))


def _change_instruments(old: OxigraphStore, tally: Tally, delta: Delta, found: Difference) -> None:
    for iri, one in delta.instruments.items():
        # Where it leads and how often it is cited belong to keys of their own.
        own = {
            q
            for q in old.about(iri, data_node("graph", "instruments"))
            if q.predicate not in (DCTERMS.isReplacedBy, DAN.citationCount)
        }
        new: set[Quad] = set()
        tally.drop_instrument(iri)
        if one is not None:
            text, described = instrument_lines(one)
            tally.put_instrument(described, former_iris(one))
            new = set(parsed(text))
        found.removed |= own - new
        found.added |= new - own
    for iri in {iri for e in delta.extractions for iri in pointed_at(e)}:
        if tally.instrument(iri) is None:
            raise Inexact


@dataclass(frozen=True, slots=True)
class _Near:
    """The files whose graphs may be others, by hash, None for those that are gone; what they have of each other."""

    files: Mapping[str, Extraction | None]
    copies: Copies


def _near(tally: Tally, delta: Delta, hashes: set[str], held: set[str], bounds: Bounds) -> _Near:
    """A file that comes or goes may be what others of its instruments are copies of; whether a task of theirs is one
    of its own depends on the copies of all that they hold."""
    at_hand = list(delta.extractions)
    known = {e.source.sha256 for e in at_hand}
    left = {sha256 for sha256 in hashes - known if tally.paths(sha256)}
    if left or any(set(tally.holders(iri)) - known for iri in held):
        at_hand += delta.holding(sorted(held))
    files: dict[str, Extraction | None] = dict.fromkeys(hashes)
    files |= {e.source.sha256: e for e in reversed(list(in_order(at_hand)))}
    if any(files[sha256] is None for sha256 in left):
        raise Inexact  # another path of a file without a document that anybody could ask for
    more = {d.instrument for e in at_hand for d in e.documents} - held
    if any(len(tally.holders(iri)) > 1 for iri in more):
        at_hand += delta.holding(sorted(more))
    of = {d.instrument for e in at_hand for d in e.documents}
    if any(map(bounds.reach.touches, at_hand)) or bounds.name(of):
        raise Inexact
    twice = {iri for iri in of if len(tally.holders(iri)) > 1}
    return _Near(files, find_copies(in_order(at_hand), twice))


def _change_graphs(old: OxigraphStore, tally: Tally, near: _Near, found: Difference) -> tuple[list[str], list[str]]:
    """The named graphs of files; which of them were before and which are now, of those that differ."""
    gone: list[str] = []
    come: list[str] = []
    cited: Counter[str] = Counter()
    for sha256, extraction in sorted(near.files.items()):
        name = document_graph_iri(sha256)
        was = tally.digest(sha256)
        new: set[Quad] = set()
        digest = None
        if extraction is not None:
            graph = file_graph(extraction, tally.paths(sha256), near.copies)
            digest = lines_digest(graph.text)
            if digest == was:
                continue
            new = set(parsed(graph.text))
            cited.update(graph.cited)
            come.append(name)
        tally.put_digest(sha256, digest)
        if was is not None:
            quads = set(old.graph(name))
            cited.subtract(_cited(quads))
            found.removed |= quads - new
            new -= quads
            gone.append(name)
        found.added |= new
    keys = sorted(iri for iri, times in cited.items() if times)
    before = list(count_lines(tally, keys))
    tally.count_cited({iri: cited[iri] for iri in keys})
    found.replace(before, count_lines(tally, keys))
    return gone, come


def _cited(quads: Iterable[Quad]) -> Counter[str]:
    """How often a file's graph cites each instrument, as `graph.triples.files.FileGraph` counts it."""
    cited: dict[Any, str] = {}
    text: dict[Any, Any] = {}
    copies = set()
    for quad in quads:
        if quad.predicate == CITO.hasCitedEntity and isinstance(quad.object, NamedNode):
            cited[quad.subject] = quad.object.value
        elif quad.predicate == DAN.inDocument:
            text[quad.subject] = quad.object
        elif quad.predicate == DAN.copyOf:
            copies.add(quad.subject)
    return Counter(iri for node, iri in cited.items() if text.get(node) not in copies)
