"""Which files and instruments a decision can have to do with: those that its anchor could be found in.

The text that a citation or task stands in is that of its instrument, of the same bytes or of the same path
(`graph.review.anchors`): any other file may come, go or change and no decision is found elsewhere for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from graph.model import Extraction
from graph.review.decisions import Decision


@dataclass(frozen=True, slots=True)
class Reach:
    """`everywhere`: a decision of an early version has no anchor, and may be about any file."""

    documents: frozenset[str]
    paths: frozenset[str]
    hashes: frozenset[str]
    everywhere: bool

    @classmethod
    def of(cls, decisions: Iterable[Decision], now: Mapping[str, str]) -> Self:
        """Of decisions about citations and tasks; `now` says what instruments are called now."""
        found = list(decisions)
        anchors = [one.anchor for one in found if one.anchor is not None]
        documents = {anchor.document for anchor in anchors}
        return cls(
            frozenset(documents | {now.get(iri, iri) for iri in documents}),
            frozenset(anchor.source for anchor in anchors),
            frozenset(anchor.sha256 for anchor in anchors),
            len(anchors) < len(found),
        )

    def touches(self, extraction: Extraction) -> bool:
        """Whether any of the decisions may be about this file."""
        source = extraction.source
        return (
            self.everywhere
            or source.path in self.paths
            or source.sha256 in self.hashes
            or any(document.instrument in self.documents for document in extraction.documents)
        )


def held_twice(extractions: Collection[Extraction], near: Reach) -> set[str]:
    """The instruments of the files in reach whose text several files hold, each by its bytes."""
    wanted = {d.instrument for e in extractions if near.touches(e) for d in e.documents}
    holders: dict[str, set[str]] = defaultdict(set)
    for extraction in extractions:
        for document in extraction.documents:
            if document.instrument in wanted and len(holders[document.instrument]) < 2:
                holders[document.instrument].add(extraction.source.sha256)
    return {iri for iri, hashes in holders.items() if len(hashes) > 1}
