"""One engine at one size, in a process of its own: the other end of `benchmarks.stores`.

    python -m benchmarks.store_worker load ENGINE FOLDER --triples N --inputs K --buffers MB
    python -m benchmarks.store_worker ask ENGINE FOLDER --seconds S --buffers MB
    python -m benchmarks.store_worker open ENGINE FOLDER --buffers MB

Each line printed is one finding, as JSON. What the questions are asked of is in FOLDER/inputs.json, which the first
load writes; the engine's own files are in FOLDER/ENGINE; answers to compare go to FOLDER/ENGINE.answers.json. `open`
asks nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import made_up
from benchmarks.store_engines import ENGINES, Bounds
from benchmarks.store_questions import asked, inputs_of
from benchmarks.virtuoso import MOST_MEMORY


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it."""
    given = _parser().parse_args(arguments)
    bounds = Bounds(given.seconds, given.buffers)
    if given.what == "load":
        load(given.engine, given.folder, given.triples, given.inputs, bounds)
    else:
        ask(given.engine, given.folder, bounds, nothing=given.what == "open")
    return 0


def load(engine: str, folder: Path, triples: int, inputs: int, bounds: Bounds) -> None:
    """Make the corpus and load it."""
    corpus = made_up.corpus_of(triples)
    chosen = folder / "inputs.json"
    if not chosen.exists():
        chosen.write_text(json.dumps(inputs_of(corpus, inputs), ensure_ascii=False), encoding="utf-8")
    place = folder / engine
    place.mkdir()
    _say("made", files=len(corpus.extractions), instruments=len(corpus.instruments))
    _say("loaded", **asdict(ENGINES[engine].load(corpus, place, bounds)))


def ask(engine: str, folder: Path, bounds: Bounds, *, nothing: bool = False) -> None:
    """Open what was loaded, and ask each question, or nothing."""
    inputs: dict[str, list[str]] = {}
    if not nothing:
        inputs = json.loads((folder / "inputs.json").read_text(encoding="utf-8"))
    answers = {}
    began = time.perf_counter()
    with ENGINES[engine].opened(folder / engine, bounds) as opened:
        _say("opened", seconds=time.perf_counter() - began, memory=opened.memory())
        for question, some in inputs.items():
            found = asked(opened.store, question, some, bounds.seconds)
            answers[question] = found.answers
            _say("asked", **found.to_json())
            (folder / f"{engine}.answers.json").write_text(json.dumps(answers, ensure_ascii=False), encoding="utf-8")
        _say("ended", memory=opened.memory())


def _say(what: str, **found: Any) -> None:
    print(json.dumps({"what": what, **found}, ensure_ascii=False), flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.store_worker", description=__doc__.split("\n")[0])
    parser.add_argument("what", choices=("load", "ask", "open"))
    parser.add_argument("engine", choices=ENGINES)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--inputs", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--buffers", type=float, default=MOST_MEMORY)
    return parser


if __name__ == "__main__":
    sys.exit(main())
