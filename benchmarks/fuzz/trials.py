"""Mutants read as a run reads files: by the workers' own functions, under their bounds, in processes that may die.

Unlike a run, the owner of a process here looks on: what it was reading when it hung or died, how much
memory that one file took, and what of our code raised where it should have refused. What was read is
then resolved and loaded as a graph, because text that breaks those would break the run itself.
"""

from __future__ import annotations

import contextlib
import faulthandler
import multiprocessing
import os
import re
import shutil
import signal
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from benchmarks.fuzz.mutations import mutant
from benchmarks.fuzz.seeds import SUFFIXES
from graph.store.embedded import load
from ingest import workers
from ingest.outcome import Outcome, decoded, under
from ingest.readers.limits import LIMITS, Limits
from ingest.resolve import resolve

READ, REFUSED, FAULT, MEMORY, HANG, DEATH = "read", "refused", "fault", "memory", "hang", "death"
BAD = (FAULT, HANG, DEATH)
_RECYCLED = 100  # mutants after which a process is replaced, as a run does
_TOGETHER = 25  # texts that are loaded as one graph
_PEAK = re.compile(r"^VmHWM:\s+(\d+)", re.M)


@dataclass(frozen=True, slots=True)
class Work:
    """What to read: mutants of one format. `bound` is seconds for one of them, `hidden` programs to do without."""

    kind: str
    seeds: Sequence[bytes]
    seed: int
    bound: float
    hidden: Sequence[str] = ()
    limits: Limits = LIMITS


@dataclass(slots=True)
class Trial:
    """What one mutant did. `reasons` are those of a refusal, or where it broke; `peak` is in MB, 0 where unknown."""

    number: int
    ending: str
    reasons: list[str] = field(default_factory=list)
    seconds: float = 0.0
    peak: float = 0.0


def trials(work: Work, numbers: Sequence[int], jobs: int) -> Iterator[Trial]:
    """Each mutant's trial, in the order in which they end."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["ingest.extract", "benchmarks.fuzz.trials"])
    waiting = iter(numbers)
    with tempfile.TemporaryDirectory(prefix="danchieu-fuzz-", ignore_cleanup_errors=True) as folder:
        crew = [_Worker(work, context, Path(folder) / str(k)) for k in range(min(jobs, len(numbers)))]
        try:
            busy = [worker for worker in crew if worker.give(waiting)]
            while busy:
                soonest = min(worker.until for worker in busy) - time.monotonic()
                wait([worker.pipe for worker in busy], max(0.01, soonest))
                for worker in list(busy):
                    if (trial := worker.taken()) is not None:
                        yield trial
                        if not worker.give(waiting):
                            busy.remove(worker)
        finally:
            for worker in crew:
                worker.end()


class _Worker:
    """One process and what it is reading."""

    def __init__(self, work: Work, context: multiprocessing.context.ForkServerContext, folder: Path) -> None:
        self._work, self._context, self._folder = work, context, folder
        self._process: BaseProcess | None = None
        self._number = self._count = 0
        self._since = self.until = 0.0
        self.pipe: Connection

    def give(self, waiting: Iterator[int]) -> bool:
        """Hand out the next number; False where there is none."""
        number = next(waiting, None)
        if number is None:
            return False
        if self._process is None or self._count >= _RECYCLED:
            self._begin()
        self._number, self._count, self._since = number, self._count + 1, time.monotonic()
        self.until = self._since + self._work.bound
        self.pipe.send(number)
        return True

    def taken(self) -> Trial | None:
        """The trial that has ended, None while it has not. What hangs is ended here."""
        seconds = time.monotonic() - self._since
        try:
            if self.pipe.poll():
                trial: Trial = self.pipe.recv()
                return trial
        except (EOFError, OSError):
            code = self._ended()
            return Trial(self._number, DEATH, [f"{_ending(code)} {self._stack()}"], seconds)
        if time.monotonic() < self.until:
            return None
        # SIGABRT makes faulthandler write down where it hangs.
        self._signal(signal.SIGABRT)
        self._ended()
        return Trial(self._number, HANG, [self._stack()], seconds)

    def end(self) -> None:
        """Let the process go."""
        if self._process is not None:
            self._signal(signal.SIGKILL)
            self._process.join()
            self.pipe.close()
            self._process = None

    def _begin(self) -> None:
        self.end()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir()
        self.pipe, theirs = self._context.Pipe()
        self._process = self._context.Process(target=_serve, args=(self._work, theirs, str(self._folder)), daemon=True)
        self._process.start()
        theirs.close()
        self._count = 0

    def _ended(self) -> int | None:
        assert self._process is not None
        self._process.join(5)
        code = self._process.exitcode
        self.end()
        return code

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.is_alive() and self._process.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, number)

    def _stack(self) -> str:
        """The innermost lines of our code when it ended, from what faulthandler wrote."""
        with contextlib.suppress(OSError):
            said = (self._folder / "stack").read_text(encoding="utf-8", errors="replace")
            found = re.findall(r'File ".*?((?:ingest|graph)/[^"]*)", line (\d+) in (\w+)', said)
            return " < ".join(f"{file}:{line} {name}" for file, line, name in found[:4])
        return ""


def _ending(code: int | None) -> str:
    return signal.Signals(-code).name if code is not None and -code in set(signal.Signals) else f"exit code {code}"


def _serve(work: Work, pipe: Connection, folder: str) -> None:
    """In the process: mutants by number until the pipe closes."""
    place = Path(folder)
    os.environ["TMPDIR"] = tempfile.tempdir = folder  # what a killed one leaves behind goes with the folder
    if work.hidden:
        _hide(work.hidden, place / "bin")
    workers._begin(None, work.limits)
    with (place / "stack").open("w") as stack:
        faulthandler.enable(stack)
        held: list[tuple[int, Outcome]] = []
        with contextlib.suppress(EOFError, OSError):
            while True:
                number = pipe.recv()
                pipe.send(_tried(work, number, place, held))


def _hide(hidden: Sequence[str], folder: Path) -> None:
    """Make a PATH on which the machine's other programs are, and these are not."""
    folder.mkdir()
    for name in ("antiword", "catdoc", "soffice", "tesseract"):
        path = shutil.which(name)
        if path is not None and name not in hidden:
            (folder / name).symlink_to(path)
    os.environ["PATH"] = str(folder)


def _tried(work: Work, number: int, folder: Path, held: list[tuple[int, Outcome]]) -> Trial:
    path = folder / f"{number}{SUFFIXES[work.kind]}"
    path.write_bytes(mutant(work.kind, work.seeds, number, work.seed))
    _forget_peak()
    trial = Trial(number, FAULT)
    begun = time.perf_counter()
    try:
        outcome = decoded(workers._work(path, "", None) or b"")
        resolve(outcome.locals)
        trial.ending = READ if outcome.locals else REFUSED
        trial.reasons = [f.reason for f in outcome.failures]
        trial.seconds = time.perf_counter() - begun
        held.append((number, under(outcome, f"{number}{path.suffix}")))
        if len(held) >= _TOGETHER:
            _load(held, folder / "store")
    except MemoryError:
        trial.ending = MEMORY
    except Exception as error:  # whatever it is, it is what we look for
        trial.ending, trial.reasons = FAULT, [_where(error)]
    trial.seconds = trial.seconds or time.perf_counter() - begun
    trial.peak = _peak()
    path.unlink()
    return trial


def _load(held: list[tuple[int, Outcome]], store: Path) -> None:
    """Load what was read as one graph, as a run does; where that breaks, one by one to learn by which."""
    texts = [(number, outcome) for number, outcome in held if outcome.locals]
    held.clear()
    try:
        load(resolve([local for _, outcome in texts for local in outcome.locals]), store)
    except Exception:
        for number, outcome in texts:
            try:
                load(resolve(outcome.locals), store)
            except Exception as error:
                raise RuntimeError(f"the graph of mutant {number}") from error
        raise


def _where(error: BaseException) -> str:
    """What was raised and the last lines of our code that it passed through."""
    causes = f"{error}: {_where(error.__cause__)}" if error.__cause__ else f"{type(error).__name__}: {str(error)[:80]}"
    ours = [f for f in traceback.extract_tb(error.__traceback__) if re.search(r"/(?:ingest|graph)/", f.filename)]
    lines = [f"{'/'.join(Path(f.filename).parts[-3:])}:{f.lineno} {f.name}" for f in ours[-3:]]
    return f"{causes} at {' > '.join(lines)}" if not error.__cause__ else causes


def _forget_peak() -> None:
    with contextlib.suppress(OSError):  # Linux only
        Path("/proc/self/clear_refs").write_text("5")


def _peak() -> float:
    with contextlib.suppress(OSError):
        found = _PEAK.search(Path("/proc/self/status").read_text())
        return int(found[1]) / 1024 if found else 0.0
    return 0.0
