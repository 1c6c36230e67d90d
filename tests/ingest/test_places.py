"""Files at URLs: the same file is the same place, unchanged ones are not fetched, what is gone is gone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ingest.engines.places import BadUrl, Url, contents, place_of, told
from ingest.ledger import NAME
from ingest.update import update

TEXT = "CHỈ THỊ\nSố: {n}-CT/TU\nGiao Sở Y tế thực hiện Nghị quyết số {n}/NQ-CP trước ngày 30/6/2026.\n"
FOLDER = Url("memory://kho/van-ban")


@pytest.fixture
def memory() -> Iterator[Any]:
    """A system of files in this process's memory, as fsspec has it, with marks as object stores give them."""
    fsspec = pytest.importorskip("fsspec", reason="the extra `scale` (fsspec) is not installed")
    system = fsspec.filesystem("memory")
    system.store.clear()
    for n in range(1, 4):
        system.pipe(f"/kho/van-ban/{n}.txt", TEXT.format(n=n).encode())
    yield system
    system.store.clear()


def places(store: Path) -> list[str]:
    with closing(sqlite3.connect(store / NAME)) as db:
        return [place for (place,) in db.execute("SELECT place FROM file ORDER BY place")]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("s3://kho/van-ban/", "s3://kho/van-ban"),
        ("S3://kho/a.txt", "s3://kho/a.txt"),
        ("van-ban/s3:/x", "van-ban/s3:/x"),
        ("file:///van%20ban/a.txt", "/van ban/a.txt"),
        ("C:/a.txt", "C:/a.txt"),
    ],
)
def test_a_place_is_written_alike_however_it_was_said(said: str, meant: str) -> None:
    assert told(place_of(said)) == meant


@pytest.mark.parametrize("said", ["ftp://lan:bimat@may/a.txt", "zip://a.txt::s3://kho/b.zip"])
def test_passwords_and_chains_are_refused_without_being_told(said: str) -> None:
    with pytest.raises(BadUrl) as refused:
        place_of(said)
    assert "bimat" not in str(refused.value)


def test_a_folder_by_url_is_read_and_known_again(memory: Any, tmp_path: Path) -> None:
    memory.pipe("/kho/van-ban/.an/4.txt", b"x")
    memory.pipe("/kho/van-ban/so.csv", b"1,2")
    first = update(tmp_path / "store", [FOLDER], jobs=1)
    assert first.read == [f"memory://kho/van-ban/{n}.txt" for n in (1, 2, 3)]
    assert first.skipped == ["memory://kho/van-ban/so.csv"]
    assert first.failed == []
    second = update(tmp_path / "store", [Url("memory://kho/van-ban/2.txt"), FOLDER], jobs=1)
    assert (second.read, second.changed, sorted(second.unchanged)) == ([], [], first.read)
    assert places(tmp_path / "store") == first.read


def test_the_same_bytes_give_the_same_graph_from_a_url_and_from_a_path(memory: Any, tmp_path: Path) -> None:
    folder = tmp_path / "van-ban"
    folder.mkdir()
    for n in range(1, 4):
        (folder / f"{n}.txt").write_bytes(memory.cat(f"/kho/van-ban/{n}.txt"))
    here = update(tmp_path / "here", [folder], jobs=1)
    there = update(tmp_path / "there", [FOLDER], jobs=1)
    for name in ("documents", "tasks", "citations", "instruments", "quads"):
        assert here.held[name] == there.held[name]


def test_what_a_mark_says_is_unchanged_is_not_fetched(
    memory: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = type(memory).find
    marks = {"/kho/van-ban/3.txt": "old"}

    def find(self: Any, *arguments: Any, **more: Any) -> dict[str, Any]:
        found: dict[str, Any] = info(self, *arguments, **more)
        return {name: {**one, "ETag": marks.get(name, "same")} for name, one in found.items()}

    monkeypatch.setattr(type(memory), "find", find)
    update(tmp_path / "store", [FOLDER], jobs=1)
    fetched: list[str] = []
    monkeypatch.setattr("ingest.engines.remote.digest", lambda url: fetched.append(url.name) or "0" * 64)
    assert len(update(tmp_path / "store", [FOLDER], jobs=1).unchanged) == 3
    assert fetched == []
    marks["/kho/van-ban/3.txt"] = "new"
    update(tmp_path / "store", [FOLDER], jobs=1)
    assert fetched == ["3.txt"]


def test_what_is_gone_from_a_url_is_kept_until_it_is_pruned(memory: Any, tmp_path: Path) -> None:
    local = tmp_path / "a.txt"
    local.write_text(TEXT.format(n=9), encoding="utf-8")
    update(tmp_path / "store", [FOLDER, local], jobs=1)
    memory.rm("/kho/van-ban/2.txt")
    assert update(tmp_path / "store", [FOLDER], jobs=1).removed == ["memory://kho/van-ban/2.txt"]
    assert update(tmp_path / "store", [FOLDER], jobs=1, prune=True).pruned == ["memory://kho/van-ban/2.txt"]
    assert places(tmp_path / "store") == [str(local), "memory://kho/van-ban/1.txt", "memory://kho/van-ban/3.txt"]


def test_a_url_where_nothing_is_and_one_that_nothing_opens_are_told(
    memory: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from api import cli

    store = ["--store", str(tmp_path / "store")]
    assert cli.main(["ingest", "memory://kho/khong-co", *store]) == 2
    assert "không có tệp hoặc thư mục «memory://kho/khong-co»" in capsys.readouterr().err
    assert cli.main(["ingest", "khongco://kho/a", *store]) == 2
    assert "không mở được «khongco://kho/a»" in capsys.readouterr().err.replace("Không", "không")
    assert cli.main(["ingest", "memory://kho", "--watch", *store]) == 2
    assert "--watch chỉ theo dõi thư mục của máy này" in capsys.readouterr().err


def test_a_system_of_files_that_fails_takes_nothing_out_of_the_store(
    memory: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from api import cli

    command = ["ingest", FOLDER.text, "--prune", "--store", str(tmp_path / "store")]
    assert cli.main(command) == 0

    def fail(*arguments: Any, **more: Any) -> Any:
        raise ConnectionError("no route")

    monkeypatch.setattr(type(memory), "find", fail)
    capsys.readouterr()
    assert cli.main(command) == 2
    assert "hông liệt kê được «memory://kho/van-ban» (no route)" in capsys.readouterr().err
    assert len(places(tmp_path / "store")) == 3


def test_bytes_are_bounded_at_a_url_as_at_a_path(memory: Any, tmp_path: Path) -> None:
    from ingest.engines.places import TooLong

    url = Url("memory://kho/van-ban/1.txt")
    assert contents(url, 10_000) == TEXT.format(n=1).encode()
    with pytest.raises(TooLong):
        contents(url, 20)


def test_without_fsspec_the_command_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from api import cli

    monkeypatch.setitem(__import__("sys").modules, "fsspec.core", None)
    assert cli.main(["ingest", "s3://kho/van-ban", "--store", str(tmp_path / "store")]) == 2
    assert "cần thư viện fsspec" in capsys.readouterr().err
