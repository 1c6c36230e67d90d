"""Which tasks implement Directive 19-CT/TU: one answer, through whichever door it is asked for.

Python, REST, the command line and SPARQL over HTTP give the same tasks with the same leads, deadlines and evidence;
so do the files that are exported, as far as their columns go, and the graph that is read again from Turtle.
"""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import openpyxl  # type: ignore[import-untyped]
import pyoxigraph
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.cli import main
from api.settings import Settings
from graph.answers import competency
from graph.answers.implementing import tasks_implementing
from graph.identity import base_iri
from graph.search import find_one
from graph.store.embedded import EmbeddedStore
from graph.store.engine import OxigraphStore

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT.parent / "shared" / "seeds"
ASKED = "CT 19-CT/TU"
Task = dict[str, Any]
# What a piece of evidence is, by its own node: the words of a citation, or of a task that an instrument assigns.
PIECES = """\
PREFIX dan: <https://w3id.org/danchieu/def#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX eli: <http://data.europa.eu/eli/ontology#>
SELECT DISTINCT ?node ?file ?start ?end ?quote WHERE {
  { ?node dan:quote ?quote } UNION { ?node a dan:Task ; dcterms:description ?quote }
  ?node dan:start ?start ; dan:end ?end ; dan:inDocument/eli:is_embodied_by/dan:path ?file .
}"""
# A task that says so itself: the citations of the directive, in that relation, that stand in it.
OWN = """\
PREFIX dan: <https://w3id.org/danchieu/def#>
PREFIX cito: <http://purl.org/spar/cito/>
SELECT DISTINCT ?task ?citation WHERE {
  ?task a dan:Task .
  ?citation cito:hasCitingEntity ?task ; cito:hasCitationCharacterization dan:implements ; cito:hasCitedEntity <GOAL> .
}"""


class Doors:
    """A store, and a server of it."""

    def __init__(self, directory: Path, client: httpx.Client) -> None:
        self.directory, self.client = directory, client
        with EmbeddedStore.open(directory) as store:
            self.goal: str = find_one(store, ASKED)["iri"]
            self.answer = tasks_implementing(store, self.goal)

    @property
    def tasks(self) -> dict[str, Task]:
        return {task["iri"]: task for task in self.answer["tasks"]}

    def sparql(self, query: str) -> list[dict[str, Any]]:
        """The rows, read by the names of their columns."""
        answer = self.client.post("/sparql", data={"query": query}, headers={"Accept": "application/json"})
        assert answer.status_code == 200, answer.text
        assert answer.headers["danchieu-truncated"] == "false"
        return [
            {name: int(cell["value"]) if name in ("start", "end") else cell["value"] for name, cell in row.items()}
            for row in answer.json()["results"]["bindings"]
        ]

    def exported(self, format: str, out: Path, *options: str) -> bytes:
        assert main(["export", format, *options, "--out", str(out), "--store", str(self.directory)]) == 0
        return out.read_bytes()


@pytest.fixture(scope="module", params=["samples", "seeds"])
def doors(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    serving: Callable[[FastAPI], AbstractContextManager[httpx.Client]],
) -> Iterator[Doors]:
    folder = ROOT / "samples" if request.param == "samples" else SEEDS
    if not folder.is_dir():
        pytest.skip("the five seeds are not beside this checkout")
    directory = tmp_path_factory.mktemp(request.param) / "store"
    assert main(["ingest", str(folder), "--store", str(directory)]) == 0
    with serving(create_app(Settings(store=directory))) as client:
        yield Doors(directory, client)


def test_there_is_something_to_compare(doors: Doors) -> None:
    tasks = doors.tasks.values()
    assert len(tasks) >= 2
    assert any(task["direct"] for task in tasks)
    assert any(not task["direct"] for task in tasks)
    assert any(task["lead"] for task in tasks)
    assert all(task["evidence"] for task in tasks)


def test_rest_and_the_command_line_give_what_python_gives(doors: Doors) -> None:
    by_rest = doors.client.get(f"/api/v1/instruments/{ASKED}/tasks")
    assert by_rest.json() == doors.answer
    command = [sys.executable, "-m", "api.cli", "ask", "tasks", ASKED, "--json", "--store", str(doors.directory)]
    assert subprocess.run(command, capture_output=True, check=True).stdout == by_rest.content


def test_the_competency_question_gives_the_same_tasks_leads_and_deadlines_over_sparql(doors: Doors) -> None:
    with EmbeddedStore.open(doors.directory) as store:
        query = competency.bound(store, competency.question("tasks-implementing"), {"instrument": ASKED})
    rows = doors.sparql(query)
    assert {row["task"] for row in rows} == set(doors.tasks)
    for iri, task in doors.tasks.items():
        own = [row for row in rows if row["task"] == iri]
        assert {row["lead"] for row in own if "lead" in row} == {agency["name"] for agency in task["lead"]}
        assert {row["deadline"] for row in own if "deadline" in row} == {one["text"] for one in task["deadlines"]}
        assert {row["words"] for row in own} == {task["text"]}
        assert (None in {row.get("via") for row in own}) is task["direct"]
        assert not task["chain"] or task["chain"][0] in {row.get("via") for row in own}


def test_the_same_question_asked_by_its_address_gives_those_rows(doors: Doors) -> None:
    found = doors.client.get("/api/v1/questions/tasks-implementing", params={"instrument": ASKED}).json()
    assert {row["task"] for row in found["rows"]} == set(doors.tasks)


def test_every_piece_of_evidence_is_the_same_words_of_the_same_file_over_sparql(doors: Doors) -> None:
    rows = doors.sparql(PIECES)
    there = {(row["node"], row["file"], row["start"], row["end"], row["quote"]) for row in rows}
    for iri, task in doors.tasks.items():
        for piece in task["evidence"]:
            node = piece["citation"] or iri
            assert (node, piece["source"], piece["start"], piece["end"], piece["quote"]) in there


def test_no_piece_that_a_task_has_of_its_own_is_left_out(doors: Doors) -> None:
    rows = doors.sparql(OWN.replace("GOAL", doors.goal))
    own = {(row["task"], row["citation"]) for row in rows}
    direct = {iri: task for iri, task in doors.tasks.items() if task["direct"]}
    assert {task for task, _ in own} == set(direct)
    assert own <= {(iri, piece["citation"]) for iri, task in direct.items() for piece in task["evidence"]}


def test_every_quote_stands_in_its_file_at_its_place(doors: Doors) -> None:
    for task in doors.tasks.values():
        for piece in task["evidence"]:
            text = Path(piece["source"]).read_bytes().decode("utf-8")
            assert text[piece["start"] : piece["end"]] == piece["quote"]


def test_the_graph_that_is_read_again_from_turtle_answers_the_same(doors: Doors, tmp_path: Path) -> None:
    turtle = doors.exported("turtle", tmp_path / "graph.ttl")
    store = pyoxigraph.Store()
    store.load(turtle, format=pyoxigraph.RdfFormat.TURTLE, to_graph=pyoxigraph.NamedNode(f"{base_iri()}again"))
    assert tasks_implementing(OxigraphStore(store, "again"), doors.goal) == doors.answer


def test_the_table_of_tasks_has_the_same_leads_deadlines_and_places(doors: Doors, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(doors.exported("csv", tmp_path / "tables.zip"))) as packed:
        text = packed.read("tasks.csv").decode("utf-8-sig")
    rows = {row["iri"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}
    for iri, task in doors.tasks.items():
        known = doors.client.get(f"/api/v1/tasks/{iri.rpartition('/')[2]}").json()
        row = rows[iri]
        assert row["text"] == task["text"]
        assert row["lead"] == " | ".join(agency["name"] for agency in task["lead"])
        assert row["deadline_text"] == " | ".join(one["text"] for one in task["deadlines"])
        place = [str(known[key]) for key in ("source", "path", "start", "end")]
        assert [row[key] for key in ("file", "path", "start", "end")] == place


def test_the_sheet_of_tasks_is_of_the_same_tasks_with_the_same_facts(doors: Doors, tmp_path: Path) -> None:
    data = doors.exported("xlsx", tmp_path / "tasks.xlsx", "--of", ASKED)
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Nhiệm vụ"]
    _, remark, headings, *rows = sheet.iter_rows(values_only=True)
    told = [dict(zip(headings, row, strict=True)) for row in rows]
    assert f"{len(doors.tasks)} nhiệm vụ" in remark[0]
    by_words = {row["Trích nguyên văn"]: row for row in told}
    assert set(by_words) == {task["text"] for task in doors.tasks.values()}
    for iri, task in doors.tasks.items():
        row = by_words[task["text"]]
        known = doors.client.get(f"/api/v1/tasks/{iri.rpartition('/')[2]}").json()
        assert (row["Chủ trì"] or "") == "\n".join(agency["name"] for agency in task["lead"])
        assert all(one["text"] in (row["Thời hạn"] or "") for one in task["deadlines"])
        ends = [one["end"] for one in task["deadlines"] if one["end"]]
        assert (row["Ngày cuối"].date().isoformat() if row["Ngày cuối"] else None) == min(ends, default=None)
        assert Path(known["source"]).name in row["Nơi nói (điều khoản, tệp, trang)"]
