"""What each load changed, kept beside the generations and longer than they are: `changes.jsonl`.

A record holds the count of every change and the first `LISTED` of each kind, in order; how many it leaves out
is in `omitted`. The file is bounded (`MOST_BYTES`): beyond it the oldest records go, and how many have gone is
told. A record is written before its generation is switched to; one whose generation never came to be is not
in the chain of `from` and is passed over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from heapq import nsmallest
from pathlib import Path
from typing import Any

from graph.answers.changes import KINDS, Facts, changes, order
from graph.answers.rows import Json
from graph.identity import digest
from graph.store.journal import Lines, append, dropped, read

NAME = "changes.jsonl"
LISTED = 200
MOST_BYTES = 8 * 2**20
_CHANGES = ("added", "removed", "changed")


class BadSince(ValueError):
    """What was given is neither a generation nor a date."""


def record(before: str | None, generation: str, when: str, old: Facts, new: Facts) -> Json:
    """What a load changed, bounded. `before` is the generation that it replaces."""
    return record_of(before, generation, when, [changes(old, new)])


def record_of(
    before: str | None,
    generation: str,
    when: str,
    parts: Iterable[Mapping[str, Sequence[Mapping[str, Any]]]],
    *,
    added: Mapping[str, int] | None = None,
) -> Json:
    """As `record`, of changes that were found part by part. `added` counts what was added where the parts have no more
    of it than is listed."""
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    listed: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    for part in parts:
        for kind, found in part.items():
            counts[kind].update(one["change"] for one in found)
            listed[kind] = nsmallest(LISTED, [*listed[kind], *found], key=order)
    for kind, count in (added or {}).items():
        counts[kind]["added"] = count
    return {
        "generation": generation,
        "from": before,
        "when": when,
        "counts": {kind: {change: counts[kind][change] for change in _CHANGES} for kind in KINDS},
        **listed,
        "omitted": {kind: max(0, counts[kind].total() - LISTED) for kind in KINDS},
    }


def keep(directory: Path | str, made: Json) -> None:
    """Write a record down; it is on the disk when this returns. Raises OSError."""
    append(Path(directory) / NAME, made, most_bytes=MOST_BYTES)


def history(directory: Path | str, current: str, since: str | None = None) -> dict[str, Any]:
    """The loads that led to the generation `current`, newest first, since a generation or a moment.

    {"generation", "since", "complete", "loads": [record]}: `complete` is false where records between then and
    now are gone or damaged. `since` is the name of a generation (loads after it) or a date, YYYY-MM-DD with or
    without a time (loads at or after it, in UTC unless it says otherwise). Raises BadSince.
    """
    lines = read(Path(directory) / NAME)
    chain = _chain(lines, current)
    oldest = chain[-1]["from"] if chain else current
    if since is None:
        loads, complete = chain, oldest is None
    elif since.isdecimal():
        if int(since) > int(current):
            raise BadSince(f"kho chưa có thế hệ {since}; thế hệ hiện nay là {current}")
        loads = [one for one in chain if int(one["generation"]) > int(since)]
        complete = oldest is None or int(oldest) <= int(since)
    else:
        moment = _moment(since)
        loads = [one for one in chain if datetime.fromisoformat(one["when"]) >= moment]
        complete = oldest is None or len(loads) < len(chain)
    return {
        "generation": current,
        "since": since,
        "complete": complete and not lines.damaged,
        "dropped": dropped(lines),
        "loads": loads,
    }


def load_id(made: Mapping[str, Any]) -> str:
    """A name for a load that stays the same for as long as it is remembered."""
    return digest(made["generation"], made["from"], made["when"])


def _chain(lines: Lines, current: str) -> list[Json]:
    by_name = {one["generation"]: one for one in lines.records if "generation" in one}
    found = []
    at: str | None = current
    while at is not None and at in by_name:
        found.append(by_name.pop(at))
        at = found[-1]["from"]
    return found


def _moment(text: str) -> datetime:
    day = text.strip()
    parts = day.split("/")
    if len(parts) == 3:  # 27/02/2020, as people here write it
        day = "-".join([parts[2], parts[1].zfill(2), parts[0].zfill(2)])
    try:
        found = datetime.fromisoformat(day)
    except ValueError:
        raise BadSince(f"«{text}» không phải là số thế hệ hay ngày (27/02/2026 hoặc 2026-02-27)") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
