"""How things grow: sizes hold one another, laws are found, what follows from too little is not said."""

from __future__ import annotations

import copy
import doctest
import json
import random
from pathlib import Path
from typing import Any

import pytest

from api.app import create_app
from api.settings import Settings
from benchmarks.country import asked, asking, capacity, growth, model, updating
from benchmarks.country.make import make
from benchmarks.country.words import Words
from benchmarks.country.writing import Draft
from benchmarks.peers.report import keep
from graph.store.embedded import EmbeddedStore, load
from ingest.pipeline import read
from ingest.run import read_corpus

SAMPLES = Path(__file__).parent.parent / "samples"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("growth") / "store"
    load(read_corpus([SAMPLES], jobs=1), place)
    return place


def country(folder: Path, documents: int, shard: int) -> Path:
    """The folders of a country, with nothing in its files."""
    for number in range(documents):
        place = folder / "documents" / f"{number // shard:05}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"vb-{number:08}.txt").touch()
    return folder


def measured(documents: int) -> dict[str, Any]:
    """What a size of an ideal program would give: so much a document, and questions that do not grow."""
    answers = {question: [[2.0, 1], [4.0, 2], [30.0, 15]] for question in asked.QUESTIONS}
    return {
        "documents": documents, "characters": 45_000 * documents, "versions": ["reader", "writer"],
        "loaded": {
            "seconds": 0.1 * documents, "reading": 0.05 * documents, "resolution": 0.01 * documents,
            "load": 1 + 0.04 * documents, "jobs": 2, "failed": 0, "quads": 5_000 * documents,
            "parent reading, busy": 0.005 * documents, "parent reading, MB": 60.0,
            "processes": {"parent": [[300 + documents // 100, 0.05 * documents]],
                          "reader": [[60, 0.05 * documents], [61, 0.04 * documents]]},
        },
        "disk": {"ledger": 0.03 * documents, "graph": 0.8 * documents, "beside": 0.01 * documents},
        "asked": {"opened": 0.02, "cold": answers, "warm": answers, "memory": 90.0},
        "given": dict.fromkeys(answers, 3), "http": answers,
        "updates": {"visible": [1.1, 1.3, 1.2], "ended": [1.2, 1.4, 1.3], "idle": [3.0, 4.0], "meanwhile": [3.5, 9.0],
                    "errors": [], "unchanged": 1.5},
        "all": 0.2 * documents, "load": [0.1, 0.9],
    }  # fmt: skip


@pytest.mark.parametrize("module", [asked, capacity, growth, model, updating])
def test_the_examples_are_true(module: Any) -> None:
    assert doctest.testmod(module).failed == 0


def test_a_larger_size_begins_with_the_smaller_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growth, "SHARD", 10)
    folder = country(tmp_path, 34, 10)
    small, large = growth.files_of(folder, 7), growth.files_of(folder, 25)
    assert len(small) == 7
    assert large[:7] == small
    assert len(growth.files_of(folder, 99)) == 34
    places = growth.places_of(folder, 25)
    assert [place.name for place in places[:2]] == ["00000", "00001"]
    assert places[2:] == large[20:]
    assert growth.places_of(folder, 20) == [folder / "documents" / name for name in ("00000", "00001")]


def test_a_line_and_a_power_are_each_known_again() -> None:
    sizes = [1_000.0, 3_000.0, 10_000.0, 30_000.0]
    line = model.growth(sizes, [5 + 0.02 * n for n in sizes])
    assert line is not None
    assert line.better == "line"
    assert line.at(10_000_000) == pytest.approx(200_005, rel=1e-6)
    power = model.growth(sizes, [0.001 * n**1.5 for n in sizes])
    assert power is not None
    assert power.better == "power"
    assert power.exponent == pytest.approx(1.5)
    assert power.at(1_000_000) == pytest.approx(1e6, rel=1e-6)


def test_noise_of_two_in_a_hundred_does_not_make_a_power_of_a_line() -> None:
    chance = random.Random(1)
    sizes = [1_000.0, 3_000.0, 10_000.0]
    for _ in range(50):
        noisy = model.growth(sizes, [(2 + 0.05 * n) * chance.uniform(0.98, 1.02) for n in sizes])
        assert noisy is not None
        if noisy.fixed >= 0:
            assert noisy.better == "line"
        assert noisy.at(10_000_000) == pytest.approx(500_000, rel=0.25)


def test_one_size_or_a_figure_of_nothing_has_no_law() -> None:
    assert model.growth([1_000], [1.0]) is None
    assert model.growth([1_000, 1_000], [1.0, 2.0]) is None
    assert model.growth([1_000, 2_000], [0.0, 2.0]) is None
    assert model.slope([5, 6, 7], [1, 2, 3]) is None


def test_of_three_sizes_ten_million_documents_follow_and_of_two_nothing_does() -> None:
    three = capacity.tables([measured(n) for n in (1_000, 3_000, 10_000)])
    assert "| lõi để đọc trong một ngày | giây xử lý của tiến trình đọc / 86.400 | 11 |" in three
    assert "50 tỉ bộ bốn" in three
    assert "N^0.00" in three
    assert "k^1.00" in three
    assert "không đạt" not in three.lower()
    two = capacity.tables([measured(n) for n in (1_000, 3_000)])
    assert "cần 3 cỡ" in two
    small = capacity.tables([measured(n) for n in (10, 30, 200)])
    assert "| 1.00 | 0% | 5,000 | – | – |" in small
    assert "tỉ bộ bốn" not in small
    assert "tỉ bộ bốn" not in two


def test_what_is_missed_is_said() -> None:
    slow = measured(2_000)
    slow["asked"] = copy.deepcopy(slow["asked"])
    slow["asked"]["warm"]["citations in"] = [[900.0, 4]]
    slow["updates"]["visible"] = [7.5]
    slow["versions"] = ["reader", "another"]
    text = capacity.tables([measured(1_000), slow], ["9,000 văn bản: cần khoảng 30 phút, chỉ còn 2"])
    assert "Không đạt: citations in." in text
    assert "1 trong 3" in text
    assert "lâu nhất 7.5 s" in text
    assert "--again" in text
    assert "chỉ còn 2" in text


def test_the_page_has_a_place_for_the_tables(tmp_path: Path) -> None:
    page = tmp_path / "capacity.md"
    page.write_text(capacity.PAGE.read_text(encoding="utf-8"), encoding="utf-8")
    keep(page, "growth", "python -m benchmarks.country.growth", capacity.tables([measured(1_000)]))
    assert "| 1,000 | 45 | 5 |" in page.read_text(encoding="utf-8")


def test_a_size_that_was_measured_is_not_measured_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    country(tmp_path, 30, 1_000)
    (tmp_path / "growth.json").write_text(json.dumps({"20": measured(20)}), encoding="utf-8")
    done = []
    monkeypatch.setattr(growth, "one_size", lambda _folder, size, *_: done.append(size) or measured(size))
    assert growth.main(["--sizes", "20,30", str(tmp_path), "--json"]) == 0
    assert done == [30]
    assert set(json.loads(capsys.readouterr().out)["sizes"]) == {"20", "30"}
    assert set(growth.measured_before(tmp_path)) == {"20", "30"}


def test_a_size_that_would_not_end_in_time_is_not_begun_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    country(tmp_path, 30, 1_000)
    (tmp_path / "growth.json").write_text(json.dumps({"20": measured(20) | {"all": 600.0}}), encoding="utf-8")
    monkeypatch.setattr(growth, "one_size", lambda *_: pytest.fail("it was begun"))
    assert growth.main(["--sizes", "20,30", str(tmp_path), "--minutes", "5"]) == 1
    assert "30 văn bản: cần khoảng 16 phút, chỉ còn 5" in capsys.readouterr().out


def test_the_line_that_an_update_adds_is_read_and_no_document_has_its_number() -> None:
    words = Words()
    for number in range(3):
        symbol = f"{updating.FIRST + number}/QĐ-UBND"
        for made in (Draft(words, 0, 17 + number).written(), Draft(words, 0, 90 + number).written()):
            assert symbol not in made.text
            assert symbol in {mention.symbol for mention in read(updating.with_recital(made.text, symbol)).mentions}


def test_every_question_has_something_to_ask_of_and_answers_the_same_with_the_same_seed(store: Path) -> None:
    with EmbeddedStore.open(store) as opened:
        first, second = (asked.drawn(opened, 4) for _ in range(2))
        assert first == second
        assert asked.drawn(opened, 4, seed=8) != first
        assert set(first) == set(asked.QUESTIONS)
        for question, some in first.items():
            assert some, question
            assert all(asked.objects(asked.QUESTIONS[question](opened, *values)) for values in some), question


def test_a_page_of_citations_is_what_a_server_gives_who_asks_for_no_limit(store: Path) -> None:
    described = create_app(Settings(store=store)).openapi()["paths"]["/api/v1/instruments/{id}/citations"]["get"]
    (limit,) = [one["schema"]["default"] for one in described["parameters"] if one["name"] == "limit"]
    assert limit == asked.PAGE


def test_cold_warm_and_over_http_all_answer(store: Path) -> None:
    with EmbeddedStore.open(store) as opened:
        inputs = asked.drawn(opened, 2)
    found = asking.asked(store, inputs, 30.0)
    given = {question: len(some) for question, some in inputs.items()}
    over_http = asking.over_http(store, inputs, 30.0)
    for passed in (found["cold"], found["warm"], over_http):
        assert {question: len(answers) for question, answers in passed.items()} == given
        assert all(milliseconds > 0 and size for answers in passed.values() for milliseconds, size in answers)


def test_time_that_ran_out_leaves_the_other_inputs_out() -> None:
    some = {"instrument": [["a"], ["b"], ["c"]], "citations in": [["a"]]}
    passed = asking.one_pass(some, lambda _question, _values: 1, 0.0)
    assert {question: len(answers) for question, answers in passed.items()} == {"instrument": 0, "citations in": 0}


def test_a_small_country_is_measured_from_files_to_an_update(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(growth, "_CHANGES", 1)
    make(tmp_path, 4, jobs=1)
    files = growth.files_of(tmp_path, 4)
    before = [path.read_bytes() for path in files]
    assert growth.main(["--sizes", "4", str(tmp_path), "--count", "2", "--jobs", "1", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["sizes"].values()
    assert found["loaded"]["files"] == 4
    assert found["loaded"]["reading"] > 0 < found["loaded"]["load"]
    assert found["disk"]["ledger"] > 0 < found["disk"]["graph"]
    assert max(peak for peak, _ in found["loaded"]["processes"]["parent"]) > 20
    assert len(found["updates"]["visible"]) == 1
    assert found["updates"]["visible"][0] > 0
    assert not found["updates"]["errors"]
    assert found["updates"]["unchanged"] > 0
    assert [path.read_bytes() for path in files] == before
    assert not (tmp_path / "stores" / "4").exists()
    assert "Một văn bản đổi" in capacity.tables([found])
