"""One command measures peers beside us: what is missing is said, what differs fails, what is kept has its place."""

from __future__ import annotations

import doctest
import json
import re
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
from benchmarks.peers import environments, extraction, opinions, query, reading, report, texts, whole
from benchmarks.peers.environments import EYECITE, PEERS, ROOT, PeerMissing, python_of
from benchmarks.peers.extraction import Read
from benchmarks.peers.report import NowhereToKeep, Section, keep
from benchmarks.rdflib_store import RdflibStore
from benchmarks.store_questions import QUESTIONS

PAGE = command.PAGE


def read_in(
    seconds: float,
    program: str = extraction.WHOLE,
    text: str = "tiếng Anh, tài liệu dài 1,000,000",
    length: int = 1_000_000,
) -> Read:
    return Read(program, text, "dẫn chiếu", 1_000_000, length, "1.0", (seconds, 2 * seconds, seconds), 40, 60.0)


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


@pytest.mark.parametrize("module", [spread, texts, opinions])
def test_the_examples_are_true(module: Any) -> None:
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("density", [1.0, 2.0, 4.0])
def test_german_is_as_long_and_as_dense_as_asked(density: float) -> None:
    text = texts.german(60_000, density)
    assert len(text) == 60_000
    assert 3000 * text.count("§ 433") / len(text) == pytest.approx(density, rel=0.25)


# What a reader of opinions looks for, each citation once, by what none of the others has.
FORMS = {
    "full": r" v\. [^,]+(?:, Inc\.)?, \d+ [A-Z][\w. ]+ \d+, \d+[^()]*\((?:[^()]+ )?\d{4}\)",
    "short": r"\d+ (?:[A-Z][\w.]*\.? ?)+(?:\dd)?,? at \d+",
    "supra": r", supra, at \d+",
    "id": r"\bId\.,? at \d+",
    "statute": r"§",
    "journal": r"Rev\. \d+, \d+|L\.J\. \d+, \d+",
}


@pytest.mark.parametrize("court", ["supreme", "other"])
@pytest.mark.parametrize("density", [1.0, 2.0, 4.0])
def test_an_opinion_is_as_long_and_as_dense_as_asked(density: float, court: opinions.Court) -> None:
    text = opinions.opinions(300_000, density, court)
    assert len(text) == 300_000
    found = {kind: len(re.findall(form, text.replace("§§", "§"))) for kind, form in FORMS.items()}
    assert 1000 * sum(found.values()) / len(text) == pytest.approx(density, rel=0.1)
    assert all(found.values()), found


def test_an_opinion_cites_about_fifty_cases_of_other_names_and_each_in_full_before_it_is_called_for_short() -> None:
    text = opinions.opinions(opinions.OPINION)
    cases = re.findall(r"(\w+)[\w.,&’' -]*? v\. [\w.,&’' -]+?, (\d+ [A-Z][\w. ]+? \d+), \d+", text)
    assert 40 <= len(set(cases)) <= 60
    shorts = list(re.finditer(r"(\d+ U\. S\.), at \d+", text))
    assert len(shorts) > 20
    assert all(re.search(rf"\b{short[1]} \d+, \d+", text[: short.start()]) for short in shorts)
    paragraphs = text.split("\n\n")
    assert len(set(paragraphs)) > 0.9 * len(paragraphs)


def test_the_same_seed_writes_the_same_opinion_another_seed_another_and_the_next_has_its_own_docket() -> None:
    text = opinions.opinions(3 * opinions.OPINION)
    assert text[: opinions.OPINION] == opinions.opinions(opinions.OPINION)
    assert text[:2_000] != opinions.opinions(2_000, seed=1)
    first, second = (set(re.findall(r"\d+ U\. S\. \d+", part)) for part in (text[:85_000], text[86_500:171_000]))
    assert len(first & second) < 3 < len(second)


def test_only_the_supreme_court_writes_its_reporter_with_a_space_and_other_courts_are_named() -> None:
    supreme, other = opinions.opinions(opinions.OPINION), opinions.opinions(opinions.OPINION, court="other")
    assert "U. S. " in supreme
    assert "U. S. " not in other

    def named(text: str) -> float:
        years = re.findall(r"\(([^()]+ )?\d{4}\)", text)
        return sum(map(bool, years)) / len(years)

    assert 0 < 2 * named(supreme) < named(other)


def test_a_regular_expression_finds_numbers_behind_a_type_and_nothing_else() -> None:
    find = reading.READERS["regex"][1]()
    assert find("Căn cứ Nghị quyết số 20/NQ-HĐND ngày 01/02/2023 và chỉ thị 19-CT/TU; theo Luật Đất đai năm 2013.") == 2
    assert find("Nghị định số 26/2022/NĐ-CP, Quyết định 12/QĐ-UBND; điểm 3/4, ngày 1/2/2023") == 2


def test_our_own_reader_is_measured_as_peers_are_in_a_process_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "texts.json"
    file.write_text(json.dumps(["Căn cứ Chỉ thị số 19-CT/TU ngày 03/02/2021;", "Không có gì."]), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", reading.__name__, "danchieu", str(file), "3"],
        cwd=ROOT, capture_output=True, text=True, check=True,
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
    assert "nhanh gấp 10 lần (đòi hỏi 20: không đạt)" in slow.notes[0]
    assert "10,000,000 (5,000,000–10,000,000)" in slow.rows[0]
    assert "(đòi hỏi 20: đạt)" in extraction.section([read_in(0.1, "Dẫn Chiếu"), read_in(2.5)]).notes[0]


def test_each_length_is_held_against_ours_of_the_same_length_and_what_has_none_against_the_files() -> None:
    done = [
        read_in(0.4, "Dẫn Chiếu", "tiếng Việt, từng tệp", 0),
        read_in(0.1, "Dẫn Chiếu", "tiếng Việt, tài liệu dài 85,336", opinions.OPINION),
        read_in(0.2, "Dẫn Chiếu", "tiếng Việt, tài liệu dài 1,000,000"),
        read_in(4.0, text="tiếng Anh, từng tệp", length=0),
        read_in(1.0, text="tiếng Anh, tài liệu dài 85,336", length=opinions.OPINION),
        read_in(1.0, text="tiếng Anh, tài liệu dài 85,336, tòa khác", length=opinions.OPINION),
        read_in(8.0),
        read_in(1.0, "underthesea", "tiếng Việt, một phần", 0),
    ]
    found = extraction.section(done)
    assert [row[-1] for row in found.rows] == ["1", "1", "1", "10", "10", "10", "40", "2.5"]
    held = ["không đạt" if "không đạt" in note else "đạt" for note in found.notes]
    assert held == ["không đạt", "không đạt", "không đạt", "đạt"]
    assert ["trên bản án thật" in note for note in found.notes] == [False, True, False, True]


def test_of_each_length_so_many_documents_are_read_as_make_up_all_on_both_sides() -> None:
    tasks = extraction.tasks(["Căn cứ Chỉ thị số 19-CT/TU ngày 03/02/2021; không có gì.\n" * 99], 300_000)
    for task in tasks:
        assert {len(text) for text in task.texts} == {task.length} or not task.length
    read = {(task.program, task.length): len(task.texts) for task in tasks if task.length}
    assert [read[extraction.OURS, size] for size in (opinions.OPINION, 250_000, 300_000)] == [3, 1, 1]
    assert all(read[extraction.WHOLE, size] == read[extraction.OURS, size] for size in (opinions.OPINION, 250_000))


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
    assert names[-4:-2] == ["**tất cả**", "**không kể việc chung**"]
    for one in (run["ours"], run["rdflib"]):
        # A Python that imports what it needs takes a tenth of a second, and no process is busy on many cores.
        assert 0.1 < one["busy"] < 8 * one["asking"]
        assert 0.1 < one["load"]["busy"] < 8 * one["load"]["process"]
    assert "rdflib lâu gấp" in found.notes[0]
    assert 0 < run["rdflib"]["lent"] < run["rdflib"]["load"]["process"]
    assert found.notes[1].startswith("Cho rdflib mượn bộ phân tích của pyoxigraph thì nó mở trong ")


def test_the_note_on_the_lent_parser_is_of_the_same_run_with_another_opening() -> None:
    load = {"files": 3, "quads": 9, "process": 6.0, "reading": 2.0, "resolution": 1.0, "load": 2.0, "seconds": 5.5,
            "busy": 7.0}  # fmt: skip
    ours = {"load": load, "asking": 4.0, "busy": 3.0, "opened": 0.5, "memory": 90.0, "unfinished": None}
    steps = {"extraction": 3.0, "statements": 2.0, "graph": 5.0, "file": 4.0}
    theirs = {
        "load": {"seconds": steps, "quads": 9, "process": 15.0, "busy": 14.0}, "asking": 45.0, "busy": 42.0,
        "opened": 40.0, "lent": 10.0,
        "memory": 120.0, "unfinished": None, "cut": [],
    }  # fmt: skip
    run = {"ours": ours, "rdflib": theirs, "compared": 5, "differences": []}
    found = whole.section("three documents", [run], 2, 3)
    assert "rdflib lâu gấp 6 lần cho tất cả" in found.notes[0]
    assert "gấp 5.6 lần giây xử lý (đòi hỏi: 5)" in found.notes[0]
    assert "mở trong 10 s: lâu gấp 3 lần cho tất cả" in found.notes[1]


@pytest.mark.parametrize("read", [RdflibStore.read, RdflibStore.read_lent])
def test_both_parsers_hold_what_stands_in_the_file(read: Any, tmp_path: Path) -> None:
    file = tmp_path / "graph.nq"
    file.write_text(
        '<urn:s> <urn:p> "Kế hoạch"@vi <urn:g> .\n'
        '<urn:s> <urn:p> "7"^^<http://www.w3.org/2001/XMLSchema#integer> <urn:h> .\n',
        encoding="utf-8",
    )
    store = read(file)
    assert len(store) == 2
    (row,) = store.query("SELECT ?o { ?s <urn:p> ?o FILTER(lang(?o) = 'vi') }")
    assert row["o"].value == "Kế hoạch"


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
