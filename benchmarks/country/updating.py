"""One document changed among many: how long until a reader sees it, and what readers notice meanwhile."""

from __future__ import annotations

import compileall
import contextlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import httpx

from benchmarks.country.asking import SETTINGS
from benchmarks.servers import ROOT, ours

FIRST = 98_761  # numbers that no made-up document has, and as long as a number may be
_LOOK = 0.02  # seconds between two questions of a reader
_IDLE = 30  # questions before anything changes
_LINE = "Căn cứ Quyết định số {symbol} ngày 01/02/2024 của Ủy ban nhân dân tỉnh Lào Cai;\n"


@dataclass(slots=True)
class Updates:
    """Seconds of each change: until it was seen over HTTP, and until the command ended. Milliseconds of the readers'
    answers, with nothing to disturb them and during the changes; what was no answer, by status or name."""

    visible: list[float] = field(default_factory=list)
    ended: list[float] = field(default_factory=list)
    idle: list[float] = field(default_factory=list)
    meanwhile: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    unchanged: float | None = None  # seconds of a run over all files when nothing has changed


def updates(store: Path, paths: Sequence[Path], file: Path, times: int, seconds: float) -> Updates:
    """Change a file that often, each time another recital, and load it; not again when one took more than a minute.
    The file is put back afterwards. `paths` is all that the store was made of. Raises RuntimeError where loading
    fails or a change is not seen in `seconds`, subprocess.TimeoutExpired where a run without changes lasts longer."""
    # As what is installed has it. A process that may write no bytecode compiled 300 modules at each start, 0.2 s.
    for package in ("api", "graph", "ingest"):
        compileall.compile_dir(ROOT / package, quiet=2)
    found = Updates()
    before = file.read_bytes()
    try:
        with (
            ours(store.resolve(), SETTINGS) as (server, _),
            httpx.Client(base_url=server, timeout=60, trust_env=False) as client,
        ):
            for _ in range(_IDLE):
                _look(client, "1-CT/TU", found.idle, found.errors)
            for number in range(times):
                symbol = f"{FIRST + number}/QĐ-UBND"
                file.write_bytes(with_recital(before.decode("utf-8"), symbol).encode())
                _one(client, store, file, symbol, found, seconds)
                if found.ended[-1] > 60:
                    break
            began = time.perf_counter()
            with _ingesting(store, paths) as command:
                command.process.wait(seconds)
                if command.over():
                    found.unchanged = time.perf_counter() - began
    finally:
        file.write_bytes(before)
    return found


def with_recital(text: str, symbol: str) -> str:
    """The text with one more instrument that it rests on, before the first one or at its beginning.

    >>> with_recital("A\\nCăn cứ Luật B;\\n", "1/QĐ-UBND").splitlines()[1]
    'Căn cứ Quyết định số 1/QĐ-UBND ngày 01/02/2024 của Ủy ban nhân dân tỉnh Lào Cai;'
    """
    at = text.find("\nCăn cứ ") + 1
    return text[:at] + _LINE.format(symbol=symbol) + text[at:]


@dataclass(frozen=True, slots=True)
class _Command:
    process: subprocess.Popen[bytes]
    told: IO[bytes]

    def over(self) -> bool:
        """Whether it has ended well; raises RuntimeError where it failed."""
        if self.process.poll() is None:
            return False
        if self.process.returncode:
            self.told.seek(0)
            lines = self.told.read().decode("utf-8", "replace").strip().splitlines() or ["it said nothing"]
            raise RuntimeError(f"loading the change failed ({self.process.returncode}): {lines[-1][:300]}")
        return True


def _one(client: httpx.Client, store: Path, file: Path, symbol: str, found: Updates, seconds: float) -> None:
    began = time.perf_counter()
    seen = ended = None
    with _ingesting(store, [file]) as command:
        while seen is None or ended is None:
            if _look(client, symbol, found.meanwhile, found.errors) and seen is None:
                seen = time.perf_counter() - began
            if ended is None and command.over():
                ended = time.perf_counter() - began
            if time.perf_counter() - began > seconds:
                raise RuntimeError(f"the change was not seen in {seconds:g} s")
            time.sleep(_LOOK)
    found.visible.append(seen)
    found.ended.append(ended)


@contextlib.contextmanager
def _ingesting(store: Path, paths: Sequence[Path]) -> Iterator[_Command]:
    """`danchieu ingest` as it runs; it has ended when this ends."""
    command = [sys.executable, "-m", "api.cli", "ingest", *(str(path.resolve()) for path in paths)]
    with tempfile.TemporaryFile() as told:  # no pipe: one that nobody reads stops who writes into it
        process = subprocess.Popen(
            [*command, "--store", str(store.resolve())], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=told
        )
        try:
            yield _Command(process, told)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()


def _look(client: httpx.Client, symbol: str, times: list[float], errors: list[str]) -> bool:
    """Whether a reader finds an instrument of that number."""
    began = time.perf_counter()
    try:
        answer = client.get("/api/v1/instruments", params={"q": symbol})
    except httpx.HTTPError as error:
        errors.append(type(error).__name__)
        return False
    times.append(1000 * (time.perf_counter() - began))
    if answer.status_code != httpx.codes.OK:
        errors.append(str(answer.status_code))
        return False
    return any(one.get("symbol") == symbol for one in _items(answer.json()))


def _items(answer: object) -> list[dict[str, object]]:
    found = answer.get("items", []) if isinstance(answer, dict) else answer
    return found if isinstance(found, list) else []
