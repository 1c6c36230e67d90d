"""Two instruments that a reviewer found to be one: the corpus as if they had been one from the start."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace

from graph.identity import NotAnInstrumentIRI, parse_iri
from graph.model import Citation, Extraction, Instrument, Problem, Resolved
from graph.review.layers import Changed, Layered, Overlaid


def merged(corpus: Resolved, into: Mapping[str, str], apart: Iterable[tuple[str, str]]) -> Resolved:
    """A corpus in which each instrument of `into` is the one that it is merged into.

    The former IRI becomes a former IRI of that one; a mention that was ambiguous between the two means it.
    Of a pair that is `apart` neither is a former IRI of the other. What is not touched is not copied.
    """
    pairs = set(apart)
    if not into and not pairs:
        return corpus

    return Layered(
        Changed(corpus.extractions, lambda one: merged_extraction(one, into)),
        _instruments(corpus, into, pairs),
        [merged_problem(one, into) for one in corpus.problems],
    )


def _instruments(corpus: Resolved, into: Mapping[str, str], apart: set[tuple[str, str]]) -> Mapping[str, Instrument]:
    found: dict[str, Instrument | None] = dict.fromkeys(into)
    known = corpus.instruments
    # To know what is held takes a pass over the corpus, which only a merge needs.
    held = {d.instrument for e in corpus.extractions for d in e.documents if d.instrument in into} if into else set()
    for old in sorted(into):
        new = into[old]
        former = known.get(old) or bare(old)
        target = found.get(new) or known.get(new) or bare(new)
        more = {
            f.name: getattr(former, f.name)
            for f in fields(Instrument)
            if f.name not in ("iri", "aliases", "former_iris", "held", "branch") and getattr(target, f.name) is None
        }
        names = {*target.aliases, *former.aliases, *([former.title] if former.title else [])} - {target.title}
        found[new] = replace(
            target,
            **more,
            branch=former.branch if target.branch == "unknown" else target.branch,
            held=target.held or former.held or old in held,
            aliases=sorted(names),
            former_iris=sorted({*target.former_iris, *former.former_iris, old} - {new}),
        )
    for a, b in apart:
        for iri, other in ((a, b), (b, a)):
            one = found[iri] if iri in found else known.get(iri)
            if one is not None and other in one.former_iris:
                found[iri] = replace(one, former_iris=[f for f in one.former_iris if f != other])
    return Overlaid(known, found)


def bare(iri: str) -> Instrument:
    """An instrument of which no more is known than its IRI says."""
    try:
        key = parse_iri(iri)
    except NotAnInstrumentIRI:
        return Instrument(iri)
    return Instrument(iri, date=key.date if key.date and not key.date.startswith("khoa-") else None, body=key.body)


def merged_extraction(extraction: Extraction, into: Mapping[str, str]) -> Extraction:
    """A file as if the instruments had been one; what is not touched is not copied."""

    def now(iri: str) -> str:
        return into.get(iri, iri)

    return replace(
        extraction,
        documents=[
            d if now(d.instrument) == d.instrument else replace(d, instrument=now(d.instrument))
            for d in extraction.documents
        ],
        citations=[_citation(c, now) for c in extraction.citations],
        problems=[merged_problem(p, into) for p in extraction.problems],
    )


def _citation(citation: Citation, now: Callable[[str], str]) -> Citation:
    candidates = sorted({now(c) for c in citation.candidates})
    instrument = now(citation.instrument) if citation.instrument else None
    subject = now(citation.subject)
    if (instrument, subject) == (citation.instrument, citation.subject) and candidates == sorted(citation.candidates):
        return citation
    if instrument is None and len(candidates) == 1:
        # All that the mention could mean is one instrument now, because a person says so.
        return replace(
            citation, instrument=candidates[0], subject=subject, candidates=[], method="review", confidence=1.0
        )
    return replace(citation, instrument=instrument, subject=subject, candidates=candidates)


def merged_problem(problem: Problem, into: Mapping[str, str]) -> Problem:
    """A problem of instruments by what they are now."""
    if not problem.instruments:
        return problem
    return replace(problem, instruments=sorted({into.get(i, i) for i in problem.instruments}))
