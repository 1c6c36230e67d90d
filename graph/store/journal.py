"""Files of JSON lines beside the store: added to at the end, lasting through a power cut, never half read.

A line is on the disk before `append` returns. A process that is killed inside a write leaves a line without
its end: the next `append` ends it, readers pass it over and can tell that they did.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from graph.durable import sync_folder

Record = dict[str, Any]


@dataclass(slots=True)
class Lines:
    """The records of a journal in the order of writing with the numbers of their lines, and its damaged lines,
    each with its number; numbers count from 1."""

    records: list[Record] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    damaged: list[tuple[int, str]] = field(default_factory=list)


def read(path: Path) -> Lines:
    """All lines of a journal; nothing where there is none. Raises OSError where it cannot be read."""
    try:
        return parsed(path.read_bytes())
    except FileNotFoundError:
        return Lines()


def parsed(data: bytes) -> Lines:
    """The lines of a journal that has this content."""
    found = Lines()
    for number, line in enumerate(data.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            if not isinstance(record, dict):
                raise ValueError("not an object")
        except ValueError:
            found.damaged.append((number, line.decode("utf-8", "replace")))
        else:
            found.records.append(record)
            found.numbers.append(number)
    return found


def append(path: Path, make: Record | Callable[[Lines], Record], *, most_bytes: int | None = None) -> Record:
    """Add one line, given or made of what is there already, while nobody else adds one.

    With `most_bytes` the oldest lines go once the file is longer, down to three quarters of it and never the
    newest line; how many have gone is kept as `dropped` in a first line of its own. Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # A lock of its own: trimming puts another file in the journal's place.
    with path.with_name(f".{path.name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        new = not path.exists()
        record = make(read(path)) if callable(make) else make
        line = json.dumps(record, ensure_ascii=False, sort_keys=True).encode() + b"\n"
        with path.open("a+b") as file:
            if _unended(file):
                file.write(b"\n")
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
            length = file.tell()
        if new:
            sync_folder(path.parent)
        if most_bytes is not None and length > most_bytes:
            _trim(path, most_bytes * 3 // 4)
    return record


def dropped(lines: Lines) -> int:
    """How many records a bounded journal has let go."""
    return sum(int(record["dropped"]) for record in lines.records if set(record) == {"dropped"})


def _unended(file: IO[bytes]) -> bool:
    if file.seek(0, os.SEEK_END) == 0:
        return False
    file.seek(-1, os.SEEK_END)
    return file.read(1) != b"\n"


def _trim(path: Path, most: int) -> None:
    lines = read(path)
    gone = dropped(lines) + len(lines.damaged)
    kept: list[bytes] = []
    length = 0
    for record in reversed([r for r in lines.records if set(r) != {"dropped"}]):
        line = json.dumps(record, ensure_ascii=False, sort_keys=True).encode() + b"\n"
        if kept and length + len(line) > most:
            gone += 1
            continue
        kept.append(line)
        length += len(line)
    fresh = path.with_name(f".{path.name}.new")
    with fresh.open("wb") as file:
        file.write(json.dumps({"dropped": gone}).encode() + b"\n" + b"".join(reversed(kept)))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    sync_folder(path.parent)
