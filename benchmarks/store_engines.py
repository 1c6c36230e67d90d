"""The engines that stores are measured on: how a corpus gets into each, and how it is opened for asking.

Each is loaded in one process and asked in another, so that memory while answering is not the loader's.
"""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from pyoxigraph import RdfFormat, serialize

from benchmarks import virtuoso
from benchmarks.measured import peak_memory
from graph.model import Corpus
from graph.store.base import Store
from graph.store.embedded import EmbeddedStore, about
from graph.store.embedded import load as load_embedded
from graph.store.remote import RemoteStore, client_of, counted, names_graph, whole
from graph.store.remote_load import load as load_remote
from graph.store.remote_load import named_graphs, switch
from graph.triples import lines as statement_lines
from graph.triples import quads
from graph.triples.sheet import parsed
from graph.triples.tally import Tally


@dataclass(frozen=True, slots=True)
class Loading:
    """What a load took: seconds from the corpus in memory, MB on disk, MB of memory of the process that took most."""

    quads: int
    seconds: float
    disk: float
    memory: float
    steps: dict[str, float] = field(default_factory=dict)  # the seconds of its parts


@dataclass(frozen=True, slots=True)
class Opened:
    """A store to ask, and the most memory that its process had so far, in MB."""

    store: Store
    memory: Callable[[], float]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What an engine that can bound itself keeps to: seconds of a question, MB of buffers."""

    seconds: float
    buffers: float


@dataclass(frozen=True, slots=True)
class Engine:
    """`missing` says why it cannot be measured here, None where it can."""

    load: Callable[[Corpus, Path, Bounds], Loading]
    opened: Callable[[Path, Bounds], contextlib.AbstractContextManager[Opened]]
    missing: Callable[[], str | None]


def _load_embedded(corpus: Corpus, folder: Path, _bounds: Bounds) -> Loading:
    loaded = load_embedded(corpus, folder)
    generation = folder / "generations" / loaded.generation
    disk = sum(path.stat().st_size for path in generation.rglob("*") if path.is_file())
    return Loading(loaded.quads, loaded.seconds, disk / 1e6, peak_memory())


@contextlib.contextmanager
def _opened_embedded(folder: Path, _bounds: Bounds) -> Iterator[Opened]:
    with EmbeddedStore.open(folder) as store:
        yield Opened(store, peak_memory)


def _load_rdflib(corpus: Corpus, folder: Path, _bounds: Bounds) -> Loading:
    """It keeps nothing: a file of N-Quads is written, which each opening reads."""
    began = time.perf_counter()
    path = folder / "graph.nq"
    serialize(quads(corpus), path, format=RdfFormat.N_QUADS)
    seconds, memory = time.perf_counter() - began, peak_memory()
    with path.open("rb") as file:
        count = len({hash(line) for line in file})  # the same statement may be written more than once
    return Loading(count, seconds, path.stat().st_size / 1e6, memory)


@contextlib.contextmanager
def _opened_rdflib(folder: Path, _bounds: Bounds) -> Iterator[Opened]:
    from benchmarks.rdflib_store import RdflibStore

    yield Opened(RdflibStore.read(folder / "graph.nq"), peak_memory)


@contextlib.contextmanager
def _opened_rdflib_lent(folder: Path, _bounds: Bounds) -> Iterator[Opened]:
    from benchmarks.rdflib_store import RdflibStore

    yield Opened(RdflibStore.read_lent(folder / "graph.nq"), peak_memory)


def _load_virtuoso(corpus: Corpus, folder: Path, bounds: Bounds) -> Loading:
    """By its bulk loader, in the graphs that `RemoteStore` reads."""
    steps: dict[str, float] = {}
    with Tally.made() as tally, virtuoso.running(folder, _LOAD_SECONDS, bounds.buffers) as server:
        began = time.perf_counter()
        files = folder / "files"
        every = (quad for piece in statement_lines(corpus, tally) for quad in parsed(piece))
        count = virtuoso.write_files(named_graphs(1, every), whole(1), names_graph(1), files)
        steps["write N-Quads"] = time.perf_counter() - began
        server.load_files(files)
        steps["bulk load"] = time.perf_counter() - began - steps["write N-Quads"]
        seconds = time.perf_counter() - began
        shutil.rmtree(files)
        client = client_of(server.address, virtuoso.ENVIRONMENT, seconds=_LOAD_SECONDS)
        arrived = counted(client, whole(1))
        if not 0 < arrived <= count:
            raise virtuoso.VirtuosoTrouble(f"{arrived} triples arrived of {count}")
        switch(client, 1, about(tally, count, seconds, ""), count, seconds)
        client.close()
        memory = max(server.memory(), peak_memory())
    return Loading(count, seconds, _database(folder), memory, steps)


def _load_virtuoso_http(corpus: Corpus, folder: Path, bounds: Bounds) -> Loading:
    """As `danchieu ingest` does, by the Graph Store Protocol."""
    with virtuoso.running(folder, _LOAD_SECONDS, bounds.buffers) as server:
        client = client_of(server.address, virtuoso.ENVIRONMENT, seconds=_LOAD_SECONDS)
        loaded = load_remote(corpus, client)
        began = time.perf_counter()
        server.run("checkpoint;")
        lasting = time.perf_counter() - began
        client.close()
        memory = max(server.memory(), peak_memory())
    steps = {"send": loaded.seconds, "checkpoint": lasting}
    return Loading(loaded.quads, loaded.seconds + lasting, _database(folder), memory, steps)


def _database(folder: Path) -> float:
    return (folder / virtuoso.DATABASE).stat().st_size / 1e6


@contextlib.contextmanager
def _opened_virtuoso(folder: Path, bounds: Bounds) -> Iterator[Opened]:
    # The measuring cuts a question first, then the server ends it, then nobody waits for it any more.
    with virtuoso.running(folder, bounds.seconds + 5, bounds.buffers) as server:
        client = client_of(server.address, virtuoso.ENVIRONMENT, seconds=bounds.seconds + 10)
        with RemoteStore.of(client) as store:
            yield Opened(store, server.memory)


@contextlib.contextmanager
def _opened_endpoint(folder: Path, _bounds: Bounds) -> Iterator[Opened]:
    from benchmarks.endpoint_store import EndpointStore

    with EndpointStore(folder / "graph.nq") as store:
        yield Opened(store, store.memory)


def _no_rdflib() -> str | None:
    return None if find_spec("rdflib") else "rdflib not installed"


def _no_rdflib_endpoint() -> str | None:
    return None if find_spec("rdflib_endpoint") else "rdflib-endpoint not installed"


_LOAD_SECONDS: Final = 600.0  # for one request or query of a load

ENGINES: Final[Mapping[str, Engine]] = {
    "embedded": Engine(_load_embedded, _opened_embedded, lambda: None),
    "rdflib": Engine(_load_rdflib, _opened_rdflib, _no_rdflib),
    "rdflib-lent": Engine(_load_rdflib, _opened_rdflib_lent, _no_rdflib),  # a faster parser than its own
    "rdflib-endpoint": Engine(_load_rdflib, _opened_endpoint, _no_rdflib_endpoint),
    "virtuoso": Engine(_load_virtuoso, _opened_virtuoso, virtuoso.missing),
    "virtuoso-http": Engine(_load_virtuoso_http, _opened_virtuoso, virtuoso.missing),
}
