"""What a machine and its processes say of their memory, in MB."""

from __future__ import annotations

import re
from pathlib import Path


def peak_memory(process: int | str = "self") -> float:
    """The most memory that a process had. Not `ru_maxrss`: a child begins with its parent's."""
    return _figure(Path(f"/proc/{process}/status"), "VmHWM")


def memory_now(process: int | str = "self") -> float:
    """The memory that a process has; 0 where there is no such process."""
    return _figure(Path(f"/proc/{process}/status"), "VmRSS")


def available_memory() -> float:
    """What processes can still get without swapping."""
    return _figure(Path("/proc/meminfo"), "MemAvailable")


def _figure(path: Path, name: str) -> float:
    try:
        found = re.search(rf"^{name}:\s+(\d+)", path.read_text(), re.M)
    except OSError:
        return 0.0
    return int(found[1]) / 1024 if found else 0.0
