"""The small corpus and a store of it, shared by the tests of the graph."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.model import Corpus
from graph.store.embedded import EmbeddedStore, load
from graph.store.engine import OxigraphStore, in_memory
from tests.graph.small_corpus import small_corpus


@pytest.fixture
def corpus() -> Corpus:
    return small_corpus()


@pytest.fixture(scope="session")
def store() -> OxigraphStore:
    """The small corpus in memory. Read only, so one for all tests."""
    return in_memory(small_corpus())


@pytest.fixture
def loaded(tmp_path: Path, corpus: Corpus) -> EmbeddedStore:
    """The small corpus on disk."""
    load(corpus, tmp_path / "store")
    return EmbeddedStore.open(tmp_path / "store")
