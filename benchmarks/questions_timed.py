"""How long each competency question takes on a store on disk, in a process that is ended when one takes too long.

The engine answers in native code that no signal interrupts, so a question that would not end is ended with its
process, and the next one is asked in a fresh one. What is timed is the query as a stranger would send it: finding the
instrument or the agency that a value means comes before.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import cast

from pyoxigraph import QuerySolutions

from graph.answers.competency import bound, question
from graph.store.embedded import EmbeddedStore

_START_SECONDS = 30.0  # for a fresh interpreter to import and to open the store, on a busy machine
Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Timed:
    """One question with one choice of values: how many rows, milliseconds of each run; no run where it was ended."""

    question: str
    values: Values
    rows: int
    milliseconds: tuple[float, ...]

    @property
    def best(self) -> float:
        """Of the run that was disturbed least; infinite where the question was ended."""
        return min(self.milliseconds, default=float("inf"))

    @property
    def median(self) -> float:
        """Infinite where the question was ended."""
        return median(self.milliseconds) if self.milliseconds else float("inf")


def timed(store: Path, asked: Mapping[str, Sequence[Values]], seconds: float, repeat: int) -> list[Timed]:
    """Ask each question with each of its values, `repeat` times, each time for at most `seconds`."""
    left = [(name, values) for name, some in asked.items() for values in some]
    found: list[Timed] = []
    while len(found) < len(left):
        found += _until_one_is_ended(store, left[len(found) :], seconds, repeat)
    return found


def _until_one_is_ended(store: Path, asked: Sequence[tuple[str, Values]], seconds: float, repeat: int) -> list[Timed]:
    fresh = multiprocessing.get_context("spawn")
    ours, theirs = fresh.Pipe()
    process = fresh.Process(target=_answer, args=(store, asked, repeat, theirs), daemon=True)
    process.start()
    theirs.close()
    found: list[Timed] = []
    try:
        if not ours.poll(_START_SECONDS):
            raise TimeoutError(f"no process answered of {store} within {_START_SECONDS:.0f} s")
        ours.recv()
        for name, values in asked:
            runs: list[tuple[int, float]] = []
            while len(runs) < repeat and ours.poll(seconds):
                runs.append(ours.recv())
            if len(runs) < repeat:
                return [*found, Timed(name, values, 0, ())]
            found.append(Timed(name, values, runs[0][0], tuple(took for _, took in runs)))
    finally:
        process.kill()
        process.join()
        ours.close()
    return found


def _answer(store: Path, asked: Sequence[tuple[str, Values]], repeat: int, answers: Connection) -> None:
    with EmbeddedStore.open(store) as opened:
        answers.send("open")
        for name, values in asked:
            text = bound(opened, question(name), values)
            for _ in range(repeat):
                began = perf_counter()
                rows = sum(1 for _ in cast("QuerySolutions", opened.query(text)))
                answers.send((rows, (perf_counter() - began) * 1000))
