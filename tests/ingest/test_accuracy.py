"""Accuracy on the gold and the official notes, by the scorers; floors that no change may go below."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from benchmarks.gold import find_sources, load_gold
from benchmarks.scoring import Report, score
from ingest.run import read_corpus


def _write(paths: list[Path], out: Path) -> None:
    for extraction in read_corpus(paths).extractions:
        name = Path(extraction.source.path).name
        (out / f"{name}.json").write_text(json.dumps(extraction.to_json(), ensure_ascii=False), encoding="utf-8")


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Path(__file__).resolve().parents[3] / "shared"
    if not folder.is_dir():
        pytest.skip("no ../shared beside the repository: the seeds are not here")
    out = tmp_path_factory.mktemp("seeds")
    _write(sorted((folder / "seeds").glob("*.txt")), out)
    return out


def _score(script: str, *arguments: str | Path) -> dict[str, Any]:
    folder = Path(__file__).resolve().parents[3] / "shared" / "evaluation"
    run = subprocess.run(
        [sys.executable, str(folder / script), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=True,
    )
    result: dict[str, Any] = json.loads(run.stdout[run.stdout.index("{") :])
    return result


def test_extractions_are_valid_against_the_published_schema(seeds: Path, shared: Path) -> None:
    schema = json.loads((shared / "evaluation" / "extraction.schema.json").read_text(encoding="utf-8"))
    for path in seeds.glob("*.json"):
        jsonschema.validate(json.loads(path.read_text(encoding="utf-8")), schema)


def test_the_seeds_are_read_as_the_gold_says(seeds: Path, shared: Path) -> None:
    result = _score("score.py", "--gold", shared / "evaluation" / "gold", "--pred", seeds, "--json")
    assert result["citations"]["f1"] >= 0.99
    assert min(result["attributes"].values()) >= 0.99
    assert result["resolution"]["f1"] >= 0.99
    assert result["end_to_end"]["f1"] >= 0.98
    assert result["relations"]["accuracy"] >= 0.96
    assert result["tasks"]["f1"] >= 0.94
    assert result["leads"]["f1"] >= 0.93
    assert result["deadlines"]["f1"] >= 0.97


def test_no_sentence_that_the_gold_calls_no_task_is_one(seeds: Path, shared: Path) -> None:
    wrong = []
    for item in json.loads((shared / "evaluation" / "gold" / "non_tasks.json").read_text(encoding="utf-8")):
        tasks = json.loads((seeds / f"{item['doc']}.json").read_text(encoding="utf-8"))["tasks"]
        wrong += [t["text"] for t in tasks if t["start"] < item["end"] and item["start"] < t["end"]]
    assert wrong == []


def test_the_official_notes_of_the_ministry_of_justice(shared: Path, tmp_path: Path) -> None:
    notes = shared / "evaluation" / "phapdien"
    _write(sorted(notes.glob("notes_*.txt")), tmp_path)
    result = _score("score_phapdien.py", "--gold", notes, "--pred", tmp_path)
    assert result["found"] >= 0.999
    assert result["extra"] <= 0.003
    assert result["article"] >= 0.995
    assert result["identity"]["f1"] >= 0.995


SETS = Path(__file__).resolve().parents[2] / "benchmarks" / "sets"


def _own_score(names: str, sources: list[Path]) -> Report:
    gold = load_gold(SETS / names)
    paths, missing = find_sources([gold], sources)
    assert not missing
    return score([gold], read_corpus(paths))


def _f1(report: Report, part: str) -> float:
    return report.parts[part].f1


def test_the_party_documents_that_we_wrote_are_read_as_their_gold_says() -> None:
    report = _own_score("own", [SETS / "own"])
    assert report.citations.f1 >= 0.99
    assert report.resolution["f1"] >= 0.98
    right = sum(c.right for c in report.relations.values()) / sum(c.there for c in report.relations.values())
    assert right >= 0.93
    assert _f1(report, "tasks") >= 0.96
    assert _f1(report, "leads") >= 0.86
    assert _f1(report, "coordinating") >= 0.85
    assert _f1(report, "deadlines") >= 0.85


def test_published_instruments_are_read_as_their_gold_says(shared: Path) -> None:
    report = _own_score("corpus", [shared / "corpus"])
    assert report.citations.f1 >= 0.98
    assert report.resolution["f1"] >= 0.96
    right = sum(c.right for c in report.relations.values()) / sum(c.there for c in report.relations.values())
    assert right >= 0.92
    assert _f1(report, "tasks") >= 0.93
    assert _f1(report, "leads") >= 0.86
