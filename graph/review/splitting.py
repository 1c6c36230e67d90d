"""One IRI that held what are two instruments: what a reviewer names of it goes to the other.

A split names mentions, found again by their anchors as any mention that is decided on, and files, whose whole text
is the other instrument's. What it does not name stays where it was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from graph.model import Citation, Document, Extraction, Instrument, Resolved
from graph.review.decisions import Anchor, Decision, followed
from graph.review.layers import Changed, Layered, Overlaid
from graph.review.merging import bare

_Place = tuple[str, str]  # a file's path and hash


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


def parted(
    corpus: Resolved, splits: Iterable[Decision], into: Mapping[str, str]
) -> tuple[Resolved, dict[str, list[str]]]:
    """A corpus in which the texts of the files that a split names are the other instrument's; by the id of the
    split, the files that are there no more or hold nothing of its instrument. The corpus is not changed.

    `into` says what merged instruments are now.
    """
    splits = [split for split in splits if split.value.get("files")]
    if not splits:
        return corpus, {}
    named, elsewhere = _named(corpus, splits, {followed(into, split.target) for split in splits})
    known = Overlaid(corpus.instruments, {})
    lost: dict[str, list[str]] = {}
    for split in splits:
        one, other = (followed(into, iri) for iri in (split.target, str(split.value["from"])))
        for file in split.value["files"]:
            at = _find(named, one, file)
            if not at:
                lost.setdefault(split.id, []).append(str(file["source"]))
                continue
            moved: list[Document] = []
            for place in at:
                moved += [d for d in named[place].documents if d.instrument == one]
                named[place] = _moved(named[place], one, other)
            known = Overlaid(known, {other: _held(known.get(other), other, moved[0])})
        if one in known:
            held = one in elsewhere or any(d.instrument == one for e in named.values() for d in e.documents)
            known = Overlaid(known, {one: replace(known[one], held=held)})
    changed = Changed(corpus.extractions, lambda e: named.get((e.source.path, e.source.sha256), e))
    return Layered(changed, known, corpus.problems), lost


def _named(
    corpus: Resolved, splits: Iterable[Decision], ones: Collection[str]
) -> tuple[dict[_Place, Extraction], set[str]]:
    """The files that any split may mean, by path and hash; which of the split instruments other files hold."""
    files = [file for split in splits for file in split.value["files"]]
    hashes, paths = {file["sha256"] for file in files}, {file["source"] for file in files}
    named: dict[_Place, Extraction] = {}
    elsewhere: set[str] = set()
    for extraction in corpus.extractions:
        source = extraction.source
        if source.sha256 in hashes or source.path in paths:
            named[source.path, source.sha256] = extraction
        else:
            elsewhere |= {d.instrument for d in extraction.documents if d.instrument in ones}
    return named, elsewhere


def _find(named: Mapping[_Place, Extraction], iri: str, file: Mapping[str, str]) -> list[_Place]:
    """The very bytes where they are there, else the file of that name: only such as hold a text of the instrument."""
    holding = [place for place, e in named.items() if any(d.instrument == iri for d in e.documents)]
    same = [place for place in holding if place[1] == file["sha256"]]
    return same or [place for place in holding if place[0] == file["source"]]


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
