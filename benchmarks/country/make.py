"""A corpus of any size, made up after the measures of real instruments, with the truth about each document.

    python -m benchmarks.country.make --documents 100000 FOLDER [--seed 0] [--jobs N] [--zip]

    FOLDER/documents/00000/vb-00000000.txt    a thousand documents a folder (with --zip: a thousand an archive)
    FOLDER/truth/00000.jsonl                  a line for each: its number, its citations and tasks with their offsets

The same seed gives the same bytes, whatever the number of processes; a larger corpus begins with a smaller one.
`danchieu ingest FOLDER/documents` reads it, `python -m benchmarks.country.check FOLDER` holds what was read against
the truth.
"""

from __future__ import annotations

import argparse
import multiprocessing
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import msgspec

from benchmarks.country.words import Words
from benchmarks.country.writing import Draft
from ingest.workers import cores

SHARD = 1_000
_ENCODER = msgspec.json.Encoder()


def main(arguments: Sequence[str] | None = None) -> int:
    """Make it, and print how fast that went."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.country.make",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=cores())
    parser.add_argument("--zip", action="store_true", help="an archive for each thousand")
    chosen = parser.parse_args(arguments)
    begun = time.perf_counter()
    characters = make(chosen.folder, chosen.documents, seed=chosen.seed, jobs=chosen.jobs, zipped=chosen.zip)
    seconds = time.perf_counter() - begun
    print(
        f"{chosen.documents} documents, {characters} characters, {seconds:.1f} s: "
        f"{chosen.documents / seconds / chosen.jobs:.0f} documents a second and process"
    )
    return 0


def make(folder: Path, documents: int, *, seed: int = 0, jobs: int = 1, zipped: bool = False) -> int:
    """Write the corpus; how many characters it has."""
    shards = [(folder, seed, first, min(first + SHARD, documents), zipped) for first in range(0, documents, SHARD)]
    for name in ("documents", "truth"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    if jobs == 1 or len(shards) < 2:
        return sum(map(_shard, shards))
    with multiprocessing.get_context("forkserver").Pool(min(jobs, len(shards))) as pool:
        return sum(pool.imap_unordered(_shard, shards))


@cache
def _words() -> Words:
    return Words()


def _shard(what: tuple[Path, int, int, int, bool]) -> int:
    folder, seed, first, last, zipped = what
    words = _words()
    name = f"{first // SHARD:05}"
    characters = 0
    with (folder / "truth" / f"{name}.jsonl").open("wb") as truths, _place(folder / "documents" / name, zipped) as put:
        for number in range(first, last):
            made = Draft(words, seed, number).written()
            characters += len(made.text)
            put(made.name, made.text.encode())
            truths.write(_ENCODER.encode(made.truth) + b"\n")
    return characters


class _Folder:
    def __init__(self, path: Path) -> None:
        self._path = path
        path.mkdir(exist_ok=True)

    def __call__(self, name: str, data: bytes) -> None:
        with open(f"{self._path}/{name}", "wb") as file:
            file.write(data)


class _Archive:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def __call__(self, name: str, data: bytes) -> None:
        # A fixed time, so that the same seed gives the same bytes.
        self._archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED, 1)


@contextmanager
def _place(path: Path, zipped: bool) -> Iterator[_Folder | _Archive]:
    if not zipped:
        yield _Folder(path)
        return
    with zipfile.ZipFile(path.with_suffix(".zip"), "w") as archive:
        yield _Archive(archive)


if __name__ == "__main__":
    raise SystemExit(main())
