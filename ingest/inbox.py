"""Files that came to a store one by one: they lie beside its generations and are read with every run.

    directory/uploads/files/SHA256/name    the bytes, under the name that their owner gave them
    directory/uploads/incoming/            what is still arriving
    directory/uploads/aside/SHA256/name    what no run reads, because reading it took a process down

In the ledger such a file has no path of this machine but `upload:SHA256`, so that a store may be moved and no
folder that is pruned takes it along. The name is what readers of the graph are told.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path

from graph.durable import sync_folder

FOLDER = "uploads"
SHOWN = "tải lên"
_PLACE = "upload:"
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Held:
    """A file of the inbox; `place` and `path` are its names in the ledger."""

    sha256: str
    file: Path

    @property
    def place(self) -> str:
        return place_of(self.sha256)

    @property
    def path(self) -> str:
        return shown_as(self.file.name)


def place_of(sha256: str) -> str:
    """Where the ledger has an uploaded file.

    >>> is_upload(place_of("ab"))
    True
    """
    return _PLACE + sha256


def is_upload(place: str) -> bool:
    """Whether a place of the ledger is that of an uploaded file."""
    return place.startswith(_PLACE)


def shown_as(name: str) -> str:
    """What readers of the graph are told of an uploaded file's place."""
    return f"{SHOWN}/{name}"


def held(directory: Path, known: Container[str] = ()) -> list[Held]:
    """All files of the inbox, by their hash, without those whose places are `known`: to look at 20,000 takes long."""
    files = directory / FOLDER / "files"
    if not files.is_dir():
        return []
    found = []
    for name in sorted(os.listdir(files)):
        if _SHA256.fullmatch(name) and place_of(name) not in known:
            found += [Held(name, file) for file in sorted((files / name).iterdir()) if file.is_file()][:1]
    return found


def incoming(directory: Path) -> Path:
    """The folder where what is still arriving is written; made where it is not there. Raises OSError."""
    found = directory / FOLDER / "incoming"
    found.mkdir(parents=True, exist_ok=True)
    return found


def keep(arrived: Path, directory: Path, sha256: str, name: str) -> Held:
    """Put an arrived file, whose bytes are on the disk already, into the inbox: through a power cut too.

    The same bytes under another name keep the name that they have. Raises OSError.
    """
    files = directory / FOLDER / "files"
    files.mkdir(parents=True, exist_ok=True)
    for one in _of(files / sha256, sha256):
        arrived.unlink()
        return one
    fresh = files / f".new-{secrets.token_hex(8)}"
    fresh.mkdir()
    arrived.rename(fresh / name)
    sync_folder(fresh)
    fresh.rename(files / sha256)
    for folder in (files, files.parent, directory):
        sync_folder(folder)
    return Held(sha256, files / sha256 / name)


def discard(directory: Path, sha256: str) -> bool:
    """Remove a file's bytes from the inbox; whether there were any. Raises OSError."""
    files = directory / FOLDER / "files"
    gone = files / f".gone-{secrets.token_hex(8)}"
    try:
        (files / sha256).rename(gone)
    except FileNotFoundError:
        return False
    sync_folder(files)
    shutil.rmtree(gone)
    return True


def set_aside(directory: Path, sha256: str) -> None:
    """Let no run read a file, and keep its bytes. Raises OSError."""
    aside = directory / FOLDER / "aside"
    if (aside / sha256).is_dir():
        discard(directory, sha256)
    elif (directory / FOLDER / "files" / sha256).is_dir():
        aside.mkdir(exist_ok=True)
        (directory / FOLDER / "files" / sha256).rename(aside / sha256)


def bring_back(directory: Path, sha256: str) -> None:
    """Let runs read again what was set aside. Raises OSError."""
    aside, files = (directory / FOLDER / name / sha256 for name in ("aside", "files"))
    if aside.is_dir() and not files.is_dir():
        aside.rename(files)


def sweep(directory: Path) -> None:
    """Remove what killed processes left half arrived, half put in or half taken out. Called by who alone accepts.

    What somebody still writes is locked by its writer, and stays.
    """
    for left in (directory / FOLDER / "files").glob(".*-*"):
        shutil.rmtree(left, ignore_errors=True)
    for left in incoming(directory).iterdir():
        with contextlib.suppress(OSError), left.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            left.unlink()


def _of(folder: Path, sha256: str) -> list[Held]:
    return [Held(sha256, file) for file in sorted(folder.iterdir())][:1] if folder.is_dir() else []
