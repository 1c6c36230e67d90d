"""`ingest`: new files are read, unchanged ones are not, gone ones are told of, the rest goes on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from said import Run, Said

LETTER = "UBND TỈNH BẮC NINH\nSố: {number}/QĐ-UBND\nBắc Ninh, ngày 03 tháng 3 năm 2025\nQUYẾT ĐỊNH\nVề việc cấp nước\n"
BASIS = "Căn cứ Chỉ thị số 19-CT/TU ngày 11/6/2020 của Ban Thường vụ Tỉnh ủy;\n"


def put(path: Path, number: int, more: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(LETTER.format(number=number) + BASIS + more, encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in (1, 2, 3):
        put(tmp_path / "in" / f"{number}.txt", number)
    return tmp_path / "in"


@pytest.fixture
def ingest(run: Run, tmp_path: Path) -> Run:
    """Ingest into a store beside the folder."""
    return lambda *given: run("ingest", *map(str, given), "--store", str(tmp_path / "store"))


def told(said: Said) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said.out)
    return found


def graph(run: Run, tmp_path: Path) -> str:
    out = run("export", "nquads", "--store", str(tmp_path / "store")).out
    assert out
    return out


def test_what_was_read_is_not_read_again(run: Run, ingest: Run, folder: Path, tmp_path: Path) -> None:
    first = told(ingest(folder, "--json"))
    assert (len(first["read"]), first["files"], first["generation"], first["loaded"]) == (3, 3, "1", True)
    before = graph(run, tmp_path)
    said = ingest(folder, "--json")
    second = told(said)
    assert (second["read"], second["changed"], len(second["unchanged"])) == ([], [], 3)
    assert (second["generation"], second["loaded"], said.err) == ("1", False, "")
    assert graph(run, tmp_path) == before


def test_a_changed_file_replaces_what_it_said(run: Run, ingest: Run, folder: Path, tmp_path: Path) -> None:
    ingest(folder)
    put(folder / "2.txt", 77, "Thực hiện Kết luận số 120-KL/TU ngày 08/8/2021.\n")
    said = told(ingest(folder, "--json"))
    assert (said["changed"], len(said["unchanged"])) == ([str(folder / "2.txt")], 2)
    quads = graph(run, tmp_path)
    assert "77/QĐ-UBND" in quads
    assert '"2/QĐ-UBND"' not in quads
    put(folder / "2.txt", 2)
    ingest(folder)
    again = graph(run, tmp_path)
    put(folder / "2.txt", 2)
    (tmp_path / "store" / "files.sqlite").unlink()
    ingest(folder)
    assert graph(run, tmp_path) == again  # a graph is of its files, not of their history


def test_what_is_gone_is_told_of_and_goes_when_it_is_pruned(
    run: Run, ingest: Run, folder: Path, tmp_path: Path
) -> None:
    ingest(folder)
    (folder / "3.txt").unlink()
    said = ingest(folder)
    assert said.code == 0
    assert f"Không còn trên đĩa, vẫn giữ trong kho (--prune để bỏ): «{folder / '3.txt'}»." in said.err
    assert '"3/QĐ-UBND"' in graph(run, tmp_path)
    said = ingest(folder, "--prune")
    assert "Đã bỏ khỏi kho" in said.err
    assert '"3/QĐ-UBND"' not in graph(run, tmp_path)
    assert told(ingest(folder / "3.txt", "--json", "--prune"))["missing"] == [str(folder / "3.txt")]


def test_folders_come_together_and_one_alone_leaves_the_others(ingest: Run, folder: Path, tmp_path: Path) -> None:
    ingest(folder)
    other = put(tmp_path / "other" / "9.txt", 9)
    assert told(ingest(other, "--json"))["files"] == 4
    folder.rename(tmp_path / "away")
    assert told(ingest(other, "--json", "--prune"))["files"] == 4


def test_copies_of_a_file_are_one_source(ingest: Run, folder: Path) -> None:
    put(folder / "sub" / "copy of 1.txt", 1)
    said = told(ingest(folder, "--json"))
    assert (len(said["read"]), said["files"]) == (4, 4)


def test_a_bad_file_costs_itself_and_is_named_each_time(ingest: Run, folder: Path) -> None:
    (folder / "empty.txt").write_bytes(b"")
    (folder / "bad.pdf").write_bytes(b"%PDF-1.7 nothing of the kind")
    (folder / "sheet.csv").write_text("a,b")
    for _ in range(2):
        said = ingest(folder)
        assert said.code == 2
        assert f"Lỗi: {folder / 'empty.txt'}: tệp rỗng." in said.err
        assert f"Lỗi: {folder / 'bad.pdf'}: " in said.err
        assert "Bỏ qua vì không phải văn bản: " in said.err
        assert "2 không đọc được" in said.out
        assert "Kho có 3 văn bản từ 3 tệp" in said.out


def test_nothing_readable_leaves_the_graph_as_it_was(run: Run, ingest: Run, folder: Path, tmp_path: Path) -> None:
    ingest(folder)
    (tmp_path / "bad").mkdir()
    assert ingest(tmp_path / "bad").code == 5
    (tmp_path / "bad" / "empty.txt").write_bytes(b"")
    said = ingest(tmp_path / "bad")
    assert said.code == 5
    assert "empty.txt: tệp rỗng" in said.err
    assert '"3/QĐ-UBND"' in graph(run, tmp_path)
    assert ingest("/không/có.txt").code == 2


def test_the_report_holds_every_file(ingest: Run, folder: Path, tmp_path: Path) -> None:
    (folder / "empty.txt").write_bytes(b"")
    report = tmp_path / "bao-cao" / "lan-1.json"
    assert ingest(folder, "--report", report).code == 2
    found = json.loads(report.read_text("utf-8"))
    assert found["failed"] == [{"path": str(folder / "empty.txt"), "reason": "tệp rỗng"}]
    assert len(found["read"]) == 4
    assert found["tasks"] >= 0


def test_a_damaged_ledger_is_told_in_a_sentence(ingest: Run, folder: Path, tmp_path: Path) -> None:
    ingest(folder)
    (tmp_path / "store" / "files.sqlite").write_bytes(b"no database" * 100)
    said = ingest(folder)
    assert said.code == 2
    assert "files.sqlite không dùng được" in said.err


def test_another_reader_reads_again(
    run: Run, ingest: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(folder)
    before = graph(run, tmp_path)
    monkeypatch.setattr("ingest.update.reader_fingerprint", lambda registry: "0.2.0-another")
    said = ingest(folder, "--json")
    assert (len(told(said)["reread"]), told(said)["loaded"]) == (3, True)
    assert "đọc lại, vì bộ đọc đã khác: 3 tệp" in said.err
    assert graph(run, tmp_path) == before
    assert told(ingest(folder, "--json"))["reread"] == []


def test_what_is_out_of_reach_of_a_new_reader_stays_and_is_named(
    ingest: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(folder)
    monkeypatch.setattr("ingest.update.reader_fingerprint", lambda registry: "0.2.0-another")
    said = ingest(put(tmp_path / "other" / "9.txt", 9), "--json")
    assert (told(said)["files"], len(told(said)["older"])) == (4, 3)
    assert "Đọc bằng phiên bản trước" in said.err
