"""Decisions in their file: never lost, whatever befalls the file, the process or the text."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from graph.questions import problems
from graph.review import book
from graph.review.book import decide
from graph.review.decisions import BadDecision
from graph.review.places import Unplaced, anchor_of
from graph.store.embedded import EmbeddedStore, load
from graph.store.engine import OxigraphStore
from graph.store.generations import description
from tests.graph.decided import holds, mention
from tests.graph.small_corpus import (
    CT17_2020,
    CT17_2022,
    CT19,
    CT25_TU,
    CT26_TU,
    KL120,
    NQ33,
    small_corpus,
)

ROOT = Path(__file__).parents[2]


def test_a_decision_whose_place_is_gone_is_told_of_and_waits(tmp_path: Path) -> None:
    load(small_corpus(), tmp_path)
    with EmbeddedStore.open(tmp_path) as graph:
        law = mention(graph, "31/2024/QH15")  # type: ignore[arg-type]
        kind, place = anchor_of(graph, law)
    made = decide(tmp_path, "A", kind, "reject", law, anchor=place)
    without = small_corpus()
    del without.extractions[0]
    load(without, tmp_path)
    assert description(tmp_path)["review"] == {"decisions": 1, "moved": [], "lost": [made.id], "damaged": 0}
    with EmbeddedStore.open(tmp_path) as graph:
        assert [p["code"] for p in problems(graph, code="review-lost")] == ["review-lost"]
    load(small_corpus(), tmp_path)
    assert description(tmp_path)["review"] == {"decisions": 1, "moved": [], "lost": [], "damaged": 0}
    with EmbeddedStore.open(tmp_path) as graph:
        assert holds(graph, f"<{law}> dan:reviewStatus dan:rejected")


def test_decisions_stay_in_their_file_line_by_line(tmp_path: Path) -> None:
    first = decide(tmp_path, "A", "instrument", "merge", CT26_TU.iri, {"into": CT25_TU.iri}, note="x")
    second = decide(tmp_path, "B", "decision", "undo", first.id)
    lines = (tmp_path / book.NAME).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines] == [first.id, second.id]
    assert book.decisions(tmp_path).decisions == [first, second]


def test_a_line_cut_by_a_power_failure_is_told_of_and_costs_no_other(tmp_path: Path) -> None:
    one = decide(tmp_path, "A", "instrument", "merge", CT26_TU.iri, {"into": CT25_TU.iri})
    with (tmp_path / book.NAME).open("a") as file:
        file.write('{"id": "half')
    two = decide(tmp_path, "A", "instrument", "split", KL120.iri, {"from": CT19.iri})
    found = book.decisions(tmp_path)
    assert found.decisions == [one, two]
    assert [line for line, _ in found.damaged] == [2]


def test_a_decision_of_a_later_version_is_told_of_and_kept(tmp_path: Path) -> None:
    (tmp_path / book.NAME).write_text(
        'half\n\n{"id":"x","when":"y","who":"z","kind":"task","action":"bless","target":"t"}\n'
    )
    found = book.decisions(tmp_path)
    assert found.decisions == []
    assert [line for line, _ in found.damaged] == [1, 3]
    assert "bless" in found.damaged[1][1]


def test_kill_9_between_decisions_leaves_every_one_that_was_promised(tmp_path: Path) -> None:
    script = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from graph.review.book import decide\n"
        "n = 0\n"
        "while True:\n"
        f"    made = decide({str(tmp_path)!r}, 'A', 'instrument', 'split', f'http://e/{{n}}', {{'from': 'http://e/x'}})\n"
        "    print(made.id, flush=True)\n"
        "    n += 1\n"
    )
    child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    promised = [child.stdout.readline().strip() for _ in range(20)]
    os.kill(child.pid, signal.SIGKILL)
    promised += child.communicate()[0].split()
    assert set(promised) <= {one.id for one in book.decisions(tmp_path).decisions}


@pytest.mark.parametrize(
    ("kind", "action", "target", "value", "said"),
    [
        ("citation", "status", "http://e/c", {"done": True}, "không có việc"),
        ("citation", "correct", "http://e/c", {}, "phải cho biết"),
        ("citation", "correct", "http://e/c", {"relation": "self"}, "không có quan hệ"),
        ("citation", "accept", "không phải IRI", {}, "không phải là một IRI"),
        ("citation", "accept", "http://e/c", {"relation": "cites"}, "không nhận"),
        ("task", "correct", "http://e/t", {"lead": [""]}, "danh sách tên"),
        ("task", "correct", "http://e/t", {"deadline": {"kind": "before"}}, "lời văn"),
        ("task", "correct", "http://e/t", {"deadline": {"text": "x", "kind": "someday"}}, "kiểu thời hạn"),
        ("task", "status", "http://e/t", {"done": "rồi"}, "hoàn thành"),
        ("instrument", "merge", "http://e/i", {"into": "http://e/i"}, "phải khác nhau"),
        ("decision", "undo", "no-such", {}, "không có quyết định"),
    ],
)
def test_a_decision_that_cannot_be_applied_is_refused(
    tmp_path: Path, kind: Any, action: str, target: str, value: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadDecision, match=said):
        decide(tmp_path, "A", kind, action, target, value)
    assert book.decisions(tmp_path).decisions == []


def test_what_was_decided_apart_is_not_merged_before_that_is_undone(tmp_path: Path) -> None:
    apart = decide(tmp_path, "A", "instrument", "split", CT17_2020.iri, {"from": CT17_2022.iri})
    with pytest.raises(BadDecision, match="khác nhau"):
        decide(tmp_path, "B", "instrument", "merge", CT17_2022.iri, {"into": CT17_2020.iri})
    decide(tmp_path, "B", "decision", "undo", apart.id)
    with pytest.raises(BadDecision, match="đã bị hủy"):
        decide(tmp_path, "B", "decision", "undo", apart.id)
    decide(tmp_path, "B", "instrument", "merge", CT17_2022.iri, {"into": CT17_2020.iri})
    with pytest.raises(BadDecision, match="chính văn bản này"):
        decide(tmp_path, "B", "instrument", "merge", CT17_2020.iri, {"into": CT17_2022.iri})


def test_a_thing_that_the_graph_does_not_have_cannot_be_decided_on(store: OxigraphStore) -> None:
    for iri in ("http://e/none", "không phải IRI", NQ33.iri):
        with pytest.raises(Unplaced):
            anchor_of(store, iri)
