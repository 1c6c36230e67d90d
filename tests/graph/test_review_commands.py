"""`danchieu review`: from a file on the disk to a decision that the graph shows, and back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from api.cli import main
from graph.review import book
from graph.store.embedded import EmbeddedStore, load
from graph.store.generations import current, description
from ingest.update import update
from tests.graph.decided import mention, task_saying
from tests.graph.small_corpus import CT25_TU, CT26_TU, small_corpus
from tests.graph.test_runs import TEXTS

Run = Any


@pytest.fixture
def store(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(TEXTS["a.txt"], encoding="utf-8")
    update(tmp_path / "kho", [tmp_path / "a.txt"], jobs=1)
    return tmp_path / "kho"


@pytest.fixture
def run(store: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `danchieu review …` on the store: exit code, what was printed, what was said beside."""
    monkeypatch.setenv("DANCHIEU_REVIEWER", "Trần Thị B")
    monkeypatch.chdir(store.parent)

    def runner(*arguments: str) -> tuple[int, str, str]:
        capfdbinary.readouterr()
        code = main(["review", *arguments, "--store", str(store)])
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return runner


def cited(store: Path, quote: str, path: str) -> str:
    with EmbeddedStore.open(store) as graph:
        return mention(graph, quote, path)


def status(store: Path, iri: str) -> list[str]:
    with EmbeddedStore.open(store) as graph:
        rows = graph.query(
            f"SELECT ?s WHERE {{ <{iri}> <https://w3id.org/danchieu/def#reviewStatus>"
            f"|<https://w3id.org/danchieu/def#taskStatus> ?s }}"
        )
        return sorted(row["s"].value.partition("#")[2] for row in rows)


def test_a_decision_shows_at_once_and_undoing_it_too(store: Path, run: Run) -> None:
    law = cited(store, "31/2024/QH15", str(store.parent / "a.txt"))
    code, out, _ = run("add", "reject", law, "--note", "nhầm luật", "--json")
    assert code == 0
    made = json.loads(out)
    assert (made["who"], made["action"], made["note"]) == ("Trần Thị B", "reject", "nhầm luật")
    assert current(store).name == "2"
    assert status(store, law) == ["rejected"]
    assert run("undo", made["id"])[0] == 0
    assert status(store, law) == ["unreviewed"]
    code, out, _ = run("list")
    assert "nhầm luật (đã hủy)" in out
    assert run("check")[:2] == (
        0, "0 quyết định có hiệu lực: 0 đã tìm lại được chỗ mới, 0 không tìm thấy chỗ, 0 dòng hỏng.\n",
    )  # fmt: skip


def test_a_decision_holds_when_the_file_is_edited_and_is_told_of_when_its_place_is_gone(store: Path, run: Run) -> None:
    path = store.parent / "a.txt"
    assert run("add", "reject", cited(store, "31/2024/QH15", str(path)))[0] == 0
    path.write_text(TEXTS["a.txt"].replace("Căn cứ Luật", "Xét tình hình;\n\nCăn cứ Luật"), encoding="utf-8")
    update(store, [path], jobs=1)
    law = cited(store, "31/2024/QH15", str(path))
    assert status(store, law) == ["rejected"]
    code, out, _ = run("check", "--json")
    assert (code, len(json.loads(out)["moved"])) == (0, 1)
    path.write_text(TEXTS["a.txt"].replace("Căn cứ Luật Đất đai số 31/2024/QH15;", ""), encoding="utf-8")
    update(store, [path], jobs=1)
    code, out, _ = run("check")
    assert code == 1
    assert "«31/2024/QH15»" in out
    path.write_text(TEXTS["a.txt"], encoding="utf-8")
    update(store, [path], jobs=1)
    assert run("check")[0] == 0


def test_a_task_can_be_done_open_and_corrected(store: Path, run: Run) -> None:
    with EmbeddedStore.open(store) as graph:
        duty = task_saying(graph, "19-CT/TU")
    assert run("add", "done", duty)[0] == 0
    assert status(store, duty) == ["completed"]
    assert run("add", "open", duty)[0] == 0
    assert status(store, duty) == ["notCompleted"]
    lead = "Sở Tư pháp tỉnh Bắc Giang"
    assert run("add", "correct", duty, "--lead", lead, "--deadline", "30/9/2025")[0] == 0
    with EmbeddedStore.open(store) as graph:
        from graph.questions import task

        found = task(graph, duty)
    assert [one["name"] for one in found["lead"]] == [lead]
    assert [(one["text"], one["end"]) for one in found["deadlines"]] == [("trước ngày 30/9/2025", "2025-09-30")]


def test_what_is_left_for_later_waits_for_the_next_load(store: Path, run: Run) -> None:
    law = cited(store, "31/2024/QH15", str(store.parent / "a.txt"))
    code, _, err = run("add", "accept", law.partition("/id/")[2], "--later")
    assert (code, "lần nạp sau" in err) == (0, True)
    assert status(store, law) == ["unreviewed"]
    assert "chưa được áp" in run("check")[2]
    assert update(store, [], jobs=1).loaded
    assert status(store, law) == ["accepted"]
    assert not update(store, [], jobs=1).loaded


def test_a_store_that_was_not_made_from_files_keeps_its_graph(tmp_path: Path, run: Run) -> None:
    made = tmp_path / "lam-tay"
    load(small_corpus(), made)
    assert main(["review", "add", "merge", CT26_TU.iri, CT25_TU.iri, "--store", str(made)]) == 0
    assert description(made)["generation"] == "1"
    assert len(book.decisions(made).decisions) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "reject", "http://e/none"), "Đồ thị không có dẫn chiếu"),
        (("add", "merge", "19-CT/TU"), "cần hai văn bản"),
        (("add", "reject", "http://e/none", "x"), "cần hai văn bản"),
        (("add", "accept", "http://e/none", "--relation", "cites"), "chỉ dùng với"),
        (("add", "bless", "http://e/none"), "không nhận"),
        (("undo", "khong-co"), "hông có quyết định"),
    ],
)
def test_a_mistake_is_told_in_one_sentence_and_nothing_is_written(
    store: Path, run: Run, arguments: tuple[str, ...], said: str
) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert len(err.strip().splitlines()) == 1
    assert not (store / book.NAME).exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--deadline", "mai"), "không phải là một ngày"),
        (("--relation", "loves"), "Không có quan hệ «loves»; có: legalBasis"),
        (("--lead", "Sở Tài chính"), "không nhận lead"),
        ((), "phải cho biết"),
    ],
)
def test_a_correction_that_corrects_nothing_is_refused(
    store: Path, run: Run, arguments: tuple[str, ...], said: str
) -> None:
    law = cited(store, "31/2024/QH15", str(store.parent / "a.txt"))
    code, _, err = run("add", "correct", law, *arguments)
    assert code == 2
    assert said in err
