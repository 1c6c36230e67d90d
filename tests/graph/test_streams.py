"""A load goes through a corpus that is kept elsewhere, file by file, and never holds it."""

from __future__ import annotations

import weakref
from collections.abc import Collection, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from graph.model import Corpus, Extraction, Instrument, Problem
from graph.review.applying import apply
from graph.store.embedded import EmbeddedStore, load
from graph.store.engine import in_memory
from graph.triples import lines
from graph.triples.sheet import Sheet, parsed
from graph.triples.tally import Tally
from tests.graph.decided import decided, mention, on, reviewed
from tests.graph.many_files import many_files
from tests.graph.small_corpus import corpus_with_copies, small_corpus

NODE = NamedNode("https://e/x")


@dataclass(slots=True, weakref_slot=True)
class Counted(Extraction):
    """An extraction that can be watched."""


class Flowing(Collection[Extraction]):
    """Extractions as a file of them gives them: in order, each time fresh; `most` were alive at once."""

    def __init__(self, of: list[Extraction]) -> None:
        self._of = sorted(of, key=lambda e: (e.source.path, e.source.sha256))
        self.most = self._alive = 0

    def __iter__(self) -> Iterator[Extraction]:
        for one in self._of:
            made = Counted(**{f.name: deepcopy(getattr(one, f.name)) for f in fields(Extraction)})
            self._alive += 1
            weakref.finalize(made, self._gone)
            self.most = max(self.most, self._alive)
            yield made
            del made

    def __len__(self) -> int:
        return len(self._of)

    def __contains__(self, one: object) -> bool:
        return one in self._of

    def _gone(self) -> None:
        self._alive -= 1


class Kept(Mapping[str, Instrument]):
    """Instruments as a table of them gives them: fresh, by IRI."""

    def __init__(self, of: Mapping[str, Instrument]) -> None:
        self._of = of

    def __getitem__(self, iri: str) -> Instrument:
        return deepcopy(self._of[iri])

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._of))

    def __len__(self) -> int:
        return len(self._of)


@dataclass(frozen=True)
class Elsewhere:
    extractions: Flowing
    instruments: Kept
    problems: list[Problem]

    @classmethod
    def of(cls, corpus: Corpus) -> Elsewhere:
        return cls(Flowing(corpus.extractions), Kept(corpus.instruments), corpus.problems)


def nquads(store: Path) -> bytes:
    with EmbeddedStore.open(store) as opened:
        return opened.export(RdfFormat.N_QUADS)


@pytest.mark.parametrize("corpus", [small_corpus(), corpus_with_copies(), many_files(20, 3)], ids=str)
def test_a_corpus_kept_elsewhere_makes_the_same_graph_and_two_files_of_it_are_held_at_most(
    tmp_path: Path, corpus: Corpus
) -> None:
    flowing = Elsewhere.of(corpus)
    load(flowing, tmp_path / "chay")
    load(corpus, tmp_path / "giu")
    assert nquads(tmp_path / "chay") == nquads(tmp_path / "giu")
    assert flowing.extractions.most <= 2


def test_with_decisions_two_files_are_held_at_most_too() -> None:
    corpus = many_files(20, 3)
    store = in_memory(corpus)
    cited = corpus.extractions[3].citations[0].text
    one, other, *_ = sorted(corpus.instruments)
    some = [
        decided("instrument", "merge", one, {"into": other}),
        on(store, "reject", mention(store, cited, corpus.extractions[3].source.path)),
    ]
    flowing = Elsewhere.of(corpus)
    flowed = in_memory(apply(flowing, some)).export(RdfFormat.N_QUADS)
    assert flowed == reviewed(corpus, *some).export(RdfFormat.N_QUADS)
    assert flowed != store.export(RdfFormat.N_QUADS)
    assert flowing.extractions.most <= 2


def test_the_first_piece_comes_when_all_files_are_counted_and_each_is_whole_lines() -> None:
    with Tally.made() as tally:
        pieces = lines(small_corpus(), tally)
        first = next(pieces)
        assert tally.totals()["files"] == len(small_corpus().extractions)
        assert all(piece == "" or piece.endswith(" .\n") for piece in (first, *pieces))


@given(st.text(), st.text(st.sampled_from('"\\\n\r\t\0\x0b\x1e\x85\u2028\ufeff𠀀ế<>{}|^`')))
def test_a_line_says_what_the_text_says_whatever_is_in_it(one: str, other: str) -> None:
    texts = (one, other)
    sheet = Sheet(NODE)
    for text in texts:
        sheet.words(NODE, NODE, text)
        sheet.plain(NODE, NODE, text)
    literals = {one for text in texts if text for one in (Literal(text, language="vi"), Literal(text))}
    quads = {Quad(NODE, NODE, literal, NODE) for literal in literals}
    assert set(sheet.quads()) == quads
    written = serialize(quads, format=RdfFormat.N_QUADS)
    assert set(parsed((written or b"").decode())) == quads
    # Lines are told apart by their line break alone, in the engine and where two graphs are compared.
    assert sheet.text().count("\n") == len(quads)
