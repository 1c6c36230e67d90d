"""`query` and `export`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO

import pytest
from said import Run

from graph.exports import Prepared


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
    "format",
    [
        "turtle", "jsonld", "ntriples", "nquads", "trig", "rdfxml", "graphml", "gexf", "dot", "cytoscape", "mermaid",
        "csv", "parquet",
    ],
)  # fmt: skip
def test_the_graph_is_written_in_every_format(ask: Run, tmp_path: Path, format: str) -> None:
    whole, part = tmp_path / "whole", tmp_path / "part"
    assert ask("export", format, "--out", str(whole)).code == 0
    assert ask("export", format, "--of", "120-KL/TU", "--out", str(part)).code == 0
    assert 0 < part.stat().st_size < whole.stat().st_size


def test_the_formats_of_an_office_are_written_for_an_instrument(ask: Run, tmp_path: Path) -> None:
    for format, opening in (("xlsx", b"PK"), ("docx", b"PK"), ("ics", b"BEGIN:VCALENDAR")):
        out = tmp_path / format
        assert (
            ask("export", format, "--of", "19-CT/TU", "--agency", "Sở Tài chính tỉnh Bắc Giang", "--out", str(out)).code
            == 0
        )
        assert out.read_bytes().startswith(opening)


def test_an_export_is_narrowed_by_filters(ask: Run) -> None:
    said = ask("export", "mermaid", "--of", "120-KL/TU", "--direction", "out", "--relation", "implements,legalBasis")
    assert said.code == 0
    assert "19-CT/TU" in said.out
    assert "Kế hoạch" not in said.out
    recent = ask("export", "mermaid", "--since", "01/01/2024", "--confidence", "0.5").out
    assert "Chỉ thị 19-CT/TU" not in recent
    assert "88/KH-UBND" in recent


def test_filters_that_leave_nothing_are_told_and_end_in_4(ask: Run, tmp_path: Path) -> None:
    out = tmp_path / "trống.xlsx"
    said = ask("export", "xlsx", "--of", "120-KL/TU", "--direction", "out", "--relation", "repeals", "--out", str(out))
    assert said.code == 4
    assert "Không có gì ứng với vùng và bộ lọc đã chọn" in said.err
    assert out.is_file()
    printed = ask("export", "turtle", "--of", "120-KL/TU", "--relation", "repeals")
    assert printed.code == 4
    assert printed.out.startswith("# Không có gì")


def test_what_is_cut_at_its_limit_is_told_once(ask: Run) -> None:
    said = ask("export", "mermaid", "--of", "120-KL/TU", "--depth", "3", "--limit", "2")
    assert said.code == 0
    assert said.err.count("cắt bớt") == 1


def test_of_two_instruments_of_one_number_the_date_chooses(ask: Run) -> None:
    assert ask("export", "mermaid", "--of", "17-CT/TU").code == 3
    assert ask("export", "mermaid", "--of", "17-CT/TU", "--date", "27/02/2020").code == 0


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["docx"], "--of"),
        (["dot", "--relation", "loves"], "Không có quan hệ «loves»"),
        (["dot", "--since", "hôm qua"], "không phải là ngày"),
        (["dot", "--since", "2025", "--until", "2024"], "sau ngày cuối"),
        (["dot", "--direction", "up"], "in, out, both"),
        (["dot", "--depth", "2"], "depth"),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused_in_one_sentence(ask: Run, wrong: list[str], said: str) -> None:
    told = ask("export", *wrong)
    assert (told.code, told.out) == (2, "")
    assert said in told.err.replace("'", "")
    assert told.err.count("\n") == 1


def test_the_agency_of_an_export_is_found_as_everywhere(ask: Run) -> None:
    exact = ask("export", "csv", "--agency", "Sở Tài chính tỉnh Bắc Giang", "--out", "/dev/null")
    assert exact.code == 0
    named = ask("export", "cytoscape", "--agency", "Sở Tài chính tỉnh Bắc Giang")
    assert ask("export", "cytoscape", "--agency", "so tai chinh tinh bac giang").out == named.out
    several = ask("export", "cytoscape", "--agency", "sở")
    assert several.code == 3
    assert "Sở Tài chính tỉnh Bắc Giang" in several.out
    none = ask("export", "cytoscape", "--agency", "Sở Không Có")
    assert none.code == 4
    assert "Không tìm thấy cơ quan" in none.err


def test_a_file_that_cannot_be_written_whole_leaves_the_one_before(
    ask: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "graph.nq"
    assert ask("export", "nquads", "--out", str(out)).code == 0
    before = out.read_bytes()

    def full(self: Prepared, file: IO[bytes]) -> None:
        file.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("graph.exports.Prepared.write", full)
    told = ask("export", "nquads", "--out", str(out))
    assert (told.code, told.err.count("\n")) == (2, 1)
    assert out.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["graph.nq"]


def test_what_a_calendar_cannot_hold_is_told(ask: Run, tmp_path: Path) -> None:
    assert "không nêu ngày" in ask("export", "ics", "--out", str(tmp_path / "x.ics")).err


def test_an_export_that_cannot_be_is_refused_in_one_sentence(ask: Run, tmp_path: Path) -> None:
    assert "turtle" in ask("export", "pptx").err
    assert ask("export", "pptx").code == 2
    assert ask("export", "dot", "--out", str(tmp_path / "no" / "where")).code == 2
    assert ask("export", "dot", "--of", "17-CT/TU").code == 3
    assert ask("export", "dot", "--of", "18-CT/TU").code == 4
    assert ask("export", "dot").out.startswith("digraph")


def test_the_help_names_every_format() -> None:
    from api.commands.graphing import FORMATS
    from graph import exports

    assert tuple(exports.FORMATS) == FORMATS
