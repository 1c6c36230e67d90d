"""The resolution of a store, kept between runs: what a run changes is settled, the rest is remembered.

Its tables (`ingest.resolve.tables`) lie beside the ledger and follow it. A note in them names the generation that
they were last settled for, so that a run which was killed at any moment, a restored backup or removed tables cost
time and nothing else: where the note does not fit, every file is compared, and the graph loaded whole.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from graph.identity import base_iri
from graph.model import Extraction, Instrument, Problem
from graph.store.region import Delta
from ingest.ledger import Entry, Ledger
from ingest.outcome import Failure, Outcome
from ingest.resolve.corpus import disputes
from ingest.resolve.local import Local
from ingest.resolve.rounds import INSTRUMENT, Changes, Described, Rounds
from ingest.resolve.stages import Mentions
from ingest.resolve.tables import NAME, Tables
from ingest.resolve.write import write

_UNOPENED = "không mở được tệp"
_MODULUS = 2**256
# Extractions that differ, above which it is not said which they are: they are in memory together, some 100 kB each.
FEW = 1000


@dataclass(frozen=True, slots=True)
class Known:
    """A file as it is settled, or is to be: what the ledger says of it, and which of its members are left out."""

    path: str
    sha256: str
    reader: str | None
    failures: tuple[Failure, ...]

    @classmethod
    def of(cls, entry: Entry) -> Known:
        """What the ledger says of a file."""
        return cls(entry.path, entry.sha256, entry.reader, entry.failures)

    def written(self) -> str:
        """The failures as the tables have them."""
        return json.dumps([[f.member, f.reason] for f in self.failures], ensure_ascii=False)

    def number(self) -> int:
        """A number that stands for it; those of all files are added up, so that one file more or less is one sum."""
        said = repr((self.path, self.sha256, self.reader, [(f.member, f.reason) for f in self.failures]))
        return int.from_bytes(hashlib.sha256(said.encode("utf-8", "surrogatepass")).digest(), "big")


@dataclass(slots=True)
class Step:
    """What a run changed: units that are new, what the units that went were, what came out otherwise, and failures
    to read of the files concerned, before and after."""

    fresh: set[int]
    gone: list[tuple[str, str]]
    changes: Changes
    failed: tuple[list[Problem], list[Problem]]

    @property
    def size(self) -> int:
        """How many extractions differ."""
        return len(self.changes.units | self.fresh)


class Resolution:
    """The resolution of one store, for a run that is `alone` in it. Its work is kept when `keep` is called."""

    def __init__(self, store: Path, ledger: Ledger, out: Collection[str], writer: str = "") -> None:
        """`out` are hashes of what is left out, `writer` names the program that makes a graph of what is settled.
        Raises ResolutionUnusable."""
        self._ledger = ledger
        self._out = out
        self._writer = writer
        self._tables = Tables(store / NAME, f"{ledger.reader} {base_iri()}")
        self._rounds = Rounds(self._tables)

    def __enter__(self) -> Self:
        self._tables.rows("BEGIN IMMEDIATE")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._tables.close()  # what was not kept is undone

    def settle(self, inputs: str) -> Step | None:
        """Follow the ledger. `inputs` names what the newest generation was made of. Where these tables were settled
        for it and no more than `FEW` extractions differ, what differs is said, else None."""
        follows = inputs != "" and self._tables.get("loaded") == self._loaded(inputs)
        places = self._touched() if follows else self._all()
        step = self._follow(places, follows)
        self._tables.set("out", json.dumps(sorted(self._out)))
        if not follows:
            # A first settling takes minutes for a large corpus; what comes after it may be killed.
            self._tables.set("loaded", "")
            self._tables.keep()
        return step if follows and step.size <= FEW else None

    def keep(self, inputs: str) -> None:
        """All that was settled is in the newest generation, which was made of `inputs`."""
        if self._tables.get("loaded") != self._loaded(inputs):
            self._tables.set("loaded", self._loaded(inputs))
        self._tables.keep()
        self._ledger.settled()

    def _loaded(self, inputs: str) -> str:
        return f"{self._writer} {inputs}"

    def stamp(self) -> str:
        """A name for the files, their bytes and who read them, whatever the order in which they came."""
        return self._tables.get("sum") or "0"

    def inputs(self) -> tuple[tuple[str, str], ...]:
        """Path and hash of every file."""
        return tuple(self._tables.each("SELECT path, sha256 FROM place ORDER BY path, sha256"))

    def __len__(self) -> int:
        """How many texts there are."""
        return int(self._tables.rows("SELECT count(*) FROM unit")[0][0])

    # The corpus, as `graph.model.Resolved` has it: nothing of it is held in memory.

    @property
    def extractions(self) -> Collection[Extraction]:
        """All resolved extractions, without their texts, in the order of paths and hashes."""
        return _Extractions(self)

    @property
    def instruments(self) -> Mapping[str, Instrument]:
        """All that the corpus speaks of, by IRI."""
        return _Instruments(self._tables)

    @property
    def problems(self) -> list[Problem]:
        """What cannot be read, and disputed days."""
        failed: list[Failure] = []
        rows = "SELECT path, sha256, reader, failures FROM place WHERE failures <> '[]' OR reader IS NULL"
        for path, sha256, reader, failures in self._tables.each(rows):
            failed += _failures(Known(path, sha256, reader, _read_failures(failures)))
        return unreadable(failed) + disputes(self._tables)

    def delta(self, step: Step) -> Delta:
        """What a run changed, as the graph is told of it."""
        changed, units = step.changes, self._units(step.changes.units | step.fresh)
        said: tuple[list[Problem], list[Problem]] = (
            [_disputed(iri, after) for iri, (before, after) in changed.instruments.items() if _new(before, after)],
            [_disputed(iri, before) for iri, (before, after) in changed.instruments.items() if _new(after, before)],
        )
        before, after = step.failed
        return Delta(
            extractions=list(self._resolved(units)),
            gone=[one for one in dict.fromkeys(step.gone) if not self._has(*one)],
            instruments={
                iri: INSTRUMENT(now[0]) if now is not None else None
                for iri, (was, now) in changed.instruments.items()
                if now is None or was is None or was[0] != now[0]
            },
            problems=(_without(after, before) + said[0], _without(before, after) + said[1]),
            known=self.instruments,
            holding=self._holding,
            among=self._among,
            about=lambda iris: disputes(self._tables, iris),
        )

    def _has(self, path: str, sha256: str) -> bool:
        return bool(self._tables.rows("SELECT 1 FROM unit WHERE path = ? AND sha256 = ?", path, sha256))

    def _holding(self, iris: Iterable[str]) -> Iterator[Extraction]:
        units = {unit for iri in iris for (unit,) in self._tables.rows("SELECT unit FROM held WHERE iri = ?", iri)}
        return self._resolved(self._units(units))

    def _among(self, paths: Collection[str], hashes: Collection[str]) -> Iterator[Extraction]:
        wanted = [("path", path) for path in paths] + [("sha256", sha256) for sha256 in hashes]
        rows = [self._tables.rows(f"SELECT id FROM unit WHERE {column} = ?", value) for column, value in wanted]
        return self._resolved(self._units({unit for found in rows for (unit,) in found}))

    def _units(self, ids: Iterable[int]) -> list[tuple[Any, ...]]:
        """The rows of these units, in the order of paths and hashes."""
        rows = [row for unit in ids for row in self._tables.rows(f"{_UNITS} WHERE id = ?", unit)]
        return sorted(rows, key=lambda row: (*row[3:], row[0]))

    def _resolved(self, units: Iterable[tuple[Any, ...]]) -> Iterator[Extraction]:
        read = _Reading(self._ledger, self._tables)
        for unit, place, member, path, _ in units:
            local = read.local(place, member)
            local.extraction.source.path = path
            yield write(local, self._rounds.answers(unit))

    def _all(self) -> Iterator[str]:
        """Every place of the ledger or of the tables."""
        settled = self._tables.each("SELECT place FROM place ORDER BY place")
        yield from [place for (place,) in settled if not self._ledger.entries((place,))]
        yield from (entry.place for entry in self._ledger.each())

    def _touched(self) -> list[str]:
        """The places where something may differ: of the ledger, and by what is left out now and was not, or was."""
        places = dict.fromkeys(self._ledger.touched())
        for sha256 in set(self._out) ^ set(json.loads(self._tables.get("out") or "[]")):
            places |= dict.fromkeys(self._ledger.of_bytes(sha256))
            for table in ("unit", "withdrawn"):
                rows = self._tables.rows(f"SELECT place FROM {table} WHERE sha256 = ?", sha256)
                places |= dict.fromkeys(place for (place,) in rows)
        return list(places)

    def _follow(self, places: Iterable[str], follows: bool) -> Step:
        total = int(self._tables.get("sum") or "0", 16)
        was_out = set(json.loads(self._tables.get("out") or "[]"))
        gone: list[tuple[int, str, str]] = []
        fresh: list[int] = []
        failed: tuple[list[Failure], list[Failure]] = ([], [])
        for place in places:
            entry = self._ledger.entries((place,)).get(place)
            after = Known.of(entry) if entry is not None and entry.sha256 not in self._out else None
            before = self._known(place)
            if before == after and not self._left_out_otherwise(place, was_out):
                continue
            total += (after.number() if after else 0) - (before.number() if before else 0)
            failed[0].extend(_failures(before))
            failed[1].extend(_failures(after))
            gone += self._tables.rows("SELECT id, path, sha256 FROM unit WHERE place = ?", place)
            self._tables.rows("DELETE FROM place WHERE place = ?", place)
            self._tables.rows("DELETE FROM withdrawn WHERE place = ?", place)
            if entry is not None and after is not None:
                values = (place, after.path, after.sha256, after.reader, after.written())
                self._tables.rows("INSERT INTO place VALUES (?, ?, ?, ?, ?)", *values)
                fresh += self._added(entry)
        self._tables.set("sum", f"{total % _MODULUS:x}")
        noting = follows and len(fresh) <= FEW
        units = [unit for unit, _, _ in gone]
        changes = self._rounds.settle(units, fresh, noting=noting) if gone or fresh else Changes()
        left = [(path, sha256) for _, path, sha256 in gone]
        return Step(set(fresh), left, changes, (unreadable(failed[0]), unreadable(failed[1])))

    def _known(self, place: str) -> Known | None:
        rows = self._tables.rows("SELECT path, sha256, reader, failures FROM place WHERE place = ?", place)
        return Known(rows[0][0], rows[0][1], rows[0][2], _read_failures(rows[0][3])) if rows else None

    def _left_out_otherwise(self, place: str, was_out: Container[str]) -> bool:
        """Is a member of this archive withdrawn that was not, or no longer?"""
        within = self._tables.rows("SELECT sha256 FROM unit WHERE place = ?", place)
        without = self._tables.rows("SELECT sha256 FROM withdrawn WHERE place = ?", place)
        return any(one in self._out for (one,) in within) or any(one not in self._out for (one,) in without)

    def _added(self, entry: Entry) -> Iterator[int]:
        """The units of a file, which are given their rows."""
        for member, text in enumerate(self._ledger.mentions(entry)):
            if text.source.sha256 in self._out:
                self._tables.rows("INSERT OR IGNORE INTO withdrawn VALUES (?, ?)", text.source.sha256, entry.place)
                continue
            values = (entry.place, member, entry.path + text.source.path, text.source.sha256)
            ((unit,),) = self._tables.rows(
                "INSERT INTO unit (place, member, path, sha256) VALUES (?, ?, ?, ?) RETURNING id", *values
            )
            self._rounds.add(unit, Mentions(text.refs, text.owns))
            yield unit


_UNITS = "SELECT id, place, member, path, sha256 FROM unit"


class _Extractions(Collection[Extraction]):
    def __init__(self, resolution: Resolution) -> None:
        self._resolution = resolution

    def __len__(self) -> int:
        return len(self._resolution)

    def __iter__(self) -> Iterator[Extraction]:
        rows = self._resolution._tables.each(f"{_UNITS} ORDER BY path, sha256, id")
        return self._resolution._resolved(rows)

    def __contains__(self, one: object) -> bool:
        return any(one == other for other in self)


class _Instruments(Mapping[str, Instrument]):
    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._last: tuple[str, bytes] | None = None  # whoever goes through them asks for each just then

    def __len__(self) -> int:
        return int(self._tables.rows("SELECT count(*) FROM instrument")[0][0])

    def __iter__(self) -> Iterator[str]:
        for iri, content in self._tables.each("SELECT iri, content FROM instrument ORDER BY iri"):
            self._last = (iri, content)
            yield iri

    def __getitem__(self, iri: str) -> Instrument:
        if self._last is not None and self._last[0] == iri:
            return INSTRUMENT(self._last[1])
        rows = self._tables.rows("SELECT content FROM instrument WHERE iri = ?", iri)
        if not rows:
            raise KeyError(iri)
        return INSTRUMENT(rows[0][0])

    def __contains__(self, iri: object) -> bool:
        return bool(self._tables.rows("SELECT 1 FROM instrument WHERE iri = ?", iri))


class _Reading:
    """Outcomes of the ledger, as units are gone through: the members of an archive follow each other."""

    def __init__(self, ledger: Ledger, tables: Tables) -> None:
        self._ledger = ledger
        self._tables = tables
        self._last: tuple[str, Outcome] | None = None
        self._left: set[int] = set()

    def local(self, place: str, member: int) -> Local:
        """A text of the file at a place, as it was before resolution; each may be taken once."""
        if self._last is None or self._last[0] != place or member not in self._left:
            ((path, sha256, reader),) = self._tables.rows(
                "SELECT path, sha256, reader FROM place WHERE place = ?", place
            )
            outcome = self._ledger.outcome(Entry(place, path, sha256, reader, 0, ()))
            self._last = (place, outcome)
            self._left = set(range(len(outcome.locals)))
        self._left.discard(member)
        return self._last[1].locals[member]


def unreadable(found: Iterable[Failure]) -> list[Problem]:
    """Files that could not be read, as problems of a corpus, in an order that is always the same."""
    return [
        Problem("unreadable-file", f"{path}: {reason}.") for path, reason in sorted((f.member, f.reason) for f in found)
    ]


def failures(entries: Iterable[Entry]) -> list[Failure]:
    """All that cannot be read of these files, under the path of each."""
    found = [failure for entry in entries for failure in _failures(Known.of(entry))]
    return sorted(found, key=lambda f: (f.member, f.reason))


def _failures(file: Known | None) -> list[Failure]:
    if file is None:
        return []
    unopened = [Failure(file.path, _UNOPENED)] if file.reader is None else []
    return unopened + [Failure(file.path + f.member, f.reason) for f in file.failures]


def _read_failures(written: str) -> tuple[Failure, ...]:
    return tuple(Failure(*pair) for pair in json.loads(written))


def _new(before: Described, after: Described) -> bool:
    """Is there a sentence about an instrument's days after, and was not this one before?"""
    return after is not None and after[1] is not None and (before is None or before[1] != after[1])


def _disputed(iri: str, described: Described) -> Problem:
    return Problem("date-conflict", (described and described[1]) or "", instruments=[iri])


def _without(problems: list[Problem], others: list[Problem]) -> list[Problem]:
    """These problems without those others, each as often as it is among them."""
    counted = Counter((one.code, one.message) for one in others)
    left = []
    for one in problems:
        if counted[one.code, one.message] > 0:
            counted[one.code, one.message] -= 1
        else:
            left.append(one)
    return left
