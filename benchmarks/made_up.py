"""Corpora of any size with the shape of real ones: who cites whom, how often, in which tasks.

    python -m benchmarks.made_up TRIPLES FILE.nq

Plans of every province: six recitals, 14 tasks among 42 points, 20 citations (286 real instruments: 14 tasks and 66
citations on average, most of the latter in laws). Central instruments are cited as words are used, a few by nearly
all (Zipf), each province's directives by its own plans. The words are drawn from a list and mean nothing. The same
numbers give the same corpus.
"""

from __future__ import annotations

import hashlib
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

from pyoxigraph import RdfFormat, serialize

from graph.identity import Key, agency_iri, slug
from graph.model import (
    Assignment,
    Citation,
    Corpus,
    Deadline,
    Document,
    Extraction,
    Instrument,
    Provision,
    Relation,
    Source,
    Task,
)
from graph.registry import provinces
from graph.triples import quads

# Measured at 100,000 to 10 million; `corpus_of` needs to know before it has made one.
QUADS_A_FILE = 1_147
QUADS_OF_ALL = 38_000  # what is there whatever the number of files: central instruments, the registry
_WORDS = ("bờ kênh", "đồng lúa", "trạm bơm", "rừng cây", "con suối", "chợ cầu", "nhà máy", "vườn hồ", "đập mương")
_AGENCIES = ("Sở Tài chính", "Sở Xây dựng", "Sở Y tế", "Sở Nội vụ", "Công an", "Thanh tra", "Văn phòng UBND")
_RELATIONS: tuple[Relation, ...] = (
    "implements",
    "implements",
    "implements",
    "cites",
    "cites",
    "legalBasis",
    "assesses",
)
_FIRST = date(2015, 1, 1)
_DAYS = 3_900  # from the first instrument to the last


@dataclass(slots=True)
class _File:
    """One file in the making."""

    own: Instrument
    text: str = ""
    provisions: list[Provision] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)

    def say(self, path: str, sentence: str, kind: str) -> Provision:
        start = len(self.text)
        self.text += sentence + "\n"
        self.provisions.append(Provision(f"p{len(self.provisions)}", "d0", kind, path, start, start + len(sentence)))
        return self.provisions[-1]

    def cite(self, place: Provision, meant: Instrument, relation: Relation, subject: str) -> None:
        words = str(meant.symbol)
        start = self.text.index(words, place.start, place.end)
        self.citations.append(
            Citation(
                id=f"c{len(self.citations)}", document="d0", start=start, end=start + len(words), text=words,
                kind="symbol", type=meant.type, symbol=meant.symbol, date=meant.date, jurisdiction=meant.jurisdiction,
                instrument=meant.iri, relation=relation, subject=subject, confidence=0.98, provision=place.id,
                method="symbol-date-issuer",
            )
        )  # fmt: skip


def corpus_of(triples: int, seed: int = 11) -> Corpus:
    """A corpus of about that many triples, 27,000 at least."""
    return corpus(max(1, round((triples - QUADS_OF_ALL) / QUADS_A_FILE)), seed)


def corpus(files: int, seed: int = 11) -> Corpus:
    """`files` plans and conclusions of all provinces, and the instruments that they cite."""
    chance = random.Random(seed)
    names = sorted({province.name for province in provinces()})
    central = [_instrument("chinh-phu", "nghị quyết", n, "NQ-CP", "Chính phủ", "vn", chance) for n in range(1, 401)]
    central += [_instrument("thu-tuong", "quyết định", n, "QĐ-TTg", "Thủ tướng", "vn", chance) for n in range(1, 401)]
    near = {place: _directives(place, max(4, files // (4 * len(names))), chance) for place in names}
    often = list(accumulate(1 / rank for rank in range(1, len(central) + 1)))
    extractions = []
    for number in range(files):
        place = names[number % len(names)]
        extractions.append(_plan(number, place, near[place], central, often, chance))
    known = {one.iri: one for one in central}
    known |= {one.iri: one for own in near.values() for one in own}
    known |= {e.instruments[0].iri: e.instruments[0] for e in extractions}
    return Corpus(extractions, known)


def _directives(place: str, count: int, chance: random.Random) -> list[Instrument]:
    return [
        _instrument(f"tinh-uy-{slug(place)}", "chỉ thị", n, "CT/TU", f"Tỉnh ủy {place}", place, chance, party=True)
        for n in range(1, count + 1)
    ]


def _plan(
    number: int,
    place: str,
    near: Sequence[Instrument],
    central: Sequence[Instrument],
    often: Sequence[float],
    chance: random.Random,
) -> Extraction:
    own = _instrument(f"ubnd-{slug(place)}", "kế hoạch", number + 1, "KH-UBND", f"UBND tỉnh {place}", place, chance)
    own.held = True
    f = _File(own)
    meant = chance.choice(near)
    for other in (*chance.choices(central, cum_weights=often, k=4), meant):
        said = f.say(
            f"Căn cứ > đoạn {len(f.provisions) + 1}", f"Căn cứ văn bản số {other.symbol} về {_some(chance)};", "recital"
        )
        f.cite(said, other, "implements" if other is meant else "legalBasis", "d0")
    for k in range(14):
        for _ in range(2):
            f.say(
                f"{k // 4 + 1} > {k % 4 + 1} > {len(f.provisions)}", f"Về {_some(chance)} thì {_some(chance)}.", "point"
            )
        other = chance.choice(near) if chance.random() < 0.6 else chance.choices(central, cum_weights=often)[0]
        words = f"Làm {_some(chance)} theo văn bản số {other.symbol} trước ngày 31/12/2026."
        said = f.say(f"{k // 4 + 1} > {k % 4 + 1}", words, "point")
        day = _FIRST + timedelta(days=chance.randrange(_DAYS, _DAYS + 700))
        lead, beside = (f"{name} tỉnh {place}" for name in chance.sample(_AGENCIES, 2))
        f.tasks.append(
            Task(
                f"t{k}", "d0", said.start, said.end, words, said.id,
                [Assignment(lead, agency_iri(lead))], [Assignment(beside, agency_iri(beside), False)],
                [Deadline("trước ngày 31/12/2026", "before", None, day.isoformat())],
            )
        )  # fmt: skip
        f.cite(said, other, chance.choice(_RELATIONS), f"t{k}")
    digest = hashlib.sha256(f.text.encode()).hexdigest()
    document = Document("d0", own.iri, own.type, 0, len(f.text), own.symbol, own.date, own.title)
    source = Source(f"tep-{number:06}.txt", digest, "text/plain", len(f.text))
    return Extraction(
        source, {"name": "made up", "version": "1"}, [document], f.provisions, f.citations, f.tasks, [], [own]
    )


def _instrument(
    body: str, kind: str, number: int, code: str, issuer: str, place: str, chance: random.Random, *, party: bool = False
) -> Instrument:
    day = (_FIRST + timedelta(days=chance.randrange(_DAYS))).isoformat()
    symbol = f"{number}-{code}" if party else f"{number}/{code}"
    iri = Key(body, slug(kind), symbol.lower().replace("/", "-").replace("đ", "d"), day).iri()
    return Instrument(
        iri, kind, symbol, day, f"về {_some(chance)}", issuer, body,
        "vn" if place == "vn" else slug(place), "party" if party else "state",
    )  # fmt: skip


def _some(chance: random.Random) -> str:
    return " ".join(chance.choices(_WORDS, k=3))


def main(arguments: Sequence[str]) -> int:
    """Write a corpus as N-Quads; how many there are, on standard output."""
    triples, path = int(arguments[0]), Path(arguments[1])
    count = 0
    with path.open("wb") as file:
        for quad in quads(corpus_of(triples)):
            file.write(serialize([quad], format=RdfFormat.N_QUADS) or b"")
            count += 1
    print(count)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
