"""Where decisions are kept: `review.jsonl` beside the generations, only ever added to."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from graph.review.decisions import Anchor, BadDecision, Decision, Kind, decision_id, followed, merges, standing
from graph.store.journal import Lines, Record, append, parsed

NAME = "review.jsonl"


@dataclass(slots=True)
class Contents:
    """The decisions in their order, and the lines that are none: their numbers and what is wrong with them.

    `stamp` names this very content; empty where nothing was ever decided.
    """

    decisions: list[Decision] = field(default_factory=list)
    damaged: list[tuple[int, str]] = field(default_factory=list)
    stamp: str = ""


def decisions(directory: Path | str) -> Contents:
    """All decisions of a store. Raises OSError where the file is there and cannot be read."""
    return _told(_data(directory))


def decisions_then(directory: Path | str, stamp: str) -> tuple[Contents, Contents] | None:
    """The decisions as they were when the book had that stamp, and as they are; None where it never had it: it was
    put in the place of another. Raises OSError where the file is there and cannot be read."""
    data = _data(directory)
    now = _told(data)
    if stamp in ("", now.stamp):
        return (_told(None) if stamp == "" else now), now
    found, length = hashlib.sha256(), 0
    for line in (data or b"").split(b"\n"):
        # A line that a killed process left without its end was stamped so, and ended by the next.
        for piece in (line, b"\n"):
            found.update(piece)
            length += len(piece)
            if found.hexdigest() == stamp:
                return _told((data or b"")[:length]), now
    return None


def stamp(directory: Path | str) -> str:
    """A name for what is decided; empty where nothing is."""
    return _stamp(_data(directory))


def _data(directory: Path | str) -> bytes | None:
    try:
        return (Path(directory) / NAME).read_bytes()
    except FileNotFoundError:
        return None


def _stamp(data: bytes | None) -> str:
    return "" if data is None else hashlib.sha256(data).hexdigest()


def _told(data: bytes | None) -> Contents:
    found = _contents(parsed(data or b""))
    found.stamp = _stamp(data)
    return found


def decide(
    directory: Path | str,
    who: str,
    kind: Kind,
    action: str,
    target: str,
    value: Mapping[str, Any] | None = None,
    *,
    note: str = "",
    anchor: Anchor | None = None,
    when: datetime | None = None,
) -> Decision:
    """Write a decision down; it is on the disk when this returns. Raises BadDecision, OSError.

    `when` is now unless it is given. It shows in the graph with the next load.
    """
    moment = (when or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
    said = Decision("new", moment, who.strip(), kind, action, target, dict(value or {}), note.strip(), anchor)
    said.check()

    def make(lines: Lines) -> Record:
        before = _contents(lines).decisions
        _fits(said, before)
        data = said.to_json()
        return {**data, "id": decision_id(len(before), data)}

    return Decision.from_json(append(Path(directory) / NAME, make))


def _contents(lines: Lines) -> Contents:
    found = Contents(damaged=[(number, "không đọc được dòng này") for number, _ in lines.damaged])
    for number, record in zip(lines.numbers, lines.records, strict=True):
        try:
            found.decisions.append(Decision.from_json(record))
        except BadDecision as error:
            found.damaged.append((number, str(error)))
    return found


def _fits(said: Decision, before: list[Decision]) -> None:
    """Raises BadDecision where a decision cannot follow those before it."""
    if said.kind == "decision":
        if said.target not in {one.id for one in before}:
            raise BadDecision(f"không có quyết định «{said.target}» để hủy")
        by_undo = {one.id for one in before if one.kind == "decision"}
        alive = {one.id for one in standing(before)} | by_undo
        if said.target not in alive:
            raise BadDecision(f"quyết định «{said.target}» đã bị hủy trước đó")
    if said.action == "merge":
        into, apart = merges(standing(before))
        other = str(said.value["into"])
        if tuple(sorted((said.target, other))) in apart:
            raise BadDecision("hai văn bản này đã được quyết định là khác nhau; hãy hủy quyết định ấy trước")
        if followed(into, other) == said.target:
            raise BadDecision("văn bản kia đã được gộp vào chính văn bản này")
        if said.target in into:
            raise BadDecision(f"văn bản này đã được gộp vào {into[said.target]}")
