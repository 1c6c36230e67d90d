"""Bounds on time, the processor's or generous enough for a busy machine: they catch a query gone quadratic, not a slow
disk."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from graph import questions as ask
from graph.store.embedded import EmbeddedStore, load
from graph.store.engine import OxigraphStore, in_memory
from tests.graph.many_files import many_files

CORPUS = many_files(33)
DIRECTIVES = [i.iri for i in CORPUS.instruments.values() if i.type == "chỉ thị"][20:30]
PLANS = [i.iri for i in CORPUS.instruments.values() if i.type == "kế hoạch"][20:30]


@pytest.fixture(scope="module")
def busy() -> OxigraphStore:
    store = in_memory(CORPUS)
    assert len(store) > 25_000
    return store


def median_of(question: Callable[[str], object], inputs: list[str]) -> float:
    times = []
    for one in inputs:
        began = time.process_time()
        question(one)
        times.append(time.process_time() - began)
    return statistics.median(times)


@pytest.mark.parametrize(
    "name", ["tasks_implementing", "provenance", "dependencies", "dependents", "impact", "instrument", "find_one"]
)
def test_a_question_is_answered_at_once(busy: OxigraphStore, name: str) -> None:
    question = getattr(ask, name)
    assert median_of(lambda iri: question(busy, iri), DIRECTIVES + PLANS) < 0.1


def test_a_search_is_answered_at_once(busy: OxigraphStore) -> None:
    texts = [f"{n}-CT/TU" for n in range(1, 11)]
    assert median_of(lambda text: ask.find_instruments(busy, text), texts) < 0.1


def test_a_load_takes_no_time_to_speak_of(tmp_path: Path) -> None:
    loaded = load(CORPUS, tmp_path)
    assert loaded.quads > 25_000
    assert loaded.seconds < 5
    began = time.perf_counter()
    EmbeddedStore.open(tmp_path).close()
    assert time.perf_counter() - began < 0.5
