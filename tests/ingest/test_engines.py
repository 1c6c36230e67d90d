"""Many machines read as one does: a killed worker costs another try, nothing is lost and nothing is doubled."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any

import pytest

from graph.registry.imported import Imported
from ingest.engines import Engine, EngineTrouble
from ingest.engines.batches import cut
from ingest.engines.local import Local
from ingest.engines.places import Place
from ingest.ledger import NAME
from ingest.outcome import decoded
from ingest.readers.limits import Limits
from ingest.source import digest_of
from ingest.update import update
from ingest.workers import read_all

MANY = 48  # six batches of eight for two workers: when the first has come back, both have another
LOOPBACK = "127.0.0.1:0"
TEXT = (
    "UBND TỈNH BẮC NINH\nSố: {n}/KH-UBND\nBắc Ninh, ngày 03 tháng 3 năm 2025\nKẾ HOẠCH\nVề việc số {n}\n"
    "Thực hiện Chỉ thị số {n}-CT/TU ngày 11/6/2020 của Ban Thường vụ Tỉnh ủy, giao Sở Y tế rà soát trước 30/6/2025.\n"
)


def folder_of(tmp_path: Path, count: int) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(1, count + 1):
        (folder / f"{n}.txt").write_text(TEXT.format(n=n) * (15 + n % 3), encoding="utf-8")
    return folder


def wanted_of(folder: Path) -> dict[Place, str]:
    return {path: digest_of(path.read_bytes()) for path in sorted(folder.iterdir())}


def kept(store: Path) -> list[tuple[Any, ...]]:
    """What the ledger of a store has, in an order that is always the same."""
    with closing(sqlite3.connect(store / NAME)) as db:
        outcomes = db.execute("SELECT sha256, reader, passing, texts, failures, content FROM outcome ORDER BY 1, 2")
        return [*outcomes.fetchall(), *db.execute("SELECT place, sha256 FROM file ORDER BY 1").fetchall()]


class Disturbed:
    """An engine whose cluster loses a worker that has a batch, once the first file has been read."""

    def __init__(self, engine: Engine, cluster: Any) -> None:
        self._engine, self._cluster = engine, cluster
        self.notes: list[str] = engine.notes
        self.given: list[Place] = []
        self.killed = False

    def read(self, wanted: Mapping[Place, str], registry: Imported | None) -> Iterator[tuple[Place, bytes]]:
        killer = Thread(target=self._kill, daemon=True)
        killer.start()
        for place, content in self._engine.read(wanted, registry):
            self.given.append(place)
            yield place, content
        killer.join(timeout=0)

    def _kill(self) -> None:
        while not self.killed:
            sleep(0.001)
            if not self.given:
                continue
            busy = {address for address, one in list(self._cluster.scheduler.workers.items()) if one.processing}
            for nanny in self._cluster.workers.values():
                if nanny.worker_address in busy and nanny.process is not None and nanny.process.pid:
                    os.kill(nanny.process.pid, signal.SIGKILL)
                    self.killed = True
                    break


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two workers in processes of their own, as a scheduler elsewhere has them."""
    distributed = pytest.importorskip("distributed", reason="the extra `scale` (dask.distributed) is not installed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=LOOPBACK, memory_limit=0
    ) as made:
        yield made


def engine_of(cluster: Any, **more: Any) -> Any:
    from ingest.engines.cluster import Cluster

    return Cluster(cluster.scheduler_address, **more)


@pytest.fixture(scope="module")
def read_here(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[Any, ...]]]:
    """A folder, and what a ledger has of it that this machine read."""
    place = tmp_path_factory.mktemp("engines")
    folder = folder_of(place, MANY)
    update(place / "here", [folder], engine=Local(1))
    return folder, kept(place / "here")


@pytest.mark.parametrize("failures", [3, 0], ids=["tried-elsewhere", "read-here"])
def test_a_worker_that_is_killed_in_the_middle_changes_nothing_in_the_ledger(
    cluster: Any,
    read_here: tuple[Path, list[tuple[Any, ...]]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    failures: int,
) -> None:
    """With no second try allowed, what the killed worker held is read here, and that is told."""
    monkeypatch.setattr("ingest.engines.batches.FILES", 8)
    monkeypatch.setattr(cluster.scheduler, "allowed_failures", failures)
    folder, here = read_here
    killed = Disturbed(engine_of(cluster), cluster)
    report = update(tmp_path / "there", [folder], engine=killed)
    assert killed.killed
    assert kept(tmp_path / "there") == here
    assert len(killed.given) == len(set(killed.given)) == MANY
    assert bool(report.notes) is (failures == 0)
    assert all("được đọc lại ở máy này" in note for note in report.notes)


def test_the_bounds_of_a_file_hold_at_the_workers_too(cluster: Any, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 6)
    (folder / "0.txt").write_text(TEXT.format(n=0) * 100, encoding="utf-8")
    wanted = wanted_of(folder)
    limits = Limits(bytes=20_000)
    there = dict(engine_of(cluster, limits=limits).read(wanted, None))
    assert there == dict(read_all(list(wanted), limits=limits, digests=wanted))
    assert decoded(there[folder / "0.txt"]).failures[0].reason.startswith("tệp dài ")
    assert sum(len(decoded(content).locals) for content in there.values()) == 6


def test_bytes_are_sent_to_workers_that_do_not_see_them(cluster: Any, tmp_path: Path) -> None:
    fsspec = pytest.importorskip("fsspec", reason="the extra `scale` (fsspec) is not installed")
    from ingest.engines.places import Url

    memory = fsspec.filesystem("memory")  # of this process alone
    wanted: dict[Place, str] = {}
    for n in range(5):
        memory.pipe(f"/sent/{n}.txt", TEXT.format(n=n).encode())
        wanted[Url(f"memory://sent/{n}.txt")] = digest_of(TEXT.format(n=n).encode())
    for engine in (engine_of(cluster), Local(2)):
        found = {str(place): decoded(content) for place, content in engine.read(wanted, None)}
        assert len(found) == 5
        assert all(len(outcome.locals) == 1 and not outcome.failures for outcome in found.values())


def test_a_file_that_changes_while_it_is_read_is_not_taken_for_what_it_was(cluster: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("another text", encoding="utf-8")
    wanted: dict[Place, str] = {path: digest_of(b"the text that it had")}
    for engine in (engine_of(cluster), Local(1)):
        ((_, content),) = engine.read(wanted, None)
        outcome = decoded(content)
        assert outcome.passing
        assert [failure.reason for failure in outcome.failures] == ["tệp thay đổi trong lúc nạp; hãy nạp lại"]


def test_workers_that_read_otherwise_are_refused(cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.engines.cluster.reader_fingerprint", lambda registry: "another")
    with pytest.raises(EngineTrouble, match="đọc bằng phiên bản khác"):
        list(engine_of(cluster).read(wanted_of(folder_of(tmp_path, 2)), None))


def test_a_scheduler_without_workers_is_told_and_so_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    distributed = pytest.importorskip("distributed", reason="the extra `scale` (dask.distributed) is not installed")
    monkeypatch.setattr("ingest.engines.cluster._ARRIVING", 0.3)
    monkeypatch.setattr("ingest.engines.cluster._CONNECTING", 0.5)
    wanted = wanted_of(folder_of(tmp_path, 1))
    nobody = distributed.LocalCluster(n_workers=0, processes=False, dashboard_address=LOOPBACK)
    with nobody, pytest.raises(EngineTrouble, match="không có máy nào để đọc"):
        list(engine_of(nobody).read(wanted, None))
    from ingest.engines.cluster import Cluster

    with pytest.raises(EngineTrouble, match="không nối được tới bộ điều phối"):
        list(Cluster("tcp://127.0.0.1:1").read(wanted, None))


def test_batches_are_bounded_in_files_and_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.engines.batches.FILES", 3)
    monkeypatch.setattr("ingest.engines.batches.BYTES", 10)
    sizes = [4, 4, 4, 11, 1, 1, 1, 1]
    batches = list(cut((Path(f"{n}"), "", b"x" * size) for n, size in enumerate(sizes)))
    assert [[len(data or b"") for _, _, data in batch.wanted] for batch in batches] == [
        [4, 4],
        [4],
        [11],
        [1, 1, 1],
        [1],
    ]


def test_without_the_extra_the_command_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from api import cli

    monkeypatch.setattr("ingest.engines.cluster.find_spec", lambda name: None)
    assert cli.main(["ingest", str(tmp_path), "--engine", "dask", "--store", str(tmp_path / "store")]) == 2
    assert "cần thư viện distributed" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--scheduler", "tcp://a:1"], "--scheduler cần --engine dask"),
        (["--engine", "dask", "--scheduler", "tcp://a:1", "--jobs", "2"], "--jobs không dùng cùng --scheduler"),
        (["--engine", "ray"], "ray"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], said: str
) -> None:
    from api import cli

    assert cli.main(["ingest", str(tmp_path), "--store", str(tmp_path / "store"), *options]) == 2
    assert said in capsys.readouterr().err
