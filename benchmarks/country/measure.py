"""How fast files are read by an engine, with what memory, and where the parent's time goes. Nothing is loaded.

    python -m benchmarks.country.measure FOLDER [--documents 2000] [--engine local|dask] [--jobs 2] [--scheduler …]
        [--together 1] [--json]

FOLDER holds the documents (any that `danchieu ingest` reads). Each run hashes them, hands them to the engine and keeps
what comes back in a ledger of its own, as a load does, and drops that. Memory is the peak of each process, by what it
runs, and so are seconds of processor time, which say more than the clock where others work on the machine too; a
process that ended between two looks (a second) is counted as it was last seen.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self

from benchmarks.measured import peak_memory
from ingest.engines import NAMES, engine
from ingest.engines.places import Place
from ingest.files import list_files
from ingest.fingerprint import reader_fingerprint
from ingest.ledger import Entry, Ledger
from ingest.source import digest_of
from ingest.workers import cores

_EVERY = 1.0  # seconds between looks at the processes


@dataclass(slots=True)
class Measured:
    """Seconds are of the clock, but `parent_busy`: of this process's processor time while it read and kept."""

    engine: str
    jobs: int
    documents: int = 0
    characters: int = 0
    failures: int = 0
    hashing: float = 0.0
    reading: float = 0.0
    keeping: float = 0.0
    parent_busy: float = 0.0
    load_before: float = 0.0
    load_after: float = 0.0
    processes: dict[str, list[tuple[int, float]]] = field(default_factory=dict)  # MB, seconds of processor time

    @property
    def busy(self) -> float:
        """Seconds of processor time of all processes."""
        return sum(seconds for each in self.processes.values() for _, seconds in each)

    @property
    def rate(self) -> float:
        """Documents a second, kept."""
        return self.documents / self.reading


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it once."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.country.measure",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=2_000)
    parser.add_argument("--engine", choices=NAMES, default="local")
    parser.add_argument("--jobs", type=int, default=cores())
    parser.add_argument("--scheduler")
    parser.add_argument("--together", type=int, default=1, metavar="N", help="outcomes of one transaction")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    files = list_files([chosen.folder]).found[: chosen.documents]
    if not files:
        parser.error(f"no documents in {chosen.folder}")
    found = measure(files, chosen.engine, chosen.jobs, chosen.scheduler, chosen.together)
    print(json.dumps(asdict(found)) if chosen.json else told(found))
    return 0


def measure(files: Sequence[Path], name: str, jobs: int, scheduler: str | None = None, together: int = 1) -> Measured:
    """Read these files once."""
    found = Measured(name, jobs, load_before=os.getloadavg()[0])
    begun = time.perf_counter()
    wanted: dict[Place, str] = {path: digest_of(path.read_bytes()) for path in files}
    found.hashing = time.perf_counter() - begun
    reading = engine("dask" if name == "dask" else "local", scheduler=scheduler, jobs=jobs)
    contents: list[int] = []
    with tempfile.TemporaryDirectory() as place, Ledger(Path(place), reader_fingerprint(None)) as ledger:
        with Watched(found.processes) as watched:
            begun, busy = time.perf_counter(), time.process_time()
            batch: list[tuple[str, bytes]] = []
            for path, content in reading.read(wanted, None):
                batch.append((wanted[path], content))
                contents.append(len(content))
                if len(batch) >= together:
                    found.keeping += _keep(ledger, batch)
            found.keeping += _keep(ledger, batch)
            found.reading = time.perf_counter() - begun
            found.parent_busy = time.process_time() - busy - watched.spent
        entries = {sha256 for sha256 in wanted.values() if ledger.knows(sha256)}
        for sha256 in list(entries)[:: max(1, len(entries) // 200)]:
            ledger.outcome(Entry("", "", sha256, ledger.reader, 0, ()))  # what was kept is whole
    found.documents = len(contents)
    found.characters = sum(len(path.read_text("utf-8", "replace")) for path in files)
    found.failures = len(set(wanted.values()) - entries)
    found.load_after = os.getloadavg()[0]
    return found


def told(found: Measured) -> str:
    """For people."""
    lines = [
        f"{found.engine} {found.jobs}: {found.documents} documents, {found.reading:.1f} s, {found.rate:.1f} a second, "
        f"{found.characters / found.reading / 1e6:.2f} million characters a second; not kept: {found.failures}",
        f"  hashing before {found.hashing:.1f} s; parent busy {found.parent_busy:.1f} s "
        f"({found.parent_busy / found.documents * 1e3:.2f} ms a document), of that keeping {found.keeping:.1f} s; "
        f"load {found.load_before:.1f} to {found.load_after:.1f}",
    ]
    for what, each in sorted(found.processes.items()):
        most, seconds = max(peak for peak, _ in each), sum(seconds for _, seconds in each)
        lines.append(f"  {what}: {len(each)} × at most {most} MB, {seconds:.1f} s of processor time")
    lines.append(
        f"  in all {found.busy:.1f} s of processor time: {found.documents / found.busy:.1f} documents and "
        f"{found.characters / found.busy / 1e6:.2f} million characters for each"
    )
    return "\n".join(lines)


def _keep(ledger: Ledger, batch: list[tuple[str, bytes]]) -> float:
    begun = time.perf_counter()
    with ledger.together() if len(batch) > 1 else nullcontext():
        for sha256, content in batch:
            ledger.keep(sha256, content)
    batch.clear()
    return time.perf_counter() - begun


class Watched:
    """Peaks of the memory of this process and of all below it, by what they run, in MB."""

    def __init__(self, out: dict[str, list[tuple[int, float]]]) -> None:
        self._out, self._over = out, threading.Event()
        self._seen: dict[int, tuple[str, float, float]] = {}
        self.spent = 0.0  # seconds of processor time of looking
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        what, peak, seconds = self._seen.get(os.getpid(), ("parent", 0.0, 0.0))
        self._seen[os.getpid()] = (what, peak, max(0.0, seconds - self.spent))
        for what, peak, seconds in self._seen.values():
            self._out.setdefault(what, []).append((round(peak), round(seconds, 2)))

    def _watch(self) -> None:
        ended = False
        while not ended:
            ended = self._over.wait(_EVERY)  # looks once more at the end
            for process in _below(os.getpid()):
                peak = peak_memory(process)
                if peak:
                    what = self._seen[process][0] if process in self._seen else _what(process)
                    self._seen[process] = (what, peak, _seconds(process))
            self.spent = time.thread_time()


def _seconds(process: int) -> float:
    """Of processor time that a process took until now."""
    try:
        figures = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(figures[11]) + int(figures[12])) / os.sysconf("SC_CLK_TCK")


def _below(root: int) -> list[int]:
    children = defaultdict[int, list[int]](list)
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            try:
                children[int((place / "stat").read_text().rpartition(")")[2].split()[1])].append(int(place.name))
            except OSError:
                continue
    found, at = [root], 0
    while at < len(found):
        found += children[found[at]]
        at += 1
    return found


def _what(process: int) -> str:
    """What a process is for. A worker of ours is forked off a server, and looks like one."""
    if process == os.getpid():
        return "parent"
    try:
        said = Path(f"/proc/{process}/cmdline").read_bytes().decode("utf-8", "replace")
        parent = int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
        above = Path(f"/proc/{parent}/cmdline").read_bytes().decode("utf-8", "replace")
    except OSError:
        return "ended"
    if "forkserver" in said:
        return "reader" if "forkserver" in above else "server of readers"
    return "worker of dask" if "spawn_main" in said else "tracker of resources"


if __name__ == "__main__":
    raise SystemExit(main())
