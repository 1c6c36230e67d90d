"""A virtual environment for each peer, made once: what they need must not get into our own, nor ours into theirs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_MAKE_SECONDS = 600.0  # an environment of 100 MB, over a slow line
_LAST = 300  # characters of what an installer said that are told


class PeerMissing(RuntimeError):
    """A peer cannot be measured here; the message says why."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A program on PyPI: the version that is measured, its licence, what it was made for."""

    name: str
    package: str
    version: str
    licence: str
    purpose: str


# Versions are pinned, so that two runs a year apart compare the same programs.
EYECITE = Peer("eyecite", "eyecite", "2.7.8", "BSD-2-Clause", "citations of United States law")
REFEX = Peer("refex", "legal-reference-extraction", "0.5.5", "MIT", "references of German law")
UNDERTHESEA = Peer("underthesea", "underthesea", "9.5.0", "Apache-2.0", "Vietnamese words and names")
PEERS = (EYECITE, REFEX, UNDERTHESEA)


def default_folder() -> Path:
    """Where environments are kept from one run to the next."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "danchieu-benchmarks"


def python_of(peer: Peer, folder: Path) -> Path:
    """The interpreter of a peer's environment below that folder, made where it is not there yet.

    Raises PeerMissing where it cannot be made: no network, no such version for this Python.
    """
    place = folder / f"{peer.name}-{peer.version}"
    python = place / "bin" / "python"
    if python.is_file():
        return python
    unfinished = place.with_name(f"{place.name}.making")
    shutil.rmtree(unfinished, ignore_errors=True)
    wanted = f"{peer.package}=={peer.version}"
    try:
        unfinished.parent.mkdir(parents=True, exist_ok=True)
        for command in _commands(unfinished, wanted):
            _run(command)
        unfinished.rename(place)  # whole or not at all: a run that was killed leaves no half of one
    except OSError as error:
        raise PeerMissing(f"{wanted} was not installed: {error}") from None
    return python


def _commands(place: Path, wanted: str) -> list[list[str]]:
    """By uv where there is one, else by what Python brings along."""
    uv = shutil.which("uv") or shutil.which(str(ROOT / ".venv-uv" / "bin" / "uv"))
    if uv is not None:
        return [
            [uv, "venv", "--quiet", "--python", sys.executable, str(place)],
            [uv, "pip", "install", "--quiet", "--python", str(place / "bin" / "python"), wanted],
        ]
    return [
        [sys.executable, "-m", "venv", str(place)],
        [str(place / "bin" / "python"), "-m", "pip", "install", "--quiet", wanted],
    ]


def _run(command: Sequence[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_MAKE_SECONDS)
    except subprocess.TimeoutExpired:
        raise PeerMissing(f"{command[-1]} was not installed in {_MAKE_SECONDS:g} s") from None
    if done.returncode:
        said = " ".join((done.stderr or done.stdout).split())[-_LAST:]
        raise PeerMissing(f"{command[-1]} was not installed: {said}")
