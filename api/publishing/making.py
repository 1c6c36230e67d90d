"""The files of the whole graph, made by a process of its own: `python -m api.publishing.making STORE`.

A graph of ten million statements takes minutes to write and to compress, which no request waits for and no server's
thread pays. One process makes them at a time, whichever server asked; they appear whole, with the counts of what they
hold, or not at all.
"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import json
import os
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, cast

import pyoxigraph
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple

from graph.store.embedded import EmbeddedStore
from graph.store.generations import read_description
from graph.vocabulary import PREFIXES, RDF_TYPE

FOLDER = "dumps"
MANIFEST = "manifest.json"
BUILDING = ".building"
NAME = "danchieu"
FORMATS = {
    "nq": ("application/n-quads", RdfFormat.N_QUADS),
    "trig": ("application/trig", RdfFormat.TRIG),
    "ttl": ("text/turtle", RdfFormat.TURTLE),
}
_LEVEL = 6
_NICE = 10
_PAUSE = 0.5  # seconds
_LOOK_EVERY = 50_000  # statements between two looks whether the server that wants them still runs
_MOST_PARTS = 1_000  # classes or properties that are told one by one


class Unwanted(RuntimeError):
    """The server that asked is gone."""


def edition(generation: Path) -> str:
    """The name of what a generation says, as `api.knowledge` has it: a store may be removed and made anew."""
    return f"{generation.name}.{os.stat(f'{generation}.json').st_mtime_ns:x}"


def make(directory: Path, owner: int | None = None) -> Path | None:
    """Make the files of the newest generation; where they are, None while another process makes them.

    Raises StoreNotFound, StoreUnusable, OSError, and Unwanted where `owner` is no longer the parent process.
    """
    folder = directory / FOLDER
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return None
        with EmbeddedStore.pinned(directory) as generation:
            target = folder / edition(generation)
            if not (target / MANIFEST).is_file():
                building = folder / BUILDING
                shutil.rmtree(building, ignore_errors=True)
                building.mkdir()
                try:
                    _make(generation, building, owner)
                    shutil.rmtree(target, ignore_errors=True)
                    building.rename(target)
                finally:
                    shutil.rmtree(building, ignore_errors=True)
            _tidy(folder, directory / "generations", target.name)
        return target


def _make(generation: Path, building: Path, owner: int | None) -> None:
    store = pyoxigraph.Store.read_only(str(generation))
    properties: Counter[str] = Counter()
    classes: Counter[str] = Counter()
    counted = False
    files = []
    for ending, (media, format) in FORMATS.items():
        quads: Iterable[Quad] = _while_wanted(store.quads_for_pattern(None, None, None, None), owner)
        if not counted:
            quads, counted = _counting(quads, properties, classes), True
        files.append(_written(building / f"{NAME}.{ending}.gz", media, format, quads))
    manifest = {
        "edition": edition(generation),
        "generation": generation.name,
        "loaded": (read_description(generation) or {}).get("loaded"),
        "statements": properties.total(),
        "properties": dict(properties.most_common(_MOST_PARTS)),
        "properties_total": len(properties),
        "classes": dict(classes.most_common(_MOST_PARTS)),
        "classes_total": len(classes),
        "files": files,
    }
    (building / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")


def _counting(quads: Iterable[Quad], properties: Counter[str], classes: Counter[str]) -> Iterator[Quad]:
    for quad in quads:
        properties[quad.predicate.value] += 1
        if quad.predicate == RDF_TYPE and isinstance(quad.object, NamedNode):
            classes[quad.object.value] += 1
        yield quad


def _while_wanted(quads: Iterable[Quad], owner: int | None) -> Iterator[Quad]:
    for number, quad in enumerate(quads):
        if owner is not None and number % _LOOK_EVERY == 0 and os.getppid() != owner:
            raise Unwanted
        yield quad


def _written(path: Path, media: str, format: RdfFormat, quads: Iterable[Quad]) -> dict[str, Any]:
    statements: Iterable[Quad] | Iterable[Triple] = quads if format.supports_datasets else (q.triple for q in quads)
    with (
        path.open("wb") as raw,
        gzip.GzipFile(filename="", mode="wb", compresslevel=_LEVEL, fileobj=raw, mtime=0) as file,
    ):
        pyoxigraph.serialize(statements, cast("IO[bytes]", file), format=format, prefixes=PREFIXES)
    with path.open("rb") as made:
        digest = hashlib.file_digest(made, "sha256").hexdigest()
    # As `sha256sum --check` reads it.
    Path(f"{path}.sha256").write_text(f"{digest}  {path.name}\n", encoding="ascii")
    return {"name": path.name, "media_type": media, "bytes": path.stat().st_size, "sha256": digest}


def _tidy(folder: Path, generations: Path, kept: str) -> None:
    """Remove the files of generations that are gone; those of the one before stay as long as it does."""
    for path in folder.iterdir():
        name, _, rest = path.name.partition(".")
        gone = not (generations / name).is_dir() or path.name.partition(".")[0] == kept.partition(".")[0]
        if path.is_dir() and name.isdecimal() and rest and path.name != kept and gone:
            shutil.rmtree(path, ignore_errors=True)


def main(arguments: Sequence[str]) -> int:
    """Make them for a server; the exit code."""
    directory, owner = Path(arguments[0]), int(arguments[1])
    os.nice(_NICE)
    try:
        # Another server's process makes them: this one's waits with it, or its server would start one after the other.
        while make(directory, owner) is None:
            if os.getppid() != owner:
                return 0
            time.sleep(_PAUSE)
    except Unwanted:
        return 0
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
