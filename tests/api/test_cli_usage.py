"""Wrong usage, help, and faults: one sentence each, never a traceback."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest
from said import Run


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing"], "chọn một trong"),
        (["lookup"], "thiếu VĂN_BẢN"),
        (["ask"], "thiếu CÂU_HỎI"),
        (["ask", "path", "19-CT/TU"], "thiếu VĂN_BẢN_2"),
        (["extract", "x.txt"], "thiếu --out"),
        (["lookup", "x", "--colour"], "không hiểu --colour"),
        (["lookup", "x", "--date"], "--date cần một giá trị"),
        (["lookup", "x", "--date", "hôm qua"], "không phải là ngày"),
        (["serve", "--port", "99999"], "phải từ 0 đến 65535"),
        (["export", "dot", "--depth", "many"], "không phải là số"),
        (["export", "dot", "--depth", "0"], "phải từ 1 đến 6"),
    ],
)
def test_wrong_usage_is_told_in_one_vietnamese_sentence(
    run: Run, store_directory: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    monkeypatch.setenv("DANCHIEU_STORE", str(store_directory))
    said = run(*arguments)
    assert said.code == 2
    assert words in said.err
    assert len(said.err.splitlines()) == 1


def test_a_fault_of_ours_is_told_in_one_sentence_and_shown_on_demand(ask: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise ZeroDivisionError("chia cho không")

    monkeypatch.setattr("api.ask.find_one", fail)
    monkeypatch.delenv("DANCHIEU_DEBUG", raising=False)
    said = ask("lookup", "19-CT/TU")
    assert said.code == 70
    assert said.err.count("\n") == 1
    assert "chia cho không" in said.err
    monkeypatch.setenv("DANCHIEU_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        ask("lookup", "19-CT/TU")


@pytest.mark.parametrize(
    "command", [["lookup", "x"], ["ask", "tasks", "x"], ["export", "dot"], ["serve"], ["validate"]]
)
def test_without_a_store_the_way_to_one_is_told(run: Run, tmp_path: Path, command: list[str]) -> None:
    said = run(*command, "--store", str(tmp_path / "nothing"))
    assert said.code == 2
    assert "danchieu ingest" in said.err


def test_help_is_there_for_every_command(run: Run) -> None:
    assert run().code == 2
    for command in ("extract", "ingest", "serve", "ask", "lookup", "query", "export", "validate", "demo"):
        with pytest.raises(SystemExit) as left:
            run(command, "--help")
        assert left.value.code == 0
    assert run("--version").out.startswith("danchieu ")


def test_a_port_that_is_taken_is_told(run: Run, store_directory: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        said = run("serve", "--port", str(taken.getsockname()[1]), "--store", str(store_directory))
    assert said.code == 2
    assert "--port" in said.err
    said = run("serve", "--host", "not.an.address.invalid", "--store", str(store_directory))
    assert said.code == 2


def test_the_demo_asks_three_questions_of_the_samples(run: Run) -> None:
    said = run("demo", "--no-serve")
    assert said.code == 0
    for words in ("1. ", "2. ", "3. ", "$ danchieu ask tasks", "$ danchieu lookup", "Chủ trì:", "17-CT/TU"):
        assert words in said.out
