"""Finding the thing that a decision is about, once its IRI is another.

The IRI of a citation or task is made of its file's hash and its offsets, so any edit of the file moves it. The
rule: the same words in the same text; as many of them as before, then the one in the same turn; fewer, then
only one under the same heading; more, then one under the same heading, else the nearest. A task whose
words were mended by some letters is the one most like it. Anything else is not guessed: the decision is kept,
told of, and waits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from graph.identity import fold
from graph.review.decisions import Anchor

# As for copies of a task in two files (graph/copies.py): slips change a few letters, other tasks many more.
_ALIKE = 0.92


@dataclass(frozen=True, slots=True)
class Spot:
    """A citation or task of the corpus: its IRI, the instrument and file it stands in, its words and place, and
    for a citation what the machine read."""

    iri: str
    document: str
    source: str
    sha256: str
    quote: str
    start: int
    path: str = ""
    relation: str = ""
    instrument: str = ""

    @property
    def words(self) -> str:
        return letters(self.quote)


def letters(text: str) -> str:
    """What two spellings of one quote have in common.

    >>> letters("Chỉ thị số 19-CT/TU,\\n")
    'chithiso19cttu'
    """
    return "".join(filter(str.isalnum, fold(text)))


def anchored(
    anchors: Mapping[str, Anchor | None], spots: Sequence[Spot], now: Mapping[str, str], *, alike: bool = False
) -> dict[str, str | None]:
    """For the IRI of each thing decided on, the IRI that it has in the corpus; None where it is not found.

    `now` says what a merged or renamed instrument is now; `alike` allows words that differ by some letters.
    """
    by_iri = {spot.iri: spot for spot in spots}
    found: dict[str, str | None] = {iri: iri if iri in by_iri else None for iri in anchors}
    waiting = [(iri, anchor) for iri, anchor in anchors.items() if found[iri] is None and anchor is not None]
    if not waiting:
        return found
    taken = {iri for iri in found.values() if iri}
    by_words: dict[str, list[Spot]] = defaultdict(list)
    for spot in spots:
        by_words[spot.words].append(spot)
    for iri, anchor in sorted(waiting, key=lambda item: (item[1].sha256, item[1].start, item[0])):
        same = [s for s in by_words[letters(anchor.quote)] if _same_text(anchor, s, now)]
        chosen = _choose(anchor, same, taken, _documents(anchor, now))
        if chosen is None and alike:
            chosen = _most_alike(anchor, (s for s in spots if s.iri not in taken and _same_text(anchor, s, now)))
        if chosen is not None:
            taken.add(chosen.iri)
            found[iri] = chosen.iri
    return found


def occurrence(starts: Iterable[int], start: int) -> tuple[int, int]:
    """Which occurrence stands at an offset, and of how many."""
    ordered = sorted(set(starts))
    return ordered.index(start), len(ordered)


def _documents(anchor: Anchor, now: Mapping[str, str]) -> set[str]:
    return {anchor.document, now.get(anchor.document, anchor.document)}


def _same_text(anchor: Anchor, spot: Spot, now: Mapping[str, str]) -> bool:
    return spot.document in _documents(anchor, now) or spot.sha256 == anchor.sha256 or spot.source == anchor.source


def _choose(anchor: Anchor, same: list[Spot], taken: set[str], documents: set[str]) -> Spot | None:
    by_text: dict[tuple[str, str], list[Spot]] = defaultdict(list)
    for spot in same:
        by_text[spot.sha256, spot.document].append(spot)
    # Of several files that hold the text: the very bytes, then the file of that name, then any; of several
    # texts in one file the one of that instrument.
    ranked = [
        by_text[key]
        for key in sorted(
            by_text,
            key=lambda k: (k[0] != anchor.sha256, by_text[k][0].source != anchor.source, k[1] not in documents, k),
        )
    ]
    for spots in ranked:
        starts = sorted({spot.start for spot in spots})
        free = [spot for spot in spots if spot.iri not in taken]
        if len(starts) == anchor.of:
            free = [spot for spot in free if spot.start == starts[anchor.nth]]
        elif len(starts) < anchor.of:
            free = [spot for spot in free if spot.path == anchor.path]
        if free:
            return min(
                free,
                key=lambda s: (
                    s.path != anchor.path,
                    (s.relation, s.instrument) != (anchor.relation, anchor.instrument),
                    abs(s.start - anchor.start),
                    s.start,
                    s.iri,
                ),
            )
    return None


def _most_alike(anchor: Anchor, spots: Iterable[Spot]) -> Spot | None:
    words = letters(anchor.quote)
    best: tuple[float, str, Spot] | None = None
    for spot in spots:
        matcher = SequenceMatcher(None, words, spot.words, autojunk=False)
        if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
            continue
        likeness = matcher.ratio()
        if likeness >= _ALIKE and (best is None or (likeness, spot.iri) > best[:2]):
            best = (likeness, spot.iri, spot)
    return best[2] if best else None
