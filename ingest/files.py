"""Which files a run reads: those named, and in folders those that may hold an instrument."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files as resources
from pathlib import Path


@dataclass(slots=True)
class Listing:
    """What paths came to. `found` are the files to read, each once, sorted within its folder; `skipped` those
    of a folder whose name says that they are no text (programs, sheets of data, what systems leave behind);
    `missing` are paths where nothing is; `empty` folders with nothing to read; `closed` folders that cannot be
    opened and links that lead nowhere, with the reason."""

    found: list[Path] = field(default_factory=list)
    skipped: list[Path] = field(default_factory=list)
    missing: list[Path] = field(default_factory=list)
    empty: list[Path] = field(default_factory=list)
    closed: list[tuple[Path, str]] = field(default_factory=list)


def list_files(paths: Sequence[Path]) -> Listing:
    """The files of these paths. A file named outright is read whatever it is called."""
    listing = Listing()
    seen: set[str] = set()
    for path in paths:
        if path.is_dir():
            before = len(listing.found)
            for each in _walk(path, listing):
                if (real := os.path.realpath(each)) in seen:
                    continue
                seen.add(real)
                (listing.skipped if is_no_text(each) else listing.found).append(each)
            if len(listing.found) == before:
                listing.empty.append(path)
        elif path.exists():
            if (real := os.path.realpath(path)) not in seen:
                seen.add(real)
                listing.found.append(path)
        else:
            listing.missing.append(path)
    return listing


def shown(path: Path) -> str:
    """A path as text. A name in another encoding than the system's has bytes that no text can hold.

    >>> shown(Path("a/b.txt")), shown(Path(os.fsdecode(b"t\\xean.txt")))
    ('a/b.txt', 't\\\\xean.txt')
    """
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _walk(folder: Path, listing: Listing) -> Iterator[Path]:
    """The files below a folder; links to folders are not followed, so there is no circle."""

    def closed(error: OSError) -> None:
        why = (error.strerror or str(error)).lower()
        listing.closed.append((Path(error.filename), f"không mở được thư mục ({why})"))

    found: list[Path] = []
    for place, folders, names in os.walk(folder, onerror=closed):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(place, name)
            if name.startswith("."):
                continue
            if path.is_file():
                found.append(path)
            elif path.is_symlink():
                listing.closed.append((path, "liên kết đến nơi không có tệp nào"))
            else:
                listing.skipped.append(path)  # a pipe, a socket, a device
    listing.closed.sort()
    yield from sorted(found)


def is_no_text(path: Path) -> bool:
    """Does the name alone say that the file holds no instrument?

    >>> is_no_text(Path("bảng.csv")), is_no_text(Path("~$nghi-quyet.docx")), is_no_text(Path("nghi-quyet"))
    (True, True, False)
    """
    return path.suffix.lower() in _other_suffixes() or path.name.startswith("~$") or path.name in _left_behind()


@cache
def _names() -> tuple[str, ...]:
    text = resources("ingest").joinpath("not-read.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def _other_suffixes() -> frozenset[str]:
    return frozenset(name for name in _names() if name.startswith("."))


@cache
def _left_behind() -> frozenset[str]:
    return frozenset(name for name in _names() if not name.startswith("."))
