"""What was read out of files, as Parquet: every offset leads to its quote, and a folder is whole or as it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from graph import withdrawals
from ingest.parquet import TablesTrouble, check_folder
from ingest.update import update

pytest.importorskip("pyarrow", reason="pyarrow is not installed")

PLAN = (
    "UBND TỈNH BẮC NINH\nSố: {n}/KH-UBND\nBắc Ninh, ngày 03 tháng 3 năm 2025\nKẾ HOẠCH\nVề việc số {n}\n"
    "I. NHIỆM VỤ\n1. Giao Sở Y tế chủ trì, phối hợp với Sở Tài chính thực hiện khoản 2 Điều 5 Nghị định số "
    "{n}/2020/NĐ-CP ngày 11/6/2020 của Chính phủ, hoàn thành trước ngày 30/6/2025.\n"
)


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    found: list[dict[str, Any]] = []
    for part in sorted((folder / name).glob("batch-*.parquet")):
        found += pq.read_table(part).to_pylist()
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "in"
    found.mkdir()
    for n in range(1, 6):
        (found / f"{n}.txt").write_text(PLAN.format(n=n), encoding="utf-8")
    (found / "hỏng.pdf").write_bytes(b"%PDF-1.4 nothing")
    return found


def test_every_offset_leads_to_its_quote(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.parquet.FILES", 2)
    out = tmp_path / "out"
    update(tmp_path / "store", [folder], jobs=1, parquet=out)
    assert len(list((out / "documents").iterdir())) == 3
    mentions, tasks = rows(out, "mentions"), rows(out, "tasks")
    assert len(mentions) >= 5
    assert len(tasks) == 5
    for row in mentions + tasks:
        assert Path(row["file"]).read_text(encoding="utf-8")[row["start"] : row["end"]] == row["text"]
    decree = next(row for row in mentions if row["symbol"] == "1/2020/NĐ-CP")
    assert (decree["date"], decree["issuer"]) == ("2020-06-11", "Chính phủ")
    assert dict(decree["pinpoint"]) == {"article": "5", "clause": "2"}
    assert [agency["name"] for agency in tasks[0]["lead"]] == ["Sở Y tế tỉnh Bắc Ninh"]
    assert tasks[0]["deadlines"][0]["end"] == "2025-06-30"
    assert [row["symbol"] for row in rows(out, "documents")] == [f"{n}/KH-UBND" for n in range(1, 6)]
    assert [Path(row["file"]).name for row in rows(out, "failures")] == ["hỏng.pdf"]
    about = json.loads((out / "extraction.json").read_text(encoding="utf-8"))
    assert about["rows"]["tasks"] == 5


def test_what_was_withdrawn_is_in_no_table(folder: Path, tmp_path: Path) -> None:
    store, out = tmp_path / "store", tmp_path / "out"
    update(store, [folder], jobs=1, parquet=out)
    (gone,) = {row["sha256"] for row in rows(out, "documents") if row["symbol"] == "3/KH-UBND"}
    withdrawals.withdraw(store, gone, "3.txt", "Lan", "thử")
    update(store, [folder], jobs=1, parquet=out)
    assert {row["symbol"] for row in rows(out, "documents")} == {f"{n}/KH-UBND" for n in (1, 2, 4, 5)}


def test_a_store_of_no_texts_gives_tables_with_columns(tmp_path: Path) -> None:
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    empty, out = tmp_path / "in", tmp_path / "out"
    empty.mkdir()
    update(tmp_path / "store", [empty], jobs=1, parquet=out)
    table = pq.read_table(out / "tasks" / "batch-00001.parquet")
    assert table.num_rows == 0
    assert "deadlines" in table.column_names


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from api import cli

    other = tmp_path / "out"
    other.mkdir()
    (other / "thư.txt").write_text("của tôi", encoding="utf-8")
    with pytest.raises(TablesTrouble, match="đang có thứ khác"):
        check_folder(other)
    with pytest.raises(TablesTrouble, match="không phải thư mục"):
        check_folder(other / "thư.txt")
    command = ["ingest", str(other), "--parquet", str(other), "--store", str(tmp_path / "store")]
    assert cli.main(command) == 2
    assert "đang có thứ khác" in capsys.readouterr().err
    assert (other / "thư.txt").read_text(encoding="utf-8") == "của tôi"


def test_without_pyarrow_the_command_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from api import cli

    monkeypatch.setattr("ingest.parquet.find_spec", lambda name: None)
    command = ["ingest", str(tmp_path), "--parquet", str(tmp_path / "out"), "--store", str(tmp_path / "store")]
    assert cli.main(command) == 2
    assert "cần thư viện pyarrow" in capsys.readouterr().err
