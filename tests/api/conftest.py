"""The small corpus of the graph's tests, loaded on disk once, and clients of a server of it."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "graph"))

from small_corpus import small_corpus

from api.app import create_app
from api.commands.serving import listen, server_of
from api.settings import Settings
from graph.store.embedded import load


@pytest.fixture(scope="session")
def store_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small corpus on disk. Never written to again."""
    directory: Path = tmp_path_factory.mktemp("store")
    load(small_corpus(), directory)
    return directory


@contextmanager
def serve(app: FastAPI) -> Iterator[httpx.Client]:
    """A client of a real server of the application, on a loopback port."""
    listening = listen("127.0.0.1", 0)
    running = server_of(app, "critical")
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not running.started:
        time.sleep(0.01)
    with httpx.Client(base_url=f"http://127.0.0.1:{listening.getsockname()[1]}", timeout=20) as found:
        yield found
    running.should_exit = True
    thread.join(10)
    listening.close()


@pytest.fixture(scope="session")
def app(store_directory: Path) -> FastAPI:
    return create_app(Settings(store=store_directory, sparql_rows=50))


@pytest.fixture(scope="session")
def client(app: FastAPI) -> Iterator[httpx.Client]:
    """A client of a server of the small corpus."""
    with serve(app) as found:
        yield found


@pytest.fixture(scope="session")
def hasty(store_directory: Path) -> Iterator[httpx.Client]:
    """A client of a server whose queries may run for one second, one at a time for each client."""
    settings = Settings(store=store_directory, sparql_seconds=1, sparql_workers=2, sparql_per_client=1)
    with serve(create_app(settings)) as found:
        yield found


@pytest.fixture(scope="session")
def serving() -> Callable[[FastAPI], AbstractContextManager[httpx.Client]]:
    """`with serving(app) as client:` a real server of one's own."""
    return serve
