"""The small corpus of the graph's tests, loaded on disk once: clients of a server of it, commands over it."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "graph"))

from said import Run, Said
from small_corpus import small_corpus

from api.app import create_app
from api.cli import main
from api.commands.serving import listen, server_of
from api.settings import Settings
from graph.model import Corpus
from graph.registry.imported import Imported
from graph.store.embedded import load


@pytest.fixture(scope="session", autouse=True)
def interruptible() -> None:
    """A shell starts what runs in its background deaf to SIGINT, and so would be every server that a test starts."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


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


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run a command in this process."""

    def command(*arguments: str) -> Said:
        capfdbinary.readouterr()
        code = main(arguments)
        told = capfdbinary.readouterr()
        assert b"Traceback" not in told.err
        return Said(code, told.out.decode(), told.err.decode())

    return command


@pytest.fixture
def ask(run: Run, store_directory: Path) -> Run:
    """Run a command over the small corpus."""
    return lambda *arguments: run(*arguments, "--store", str(store_directory))


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Callable[[Corpus], list[list[Path]]]:
    """Let the reader give that corpus, whatever it is asked to read; returns what it was asked."""

    def give(corpus: Corpus) -> list[list[Path]]:
        asked: list[list[Path]] = []

        def read_corpus(
            paths: Sequence[Path],
            *,
            progress: Callable[[str, int, int], None] | None = None,
            registry: Imported | None = None,
        ) -> Corpus:
            asked.append(list(paths))
            if progress:
                progress("a.txt", 1, 1)
            return corpus

        monkeypatch.setattr("ingest.run.read_corpus", read_corpus)
        return asked

    return give


@pytest.fixture(scope="session")
def openapi(client: httpx.Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


@pytest.fixture(scope="session")
def task(client: httpx.Client) -> str:
    """The last part of a task's IRI."""
    found: str = client.get("/api/v1/tasks", params={"q": "rac ton dong"}).json()["items"][0]["iri"]
    return found.rpartition("/")[2]
