"""What every test runs under: its files in memory where there is room, a heap that is walked once, no idle core."""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from multiprocessing.util import Finalize
from pathlib import Path

import pytest

MEMORY, PREFIX = Path("/dev/shm"), "danchieu-tests-"
# A whole run of two workers leaves 0.8 GB. A container's /dev/shm is often 64 MB, and then the disk is used.
ROOM = 3 * 2**30

# Without it every server, worker and command that a test starts compiles our modules anew: 0.4 s of 1.4 for a server.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def _roomy() -> bool:
    """Whether the files of a run fit into memory, and a script among them may be run."""
    try:
        found = os.statvfs(MEMORY)
        available = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):
        return False
    if found.f_flag & os.ST_NOEXEC or not os.access(MEMORY, os.W_OK):
        return False
    return min(found.f_bavail * found.f_frsize, available) > ROOM


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Temporary files of this run go into memory, unless TMPDIR or --basetemp says where (they are then kept, to look
    at). A store is made durable by some ten fsyncs, and tests make thousands of stores: on a disk a quarter of their
    time is spent waiting for it. None of them is about a machine that loses its power."""
    if "TMPDIR" in os.environ or config.option.basetemp or not _roomy():
        return
    for left in MEMORY.glob(f"{PREFIX}*"):
        if _held(left) is not None:  # its run was killed
            shutil.rmtree(left, ignore_errors=True)
    folder = tempfile.mkdtemp(prefix=PREFIX, dir=MEMORY)
    _held(Path(folder))
    # Workers and every program that a test starts inherit it.
    os.environ["TMPDIR"] = tempfile.tempdir = folder
    # After multiprocessing has removed its own, which it does when the process ends (at -100).
    Finalize(None, shutil.rmtree, (folder, True), exitpriority=-200)


def _held(folder: Path) -> int | None:
    """Hold the folder as long as this process lives; None where another does, or it is another's."""
    try:
        handle = os.open(folder, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return None
    return handle


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Thousands of tests and what they import stay to the end: while they are gathered nothing is garbage, and walking
    them again each time that a test makes some took a tenth of its time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """`-n auto` is three workers on two cores: a third of the time a test waits for a server to stop, for a browser or
    for the second that a query may take."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ or not hasattr(os, "sched_getaffinity"):
        return None
    cores = len(os.sched_getaffinity(0))
    return cores + (cores + 1) // 2
