"""The files of the whole graph as a server has them: made at first demand, once for each generation."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from api.problems import Problem
from api.publishing.making import FOLDER, MANIFEST, edition
from graph.store.errors import StoreNotFound
from graph.store.generations import current

_WAIT = 10.0  # seconds that a request waits for them: 20,000 statements take one, a million some thirty
_LOOK = 0.1
_TRY_AGAIN = 15  # seconds


@dataclass(frozen=True, slots=True)
class Dumps:
    """Where the files of a generation are, and the manifest that was written with them."""

    folder: Path
    manifest: dict[str, Any]


async def of(directory: Path) -> Dumps:
    """The files of the newest generation of a store's directory. Raises Problem (503) where they are not there in time.

    Only the event loop's time is waited; another process does the work.
    """
    until = time.monotonic() + _WAIT
    while True:
        found = await asyncio.to_thread(_present, directory)
        if found is not None:
            return found
        failed = await asyncio.to_thread(_MAKERS.started, directory)
        if failed:
            raise Problem(503, "no-dump", f"Máy chủ không tạo được tệp tải về ({failed}).", headers=_retry())
        if time.monotonic() > until:
            detail = f"Tệp tải về của lần nạp này đang được tạo; hãy hỏi lại sau {_TRY_AGAIN} giây."
            raise Problem(503, "dump-in-the-making", detail, headers=_retry())
        await asyncio.sleep(_LOOK)


def _retry() -> dict[str, str]:
    return {"Retry-After": str(_TRY_AGAIN)}


def _present(directory: Path) -> Dumps | None:
    try:
        folder = directory / FOLDER / edition(current(directory))
        return Dumps(folder, _manifest(folder, os.stat(folder / MANIFEST).st_mtime_ns))
    except StoreNotFound:
        raise
    except OSError:
        return None


@lru_cache(maxsize=4)
def _manifest(folder: Path, _changed: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return found


class _Makers:
    """The processes that this server started, one for each directory."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: dict[Path, subprocess.Popen[bytes]] = {}

    def started(self, directory: Path) -> str | None:
        """See to it that one runs; what the last one failed of, if it did."""
        with self._lock:
            process = self._running.get(directory)
            if process is not None:
                if process.poll() is None:
                    return None
                del self._running[directory]
                assert process.stderr is not None
                said = process.stderr.read().decode(errors="replace").strip().splitlines()
                process.stderr.close()
                if process.returncode:
                    return said[-1] if said else f"mã {process.returncode}"
            command = [sys.executable, "-m", "api.publishing.making", str(directory), str(os.getpid())]
            self._running[directory] = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
            )
            return None


_MAKERS = _Makers()
