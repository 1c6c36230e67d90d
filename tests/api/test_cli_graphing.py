"""`query`, `export` and `validate`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from said import Run

from graph.validate import Broken


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
