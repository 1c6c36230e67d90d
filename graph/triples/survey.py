"""The first pass over a corpus: its tally, without which the graphs that all files share cannot be written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from heapq import merge

from graph.identity import agency_iri
from graph.model import Assignment, Extraction, Instrument
from graph.review.applied import Applied
from graph.review.decisions import Verdicts
from graph.triples.tally import REVIEWED, Tally

_ASKED = 1 << 16  # IRIs remembered as known: the few that are cited everywhere are asked for once


def survey(applied: Applied, tally: Tally) -> Iterator[tuple[Instrument, bool]]:
    """Put the files and problems of a corpus into a tally; then every instrument that it speaks of, by IRI.

    The flag says that an instrument is only pointed at: the corpus does not describe it.
    """
    corpus = applied.corpus
    pointed: dict[str, Instrument] = {}
    known = lru_cache(_ASKED)(corpus.instruments.__contains__)
    for extraction in in_order(corpus.extractions):
        tally.add_file(extraction, spellings(extraction))
        for one in _pointed(extraction):
            if not known(one.iri):
                pointed.setdefault(one.iri, one)
    tally.add_spelt(REVIEWED, reviewed_spellings(applied.verdicts))
    for problem in corpus.problems:
        tally.count_problem(problem, 1)
    described = ((iri, False) for iri in _sorted(corpus.instruments))
    for iri, only_pointed in merge(described, ((iri, True) for iri in sorted(pointed))):
        yield pointed[iri] if only_pointed else corpus.instruments[iri], only_pointed


def in_order(extractions: Collection[Extraction]) -> Iterable[Extraction]:
    """Extractions by path and hash: what is kept elsewhere comes so, a list may have any order."""
    if isinstance(extractions, list):
        return sorted(extractions, key=lambda e: (e.source.path, e.source.sha256))
    return extractions


def spellings(extraction: Extraction) -> Counter[tuple[str, str]]:
    """How often a file spells each agency which way."""
    return _spelt(one for task in extraction.tasks for one in (*task.lead, *task.coordinating))


def reviewed_spellings(verdicts: Verdicts) -> Counter[tuple[str, str]]:
    """Likewise what a reviewer named."""
    return _spelt(Assignment(name) for task in verdicts.tasks.values() for name in task.lead or ())


def _spelt(assignments: Iterable[Assignment]) -> Counter[tuple[str, str]]:
    return Counter((one.agency or agency_iri(one.name), one.name) for one in assignments)


def pointed_at(extraction: Extraction) -> set[str]:
    """The instruments that a file names by IRI."""
    cited = {iri for c in extraction.citations for iri in (c.instrument, *c.candidates) if iri}
    return cited | {document.instrument for document in extraction.documents}


def _pointed(extraction: Extraction) -> Iterator[Instrument]:
    """The instruments that a file names by IRI, each with what it says there."""
    for document in extraction.documents:
        yield Instrument(
            iri=document.instrument,
            type=document.type,
            symbol=document.symbol,
            date=document.date,
            title=document.title,
            issuer=(document.issuer or {}).get("name"),
            jurisdiction=document.jurisdiction,
            held=True,
        )
    for citation in extraction.citations:
        for iri in (citation.instrument, *citation.candidates):
            if iri:
                yield Instrument(iri, citation.type, citation.symbol, jurisdiction=citation.jurisdiction)


def _sorted(instruments: Mapping[str, Instrument]) -> Iterable[str]:
    return sorted(instruments) if isinstance(instruments, dict) else instruments
