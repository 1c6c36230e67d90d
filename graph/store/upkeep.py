"""The upkeep of a store on disk: is it whole, is it of this version, what of it is no longer needed.

A generation never changes once it is made, so the digests of its files, taken when it was made, say of every
later day whether it is the same graph, at the speed of the disk.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph

from graph.store.embedded import EmbeddedStore
from graph.store.errors import StoreUnusable
from graph.store.formats import FORMAT, contents, format_of, newer, write_description
from graph.store.generations import alone, current, read_description, sweep_half_built
from graph.store.health import Health


@dataclass(frozen=True, slots=True)
class Freed:
    """What a compaction removed: generations, leftovers of killed runs, bytes on the disk."""

    generations: list[str]
    leftovers: list[str]
    bytes: int


def check(directory: Path | str) -> Health:
    """Open the newest generation, read every quad of it, and compare it with what was noted when it was made.

    Only reads. Raises StoreNotFound.
    """
    with EmbeddedStore.pinned(directory) as path:
        noted = read_description(path)
        health = Health(path.name, format_of(noted))
        if noted is None:
            health.faults.append(f"thiếu hoặc hỏng tệp mô tả {path.name}.json")
        elif health.format > FORMAT:
            health.faults.append(newer(health.format))
            return health
        elif health.format < FORMAT:
            health.faults.append(
                f"kho do phiên bản cũ tạo (định dạng {health.format}): hãy chạy «danchieu store migrate»"
            )
        digests, quads = (noted or {}).get("contents"), (noted or {}).get("quads")
        if isinstance(digests, dict):
            health.faults += _differences(digests, contents(path))
        count(path, health)
        if quads is not None and quads != health.quads:
            health.faults.append(f"có {health.quads} bộ bốn, khi nạp là {quads}")
        return health


def migrate(directory: Path | str) -> tuple[int, int]:
    """Bring the newest generation to this version's format; from which format to which.

    Format 1 lacks the digests of its files: every quad is read and counted first, so that no damage is sealed.
    Raises StoreNotFound, StoreBusy, and StoreUnusable for what is damaged or newer than this version.
    """
    current(directory)  # a place without a store is not made one
    with alone(directory), EmbeddedStore.pinned(directory) as path:
        noted = read_description(path)
        if noted is None:
            raise StoreUnusable(f"không chuyển được kho: thiếu hoặc hỏng tệp mô tả {path.name}.json, hãy nạp lại")
        before = format_of(noted)
        if before > FORMAT:
            raise StoreUnusable(newer(before))
        if before < FORMAT:
            health = Health(path.name, before)
            count(path, health)
            if health.faults or health.quads != noted.get("quads"):
                raise StoreUnusable("không chuyển được kho: số bộ bốn không khớp lúc nạp, hãy nạp lại")
            write_description(Path(f"{path}.json"), noted | {"format": FORMAT, "contents": contents(path)})
        return before, FORMAT


def compact(directory: Path | str) -> Freed:
    """Remove the generations that nobody reads and what killed runs left. Raises StoreNotFound, StoreBusy.

    The engine's own optimize() is not called: a whole load has called it, so that it finds nothing to do (154,459
    quads: 27.9 MB before and after), what loads of a few files leave is merged on a copy (`graph.store.settling`), and
    it would change files that readers have open.
    """
    current(directory)
    with alone(directory):
        root = Path(directory)
        now = current(directory)
        generations = now.parent
        before = _size(root)
        leftovers = sweep_half_built(generations)
        gone = []
        for path in sorted(generations.iterdir()):
            if path.is_dir() and path.name.isdecimal() and path != now and _unread(path):
                shutil.rmtree(path)
                gone.append(path.name)
        kept = {path.name for path in generations.iterdir() if path.is_dir()}
        for path in sorted(generations.iterdir()):
            if path.suffix in (".pin", ".json", ".search") and path.stem.isdecimal() and path.stem not in kept:
                path.unlink()
        stale = root / "current.new"
        if stale.is_symlink():
            stale.unlink()
            leftovers.append(stale.name)
        return Freed(sorted(gone, key=int), leftovers, before - _size(root))


def _differences(noted: dict[str, str], found: dict[str, str]) -> list[str]:
    return [
        *(f"mất tệp dữ liệu {name}" for name in sorted(noted.keys() - found.keys())),
        *(f"thừa tệp dữ liệu {name}" for name in sorted(found.keys() - noted.keys())),
        *(
            f"tệp dữ liệu {name} đã bị đổi"
            for name in sorted(noted.keys() & found.keys())
            if noted[name] != found[name]
        ),
    ]


def count(path: Path, health: Health) -> None:
    """Read everything: a block that is damaged shows only when it is read."""
    try:
        store = pyoxigraph.Store.read_only(str(path))
        counts = dict.fromkeys((graph.value for graph in store.named_graphs()), 0)
        for quad in store.quads_for_pattern(None, None, None, None):
            name = "" if isinstance(quad.graph_name, pyoxigraph.DefaultGraph) else quad.graph_name.value
            counts[name] = counts.get(name, 0) + 1
    except (OSError, RuntimeError, ValueError) as error:
        health.faults.append(f"không đọc hết được dữ liệu ({error})")
        return
    health.graphs = dict(sorted(counts.items()))
    health.quads = sum(counts.values())


def _unread(path: Path) -> bool:
    """Whether no reader holds a generation."""
    try:
        with Path(f"{path}.pin").open("a") as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _size(root: Path) -> int:
    total = 0
    for folder, _, names in os.walk(root):
        for name in names:
            with contextlib.suppress(OSError):  # a reader's own file may go meanwhile
                total += (Path(folder) / name).lstat().st_size
    return total
