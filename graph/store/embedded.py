"""The store on disk: immutable generations under one directory, switched in one atomic step.

    directory/generations/7        a pyoxigraph store, never written to again
    directory/generations/7.json   when and of what it was made
    directory/generations/7.pin    held shared by each reader of it
    directory/current              a symbolic link to generations/7
    directory/review.jsonl         what reviewers decided (graph.review.book)
    directory/changes.jsonl        what each load changed (graph.changelog)
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
import hashlib
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
from graph.answers.changes import Facts, facts
from graph.model import Corpus
from graph.review import book
from graph.review.applied import Applied
from graph.review.applying import apply
from graph.review.decisions import Decision
from graph.runs import Making
from graph.store.engine import OxigraphStore
from graph.store.remembered import remember, remembered
from graph.triples import quads

BUILDING = ".building-"
_OPEN_TRIES = 5
FORMAT = 2  # of a generation: 1 had neither this number nor the digests of its files
# What the engine writes of its own running; all else never changes once a generation is made.
_RUNNING = ("LOG", "LOCK", "IDENTITY")


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


def load(corpus: Corpus, directory: Path | str) -> Loaded:
    """Make the corpus the whole graph of the directory: a new generation, then one atomic switch.

    Raises StoreBusy while another load is under way, StoreUnusable where nothing can be written.
    """
    with alone(directory):
        return replace(corpus, directory)


def replace(corpus: Corpus, directory: Path | str, inputs: str = "", making: Making | None = None) -> Loaded:
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
    decided, damaged = _decisions(root)
    reviewed = apply(corpus, decided)
    count = _build(reviewed, building)
    seconds = time.perf_counter() - began
    described = about(reviewed.corpus, count, seconds, inputs) | {
        "review": {
            "decisions": len(reviewed.standing),
            "moved": [one.id for one in reviewed.moved],
            "lost": [one.id for one in reviewed.lost],
            "damaged": damaged,
        }
    }
    described["contents"] = contents(building)
    _note_changes(root, building, before, number, described["loaded"])
    install(root, number, described)
    runs.keep(root, making or runs.Making.of(corpus), described | {"generation": str(number)}, book.stamp(root))
    _sweep_old(generations, keep={before, number})
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


def contents(generation: Path) -> dict[str, str]:
    """The digest (SHA-256) of each file that holds a generation, by name. Equal digests are an equal graph."""
    found = {}
    for path in sorted(generation.iterdir()):
        if not path.name.startswith(_RUNNING):
            with path.open("rb") as file:
                found[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def _decisions(root: Path) -> tuple[list[Decision], int]:
    """What reviewers decided, and how many lines of it are damaged."""
    try:
        found = book.decisions(root)
    except OSError as error:
        raise StoreUnusable(f"không đọc được {root / book.NAME} ({error.strerror})") from error
    return found.decisions, len(found.damaged)


def _note_changes(root: Path, building: Path, before: int, number: int, when: str) -> None:
    """What this generation changes of the one before; where that one is damaged the log shows a gap."""
    old = remembered(root, f"{before} {description(root).get('loaded')}") if before else Facts()
    with EmbeddedStore(building, None) as made:
        new = facts(made)
    remember(root, f"{number} {when}", new)
    if old is None:
        try:
            with EmbeddedStore(root / "generations" / str(before), None) as previous:
                old = facts(previous)
        except (OSError, SyntaxError):
            return
    changelog.keep(root, changelog.record(str(before) if before else None, str(number), when, old, new))


def _build(corpus: Corpus | Applied, path: Path) -> int:
    store = pyoxigraph.Store(str(path))
    store.bulk_extend(quads(corpus))
    # The engine sorts a million quads at a time, and every lookup of a reader asks each of these runs: at 10 million
    # quads merging them takes 30 s and 70 % more disk, after which questions are four to six times faster. Where
    # there is one run it takes 0.05 s and changes nothing.
    store.optimize()
    store.flush()
    return len(store)


def about(corpus: Corpus, count: int, seconds: float, inputs: str) -> dict[str, Any]:
    """What is noted of a generation when it is made: when, how many quads, of what, by whom it was read."""
    extractors = sorted({tuple(sorted(e.extractor.items())) for e in corpus.extractions})
    return {
        "format": FORMAT,
        "loaded": datetime.now(UTC).isoformat(timespec="seconds"),
        "quads": count,
        "files": len(corpus.extractions),
        "documents": sum(len(e.documents) for e in corpus.extractions),
        "instruments": len(corpus.instruments),
        "citations": sum(len(e.citations) for e in corpus.extractions),
        "tasks": sum(len(e.tasks) for e in corpus.extractions),
        "problems": len(corpus.problems) + sum(len(e.problems) for e in corpus.extractions),
        "inputs": inputs,
        "seconds": round(seconds, 3),
        "extractors": [dict(pairs) for pairs in extractors],
    }


def write_description(path: Path, described: Mapping[str, Any]) -> None:
    """Write what is known of a generation, whole or not at all."""
    fresh = path.with_suffix(".json.new")
    fresh.write_text(json.dumps(described, ensure_ascii=False, indent=1), encoding="utf-8")
    fresh.replace(path)


def format_of(described: Mapping[str, Any] | None) -> int:
    """The format of a generation by its description: the first version did not note one."""
    found = (described or {}).get("format", 1)
    return found if isinstance(found, int) else 1


def newer(found: int) -> str:
    """The sentence for a store that a later version made."""
    return f"kho do phiên bản mới hơn tạo (định dạng {found}, bản này đọc tới {FORMAT}): hãy nâng cấp Dẫn Chiếu"


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
    found = sorted(path.name for path in generations.glob(f"{BUILDING}*"))
    for name in found:
        shutil.rmtree(generations / name)
    return found


def _sweep_old(generations: Path, keep: set[int]) -> None:
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
