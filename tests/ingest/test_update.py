"""A run that is killed goes on where it stopped; a worker that dies costs its file; many at once are one at a time."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import RdfFormat

from graph.store.delta import advance
from graph.store.embedded import EmbeddedStore, Loaded
from graph.store.errors import StoreBusy
from graph.store.generations import alone
from ingest.outcome import decoded
from ingest.readers.limits import Limits
from ingest.resolve.tables import NAME as TABLES
from ingest.update import update
from ingest.workers import read_all

ROOT = Path(__file__).parents[2]
HEAD = "UBND TỈNH BẮC NINH\nSố: {n}/KH-UBND\nBắc Ninh, ngày 03 tháng 3 năm 2025\nKẾ HOẠCH\nVề việc số {n}\n"
SENTENCE = "Thực hiện Chỉ thị số {n}-CT/TU ngày 11/6/2020 của Ban Thường vụ Tỉnh ủy, giao Sở Y tế rà soát.\n"
TEXT = HEAD + SENTENCE * 400


def folder_of(tmp_path: Path, count: int, sentences: int = 40) -> Path:
    """A folder of plans, each of so many sentences that cite and order something."""
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(1, count + 1):
        (folder / f"{n}.txt").write_text((HEAD + SENTENCE * sentences).format(n=n), encoding="utf-8")
    return folder


def quads(store: Path) -> bytes:
    with EmbeddedStore.open(store) as graph:
        return graph.export(RdfFormat.N_QUADS)


def test_killed_again_and_again_it_ends_as_if_nothing_had_happened(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 24, 80)
    undisturbed, disturbed = tmp_path / "undisturbed", tmp_path / "disturbed"
    code = "import sys; from pathlib import Path; from ingest.update import update; print(flush=True); "
    code += "update(Path(sys.argv[1]), [Path(sys.argv[2])])"

    @contextmanager
    def running(store: Path) -> Iterator[subprocess.Popen[bytes]]:
        """A run at the moment at which its work begins."""
        command = [sys.executable, "-c", code, str(store), str(folder)]
        run = subprocess.Popen(command, cwd=ROOT, start_new_session=True, stdout=subprocess.PIPE)
        assert run.stdout is not None
        run.stdout.readline()
        with run.stdout:
            yield run

    began = time.monotonic()
    with running(undisturbed) as run:
        assert run.wait() == 0
    takes = time.monotonic() - began  # so that a moment is within the work, however fast the machine is
    chance, killed = random.Random(11), 0
    for _ in range(4):
        with running(disturbed) as run:
            time.sleep(chance.uniform(0.05, 0.4) * takes)
            run.kill()  # and not its workers
            killed += run.wait() == -signal.SIGKILL
    assert killed, "none was killed in time"
    update(disturbed, [folder])
    assert quads(disturbed) == quads(undisturbed)


def test_a_worker_that_outgrows_its_memory_costs_its_file(tmp_path: Path) -> None:
    big, small = tmp_path / "big.txt", tmp_path / "small.txt"
    big.write_text(TEXT.format(n=1) * 60, encoding="utf-8")
    small.write_text("Thực hiện Chỉ thị số 19-CT/TU.", encoding="utf-8")
    limits = Limits(memory=700 * 1024 * 1024)
    found = {path.name: decoded(content) for path, content in read_all([big, small], limits=limits)}
    assert len(found["small.txt"].locals) == 1
    assert found["big.txt"].locals or "bộ nhớ" in found["big.txt"].failures[0].reason


def test_a_file_that_takes_too_long_is_named_and_tried_again_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    big = tmp_path / "big.txt"
    big.write_text(TEXT.format(n=1) * 40, encoding="utf-8")
    monkeypatch.setattr("ingest.workers._GRACE", 0)
    ((_, content),) = read_all([big], limits=Limits(seconds=0.05))
    outcome = decoded(content)
    assert outcome.passing
    assert outcome.failures[0].reason == "đọc quá 0.05 giây nên bị dừng"


def test_workers_and_this_process_read_alike(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 3)
    paths = sorted(folder.iterdir())
    here = dict(read_all(paths[:1]))
    there = dict(read_all(paths, jobs=2))
    assert decoded(here[paths[0]]) == decoded(there[paths[0]])


def test_two_runs_at_once_are_refused(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 1)
    with alone(tmp_path / "store"), pytest.raises(StoreBusy):
        update(tmp_path / "store", [folder])


def test_a_file_that_cannot_be_opened_is_told_and_comes_back(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 2)
    (folder / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    os.mkfifo(folder / "pipe.txt")  # is no file: reading it would wait for ever
    report = update(tmp_path / "store", [folder])
    assert report.texts == 2
    assert [f.reason for f in report.failed] == ["liên kết đến nơi không có tệp nào"]


def test_names_that_no_text_can_hold_are_read_and_known_again(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    with open(os.fsencode(folder) + b"/t\xean.txt", "wb") as file:
        file.write("CHỈ THỊ\nSố: 19-CT/TU\nGiao Sở Y tế thực hiện Nghị quyết số 5/NQ-CP.\n".encode())
    first = update(tmp_path / "store", [folder], jobs=1)
    assert first.read == [f"{folder}/t\\xean.txt"]
    assert first.failed == []
    second = update(tmp_path / "store", [folder], jobs=1, prune=True)
    assert (second.unchanged, second.removed, second.pruned) == (first.read, [], [])


def test_links_that_lead_nowhere_are_told_and_pipes_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("CHỈ THỊ\nSố: 19-CT/TU\nGiao Sở Y tế thực hiện Nghị quyết số 5/NQ-CP.\n")
    (folder / "b.txt").symlink_to("nowhere")
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "c.txt")
    report = update(tmp_path / "store", [folder], jobs=1)
    assert report.read == [str(folder / "a.txt")]
    assert [(f.member, f.reason) for f in report.failed] == [
        (str(folder / "b.txt"), "liên kết đến nơi không có tệp nào")
    ]
    assert report.skipped == [str(folder / "c.txt")]


def test_a_graph_that_an_older_program_made_is_made_anew_without_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = folder_of(tmp_path, 2)
    with monkeypatch.context() as older:
        older.setattr("ingest.update.writer_fingerprint", lambda: "older")
        assert update(tmp_path / "store", [folder], jobs=1).loaded
    again = update(tmp_path / "store", [folder], jobs=1)
    assert again.loaded
    assert again.reread == []
    assert not update(tmp_path / "store", [folder], jobs=1).loaded


def test_a_store_that_grew_step_by_step_is_quad_for_quad_one_that_was_made_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    advanced = []

    def watched(*given: Any, **said: Any) -> Loaded | None:
        advanced.append(advance(*given, **said))
        return advanced[-1]

    monkeypatch.setattr("ingest.update.advance", watched)
    folder, store = tmp_path / "in", tmp_path / "store"
    folder.mkdir()
    short = TEXT.partition("\n" + "Thực hiện")[0]

    def says(name: str, *said: str) -> None:
        (folder / name).write_text(short.format(n=len(name)) + "\n".join(said) + "\n", encoding="utf-8")

    first = "Thực hiện Chỉ thị số 17-CT/TU ngày 27/02/2020 của Ban Thường vụ Tỉnh ủy về cây xanh, giao Sở Y tế rà soát."
    second = "Thực hiện Chỉ thị số 17-CT/TU ngày 14/10/2022 của Tỉnh ủy về rác thải, Công an tỉnh phối hợp."
    steps: list[dict[str, tuple[str, ...]]] = [
        {"a.txt": (first,), "bb.txt": ("Theo Chỉ thị số 17-CT/TU.", "Luật Cây xanh ngày 20/6/2023.")},
        {"ccc.txt": (second,)},
        {"bb.txt": ("Theo Chỉ thị số 17-CT/TU.", "Luật Cây xanh.", first), "dddd.txt": (first,)},
        {"ccc.txt": ()},
    ]
    for number, changed in enumerate(steps):
        for name, said in changed.items():
            if said:
                says(name, *said)
            else:
                (folder / name).unlink()
        assert update(store, [folder], prune=True).loaded
        at_once = tmp_path / f"at-once-{number}"
        update(at_once, [folder])
        assert sorted(quads(store).splitlines()) == sorted(quads(at_once).splitlines())
    assert not update(store, [folder], prune=True).loaded
    assert [one is not None for one in advanced] == [True] * (len(steps) - 1)  # the first load is of a whole corpus


@pytest.mark.parametrize("damage", ["pages", "a blob"])
def test_tables_that_are_damaged_inside_are_made_again(tmp_path: Path, damage: str) -> None:
    folder = folder_of(tmp_path, 3)
    store = tmp_path / "store"
    update(store, [folder])
    tables = store / TABLES
    if damage == "pages":
        content = bytearray(tables.read_bytes())
        content[8192:] = b"\xff" * (len(content) - 8192)
        tables.write_bytes(content)
    else:
        with closing(sqlite3.connect(tables)) as db, db:
            db.execute("UPDATE mentions SET content = x'00'")
    (folder / "1.txt").write_text(TEXT.format(n=9), encoding="utf-8")
    update(store, [folder])
    update(tmp_path / "at-once", [folder])
    assert sorted(quads(store).splitlines()) == sorted(quads(tmp_path / "at-once").splitlines())
