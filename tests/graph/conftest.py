"""The small corpus and a store of it, shared by the tests of the graph."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph.model import Corpus
from graph.store.embedded import EmbeddedStore, load
from graph.store.engine import OxigraphStore, in_memory
from graph.store.remote import RemoteStore, client_of
from graph.store.remote_load import load as load_remote
from tests.graph.small_corpus import small_corpus
from tests.graph.virtuoso import ENVIRONMENT, running


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


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Virtuoso of this session; `tests.graph.virtuoso` says how to use it."""
    with running(tmp_path_factory.mktemp("virtuoso")) as address:
        yield address


@pytest.fixture(scope="session")
def virtuoso_load(virtuoso: str) -> Callable[[Corpus], RemoteStore]:
    """Loads a corpus into the Virtuoso and gives a store of it."""

    def loaded(corpus: Corpus) -> RemoteStore:
        client = client_of(virtuoso, ENVIRONMENT)
        load_remote(corpus, client)
        return RemoteStore.of(client)

    return loaded


@pytest.fixture(scope="session")
def virtuoso_store(virtuoso_load: Callable[[Corpus], RemoteStore]) -> RemoteStore:
    """The small corpus in a Virtuoso, loaded once. Read only."""
    return virtuoso_load(small_corpus())
