"""Servers as processes: several workers over one store, new generations, stopping, and nothing left behind."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from said import ROOT
from small_corpus import small_corpus
from uvicorn.supervisors.multiprocess import SIGNALS

from api.commands.serving import listen
from api.configuration import SHARED_METRICS
from api.operation.serving import config_of
from api.operation.workers import Workers
from graph.model import Corpus
from graph.store.embedded import load

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")

ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(12)) + " }"


@contextlib.contextmanager
def served(store: Path, log: Path, *options: str, **settings: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A server process and its address, once it answers."""
    command = [sys.executable, "-m", "api.cli", "serve", "--port", "0", "--store", str(store), *options]
    environment = {**os.environ, **{f"DANCHIEU_{name.upper()}": value for name, value in settings.items()}}
    with (
        log.open("wb") as written,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=written, cwd=ROOT, env=environment) as process,
    ):
        try:
            assert process.stdout is not None
            found = re.search(r"http://[\d.:]+", process.stdout.readline().decode())
            assert found, log.read_text()
            until(lambda: answers(found[0]), 60)
            yield process, found[0]
        finally:
            process.kill()


def answers(url: str) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(f"{url}/healthz", timeout=5).status_code == 200
    return False


def until(holds: object, seconds: float = 20.0) -> None:
    """Wait until that holds; fail where it does not in time."""
    assert callable(holds)
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "not in time"
        time.sleep(0.05)


def below(parent: int) -> dict[int, str]:
    """The processes that one started, and theirs, with their command lines."""
    found = {}
    for path in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError, IndexError):
            fields = (path / "stat").read_text().rsplit(")", 1)[1].split()
            if int(fields[1]) == parent and fields[0] != "Z":
                found[int(path.name)] = (path / "cmdline").read_text().replace("\0", " ")
                found |= below(int(path.name))
    return found


def workers(parent: int) -> list[int]:
    return [pid for pid, command in below(parent).items() if "spawn_main" in command]


def gone(processes: dict[int, str]) -> bool:
    def runs(pid: int) -> bool:
        with contextlib.suppress(OSError):
            return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
        return False

    return not any(runs(pid) for pid in processes)


def test_workers_share_a_store_and_stop_together(tmp_path: Path) -> None:
    store, log = tmp_path / "store", tmp_path / "log"
    load(small_corpus(), store)
    with served(store, log, "--workers", "2", sparql_seconds="2", log_format="json") as (process, url):
        until(lambda: len(workers(process.pid)) == 2)

        # Whichever worker answers, it answers from the newest generation.
        def tasks() -> set[int]:
            return {len(httpx.get(f"{url}/api/v1/tasks").json()["items"]) for _ in range(12)}

        assert tasks() == {5}
        load(Corpus(), store)
        assert tasks() == {0}
        load(small_corpus(), store)
        assert tasks() == {5}

        # A worker that dies is replaced, were it while it is asked whether it lives; what it counted is not lost.
        lost = workers(process.pid)[0]
        os.kill(lost, signal.SIGSTOP)
        time.sleep(1)  # it is asked every half second
        os.kill(lost, signal.SIGKILL)
        until(lambda: len(workers(process.pid)) == 2 and lost not in workers(process.pid))
        until(lambda: answers(url))
        told = httpx.get(f"{url}/metrics").text
        counted = re.search(r'^danchieu_requests_total\{.*"/api/v1/tasks".*\} (\d+)', told, re.M)
        assert counted
        assert int(counted[1]) == 36

        # A query that runs is answered as ever; who comes now is not let in.
        running = below(process.pid)
        answered: list[httpx.Response] = []
        slow = threading.Thread(
            target=lambda: answered.append(httpx.get(f"{url}/sparql", params={"query": ENDLESS}, timeout=20))
        )
        slow.start()
        time.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 143
        slow.join(20)
        assert answered[0].json()["type"].endswith("/query-timeout"), answered[0].text
        until(lambda: gone(running), 5)
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{url}/healthz")
    written = [json.loads(line) for line in log.read_text().splitlines()]
    assert [line["worker"] for line in written if line["event"] == "a worker died and was replaced"] == [lost]
    assert "Traceback" not in log.read_text()
    assert not list(Path(os.environ.get("TMPDIR", "/tmp")).glob(f"danchieu-metrics-*/*_{lost}.db"))


def asked_as_a_browser_does(client: httpx.Client, url: str) -> httpx.Response:
    """A GET, sent again where the idle connection was closed as it was sent (RFC 9112, 9.3.1)."""
    try:
        return client.get(url)
    except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
        return client.get(url)


def test_workers_are_replaced_without_a_failed_request_and_none_outlives_the_supervisor(
    store_directory: Path, tmp_path: Path
) -> None:
    with served(store_directory, tmp_path / "log", "--workers", "2") as (process, url):
        until(lambda: len(workers(process.pid)) == 2)
        until(lambda: httpx.get(f"{url}/readyz", timeout=20).status_code == 200)
        old, enough, seen = set(workers(process.pid)), threading.Event(), list[object]()

        def ask() -> None:
            with httpx.Client(timeout=20) as client:
                while not enough.is_set():
                    try:
                        seen.append(asked_as_a_browser_does(client, f"{url}/api/v1/tasks").status_code)
                    except httpx.HTTPError as error:
                        seen.append(error)

        asking = threading.Thread(target=ask)
        asking.start()
        process.send_signal(signal.SIGHUP)
        until(lambda: len(now := workers(process.pid)) == 2 and not old & set(now), 90)
        enough.set()
        asking.join(20)
        assert set(seen) == {200}

        running = below(process.pid)
        process.kill()
        process.wait(10)
        until(lambda: gone(running), 15)


def test_workers_that_cannot_start_are_not_started_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.operation.workers.MOST_DEATHS", 1)
    monkeypatch.setenv(SHARED_METRICS, str(tmp_path))
    before = {number: signal.getsignal(number) for number in SIGNALS}
    with contextlib.closing(listen("127.0.0.1", 0)) as listening:
        workers = Workers(config_of(functools.partial(os._exit, 9), workers=2), [listening], 1.0)
        try:
            workers.run()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
    assert workers.stopped_by == 0
    assert not any(process.process.is_alive() for process in workers.processes)


def test_a_request_that_will_not_end_is_told_that_the_server_stops(store_directory: Path, tmp_path: Path) -> None:
    with served(store_directory, tmp_path / "log", sparql_seconds="60", stop_seconds="1") as (process, url):
        running = below(process.pid)
        answered: list[httpx.Response] = []
        slow = threading.Thread(
            target=lambda: answered.append(httpx.get(f"{url}/sparql", params={"query": ENDLESS}, timeout=20))
        )
        slow.start()
        until(lambda: "danchieu_sparql_running 1.0" in httpx.get(f"{url}/metrics").text)
        running |= below(process.pid)
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 143
        assert time.monotonic() - begun < 6
        slow.join(20)
        assert (answered[0].status_code, answered[0].json()["type"].rpartition("/")[2]) == (503, "stopping")
        until(lambda: gone(running), 5)
    assert "Traceback" not in (tmp_path / "log").read_text()
