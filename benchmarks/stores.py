"""How long stores take to load and to answer, at any size: the embedded one beside rdflib and Virtuoso.

    python -m benchmarks.stores [--triples 1000000 10000000] [--engines embedded rdflib virtuoso] [--json]

A made-up corpus (`benchmarks.made_up`) is loaded into each engine, then eight questions are asked of the same inputs,
drawn at random: directives that are cited, plans, symbols and agencies. Engines run one after another, each loading
and each asking in a process of its own; nothing is warmed up.

- embedded: loading counts from the corpus in memory to the switched generation; disk is what the generation takes.
- rdflib keeps nothing: loading writes a file of N-Quads (its disk), and each opening reads it.
- rdflib-endpoint: the same file behind its server on loopback; opening is its start; memory is the server's. It answers
  one query at a time, to its end: one that is cut costs it a new start, which no question is charged for.
- virtuoso: a server on loopback with two thirds of the free memory for its buffers, 6 GB at most. Loading writes files
  and runs its bulk loader (`virtuoso-http`: the Graph Store Protocol, as `danchieu ingest` does); opening is a start of
  the server; memory is the server's; disk is its database, where each triple is twice, as `graph.store.remote` needs.

Memory is the most that the process had. A few answers of each question are compared with the first engine's. The exit
code is 1 where answers differ or an engine fails, not where one runs out of time or memory.
"""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.bounded import NotFinishedError, lines
from benchmarks.store_engines import ENGINES
from benchmarks.store_questions import difference
from benchmarks.store_tables import said, table
from benchmarks.virtuoso import MOST_MEMORY

QUESTION_SECONDS = 60.0  # for one question's inputs; what is not asked by then is left out and said
LOAD_SECONDS = 1_800.0  # for a load, and for an opening
MEMORY = 16_000.0  # MB of a process that loads or asks
_SLACK = 60.0  # for a native query to come back and for answers to be written down

Found = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    chosen.engines = list(dict.fromkeys(chosen.engines))
    for engine in chosen.engines:
        if reason := ENGINES[engine].missing():
            parser.error(f"{engine}: {reason}")
    # With --json, what goes on is told on the other output.
    tell = partial(print, file=sys.stderr if chosen.json else sys.stdout, flush=True)
    sizes = []
    for triples in chosen.triples:
        sizes.append(measure(triples, chosen, tell))
        tell(table(sizes[-1]))
    if chosen.json:
        print(json.dumps(sizes, ensure_ascii=False))
    return 1 if any(_wrong(one) for size in sizes for one in size["engines"].values()) else 0


def _wrong(one: Found) -> bool:
    return bool(one["differences"] or one["failed"] or any(timing["failed"] for timing in one["timings"]))


def measure(triples: int, chosen: argparse.Namespace, tell: Callable[[str], None]) -> Found:
    """Every engine at one size: {triples, engines: {engine: figures}}."""
    found: dict[str, Found] = {}
    with tempfile.TemporaryDirectory(prefix="danchieu-stores-") as temporary:
        folder = Path(temporary)
        for engine in chosen.engines:
            tell(f"{engine}, {triples:,} triples asked for")
            found[engine] = _measured(engine, folder, triples, chosen, tell)
            shutil.rmtree(folder / engine, ignore_errors=True)  # ten million triples are some GB in each
        own = _answers(folder, chosen.engines[0])
        for engine in chosen.engines:
            theirs = _answers(folder, engine)
            both = [(q, i) for q, inputs in own.items() for i in inputs if i in theirs.get(q, {})]
            pairs = ((q, i, difference(own[q][i], theirs[q][i])) for q, i in both)
            found[engine]["compared"] = len(both)
            found[engine]["differences"] = [f"{q} of {i}: {where}" for q, i, where in pairs if where]
    return {"triples": triples, "engines": found}


def _measured(
    engine: str, folder: Path, triples: int, chosen: argparse.Namespace, tell: Callable[[str], None]
) -> Found:
    found: Found = {"timings": [], "unfinished": "", "failed": False}
    worker = [sys.executable, "-m", "benchmarks.store_worker"]
    load = [*worker, "load", engine, str(folder), "--triples", str(triples), "--inputs", str(chosen.inputs)]
    ask = [*worker, "ask", engine, str(folder), "--seconds", str(chosen.seconds)]
    buffers = ["--buffers", str(chosen.buffers)]
    try:
        for command, seconds in (
            (load, chosen.load_seconds),
            (ask, max(chosen.load_seconds, chosen.seconds + _SLACK)),
        ):
            with closing(lines([*command, *buffers], seconds, chosen.memory)) as coming:
                for line in coming:
                    _take(found, line, tell)
    except NotFinishedError as error:
        step = "loading" if "load" not in found else "opening" if "open" not in found else "asking"
        found["unfinished"] = f"{step}: {error}"
        found["failed"] = error.failed
        tell(f"  {found['unfinished']}")
    return found


def _take(found: Found, line: str, tell: Callable[[str], None]) -> None:
    """Put what a worker found where it belongs."""
    one = json.loads(line)
    match one.pop("what"):
        case "made":
            found |= one
        case "loaded":
            seconds, memory = one.pop("seconds"), one.pop("memory")
            found |= one | {"load": seconds, "memory_loading": memory}
        case "opened":
            found |= {"open": one["seconds"], "memory_open": one["memory"]}
        case "asked":
            found["timings"].append(one)
        case "ended":
            found |= one
    tell(said(found))


def _answers(folder: Path, engine: str) -> Found:
    path = folder / f"{engine}.answers.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stores", description=__doc__.split("\n")[0])
    here = [name for name in ("embedded", "rdflib", "virtuoso") if ENGINES[name].missing() is None]
    parser.add_argument("--triples", type=int, nargs="+", default=[1_000_000], help="sizes, in triples")
    parser.add_argument(
        "--engines",
        nargs="+",
        choices=ENGINES,
        default=here,
        help=f"in this order; of those installed: {', '.join(here)}",
    )
    parser.add_argument("--inputs", type=int, default=40, help="things each question is asked of")
    parser.add_argument("--seconds", type=float, default=QUESTION_SECONDS, help="most for one question's inputs")
    parser.add_argument("--load-seconds", type=float, default=LOAD_SECONDS, help="most for a load or an opening")
    parser.add_argument("--buffers", type=float, default=MOST_MEMORY, help="most MB that Virtuoso keeps pages in")
    parser.add_argument("--memory", type=float, default=MEMORY, help="most MB of a process that loads or asks")
    parser.add_argument("--json", action="store_true", help="figures as JSON; what goes on, on standard error")
    return parser


if __name__ == "__main__":
    # Ended from outside, it still ends what it started and removes its files.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    raise SystemExit(main())
