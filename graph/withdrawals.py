"""Documents that were taken out of the store, for ever on record: `withdrawn.jsonl` beside the generations.

A withdrawal is by the hash of a file's bytes, so it holds whatever the file is called and whoever gives it again; a
file with other bytes is another document. It is only ever added to: `withdraw` takes out, `lift` lets in again,
`named` says which IRIs the graph had from the document on the day that it went, for who follows one of them later.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from graph.identity import base_iri, digest
from graph.store.journal import Lines, Record, append, read

NAME = "withdrawn.jsonl"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A document taken out: its hash, under which path it was known, when (ISO 8601, UTC), by whom and why."""

    id: str
    when: str
    who: str
    sha256: str
    path: str
    note: str


def withdraw(directory: Path | str, sha256: str, path: str, who: str, note: str = "") -> Withdrawal:
    """Write down that a document goes; on the disk when this returns. It shows with the next load. Raises OSError."""
    return _of(_add(directory, "withdraw", sha256=sha256, path=path, who=who, note=note))


def lift(directory: Path | str, sha256: str, who: str, note: str = "") -> None:
    """Let a document in again; what was said of its going stays. Raises OSError."""
    _add(directory, "lift", sha256=sha256, who=who, note=note)


def name(directory: Path | str, withdrawal: Withdrawal, iris: Iterable[str]) -> None:
    """Say which IRIs came from a withdrawn document. Once is enough: a second time changes nothing. Raises OSError."""
    if withdrawal.id not in _read(directory).named:
        start = base_iri() + "id/"
        parts = sorted({iri.removeprefix(start) for iri in iris if iri.startswith(start)})
        _add(directory, "named", of=withdrawal.id, ids=parts)


def standing(directory: Path | str) -> dict[str, Withdrawal]:
    """The documents that are out now, by hash. Raises OSError where the record is there and cannot be read."""
    return dict(_read(directory).standing)


def history(directory: Path | str) -> list[Record]:
    """All that was written down, oldest first, without the long lists of IRIs. Raises OSError."""
    records = read(Path(directory) / NAME).records
    return [{key: value for key, value in one.items() if key != "ids"} for one in records if one["action"] != "named"]


def gone(directory: Path | str, iri: str) -> Withdrawal | None:
    """The standing withdrawal of the document that this IRI came from; None where there is none.

    Another document may still speak of the thing: ask the graph first. Raises OSError.
    """
    found = _read(directory)
    by_id = {one.id: one for one in found.standing.values()}
    part = iri.removeprefix(base_iri() + "id/")
    return next((by_id[of] for of, ids in found.named.items() if of in by_id and part in ids), None)


@dataclass(frozen=True, slots=True)
class _Record:
    standing: dict[str, Withdrawal]
    named: dict[str, frozenset[str]]


def _add(directory: Path | str, action: str, **said: object) -> Record:
    when = datetime.now(UTC).isoformat(timespec="seconds")

    def make(lines: Lines) -> Record:
        return {"action": action, "when": when, "id": digest(len(lines.records), action, when), **said}

    return append(Path(directory) / NAME, make)


def _of(record: Record) -> Withdrawal:
    return Withdrawal(*(str(record.get(part, "")) for part in ("id", "when", "who", "sha256", "path", "note")))


def _read(directory: Path | str) -> _Record:
    path = Path(directory) / NAME
    try:
        state = os.stat(path)
    except FileNotFoundError:
        return _Record({}, {})
    return _parsed(path, state.st_mtime_ns, state.st_size)


@functools.lru_cache(maxsize=4)
def _parsed(path: Path, changed: int, size: int) -> _Record:
    # A record names a thousand IRIs of its document, and every unknown IRI that somebody follows asks for them.
    out: dict[str, Withdrawal] = {}
    named: dict[str, frozenset[str]] = {}
    for record in read(path).records:
        if record.get("action") == "withdraw":
            out[str(record["sha256"])] = _of(record)
        elif record.get("action") == "lift":
            out.pop(str(record["sha256"]), None)
        elif record.get("action") == "named":
            named[str(record["of"])] = frozenset(record["ids"])
    return _Record(out, named)
