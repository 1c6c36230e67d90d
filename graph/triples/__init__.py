"""From the model to RDF: one named graph for each source file, one for what files share, one for the registry.

`quads` is a pure function of the corpus: no clock, no counter, no order of reading shows in it, so
two loads of one corpus are the same graph to the byte.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Quad

from graph.copies import find_copies
from graph.model import Corpus
from graph.review.applied import Applied
from graph.triples.counts import CitationCounts
from graph.triples.files import file_quads
from graph.triples.instruments import agency_names, agency_quads, body_places, instrument_quads
from graph.triples.problems import corpus_problem_quads
from graph.triples.registry import registry_quads
from graph.triples.reviews import review_quads

__all__ = ["quads"]


def quads(corpus: Corpus | Applied) -> Iterator[Quad]:
    """Every quad of a corpus, or of one as reviewed, in an order that depends on nothing but that."""
    applied = corpus if isinstance(corpus, Applied) else Applied(corpus)
    corpus = applied.corpus
    yield from instrument_quads(corpus, applied.verdicts)
    yield from agency_quads(corpus, applied.verdicts)
    counts = CitationCounts()
    by_content: dict[str, list[str]] = {}
    for extraction in corpus.extractions:
        by_content.setdefault(extraction.source.sha256, []).append(extraction.source.path)
    copies = find_copies(corpus)
    written: set[str] = set()
    for extraction in sorted(corpus.extractions, key=lambda e: (e.source.sha256, e.source.path)):
        # Copies of one file are one source with several paths; reading them twice says nothing new.
        if extraction.source.sha256 not in written:
            written.add(extraction.source.sha256)
            paths = by_content[extraction.source.sha256]
            yield from counts.watched(file_quads(extraction, paths, copies, applied.verdicts))
    yield from counts.quads()
    yield from corpus_problem_quads(corpus)
    # What speaks of no instrument has nothing for the registry to explain: an empty corpus is an empty graph.
    if corpus.extractions or corpus.instruments:
        yield from registry_quads(agency_names(corpus, applied.verdicts), body_places(corpus))
    yield from review_quads(applied)
