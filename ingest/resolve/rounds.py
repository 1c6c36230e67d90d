"""The corpus settled stage after stage: all of it, or what a few changed files make differ; it is one mechanism.

At each stage the files that are concerned say what they have to say; what is new is added to the evidence and what is
no longer said is taken back; the dossiers that come out otherwise tell whom it concerns at the next stage. For a new
corpus all files are concerned; for a changed file it, and those who asked for what it changed.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from graph.model import Instrument
from ingest.resolve.answers import Answered
from ingest.resolve.dossiers import FOLDS, KEY, Evidence, Parts, concerned, decode, encode, key_of
from ingest.resolve.facts import facts, instrument
from ingest.resolve.stages import Mentions, Stage, answering, complete, completed, dating, meeting, typing
from ingest.resolve.tables import Tables

_REMEMBERED = 20_000  # dossiers; those of the instruments that everybody cites are asked for all the time
_TYPES = msgspec.msgpack.Decoder(dict[int, str]).decode
_PARTS = msgspec.msgpack.Decoder(tuple[str, ...]).decode
_KEYS = msgspec.msgpack.Decoder(list[bytes]).decode
_EVIDENCE = msgspec.msgpack.Decoder(list[tuple[bytes, bytes, int]]).decode
INSTRUMENT = msgspec.msgpack.Decoder(Instrument).decode


@dataclass(slots=True)
class Changes:
    """What came out otherwise: units whose answers differ, and descriptions before and after, None for none; those
    of instruments with the sentence about their days."""

    units: set[int] = field(default_factory=set)
    instruments: dict[str, tuple[Described, Described]] = field(default_factory=dict)


Described = tuple[bytes, str | None] | None


class Dossiers:
    """What the corpus knows, as the files that are settled ask for it; remembers what was asked."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._known: OrderedDict[tuple[str, Parts], tuple[bytes, Any]] = OrderedDict()
        self.asked: set[bytes] = set()

    def __call__(self, kind: str, parts: Parts) -> Any:
        known = self._known.get((kind, parts))
        if known is not None:
            self._known.move_to_end((kind, parts))
            self.asked.add(known[0])
            return known[1]
        key = key_of(kind, parts)
        self.asked.add(key)
        rows = self._tables.rows("SELECT content FROM dossier WHERE key = ?", key)
        if rows:
            content = rows[0][0]
        else:
            content = self._folded(kind, parts)
            self._tables.rows("INSERT INTO dossier VALUES (?, ?, ?)", key, encode(parts), content)
        found = FOLDS[kind].decoder.decode(content)
        self._known[kind, parts] = (key, found)
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return found

    def take(self) -> set[bytes]:
        """What was asked since this was last called."""
        asked, self.asked = self.asked, set()
        return asked

    def drop(self, keys: Iterable[bytes]) -> None:
        """Forget those of these dossiers that nobody asks for any more."""
        unread = "DELETE FROM dossier WHERE key = ? AND NOT EXISTS (SELECT 1 FROM reads WHERE reads.key = dossier.key)"
        self._tables.many(unread, [(key,) for key in keys])

    def renew(self) -> Iterator[bytes]:
        """Fold anew what the evidence heard concerns; the keys of the dossiers that come out otherwise."""
        self._known.clear()
        for kind, keys in self._heard():
            for name in concerned(kind):
                if self._any(name):
                    for key in keys:
                        for of in self._of(name.encode() + key[1:]):
                            yield from self._renewed(of)

    def _heard(self) -> Iterator[tuple[str, list[bytes]]]:
        """The keys heard, by kind. Only where somebody may have asked for what they concern: at the first reading of
        a corpus nobody has."""
        for kind in {name for folding in FOLDS.values() for name in folding.of}:
            if any(self._any(name) for name in concerned(kind)):
                first = kind.encode()
                yield (
                    kind,
                    [
                        key
                        for (key,) in self._tables.each(
                            "SELECT DISTINCT key FROM heard WHERE key >= ? AND key < ?", first, bytes([first[0] + 1])
                        )
                    ],
                )

    def _any(self, name: str) -> bool:
        first = name.encode()
        found = "SELECT 1 FROM dossier WHERE key >= ? AND key < ? LIMIT 1"
        return bool(self._tables.rows(found, first, bytes([first[0] + 1])))

    def _of(self, key: bytes) -> list[bytes]:
        """The dossiers that there are under a key, and of its days."""
        rows = self._tables.rows("SELECT key FROM dossier WHERE key >= ? AND key < ?", key, key + b"\xff")
        return [found for (found,) in rows]

    def _renewed(self, key: bytes) -> Iterator[bytes]:
        rows = self._tables.rows("SELECT parts, content FROM dossier WHERE key = ?", key)
        if not rows:
            return
        if not self._tables.rows("SELECT 1 FROM reads WHERE key = ? LIMIT 1", key):
            self._tables.rows("DELETE FROM dossier WHERE key = ?", key)
            return
        content = self._folded(chr(key[0]), _PARTS(rows[0][0]))
        if content != rows[0][1]:
            self._tables.rows("UPDATE dossier SET content = ? WHERE key = ?", content, key)
            yield key

    def _folded(self, kind: str, parts: Parts) -> bytes:
        def rows(of: str) -> Iterator[tuple[Any, int]]:
            key = of.encode() + key_of(kind, parts)[1:KEY]
            for value, n in self._tables.rows("SELECT value, n FROM tally WHERE key = ?", key):
                yield decode(value), n

        return encode(FOLDS[kind].fold(parts, rows))


class Rounds:
    """Settles the units of some tables, inside a transaction of theirs."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._look = Dossiers(tables)
        self._unread: set[bytes] = set()  # dossiers that somebody asked for and does not any more

    def add(self, unit: int, file: Mentions) -> None:
        """Take in the mentions of a unit, to be settled next."""
        self._tables.hear(typing(file))
        self._tables.rows("INSERT INTO mentions VALUES (?, ?)", unit, file.packed())

    def settle(self, gone: Collection[int], fresh: Collection[int], *, noting: bool = False) -> Changes:
        """Take back what the units that go have said, and let the fresh ones, which were added just now, say what they
        have to. Both have their rows in `unit`; those of the units that go are removed. Which instruments differ is
        told where it is to be noted: for a whole corpus these are all."""
        dirty, new = set(fresh), frozenset(fresh)
        for unit in sorted(gone):
            self._tables.hear(typing(self._mentions(unit)), -1)
        self._counted(dirty, gone)
        for unit in sorted(gone):
            self._tables.hear(dating(self._completed(unit)), -1)
        for unit in sorted(dirty):
            self._date(unit, unit not in new)
        self._counted(dirty, gone)
        for unit in sorted(gone):
            self._tables.hear(self._met(unit), -1)
        for unit in sorted(dirty):
            self._meet(unit, unit not in new)
        self._counted(dirty, gone)
        for unit in sorted(gone):
            self._leave(unit)
        answered = {unit for unit in sorted(dirty) if self._answer(unit, unit not in new)}
        self._tables.note_questions()
        self._look.drop(self._unread)
        self._unread = set()
        return Changes(answered, self._describe(noting))

    def answers(self, unit: int) -> Answered:
        """The answers for a unit that is settled."""
        return Answered.unpacked(self._said(unit, Stage.ANSWERING) or b"")

    def _mentions(self, unit: int) -> Mentions:
        return Mentions.unpacked(self._tables.rows("SELECT content FROM mentions WHERE unit = ?", unit)[0][0])

    def _completed(self, unit: int) -> Mentions:
        file = self._mentions(unit)
        completed(file, self._types(unit))
        return file

    def _types(self, unit: int) -> dict[int, str]:
        content = self._said(unit, Stage.DATING)
        return _TYPES(content) if content is not None else {}

    def _met(self, unit: int) -> Evidence:
        content = self._said(unit, Stage.MEETING)
        return Counter({(key, value): n for key, value, n in _EVIDENCE(content)} if content is not None else {})

    def _said(self, unit: int, stage: Stage) -> bytes | None:
        rows = self._tables.rows("SELECT content FROM said WHERE unit = ? AND stage = ?", unit, stage)
        return rows[0][0] if rows else None

    def _say(self, unit: int, stage: Stage, content: bytes | None, was: bool) -> None:
        """Write down what a unit says at a stage, None for nothing; `was`: it may have said something before."""
        if content is not None:
            self._tables.rows("INSERT OR REPLACE INTO said VALUES (?, ?, ?)", unit, stage, content)
        elif was:
            self._tables.rows("DELETE FROM said WHERE unit = ? AND stage = ?", unit, stage)

    # `was`: the unit was there before, and what it said then is to be taken back.

    def _date(self, unit: int, was: bool) -> None:
        file = self._mentions(unit)
        before = dating(self._completed(unit)) if was else None
        types = complete(file, self._look)
        said = dating(file)
        self._say(unit, Stage.DATING, encode(types) if types else None, was)
        self._asked(unit, Stage.DATING, was)
        if before is not None:
            said.subtract(before)
        self._tables.hear(said)

    def _meet(self, unit: int, was: bool) -> None:
        said = meeting(self._completed(unit), self._look)
        self._look.take()
        before = self._met(unit) if was else None
        self._say(unit, Stage.MEETING, encode([(*key, n) for key, n in said.items()]) if said else None, was)
        if before is not None:
            said.subtract(before)
        self._tables.hear(said)

    def _answer(self, unit: int, was: bool) -> bool:
        """Answer for a unit; whether the answers differ from those that it had."""
        file = self._completed(unit)
        answers = answering(file, self._types(unit), self._look)
        self._asked(unit, Stage.ANSWERING, was)
        content = answers.packed()
        before = self._said(unit, Stage.ANSWERING) if was else None
        if content == before:
            return False
        said = facts(file.refs, file.owns, answers)
        if before is not None:
            then = Answered.unpacked(before)
            file = self._mentions(unit)
            completed(file, then.types)
            said.subtract(facts(file.refs, file.owns, then))
            gone = [(text.iri, unit) for text in then.texts]
            self._tables.many("DELETE FROM held WHERE iri = ? AND unit = ?", gone)
        self._tables.hear(said)
        self._say(unit, Stage.ANSWERING, content, was)
        self._tables.many("INSERT OR IGNORE INTO held VALUES (?, ?)", [(text.iri, unit) for text in answers.texts])
        return True

    def _leave(self, unit: int) -> None:
        file = self._completed(unit)
        answers = self.answers(unit)
        self._tables.hear(facts(file.refs, file.owns, answers), -1)
        self._tables.many("DELETE FROM held WHERE iri = ? AND unit = ?", [(text.iri, unit) for text in answers.texts])
        for stage in (Stage.DATING, Stage.ANSWERING):
            self._unask(unit, self._used(unit, stage))
        for table in ("uses", "said", "mentions"):
            self._tables.rows(f"DELETE FROM {table} WHERE unit = ?", unit)
        self._tables.rows("DELETE FROM unit WHERE id = ?", unit)

    def _used(self, unit: int, stage: Stage) -> set[bytes]:
        rows = self._tables.rows("SELECT keys FROM uses WHERE unit = ? AND stage = ?", unit, stage)
        return set(_KEYS(rows[0][0])) if rows else set()

    def _asked(self, unit: int, stage: Stage, was: bool) -> None:
        asked = self._look.take()
        before = self._used(unit, stage) if was else set()
        if asked == before:
            return
        self._tables.ask(unit, asked - before)
        self._unask(unit, before - asked)
        self._tables.rows("INSERT OR REPLACE INTO uses VALUES (?, ?, ?)", unit, stage, encode(sorted(asked)))

    def _unask(self, unit: int, keys: Collection[bytes]) -> None:
        self._unread.update(keys)
        self._tables.many("DELETE FROM reads WHERE key = ? AND unit = ?", [(key, unit) for key in keys])

    def _counted(self, dirty: set[int], gone: Collection[int]) -> None:
        """Count what was heard; whom it concerns, and does not go, is to be settled anew."""
        self._tables.add_up("tally")
        self._tables.note_questions()
        for key in self._look.renew():
            dirty.update(unit for (unit,) in self._tables.rows("SELECT unit FROM reads WHERE key = ?", key))
        dirty.difference_update(gone)
        self._tables.forget()

    def _describe(self, noting: bool) -> dict[str, tuple[Described, Described]]:
        """Describe the instruments anew of which something was heard; what differs, before and after."""
        self._tables.add_up("fact")
        changed: dict[str, tuple[Described, Described]] = {}
        for iri in self._tables.heard():
            rows = self._tables.rows("SELECT value, n FROM fact WHERE key = ?", iri)
            after: Described = None
            if rows:
                described, dispute = instrument(iri, [(decode(value), n) for value, n in rows])
                after = (encode(described), dispute)
            was = self._tables.rows("SELECT content, dispute FROM instrument WHERE iri = ?", iri)
            before: Described = (was[0][0], was[0][1]) if was else None
            if after == before:
                continue
            if after is None:
                self._tables.rows("DELETE FROM instrument WHERE iri = ?", iri)
            else:
                self._tables.rows("INSERT OR REPLACE INTO instrument VALUES (?, ?, ?)", iri, *after)
            if noting:
                changed[iri] = (before, after)
        self._tables.forget()
        return changed
