"""Servers for benchmarks: ours as `danchieu serve` starts it, and rdflib-endpoint, each ended with its children."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[1]
WAIT = 1_200.0  # seconds for a server to be ready: rdflib reads a million quads in minutes
_ADDRESS = re.compile(r"(http://127\.0\.0\.1:\d+)/")


@contextmanager
def ours(store: Path, settings: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """The address and the process of a server of that store, with those variables of the environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DANCHIEU_")}
    command = [sys.executable, "-m", "api.cli", "serve", "--port", "0", "--store", str(store)]
    process = subprocess.Popen(
        command, cwd=ROOT, env=kept | dict(settings), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout is not None
        told = _ADDRESS.search(process.stdout.readline())
        if told is None:
            raise RuntimeError("the server did not start: run the same command by hand to see why")
        _ready(told[1], process)
        yield told[1], process.pid
    finally:
        _end(process)


@contextmanager
def peer(quads: Path) -> Iterator[tuple[str, int, float]]:
    """The address and the process of rdflib-endpoint over that file, and the seconds that reading it took."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "benchmarks.rdflib_peer", str(quads), str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        seconds = float(process.stdout.readline() or "nan")
        _ready(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}", process.pid, seconds
    finally:
        # It has nothing to put in order, and at work on a query that nobody waits for it would not stop by itself.
        process.kill()
        process.wait()


def _ready(address: str, process: subprocess.Popen[str]) -> None:
    """Wait until the server answers a query; raises RuntimeError where it ended or never does."""
    until = time.monotonic() + WAIT
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"{address}/sparql", params={"query": "ASK {}"}, timeout=30).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.05)
    raise RuntimeError(f"no answer from {address}")


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
