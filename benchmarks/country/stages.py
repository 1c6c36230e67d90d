"""One load from files to a store, its stages apart: reading, resolution, load; what each process took.

    python -m benchmarks.country.stages STORE PATH… [--jobs N]

The load that `danchieu ingest` does, in this process and those that it starts. Prints one JSON object. Reading is to
the moment when all outcomes are in the ledger, the load what the store itself notes of it, resolution what is between;
where a load takes its extractions one by one, what is decoded for it is part of the load. Seconds are of the clock,
but those beside a process: of its processor time.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.country.measure import Watched
from benchmarks.measured import peak_memory
from ingest.update import update
from ingest.workers import cores


def main(arguments: Sequence[str] | None = None) -> int:
    """Load once."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.country.stages",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("store", type=Path)
    parser.add_argument("paths", type=Path, nargs="+")
    parser.add_argument("--jobs", type=int, default=cores())
    chosen = parser.parse_args(arguments)
    print(json.dumps(stages(chosen.store, chosen.paths, chosen.jobs)))
    return 0


def stages(store: Path, paths: Sequence[Path], jobs: int) -> dict[str, Any]:
    """The figures of one load; `store` is made where it is not there."""
    processes: dict[str, list[tuple[int, float]]] = {}
    read: list[tuple[float, float, float]] = []

    def loading() -> None:
        read.append((time.perf_counter(), time.process_time(), peak_memory()))

    with Watched(processes):
        began, busy = time.perf_counter(), time.process_time()
        report = update(store, paths, jobs=jobs, loading=loading)
        ended, busy_end = time.perf_counter(), time.process_time()
    read_at, read_busy, read_peak = read[0] if read else (ended, busy_end, peak_memory())
    load = float(report.held.get("seconds", 0.0)) if report.loaded else 0.0
    return {
        "seconds": ended - began,
        "reading": read_at - began,
        "resolution": max(0.0, ended - read_at - load),
        "load": load,
        "jobs": jobs,
        "parent reading, busy": read_busy - busy,
        "parent reading, MB": read_peak,
        "parent afterwards, busy": busy_end - read_busy,
        "processes": processes,
        "failed": len(report.failed),
        **{
            name: report.held.get(name, 0)
            for name in ("files", "documents", "instruments", "citations", "tasks", "quads")
        },
    }


if __name__ == "__main__":
    raise SystemExit(main())
