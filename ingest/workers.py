"""Files read side by side, each in a process that may die without harm to the others.

Readers hand a file's bytes to native code, and a file may be made to break it. So a worker has bounds
on memory, the work on one file a bound on time, and what a file kills is a worker, which is replaced;
the file is an outcome with its reason. A few small plain texts are read right here: nothing native
touches them, and a worker takes half a second to start.

Who gives the hash of a file's bytes gets what those bytes say, whatever the file holds by the time that it is read.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, TimeoutError, wait
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from graph.registry import using
from graph.registry.imported import Imported
from ingest.engines.places import BadUrl, Place, TooLong, contents
from ingest.outcome import Failure, Outcome
from ingest.readers.limits import LIMITS, Limits
from ingest.source import digest_of

if TYPE_CHECKING:
    from concurrent.futures import Future

    from ingest.readers.opening import Found

_HERE = 256 * 1024  # bytes of plain text in all that are read without workers
_GRACE = 60  # seconds that a worker has beyond the reader's own bound, which tells what was left unread
_RECYCLED = 100  # files after which a worker is replaced, so that what a library leaks is given back
_AHEAD = 4  # files handed out for each worker, so that none waits and few are in memory
_PR_SET_PDEATHSIG = 1
_PLAIN = frozenset((".txt", ".md", ".markdown"))

Done = tuple[Place, bytes]  # a file and its outcome, encoded
Wanted = tuple[Place, str, bytes | None]  # a file, the hash that its bytes have (empty: any), the bytes where at hand


def read_all(
    paths: Sequence[Place],
    *,
    registry: Imported | None = None,
    jobs: int | None = None,
    limits: Limits = LIMITS,
    digests: Mapping[Place, str] | None = None,
) -> Iterator[Done]:
    """The outcome of each file, in the order in which they end. Nothing that a file holds is raised."""
    known = digests or {}
    if _few_plain(paths):
        with using(registry):
            for path in paths:
                yield path, (_read(path, known.get(path, ""), limits) or _sent(path, known[path], limits)).encoded()
        return
    if not paths:
        return
    unseen: list[Place] = []
    with Pool(min(jobs or cores(), len(paths)), registry, limits) as pool:
        for path, content in pool.read((path, known.get(path, ""), None) for path in paths):
            if content is None:
                unseen.append(path)
            else:
                yield path, content
        yield from resent(pool, unseen, known, limits)


def resent(pool: Pool, unseen: Iterable[Place], digests: Mapping[Place, str], limits: Limits) -> Iterator[Done]:
    """The outcomes of files that no worker could see as they should be: this process reads their bytes for them."""
    for path in unseen:
        data = handed(path, digests[path], limits)
        if isinstance(data, Outcome):
            yield path, data.encoded()
        else:
            for _, content in pool.read([(path, digests[path], data)]):
                yield path, content or _CHANGED.encoded()


def handed(place: Place, sha256: str, limits: Limits) -> bytes | Outcome:
    """A file's bytes, where they have that hash, for who cannot open it; else why not."""
    try:
        data = contents(place, limits.bytes)
    except TooLong as error:
        return _too_long(error, limits)
    except (OSError, BadUrl) as error:
        return Outcome(failures=[Failure("", f"không mở được tệp ({error})")], passing=True)
    return data if digest_of(data) == sha256 else _CHANGED


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _few_plain(paths: Sequence[Place]) -> bool:
    total = 0
    for path in paths:
        if not isinstance(path, Path):
            return False
        with suppress(OSError):
            total += path.stat().st_size
        if path.suffix.lower() not in _PLAIN or total > _HERE:
            return False
    return True


def read_one(path: Path, limits: Limits = LIMITS) -> Outcome:
    """One file read in this process. Paths in the outcome are those inside the file."""
    from ingest.readers import read_sources

    return _extracted(read_sources(path, limits))


def _read(place: Place, sha256: str, limits: Limits, data: bytes | None = None) -> Outcome | None:
    """What the bytes of that hash say; None where they are not found at this place."""
    from ingest.readers.opening import read_data

    if not sha256 and isinstance(place, Path):
        return read_one(place, limits)
    if data is None:
        try:
            data = contents(place, limits.bytes)
        except TooLong as error:
            return _too_long(error, limits)
        except (OSError, BadUrl):
            return None
        if digest_of(data) != sha256:
            return None
    return _extracted(read_data(data, place.name, limits))


def _sent(place: Place, sha256: str, limits: Limits) -> Outcome:
    data = handed(place, sha256, limits)
    return data if isinstance(data, Outcome) else _read(place, sha256, limits, data) or _CHANGED


def _too_long(error: TooLong, limits: Limits) -> Outcome:
    return Outcome(failures=[Failure("", f"tệp dài {error.size} byte, quá giới hạn {limits.bytes} byte")])


_CHANGED = Outcome(failures=[Failure("", "tệp thay đổi trong lúc nạp; hãy nạp lại")], passing=True)


def _extracted(sources: Iterable[Found]) -> Outcome:
    from ingest.extract import extract
    from ingest.readers import Unreadable

    outcome = Outcome()
    for found in sources:
        if isinstance(found, Unreadable):
            outcome.failures.append(Failure(str(found.path), found.reason))
        else:
            local = extract(found)
            # Kept with what was read out of it: pages show it, and the file may be gone or changed by then.
            local.extraction.source.text = found.text
            outcome.locals.append(local)
    return outcome


class Pool:
    """Workers of this machine, each bounded and replaceable. Several threads may read with one pool."""

    def __init__(self, jobs: int, registry: Imported | None, limits: Limits = LIMITS) -> None:
        from pebble import ProcessPool

        self._jobs, self._limits = jobs, limits
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["ingest.extract", "ingest.outcome"])
        self._pool = ProcessPool(
            max_workers=jobs,
            max_tasks=_RECYCLED,
            initializer=_begin,
            initargs=(registry, limits),
            context=context,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def usable(self) -> bool:
        """False once it was stopped, or can start no process any more."""
        return bool(self._pool.active)

    def read(self, wanted: Iterable[Wanted]) -> Iterator[tuple[Place, bytes | None]]:
        """The outcome of each file as it ends; None where its place does not hold the bytes that it should."""
        waiting = iter(wanted)
        under_way: dict[Future[bytes | None], Place] = {}
        try:
            while True:
                for one in waiting:
                    under_way[self._pool.schedule(_work, args=one, timeout=self._limits.seconds + _GRACE)] = one[0]
                    if len(under_way) >= self._jobs * _AHEAD:
                        break
                if not under_way:
                    break
                ended, _ = wait(under_way, return_when=FIRST_COMPLETED)
                for future in sorted(ended, key=lambda f: str(under_way[f])):
                    yield under_way.pop(future), _result(future, self._limits)
        finally:
            # Also where the caller goes away in the middle: nothing is left running.
            for future in under_way:
                future.cancel()

    def stop(self) -> None:
        """End the workers, whatever they are at."""
        if self._pool.active:
            self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def _result(future: Future[bytes | None], limits: Limits) -> bytes | None:
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


def _work(place: Place, sha256: str, data: bytes | None) -> bytes | None:
    with using(_REGISTRY):
        outcome = _read(place, sha256, _LIMITS, data)
    return outcome.encoded() if outcome is not None else None
