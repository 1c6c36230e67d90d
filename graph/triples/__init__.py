"""From the model to RDF: one named graph for each source file, and one for what files share.

`quads` is a pure function of the corpus: no clock, no counter, no order of reading shows in it, so
two loads of one corpus are the same graph to the byte.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Quad

from graph.copies import find_copies
from graph.model import Corpus
from graph.triples.files import file_quads
from graph.triples.instruments import agency_quads, instrument_quads
from graph.triples.problems import corpus_problem_quads

__all__ = ["quads"]


def quads(corpus: Corpus) -> Iterator[Quad]:
    """Every quad of a corpus, in an order that depends on nothing but the corpus."""
    yield from instrument_quads(corpus)
    yield from agency_quads(corpus)
    by_content: dict[str, list[str]] = {}
    for extraction in corpus.extractions:
        by_content.setdefault(extraction.source.sha256, []).append(extraction.source.path)
    copies = find_copies(corpus)
    written: set[str] = set()
    for extraction in sorted(corpus.extractions, key=lambda e: (e.source.sha256, e.source.path)):
        # Copies of one file are one source with several paths; reading them twice says nothing new.
        if extraction.source.sha256 not in written:
            written.add(extraction.source.sha256)
            yield from file_quads(extraction, by_content[extraction.source.sha256], copies)
    yield from corpus_problem_quads(corpus)
