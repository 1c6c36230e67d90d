"""How the graph of a changed corpus differs from the one that is there, found from the changed files alone.

What a file says is in a graph of its own; what files share is written out of a tally (`graph.triples.tally`), key by
key: the keys that a change touches are written before and after it, and the difference is theirs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Quad

from graph.copies import find_copies
from graph.identity import base_iri, document_graph_iri
from graph.model import Extraction
from graph.review import book
from graph.review.book import Contents
from graph.store.engine import OxigraphStore
from graph.store.noting import Touched
from graph.store.region import Delta, Inexact, Region, Standing, region
from graph.store.reviewed import Change, Reviewed
from graph.triples.files import file_graph
from graph.triples.instruments import former_iris, instrument_lines, lines_digest
from graph.triples.linking import link_again
from graph.triples.registry import table_quads
from graph.triples.shared import Keys, count_lines, shared_lines
from graph.triples.sheet import data_node, parsed
from graph.triples.survey import pointed_at, spellings
from graph.triples.tally import REVIEWED, Tally
from graph.vocabulary import CITO, DAN, DCTERMS


@dataclass(slots=True)
class Difference:
    """The quads to add and to remove, and where they are; by which decisions, and what is noted of these."""

    book: Contents
    review: dict[str, Any] = field(default_factory=dict)
    added: set[Quad] = field(default_factory=set)
    removed: set[Quad] = field(default_factory=set)
    touched: Touched = field(default_factory=lambda: Touched((), (), ()))

    def replace(self, before: Iterable[str], after: Iterable[str]) -> None:
        """Lines instead of lines."""
        old, new = (set("".join(lines).split("\n")) for lines in (before, after))
        self.removed |= set(parsed("\n".join(old - new)))
        self.added |= set(parsed("\n".join(new - old)))


def difference(root: Path, old: OxigraphStore, tally: Tally, delta: Delta, noted: Mapping[str, Any]) -> Difference:
    """What to write; the tally is brought up to date in its transaction. `noted` is what the description of the
    generation before says of decisions. Raises Inexact."""
    if tally.pointed() or tally.said("base") != base_iri():
        raise Inexact
    if _is_empty(tally):
        raise Inexact  # an empty corpus has no registry either
    books = book.decisions_then(root, tally.said("review") or "")
    if books is None:
        raise Inexact
    before, after = (Standing.of(one.decisions) for one in books)
    near = region(old, tally, delta, before, after)
    found = Difference(books[1])
    reviewed = Reviewed(old, near, before, after)
    change = reviewed.change(delta, tally)
    spelt = reviewed.spellings()

    keys = _keys(tally, change)
    keys.agencies |= {agency for agency, _ in spelt}
    keys.formers |= {iri for pair in before.apart ^ after.apart for iri in pair}
    shared = list(shared_lines(tally, before.apart, keys))
    _change_files(tally, change)
    tally.add_spelt(REVIEWED, spelt)
    _change_instruments(old, tally, change, found)
    for times, problems in zip((1, -1), change.problems, strict=True):
        for problem in problems:
            tally.count_problem(problem, times)
    found.replace(shared, shared_lines(tally, after.apart, keys))
    found.replace(*([lines] for lines in link_again(tally, keys)))
    found.removed -= set(table_quads(base_iri()))
    gone, come = _change_graphs(old, tally, near, found)
    found.touched = Touched(gone, come, sorted(change.instruments))
    removed, added = reviewed.quads(tally)
    found.removed |= removed - added
    found.added |= added - removed
    found.review = reviewed.described(noted, len(books[1].damaged))
    tally.say("review", books[1].stamp)
    if _is_empty(tally):
        raise Inexact
    return found


def _is_empty(tally: Tally) -> bool:
    return not any(tally.totals()[name] for name in ("files", "instruments"))


def _keys(tally: Tally, change: Change) -> Keys:
    """What of the shared graphs the change has a part in, as it was or as it will be."""
    keys = Keys(problems=[*change.problems[0], *change.problems[1]])
    for iri, one in change.instruments.items():
        was, formers = tally.instrument(iri), sorted(tally.formers_of(iri))
        is_ = None if one is None else instrument_lines(one)[1]
        for described in filter(None, (was, is_)):
            keys.add(described)
        called = [] if one is None else former_iris(one)
        if was is None or is_ is None or formers != called:
            # Where identifiers lead depends on which instruments there are, not on what is said of them.
            keys.formers |= {iri, *formers, *called, *(d.short for d in (was, is_) if d and d.short)}
    for path, sha256 in _places(change):
        keys.agencies |= set(tally.agencies_of(path, sha256))
    for extraction in change.extractions:
        keys.agencies |= {agency for agency, _ in spellings(extraction)}
    return keys


def _places(change: Change) -> Iterator[tuple[str, str]]:
    yield from change.gone
    yield from ((e.source.path, e.source.sha256) for e in change.extractions)


def _change_files(tally: Tally, change: Change) -> None:
    for path, sha256 in _places(change):
        tally.drop_file(path, sha256)
    for extraction in change.extractions:
        tally.add_file(extraction, spellings(extraction))


def _change_instruments(old: OxigraphStore, tally: Tally, change: Change, found: Difference) -> None:
    for iri, one in change.instruments.items():
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
    for iri in {iri for e in change.extractions for iri in pointed_at(e)}:
        if tally.instrument(iri) is None:
            raise Inexact


def _change_graphs(old: OxigraphStore, tally: Tally, near: Region, found: Difference) -> tuple[list[str], list[str]]:
    """The named graphs of files; which of them were before and which are now, of those that differ."""
    files: dict[str, Extraction | None] = dict.fromkeys(sorted(near.hashes))
    files |= {e.source.sha256: e for e in reversed(list(near.applied.corpus.extractions))}
    if any(extraction is None and tally.paths(sha256) for sha256, extraction in files.items()):
        raise Inexact  # it is there, and nobody could be asked for it
    extractions = [extraction for extraction in files.values() if extraction is not None]
    held = {document.instrument for extraction in extractions for document in extraction.documents}
    copies = find_copies(near.applied.corpus.extractions, {iri for iri in held if len(tally.holders(iri)) > 1})
    gone: list[str] = []
    come: list[str] = []
    cited: Counter[str] = Counter()
    for sha256, extraction in files.items():
        name = document_graph_iri(sha256)
        was = tally.digest(sha256)
        new: set[Quad] = set()
        digest = None
        if extraction is not None:
            graph = file_graph(extraction, tally.paths(sha256), copies, near.applied.verdicts)
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
