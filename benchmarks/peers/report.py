"""What a run found, as Markdown, and where docs keep it."""

from __future__ import annotations

import json
import os
import platform
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_BEGIN, _END = "<!-- {name}: begin, written by `{command}` -->", "<!-- {name}: end -->"


class NowhereToKeep(RuntimeError):
    """A page has no place that is marked for this; the message says what is missing."""


@dataclass(slots=True)
class Section:
    """One table with what it means. `figures` is the same for programs, `faults` what must not be: another answer."""

    name: str
    title: str
    meaning: str
    columns: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    figures: Any = None

    def markdown(self) -> str:
        """As a page has it."""
        out = [f"### {self.title}", "", self.meaning, "", *rows_of(self.columns, self.rows)]
        out += ["", *(f"- {note}" for note in self.notes)] if self.notes else []
        out += ["", *(f"- **{fault}**" for fault in self.faults)] if self.faults else []
        return "\n".join([*out, ""])


def rows_of(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table of Markdown: the first column is words, the others are figures and stand to the right."""
    yield _row(columns)
    yield _row(["---", *(["---:"] * (len(columns) - 1))])
    yield from map(_row, rows)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def machine() -> str:
    """This machine in words: what it has, not what it is called."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    model = _processor()
    return (
        f"{cores} lõi{f' của {model}' if model else ''}, {memory:.0f} GiB bộ nhớ, "
        f"{platform.system()}, Python {platform.python_version()}"
    )


def _processor() -> str:
    try:
        found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.M)
    except OSError:
        return ""
    return " ".join(found[1].split()) if found else ""


def heading(command: str, seconds: float, load: float) -> str:
    """When, on what, by which command, and how busy the machine was before."""
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {machine()}; tải của máy trước đó {load:.1f}; {seconds / 60:.0f} phút.\n\n"
        f"```\n{command}\n```\n"
    )


def shown(word: str) -> str:
    """A word of a command for a page that others read: where something lies on this machine is nobody's business."""
    return f"…/{Path(word).name}" if Path(word).is_absolute() else word


def keep(page: Path, name: str, command: str, text: str) -> None:
    """Put a text between the marks of that name on a page, for what stood there. Raises NowhereToKeep."""
    begin = re.escape(_BEGIN.format(name=name, command="\0")).replace("\0", "[^`]*").replace("\\\0", "[^`]*")
    marks = re.compile(rf"{begin}.*?{re.escape(_END.format(name=name))}", re.S)
    try:
        before = page.read_text(encoding="utf-8")
    except OSError as error:
        raise NowhereToKeep(f"{page.name}: {error.strerror}") from None
    if len(marks.findall(before)) != 1:
        raise NowhereToKeep(f"{page.name} has no place marked “{name}”")
    block = f"{_BEGIN.format(name=name, command=command)}\n\n{text.strip()}\n\n{_END.format(name=name)}"
    fresh = page.with_suffix(".md.new")
    fresh.write_text(marks.sub(lambda _: block, before), encoding="utf-8")
    fresh.replace(page)


def as_json(heading: Mapping[str, Any], sections: Sequence[Section]) -> str:
    """All of it for programs."""
    told = [
        {"name": one.name, "title": one.title, "figures": one.figures, "notes": one.notes, "faults": one.faults}
        for one in sections
    ]
    return json.dumps({**heading, "sections": told}, ensure_ascii=False)
