"""The answers for a file written into its extraction, with the problems that come of them."""

from __future__ import annotations

from graph.model import Citation, Extraction, Problem
from ingest.resolve.answers import Answered
from ingest.resolve.keys import Ref
from ingest.resolve.ladder import confidence
from ingest.resolve.local import Local


def write(local: Local, answers: Answered) -> Extraction:
    """The extraction of a file with its answers, changed in place."""
    extraction = local.extraction
    for document, text in zip(extraction.documents, answers.texts, strict=True):
        document.instrument = text.iri
        document.symbol, document.date = text.symbol or document.symbol, text.date or document.date
    for k, word in answers.types.items():
        extraction.citations[k].type = word
    for citation, ref, answer in zip(extraction.citations, local.refs, answers.mentions, strict=True):
        citation.method = answer.method
        citation.confidence = confidence(answer.method)
        citation.instrument = answer.iri
        citation.candidates = list(answer.candidates)
        if answer.method == "registered-number" or (citation.kind == "anaphor" and citation.jurisdiction is None):
            citation.jurisdiction = answer.place
        outer = answers.mentions[ref.parent].iri if ref.parent is not None else None
        if outer is not None and outer != answer.iri:
            citation.subject = outer
        _report(extraction.problems, citation, ref, answer.method)
    for conflict in answers.conflicts:
        for k in conflict.at:
            at = extraction.citations[k]
            extraction.problems.append(Problem("date-conflict", conflict.message, at.start, at.end, [conflict.iri]))
    return extraction


def _report(problems: list[Problem], citation: Citation, ref: Ref, method: str) -> None:
    if method == "ambiguous":
        problems.append(
            Problem(
                "ambiguous",
                f"«{citation.text}» có thể là {len(citation.candidates)} văn bản khác nhau.",
                citation.start,
                citation.end,
                citation.candidates,
            )
        )
    elif method == "unresolved":
        problems.append(
            Problem(
                "unresolved",
                f"Chưa xác định được văn bản «{citation.text}».",
                citation.start,
                citation.end,
            )
        )
    if ref.date and ref.year and ref.date[:4] != ref.year:
        problems.append(
            Problem(
                "year-mismatch",
                f"«{citation.text}» ghi ngày {ref.date}, khác năm {ref.year} trong ký hiệu.",
                citation.start,
                citation.end,
                [citation.instrument] if citation.instrument else [],
            )
        )
    if ref.date and ref.upper and ref.date[: len(ref.upper)] > ref.upper and len(ref.upper) == 10:
        problems.append(
            Problem(
                "cites-the-future",
                f"«{citation.text}» ghi ngày {ref.date}, sau ngày của văn bản dẫn chiếu ({ref.upper}).",
                citation.start,
                citation.end,
                [citation.instrument] if citation.instrument else [],
            )
        )
