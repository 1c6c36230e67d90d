"""Files read side by side, each in a process that may die without harm to the others.

Readers hand a file's bytes to native code, and a file may be made to break it. So a worker has bounds
on memory, the work on one file a bound on time, and what a file kills is a worker, which is replaced;
the file is an outcome with its reason. A few small plain texts are read right here: nothing native
touches them, and a worker takes half a second to start.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, TimeoutError, wait
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from graph.registry import using
from graph.registry.imported import Imported
from ingest.outcome import Failure, Outcome
from ingest.readers.limits import LIMITS, Limits

if TYPE_CHECKING:
    from concurrent.futures import Future

_HERE = 256 * 1024  # bytes of plain text in all that are read without workers
_GRACE = 60  # seconds that a worker has beyond the reader's own bound, which tells what was left unread
_RECYCLED = 100  # files after which a worker is replaced, so that what a library leaks is given back
_AHEAD = 4  # files handed out for each worker, so that none waits and few are in memory
_PR_SET_PDEATHSIG = 1
_PLAIN = frozenset((".txt", ".md", ".markdown"))

Done = tuple[Path, bytes]  # a file and its outcome, encoded


def read_all(
    paths: Sequence[Path], *, registry: Imported | None = None, jobs: int | None = None, limits: Limits = LIMITS
) -> Iterator[Done]:
    """The outcome of each file, in the order in which they end. Nothing that a file holds is raised."""
    if _few_plain(paths):
        with using(registry):
            for path in paths:
                yield path, read_one(path, limits).encoded()
        return
    yield from _side_by_side(paths, registry, jobs or cores(), limits)


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _few_plain(paths: Sequence[Path]) -> bool:
    total = 0
    for path in paths:
        with suppress(OSError):
            total += path.stat().st_size
        if path.suffix.lower() not in _PLAIN or total > _HERE:
            return False
    return True


def read_one(path: Path, limits: Limits = LIMITS) -> Outcome:
    """One file read in this process. Paths in the outcome are those inside the file."""
    from ingest.extract import extract
    from ingest.readers import Unreadable, read_sources

    outcome = Outcome()
    for found in read_sources(path, limits):
        if isinstance(found, Unreadable):
            outcome.failures.append(Failure(str(found.path), found.reason))
        else:
            local = extract(found)
            # Kept with what was read out of it: pages show it, and the file may be gone or changed by then.
            local.extraction.source.text = found.text
            outcome.locals.append(local)
    return outcome


def _side_by_side(paths: Sequence[Path], registry: Imported | None, jobs: int, limits: Limits) -> Iterator[Done]:
    from pebble import ProcessPool

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["ingest.extract", "ingest.outcome"])
    pool = ProcessPool(
        max_workers=min(jobs, len(paths)),
        max_tasks=_RECYCLED,
        initializer=_begin,
        initargs=(registry, limits),
        context=context,
    )
    waiting = iter(paths)
    under_way: dict[Future[bytes], Path] = {}
    try:
        while True:
            for path in waiting:
                under_way[pool.schedule(_work, args=(str(path),), timeout=limits.seconds + _GRACE)] = path
                if len(under_way) >= jobs * _AHEAD:
                    break
            if not under_way:
                break
            ended, _ = wait(under_way, return_when=FIRST_COMPLETED)
            for future in sorted(ended, key=lambda f: under_way[f]):
                yield under_way.pop(future), _result(future, limits)
        pool.close()  # type: ignore[no-untyped-call]
    finally:
        # Also where the caller goes away in the middle: nothing is left running.
        if pool.active:
            pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _result(future: Future[bytes], limits: Limits) -> bytes:
    from pebble import ProcessExpired

    try:
        return future.result()
    except TimeoutError:
        reason = f"đọc quá {limits.seconds + _GRACE:g} giây nên bị dừng"
    except ProcessExpired as error:
        reason = f"tiến trình đọc tệp này đã chết ({_ending(error.exitcode)})"
    except MemoryError:
        reason = f"cần quá {limits.memory // (1024 * 1024)} MB bộ nhớ"
    except Exception as error:
        # A fault of ours costs this file alone, and says what it is so that it can be mended.
        reason = f"lỗi của chương trình khi đọc ({type(error).__name__}: {error})"
    return Outcome(failures=[Failure("", reason)], passing=True).encoded()


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        with suppress(ValueError):
            return signal.Signals(-code).name
    return f"mã {code}"


_LIMITS: Limits = LIMITS
_REGISTRY: Imported | None = None


def _begin(registry: Imported | None, limits: Limits) -> None:
    """In a new worker: bounded, deaf to Ctrl-C (its owner ends it), and gone when its owner is."""
    global _LIMITS, _REGISTRY
    _LIMITS, _REGISTRY = limits, registry
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    # Address space, not resident memory, is what can be bounded.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, hard))
    # A broken file may dump the whole worker's memory to disk.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _work(path: str) -> bytes:
    with using(_REGISTRY):
        return read_one(Path(path), _LIMITS).encoded()
