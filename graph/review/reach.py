"""Which files and instruments a decision can have to do with: those that its anchor could be found in.

The text that a citation or task stands in is that of its instrument, of the same bytes or of the same path
(`graph.review.anchors`): any other file may come, go or change and no decision is found elsewhere for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from graph.model import Extraction
from graph.review.decisions import Decision, followed, merges, standing
from graph.review.splitting import parts


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

    def meet(self, documents: Iterable[str], files: Collection[tuple[str, str]]) -> bool:
        """Whether any of the decisions may be about the text of one of these instruments, or one of these files (path
        and hash)."""
        return (
            (self.everywhere and bool(files))
            or any(iri in self.documents for iri in documents)
            or any(path in self.paths or sha256 in self.hashes for path, sha256 in files)
        )


@dataclass(frozen=True, slots=True)
class Bounds:
    """All that the standing decisions have to do with. A change that keeps out of it leaves each as it is.

    `into` and `apart` are the merged and the parted instruments; `iris` every instrument that a decision names.
    """

    into: Mapping[str, str]
    apart: frozenset[tuple[str, str]]
    iris: frozenset[str]
    reach: Reach

    @classmethod
    def of(cls, decisions: Sequence[Decision], now: Callable[[str], Collection[str]]) -> Self:
        """Of all that was ever decided; `now` gives what an instrument is called now, nothing where it has no other
        name."""
        kept = standing(decisions)
        into, apart = merges(one for one in kept if one.kind == "instrument")
        dealt = [part for one in kept for part in parts(one)]
        iris = {one.target for one in dealt if one.kind == "instrument"}
        iris |= {one.value[name] for one in dealt for name in ("into", "from", "instrument") if name in one.value}
        iris |= {followed(into, iri) for iri in iris}
        about = {one.anchor.document for one in dealt if one.anchor is not None}
        renamed = {iri: other for iri in about for other in now(iri)}
        found = Reach.of((one for one in dealt if one.kind != "instrument"), renamed)
        files = [file for one in kept for file in one.value.get("files", ())]
        return cls(
            into,
            frozenset(apart),
            frozenset(iris),
            replace(
                found,
                paths=found.paths | {file["source"] for file in files},
                hashes=found.hashes | {file["sha256"] for file in files},
            ),
        )

    def name(self, iris: Iterable[str]) -> bool:
        """Whether a decision names any of these instruments."""
        return any(iri in self.iris for iri in iris)


def held_twice(extractions: Collection[Extraction], near: Reach) -> set[str]:
    """The instruments of the files in reach whose text several files hold, each by its bytes."""
    wanted = {d.instrument for e in extractions if near.touches(e) for d in e.documents}
    holders: dict[str, set[str]] = defaultdict(set)
    for extraction in extractions:
        for document in extraction.documents:
            if document.instrument in wanted and len(holders[document.instrument]) < 2:
                holders[document.instrument].add(extraction.source.sha256)
    return {iri for iri, hashes in holders.items() if len(hashes) > 1}
