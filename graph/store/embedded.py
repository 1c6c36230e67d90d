"""The store on disk: immutable generations under one directory, switched in one atomic step.

A load builds its generation under a name that no reader looks at, renames it, and renames a new
link over `current`. A reader resolves the link once and stays on what it found. So a reader sees
the old graph or the new one; whatever kills a load leaves the old one; and the half-built rest is
swept away by the next load. What lies where is in `graph.store.generations`.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import pyoxigraph

from graph import changelog, runs
from graph.identity import base_iri
from graph.model import Resolved
from graph.review import book
from graph.review.applying import apply
from graph.runs import Making
from graph.store.building import build
from graph.store.engine import OxigraphStore
from graph.store.errors import StoreUnusable
from graph.store.first import first_record
from graph.store.formats import FORMAT, contents, format_of, newer
from graph.store.generations import (
    BUILDING,
    alone,
    description,
    held,
    install,
    made_as,
    newest_number,
    next_number,
    read_description,
    sweep_half_built,
    sweep_old,
)
from graph.store.noting import changed, touched
from graph.triples import lines
from graph.triples import tally as tallied
from graph.triples.tally import Tally


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load made: the name of the generation, how many quads, in how many seconds."""

    generation: str
    quads: int
    seconds: float


class EmbeddedStore(OxigraphStore):
    """One generation, opened read-only. It answers from that generation for as long as it lives."""

    def __init__(self, path: Path, pin: IO[str] | None, *, in_memory: bool = False) -> None:
        try:
            store = pyoxigraph.Store.read_only(str(path))
        except (OSError, RuntimeError) as error:
            raise StoreUnusable(f"kho dữ liệu hỏng, hãy nạp lại: {path} ({error})") from error
        super().__init__(_copy(store) if in_memory else store, path.name)
        self.path = path
        self._pin = pin

    def copy_to(self, target: Path) -> None:
        """A store of the same quads at a path where nothing is; on one file system it shares the files' bytes.

        Raises StoreUnusable.
        """
        try:
            self._store.backup(str(target))
        except (OSError, RuntimeError) as error:
            raise StoreUnusable(f"không ghi được vào {target} ({error})") from error

    @classmethod
    def open(cls, directory: Path | str, *, in_memory: bool = False) -> Self:
        """The newest generation; raises StoreNotFound, StoreUnusable.

        `in_memory` copies it first: measured at 15 µs and 0.4 kB for each quad, after which questions
        are five times faster. Worth it for a server on a graph of up to some hundred thousand quads.
        """
        path, pin = held(directory)
        found = format_of(read_description(path))
        if found > FORMAT:
            raise StoreUnusable(newer(found))
        return cls(path, pin, in_memory=in_memory)

    @staticmethod
    @contextlib.contextmanager
    def pinned(directory: Path | str) -> Iterator[Path]:
        """The directory of the newest generation, which nobody removes meanwhile; raises as `open`."""
        path, pin = held(directory)
        with pin or contextlib.nullcontext():
            yield path

    def close(self) -> None:
        """Let the generation go, so that a later load may remove it. Not needed at exit."""
        self._store = pyoxigraph.Store()
        if self._pin is not None:
            self._pin.close()
            self._pin = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def load(corpus: Resolved, directory: Path | str) -> Loaded:
    """Make the corpus the whole graph of the directory: a new generation, then one atomic switch.

    Raises StoreBusy while another load is under way, StoreUnusable where nothing can be written.
    """
    with alone(directory):
        return replace(corpus, directory)


def replace(corpus: Resolved, directory: Path | str, inputs: str = "", making: Making | None = None) -> Loaded:
    """As `load`, for a caller that is `alone` in the directory. `inputs` names what the corpus was made of,
    `making` says it in full for the log of loads.

    The decisions of reviewers in the directory are applied. What changed is written down before the switch, so
    that no generation is without it; the load is logged after, when it has happened.
    """
    began = time.perf_counter()
    root = Path(directory)
    generations = root / "generations"
    try:
        generations.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnusable(f"không ghi được vào {directory} ({error.strerror})") from error
    sweep_half_built(generations)
    before = newest_number(root)
    number = next_number(root)
    building = generations / f"{BUILDING}{number}"
    decided = _decided(root)
    reviewed = apply(corpus, decided.decisions)
    with Tally.made(generations / f"{BUILDING}{number}-tally") as tally:
        tally.say("base", base_iri())
        tally.say("review", decided.stamp)
        count = build(lines(reviewed, tally), building)
        seconds = time.perf_counter() - began
        described = about(tally, count, seconds, inputs) | {
            "review": {
                "decisions": len(reviewed.standing),
                "moved": [one.id for one in reviewed.moved],
                "lost": [one.id for one in reviewed.lost],
                "damaged": len(decided.damaged),
            }
        }
        described["contents"] = contents(building)
        _note_changes(root, building, tally, before, number, described["loaded"])
        install(root, number, described)
        keep_tally(root, tally, number, described)
    runs.keep(root, making or runs.Making.of(corpus), described | {"generation": str(number)}, decided.stamp)
    sweep_old(generations, keep={before, number})
    return Loaded(str(number), count, time.perf_counter() - began)


def _copy(store: pyoxigraph.Store) -> pyoxigraph.Store:
    copy = pyoxigraph.Store()
    copy.bulk_extend(store.quads_for_pattern(None, None, None, None))
    return copy


def _decided(root: Path) -> book.Contents:
    """What reviewers decided, read once: more may be written while the load goes on."""
    try:
        return book.decisions(root)
    except OSError as error:
        raise StoreUnusable(f"không đọc được {root / book.NAME} ({error.strerror})") from error


def _note_changes(root: Path, building: Path, tally: Tally, before: int, number: int, when: str) -> None:
    """What this generation changes of the one before; where that one is damaged the log shows a gap."""
    previous = description(root)
    with contextlib.ExitStack() as opened:
        old = None
        known = Tally.of_generation(root / tallied.NAME, made_as(before, previous)) if before else None
        if known is not None:
            opened.enter_context(known)
        try:
            if before:
                old = opened.enter_context(EmbeddedStore(root / "generations" / str(before), None))
            new = opened.enter_context(EmbeddedStore(building, None))
            if old is None:
                record = first_record(new, str(number), when)
            else:
                record = changed(old, new, touched(known, old, tally), (str(before), str(number)), when)
        except (OSError, SyntaxError):
            return
    changelog.keep(root, record)


def keep_tally(root: Path, tally: Tally, number: int, described: Mapping[str, Any]) -> None:
    """Let the tally of what was just switched to last, in the place of the one before."""
    tally.seal(made_as(number, described))
    fresh = root / "generations" / f"{BUILDING}{number}-tally"
    with fresh.open("rb+") as file:
        os.fsync(file.fileno())
    fresh.replace(root / tallied.NAME)


def about(tally: Tally, count: int, seconds: float, inputs: str) -> dict[str, Any]:
    """What is noted of a generation when it is made: when, how many quads, of what, by whom it was read."""
    return {
        "format": FORMAT,
        "loaded": datetime.now(UTC).isoformat(timespec="seconds"),
        "quads": count,
        **tally.totals(),
        "inputs": inputs,
        "seconds": round(seconds, 3),
        "extractors": tally.extractors(),
    }
