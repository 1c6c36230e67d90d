"""`registry`: what is imported, what is refused, and what reading makes of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from said import Run

ROWS = (
    "Loại;Số ký hiệu;Ngày ban hành;Trích yếu;Tên khác;Nguồn\n"
    "Luật;999/2023/QH15;20/6/2023;Cây xanh và mặt nước;Luật Cây xanh;ví dụ\n"
    "Nghị định;80/2021/NĐ-CP;26/8/2021;hỗ trợ doanh nghiệp;;ví dụ\n"
)
TEXT = (
    "ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN\n\nSố: 1/KH-UBND\n\nLạng Sơn, ngày 10 tháng 11 năm 2023\n\nKẾ HOẠCH\n"
    "Chăm sóc cây xanh\n\nI. NHIỆM VỤ\n1. Áp dụng Luật Cây xanh và Nghị định 80.\n"
)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the registry of whoever runs it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DANCHIEU_REGISTRY", raising=False)


def file(path: str, text: str = ROWS) -> str:
    Path(path).write_text(text, encoding="utf-8")
    return path


def cited(folder: str = "out") -> dict[str, str | None]:
    found: dict[str, Any] = json.loads((Path(folder) / "one.txt.json").read_text("utf-8"))
    return {c["text"]: c["instrument"] for c in found["citations"]}


def test_rows_are_imported_listed_and_imported_again_without_change(run: Run) -> None:
    rows = file("rows.csv")
    said = run("registry", "import", rows)
    assert (said.code, said.err) == (0, "")
    assert "Đã nhập 2 văn bản mới" in said.out
    table = Path(".danchieu-registry/instruments.tsv")
    written = table.read_bytes()
    assert "2 đã có" in run("registry", "import", rows).out
    assert table.read_bytes() == written
    listed = run("registry", "list").out
    assert "có 2 văn bản" in listed
    assert "nghị định 80/2021/NĐ-CP ngày 26/08/2021 «hỗ trợ doanh nghiệp» (ví dụ)" in listed
    assert "Luật Cây xanh" in listed


def test_what_is_listed_as_json_can_be_imported_elsewhere(run: Run) -> None:
    run("registry", "import", file("rows.csv"))
    listed = run("registry", "list", "--json").out
    assert [row["symbol"] for row in json.loads(listed)["instruments"]] == ["999/2023/QH15", "80/2021/NĐ-CP"]
    told = json.loads(run("registry", "import", file("rows.json", listed), "--registry", "other", "--json").out)
    assert (told["added"], told["refused"], told["total"]) == (2, [], 2)
    name = "instruments.tsv"
    assert (Path("other") / name).read_bytes() == (Path(".danchieu-registry") / name).read_bytes()


def test_a_bad_row_is_named_with_file_line_and_reason_and_the_others_go_on(run: Run) -> None:
    rows = file("rows.csv", ROWS + "Thơ;1/A;2020;;;\nChỉ thị;17-CT/TU;14/10/2022;;;\n")
    said = run("registry", "import", rows, "không-có.csv", file("two.csv", "a,b\n"))
    assert said.code == 2
    assert "Lỗi: rows.csv, dòng 4: không có loại văn bản «Thơ»." in said.err
    assert "Lỗi: rows.csv, dòng 5: 17-CT/TU là của cơ quan địa phương" in said.err
    assert "không có tệp «không-có.csv»" in said.err
    assert "Lỗi: two.csv: dòng đầu không có cột" in said.err
    assert "Đã nhập 2 văn bản mới, sửa 0, 0 đã có, 2 dòng không nhận" in said.out
    told = json.loads(run("registry", "import", rows, "--json").out)
    assert [(row["file"], row["line"]) for row in told["refused"]] == [("rows.csv", 4), ("rows.csv", 5)]


def test_a_contradicting_row_is_told_and_replaces_only_when_asked_to(run: Run) -> None:
    run("registry", "import", file("rows.csv"))
    other = file("other.csv", "type,symbol,date\nNghị định,80/2021/NĐ-CP,27/8/2021\n")
    said = run("registry", "import", other)
    assert said.code == 2
    assert "ngày khác" in said.err
    assert "26/08/2021" in run("registry", "list").out
    assert run("registry", "import", other, "--replace").code == 0
    assert "27/08/2021" in run("registry", "list").out


def test_two_files_that_contradict_each_other_do_not_replace_each_other(run: Run) -> None:
    other = file("other.csv", "type,symbol,date\nNghị định,80/2021/NĐ-CP,27/8/2021\n")
    assert run("registry", "import", file("rows.csv"), other, "--replace").code == 2
    assert "26/08/2021" in run("registry", "list").out


def test_nothing_readable_leaves_the_registry_as_it_was(run: Run) -> None:
    assert run("registry", "import", file("empty.csv", "")).code == 5
    assert run("registry", "import", "không-có.csv").code == 2
    assert not Path(".danchieu-registry").exists()
    said = run("registry", "list")
    assert (said.code, "có 0 văn bản" in said.out) == (0, True)


@pytest.mark.parametrize("command", [["extract", "--out", "out"], ["ingest", "--store", "store"]])
def test_reading_uses_what_was_imported(run: Run, monkeypatch: pytest.MonkeyPatch, command: list[str]) -> None:
    text = file("one.txt", TEXT)
    run("registry", "import", file("rows.csv"), "--registry", "known")
    assert run("extract", text, "--out", "out").code == 0
    assert cited()["Nghị định 80"] is None
    assert run(command[0], text, *command[1:], "--registry", "known").code == 0
    monkeypatch.setenv("DANCHIEU_REGISTRY", "known")
    assert run("extract", text, "--out", "out").code == 0
    assert str(cited()["Luật Cây xanh"]).endswith("/quoc-hoi/luat/2023-06-20/999-2023-qh15")
    assert str(cited()["Nghị định 80"]).endswith("/chinh-phu/nghi-dinh/2021-08-26/80-2021-nd-cp")
    if command[0] == "ingest":
        assert "2023-06-20" in run("lookup", "Luật Cây xanh", "--store", "store").out


def test_a_registry_that_is_not_there_or_is_damaged_is_told_before_anything_is_read(run: Run) -> None:
    text = file("one.txt", TEXT)
    said = run("extract", text, "--out", "out", "--registry", "none")
    assert said.code == 2
    assert "danchieu registry import" in said.err
    Path("bad").mkdir()
    header = "type\tsymbol\tdate\tname\taliases\tsource\n"
    for table in ("type\n", header + "chỉ thị\t17-CT/TU\t2022-10-14\t\t\tx\n"):
        file("bad/instruments.tsv", table)
        said = run("extract", text, "--out", "out", "--registry", "bad")
        assert said.code == 2
        assert "Danh mục hỏng" in said.err
    assert run("registry", "import", file("rows.csv"), "--registry", text).code == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["registry"], "thiếu VIỆC"), (["registry", "import"], "thiếu TỆP"), (["registry", "list", "x"], "không hiểu x")],
)
def test_wrong_usage_is_one_sentence(run: Run, arguments: list[str], words: str) -> None:
    said = run(*arguments)
    assert said.code == 2
    assert words in said.err
    assert len(said.err.splitlines()) == 1
