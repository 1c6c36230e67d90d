"""A store kept whole: checked, snapshot, restored, compacted, of a known format, and killed at any moment."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tarfile
import time
from contextlib import closing
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat

from graph.store import formats, snapshot, upkeep
from graph.store.embedded import EmbeddedStore, load
from graph.store.engine import in_memory
from graph.store.errors import StoreBusy, StoreNotFound, StoreUnusable
from graph.store.generations import BUILDING, alone, current, description
from tests.graph.many_files import many_files
from tests.graph.small_corpus import small_corpus
from tests.graph.test_generations import generations, smaller

ROOT = Path(__file__).parents[2]


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A store of two loads, with a ledger and a log beside it."""
    found = tmp_path / "store"
    load(smaller(), found)
    load(small_corpus(), found)
    with closing(sqlite3.connect(found / "files.sqlite")) as ledger:
        ledger.execute("PRAGMA journal_mode = WAL")
        ledger.execute("CREATE TABLE file (name TEXT)")
        ledger.execute("INSERT INTO file VALUES ('a.docx')")
        ledger.commit()
    (found / "notes.jsonl").write_text('{"a": 1}\n')
    return found


def exported(directory: Path) -> bytes:
    with EmbeddedStore.open(directory) as store:
        return store.export(RdfFormat.N_QUADS)


def ledger(directory: Path) -> list[str]:
    with closing(sqlite3.connect(directory / "files.sqlite")) as opened:
        return [name for (name,) in opened.execute("SELECT name FROM file")]


def largest(generation: Path) -> Path:
    return max((p for p in generation.iterdir() if p.suffix == ".sst"), key=lambda p: p.stat().st_size)


def redescribe(directory: Path, **changes: object) -> None:
    path = Path(f"{current(directory)}.json")
    described = json.loads(path.read_text())
    described.update(changes)
    path.write_text(json.dumps({key: value for key, value in described.items() if value is not None}))


def test_a_store_in_order_has_no_faults_and_lists_its_graphs(directory: Path) -> None:
    health = upkeep.check(directory)
    assert health.faults == []
    with EmbeddedStore.open(directory) as store:
        assert health.quads == len(store) == sum(health.graphs.values())
        listed = {row[0].value for row in store.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")}  # type: ignore[union-attr, index]
    assert set(health.graphs) == listed
    assert list(health.graphs) == sorted(health.graphs)


def test_a_check_changes_nothing_and_can_be_repeated_while_readers_read(directory: Path) -> None:
    with EmbeddedStore.open(directory) as reader:
        before = formats.contents(current(directory))
        for _ in range(3):
            assert upkeep.check(directory).faults == []
            assert reader.query("ASK { ?s ?p ?o }")
        assert formats.contents(current(directory)) == before


def test_one_byte_that_changed_is_found(directory: Path) -> None:
    file = largest(current(directory))
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    assert any(f"{file.name} đã bị đổi" in fault for fault in upkeep.check(directory).faults)


def test_a_file_that_is_gone_or_too_many_is_found(directory: Path) -> None:
    (current(directory) / "999999.sst").write_bytes(b"?")
    assert upkeep.check(directory).faults == ["thừa tệp dữ liệu 999999.sst"]
    largest(current(directory)).unlink()
    assert any("mất tệp dữ liệu" in fault for fault in upkeep.check(directory).faults)


def test_a_description_that_is_lost_or_wrong_is_found(directory: Path) -> None:
    redescribe(directory, quads=7)
    assert "khi nạp là 7" in upkeep.check(directory).faults[0]
    Path(f"{current(directory)}.json").write_text("{")
    assert "tệp mô tả" in upkeep.check(directory).faults[0]


def test_a_store_of_the_first_format_is_read_told_and_migrated(directory: Path) -> None:
    redescribe(directory, format=None, contents=None)
    before = exported(directory)
    (fault,) = upkeep.check(directory).faults
    assert "danchieu store migrate" in fault
    assert upkeep.migrate(directory) == (1, formats.FORMAT)
    assert upkeep.check(directory).faults == []
    assert upkeep.migrate(directory) == (formats.FORMAT, formats.FORMAT)
    assert exported(directory) == before


def test_what_is_damaged_is_not_migrated(directory: Path) -> None:
    redescribe(directory, format=None, contents=None, quads=1)
    with pytest.raises(StoreUnusable, match="nạp lại"):
        upkeep.migrate(directory)
    Path(f"{current(directory)}.json").unlink()
    with pytest.raises(StoreUnusable, match="tệp mô tả"):
        upkeep.migrate(directory)


def test_a_store_of_a_later_version_is_refused_in_one_sentence(directory: Path) -> None:
    redescribe(directory, format=formats.FORMAT + 1)
    assert "phiên bản mới hơn" in upkeep.check(directory).faults[0]
    for refused in (EmbeddedStore.open, upkeep.migrate):
        with pytest.raises(StoreUnusable, match="hãy nâng cấp"):
            refused(directory)


def test_a_snapshot_restores_the_graph_and_what_lay_beside_it(directory: Path, tmp_path: Path) -> None:
    before = exported(directory)
    with EmbeddedStore.open(directory) as reader:
        taken = snapshot.snapshot(directory, tmp_path / "copy.tar")
        assert reader.query("ASK { ?s ?p ?o }")
    assert (taken.generation, taken.bytes) == ("2", (tmp_path / "copy.tar").stat().st_size)
    restored = snapshot.restore(tmp_path / "copy.tar", tmp_path / "elsewhere")
    assert (restored.quads, restored.replaced) == (taken.quads, None)
    assert exported(tmp_path / "elsewhere") == before
    assert upkeep.check(tmp_path / "elsewhere").faults == []
    assert ledger(tmp_path / "elsewhere") == ["a.docx"]
    assert (tmp_path / "elsewhere" / "notes.jsonl").read_text() == '{"a": 1}\n'


def test_a_restore_puts_what_it_replaces_aside_and_readers_finish_on_the_old_graph(
    directory: Path, tmp_path: Path
) -> None:
    before = exported(directory)
    snapshot.snapshot(directory, tmp_path / "copy.tar")
    load(smaller(), directory)
    with closing(sqlite3.connect(directory / "files.sqlite")) as later:
        later.execute("INSERT INTO file VALUES ('later.docx')")
        later.commit()
    with EmbeddedStore.open(directory) as reader:
        restored = snapshot.restore(tmp_path / "copy.tar", directory)
        assert reader.generation == "3"
        assert reader.query("ASK { ?s ?p ?o }")
    assert restored.generation == "4"
    assert exported(directory) == before
    assert ledger(directory) == ["a.docx"]
    assert restored.replaced is not None
    assert ledger(restored.replaced) == ["a.docx", "later.docx"]
    assert description(directory)["restored"]["of"] == "2"
    assert load(smaller(), directory).generation == "5"


def test_a_snapshot_holds_the_uploads_and_a_restore_takes_none_away(directory: Path, tmp_path: Path) -> None:
    first, second = (directory / "uploads" / "files" / (digit * 64) for digit in "ab")
    first.mkdir(parents=True)
    (first / "Kế hoạch 77.docx").write_bytes(b"PK first")
    (directory / "uploads" / "incoming").mkdir()
    (directory / "uploads" / "incoming" / "half").write_bytes(b"ha")
    snapshot.snapshot(directory, tmp_path / "copy.tar")
    second.mkdir()
    (second / "b.txt").write_bytes(b"second")
    for place in (directory, tmp_path / "elsewhere"):
        snapshot.restore(tmp_path / "copy.tar", place)
        uploads = place / "uploads" / "files"
        assert (uploads / first.name / "Kế hoạch 77.docx").read_bytes() == b"PK first"
    assert (second / "b.txt").read_bytes() == b"second"
    assert not (tmp_path / "elsewhere" / "uploads" / "incoming").exists()


@pytest.mark.parametrize("damage", ["cut", "byte", "head", "strange", "climbing", "text", "empty", "none"])
def test_a_damaged_snapshot_replaces_nothing(directory: Path, tmp_path: Path, damage: str) -> None:
    file = tmp_path / "copy.tar"
    snapshot.snapshot(directory, file)
    before = exported(directory)
    data = bytearray(file.read_bytes())
    if damage == "cut":
        file.write_bytes(data[: len(data) // 2])
    elif damage == "byte":
        with tarfile.open(file) as tar:
            biggest = max(tar.getmembers(), key=lambda m: m.size)
        data[biggest.offset_data + biggest.size // 2] ^= 1
        file.write_bytes(data)
    elif damage == "head":
        data[data.index(b'"quads"')] ^= 1
        file.write_bytes(data)
    elif damage == "strange":
        (tmp_path / "evil").write_text("x")
        with tarfile.open(file, "a") as tar:
            tar.add(tmp_path / "evil", "beside/../../evil")
    elif damage == "climbing":
        (tmp_path / "evil").write_text("x")
        with tarfile.open(file, "a") as tar:
            tar.add(tmp_path / "evil", f"upload/{'a' * 64}/..")
    elif damage == "none":
        file.unlink()
    else:
        file.write_text("không phải tar" if damage == "text" else "")
    with pytest.raises(snapshot.BadSnapshot):
        snapshot.restore(file, directory)
    assert exported(directory) == before
    assert ledger(directory) == ["a.docx"]
    assert not list((directory / "generations").glob(".building-*"))
    assert not list(directory.glob("before-restore-*"))
    assert upkeep.check(directory).faults == []


def test_a_damaged_store_is_not_made_a_snapshot_of(directory: Path, tmp_path: Path) -> None:
    file = largest(current(directory))
    file.write_bytes(file.read_bytes() + b"?")
    with pytest.raises(StoreUnusable, match="đã bị đổi"):
        snapshot.snapshot(directory, tmp_path / "copy.tar")
    assert [p.name for p in tmp_path.iterdir()] == ["store"]


def test_a_snapshot_that_cannot_be_written_says_so_and_leaves_the_old_one(directory: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreUnusable, match="không ghi được"):
        snapshot.snapshot(directory, tmp_path / "missing" / "copy.tar")
    snapshot.snapshot(directory, tmp_path / "copy.tar")
    first = (tmp_path / "copy.tar").read_bytes()
    with alone(directory), pytest.raises(StoreBusy):
        snapshot.snapshot(directory, tmp_path / "copy.tar")
    assert (tmp_path / "copy.tar").read_bytes() == first
    with pytest.raises(StoreNotFound):
        snapshot.snapshot(tmp_path / "nothing", tmp_path / "other.tar")


def test_compaction_removes_what_nobody_reads(directory: Path) -> None:
    reader = EmbeddedStore.open(directory)
    load(smaller(), directory)
    load(small_corpus(), directory)
    half = directory / "generations" / f"{BUILDING}9"
    half.mkdir()
    (directory / "generations" / "77.json").write_text("{}")
    before = exported(directory)
    freed = upkeep.compact(directory)
    assert (freed.generations, freed.leftovers) == (["3"], [half.name])
    assert generations(directory) == {"2", "4"}
    assert reader.query("ASK { ?s ?p ?o }")
    reader.close()
    assert upkeep.compact(directory).generations == ["2"]
    assert {p.name for p in (directory / "generations").iterdir()} == {"4", "4.pin", "4.json"}
    assert exported(directory) == before
    assert upkeep.check(directory).faults == []


_LOADER = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from tests.graph.many_files import many_files
from graph.store.embedded import load
corpus = many_files(25)
print("loading", flush=True)
load(corpus, sys.argv[1])
"""


def killed_load(directory: Path, after: float) -> bool:
    """Kill a load that many seconds after it began; whether it was still running."""
    child = subprocess.Popen([sys.executable, "-c", _LOADER, str(directory)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "loading\n"
    time.sleep(after)
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    return child.returncode == -signal.SIGKILL


def test_kill_9_at_any_moment_leaves_the_old_graph_or_the_new_one(tmp_path: Path) -> None:
    """Three rounds here; `DANCHIEU_KILLS=20` for more."""
    rounds, chance = int(os.environ.get("DANCHIEU_KILLS", "3")), random.Random(20)
    old = load(small_corpus(), tmp_path).quads
    new = len(in_memory(many_files(25)))
    for _ in range(rounds):
        before = current(tmp_path).name
        killed = killed_load(tmp_path, chance.uniform(0, 0.6))
        health = upkeep.check(tmp_path)
        assert health.faults == []
        assert health.quads == (old if health.generation == "1" else new)
        assert killed or health.generation != before
    assert load(small_corpus(), tmp_path).quads == old
    assert not list((tmp_path / "generations").glob(f"{BUILDING}*"))
