"""Which files a run reads: those named, and in folders those that may hold an instrument."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files as resources
from pathlib import Path


@dataclass(slots=True)
class Listing:
    """What paths came to. `found` are the files to read, each once, sorted within its folder; `skipped` those
    of a folder whose name says that they are no text (programs, sheets of data, what systems leave behind);
    `missing` are paths where nothing is; `empty` folders with nothing to read."""

    found: list[Path] = field(default_factory=list)
    skipped: list[Path] = field(default_factory=list)
    missing: list[Path] = field(default_factory=list)
    empty: list[Path] = field(default_factory=list)


def list_files(paths: Sequence[Path]) -> Listing:
    """The files of these paths. A file named outright is read whatever it is called."""
    listing = Listing()
    seen: set[Path] = set()
    for path in paths:
        if path.is_dir():
            before = len(listing.found)
            for each in _walk(path):
                if each.resolve() in seen:
                    continue
                seen.add(each.resolve())
                (listing.skipped if is_no_text(each) else listing.found).append(each)
            if len(listing.found) == before:
                listing.empty.append(path)
        elif path.exists():
            if path.resolve() not in seen:
                seen.add(path.resolve())
                listing.found.append(path)
        else:
            listing.missing.append(path)
    return listing


def _walk(folder: Path) -> Iterator[Path]:
    """The files below a folder; links to folders are not followed, so there is no circle."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts):
            yield path


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
