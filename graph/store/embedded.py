"""The store on disk: immutable generations under one directory, switched in one atomic step.

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

A load builds its generation under a name that no reader looks at, renames it, and renames a new
link over `current`. A reader resolves the link once and stays on what it found. So a reader sees
the old graph or the new one; whatever kills a load leaves the old one; and the half-built rest is
swept away by the next load. Locks are the kernel's (flock), so a killed process leaves none.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import pyoxigraph

from graph import changelog, runs
from graph.identity import base_iri
from graph.model import Resolved
from graph.review import book
from graph.review.applying import apply
from graph.runs import Making
from graph.store.building import build
from graph.store.engine import OxigraphStore
from graph.store.first import first_record
from graph.store.formats import FORMAT, contents, format_of, newer, write_description
from graph.store.noting import changed, touched
from graph.triples import lines
from graph.triples import tally as tallied
from graph.triples.tally import Tally

BUILDING = ".building-"
SETTLING = ".settling-"  # what `graph.store.settling` is at
_OPEN_TRIES = 5


class StoreNotFound(FileNotFoundError):
    """Nothing has been loaded in that directory."""


class StoreBusy(RuntimeError):
    """Another load is under way in that directory."""


class StoreUnusable(OSError):
    """The directory cannot be read or written, or what is in it is damaged."""


class RemoteTrouble(StoreUnusable):
    """A remote store does not do what was asked; `status` is what a server in front of it answers (502, 503)."""

    def __init__(self, message: str, status: int = 502) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load made: the name of the generation, how many quads, in how many seconds."""

    generation: str
    quads: int
    seconds: float


class EmbeddedStore(OxigraphStore):
    """One generation, opened read-only. It answers from that generation for as long as it lives."""

    def __init__(self, path: Path, pin: IO[str] | None, *, in_memory: bool = False) -> None:
        try:
            store = pyoxigraph.Store.read_only(str(path))
        except (OSError, RuntimeError) as error:
            raise StoreUnusable(f"kho dữ liệu hỏng, hãy nạp lại: {path} ({error})") from error
        super().__init__(_copy(store) if in_memory else store, path.name)
        self.path = path
        self._pin = pin

    def copy_to(self, target: Path) -> None:
        """A store of the same quads at a path where nothing is; on one file system it shares the files' bytes.

        Raises StoreUnusable.
        """
        try:
            self._store.backup(str(target))
        except (OSError, RuntimeError) as error:
            raise StoreUnusable(f"không ghi được vào {target} ({error})") from error

    @classmethod
    def open(cls, directory: Path | str, *, in_memory: bool = False) -> Self:
        """The newest generation; raises StoreNotFound, StoreUnusable.

        `in_memory` copies it first: measured at 15 µs and 0.4 kB for each quad, after which questions
        are five times faster. Worth it for a server on a graph of up to some hundred thousand quads.
        """
        path, pin = _held(directory)
        found = format_of(read_description(path))
        if found > FORMAT:
            raise StoreUnusable(newer(found))
        return cls(path, pin, in_memory=in_memory)

    @staticmethod
    @contextlib.contextmanager
    def pinned(directory: Path | str) -> Iterator[Path]:
        """The directory of the newest generation, which nobody removes meanwhile; raises as `open`."""
        path, pin = _held(directory)
        with pin or contextlib.nullcontext():
            yield path

    def close(self) -> None:
        """Let the generation go, so that a later load may remove it. Not needed at exit."""
        self._store = pyoxigraph.Store()
        if self._pin is not None:
            self._pin.close()
            self._pin = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


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


def load(corpus: Resolved, directory: Path | str) -> Loaded:
    """Make the corpus the whole graph of the directory: a new generation, then one atomic switch.

    Raises StoreBusy while another load is under way, StoreUnusable where nothing can be written.
    """
    with alone(directory):
        return replace(corpus, directory)


def replace(corpus: Resolved, directory: Path | str, inputs: str = "", making: Making | None = None) -> Loaded:
    """As `load`, for a caller that is `alone` in the directory. `inputs` names what the corpus was made of,
    `making` says it in full for the log of loads.

    The decisions of reviewers in the directory are applied. What changed is written down before the switch, so
    that no generation is without it; the load is logged after, when it has happened.
    """
    began = time.perf_counter()
    root = Path(directory)
    generations = root / "generations"
    try:
        generations.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnusable(f"không ghi được vào {directory} ({error.strerror})") from error
    sweep_half_built(generations)
    before = _number(root)
    number = next_number(root)
    building = generations / f"{BUILDING}{number}"
    decided = _decided(root)
    reviewed = apply(corpus, decided.decisions)
    with Tally.made(generations / f"{BUILDING}{number}-tally") as tally:
        tally.say("base", base_iri())
        tally.say("review", decided.stamp)
        count = build(lines(reviewed, tally), building)
        seconds = time.perf_counter() - began
        described = about(tally, count, seconds, inputs) | {
            "review": {
                "decisions": len(reviewed.standing),
                "moved": [one.id for one in reviewed.moved],
                "lost": [one.id for one in reviewed.lost],
                "damaged": len(decided.damaged),
            }
        }
        described["contents"] = contents(building)
        _note_changes(root, building, tally, before, number, described["loaded"])
        install(root, number, described)
        keep_tally(root, tally, number, described)
    runs.keep(root, making or runs.Making.of(corpus), described | {"generation": str(number)}, decided.stamp)
    sweep_old(generations, keep={before, number})
    return Loaded(str(number), count, time.perf_counter() - began)


def next_number(root: Path) -> int:
    """The number that the next generation gets: above all that are there, read or not."""
    return 1 + max([_number(root), *(int(p.name) for p in (root / "generations").iterdir() if p.name.isdecimal())])


def install(root: Path, number: int, described: Mapping[str, Any]) -> None:
    """Make what was built under `BUILDING` the newest generation, in one step for every reader."""
    generations = root / "generations"
    (generations / f"{number}.pin").touch()
    write_description(generations / f"{number}.json", described)
    (generations / f"{BUILDING}{number}").rename(generations / str(number))
    _sync(generations)
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


def _copy(store: pyoxigraph.Store) -> pyoxigraph.Store:
    copy = pyoxigraph.Store()
    copy.bulk_extend(store.quads_for_pattern(None, None, None, None))
    return copy


def _decided(root: Path) -> book.Contents:
    """What reviewers decided, read once: more may be written while the load goes on."""
    try:
        return book.decisions(root)
    except OSError as error:
        raise StoreUnusable(f"không đọc được {root / book.NAME} ({error.strerror})") from error


def _note_changes(root: Path, building: Path, tally: Tally, before: int, number: int, when: str) -> None:
    """What this generation changes of the one before; where that one is damaged the log shows a gap."""
    previous = description(root)
    with contextlib.ExitStack() as opened:
        old = None
        known = Tally.of_generation(root / tallied.NAME, made_as(before, previous)) if before else None
        if known is not None:
            opened.enter_context(known)
        try:
            if before:
                old = opened.enter_context(EmbeddedStore(root / "generations" / str(before), None))
            new = opened.enter_context(EmbeddedStore(building, None))
            if old is None:
                record = first_record(new, str(number), when)
            else:
                record = changed(old, new, touched(known, old, tally), (str(before), str(number)), when)
        except (OSError, SyntaxError):
            return
    changelog.keep(root, record)


def made_as(number: int, described: Mapping[str, Any]) -> str:
    """What tells the quads of a generation from those of all others: its number, and when it was made; where it was
    made by merging the runs of another (`graph.store.settling`), what told that one."""
    return str(described.get("as") or f"{number} {described.get('loaded')}")


def keep_tally(root: Path, tally: Tally, number: int, described: Mapping[str, Any]) -> None:
    """Let the tally of what was just switched to last, in the place of the one before."""
    tally.seal(made_as(number, described))
    fresh = root / "generations" / f"{BUILDING}{number}-tally"
    with fresh.open("rb+") as file:
        os.fsync(file.fileno())
    fresh.replace(root / tallied.NAME)


def about(tally: Tally, count: int, seconds: float, inputs: str) -> dict[str, Any]:
    """What is noted of a generation when it is made: when, how many quads, of what, by whom it was read."""
    return {
        "format": FORMAT,
        "loaded": datetime.now(UTC).isoformat(timespec="seconds"),
        "quads": count,
        **tally.totals(),
        "inputs": inputs,
        "seconds": round(seconds, 3),
        "extractors": tally.extractors(),
    }


def _switch(root: Path, number: int) -> None:
    fresh = root / "current.new"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(f"generations/{number}")
    fresh.replace(root / "current")
    _sync(root)


def _number(root: Path) -> int:
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


def _held(directory: Path | str) -> tuple[Path, IO[str] | None]:
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


def _sync(directory: Path) -> None:
    """Make a rename last through a power cut."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
