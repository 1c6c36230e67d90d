"""Runs that updates left are merged beside all that goes on: no update waits, none is lost, no kill does harm."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import RdfFormat

from graph import changelog
from graph.store import settling
from graph.store.embedded import EmbeddedStore, load
from graph.store.engine import in_memory
from graph.store.generations import SETTLING, alone, current, description, settler
from graph.store.settling import due, settle
from graph.store.upkeep import check
from tests.graph.changing_corpus import Text, resolved
from tests.graph.test_advance import FILES, nquads, step

ROOT = Path(__file__).parents[2]
OTHER = {**FILES, "b.txt": Text(2, cites=(7,))}
THIRD = {**FILES, "b.txt": Text(2, cites=(8,)), "d.txt": Text(6, cites=(2,), leads=(1,))}


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Generation 4, of `OTHER`, with the runs of three advances."""
    monkeypatch.setattr(settling, "SETTLE_AFTER", 3)
    load(resolved(FILES), tmp_path)
    for old, new in pairwise([FILES, OTHER, FILES, OTHER]):
        step(tmp_path, old, new)
    return tmp_path


def of(files: Any) -> bytes:
    return in_memory(resolved(files)).export(RdfFormat.N_QUADS)


def meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], Any]) -> None:
    """Let something happen while runs are being merged."""
    merged = settling._merged

    def slow(*some: Any) -> dict[str, str]:
        found = merged(*some)
        happens()
        return found

    monkeypatch.setattr(settling, "_merged", slow)


def left(store: Path) -> list[str]:
    return sorted(path.name for path in (store / "generations").glob(f"{SETTLING}*"))


def test_the_runs_are_one_and_the_quads_the_same(store: Path) -> None:
    runs, was = len(list(current(store).glob("*.sst"))), nquads(store)
    assert due(store)
    assert settle(store) == "5"
    assert current(store).name == "5"
    assert len(list(current(store).glob("*.sst"))) < runs
    assert nquads(store) == was
    assert check(store).faults == []
    assert not due(store)
    assert settle(store) is None
    assert left(store) == []


def test_the_next_update_goes_on_from_there_and_no_change_is_missing(store: Path) -> None:
    settle(store)
    assert step(store, OTHER, THIRD) is not None
    assert nquads(store) == of(THIRD)
    told = changelog.history(store, "6")
    assert told["complete"]
    assert [one["generation"] for one in told["loads"]] == ["6", "5", "4", "3", "2", "1"]
    assert set(told["loads"][1]["counts"]["edges"].values()) == {0}


def test_updates_that_come_meanwhile_do_not_wait_and_are_not_lost(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def two_more() -> None:
        assert step(store, OTHER, THIRD) is not None
        assert step(store, THIRD, {**THIRD, "a.txt": Text(1, cites=(9,))}) is not None

    meanwhile(monkeypatch, two_more)
    assert settle(store) == "7"
    assert nquads(store) == of({**THIRD, "a.txt": Text(1, cites=(9,))})
    assert description(store)["advances"] == 2
    assert check(store).faults == []
    assert step(store, {**THIRD, "a.txt": Text(1, cites=(9,))}, FILES) is not None
    assert nquads(store) == of(FILES)
    assert left(store) == []


def test_where_a_whole_load_comes_between_it_is_that_loads_graph(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    meanwhile(monkeypatch, lambda: load(resolved(THIRD), store))
    assert settle(store) is None
    assert (current(store).name, nquads(store), left(store)) == ("5", of(THIRD), [])


def test_a_step_that_never_became_a_generation_is_not_repeated(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed_then_loaded() -> None:
        with monkeypatch.context() as broken:
            broken.setattr("graph.store.delta.install", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                step(store, OTHER, FILES)
        assert any("step" in name for name in left(store))
        load(resolved(THIRD), store)

    meanwhile(monkeypatch, killed_then_loaded)
    assert settle(store) is None
    assert nquads(store) == of(THIRD)


def test_it_waits_for_a_load_under_way_and_gives_up_where_that_lasts(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling, "_PATIENCE", 0.1)
    with alone(store):
        assert settle(store) is None
    assert (current(store).name, left(store)) == ("4", [])
    monkeypatch.setattr(settling, "_PATIENCE", 30.0)
    begun, done = threading.Event(), threading.Event()

    def a_load() -> None:
        with alone(store):
            begun.set()
            done.wait()

    loading = threading.Thread(target=a_load)
    loading.start()
    begun.wait()
    threading.Timer(0.3, done.set).start()
    assert settle(store) == "5"
    assert done.is_set()
    loading.join()


def test_one_does_it_at_a_time(store: Path) -> None:
    with settler(store / "generations") as mine:
        assert mine
        assert settle(store) is None
    assert settle(store) == "5"


def test_a_reader_keeps_what_it_opened(store: Path) -> None:
    with EmbeddedStore.open(store) as reader:
        was = reader.export(RdfFormat.N_QUADS)
        settle(store)
        step(store, OTHER, THIRD)
        assert reader.export(RdfFormat.N_QUADS) == was


@pytest.mark.parametrize("moment", ["_merged", "_steps", "contents", "install"])
def test_stopped_at_any_moment_the_store_is_as_it_was(
    store: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    was = nquads(store)
    with monkeypatch.context() as broken:
        broken.setattr(settling, moment, lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            settle(store)
    assert (current(store).name, nquads(store), left(store)) == ("4", was, [])
    assert step(store, OTHER, THIRD) is not None
    assert settle(store) is not None
    assert nquads(store) == of(THIRD)


def test_killed_at_any_moment_it_leaves_one_graph_and_nothing_that_stays(store: Path) -> None:
    code = (
        "import sys; from graph.store import settling; settling.SETTLE_AFTER = 1; print(flush=True);"
        " settling.settle(sys.argv[1])"
    )
    was, chance = nquads(store), random.Random(5)
    for _ in range(6):
        run = subprocess.Popen([sys.executable, "-c", code, str(store)], cwd=ROOT, stdout=subprocess.PIPE)
        assert run.stdout is not None
        run.stdout.readline()
        time.sleep(chance.uniform(0.0, 0.08))
        run.send_signal(signal.SIGKILL)
        run.wait()
        run.stdout.close()
        assert nquads(store) == was
        assert check(store).faults == []
    assert step(store, OTHER, THIRD) is not None
    assert nquads(store) == of(THIRD)
    assert left(store) == []
    assert settle(store) is None or nquads(store) == of(THIRD)


@pytest.mark.parametrize(("alive", "after"), [(True, "5"), (False, "4")])
def test_a_process_of_its_own_works_as_long_as_its_owner_lives(store: Path, alive: bool, after: str) -> None:
    noted = current(store).with_name("4.json")
    noted.write_text(json.dumps(json.loads(noted.read_text()) | {"advances": 250}))
    owner = os.getpid() if alive else -1
    subprocess.run([sys.executable, "-m", "graph.store.settling", str(store), str(owner)], cwd=ROOT, check=True)
    assert current(store).name == after
