"""A command in a process group of its own, its lines as they come, ended where it takes too long or too much memory."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Generator, Sequence
from typing import IO

from benchmarks.measured import memory_now

_LOOK_SECONDS = 0.1


class NotFinishedError(RuntimeError):
    """The command was ended, or `failed` by itself; the message says why."""

    def __init__(self, message: str, *, failed: bool = False) -> None:
        super().__init__(message)
        self.failed = failed


def lines(command: Sequence[str], seconds: float, memory: float) -> Generator[str, None, None]:
    """The lines that a command prints. Raises NotFinishedError where the next one, or the end, is not there in
    `seconds`, where the process has more than `memory` MB, and where it fails.

    What the command started itself ends with it, when the lines are at their end or closed."""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", start_new_session=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        said: queue.Queue[str | None] = queue.Queue()
        errors: list[str] = []
        readers = [
            threading.Thread(target=_forward, args=(process.stdout, said), daemon=True),
            threading.Thread(target=errors.extend, args=(process.stderr,), daemon=True),
        ]
        for reader in readers:
            reader.start()
        try:
            while (line := _next(said, process.pid, seconds, memory)) is not None:
                yield line
            if process.wait(seconds):
                readers[1].join(_LOOK_SECONDS)
                last = errors[-1].strip() if errors else "it said nothing"
                raise NotFinishedError(f"failed ({process.returncode}): {last[:300]}", failed=True)
        except subprocess.TimeoutExpired:
            raise NotFinishedError(f"not finished in {seconds:g} s") from None
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _forward(output: IO[str], said: queue.Queue[str | None]) -> None:
    for line in output:
        said.put(line)
    said.put(None)


def _next(said: queue.Queue[str | None], process: int, seconds: float, memory: float) -> str | None:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        with contextlib.suppress(queue.Empty):
            return said.get(timeout=min(_LOOK_SECONDS, seconds))
        if (now := memory_now(process)) > memory:
            raise NotFinishedError(f"stopped at {now:,.0f} MB of memory")
    raise NotFinishedError(f"not finished in {seconds:g} s")
