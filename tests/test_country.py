"""A made-up country is like the real one, the same for everybody, and its truth is true."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from pathlib import Path

import pytest

from benchmarks.country import check, figures, make, measure
from benchmarks.country.damage import decomposed, misread, wrapped
from benchmarks.country.instruments import head
from benchmarks.country.words import Words, measured
from benchmarks.country.writing import Draft, Made
from benchmarks.scoring import score
from ingest.run import read_corpus


@pytest.fixture(scope="module")
def words() -> Words:
    return Words()


@pytest.fixture(scope="module")
def some(words: Words) -> list[Made]:
    return [Draft(words, 7, number).written() for number in range(120)]


def test_every_span_of_the_truth_holds_its_words(some: list[Made]) -> None:
    assert sum(len(made.truth["citations"]) for made in some) > 2_000
    for made in some:
        for one in made.truth["citations"]:
            assert made.text[one["start"] : one["end"]] == one["text"]
        for one in made.truth["tasks"]:
            assert made.text[one["start"]] not in " \n"
            assert made.text[one["end"] - 1] == "."


def test_a_document_depends_on_the_seed_and_its_number_alone(words: Words, some: list[Made]) -> None:
    assert Draft(Words(), 7, 60).written() == some[60]
    assert Draft(words, 8, 60).written().text != some[60].text


def test_the_same_seed_gives_the_same_bytes_whoever_makes_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make, "SHARD", 20)
    make.make(tmp_path / "one", 50, seed=3, jobs=1)
    make.make(tmp_path / "two", 30, seed=3, jobs=1, zipped=True)
    one = {path.name: path.read_bytes() for path in (tmp_path / "one" / "documents").rglob("*.txt")}
    assert len(one) == 50
    two: dict[str, bytes] = {}
    for path in sorted((tmp_path / "two" / "documents").glob("*.zip")):
        with zipfile.ZipFile(path) as archive:
            two |= {name: archive.read(name) for name in archive.namelist()}
    assert len(two) == 30
    assert all(one[name] == data for name, data in two.items())
    rows = (tmp_path / "one" / "truth" / "00002.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(row)["doc"] for row in rows] == [f"vb-{n:08}.txt" for n in range(40, 50)]


def test_what_is_made_is_as_long_and_cites_as_much_as_what_was_measured(some: list[Made]) -> None:
    """Bounds are wide: 120 documents, of which one law may have a tenth of all characters."""
    real = measured()
    at = {name: figures.COLUMNS.index(name) for name in figures.COLUMNS}
    citing = ("symbols", "names", "selves", "anaphors")
    means = {
        name: sum(row[at[name]] for row in real["documents"]) / len(real["documents"]) for name in figures.COLUMNS[2:]
    }
    characters = sum(len(made.text) for made in some) / len(some)
    citations = sum(len(made.truth["citations"]) for made in some) / len(some)
    assert characters == pytest.approx(means["characters"], rel=0.5)
    assert citations == pytest.approx(sum(means[name] for name in citing), rel=0.5)
    symbols = [one for made in some for one in made.truth["citations"] if one["symbol"]]
    dated = sum(one["date"] is not None for one in symbols) / len(symbols)
    assert dated == pytest.approx(real["symbols"]["dated"], abs=0.06)


def test_what_is_read_out_of_a_sample_is_what_was_written(tmp_path: Path) -> None:
    make.make(tmp_path, 6, seed=5, jobs=1)
    truths = check.sample(tmp_path, 3)
    report = score([check.gold(truth for _, truth in truths)], read_corpus([path for path, _ in truths]))
    assert len(truths) == 3
    assert report.citations.f1 > 0.97
    assert report.resolution["f1"] > 0.9


def test_no_two_documents_have_one_symbol_body_and_year(some: list[Made]) -> None:
    own = [(m.truth["issuer"], m.truth["type"], m.truth["symbol"], m.truth["date"][:4]) for m in some]
    assert len(set(own)) == len(own)
    days = {head(n, "kế hoạch", "province", date(2024, 2, 29)).symbol for n in (0, 1_000_000)}
    assert len(days) == 2


def test_damage_moves_no_span_that_it_does_not_tell() -> None:
    text = "Căn cứ Nghị định số 7/2020/NĐ-CP của Ủy ban nhân dân tỉnh; " * 4
    assert len(wrapped(text)) == len(misread(text)) == len(text)
    assert max(map(len, wrapped(text).split("\n"))) <= 82
    at = text.index("7/2020")
    changed, ((where,), _) = decomposed(text, ([(at, at + 12)], []))
    assert len(changed) > len(text)
    assert changed[where[0] : where[1]].startswith("7/2020/N")


def test_figures_hold_no_words_of_the_corpus() -> None:
    real = measured()
    kinds = {row[0] for row in real["documents"]}
    assert all(kind is None or len(kind.split()) <= 4 for kind in kinds)
    assert {row[1] for row in real["documents"]} <= set(figures.LEVELS)
    assert all(isinstance(number, int) for row in real["documents"] for number in row[2:])


def test_a_run_is_measured_and_nothing_is_left_out(tmp_path: Path) -> None:
    make.make(tmp_path, 3, jobs=1)
    files = sorted((tmp_path / "documents").rglob("*.txt"))
    found = measure.measure(files, "local", 1, together=2)
    assert (found.documents, found.failures) == (3, 0)
    assert found.characters == sum(len(path.read_text(encoding="utf-8")) for path in files)
    assert "3 documents" in measure.told(found)


def test_a_folder_without_truth_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        check.main([str(tmp_path)])
    assert ended.value.code == 2
    assert "has no truth" in capsys.readouterr().err
