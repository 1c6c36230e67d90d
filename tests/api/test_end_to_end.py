"""Files in, answers out, by the command line alone: the samples, and whatever a person may throw at it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from api.cli import main

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
SHARED = ROOT.parent / "shared"
SENTENCE = "Căn cứ Luật Đất đai số 31/2024/QH15 ngày 18/01/2024.\n"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run a command: its exit code, what it printed, what it remarked."""

    def command(*arguments: str) -> tuple[int, str, str]:
        capfdbinary.readouterr()
        code = main(arguments)
        told = capfdbinary.readouterr()
        assert b"Traceback" not in told.err
        return code, told.out.decode(), told.err.decode()

    return command


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store of the samples."""
    store = str(tmp_path_factory.mktemp("samples") / "store")
    assert main(["ingest", str(SAMPLES), "--store", store]) == 0
    return store


def test_the_samples_answer_the_first_question(samples: str, run: Run) -> None:
    code, out, _ = run("ask", "tasks", "CT 19-CT/TU", "--store", samples, "--json")
    assert code == 0
    tasks = json.loads(out)["tasks"]
    assert any(task["direct"] and task["lead"] and task["deadlines"] for task in tasks)
    assert any(not task["direct"] and task["chain"] for task in tasks)
    assert all(piece["quote"] and piece["source"] for task in tasks for piece in task["evidence"])


def test_a_number_of_two_instruments_is_told_apart_in_the_samples(samples: str, run: Run) -> None:
    code, out, _ = run("lookup", "17-CT/TU", "--store", samples)
    assert code == 3
    assert "27/02/2020" in out
    assert "14/10/2022" in out


def test_the_graph_of_the_samples_keeps_every_rule(samples: str, run: Run) -> None:
    code, out, _ = run("validate", "--store", samples)
    assert (code, out) == (0, "")


def test_quotes_are_where_they_are_said_to_be(samples: str, run: Run) -> None:
    tasks = json.loads(run("ask", "tasks", "CT 19-CT/TU", "--store", samples, "--json")[1])["tasks"]
    for piece in (piece for task in tasks for piece in task["evidence"]):
        text = Path(piece["source"]).read_bytes().decode("utf-8")
        assert text[piece["start"] : piece["end"]] == piece["quote"]


@pytest.mark.parametrize("folder", [SAMPLES, SHARED / "seeds"])
def test_what_extract_writes_of_real_files_is_valid(folder: Path, run: Run, tmp_path: Path) -> None:
    schema = SHARED / "evaluation" / "extraction.schema.json"
    if not schema.is_file() or not folder.is_dir():
        pytest.skip("the published schema and the real documents are not beside this checkout")
    assert run("extract", str(folder), "--out", str(tmp_path))[0] == 0
    written = list(tmp_path.iterdir())
    assert len(written) >= 5
    for path in written:
        jsonschema.validate(json.loads(path.read_text("utf-8")), json.loads(schema.read_text("utf-8")))


def bad_files(folder: Path) -> dict[str, Path]:
    files: dict[str, bytes] = {
        "empty.txt": b"",
        "binary.txt": bytes(range(256)) * 40,
        "picture.png": b"\x89PNG\r\n\x1a\n" + b"\x00" * 100,
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return {name: folder / name for name in files}


def test_a_bad_file_is_named_with_its_reason_and_costs_only_itself(run: Run, tmp_path: Path) -> None:
    good = tmp_path / "good.txt"
    good.write_text(SENTENCE, encoding="utf-8")
    bad = bad_files(tmp_path)
    missing = tmp_path / "missing.txt"
    paths = [str(path) for path in (good, *bad.values(), missing)]
    code, out, err = run("extract", *paths, "--out", str(tmp_path / "out"))
    assert code == 2
    assert [Path(line).name for line in out.splitlines()] == ["good.txt.json"]
    for name in (*bad, "missing.txt"):
        lines = [line for line in err.splitlines() if line.startswith("Lỗi") and name in line]
        assert len(lines) == 1, name
        assert len(lines[0]) > len(f"Lỗi: {tmp_path / name}"), "the reason is given"


@pytest.mark.parametrize("name", ["empty.txt", "binary.txt", "picture.png"])
def test_nothing_readable_is_exit_code_five(run: Run, tmp_path: Path, name: str) -> None:
    path = bad_files(tmp_path)[name]
    code, _, err = run("ingest", str(path), "--store", str(tmp_path / "store"))
    assert code == 5
    assert name in err
    assert not (tmp_path / "store" / "current").exists()


def test_a_document_that_says_nothing_is_no_error(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "quiet.txt"
    path.write_text("Hôm nay trời đẹp.\n", encoding="utf-8")
    store = str(tmp_path / "store")
    assert run("ingest", str(path), "--store", store)[0] == 0
    assert run("lookup", "19-CT/TU", "--store", store)[0] == 4
    assert run("ask", "tasks", "đất đai", "--store", store)[0] == 4


def test_a_folder_of_odd_names_is_read(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "văn bản (bản sao) 'cũ'"
    folder.mkdir()
    (folder / "Nghị quyết số 1 – «đất».txt").write_text(SENTENCE, encoding="utf-8")
    code, out, _ = run("extract", str(folder), "--out", str(tmp_path / "out"), "--json")
    assert code == 0
    (written,) = json.loads(out)["files"]
    data: dict[str, Any] = json.loads(Path(written).read_text("utf-8"))
    assert data["citations"][0]["symbol"] == "31/2024/QH15"


def test_the_demo_tells_the_three_answers_of_the_samples(run: Run) -> None:
    code, out, _ = run("demo", "--no-serve")
    assert code == 0
    for words in ("Chỉ thị 19-CT/TU", "Chủ trì:", "Thời hạn:", "Qua: Kết luận 120-KL/TU", "Nếu nó bị bãi bỏ"):
        assert words in out
