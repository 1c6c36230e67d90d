"""The store on disk: a reader sees the old graph or the new one, whatever happens to a load."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat

from graph.model import Corpus
from graph.store import embedded
from graph.store.embedded import EmbeddedStore, load
from graph.store.errors import StoreBusy, StoreNotFound, StoreUnusable
from graph.store.generations import BUILDING, alone, current
from tests.graph.small_corpus import small_corpus

ROOT = Path(__file__).parents[2]


def smaller() -> Corpus:
    corpus = small_corpus()
    del corpus.extractions[1:]
    return corpus


def generations(directory: Path) -> set[str]:
    return {p.name for p in (directory / "generations").iterdir() if p.is_dir()}


def test_a_reader_never_sees_half_a_load(tmp_path: Path) -> None:
    first = load(smaller(), tmp_path)
    reader = EmbeddedStore.open(tmp_path)
    second = load(small_corpus(), tmp_path)
    assert len(reader) == first.quads < second.quads
    with EmbeddedStore.open(tmp_path) as newer:
        assert len(newer) == second.quads
        assert newer.generation == second.generation


def test_a_generation_is_kept_while_somebody_reads_it(tmp_path: Path) -> None:
    load(smaller(), tmp_path)
    reader = EmbeddedStore.open(tmp_path)
    for _ in range(3):
        load(small_corpus(), tmp_path)
    assert generations(tmp_path) == {"1", "3", "4"}
    assert reader.query("ASK { ?s ?p ?o }")
    reader.close()
    load(small_corpus(), tmp_path)
    assert generations(tmp_path) == {"4", "5"}
    assert {p.name for p in (tmp_path / "generations").iterdir()} == {
        f"{n}{end}" for n in (4, 5) for end in ("", ".pin", ".json")
    }


def test_loading_the_same_corpus_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    copies = []
    for _ in range(2):
        load(small_corpus(), tmp_path)
        with EmbeddedStore.open(tmp_path) as store:
            copies.append(store.export(RdfFormat.N_QUADS))
    assert copies[0] == copies[1]
    assert copies[0].decode().splitlines() == sorted(copies[0].decode().splitlines(), key=_by_graph)


def _by_graph(line: str) -> tuple[str, ...]:
    subject, predicate, rest = line.removesuffix(" .").split(" ", 2)
    value, _, graph = rest.rpartition(" ")
    return graph, subject, predicate, value


def test_kill_9_in_the_middle_of_a_load_leaves_the_old_graph(tmp_path: Path) -> None:
    before = load(small_corpus(), tmp_path)
    script = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from tests.graph.many_files import many_files\n"
        "from graph.store.embedded import load\n"
        "corpus = many_files(200)\n"
        "print('loading', flush=True)\n"
        f"load(corpus, {str(tmp_path)!r})\n"
        "print('done', flush=True)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "loading\n"
    half = tmp_path / "generations" / f"{BUILDING}2"
    limit = time.monotonic() + 20
    while not half.is_dir() and time.monotonic() < limit:
        time.sleep(0.005)
    time.sleep(0.05)
    os.kill(child.pid, signal.SIGKILL)
    rest, _ = child.communicate()
    assert rest == ""
    assert half.is_dir()
    with EmbeddedStore.open(tmp_path) as store:
        assert (store.generation, len(store)) == (before.generation, before.quads)
    after = load(small_corpus(), tmp_path)
    assert not half.exists()
    assert after.quads == before.quads


def test_a_load_that_fails_leaves_the_old_graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(small_corpus(), tmp_path)

    def broken(*_: object) -> object:
        raise RuntimeError("đĩa đầy")

    monkeypatch.setattr(embedded, "lines", broken)
    with pytest.raises(RuntimeError, match="đĩa đầy"):
        load(small_corpus(), tmp_path)
    monkeypatch.undo()
    assert current(tmp_path).name == "1"
    assert load(small_corpus(), tmp_path).generation == "2"
    assert generations(tmp_path) == {"1", "2"}


def test_a_load_that_was_killed_before_the_switch_is_not_taken_for_the_new_graph(tmp_path: Path) -> None:
    load(smaller(), tmp_path)
    load(small_corpus(), tmp_path)
    (tmp_path / "current").unlink()
    (tmp_path / "current").symlink_to("generations/1")
    assert current(tmp_path).name == "1"
    assert load(small_corpus(), tmp_path).generation == "3"
    assert generations(tmp_path) == {"1", "3"}


def test_two_loads_at_once_are_refused(tmp_path: Path) -> None:
    load(smaller(), tmp_path)
    with alone(tmp_path), pytest.raises(StoreBusy, match="đang chạy"):
        load(small_corpus(), tmp_path)
    load(small_corpus(), tmp_path)


def test_a_stale_link_of_a_killed_switch_does_not_matter(tmp_path: Path) -> None:
    load(smaller(), tmp_path)
    (tmp_path / "current.new").symlink_to("generations/99")
    assert load(small_corpus(), tmp_path).generation == "2"


@pytest.mark.parametrize("make", [lambda p: None, lambda p: p.mkdir(), lambda p: p.write_text("tệp")])
def test_a_place_without_a_store_says_so(tmp_path: Path, make: object) -> None:
    place = tmp_path / "nothing"
    assert callable(make)
    make(place)
    with pytest.raises(StoreNotFound, match="chưa có dữ liệu"):
        EmbeddedStore.open(place)


def test_a_store_cannot_be_made_inside_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("tệp")
    with pytest.raises(StoreUnusable, match="không ghi được"):
        load(small_corpus(), tmp_path / "file")


def test_a_damaged_generation_says_so(tmp_path: Path) -> None:
    load(smaller(), tmp_path)
    for part in current(tmp_path).iterdir():
        part.write_bytes(b"rubbish")
    with pytest.raises(StoreUnusable, match="hỏng"):
        EmbeddedStore.open(tmp_path)


def test_a_generation_that_vanished_says_so(tmp_path: Path) -> None:
    load(smaller(), tmp_path)
    current(tmp_path).rename(tmp_path / "elsewhere")
    with pytest.raises(StoreUnusable):
        EmbeddedStore.open(tmp_path)


def test_a_store_can_be_opened_by_a_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    load(smaller(), "store")
    monkeypatch.chdir("/")
    with EmbeddedStore.open(tmp_path / "store") as store:
        assert store.path == tmp_path.resolve() / "store/generations/1"


def test_a_copy_in_memory_answers_the_same(tmp_path: Path) -> None:
    load(small_corpus(), tmp_path)
    with EmbeddedStore.open(tmp_path) as disk, EmbeddedStore.open(tmp_path, in_memory=True) as memory:
        assert memory.export(RdfFormat.N_QUADS) == disk.export(RdfFormat.N_QUADS)
        assert memory.generation == disk.generation


def test_readers_cannot_write(tmp_path: Path) -> None:
    load(smaller(), tmp_path)
    with EmbeddedStore.open(tmp_path) as store, pytest.raises(SyntaxError):
        store.query("INSERT DATA { <http://e/s> <http://e/p> 1 }")


def test_an_empty_corpus_can_be_loaded(tmp_path: Path) -> None:
    assert load(Corpus(), tmp_path).quads == 0
    assert len(EmbeddedStore.open(tmp_path)) == 0
