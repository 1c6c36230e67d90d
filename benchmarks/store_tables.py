"""What `benchmarks.stores` prints: a line for each finding as it comes, and a table of a size at the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.store_questions import QUESTIONS

Found = dict[str, Any]

_ROWS: tuple[tuple[str, Callable[[Found], str]], ...] = (
    ("loaded, s", lambda one: f"{one['load']:,.0f}"),
    ("opened, s", lambda one: f"{one['open']:,.2f}"),
    ("on disk, MB", lambda one: f"{one['disk']:,.0f}"),
    ("memory loading, MB", lambda one: f"{one['memory_loading']:,.0f}"),
    ("memory opened, MB", lambda one: f"{one['memory_open']:,.0f}"),
    ("memory answering, MB", lambda one: f"{one['memory']:,.0f}"),
)
_NAME, _CELL = 22, 24


def said(found: Found) -> str:
    """The newest finding of an engine, in a line."""
    if "memory" in found:
        return f"  {found['memory']:,.0f} MB while answering"
    if found["timings"]:
        last = found["timings"][-1]
        return f"  {last['question']:{_NAME}}{_times(last):>{_CELL}}{_trouble(last)}"
    if "open" in found:
        return (
            f"  opened in {found['open']:,.2f} s, {found['memory_open']:,.0f} MB; median / p95 in ms (inputs answered):"
        )
    if "load" in found:
        steps = ", ".join(f"{name} {seconds:,.0f}" for name, seconds in found["steps"].items())
        return (
            f"  {found['quads']:,} quads loaded in {found['load']:,.0f} s{f' ({steps})' if steps else ''}, "
            f"{found['memory_loading']:,.0f} MB of memory, {found['disk']:,.0f} MB on disk"
        )
    return f"  {found['files']:,} files, {found['instruments']:,} instruments"


def table(size: Found) -> str:
    """Engines as columns; below, whatever keeps a figure from being what it seems."""
    engines: dict[str, Found] = size["engines"]
    first = next((one for one in engines.values() if "quads" in one), None)
    held = f"{first['quads']:,} quads, {first['files']:,} files, {first['instruments']:,} instruments" if first else ""
    out = ["", held or f"{size['triples']:,} triples asked for", _line("", list(engines))]
    out += [_line(name, [_figure(one, shown) for one in engines.values()]) for name, shown in _ROWS]
    out.append("median / p95, ms (inputs answered)")
    for question in QUESTIONS:
        timings = [next((t for t in one["timings"] if t["question"] == question), None) for one in engines.values()]
        out.append(_line(question, [_times(timing) if timing else "–" for timing in timings]))
    for engine, one in engines.items():
        if one["unfinished"]:
            out.append(f"{engine}: {one['unfinished']}")
        out += [f"{engine}: {t['question']}{_trouble(t)}" for t in one["timings"] if _trouble(t)]
        if engine != next(iter(engines)):
            out.append(f"{engine}: {one['compared'] - len(one['differences'])} of {one['compared']} answers are equal")
        out += [f"{engine}: {where}" for where in one["differences"]]
    return "\n".join([*out, ""])


def _line(name: str, cells: list[str]) -> str:
    return f"{name:{_NAME}}" + "".join(f"{cell:>{_CELL}}" for cell in cells)


def _figure(one: Found, shown: Callable[[Found], str]) -> str:
    try:
        return shown(one)
    except KeyError:
        return "–"


def _times(timing: Found) -> str:
    count = f"({timing['answered']})"
    if timing["median"] is None:
        return f"– {count}"
    return f"{timing['median']:,.1f} / {timing['p95']:,.1f} {count}"


def _trouble(timing: Found) -> str:
    left = timing["given"] - timing["answered"] - timing["failed"]
    parts = []
    if timing["cut"]:
        parts.append(f"time ran out, {left} of {timing['given']} not answered")
    if timing["failed"]:
        parts.append(f"{timing['failed']} failed, the first with {timing['error']}")
    return f": {'; '.join(parts)}" if parts else ""
