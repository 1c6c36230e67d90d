"""`validate`, and the vocabulary and the shapes as files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from said import Run

from graph.validate import Broken, Example, Severity


def broken(severity: Severity, count: int = 2) -> Broken:
    place = Example("https://example.org/x", "trống", "a/b.txt", "Điều 2", 40)
    return Broken("some-rule", severity, "Trích dẫn phải có lời.", "A quote has words.", count, [place])


@pytest.fixture
def finding(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let the check find this; returns what it was asked to check."""

    def find(*found: Broken) -> list[dict[str, Any]]:
        asked: list[dict[str, Any]] = []

        def validate(store: object, **options: Any) -> list[Broken]:
            asked.append(options)
            return list(found)

        monkeypatch.setattr("graph.validate.validate", validate)
        return asked

    return find


def test_a_graph_in_order_is_told_so(ask: Run) -> None:
    said = ask("validate")
    assert (said.code, said.out) == (0, "")
    assert "mọi quy tắc" in said.err
    assert ask("validate", "--json").out == "[]\n"


def test_a_violation_is_told_in_both_languages_with_its_place_and_ends_in_1(ask: Run, finding: Any) -> None:
    finding(broken("violation"))
    said = ask("validate")
    assert said.code == 1
    assert said.out == (
        "SAI some-rule: 2 — Trích dẫn phải có lời.\n"
        "    A quote has words.\n"
        "    • https://example.org/x (trống)\n"
        "      a/b.txt, Điều 2, ký tự 40\n"
        "    … và 1 chỗ khác\n"
    )
    assert "sai 1 quy tắc" in said.err


def test_a_warning_alone_ends_in_0(ask: Run, finding: Any) -> None:
    finding(broken("warning", 1))
    said = ask("validate")
    assert said.code == 0
    assert said.out.startswith("CẢNH BÁO some-rule: 1 — ")
    assert "khác" not in said.out
    assert "1 cảnh báo" in said.err


def test_the_report_as_json_has_all_of_it(ask: Run, finding: Any) -> None:
    finding(broken("violation"), broken("warning"))
    said = ask("validate", "--json")
    assert said.code == 1
    first, second = json.loads(said.out)
    assert (first["severity"], second["severity"]) == ("violation", "warning")
    assert first["english"] == "A quote has words."
    assert first["examples"] == [
        {"focus": "https://example.org/x", "detail": "trống", "file": "a/b.txt", "place": "Điều 2", "start": 40}
    ]


def test_rules_and_shapes_can_be_checked_apart_but_not_neither(ask: Run, finding: Any) -> None:
    asked = finding()
    for options in ((), ("--rules-only",), ("--shapes-only",)):
        assert ask("validate", *options).code == 0
    assert [(one["with_rules"], one["with_shapes"]) for one in asked] == [(True, True), (True, False), (False, True)]
    assert ask("validate", "--rules-only", "--shapes-only").code == 2


@pytest.mark.parametrize(("name", "holds"), [("ontology", "#implements"), ("shapes", "#reference-quote")])
def test_the_vocabulary_and_the_shapes_are_written_as_turtle(run: Run, tmp_path: Path, name: str, holds: str) -> None:
    nowhere = str(tmp_path / "no-store")
    said = run("export", name, "--store", nowhere)
    assert said.code == 0
    triples = list(pyoxigraph.parse(said.out, format=pyoxigraph.RdfFormat.TURTLE))
    assert any(str(triple.subject).endswith(holds + ">") for triple in triples)
    out = tmp_path / "out.ttl"
    assert run("export", name, "--out", str(out), "--store", nowhere).code == 0
    assert out.read_text("utf-8") == said.out
    assert run("export", name, "--out", str(tmp_path / "no" / "where"), "--store", nowhere).code == 2


def test_a_part_of_the_vocabulary_cannot_be_asked_for(run: Run) -> None:
    said = run("export", "ontology", "--of", "19-CT/TU")
    assert said.code == 2
    assert "--of" in said.err
