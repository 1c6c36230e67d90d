"""A decision shows at once, whichever door it comes through: what it changes is written, nothing is loaded anew."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from doubtful import TEXTS, item, read, serving, signed_in
from promises import V1
from pyoxigraph import RdfFormat
from written import Site

from api.cli import main
from graph.review import book
from graph.store.embedded import EmbeddedStore
from graph.store.generations import description
from graph.triples.tally import NAME as TALLY
from ingest.resolve.tables import NAME as TABLES
from ingest.update import update
from tests.graph.decided import mention, task_saying


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return read(tmp_path_factory.mktemp("ngo"))


@pytest.fixture
def here(store: Path, tmp_path: Path) -> Iterator[Site]:
    with serving(store, tmp_path) as found:
        yield found


def quads(store: Path) -> bytes:
    with EmbeddedStore.open(store) as graph:
        return graph.export(RdfFormat.N_QUADS)


def advanced(store: Path, times: int) -> None:
    """The graph was made out of the one before so many times, and is that of the same files loaded anew."""
    assert description(store)["advances"] == times
    anew = store.with_name("anew")
    shutil.copytree(store, anew, symlinks=True)
    for name in ("current", TALLY, TABLES):
        (anew / name).unlink()
    shutil.rmtree(anew / "generations")
    update(anew, [])
    assert description(anew).get("advances") is None
    assert quads(anew) == quads(store)
    assert description(anew)["review"] == description(store)["review"]
    shutil.rmtree(anew)


def test_from_the_command_line(here: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(here.store.parent)  # where no registry was imported, as for the server
    with EmbeddedStore.open(here.store) as graph:
        law = mention(graph, "31/2024/QH15", str(here.folder / "43.txt"))
        duty = task_saying(graph, "Báo cáo")
    said = ["--store", str(here.store), "--who", "Lan"]
    given = (
        ["add", "reject", law],
        ["add", "correct", duty, "--lead", "Sở Y tế tỉnh Bắc Giang", "--deadline", "31/12/2026"],
        ["add", "done", duty],
        ["add", "merge", "Chỉ thị 17-CT/TU ngày 27/2/2020", "Chỉ thị 17-CT/TU ngày 28/3/2022"],
    )
    for times, words in enumerate(given, start=1):
        assert main(["review", *words, *said]) == 0
        advanced(here.store, times)
    for times, made in enumerate(book.decisions(here.store).decisions, start=len(given) + 1):
        assert main(["review", "undo", made.id, *said]) == 0
        advanced(here.store, times)


def test_over_http(here: Site) -> None:
    with EmbeddedStore.open(here.store) as graph:
        law = mention(graph, "31/2024/QH15", str(here.folder / "43.txt"))
        duty = task_saying(graph, "Báo cáo")
    made = here.editor.post(f"{V1}/reviews", json={"kind": "correct", "target": law, "relation": "implements"})
    assert here.ended(made)["state"] == "done"
    advanced(here.store, 1)
    assert here.ended(here.editor.post(f"{V1}/reviews", json={"kind": "reject", "target": duty}))["state"] == "done"
    advanced(here.store, 2)
    undone = here.editor.delete(f"{V1}/reviews/{made.json()['review']['id']}")
    assert here.ended(undone)["state"] == "done"
    advanced(here.store, 3)


def test_on_the_page(here: Site) -> None:
    browser = signed_in(here, here.editor)
    target = item(here, "uncertain")
    answer = browser.post("/ra-soat/quyet-dinh", data={"item": target, "do": "accept"})
    assert answer.status_code < 400
    waiting(here)
    advanced(here.store, 1)
    form = re.search(r'name="id" value="([^"]+)"', browser.get("/ra-soat", params={"item": target}).text)
    made = form[1] if form else book.decisions(here.store).decisions[-1].id
    assert browser.post("/ra-soat/hoan-tac", data={"id": made, "item": target}).status_code < 400
    waiting(here)
    advanced(here.store, 2)


def waiting(here: Site) -> None:
    """Until no job waits."""
    for job in here.editor.get(f"{V1}/jobs").json()["items"]:
        assert here.ended(here.open.get(f"{V1}/jobs/{job['id']}"))["state"] == "done"


def test_a_document_that_comes_with_a_decision_is_one_step(here: Site) -> None:
    with EmbeddedStore.open(here.store) as graph:
        law = mention(graph, "31/2024/QH15", str(here.folder / "43.txt"))
    said = here.editor.post(f"{V1}/reviews", json={"kind": "reject", "target": law})
    sent = here.upload("44.txt", TEXTS["41"].replace("41/NQ", "44/NQ").encode())
    assert {here.ended(one)["state"] for one in (said, sent)} == {"done"}
    assert description(here.store)["advances"] in (1, 2)
    advanced(here.store, description(here.store)["advances"])
