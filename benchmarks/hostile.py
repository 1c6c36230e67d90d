"""Hostile SPARQL against a server of its own: does each query end in time, in bounded memory, with the server awake?

    python -m benchmarks.hostile (--store DIR | --triples N) [--seconds 2] [--at-once 2] [--json]

The two hundred queries of `benchmarks.hostile_queries` are sent to `danchieu serve`, `--at-once` at a time, which is
what the default settings let one address do; only the time limit is set here. Meanwhile another process asks /healthz
every 20 ms, the memory of the server and of each of its workers is read every 50 ms, and a listener on this machine
counts who connects. Before, /healthz is asked as often with nothing else to do: what it takes then is the machine's.

A query has ended in time if its answer came within its time limit, the time it may stand in line, and two seconds for
a new process. It has failed where the connection broke, the status is 500, or an answer that ran out of time is a 200.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import httpx

from benchmarks import made_up
from benchmarks.hostile_queries import Hostile, every
from benchmarks.servers import ours
from graph.store import embedded

AWAKE = 0.050  # seconds for /healthz
PROBE = 0.020  # seconds between two of its probes
WATCH = 0.050  # seconds between two looks at the memory
GRACE = 2.0  # seconds beyond limit and line
MEMORY = 512  # MiB of each worker, as by default
ALLOWED = frozenset({200, 400, 403, 406, 413, 414, 503, 507})


@dataclass(frozen=True, slots=True)
class Ended:
    """How one query ended: its status (0 where the connection broke), the problem's code, seconds."""

    kind: str
    status: int
    code: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Awake:
    """What /healthz took, in milliseconds, how often it was asked and how often it took too long or failed."""

    asked: int
    median: float
    p99: float
    most: float
    late: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; 1 where a query did not end in time or ended wrongly, something connected, or memory was not bounded."""
    chosen = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="danchieu-hostile-") as folder:
        store = chosen.store
        if store is None:
            store = Path(folder)
            embedded.load(made_up.corpus_of(chosen.triples), store)
        with (
            listening() as (port, connected),
            ours(store, {"DANCHIEU_SPARQL_SECONDS": f"{chosen.seconds:g}"}) as (
                address,
                process,
            ),
        ):
            with probed(address) as before:
                time.sleep(5)
            with probed(address) as during, watched(process) as memory:
                found = attack(address, every(port), chosen.at_once, 2 * chosen.seconds + GRACE)
            asked_after = httpx.get(f"{address}/sparql", params={"query": "ASK {}"}).json()
        result = {
            "queries": len(found),
            "late": [asdict(one) for one in found if one.seconds > 2 * chosen.seconds + GRACE],
            "wrong": [asdict(one) for one in found if one.status not in ALLOWED],
            "connections": connected(),
            "server_mb": memory["server"],
            "worker_mb": memory["worker"],
            "healthz_idle": asdict(before()),
            "healthz": asdict(during()),
            "answers_after": asked_after.get("boolean") is True,
        }
    if chosen.json:
        print(json.dumps(result | {"ended": [asdict(one) for one in found]}))
    else:
        print(*_lines(found, result), sep="\n")
    held = not (result["late"] or result["wrong"] or result["connections"])
    return int(not (held and result["answers_after"] and memory["worker"] <= MEMORY))


def attack(address: str, queries: Sequence[Hostile], at_once: int, patience: float) -> list[Ended]:
    """Send them all; how each ended. A client that has waited for `patience` and half as much again gives up."""

    def send(one: Hostile) -> Ended:
        began = time.perf_counter()
        try:
            name = "update" if one.update else "query"
            data = {name: one.query, **one.dataset}
            answer = httpx.post(f"{address}/sparql", data=data, timeout=1.5 * patience)
            status, code = answer.status_code, ""
            if not answer.is_success:
                code = str(answer.json()["type"]).rpartition("/")[2]
        except (httpx.HTTPError, ValueError) as error:
            status, code = 0, type(error).__name__
        return Ended(one.kind, status, code, time.perf_counter() - began)

    with ThreadPoolExecutor(at_once) as crowd:
        return list(crowd.map(send, queries))


@contextmanager
def listening() -> Iterator[tuple[int, Any]]:
    """A port of this machine, and how many have connected to it so far."""
    count = 0
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            nonlocal count
            while True:
                try:
                    server.accept()[0].close()
                except OSError:
                    return
                count += 1

        threading.Thread(target=accept, daemon=True).start()
        yield server.getsockname()[1], lambda: count


@contextmanager
def probed(address: str) -> Iterator[Any]:
    """Ask /healthz from a process of its own until left; a function that tells what it took, to be called after."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    ended = context.Event()
    process = context.Process(target=_probe, args=(address, ended, there), daemon=True)
    process.start()
    here.recv()  # it has begun
    times: list[float] = []

    def told() -> Awake:
        good = sorted(one for one in times if one >= 0) or [float("nan")]
        late = sum(one < 0 or one > AWAKE for one in times)
        median, p99, most = (
            round(1000 * share, 1) for share in (good[len(good) // 2], good[int(0.99 * len(good))], good[-1])
        )
        return Awake(len(times), median, p99, most, late)

    try:
        yield told
    finally:
        ended.set()
        times += here.recv()
        process.join()


def _probe(address: str, ended: Event, back: Connection) -> None:
    times = []
    with httpx.Client(base_url=address, timeout=10) as client:
        client.get("/healthz")
        back.send(None)
        while not ended.wait(PROBE):
            began = time.perf_counter()
            try:
                good = client.get("/healthz").is_success
            except httpx.HTTPError:
                good = False
            times.append(time.perf_counter() - began if good else -1.0)
    back.send(times)


@contextmanager
def watched(process: int) -> Iterator[dict[str, float]]:
    """The most memory, in MiB, that the server's process and any worker of it had."""
    most = {"server": 0.0, "worker": 0.0}
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(WATCH):
            for one in descendants(process):
                where = "worker" if _is_worker(one) else "server"
                most[where] = max(most[where], _data(one))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield most
    finally:
        ended.set()
        thread.join()


def descendants(process: int) -> list[int]:
    """The process and all that it started, as far as they still are there."""
    found, new = [process], [process]
    while new:
        children: list[int] = []
        for one in new:
            for listed in Path(f"/proc/{one}/task").glob("*/children"):
                try:
                    children += [int(child) for child in listed.read_text().split()]
                except OSError:
                    continue
        found += children
        new = children
    return found


def _is_worker(process: int) -> bool:
    try:
        return b"api.sparql.worker" in Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return False


def _data(process: int) -> float:
    """What the process has of its own in memory, in MiB: files of the store that are mapped are not."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in status.splitlines() if line.startswith("RssAnon:")) / 1024


def _lines(found: Sequence[Ended], result: dict[str, Any]) -> Iterator[str]:
    yield f"{'kind':12} {'queries':>7} {'slowest, s':>10}  statuses"
    for kind in dict.fromkeys(one.kind for one in found):
        those = [one for one in found if one.kind == kind]
        statuses = Counter(f"{one.status} {one.code}".strip() for one in those)
        told = ", ".join(f"{count} × {status}" for status, count in statuses.most_common())
        yield f"{kind:12} {len(those):7} {max(one.seconds for one in those):10.2f}  {told}"
    yield f"{result['queries']} queries: {len(result['late'])} late, {len(result['wrong'])} ended wrongly"
    yield f"connections to the listener: {result['connections']}"
    yield f"memory: server {result['server_mb']:.0f} MiB, largest worker {result['worker_mb']:.0f} of {MEMORY} MiB"
    for name, when in (("healthz_idle", "with nothing to do"), ("healthz", "meanwhile")):
        one = result[name]
        yield (
            f"/healthz {when}: median {one['median']} ms, p99 {one['p99']}, most {one['most']}; "
            f"{one['late']} of {one['asked']} over {1000 * AWAKE:.0f} ms"
        )
    yield f"answers afterwards: {'yes' if result['answers_after'] else 'NO'}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hostile", description=__doc__.split("\n")[0])
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--store", type=Path, help="directory of a store")
    place.add_argument("--triples", type=int, help="size of a made-up graph")
    parser.add_argument("--seconds", type=float, default=2.0, help="time limit of the server's queries")
    parser.add_argument("--at-once", type=int, default=2, help="hostile queries at once")
    parser.add_argument("--json", action="store_true", help="figures as JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
