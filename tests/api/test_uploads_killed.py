"""A server that is killed at any moment loses no accepted upload and no decision."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from promises import V1
from written import PATIENCE, resolution

from api.keys import book as keys
from api.uploads.jobs import Jobs
from api.uploads.keeper import Keeper
from graph.review import book
from graph.review.places import anchor_of
from graph.store.embedded import EmbeddedStore
from graph.store.generations import alone, description
from ingest import inbox
from ingest.ledger import places
from ingest.update import update
from tests.graph.decided import task_saying

# Moments after the first upload at which the server dies: while it arrives, waits, is read, is loaded.
MOMENTS = (0.15, 0.6, 1.2, 2.0, 3.0)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    (tmp_path / "vao").mkdir()
    (tmp_path / "vao" / "33.txt").write_bytes(resolution(33))
    update(tmp_path / "kho", [tmp_path / "vao"], jobs=1)
    return tmp_path / "kho"


@contextmanager
def server(store: Path) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """A server in a process group of its own, with a client of it; whatever is left of it is killed."""
    command = [sys.executable, "-m", "api.cli", "serve", "--port", "0", "--store", str(store)]
    running = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True
    )
    assert running.stdout is not None
    address = running.stdout.readline().split()[2].rstrip("/")
    try:
        # Its address is told before it listens there.
        with httpx.Client(base_url=address, timeout=PATIENCE, transport=httpx.HTTPTransport(retries=8)) as client:
            yield running, client
    finally:
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        running.stdout.close()


def wait_until_ended(store: Path) -> None:
    until = time.monotonic() + PATIENCE
    while Jobs(store).waiting():
        assert time.monotonic() < until, Jobs(store).waiting()
        time.sleep(0.1)


def test_what_was_accepted_outlives_servers_that_are_killed_at_any_moment(store: Path) -> None:
    _, secret = keys.make(store, "Lan", "editor")
    headers = {"Authorization": f"Bearer {secret}"}
    with EmbeddedStore.open(store) as graph:
        duty = task_saying(graph, "19-CT/TU")
    accepted: dict[str, str] = {}
    decided: list[str] = []
    chance = random.Random(7)
    unfinished = 0
    for turn, moment in enumerate(MOMENTS):
        with server(store) as (running, client):
            client.headers.update(headers)
            until = time.monotonic() + moment * chance.uniform(0.8, 1.2)
            for number in range(100 * (turn + 1), 100 * (turn + 1) + 3):
                data = resolution(number)
                told = client.post(f"{V1}/documents", files={"file": (f"{number}.txt", data)})
                assert told.status_code == 202
                accepted[sha256(data).hexdigest()] = told.json()["job"]["id"]
            said = {"kind": "status", "target": duty, "done": bool(turn % 2), "note": f"lần {turn}"}
            told = client.post(f"{V1}/reviews", json=said)
            assert told.status_code == 201, told.text
            decided.append(told.json()["review"]["id"])
            if turn > 1:  # the first two die while the last answer is still warm, however fast the machine is
                time.sleep(max(0.0, until - time.monotonic()))
            os.killpg(running.pid, signal.SIGKILL)  # the server and its worker, as when the machine stops
            running.wait()
            unfinished += bool(Jobs(store).waiting())
    assert unfinished >= 2, "the server must have died at its work"
    with server(store) as (_, client):
        wait_until_ended(store)
        held = {one["sha256"] for one in client.get(f"{V1}/documents", params={"limit": 200}).json()["items"]}
        assert set(accepted) <= held
        for job in accepted.values():
            assert client.get(f"{V1}/jobs/{job}").json()["state"] == "done"
        assert [one.id for one in book.decisions(store).decisions] == decided
        shown = client.get(f"{V1}/reviews", params={"target": duty}).json()["items"]
        assert [one["id"] for one in shown] == decided[::-1]
        with EmbeddedStore.open(store) as graph:
            (row,) = graph.query(f"SELECT ?s WHERE {{ <{duty}> <https://w3id.org/danchieu/def#taskStatus> ?s }}")
            assert row["s"].value.endswith("#notCompleted")
    assert list((store / "uploads" / "incoming").iterdir()) == []


def test_what_takes_the_worker_down_is_given_up_and_costs_nobody_else(
    store: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import os, sys\n"
        "if any('api.uploads.worker' in a for a in sys.orig_argv):\n"
        "    import ingest.workers as w\n"
        "    real = w.read_all\n"
        "    def die(paths, **more):\n"
        "        if any(path.name == 'hại.txt' for path in paths):\n"
        "            os.kill(os.getpid(), 9)\n"
        "        return real(paths, **more)\n"
        "    w.read_all = die\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{Path(__file__).parents[2]}")
    jobs = Jobs(store)
    ids, digests = {}, {}
    for number, name in enumerate(("hại.txt", "lành.txt")):
        arrived = inbox.incoming(store) / name
        arrived.write_bytes(resolution(number))
        digests[name] = sha256(resolution(number)).hexdigest()
        inbox.keep(arrived, store, digests[name], name)
        ids[name] = jobs.add("upload", "Lan", [{"name": name, "sha256": digests[name], "bytes": 1}])["id"]
    monkeypatch.setattr("api.uploads.keeper._LOOK", 0.1)
    monkeypatch.setattr("api.uploads.keeper._REST", 0.1)
    keeper = Keeper(store, tmp_path / "danh-muc")
    keeper.start()
    wait_until_ended(store)
    keeper.stop()
    bad, good = jobs.job(ids["hại.txt"]), jobs.job(ids["lành.txt"])
    assert bad is not None
    assert good is not None
    assert (bad["state"], "3 lần" in bad["reason"]) == ("failed", True)
    # Its bytes are kept, where no run reads them.
    assert digests["hại.txt"] not in {one.sha256 for one in inbox.held(store)}
    assert (store / "uploads" / "aside" / digests["hại.txt"] / "hại.txt").read_bytes() == resolution(0)
    assert good["state"] == "done"


def test_two_servers_of_one_store_have_one_worker(store: Path) -> None:
    _, secret = keys.make(store, "Lan", "editor")
    with server(store) as (_, one), server(store) as (_, other):
        for number, client in enumerate((one, other, one, other)):
            client.headers["Authorization"] = f"Bearer {secret}"
            data = resolution(700 + number)
            assert client.post(f"{V1}/documents", files={"file": (f"{number}.txt", data)}).status_code == 202
        wait_until_ended(store)
        assert {job["state"] for job in Jobs(store).newest()} == {"done"}
        for client in (one, other):
            assert len(client.get(f"{V1}/documents").json()["items"]) == 5


def test_a_decision_whose_load_nobody_asked_for_is_applied_when_a_server_starts(store: Path, tmp_path: Path) -> None:
    """As a server leaves it that is killed between writing a decision down and accepting its job."""
    jobs = Jobs(store)
    jobs.save(jobs.add("upload", "Lan") | {"state": "done"})
    with EmbeddedStore.open(store) as graph:
        kind, anchor = anchor_of(graph, duty := task_saying(graph, "19-CT/TU"))
    book.decide(store, "Lan", kind, "status", duty, {"done": True}, anchor=anchor)
    keeper = Keeper(store, tmp_path / "danh-muc")
    keeper.start()
    until = time.monotonic() + PATIENCE
    while not str(description(store)["inputs"]).endswith(book.stamp(store)):
        assert time.monotonic() < until
        time.sleep(0.1)
    wait_until_ended(store)
    keeper.stop()


def test_a_lost_file_of_jobs_costs_no_upload(store: Path, tmp_path: Path) -> None:
    arrived = inbox.incoming(store) / "x"
    arrived.write_bytes(resolution(5))
    digest = sha256(resolution(5)).hexdigest()
    inbox.keep(arrived, store, digest, "5.txt")
    update(store, [], jobs=1)
    (inbox.incoming(store) / "y").write_bytes(resolution(6))
    unknown = sha256(resolution(6)).hexdigest()
    inbox.keep(inbox.incoming(store) / "y", store, unknown, "6.txt")  # nobody was told that it is accepted
    Jobs(store).add("review", "Lan", decision=None)
    keeper = Keeper(store, tmp_path / "danh-muc")
    keeper.start()
    wait_until_ended(store)
    keeper.stop()
    assert [one.sha256 for one in inbox.held(store)] == [digest]
    assert (store / "uploads" / "aside" / unknown / "6.txt").read_bytes() == resolution(6)
    assert [place for place, _ in places(store, digest)] == [inbox.place_of(digest)]


def test_a_job_waits_while_somebody_else_loads(store: Path, tmp_path: Path) -> None:
    jobs = Jobs(store)
    with alone(store):
        job = jobs.add("review", "Lan", decision=None)
        keeper = Keeper(store, tmp_path / "danh-muc")
        keeper.start()
        until = time.monotonic() + PATIENCE
        while not (waiting := jobs.waiting()[0])["reason"]:
            assert time.monotonic() < until
            time.sleep(0.1)
        assert (waiting["state"], waiting["reason"]) == ("queued", "Đang chờ một lần nạp khác xong.")
        time.sleep(2)
        assert len(jobs.events(job["id"], 0)) == 2  # it is told once
    wait_until_ended(store)
    keeper.stop()
    assert jobs.newest()[0]["state"] == "done"
