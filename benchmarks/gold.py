"""Gold sets: what a reader found in documents by hand, and which part of each document was read.

A set is a folder with `citations.json`, and where they exist `tasks.json`, `limits.json` (a document
was read up to that offset only) and `furniture.json` (stretches that a web portal put around the
instrument). A set may leave `text` out and hold only offsets and facts. Offsets are code points of the
source, as in an extraction.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.model import Citation, Extraction, Task

When = tuple[str | None, str | None, tuple[int, ...]]  # first day, last day, days of the month


@dataclass(frozen=True, slots=True)
class GoldMention:
    """One mention as a reader saw it. `entity` names the instrument within its set only."""

    document: str
    start: int
    end: int
    text: str
    type: str | None
    symbol: str | None
    date: str | None
    entity: str
    relation: str

    @property
    def whole_entity(self) -> str:
        """The entity's name, one document's self apart from another's."""
        return f"SELF:{self.document}" if self.entity == "SELF" else self.entity


@dataclass(frozen=True, slots=True)
class GoldTask:
    """One task. Where `annotated` is false only its span was read, not its agencies and days."""

    document: str
    start: int
    end: int
    text: str
    lead: frozenset[str]
    coordinating: frozenset[str]
    deadlines: frozenset[When]
    annotated: bool


@dataclass(frozen=True, slots=True)
class GoldSet:
    """A folder of gold."""

    name: str
    mentions: tuple[GoldMention, ...]
    tasks: tuple[GoldTask, ...]
    limits: Mapping[str, int]
    furniture: Mapping[str, tuple[tuple[int, int], ...]]

    @property
    def documents(self) -> list[str]:
        """The documents that the set names, each once."""
        return list(dict.fromkeys([m.document for m in self.mentions] + [t.document for t in self.tasks]))

    @property
    def task_documents(self) -> list[str]:
        """Those whose tasks were read. One without a task is not told from one left out, so it is left out."""
        return list(dict.fromkeys(t.document for t in self.tasks))

    def within(self, extraction: Extraction, document: str) -> tuple[list[Citation], list[Task]]:
        """What was extracted from the part that was read; beyond it nothing can be called right or wrong."""
        limit = self.limits.get(document, extraction.source.characters)
        citations = [c for c in extraction.citations if c.start < limit]
        return citations, [t for t in extraction.tasks if t.start < limit]

    def in_furniture(self, document: str, at: int) -> bool:
        """Does that offset stand in what a web portal wrote?"""
        return any(start <= at < end for start, end in self.furniture.get(document, ()))


def fold(text: str | None) -> str:
    """A name as names are compared: one blank between words, NFC, small letters; accents kept."""
    return " ".join(unicodedata.normalize("NFC", text or "").split()).lower()


def load_gold(folder: Path) -> GoldSet:
    """Read a set. `citations.json` must exist; all else may be absent."""
    mentions = tuple(
        GoldMention(
            row["doc"],
            row["start"],
            row["end"],
            row.get("text", ""),
            row.get("type"),
            row.get("symbol"),
            row.get("date"),
            row["entity"],
            row["relation"],
        )
        for row in json.loads((folder / "citations.json").read_text(encoding="utf-8"))
    )
    tasks = tuple(_task(row) for row in _optional(folder / "tasks.json", []))
    limits = _optional(folder / "limits.json", {})
    furniture = {
        name: tuple((start, end) for start, end in spans)
        for name, spans in _optional(folder / "furniture.json", {}).items()
    }
    return GoldSet(folder.name, mentions, tasks, limits, furniture)


def when(start: str | None, end: str | None, days: Iterable[int] | None) -> When:
    """A deadline as deadlines are compared."""
    return start, end, tuple(days or ())


def find_sources(sets: Sequence[GoldSet], folders: Sequence[Path]) -> tuple[list[Path], list[str]]:
    """The files of all sets' documents, looked for by name in the folders in order; and those not there."""
    found: dict[str, Path] = {}
    missing: list[str] = []
    for name in dict.fromkeys(name for gold in sets for name in gold.documents):
        path = next((folder / name for folder in folders if (folder / name).is_file()), None)
        if path is None:
            missing.append(name)
        else:
            found[name] = path
    return list(found.values()), missing


def _optional(path: Path, default: Any) -> Any:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else default


def _task(row: Mapping[str, Any]) -> GoldTask:
    return GoldTask(
        row["doc"],
        row["start"],
        row["end"],
        row.get("text", ""),
        frozenset(fold(a["full"]) for a in row.get("lead", [])),
        frozenset(fold(a["full"]) for a in row.get("coordinating", [])),
        frozenset(when(d.get("start"), d.get("end"), d.get("days")) for d in row.get("deadlines", [])),
        row.get("annotated", True),
    )
