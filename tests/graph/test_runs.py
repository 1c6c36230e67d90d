"""How each load was made, apart from the graph, which the inputs alone decide."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat

from api.cli import main
from graph.identity import base_iri
from graph.runs import MOST_INPUTS, Making, run_quads, runs
from graph.store.embedded import EmbeddedStore, load, replace
from graph.store.engine import in_memory, serialize
from graph.store.generations import alone
from graph.vocabulary import PROV
from ingest.fingerprint import reader_fingerprint
from ingest.update import update
from tests.graph.decided import every_kind_of_decision
from tests.graph.small_corpus import small_corpus

ROOT = Path(__file__).parents[2]
TEXTS = {
    "a.txt": "HỘI ĐỒNG NHÂN DÂN\nTỈNH BẮC GIANG\n\nSố: 33/NQ-HĐND\n\nBắc Giang, ngày 11 tháng 7 năm 2024\n\n"
    "NGHỊ QUYẾT\nVề nhiệm vụ năm 2024\n\nCăn cứ Luật Đất đai số 31/2024/QH15;\n\nQUYẾT NGHỊ:\n\n"
    "Điều 1. Giao Sở Tài chính chủ trì thực hiện Chỉ thị số 19-CT/TU ngày 11/6/2020 của Tỉnh ủy "
    "trước ngày 31/12/2024.\n",
    "b.txt": "ỦY BAN NHÂN DÂN\nTỈNH BẮC GIANG\n\nSố: 88/KH-UBND\n\nBắc Giang, ngày 20 tháng 2 năm 2024\n\n"
    "KẾ HOẠCH\nTriển khai Chỉ thị 19-CT/TU\n\nThực hiện Chỉ thị số 19-CT/TU, kế hoạch gồm:\n\n"
    "1. Sở Tài chính bố trí kinh phí trong quý III/2024.\n",
}


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "vao"
    folder.mkdir()
    for name, words in TEXTS.items():
        (folder / name).write_text(words, encoding="utf-8")
    return folder


def nquads(store: Path) -> bytes:
    with EmbeddedStore.open(store) as opened:
        return opened.export(RdfFormat.N_QUADS)


def test_a_load_is_logged_with_program_reader_settings_inputs_and_counts(tmp_path: Path, files: Path) -> None:
    store = tmp_path / "kho"
    update(store, [files], jobs=1)
    (one,) = runs(store)
    assert one["program"]["name"] == "danchieu"
    assert one["reader"] == reader_fingerprint(None)
    assert one["configuration"] == {"again": False, "paths": [str(files)], "prune": False}
    assert [Path(path).name for path, _ in one["inputs"]] == sorted(TEXTS)
    assert all(len(sha256) == 64 for _, sha256 in one["inputs"])
    assert one["started"] <= one["ended"]
    assert one["counts"]["files"] == one["counts"]["documents"] == 2
    assert one["counts"]["citations"] > 0
    assert one["counts"]["tasks"] > 0


def test_a_load_of_very_many_files_names_the_first_and_says_how_many_it_leaves_out(tmp_path: Path) -> None:
    inputs = tuple((f"{number:05}.txt", "0" * 64) for number in range(MOST_INPUTS + 3))
    made = Making({"name": "x", "version": "1"}, "r", {}, inputs)
    with alone(tmp_path):
        replace(small_corpus(), tmp_path, making=made)
    (one,) = runs(tmp_path)
    assert one["inputs"] == [list(pair) for pair in inputs[:MOST_INPUTS]]
    assert one["inputs_omitted"] == 3
    assert one["inputs_digest"] == made.inputs_digest


def test_the_identity_of_a_load_is_what_it_is_made_of_not_when(tmp_path: Path) -> None:
    made = Making(
        {"name": "x", "version": "1"}, "r", {"again": False}, (("a", "1"), ("b", "2")), "2020-01-01T00:00:00Z"
    )
    turned = Making(
        {"version": "1", "name": "x"}, "r", {"again": False}, (("b", "2"), ("a", "1")), "2021-01-01T00:00:00Z"
    )
    other = Making({"name": "x", "version": "1"}, "r", {"again": False}, (("a", "1"), ("b", "3")))
    for one in (made, turned, other):
        with alone(tmp_path):
            replace(small_corpus(), tmp_path, making=one)
    third, second, first = runs(tmp_path)
    assert first["identity"] == second["identity"] != third["identity"]
    assert [one["generation"] for one in (first, second, third)] == ["1", "2", "3"]
    subjects = {q.subject for q in run_quads([first, second]) if q.predicate == PROV.startedAtTime}
    assert len(subjects) == 2


def test_when_and_where_a_load_was_made_does_not_show_in_the_graph(tmp_path: Path) -> None:
    for place, started in (("one", "2020-01-01T00:00:00Z"), ("two", "2021-01-01T00:00:00Z")):
        with alone(tmp_path / place):
            replace(small_corpus(), tmp_path / place, making=Making({"name": "x"}, place, {}, (), started))
    assert nquads(tmp_path / "one") == nquads(tmp_path / "two")
    assert b"id/graph/runs" not in nquads(tmp_path / "one")


def test_the_log_as_prov_is_in_a_named_graph_of_its_own_and_names_the_files_of_the_graph(tmp_path: Path) -> None:
    load(small_corpus(), tmp_path)
    found = list(run_quads(runs(tmp_path)))
    assert {q.graph_name for q in found} == {NamedNode(f"{base_iri()}id/graph/runs")}
    used = {q.object for q in found if q.predicate == PROV.used}
    with EmbeddedStore.open(tmp_path) as graph:
        known = {row["f"] for row in graph.query("SELECT ?f { ?f a <https://w3id.org/danchieu/def#SourceFile> }")}
        read_by = {row["f"] for row in graph.query(f"SELECT ?f {{ ?run <{PROV.used.value}> ?f }}")}
    assert used == known == read_by
    assert serialize(found, RdfFormat.N_QUADS) == serialize(reversed(found), RdfFormat.N_QUADS)


def test_the_command_prints_the_loads(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    store = ["--store", str(tmp_path)]
    assert main(["runs", *store]) == 2
    load(small_corpus(), tmp_path)
    load(small_corpus(), tmp_path)
    capfdbinary.readouterr()
    assert main(["runs", "--last", "1", "--json", *store]) == 0
    assert [one["generation"] for one in json.loads(capfdbinary.readouterr().out)] == ["2"]
    assert main(["runs", "--rdf", "turtle", *store]) == 0
    assert b"prov:Activity" in capfdbinary.readouterr().out
    assert main(["runs", *store]) == 0
    assert "Thế hệ 1" in capfdbinary.readouterr().out.decode()


# ----- the same graph from the same inputs


def test_the_same_files_in_another_order_and_in_two_steps_are_the_same_graph(tmp_path: Path, files: Path) -> None:
    paths = sorted(files.iterdir())
    update(tmp_path / "one", paths, jobs=1)
    update(tmp_path / "two", paths[::-1], jobs=1)
    for path in paths[::-1]:
        update(tmp_path / "three", [path], jobs=1)
    assert nquads(tmp_path / "one") == nquads(tmp_path / "two") == nquads(tmp_path / "three")


@pytest.mark.parametrize("seed", ["1", "4711"])
def test_another_process_with_other_hashes_makes_the_same_graph_and_the_same_record_of_changes(seed: str) -> None:
    script = (
        "import json, sys\n"
        "from graph.answers.changes import Facts, changes, facts\n"
        "from graph.store.engine import in_memory\n"
        "from pyoxigraph import RdfFormat\n"
        "from tests.graph.decided import every_kind_of_decision\n"
        "store = in_memory(every_kind_of_decision())\n"
        "sys.stdout.buffer.write(store.export(RdfFormat.N_QUADS))\n"
        "sys.stdout.buffer.write(json.dumps(changes(Facts(), facts(store))).encode())\n"
    )
    outputs = [
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": one, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
        ).stdout
        for one in ("0", seed)
    ]
    assert outputs[0] == outputs[1]
    assert outputs[0].startswith(in_memory(every_kind_of_decision()).export(RdfFormat.N_QUADS))
