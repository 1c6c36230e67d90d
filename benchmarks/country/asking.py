"""The main questions of a store, in a process of its own: cold, then warm.

    python -m benchmarks.country.asking draw STORE INPUTS.json [--count 40]
    python -m benchmarks.country.asking ask STORE INPUTS.json [--seconds 60]

`draw` chooses what is asked, and makes the search index where the store has none yet, as a server does. `ask` first
drops the store's files from the system's cache, then asks every question of every input (cold), then all again (warm),
for `--seconds` at most for one question and pass, and prints one JSON object: milliseconds and objects of each answer.
A cold answer may find blocks that one before it has read.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx

from benchmarks.country.asked import QUESTIONS, Inputs, Values, address, drawn, objects
from benchmarks.measured import peak_memory
from benchmarks.servers import ours
from graph.search_index.making import make
from graph.store.embedded import EmbeddedStore

Pass = dict[str, list[tuple[float, int]]]  # by question: milliseconds and objects of each answer
COUNT, SECONDS = 40, 60.0
# Every request is answered anew, none is refused for being one of many.
SETTINGS: Mapping[str, str] = {
    "DANCHIEU_ANSWERS_KEPT_MB": "0",
    "DANCHIEU_RATE_REQUESTS": "0",
    "DANCHIEU_LOG_LEVEL": "warning",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw, or ask."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.country.asking",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", choices=("draw", "ask"))
    parser.add_argument("store", type=Path)
    parser.add_argument("inputs", type=Path)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    chosen = parser.parse_args(arguments)
    if chosen.what == "draw":
        with EmbeddedStore.open(chosen.store) as store:
            inputs = drawn(store, chosen.count)
            make(store)
        chosen.inputs.write_text(json.dumps(inputs, ensure_ascii=False), encoding="utf-8")
        return 0
    print(json.dumps(asked(chosen.store, json.loads(chosen.inputs.read_text(encoding="utf-8")), chosen.seconds)))
    return 0


def asked(place: Path, inputs: Inputs, seconds: float) -> dict[str, Any]:
    """Two passes over the questions, and what the process took."""
    forget(place)
    began = time.perf_counter()
    with EmbeddedStore.open(place) as store:
        opened = time.perf_counter() - began

        def ask(question: str, values: Values) -> int:
            return objects(QUESTIONS[question](store, *values))

        cold, warm = (one_pass(inputs, ask, seconds) for _ in range(2))
    return {"opened": opened, "cold": cold, "warm": warm, "memory": peak_memory()}


def over_http(place: Path, inputs: Inputs, seconds: float) -> Pass:
    """The same questions at a server as `danchieu serve` starts it, warmed up by one of each, one after another."""
    with (
        ours(place.resolve(), SETTINGS) as (server, _),
        httpx.Client(base_url=server, timeout=seconds, trust_env=False) as client,
    ):

        def ask(question: str, values: Values) -> int:
            answer = client.get(address(question, values))
            if answer.status_code != httpx.codes.MULTIPLE_CHOICES:  # several bear the number: an answer too
                answer.raise_for_status()
            return objects(answer.json())

        one_pass({question: some[:1] for question, some in inputs.items()}, ask, seconds)
        return one_pass(inputs, ask, seconds)


def one_pass(inputs: Inputs, ask: Callable[[str, Values], int], seconds: float) -> Pass:
    """Every question of every input, or of as many as are begun within that time."""
    out: Pass = {}
    for question, some in inputs.items():
        out[question] = []
        stop = time.perf_counter() + seconds
        for values in some:
            began = time.perf_counter()
            if began > stop:
                break
            size = ask(question, values)
            out[question].append((1000 * (time.perf_counter() - began), size))
    return out


def forget(place: Path) -> None:
    """Drop the files below a folder from the system's cache, where it lets one: nobody else's are touched."""
    if not hasattr(os, "posix_fadvise"):
        return
    for path in sorted(place.resolve().rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())  # what is not on the disk yet is not dropped
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


if __name__ == "__main__":
    raise SystemExit(main())
