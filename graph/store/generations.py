"""The folder of a store on disk: which generation is the newest, and who may add one or remove one.

    directory/generations/7        a pyoxigraph store, never written to again
    directory/generations/7.json   when and of what it was made
    directory/generations/7.pin    held shared by each reader of it
    directory/generations          held by who merges sorted runs (graph.store.settling)
    directory/current              a symbolic link to generations/7
    directory/review.jsonl         what reviewers decided (graph.review.book)
    directory/changes.jsonl        what each load changed (graph.changelog)
    directory/tally.sqlite         what of it a load of a few files needs (graph.triples.tally)
    directory/runs.jsonl           by whom and of what each was made (graph.runs)
    directory/lock                 held by the one load under way

Locks are the kernel's (flock), so a killed process leaves none.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from graph.durable import sync_folder
from graph.store.errors import StoreBusy, StoreNotFound, StoreUnusable
from graph.store.formats import write_description

BUILDING = ".building-"
SETTLING = ".settling-"  # what `graph.store.settling` is at
_OPEN_TRIES = 5


def current(directory: Path | str) -> Path:
    """The directory of the generation that a reader opening now would get; raises StoreNotFound.

    The path is resolved: it stays that generation's whatever is loaded later.
    """
    link = Path(directory) / "current"
    try:
        return Path(directory).resolve() / os.readlink(link)
    except OSError:
        raise StoreNotFound(
            f"chưa có dữ liệu trong {directory}: hãy chạy `danchieu ingest` trước (nothing loaded yet)"
        ) from None


def next_number(root: Path) -> int:
    """The number that the next generation gets: above all that are there, read or not."""
    return 1 + max(
        [newest_number(root), *(int(p.name) for p in (root / "generations").iterdir() if p.name.isdecimal())]
    )


def install(root: Path, number: int, described: Mapping[str, Any]) -> None:
    """Make what was built under `BUILDING` the newest generation, in one step for every reader."""
    generations = root / "generations"
    (generations / f"{number}.pin").touch()
    write_description(generations / f"{number}.json", described)
    (generations / f"{BUILDING}{number}").rename(generations / str(number))
    sync_folder(generations)
    _switch(root, number)


def description(directory: Path | str) -> dict[str, Any]:
    """What was noted of the current generation when it was made; empty where there is none."""
    try:
        path = current(directory)
    except StoreNotFound:
        return {}
    found = read_description(path)
    return {**found, "generation": path.name} if found is not None and path.is_dir() else {}


def read_description(generation: Path) -> dict[str, Any] | None:
    """What was noted of a generation; None where that is lost or damaged."""
    try:
        found = json.loads(Path(f"{generation}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def made_as(number: int, described: Mapping[str, Any]) -> str:
    """What tells the quads of a generation from those of all others: its number, and when it was made; where it was
    made by merging the runs of another (`graph.store.settling`), what told that one."""
    return str(described.get("as") or f"{number} {described.get('loaded')}")


def _switch(root: Path, number: int) -> None:
    fresh = root / "current.new"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(f"generations/{number}")
    fresh.replace(root / "current")
    sync_folder(root)


def newest_number(root: Path) -> int:
    """The number of the current generation, 0 where there is none."""
    with contextlib.suppress(StoreNotFound, ValueError):
        return int(current(root).name)
    return 0


def sweep_half_built(generations: Path) -> list[str]:
    """Remove what a killed load left behind; what it was. Only called by the one load that runs."""
    found = _removed(generations, BUILDING)
    with settler(generations) as nobody:
        if nobody:
            found += sweep_steps(generations)
    return found


def sweep_steps(generations: Path) -> list[str]:
    """Remove what who merged runs (`graph.store.settling`) left; what it was. Only called by the one `settler`."""
    return _removed(generations, SETTLING)


@contextlib.contextmanager
def settler(generations: Path) -> Iterator[bool]:
    """Whether nobody else merges runs; nobody else does meanwhile. Never waits."""
    folder = os.open(generations, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(folder)


def _removed(generations: Path, beginning: str) -> list[str]:
    found = sorted(path.name for path in generations.glob(f"{beginning}*"))
    for name in found:
        if (generations / name).is_dir():
            shutil.rmtree(generations / name)
        else:
            (generations / name).unlink()
    return found


def sweep_old(generations: Path, keep: set[int]) -> None:
    """Remove the generations that nobody reads. The one just replaced always stays, for a reader that
    has resolved the link and not yet opened what it found."""
    for path in generations.iterdir():
        if not path.name.isdecimal() or int(path.name) in keep:
            continue
        pin = generations / f"{path.name}.pin"
        with pin.open("a") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            shutil.rmtree(path)
            pin.unlink()
            (generations / f"{path.name}.json").unlink(missing_ok=True)


@contextlib.contextmanager
def alone(directory: Path | str) -> Iterator[None]:
    """Nobody else loads into the directory meanwhile; raises StoreBusy where somebody does."""
    root = Path(directory)
    try:
        root.mkdir(parents=True, exist_ok=True)
        lock = (root / "lock").open("a")
    except OSError as error:
        raise StoreUnusable(f"không ghi được vào {root} ({error.strerror})") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreBusy(
                f"một lượt nạp khác đang chạy trong {root}: hãy chờ nó xong (another load is under way)"
            ) from None
        yield


def held(directory: Path | str) -> tuple[Path, IO[str] | None]:
    for _ in range(_OPEN_TRIES):
        path = current(directory)
        pin = _pinned(path)
        # Between resolving and pinning, two loads may have passed and swept this one away.
        if path.is_dir():
            return path, pin
        if pin is not None:
            pin.close()
    raise StoreUnusable(f"kho dữ liệu thay đổi liên tục, không mở được: {directory}")


def _pinned(path: Path) -> IO[str] | None:
    """A shared hold on a generation; None where it has no pin to hold (it was swept, or is foreign)."""
    try:
        pin = Path(f"{path}.pin").open()  # noqa: SIM115 - held for as long as the store lives
    except OSError:
        return None
    fcntl.flock(pin, fcntl.LOCK_SH)
    return pin
