"""The command line: what it prints, how it fails, and with which exit code."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
from small_corpus import CT17_2020, CT17_2022, CT19, KL120, small_corpus

from api.cli import main
from graph.model import Corpus, Problem
from graph.validate import Broken

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT.parent / "shared" / "evaluation" / "extraction.schema.json"


@dataclass(frozen=True)
class Said:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run a command in this process."""

    def command(*arguments: str) -> Said:
        capfdbinary.readouterr()
        code = main(arguments)
        told = capfdbinary.readouterr()
        assert b"Traceback" not in told.err
        return Said(code, told.out.decode(), told.err.decode())

    return command


@pytest.fixture
def ask(run: Run, store_directory: Path) -> Run:
    """Run a command over the small corpus."""
    return lambda *arguments: run(*arguments, "--store", str(store_directory))


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Callable[[Corpus], list[list[Path]]]:
    """Let the reader give that corpus, whatever it is asked to read; returns what it was asked."""

    def give(corpus: Corpus) -> list[list[Path]]:
        asked: list[list[Path]] = []

        def read_corpus(paths: Sequence[Path], *, progress: Callable[[str], None] | None = None) -> Corpus:
            asked.append(list(paths))
            if progress:
                progress("đọc tệp 1/1")
            return corpus

        module = types.ModuleType("ingest.run")
        module.__dict__["read_corpus"] = read_corpus
        monkeypatch.setitem(sys.modules, "ingest.run", module)
        return asked

    return give


def readable() -> Corpus:
    """The small corpus, all of whose files could be read."""
    corpus = small_corpus()
    corpus.problems = [each for each in corpus.problems if each.code != "unreadable-file"]
    for citation in (each for extraction in corpus.extractions for each in extraction.citations):
        citation.mention = {"start": citation.start, "end": citation.end}
    return corpus


# Questions.


def test_tasks_are_told_with_lead_deadline_quote_and_place(ask: Run) -> None:
    said = ask("ask", "tasks", "CT 19-CT/TU")
    assert said.code == 0
    for words in (
        "Chỉ thị 19-CT/TU ngày 11/6/2020",
        "Nhiệm vụ trực tiếp thực hiện (1)",
        "Chủ trì: Sở Tài nguyên và Môi trường tỉnh Bắc Giang",
        "Thời hạn: trước ngày 31/12/2024",
        "«19-CT/TU»",
        "Điều 2 > 4 > đoạn 1",
        "nghi-quyet-33.txt",
        "Nhiệm vụ thực hiện qua văn bản khác (2)",
        "Qua: Kết luận 120-KL/TU ngày 07/5/2021",
    ):
        assert words in said.out
    assert "ghi nhận kết quả" not in said.out


def test_json_is_the_very_bytes_that_http_sends(ask: Run, client: httpx.Client) -> None:
    for question in ("tasks", "provenance", "dependencies", "dependents", "impact"):
        by_http = client.get(f"/api/v1/instruments/120-KL/TU/{question}")
        assert ask("ask", question, "120-KL/TU", "--json").out.encode() == by_http.content
    by_http = client.get("/api/v1/lookup", params={"q": "120-KL/TU"})
    assert ask("lookup", "120-KL/TU", "--json").out.encode() == by_http.content
    by_http = client.get("/api/v1/path", params={"from": "88/KH-UBND", "to": "19-CT/TU"})
    assert ask("ask", "path", "88/KH-UBND", "19-CT/TU", "--json").out.encode() == by_http.content


def test_the_shape_of_the_tasks_is_the_published_one(ask: Run) -> None:
    answer = json.loads(ask("ask", "tasks", "CT 19-CT/TU", "--json").out)
    assert set(answer) == {"instrument", "tasks"}
    assert set(answer["instrument"]) == {"iri", "type", "symbol", "date", "title", "issuer"}
    expected = {"iri", "text", "direct", "chain", "lead", "coordinating", "deadlines", "evidence"}
    assert set(answer["tasks"][0]) == expected
    evidence = {"document", "source", "path", "start", "end", "quote", "relation", "confidence"}
    assert evidence <= set(answer["tasks"][0]["evidence"][0])
    assert set(answer["tasks"][0]["lead"][0]) == {"iri", "name", "explicit"}


@pytest.mark.parametrize("question", ["provenance", "dependencies", "dependents", "impact"])
def test_every_question_is_answered_in_words(ask: Run, question: str) -> None:
    said = ask("ask", question, "120-KL/TU")
    assert said.code == 0
    assert said.out.startswith("Kết luận 120-KL/TU ngày 07/5/2021")
    assert len(said.out.splitlines()) > 2


def test_a_task_has_its_provenance_too(ask: Run) -> None:
    task = json.loads(ask("ask", "tasks", "CT 19-CT/TU", "--json").out)["tasks"][0]["iri"]
    by_iri = ask("ask", "provenance", task)
    assert by_iri.code == 0
    assert "Chỉ thị 19-CT/TU" in by_iri.out
    assert ask("ask", "provenance", task.partition("/id/")[2]).out == by_iri.out
    assert ask("ask", "provenance", "task/0000").code == 4


def test_the_path_between_two_is_told_step_by_step_or_denied(ask: Run) -> None:
    said = ask("ask", "path", "88/KH-UBND", "19-CT/TU")
    assert said.code == 0
    assert "1." in said.out
    assert "2." in said.out
    assert "triển khai thực hiện" in said.out
    denied = ask("ask", "path", "19-CT/TU", "88/KH-UBND")
    assert denied.code == 0
    assert "không có chuỗi viện dẫn nào" in denied.out


def test_an_ambiguous_number_prints_what_tells_the_candidates_apart(ask: Run) -> None:
    for command in (["lookup"], ["ask", "tasks"], ["ask", "impact"]):
        said = ask(*command, "17-CT/TU")
        assert said.code == 3
        for words in ("27/02/2020", "14/10/2022", "rác thải", "chuyển đổi số"):
            assert words in said.out
        assert "--date" in said.err
    told = json.loads(ask("lookup", "17-CT/TU", "--json").out)
    assert {c["iri"] for c in told["candidates"]} == {CT17_2020.iri, CT17_2022.iri}


@pytest.mark.parametrize("date", ["2020-02-27", "27/02/2020", "2020"])
def test_a_date_chooses(ask: Run, date: str) -> None:
    said = ask("lookup", "17-CT/TU", "--date", date)
    assert said.code == 0
    assert CT17_2020.iri in said.out
    assert ask("lookup", "17-CT/TU", "--place", "Bắc Giang").code == 3
    assert ask("lookup", "17-CT/TU", "--date", date, "--place", "Thái Nguyên").code == 4


def test_an_unknown_number_prints_near_misses(ask: Run) -> None:
    for command in (["lookup"], ["ask", "tasks"]):
        said = ask(*command, "18-CT/TU")
        assert said.code == 4
        assert "gần giống" in said.err
        assert "Chỉ thị 19-CT/TU" in said.out
    assert CT19.iri in {n["iri"] for n in json.loads(ask("lookup", "18-CT/TU", "--json").out)["near"]}
    assert ask("lookup", "một văn bản không ai biết").code == 4


# Queries, exports, checks.


def write(folder: Path, text: str) -> str:
    file = folder / "question.rq"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_a_query_of_ones_own_is_answered_as_a_table_or_in_a_format(ask: Run, tmp_path: Path) -> None:
    file = write(tmp_path, "PREFIX dan: <https://w3id.org/danchieu/def#> SELECT ?t { ?t a dan:Task } ORDER BY ?t")
    said = ask("query", file)
    assert said.code == 0
    assert said.out.startswith("t\n─")
    assert "5 dòng" in said.err
    assert len(json.loads(ask("query", file, "--json").out)["results"]["bindings"]) == 5
    assert ask("query", file, "--format", "csv").out.count("\r\n") == 6
    graph = write(tmp_path, "CONSTRUCT WHERE { ?s a ?type }")
    assert ask("query", graph, "--format", "ntriples").out.strip().endswith(".")
    assert ask("query", write(tmp_path, "ASK {}")).out == "có\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("SELECT ?x WHERE { ?x ?y }", "sai cú pháp ở dòng 1"),
        ("", "trống"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", "chỉ đọc"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "SERVICE"),
    ],
)
def test_a_query_that_cannot_run_ends_in_one_clear_message(ask: Run, tmp_path: Path, text: str, words: str) -> None:
    said = ask("query", write(tmp_path, text))
    assert said.code == 2
    assert words in said.err
    assert len(said.err.splitlines()) == 1
    assert said.out == ""


def test_a_query_that_never_ends_is_ended(ask: Run, tmp_path: Path) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(20)) + " }"
    said = ask("query", write(tmp_path, endless), "--seconds", "0.5")
    assert said.code == 2
    assert "quá 0.5 giây" in said.err


def test_a_query_file_that_is_none_is_named(ask: Run, tmp_path: Path) -> None:
    assert "«/không/có.rq»" in ask("query", "/không/có.rq").err
    binary = tmp_path / "binary.rq"
    binary.write_bytes(b"\xff\xfe\x00")
    assert "không phải văn bản UTF-8" in ask("query", str(binary)).err
    said = ask("query", write(tmp_path, "ASK {}"), "--format", "turtle")
    assert said.code == 2
    assert "bảng" in said.err


@pytest.mark.parametrize(
    "format", ["turtle", "jsonld", "ntriples", "nquads", "graphml", "gexf", "dot", "cytoscape", "csv"]
)
def test_the_graph_is_written_in_every_format(ask: Run, tmp_path: Path, format: str) -> None:
    whole, part = tmp_path / "whole", tmp_path / "part"
    assert ask("export", format, "--out", str(whole)).code == 0
    assert ask("export", format, "--of", "120-KL/TU", "--out", str(part)).code == 0
    assert 0 < part.stat().st_size < whole.stat().st_size


def test_an_export_that_cannot_be_is_refused_in_one_sentence(ask: Run, tmp_path: Path) -> None:
    assert "turtle" in ask("export", "docx").err
    assert ask("export", "docx").code == 2
    assert ask("export", "dot", "--out", str(tmp_path / "no" / "where")).code == 2
    assert ask("export", "dot", "--of", "17-CT/TU").code == 3
    assert ask("export", "dot", "--of", "18-CT/TU").code == 4
    assert ask("export", "dot").out.startswith("digraph")


def test_a_graph_in_order_is_told_so_and_a_broken_rule_is_named(ask: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    said = ask("validate")
    assert (said.code, said.out) == (0, "")
    assert "mọi quy tắc" in said.err
    assert ask("validate", "--json").out == "[]\n"
    broken = Broken("quote-present", "Trích dẫn phải có lời.", 2, [("https://example.org/x", "trống")])
    monkeypatch.setattr("graph.validate.validate", lambda store: [broken])
    said = ask("validate")
    assert said.code == 1
    assert said.out == "quote-present: 2 — Trích dẫn phải có lời.\n    https://example.org/x (trống)\n"
    assert json.loads(ask("validate", "--json").out)[0]["count"] == 2


# Reading.


def test_extract_writes_one_valid_file_for_each_source(run: Run, reading: Any, tmp_path: Path) -> None:
    asked = reading(readable())
    source = tmp_path / "in"
    source.mkdir()
    said = run("extract", str(source), "--out", str(tmp_path / "out"))
    assert said.code == 0
    assert asked == [[source]]
    written = sorted((tmp_path / "out").iterdir())
    assert [p.name for p in written] == [
        "ke-hoach-50.txt.json",
        "ke-hoach-88.txt.json",
        "nghi-quyet-33.txt.json",
    ]
    assert sorted(said.out.split()) == [str(path) for path in written]
    for path in written:
        assert json.loads(path.read_text("utf-8"))["extractor"]["name"] == "by hand"


def test_what_extract_writes_is_valid_against_the_published_schema(run: Run, reading: Any, tmp_path: Path) -> None:
    if not SCHEMA.is_file():
        pytest.skip("the published schema is not beside this checkout")
    schema = json.loads(SCHEMA.read_text("utf-8"))
    reading(readable())
    assert run("extract", str(tmp_path), "--out", str(tmp_path / "out")).code == 0
    for path in (tmp_path / "out").iterdir():
        jsonschema.validate(json.loads(path.read_text("utf-8")), schema)


def test_files_of_one_name_do_not_overwrite_each_other(run: Run, reading: Any, tmp_path: Path) -> None:
    corpus = readable()
    for number, extraction in enumerate(corpus.extractions):
        extraction.source.path = f"folder-{number}/van-ban.txt"
    corpus.extractions.append(corpus.extractions[0])
    reading(corpus)
    assert run("extract", str(tmp_path), "--out", str(tmp_path / "out")).code == 0
    written = [json.loads(p.read_text("utf-8"))["source"]["path"] for p in (tmp_path / "out").iterdir()]
    assert sorted(written) == ["folder-0/van-ban.txt"] * 2 + ["folder-1/van-ban.txt", "folder-2/van-ban.txt"]


def test_ingest_replaces_the_graph_and_says_what_it_read(run: Run, reading: Any, tmp_path: Path) -> None:
    reading(readable())
    store = ["--store", str(tmp_path / "store")]
    said = run("ingest", str(tmp_path), *store)
    assert said.code == 0
    assert "Đã nạp 3 văn bản từ 3 tệp: 5 nhiệm vụ" in said.out
    assert "đọc tệp 1/1" in said.err
    told = json.loads(run("ingest", str(tmp_path), *store, "--json").out)
    assert (told["files"], told["tasks"], told["generation"]) == (3, 5, "2")
    assert run("lookup", "120-KL/TU", *store).out.endswith(f"{KL120.iri}\n")


def unreadable(*names: str, readable: bool) -> Corpus:
    corpus = small_corpus() if readable else Corpus()
    corpus.problems = [Problem("unreadable-file", f"{name}: tệp trống") for name in names]
    return corpus


def test_a_bad_file_is_named_with_the_reason_and_the_others_go_on(run: Run, reading: Any, tmp_path: Path) -> None:
    reading(unreadable("empty.txt", readable=True))
    said = run("ingest", str(tmp_path), "--store", str(tmp_path / "store"))
    assert said.code == 2
    assert "Lỗi: empty.txt: tệp trống" in said.err
    assert "Đã nạp 3 văn bản" in said.out
    said = run("extract", str(tmp_path), "/không/có.txt", "--out", str(tmp_path / "out"))
    assert said.code == 2
    assert "«/không/có.txt»" in said.err
    assert len(list((tmp_path / "out").iterdir())) == 3


def test_nothing_readable_leaves_the_graph_as_it_was(run: Run, reading: Any, tmp_path: Path) -> None:
    store = ["--store", str(tmp_path / "store")]
    reading(readable())
    run("ingest", str(tmp_path), *store)
    reading(unreadable("empty.txt", "binary.txt", readable=False))
    said = run("ingest", str(tmp_path), *store)
    assert said.code == 5
    assert "empty.txt" in said.err
    assert "binary.txt" in said.err
    assert run("lookup", "120-KL/TU", *store).code == 0
    assert run("ingest", "/không/có.txt", *store).code == 2
    reading(Corpus())
    assert run("ingest", str(tmp_path), *store).code == 5


def test_a_place_that_cannot_be_written_is_told(run: Run, reading: Any, tmp_path: Path) -> None:
    reading(readable())
    (tmp_path / "file").write_text("")
    for command in (["extract", "--out"], ["ingest", "--store"]):
        said = run(command[0], str(tmp_path), command[1], str(tmp_path / "file"))
        assert said.code == 2
        assert "Không ghi được" in said.err


# Usage.


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


# As a process.


def process(*arguments: str, **more: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "api.cli", *arguments],
        capture_output=True,
        cwd=ROOT,
        timeout=60,
        check=False,
        **more,
    )


def test_a_look_up_loads_neither_the_server_nor_the_reader(store_directory: Path) -> None:
    code = (
        "import sys; from api.cli import main; code = main(sys.argv[1:]);"
        "heavy = {'spacy', 'fastapi', 'pydantic', 'networkx', 'rdflib', 'uvicorn', 'jinja2'};"
        "print(sorted(heavy & set(sys.modules)));"
        "sys.exit(code)"
    )
    for command in (["lookup", "19-CT/TU"], ["ask", "tasks", "19-CT/TU"], ["ask", "impact", "19-CT/TU"]):
        arguments = [*command, "--store", str(store_directory)]
        done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, cwd=ROOT, check=True)
        assert done.stdout.decode().splitlines()[-1] == "[]"


def test_exit_codes_reach_the_shell_and_a_plain_locale_does_no_harm(store_directory: Path) -> None:
    plain = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "DANCHIEU_STORE": str(store_directory)}
    assert process("lookup", "19-CT/TU", env=plain).stdout.decode().startswith("Chỉ thị 19-CT/TU")
    assert process("lookup", "17-CT/TU", env=plain).returncode == 3
    assert process("lookup", "18-CT/TU", env=plain).returncode == 4


def test_a_reader_that_leaves_early_is_no_error(store_directory: Path) -> None:
    command = f"{sys.executable} -m api.cli export nquads --store {store_directory} | head -c 10"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, cwd=ROOT, check=False)
    assert b"Traceback" not in done.stderr
    assert len(done.stdout) == 10


def test_serve_prints_its_address_answers_and_stops(store_directory: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "api.cli", "serve", "--port", "0", "--store", str(store_directory)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT,
    ) as served:  # fmt: skip
        assert served.stdout is not None
        address = re.search(rb"http://127\.0\.0\.1:\d+", served.stdout.readline())
        assert address is not None
        url = address[0].decode()
        for _ in range(200):
            try:
                health = httpx.get(f"{url}/healthz")
                break
            except httpx.ConnectError:
                time.sleep(0.05)
        assert health.json()["status"] == "ok"
        served.send_signal(2)
        assert served.wait(20) in (0, 130)


def test_a_port_that_is_taken_is_told(run: Run, store_directory: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        said = run("serve", "--port", str(taken.getsockname()[1]), "--store", str(store_directory))
    assert said.code == 2
    assert "--port" in said.err
    said = run("serve", "--host", "not.an.address.invalid", "--store", str(store_directory))
    assert said.code == 2


def test_the_demo_asks_three_questions_of_the_samples(run: Run, reading: Any, tmp_path: Path) -> None:
    reading(readable())
    said = run("demo", "--no-serve", "--samples", str(tmp_path))
    assert said.code == 0
    for words in ("1. ", "2. ", "3. ", "$ danchieu ask tasks", "$ danchieu lookup", "Chủ trì:", "17-CT/TU"):
        assert words in said.out
