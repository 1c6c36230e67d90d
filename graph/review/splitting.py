"""One IRI that held what are two instruments: what a reviewer names of it goes to the other.

A split names mentions, found again by their anchors as any mention that is decided on, and files, whose whole text
is the other instrument's. What it does not name stays where it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from graph.model import Citation, Corpus, Document, Extraction, Instrument
from graph.review.decisions import Anchor, Decision, followed
from graph.review.merging import bare


def parts(decision: Decision) -> list[Decision]:
    """A decision as what it comes to: a split is also a correction of every mention that it names."""
    found = [decision]
    if decision.action == "split":
        value = {"instrument": decision.value["from"], "about": decision.value.get("about") or {}}
        for number, mention in enumerate(decision.value.get("mentions", ())):
            about = {name: said for name, said in mention.items() if name != "iri"}
            found.append(
                replace(
                    decision,
                    id=f"{decision.id}.{number}",
                    kind="citation",
                    action="correct",
                    target=str(mention["iri"]),
                    value=value,
                    anchor=Anchor(**about),
                )
            )
    return found


def parted(corpus: Corpus, splits: Iterable[Decision], into: Mapping[str, str]) -> tuple[Corpus, dict[str, list[str]]]:
    """A corpus in which the texts of the files that a split names are the other instrument's; by the id of the
    split, the files that are there no more or hold nothing of its instrument. The corpus is not changed.

    `into` says what merged instruments are now.
    """
    splits = [split for split in splits if split.value.get("files")]
    if not splits:
        return corpus, {}
    extractions = list(corpus.extractions)
    known = dict(corpus.instruments)
    lost: dict[str, list[str]] = {}
    for split in splits:
        one, other = (followed(into, iri) for iri in (split.target, str(split.value["from"])))
        for file in split.value["files"]:
            at = _find(extractions, one, file)
            if not at:
                lost.setdefault(split.id, []).append(str(file["source"]))
                continue
            moved: list[Document] = []
            for k in at:
                moved += [d for d in extractions[k].documents if d.instrument == one]
                extractions[k] = _moved(extractions[k], one, other)
            known[other] = _held(known.get(other), other, moved[0])
        if one in known:
            held = any(d.instrument == one for e in extractions for d in e.documents)
            known[one] = replace(known[one], held=held)
    return Corpus(extractions, known, corpus.problems), lost


def _find(extractions: list[Extraction], iri: str, file: Mapping[str, str]) -> list[int]:
    """The very bytes where they are there, else the file of that name: only such as hold a text of the instrument."""
    holding = [k for k, e in enumerate(extractions) if any(d.instrument == iri for d in e.documents)]
    same = [k for k in holding if extractions[k].source.sha256 == file["sha256"]]
    return same or [k for k in holding if extractions[k].source.path == file["source"]]


def _moved(extraction: Extraction, one: str, other: str) -> Extraction:
    """In its own file an instrument speaks of itself: such mentions and such speakers go with the text."""

    def citation(c: Citation) -> Citation:
        instrument = other if c.relation == "self" and c.instrument == one else c.instrument
        subject = other if c.subject == one else c.subject
        if (instrument, subject) == (c.instrument, c.subject):
            return c
        return replace(c, instrument=instrument, subject=subject)

    return replace(
        extraction,
        documents=[replace(d, instrument=other) if d.instrument == one else d for d in extraction.documents],
        citations=[citation(c) for c in extraction.citations],
    )


def _held(known: Instrument | None, iri: str, document: Document) -> Instrument:
    """The other instrument, with what its text says of it where nothing was known."""
    found = known or bare(iri)
    return replace(
        found,
        type=found.type or document.type,
        symbol=found.symbol or document.symbol,
        date=found.date or document.date,
        title=found.title or document.title,
        issuer=found.issuer or (document.issuer or {}).get("name"),
        jurisdiction=found.jurisdiction or document.jurisdiction,
        held=True,
    )
