"""One command measures peers beside us: what is missing is said, what differs fails, what is kept has its place."""

from __future__ import annotations

import doctest
import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from benchmarks import __main__ as command
from benchmarks import spread
from benchmarks.bounded import NotFinishedError
from benchmarks.country.make import make
from benchmarks.peers import environments, extraction, query, reading, report, texts, whole
from benchmarks.peers.environments import EYECITE, PEERS, PeerMissing, python_of
from benchmarks.peers.extraction import Read
from benchmarks.peers.report import NowhereToKeep, Section, keep
from benchmarks.store_questions import QUESTIONS

PAGE = command.PAGE


def read_in(seconds: float, program: str = extraction.WHOLE, text: str = "tiếng Anh, nối liền") -> Read:
    return Read(program, text, "dẫn chiếu", 1_000_000, "1.0", (seconds, 2 * seconds, seconds), 40, 60.0)


def a_run(median: float, *, cut: bool = False, answered: int = 4, differences: tuple[str, ...] = ()) -> dict[str, Any]:
    """What `benchmarks.stores` found of one size, ours and one peer."""

    def timing(question: str, ms: float | None, count: int, stopped: bool) -> dict[str, Any]:
        return {"question": question, "median": ms, "p95": ms, "most": ms, "answered": count, "given": 4,
                "cut": stopped, "failed": 0, "error": ""}  # fmt: skip

    ours = {"timings": [timing(q, 2.0, 4, False) for q in QUESTIONS], "unfinished": "", "failed": False, "load": 1.0,
            "open": 0.1, "disk": 5.0, "memory": 50.0, "quads": 1_000, "files": 3, "compared": 4,
            "differences": []}  # fmt: skip
    theirs = ours | {
        "timings": [timing(q, median if answered else None, answered, cut) for q in QUESTIONS],
        "differences": list(differences),
    }
    return {"triples": 1_000, "engines": {"embedded": ours, "rdflib": theirs}}


@pytest.mark.parametrize("module", [spread, texts])
def test_the_examples_are_true(module: Any) -> None:
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("write", [texts.english, texts.german])
@pytest.mark.parametrize("density", [1.0, 2.0, 4.0])
def test_a_text_is_as_long_and_as_dense_as_asked(write: Any, density: float) -> None:
    text = write(60_000, density)
    assert len(text) == 60_000
    cited = 3 * (text.count("42 U.S.C.") + text.count("§ 433"))
    assert 1000 * cited / len(text) == pytest.approx(density, rel=0.25)


def test_a_regular_expression_finds_numbers_behind_a_type_and_nothing_else() -> None:
    find = reading.READERS["regex"][1]()
    assert find("Căn cứ Nghị quyết số 20/NQ-HĐND ngày 01/02/2023 và chỉ thị 19-CT/TU; theo Luật Đất đai năm 2013.") == 2
    assert find("Nghị định số 26/2022/NĐ-CP, Quyết định 12/QĐ-UBND; điểm 3/4, ngày 1/2/2023") == 2


def test_our_own_reader_is_measured_as_peers_are_in_a_process_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "texts.json"
    file.write_text(json.dumps(["Căn cứ Chỉ thị số 19-CT/TU ngày 03/02/2021;", "Không có gì."]), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", reading.__name__, "danchieu", str(file), "3"],
        cwd=command.ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    said = json.loads(done.stdout)
    assert said["found"] == 1
    assert len(said["seconds"]) == 3
    assert said["version"]


def test_an_environment_that_is_there_is_taken_and_half_of_one_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[list[str]] = []

    def install(words: list[str]) -> None:
        ran.append(words)
        (tmp_path / "eyecite-2.7.8.making" / "bin").mkdir(parents=True, exist_ok=True)
        (tmp_path / "eyecite-2.7.8.making" / "bin" / "python").touch()

    monkeypatch.setattr(environments, "_run", install)
    (tmp_path / "eyecite-2.7.8.making").mkdir()  # of a run that was killed
    python = python_of(EYECITE, tmp_path)
    assert python.is_file()
    assert "eyecite==2.7.8" in ran[-1]
    times = len(ran)
    assert python_of(EYECITE, tmp_path) == python
    assert len(ran) == times


def test_versions_of_peers_are_pinned_and_their_licences_known() -> None:
    assert all(peer.version[0].isdigit() and peer.licence and peer.purpose for peer in PEERS)


def test_a_peer_that_cannot_be_installed_is_a_row_that_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_words: list[str]) -> None:
        raise PeerMissing("eyecite==2.7.8 was not installed: no network")

    monkeypatch.setattr(environments, "_run", refuse)
    task = extraction.Task(extraction.WHOLE, "eyecite", "tiếng Anh", ["text"], EYECITE)
    done = extraction._done(task, 1, tmp_path)
    assert "no network" in done.missing
    found = extraction.section([read_in(0.5, "Dẫn Chiếu"), done])
    assert found.rows[1][3:] == ["–", "–", "–", "–"]
    assert any("no network" in note for note in found.notes)
    assert not found.faults


def test_the_ratio_is_of_medians_and_says_whether_what_was_asked_is_reached() -> None:
    slow = extraction.section([read_in(0.1, "Dẫn Chiếu"), read_in(1.0)])
    assert slow.rows[1][-1] == "10"
    assert "gấp 10 đến 10 lần" in slow.notes[0]
    assert "(đòi hỏi: 20; không đạt)" in slow.notes[0]
    assert "10,000,000 (5,000,000–10,000,000)" in slow.rows[0]
    assert "không đạt" not in extraction.section([read_in(0.1, "Dẫn Chiếu"), read_in(2.5)]).notes[0]


def test_medians_of_runs_stand_with_how_far_they_are_apart() -> None:
    found = query.section([a_run(20.0), a_run(30.0), a_run(22.0)], {"virtuoso": "virtuoso-t not installed"}, 15.0)
    cells = {row[0]: row[1:] for row in found.rows}
    assert cells["impact"] == ["2 / 2", "22 (20–30) / 22"]
    assert any(
        note.startswith("rdflib: gấp 11 đến 11 lần trung vị của chúng tôi; 12 trong 12 câu") for note in found.notes
    )
    assert "virtuoso: virtuoso-t not installed" in found.notes
    assert not found.faults


def test_a_peer_out_of_patience_is_written_as_such() -> None:
    part = query.section([a_run(900.0, cut=True, answered=2), a_run(900.0)], {}, 15.0)
    assert part.rows[-1][2] == "900 / 900, 2 trong 4"
    none = query.section([a_run(0.0, cut=True, answered=0)], {}, 15.0)
    assert none.rows[-1][2] == "không trả lời trong 15 s"
    assert not none.faults


def test_an_answer_that_differs_is_a_fault_and_so_is_an_engine_that_breaks() -> None:
    broken = a_run(20.0, differences=("impact of x: 1 ≠ 2",))
    broken["engines"]["rdflib"] |= {"unfinished": "asking: failed (1): no", "failed": True}
    faults = query.section([broken], {}, 15.0).faults
    assert "rdflib trả lời khác: impact of x: 1 ≠ 2" in faults
    assert "rdflib: asking: failed (1): no" in faults
    slow = a_run(20.0)
    slow["engines"]["rdflib"] |= {"unfinished": "opening: not finished in 60 s"}
    found = query.section([slow], {}, 15.0)
    assert not found.faults
    assert "rdflib: opening: not finished in 60 s" in found.notes


@pytest.mark.skipif(find_spec("rdflib_endpoint") is None, reason="rdflib-endpoint is not installed")
def test_rdflib_endpoint_answers_as_a_store_does_and_again_after_it_was_not_waited_for(tmp_path: Path) -> None:
    from benchmarks.endpoint_store import EndpointStore

    file = tmp_path / "graph.nq"
    file.write_text("".join(f'<urn:s{n}> <urn:p> "{n}" <urn:g> .\n' for n in range(400)), encoding="utf-8")
    count = "SELECT (COUNT(*) AS ?n) { ?s <urn:p> ?o }"

    def counted(store: Any) -> list[str]:
        return [row["n"].value for row in store.query(count)]

    with EndpointStore(file) as store:
        assert counted(store) == ["400"]
        first = store._process
        store._client.timeout = 1.0
        with pytest.raises(Exception, match="timed out"):
            store.query("SELECT * { ?a <urn:p> ?b . ?c <urn:p> ?d . ?e <urn:p> ?f } ORDER BY ?b ?d ?f")
        store._client.timeout = 60.0
        assert store._process != first
        assert counted(store) == ["400"]
        assert store.memory() > 20


def test_the_whole_way_of_the_peer_ends_in_the_same_quads_and_answers(tmp_path: Path) -> None:
    make(tmp_path, 3, jobs=1)
    found = whole.measured("three documents", [tmp_path / "documents"], 1, 2, 1, 60.0, lambda _said: None)
    assert not found.faults
    (run,) = found.figures
    assert run["rdflib"]["load"]["quads"] == run["ours"]["load"]["quads"] > 1_000
    assert run["compared"] > 3
    names = [row[0] for row in found.rows]
    assert names[-3:-1] == ["**tất cả**", "**không kể việc chung**"]
    assert "rdflib lâu gấp" in found.notes[0]


def test_a_pipeline_that_does_not_end_is_written_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = {"load": {"files": 3, "quads": 9, "process": 2.0}, "asking": 1.0, "unfinished": None}
    run = {"ours": ours, "rdflib": {"unfinished": "stopped at 16,001 MB of memory"}, "compared": 0, "differences": []}
    monkeypatch.setattr(whole, "_both", lambda *_: run)
    found = whole.measured("many", [tmp_path], 1, 1, 1, 1.0, lambda _said: None)
    assert "không xong: stopped at 16,001 MB of memory" in found.rows[0]
    assert not found.faults


def test_competency_questions_that_do_not_end_in_time_are_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> str:
        raise NotFinishedError("not finished in 9 s")

    monkeypatch.setattr(query, "_said", never)
    found = query.competency([Path("samples")], 1, 9.0)
    assert found.notes == ["benchmarks.questions: not finished in 9 s"]


def test_what_is_kept_replaces_what_stood_there_and_nothing_else(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    page.write_text(PAGE.read_text(encoding="utf-8"), encoding="utf-8")
    for number in range(2):
        for group in command.GROUPS:
            keep(page, group, "python -m benchmarks --keep", f"| {group} {number} | \\1 |")
    kept = page.read_text(encoding="utf-8")
    for group in command.GROUPS:
        assert f"| {group} 1 | \\1 |" in kept
        assert f"| {group} 0 |" not in kept
    assert kept.startswith(PAGE.read_text(encoding="utf-8").partition("<!--")[0])
    assert kept.count("begin, written by") == len(command.GROUPS)


def test_a_page_without_its_place_is_refused_and_not_touched(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Không có chỗ nào\n", encoding="utf-8")
    with pytest.raises(NowhereToKeep, match="extraction"):
        keep(page, "extraction", "command", "text")
    assert page.read_text(encoding="utf-8") == "# Không có chỗ nào\n"
    with pytest.raises(NowhereToKeep):
        keep(tmp_path / "none.md", "extraction", "command", "text")


def test_one_part_alone_runs_and_is_kept_with_a_command_that_tells_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[int] = []

    def stub(_paths: object, characters: int, *_: object) -> Section:
        asked.append(characters)
        return Section("extraction", "Extraction", "What it means.", ["program", "rate"], [["a|b", "1"]])

    monkeypatch.setattr(extraction, "measured", stub)
    page = tmp_path / "benchmarks.md"
    page.write_text(PAGE.read_text(encoding="utf-8"), encoding="utf-8")
    typed = [str(tmp_path), "--quick", "--only", "extraction", "--keep", str(page)]
    assert command.main(typed) == 0
    kept = page.read_text(encoding="utf-8")
    assert "| a/b | 1 |" in kept
    assert "--only extraction" in kept
    assert str(tmp_path) not in kept
    assert report.machine() in kept
    assert "| a/b | 1 |" in capsys.readouterr().out
    assert command.main([*typed[:4], "--json"]) == 0
    assert [one["name"] for one in json.loads(capsys.readouterr().out)["sections"]] == ["extraction"]
    assert asked == [command.QUICK.characters] * 2


def test_an_answer_that_differs_ends_with_one(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = Section("extraction", "Extraction", "", ["program"], faults=["it answers otherwise"])
    monkeypatch.setattr(extraction, "measured", lambda *_: wrong)
    assert command.main(["--only", "extraction"]) == 1


def test_a_part_of_ours_that_does_not_end_is_a_fault_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def never(*_: object) -> Section:
        raise NotFinishedError("not finished in 9 s")

    monkeypatch.setattr(whole, "measured", never)
    assert command.main(["--only", "end-to-end"]) == 1
    assert "not finished in 9 s" in capsys.readouterr().out


def test_runs_that_ended_are_told_though_a_later_one_did_not(monkeypatch: pytest.MonkeyPatch) -> None:
    said = iter([json.dumps([a_run(20.0)])])

    def some(*_: object, **__: object) -> str:
        if (text := next(said, None)) is None:
            raise NotFinishedError("not finished in 9 s")
        return text

    monkeypatch.setattr(query, "_said", some)
    found = query.measured(1_000, 4, 2, 15.0, lambda _said: None)
    assert found.rows[-1][2] == "20 / 20"
    assert found.notes[-1] == "benchmarks.stores: not finished in 9 s"


@pytest.mark.parametrize("words", [["--only", "speed"], ["--runs", "0"], ["--triples", "many"], ["no-such-folder"]])
def test_a_wrong_word_ends_with_two_and_a_sentence(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(words)
    assert ended.value.code == 2
    assert words[0] in capsys.readouterr().err
