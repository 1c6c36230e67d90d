"""From files to a graph in rdflib, by the steps that a programmer with rdflib takes: the peer of a whole load.

    python -m benchmarks.peers.rdflib_pipeline FOLDER --jobs N PATH…

Texts are read and resolved by us (`extraction`), and so are the statements that the graph has (`statements`): the
peer's output must be the same. Then rdflib's own work begins: terms and a Dataset of them (`graph`), each IRI made once
and the collector kept away, which spares it much; and, as rdflib has no store on disk of its own, a file of N-Quads
(`file`), FOLDER/rdflib/graph.nq, which whoever answers parses with rdflib again. Prints one JSON object with the
seconds of each, the quads and the most memory, in MB.
"""

from __future__ import annotations

import argparse
import gc
import json
import time
import warnings
from pathlib import Path

import rdflib

from benchmarks.measured import peak_memory
from benchmarks.rdflib_store import statements
from graph.triples import quads
from ingest.run import read_corpus


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers.rdflib_pipeline")
    parser.add_argument("folder", type=Path)
    parser.add_argument("paths", type=Path, nargs="+")
    parser.add_argument("--jobs", type=int)
    chosen = parser.parse_args()
    warnings.simplefilter("ignore", DeprecationWarning)  # rdflib warns of its own older names
    at = time.perf_counter()
    seconds: dict[str, float] = {}

    def note(step: str) -> None:
        nonlocal at
        seconds[step], at = time.perf_counter() - at, time.perf_counter()

    corpus = read_corpus(chosen.paths, jobs=chosen.jobs)
    note("extraction")
    every = list(quads(corpus))
    note("statements")
    # What stays for good is not looked at again and again by the collector: a quarter of the time.
    gc.disable()
    dataset = rdflib.Dataset(default_union=True)
    dataset.addN(statements(dataset, every))
    gc.freeze()
    gc.enable()
    note("graph")
    place = chosen.folder / "rdflib"
    place.mkdir(parents=True, exist_ok=True)
    dataset.serialize(str(place / "graph.nq"), format="nquads")
    note("file")
    count = sum(1 for _ in dataset.quads((None, None, None, None)))
    print(json.dumps({"seconds": seconds, "quads": count, "memory": peak_memory()}))


if __name__ == "__main__":
    main()
