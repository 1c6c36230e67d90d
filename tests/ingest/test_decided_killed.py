"""A decision that is being brought into the graph while the machine stops: the graph before it or the one with it."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from graph.review.book import decide
from graph.review.places import anchor_of
from graph.store.embedded import EmbeddedStore
from graph.store.generations import description
from graph.store.upkeep import check
from graph.triples.tally import NAME as TALLY
from graph.vocabulary import DAN, RDF_TYPE
from ingest.resolve.tables import NAME as TABLES
from ingest.update import reload, update
from tests.ingest.test_update import folder_of, quads

ROOT = Path(__file__).parents[2]
RELOAD = "import sys; from pathlib import Path; from ingest.update import reload; print(flush=True);"
MOMENTS = 8
SENTENCES = 60  # of each of three files; with 400 the test took a minute, most of it to load wholes to compare with


def decide_one(store: Path, chance: random.Random) -> None:
    with EmbeddedStore.open(store) as graph:
        cited = sorted({quad.subject.value for quad in graph.matching(RDF_TYPE, DAN.Reference)})  # type: ignore[union-attr]
        thing = chance.choice(cited)
        _, place = anchor_of(graph, thing)
    decide(store, "Lan", "citation", chance.choice(("accept", "reject")), thing, anchor=place)


def anew(store: Path) -> bytes:
    """The graph that the same files and decisions give when they are loaded whole."""
    copy = store.with_name("anew")
    shutil.copytree(store, copy, symlinks=True, ignore=shutil.ignore_patterns("generations", "current", TALLY, TABLES))
    update(copy, [])
    found = quads(copy)
    shutil.rmtree(copy)
    return found


def reloading(store: Path) -> subprocess.Popen[bytes]:
    """A process at the moment at which it begins to bring decisions into the graph."""
    command = [sys.executable, "-c", f"{RELOAD} reload(Path(sys.argv[1]))", str(store)]
    run = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    assert run.stdout is not None
    with run.stdout as said:
        said.readline()
    return run


def test_killed_at_any_moment_the_graph_is_the_old_or_the_new(tmp_path: Path) -> None:
    store, chance = tmp_path / "kho", random.Random(3)
    update(store, [folder_of(tmp_path, 3, SENTENCES)], jobs=1)
    decide_one(store, chance)
    run, began = reloading(store), time.monotonic()
    assert run.wait() == 0
    takes = time.monotonic() - began  # so that a moment is within the work, however fast the machine is
    before, unfinished = quads(store), 0
    for _ in range(MOMENTS):
        decide_one(store, chance)
        after = anew(store)
        run = reloading(store)
        time.sleep(chance.uniform(0.0, takes))
        run.send_signal(signal.SIGKILL)
        run.wait()
        found = quads(store)
        assert found in (before, after)
        assert check(store).faults == []
        unfinished += found == before
        if chance.random() < 0.5:  # else the next decision finds what this one left
            reload(store)
            assert quads(store) == after
        before = quads(store)
    assert unfinished, "none was killed in time"
    reload(store)
    assert quads(store) == anew(store)
    assert description(store)["review"]["decisions"] == MOMENTS + 1
