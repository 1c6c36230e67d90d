"""The competency questions timed on each engine, with the values of their examples.

    python -m benchmarks.questions PATH… [--virtuoso] [--repeat 5] [--json]
    python -m benchmarks.questions --triples 1000000 [--seconds 5] [--repeat 5] [--json]

PATHs are documents, read first (no file is written beside them). Times are milliseconds of the wall clock, the
best of several runs, rows read to the end: embedded is the store on disk as `danchieu` opens it, rdflib the
same graph in memory, Virtuoso (with `--virtuoso`, where virtuoso-t is installed) over HTTP on this machine. An
engine whose rows differ from the embedded store's is told, and the exit code is 1.

With `--triples` the store is made up, of about that size, and only the embedded engine is asked, with values that
are in it, much cited and little cited: the median of each. A question that takes longer than `--seconds` (as long
as the public address allows) is ended, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import sys
import tempfile
import warnings
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks import questions_made_up
from benchmarks.questions_timed import Timed, timed
from graph.answers.competency import questions, run
from graph.model import Corpus
from graph.store.base import Store
from graph.store.embedded import EmbeddedStore, load
from graph.store.engine import in_memory
from ingest.run import read_corpus

Rows = list[str]


def best(ask: Callable[[], Any], repeat: int) -> float:
    """Milliseconds of the fastest run."""
    found = []
    for _ in range(repeat):
        began = perf_counter()
        ask()
        found.append((perf_counter() - began) * 1000)
    return min(found)


def measure(stores: dict[str, Store], repeat: int) -> list[dict[str, Any]]:
    """One entry for each question: {question, rows, differs: [engine], milliseconds: {engine: number}}."""
    found = []
    for one in questions():
        answers = {engine: _rows(store, one.name) for engine, store in stores.items()}
        own = next(iter(answers.values()))
        found.append(
            {
                "question": one.name,
                "rows": len(own),
                "differs": [engine for engine, rows in answers.items() if rows != own],
                "milliseconds": {
                    engine: round(best(lambda s=store, n=one.name: _rows(s, n), repeat), 2)  # type: ignore[misc]
                    for engine, store in stores.items()
                },
            }
        )
    return found


def table(found: list[dict[str, Any]]) -> str:
    """The measurements under their engines' names."""
    engines = list(found[0]["milliseconds"])
    lines = [f"{'question':34}{'rows':>5}" + "".join(f"{engine:>12}" for engine in engines)]
    for entry in found:
        times = "".join(f"{entry['milliseconds'][engine]:12.2f}" for engine in engines)
        differs = f"  rows differ: {', '.join(entry['differs'])}" if entry["differs"] else ""
        lines.append(f"{entry['question']:34}{entry['rows']:5}{times}{differs}")
    sums = "".join(f"{sum(e['milliseconds'][engine] for e in found):12.2f}" for engine in engines)
    return "\n".join([*lines, f"{'all, ms':34}{'':5}{sums}"])


def measure_made_up(triples: int, seconds: float, repeat: int) -> list[Timed]:
    """Each question with each of its values on a made-up store of that size."""
    corpus = questions_made_up.corpus_of(triples)
    with tempfile.TemporaryDirectory() as directory:
        load(corpus, directory)
        return timed(Path(directory), questions_made_up.values_of(corpus), seconds, repeat)


def made_up_table(found: Sequence[Timed]) -> str:
    """A line for each question and choice of values."""
    lines = [f"{'question':34}{'rows':>7}{'median, ms':>12}  values"]
    for one in found:
        took = f"{one.median:12.2f}" if one.milliseconds else f"{'ended':>12}"
        said = ", ".join(value.rpartition("/id/")[2] for value in one.values.values())
        lines.append(f"{one.question:34}{one.rows:7}{took}  {said}".rstrip())
    return "\n".join(lines)


class Rdflib:
    """A graph in rdflib that answers as a store does. Reading only what `run` asks for."""

    generation = "rdflib"

    def __init__(self, nquads: bytes) -> None:
        import rdflib

        self._dataset = rdflib.Dataset(default_union=True)
        self._dataset.parse(data=nquads, format="nquads")

    def query(self, sparql: str, _substitutions: Any = None) -> Any:
        """The rows as pyoxigraph has them; the way through JSON is part of the time."""
        from pyoxigraph import QueryResultsFormat, parse_query_results

        answer = self._dataset.query(sparql).serialize(format="json")
        assert answer is not None
        return parse_query_results(answer, format=QueryResultsFormat.JSON)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="benchmarks.questions", description=__doc__.split("\n")[0])
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    parser.add_argument("--triples", type=int, help="on a made-up store of about this size instead of PATHs")
    parser.add_argument("--seconds", type=float, default=5.0, help="a question on a made-up store is ended after")
    parser.add_argument("--virtuoso", action="store_true", help="on a Virtuoso of its own too")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--json", action="store_true", dest="as_json")
    given = parser.parse_args(arguments)
    if bool(given.paths) == bool(given.triples):
        parser.error("PATHs or --triples, one of the two")
    if given.triples and given.virtuoso:
        parser.error("--triples asks the embedded engine only")
    if given.triples:
        return _made_up(given.triples, given.seconds, max(1, given.repeat), as_json=given.as_json)
    if given.virtuoso and shutil.which("virtuoso-t") is None:
        parser.error("virtuoso-t is not installed (Debian: virtuoso-opensource)")
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    corpus = read_corpus(given.paths)
    with contextlib.ExitStack() as held:
        directory = Path(held.enter_context(tempfile.TemporaryDirectory()))
        load(corpus, directory / "store")
        embedded = held.enter_context(EmbeddedStore.open(directory / "store"))
        stores: dict[str, Any] = {"embedded": embedded, "rdflib": Rdflib(_nquads(corpus))}
        if given.virtuoso:
            stores["virtuoso"] = held.enter_context(_virtuoso(corpus, directory))
        found = measure(stores, max(1, given.repeat))
    print(json.dumps(found, ensure_ascii=False, indent=1) if given.as_json else table(found))
    return 1 if any(entry["differs"] for entry in found) else 0


def _made_up(triples: int, seconds: float, repeat: int, *, as_json: bool) -> int:
    found = measure_made_up(triples, seconds, repeat)
    told = [asdict(one) | {"median": one.median if one.milliseconds else None} for one in found]
    print(json.dumps(told, ensure_ascii=False, indent=1) if as_json else made_up_table(found))
    return 0 if all(one.milliseconds for one in found) else 1


def _rows(store: Store, name: str) -> Rows:
    return sorted(json.dumps(row, ensure_ascii=False) for row in run(store, name, examples=True)["rows"])


def _nquads(corpus: Corpus) -> bytes:
    from pyoxigraph import RdfFormat

    return in_memory(corpus).export(RdfFormat.N_QUADS)


@contextlib.contextmanager
def _virtuoso(corpus: Corpus, directory: Path) -> Any:
    from graph.store.remote import RemoteStore, client_of
    from graph.store.remote_load import load as load_remote
    from tests.graph.virtuoso import ENVIRONMENT, running

    place = directory / "virtuoso"
    place.mkdir()
    with running(place) as address:
        client = client_of(address, ENVIRONMENT)
        load_remote(corpus, client)
        yield RemoteStore.of(client)


if __name__ == "__main__":
    sys.exit(main())
