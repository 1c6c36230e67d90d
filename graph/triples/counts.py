"""How often each instrument is cited, counted once while a graph is made.

Every summary says it, and to count on asking cost 50 ms of the 67 ms that a chain of authority took at a million
quads: the few central instruments that stand above everything are cited by thousands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Quad

from graph.triples.sheet import Sheet, data_node
from graph.vocabulary import CITO, DAN


class CitationCounts:
    """Looks on while quads are written. A file's further copies do not count: they cite nothing new."""

    def __init__(self) -> None:
        self._cited: dict[NamedNode, NamedNode] = {}  # by citation
        self._text: dict[NamedNode, NamedNode] = {}  # that a citation stands in
        self._copies: set[NamedNode] = set()

    def watched(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        """The same quads."""
        for quad in quads:
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                if quad.predicate == CITO.hasCitedEntity:
                    self._cited[quad.subject] = quad.object
                elif quad.predicate == DAN.inDocument:
                    self._text[quad.subject] = quad.object
                elif quad.predicate == DAN.copyOf:
                    self._copies.add(quad.subject)
            yield quad

    def quads(self) -> Iterator[Quad]:
        """The counts of those that are cited at all."""
        counts = Counter(
            cited.value for citation, cited in self._cited.items() if self._text.get(citation) not in self._copies
        )
        sheet = Sheet(data_node("graph", "instruments"))
        for iri, count in sorted(counts.items()):
            sheet.number(NamedNode(iri), DAN.citationCount, count)
        yield from sheet.quads()
