"""From the model to RDF: one named graph for each source file, one for what files share, one for the registry.

`lines` is a pure function of the corpus: no clock, no counter, no order of reading shows in it, so two loads of one
corpus are the same graph to the byte. It goes through the corpus three times and holds one file of it at a time.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Quad, RdfFormat, serialize

from graph.copies import find_copies
from graph.identity import base_iri
from graph.model import Resolved
from graph.review.applied import Applied
from graph.triples.files import file_graph
from graph.triples.instruments import former_iris, instrument_lines, lines_digest
from graph.triples.linking import link_all
from graph.triples.registry import table_quads
from graph.triples.reviews import review_lines
from graph.triples.shared import count_lines, problem_lines, shared_lines
from graph.triples.sheet import parsed
from graph.triples.survey import in_order, survey
from graph.triples.tally import Tally

__all__ = ["lines", "quads"]


def quads(corpus: Resolved | Applied) -> Iterator[Quad]:
    """Every quad of a corpus, or of one as reviewed, in an order that depends on nothing but that."""
    with Tally.made() as tally:
        for piece in lines(corpus, tally):
            yield from parsed(piece)


def lines(corpus: Resolved | Applied, tally: Tally) -> Iterator[str]:
    """The same as N-Quads in pieces of whole lines, some 1 MB each at most; the new tally is filled on the way.

    When the first piece comes, the files are all in the tally.
    """
    applied = corpus if isinstance(corpus, Applied) else Applied(corpus)
    corpus = applied.corpus
    for instrument, pointed in survey(applied, tally):
        text, described = instrument_lines(instrument, pointed=pointed)
        tally.put_instrument(described, former_iris(instrument))
        yield text
    tally.ready()
    yield from shared_lines(tally, applied.verdicts.apart)
    copies = find_copies(in_order(corpus.extractions), tally.held_twice())
    for extraction in in_order(corpus.extractions):
        # Copies of one file are one source with several paths; reading them twice says nothing new.
        sha256 = extraction.source.sha256
        if tally.digest(sha256) is None:
            graph = file_graph(extraction, tally.paths(sha256), copies, applied.verdicts)
            tally.put_digest(sha256, lines_digest(graph.text))
            tally.count_cited(graph.cited)
            yield graph.text
    yield from count_lines(tally)
    yield problem_lines(tally.problems())
    # What speaks of no instrument has nothing for the registry to explain: an empty corpus is an empty graph.
    if corpus.extractions or corpus.instruments:
        yield from _tables()
        yield link_all(tally)
    yield review_lines(applied)


def _tables() -> Iterator[str]:
    written = serialize(table_quads(base_iri()), format=RdfFormat.N_QUADS)
    assert written is not None  # only a call with an output returns nothing
    yield written.decode()
