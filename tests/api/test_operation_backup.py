"""Backup and restore while the server answers: no request fails, and the answers are of one generation or the other."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Any

import httpx
from promises import V1
from said import Run
from small_corpus import small_corpus

from api.app import create_app
from api.settings import Settings
from graph.model import Corpus
from graph.store.embedded import load

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


class Hammer:
    """Asks three sorts of question in as many threads until it is lifted; keeps every answer."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._lifted = threading.Event()
        self.answers: list[tuple[str, int, int]] = []  # what was asked, the status, how many were counted
        self.failures: list[str] = []
        self._threads = [threading.Thread(target=self._ask, args=(each,)) for each in ("tasks", "sparql", "page")]

    def __enter__(self) -> Hammer:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._lifted.set()
        for thread in self._threads:
            thread.join(20)

    def more(self, count: int = 5) -> None:
        """Wait until each question has been answered that often once more."""
        begun = len(self.answers)
        end = time.monotonic() + 20
        while time.monotonic() < end and not self.failures:
            since = [asked for asked, _, _ in self.answers[begun:]]
            if all(since.count(each) >= count for each in ("tasks", "sparql", "page")):
                return
            time.sleep(0.01)
        raise AssertionError(self.failures or "no answers")

    def _ask(self, what: str) -> None:
        with httpx.Client(base_url=self._address, timeout=20) as client:
            while not self._lifted.is_set():
                try:
                    self.answers.append((what, *self._answer(client, what)))
                except Exception as error:
                    self.failures.append(f"{what}: {error!r}")
                    return

    @staticmethod
    def _answer(client: httpx.Client, what: str) -> tuple[int, int]:
        if what == "tasks":
            response = client.get(f"{V1}/tasks", params={"limit": 100})
            return response.status_code, len(response.json()["items"])
        if what == "sparql":
            response = client.get("/sparql", params={"query": COUNT})
            return response.status_code, int(response.json()["results"]["bindings"][0]["n"]["value"])
        response = client.get("/co-quan", headers={"Accept": "text/html"})
        return response.status_code, 0


def test_a_snapshot_is_taken_and_restored_under_a_server_without_a_failed_request(
    tmp_path: Path, serving: Any, run: Run
) -> None:
    store, backup = tmp_path / "store", tmp_path / "kho.tar"
    load(small_corpus(), store)
    with serving(create_app(Settings(store=store))) as client, Hammer(str(client.base_url)) as hammer:
        hammer.more()
        taken = run("store", "snapshot", str(backup), "--store", str(store), "--json")
        assert taken.code == 0, taken.err
        quads = json.loads(taken.out)["quads"]
        load(Corpus(), store)  # the mishap
        hammer.more()
        for _ in range(3):
            restored = run("store", "restore", str(backup), "--store", str(store), "--json")
            assert restored.code == 0, restored.err
        generation = json.loads(restored.out)["generation"]
        hammer.more()
        assert client.get("/readyz").json()["generation"] == generation
        assert run("store", "compact", "--store", str(store)).code == 0
        hammer.more()
        assert client.get(f"{V1}/tasks").status_code == 200
    assert hammer.failures == []
    assert {status for _, status, _ in hammer.answers} == {200}
    seen = {what: {count for asked, _, count in hammer.answers if asked == what} for what in ("tasks", "sparql")}
    assert seen["tasks"] == {5, 0}
    assert len(seen["sparql"]) == 2, "each answer is of one whole generation"
    assert quads > 0
    assert hammer.answers[-1][1] == 200


def test_a_damaged_backup_changes_nothing_for_those_who_ask(tmp_path: Path, serving: Any, run: Run) -> None:
    store, backup = tmp_path / "store", tmp_path / "kho.tar"
    load(small_corpus(), store)
    with serving(create_app(Settings(store=store))) as client:
        assert run("store", "snapshot", str(backup), "--store", str(store)).code == 0
        whole = bytearray(backup.read_bytes())
        whole[len(whole) // 2] ^= 0xFF
        backup.write_bytes(whole)
        said = run("store", "restore", str(backup), "--store", str(store))
        assert said.code == 2
        assert "hỏng" in said.err
        assert client.get("/readyz").json()["generation"] == "1"
        assert len(client.get(f"{V1}/tasks").json()["items"]) == 5
