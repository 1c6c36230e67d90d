"""`danchieu store`: what a person is told of the upkeep of a store, and the exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from small_corpus import small_corpus

from api.cli import main
from graph.store.embedded import load
from graph.store.generations import alone, current


@pytest.fixture
def store(tmp_path: Path) -> Path:
    load(small_corpus(), tmp_path / "kho")
    load(small_corpus(), tmp_path / "kho")
    return tmp_path / "kho"


def test_a_whole_store_ends_in_zero_and_lists_its_graphs(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["store", "check", "--store", str(store)]) == 0
    told = capsys.readouterr()
    assert told.out.endswith("Kho nguyên vẹn.\n")
    assert told.err == ""
    assert main(["store", "check", "--store", str(store), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["faults"] == []
    assert sum(found["graphs"].values()) == found["quads"] > 0


def test_a_damaged_store_ends_in_one_and_says_what_is_damaged(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = max(current(store).glob("*.sst"), key=lambda p: p.stat().st_size)
    file.write_bytes(file.read_bytes()[:-1])
    assert main(["store", "check", "--store", str(store)]) == 1
    told = capsys.readouterr()
    assert f"Lỗi: tệp dữ liệu {file.name} đã bị đổi." in told.err
    assert "nguyên vẹn" not in told.out
    assert main(["store", "snapshot", str(store.parent / "x.tar"), "--store", str(store)]) == 2
    assert not (store.parent / "x.tar").exists()


def test_a_snapshot_is_taken_and_restored(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, elsewhere = str(store.parent / "kho.tar"), str(store.parent / "khac")
    assert main(["store", "snapshot", file, "--store", str(store)]) == 0
    assert "Đã chụp đời 2" in capsys.readouterr().out
    assert main(["store", "restore", file, "--store", elsewhere]) == 0
    assert "Đã phục hồi thành đời 1" in capsys.readouterr().out
    assert main(["ask", "tasks", "19-CT/TU", "--store", elsewhere, "--json"]) == 0
    there = capsys.readouterr().out
    assert main(["ask", "tasks", "19-CT/TU", "--store", str(store), "--json"]) == 0
    assert capsys.readouterr().out == there
    assert main(["store", "restore", file, "--store", str(store)]) == 0
    assert "before-restore-3" in capsys.readouterr().err


def test_compacting_and_migrating_say_what_was_done(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["store", "compact", "--store", str(store)]) == 0
    assert capsys.readouterr().out.startswith("Đã bỏ 1 đời cũ và 0 phần nạp dở")
    assert main(["store", "migrate", "--store", str(store), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"from": 2, "to": 2}


@pytest.mark.parametrize("task", ["check", "compact", "migrate", "snapshot"])
def test_where_nothing_was_loaded_one_sentence_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], task: str
) -> None:
    file = [str(tmp_path / "x.tar")] if task == "snapshot" else []
    assert main(["store", task, *file, "--store", str(tmp_path / "không-có")]) == 2
    assert capsys.readouterr().err.startswith("Lỗi: Chưa có dữ liệu ở «")
    assert not list(tmp_path.iterdir())


def test_a_load_under_way_and_a_strange_file_are_told(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    strange = store.parent / "thư.txt"
    strange.write_text("không phải bản chụp")
    with alone(store):
        assert main(["store", "compact", "--store", str(store)]) == 2
    assert "Đang có một lần nạp" in capsys.readouterr().err
    assert main(["store", "restore", str(strange), "--store", str(store)]) == 2
    assert "không phải bản chụp" in capsys.readouterr().err
    assert main(["store", "check", "--store", str(store)]) == 0
