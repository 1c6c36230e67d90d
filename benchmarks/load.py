"""Fifty clients at once: answers a second and how long they take, and rdflib-endpoint on the same graph beside us.

    python -m benchmarks.load [--store DIR …] [--triples 1000000] [--seconds 60] [--clients 50] [--workers 2]
        [--beside] [--compare-seconds 120] [--json]

Each store (given, or made up with that many triples) is served as `danchieu serve` does, by `--workers` processes with
one SPARQL worker each; the settings that differ from the defaults are printed, for by default one address may hold two
SPARQL queries at a time, and all clients here have one address. Four kinds of question are asked, one kind after the
other: an instrument, the tasks that implement one, a look-up, and SPARQL (three competency questions, 120 queries);
"SPARQL anew" is the same at a server that keeps no answers (sparql_kept_mb is 0), where every query is run again. What
they are asked of is drawn at random among the instruments that others cite. Any answer but 200 is an error; of a
look-up 300 (several bear the number) is a right answer too. With `--beside` the very same SPARQL queries go to
rdflib-endpoint over the same quads in memory, in the same run, after it was checked that both give as many rows: of
all queries, or of as many as the peer answers one by one in `--compare-seconds` (how many is printed). What it has not
answered a minute after the load is an error of its own.

The clients run in this process, on the same machine: they take their share of its processors from the server.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from pyoxigraph import RdfFormat

from benchmarks import made_up, questions_asked
from benchmarks.servers import WAIT, ours, peer
from benchmarks.wire_client import Exchange, Load, load
from graph.store import embedded

WARM = 2.0  # seconds before counting begins
TIMES = 10.0  # as many SPARQL answers a second as the peer gives, at least
PEER = "rdflib-endpoint"
PATIENCE = 60.0  # seconds after the load: at a million quads the peer takes 30 s for one query, one after the other
ANEW = "SPARQL anew"


@dataclass(frozen=True, slots=True)
class Measured:
    """One load of one server. Times in milliseconds; `errors` by status or by what went wrong."""

    graph: str
    server: str
    question: str
    rate: float
    p50: float
    p95: float
    p99: float
    answers: int
    errors: dict[str, int]

    @classmethod
    def of(cls, graph: str, server: str, name: str, found: Load) -> Measured:
        """The figures of a load."""
        p50, p95, p99 = (round(found.milliseconds(share), 1) for share in (0.5, 0.95, 0.99))
        errors = dict(found.errors)
        return cls(graph, server, name, round(found.rate, 1), p50, p95, p99, len(found.times), errors)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; 1 where an answer was an error, or the peer's rate was more than a tenth of ours."""
    chosen = _parser().parse_args(arguments)
    settings = settings_for(chosen.workers, chosen.clients)
    found: list[Measured] = []
    told = sys.stderr if chosen.json else sys.stdout
    cores = len(os.sched_getaffinity(0))
    print(f"{cores} cores, {chosen.clients} clients, {chosen.seconds:g} s of each question", file=told)
    print("settings:", *(f"{name}={value}" for name, value in settings.items()), file=told, flush=True)
    with tempfile.TemporaryDirectory(prefix="danchieu-load-") as folder:
        stores = list(chosen.store)
        for triples in chosen.triples:
            embedded.load(made_up.corpus_of(triples), Path(folder) / str(triples))
            stores.append(Path(folder) / str(triples))
        for store in stores:
            for one in measured(store, chosen, settings, Path(folder)):
                found.append(one)
                print(_line(one), file=told, flush=True)
    short = [line for line in _times(found) if line.startswith("!")]
    print(*_times(found), sep="\n", file=told)
    if chosen.json:
        print(json.dumps({"cores": cores, "settings": settings, "measured": [asdict(one) for one in found]}))
    return int(bool(short) or any(one.errors for one in found if one.server != PEER))


def settings_for(workers: int, clients: int) -> dict[str, str]:
    """The settings of our server: as many places as there are clients, since all of them have one address; and a time
    limit as long as the load, since the peer has none: what is measured is how many answers come, not how many wait."""
    return {
        "DANCHIEU_WORKERS": str(workers),
        "DANCHIEU_SPARQL_WORKERS": "1",
        "DANCHIEU_SPARQL_PER_CLIENT": str(clients),
        "DANCHIEU_SPARQL_WAITING": str(clients),
        "DANCHIEU_SPARQL_SECONDS": "60",
        "DANCHIEU_LOG_LEVEL": "warning",
    }


def measured(store: Path, chosen: argparse.Namespace, settings: dict[str, str], folder: Path) -> Iterator[Measured]:
    """Every question at our server of that store, then SPARQL at the peer's."""
    with embedded.EmbeddedStore.open(store) as opened:
        asked = questions_asked.of(opened)
        name = f"{len(opened):,} quads"
        if chosen.beside:
            quads = folder / "graph.nq"
            quads.write_bytes(opened.export(RdfFormat.N_QUADS))
    with ours(store, settings) as (address, _):
        for question, exchanges in asked.exchanges(urlsplit(address).netloc).items():
            yield Measured.of(name, "danchieu", question, _loaded(address, exchanges, chosen))
        rows = {query: _rows(address, query, WAIT) for query in asked.sparql} if chosen.beside else {}
    with ours(store, settings | {"DANCHIEU_SPARQL_KEPT_MB": "0"}) as (address, _):
        exchanges = asked.exchanges(urlsplit(address).netloc)["SPARQL"]
        yield Measured.of(name, "danchieu", ANEW, _loaded(address, exchanges, chosen))
    if chosen.beside:
        with peer(quads) as (address, _, seconds):
            same = _same_rows(address, rows, chosen.compare_seconds)
            print(
                f"{name}: {PEER} read it in {seconds:.0f} s; the same rows in {same} of {len(rows)} queries "
                f"(compared for {chosen.compare_seconds:g} s at most)",
                file=sys.stderr,
            )
            exchanges = asked.exchanges(urlsplit(address).netloc)["SPARQL"]
            # Warm from the comparison: 50 queries more, at seconds each, would only make the run minutes longer.
            found = asyncio.run(load(address, exchanges, chosen.clients, chosen.seconds, patience=PATIENCE))
            yield Measured.of(name, PEER, "SPARQL", found)


def _same_rows(address: str, ours: Mapping[str, int], seconds: float) -> int:
    """How many of the queries that server answered in that time, all of them with as many rows; exits where one
    differs, or where it answered none: then the rates cannot be compared."""
    until = time.monotonic() + seconds
    same = 0
    for query, rows in ours.items():
        left = until - time.monotonic()
        if left <= 0:
            break
        try:
            theirs = _rows(address, query, left)
        except httpx.TimeoutException:
            break
        if theirs != rows:
            raise SystemExit(f"{theirs} rows there and {rows} here: the rates cannot be compared. The query:\n{query}")
        same += 1
    if not same:
        raise SystemExit(f"{PEER} answered no query in {seconds:g} s: --compare-seconds gives it more")
    return same


def _loaded(address: str, exchanges: Sequence[Exchange], chosen: argparse.Namespace) -> Load:
    asyncio.run(load(address, exchanges, chosen.clients, WARM))
    return asyncio.run(load(address, exchanges, chosen.clients, chosen.seconds))


def _rows(address: str, query: str, seconds: float) -> int:
    headers = {"Accept": questions_asked.ROWS}
    response = httpx.post(f"{address}/sparql", data={"query": query}, headers=headers, timeout=seconds)
    response.raise_for_status()
    return len(response.json()["results"]["bindings"])


def _line(one: Measured) -> str:
    times = f"p50 {one.p50:8.1f}   p95 {one.p95:8.1f}   p99 {one.p99:8.1f} ms"
    errors = ", ".join(f"{count} × {what}" for what, count in one.errors.items()) or "none"
    rate = f"{one.rate:8.1f}/s"
    return f"{one.graph:16} {one.server:16} {one.question:11} {rate}   {times}   {one.answers:7} ok   errors: {errors}"


def _times(found: Sequence[Measured]) -> Iterator[str]:
    """How many times the peer's rate ours is; a line that begins with ! is one of too few."""
    of_peer = {one.graph: one.rate for one in found if one.server == PEER}
    for one in found:
        if one.server != PEER and one.question in ("SPARQL", ANEW) and one.graph in of_peer:
            times = one.rate / max(of_peer[one.graph], 0.001)
            short = "! " if one.question == "SPARQL" and times < TIMES else ""
            yield f"{short}{one.graph}, {one.question}: {times:.1f} times the answers of {PEER}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__.split("\n")[0])
    parser.add_argument("--store", type=Path, nargs="+", default=[], help="directories of stores")
    parser.add_argument("--triples", type=int, nargs="+", default=[], help="sizes of made-up graphs")
    parser.add_argument("--seconds", type=float, default=60.0, help="of each question")
    parser.add_argument("--clients", type=int, default=50, help="connections that ask at once")
    parser.add_argument("--workers", type=int, default=2, help="processes of our server")
    parser.add_argument("--beside", action="store_true", help=f"{PEER} on the same graph, in the same run")
    parser.add_argument("--compare-seconds", type=float, default=120.0, help="in which the peer's rows are compared")
    parser.add_argument("--json", action="store_true", help="figures as JSON")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
