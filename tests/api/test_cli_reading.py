"""`extract`: what is written, and what becomes of a file that cannot be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from said import ROOT, Run
from small_corpus import small_corpus

from graph.model import Corpus, Problem

SCHEMA = ROOT.parent / "shared" / "evaluation" / "extraction.schema.json"


def readable() -> Corpus:
    """The small corpus, all of whose files could be read."""
    corpus = small_corpus()
    corpus.problems = [each for each in corpus.problems if each.code != "unreadable-file"]
    for citation in (each for extraction in corpus.extractions for each in extraction.citations):
        citation.mention = {"start": citation.start, "end": citation.end}
    return corpus


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


def unreadable(*names: str, readable: bool) -> Corpus:
    corpus = small_corpus() if readable else Corpus()
    corpus.problems = [Problem("unreadable-file", f"{name}: tệp trống") for name in names]
    return corpus


def test_a_bad_file_is_named_with_the_reason_and_the_others_go_on(run: Run, reading: Any, tmp_path: Path) -> None:
    reading(unreadable("empty.txt", readable=True))
    said = run("extract", str(tmp_path), "/không/có.txt", "--out", str(tmp_path / "out"))
    assert said.code == 2
    assert "«/không/có.txt»" in said.err
    assert "Lỗi: empty.txt: tệp trống" in said.err
    assert "[1/1] a.txt" in said.err
    assert len(list((tmp_path / "out").iterdir())) == 3


def test_a_place_that_cannot_be_written_is_told(run: Run, reading: Any, tmp_path: Path) -> None:
    reading(readable())
    (tmp_path / "file").write_text("")
    for command in (["extract", "--out"], ["ingest", "--store"]):
        said = run(command[0], str(tmp_path), command[1], str(tmp_path / "file"))
        assert said.code == 2
        assert "Không ghi được" in said.err
