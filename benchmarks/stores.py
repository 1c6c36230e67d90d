"""How long stores take to load and to answer, at any size.

    python -m benchmarks.stores [--triples 1000000 10000000] [--inputs 40] [--json]

Each size runs in a process of its own: a made-up corpus (`benchmarks.made_up`) is loaded into the embedded store,
then eight questions are asked: of directives that are cited, of plans, of symbols and of agencies, drawn at random.
Seconds of loading count from the corpus in memory to the switched generation. Disk is what the generation takes,
memory the largest that the process was while it answered.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import made_up
from graph import questions as ask
from graph.model import Corpus
from graph.store.embedded import EmbeddedStore, load

MOST_SECONDS = 60.0  # for one question's inputs; what is not asked by then is left out and said


@dataclass(frozen=True, slots=True)
class Timing:
    """One question: milliseconds, and how many inputs they are of."""

    question: str
    median: float
    p95: float
    most: float
    inputs: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it."""
    chosen = _parser().parse_args(arguments)
    if chosen.one:
        print(json.dumps(measure(chosen.triples[0], chosen.inputs)))
        return 0
    found = []
    for triples in chosen.triples:
        command = [sys.executable, "-m", "benchmarks.stores", "--one", "--triples", str(triples)]
        done = subprocess.run([*command, "--inputs", str(chosen.inputs)], capture_output=True, text=True, check=False)
        if done.returncode:
            print(done.stderr, file=sys.stderr)
            return 1
        found.append(json.loads(done.stdout.splitlines()[-1]))
        if not chosen.json:
            print(*_lines(found[-1]), sep="\n", flush=True)
    if chosen.json:
        print(json.dumps(found))
    return 0


def measure(triples: int, inputs: int) -> dict[str, Any]:
    """Load and ask, in this process."""
    corpus = made_up.corpus_of(triples)
    with tempfile.TemporaryDirectory(prefix="danchieu-stores-") as folder:
        loaded = load(corpus, folder)
        questions = _questions(corpus, inputs)
        files, instruments = len(corpus.extractions), len(corpus.instruments)
        loading = _peak()
        del corpus
        asked = _asked_apart(folder, questions)
        generation = Path(folder) / "generations" / loaded.generation
        disk = sum(path.stat().st_size for path in generation.rglob("*") if path.is_file())
    return {
        "quads": loaded.quads, "files": files, "instruments": instruments, "load": loaded.seconds,
        "disk": disk / 1e6, "memory_loading": loading, **asked,
    }  # fmt: skip


def _peak() -> float:
    """The most memory that this process had, in MB. Not `ru_maxrss`: a child begins with its parent's."""
    found = re.search(r"^VmHWM:\s+(\d+)", Path("/proc/self/status").read_text(), re.M)
    return int(found[1]) / 1024 if found else 0.0


def _asked_apart(folder: str, questions: dict[str, list[str]]) -> dict[str, Any]:
    """Ask in a fresh process, so that its memory is the store's and not the loader's."""
    code = "import sys,json;from benchmarks.stores import answer;print(json.dumps(answer(*json.load(sys.stdin))))"
    done = subprocess.run(
        [sys.executable, "-c", code], input=json.dumps([folder, questions]), capture_output=True, text=True, check=True
    )
    return dict(json.loads(done.stdout))


def answer(folder: str, questions: dict[str, list[str]]) -> dict[str, Any]:
    """The questions' times on the embedded store of a folder, and this process's memory."""
    began = time.perf_counter()
    store = EmbeddedStore.open(folder)
    opened = time.perf_counter() - began
    timings = [_timed(name, partial(_ASKED[name], store), given) for name, given in questions.items()]
    return {
        "open": opened,
        "memory": _peak(),
        "timings": [[t.question, t.median, t.p95, t.most, t.inputs] for t in timings],
    }


_ASKED: dict[str, Callable[[EmbeddedStore, str], object]] = {
    "find_one": ask.find_one,
    "instrument": ask.instrument,
    "tasks_implementing": ask.tasks_implementing,
    "provenance": ask.provenance,
    "dependencies": ask.dependencies,
    "dependents": ask.dependents,
    "impact": ask.impact,
    "agency": ask.agency,
}


def _questions(corpus: Corpus, inputs: int) -> dict[str, list[str]]:
    chance = random.Random(3)
    cited: dict[str, int] = {}
    for extraction in corpus.extractions:
        for citation in extraction.citations:
            cited[str(citation.instrument)] = cited.get(str(citation.instrument), 0) + 1
    directives = [iri for iri in sorted(cited) if "/chi-thi/" in iri]
    plans = [str(e.documents[0].instrument) for e in corpus.extractions]
    some = chance.sample(directives, min(inputs, len(directives)))
    theirs = chance.sample(plans, min(inputs, len(plans)))
    symbols = [str(corpus.instruments[iri].symbol) for iri in chance.sample(sorted(corpus.instruments), inputs)]
    agencies = sorted({str(a.agency) for e in corpus.extractions[:400] for t in e.tasks for a in t.lead})
    return {
        "find_one": symbols, "instrument": some, "tasks_implementing": some, "provenance": theirs,
        "dependencies": theirs, "dependents": some, "impact": some,
        "agency": chance.sample(agencies, min(inputs, len(agencies))),
    }  # fmt: skip


def _timed(name: str, question: Callable[[str], object], inputs: Sequence[str]) -> Timing:
    times: list[float] = []
    stop = time.perf_counter() + MOST_SECONDS
    for one in inputs:
        began = time.perf_counter()
        with contextlib.suppress(ask.AmbiguousInstrument):  # several bear the number: an answer too
            question(one)
        times.append(1000 * (time.perf_counter() - began))
        if time.perf_counter() > stop:
            break
    times.sort()
    return Timing(name, statistics.median(times), times[int(0.95 * (len(times) - 1))], times[-1], len(times))


def _lines(found: dict[str, Any]) -> list[str]:
    head = (
        f"{found['quads']:,} quads, {found['files']:,} files, {found['instruments']:,} instruments: loaded in "
        f"{found['load']:.0f} s ({found['memory_loading']:,.0f} MB), {found['disk']:,.0f} MB on disk, opened in "
        f"{1000 * found['open']:.0f} ms, {found['memory']:,.0f} MB while answering"
    )
    rows = [
        f"  {name:20} median {a:9.1f} ms   p95 {b:9.1f}   most {c:9.1f}   of {n}"
        for name, a, b, c, n in found["timings"]
    ]
    return [head, *rows]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stores", description=__doc__.split("\n")[0])
    parser.add_argument("--triples", type=int, nargs="+", default=[1_000_000], help="sizes, in triples")
    parser.add_argument("--inputs", type=int, default=40, help="things each question is asked of")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", help="figures as JSON")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
