"""A store in one file, and back: a tar archive whose first member says what is in it.

    danchieu-snapshot.json      the format, the generation's description, the digest of each further member
    danchieu-snapshot.sha256    the digest of that
    generation/…                the files of the generation
    beside/…                    what lies beside the generations: the ledger of files, decisions, logs
    upload/SHA256/…             the files that were uploaded, which lie nowhere else

A generation never changes, so it is copied while readers read; no load runs meanwhile, so that the ledger and the
generation are of one moment. SQLite files are copied by SQLite itself.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import re
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final

from graph.store import upkeep
from graph.store.embedded import EmbeddedStore
from graph.store.errors import StoreUnusable
from graph.store.formats import FORMAT, format_of, newer
from graph.store.generations import BUILDING, alone, current, install, next_number, read_description, sweep_half_built
from graph.store.health import Health
from graph.triples import tally as tallied

SNAPSHOT_FORMAT: Final = 2  # 1 had no uploads
_HEAD: Final = "danchieu-snapshot.json"
_SEAL: Final = "danchieu-snapshot.sha256"
_INSIDE, _BESIDE, _UPLOAD = "generation/", "beside/", "upload/"
_UPLOADS: Final = ("uploads", "files")  # below the store; `ingest.inbox` keeps them
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_MOST_HEAD: Final = 64 * 1024 * 1024  # bytes; a head is some 100 bytes for each file
_NOT_KEPT: Final = ("current", "current.new", "lock", "generations")
# Made anew of the rest by the first load that needs them: of 20,000 documents they have as many bytes as the ledger.
_DERIVED: Final = (tallied.NAME, "resolution.sqlite")
_SQLITE: Final = b"SQLite format 3\0"


class BadSnapshot(StoreUnusable):
    """A file that is no snapshot, or is damaged, or of a later version."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a snapshot holds: of which generation, how many quads, how many files, and its size in bytes."""

    generation: str
    quads: int
    files: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore made, and where what it replaced has been put (None where nothing was replaced)."""

    generation: str
    quads: int
    replaced: Path | None


def snapshot(directory: Path | str, file: Path) -> Taken:
    """Write the newest generation and what lies beside it to one file, which is there whole or not at all.

    Raises StoreNotFound, StoreBusy while a load runs, StoreUnusable where something cannot be read or written.
    """
    current(directory)  # a place without a store is not made one
    with alone(directory), EmbeddedStore.pinned(directory) as path, tempfile.TemporaryDirectory() as scratch:
        described = read_description(path)
        if described is None or format_of(described) != FORMAT:
            raise StoreUnusable("kho hỏng hoặc của phiên bản khác nên không chụp được: hãy chạy «danchieu store check»")
        members = {_INSIDE + name: path / name for name in described["contents"]}
        members |= _beside(Path(directory), Path(scratch)) | _uploads(Path(directory))
        try:
            digests = {name: _digest(source) for name, source in sorted(members.items())}
            for name, digest in described["contents"].items():
                if digests[_INSIDE + name] != digest:
                    raise StoreUnusable(f"kho hỏng nên không chụp được: tệp dữ liệu {name} đã bị đổi")
            head = {
                "snapshot": SNAPSHOT_FORMAT,
                "taken": datetime.now(UTC).isoformat(timespec="seconds"),
                "generation": described | {"generation": path.name},
                "files": digests,
            }
            size = _write(file, head, members)
        except OSError as error:
            if isinstance(error, StoreUnusable):
                raise
            raise StoreUnusable(f"không ghi được bản chụp {file} ({error.strerror or error})") from error
        return Taken(path.name, int(described["quads"]), len(digests), size)


def restore(file: Path, directory: Path | str) -> Restored:
    """Make a snapshot the graph of a directory, after every byte and every quad of it has been checked.

    The graph is switched in one step. What lay beside the generations and is replaced is moved to
    `directory/before-restore-N`, not removed. Raises BadSnapshot, StoreBusy, StoreUnusable.
    """
    root = Path(directory)
    if not file.is_file():
        raise BadSnapshot(f"không có tệp {file}")
    with alone(root):
        generations = root / "generations"
        generations.mkdir(exist_ok=True)
        sweep_half_built(generations)
        number = next_number(root)
        building = generations / f"{BUILDING}{number}"
        beside = generations / f"{BUILDING}{number}-beside"
        try:
            building.mkdir()
            beside.mkdir()
            head = _unpack(file, building, beside)
            described = _checked(file, head, building)
            replaced = _put_beside(root, beside, number)
            restored = {"of": described["generation"], "at": datetime.now(UTC).isoformat(timespec="seconds")}
            del described["generation"]
            install(root, number, described | {"restored": restored})
        finally:
            shutil.rmtree(building, ignore_errors=True)
            shutil.rmtree(beside, ignore_errors=True)
    return Restored(str(number), int(described["quads"]), replaced)


def _beside(root: Path, scratch: Path) -> dict[str, Path]:
    """The files beside the generations; of a database, a copy that SQLite makes."""
    found = {}
    for path in sorted(root.iterdir()):
        if not path.is_file() or path.name.startswith(".") or path.name in _NOT_KEPT or path.is_symlink():
            continue
        if path.name in _DERIVED or path.name.endswith(("-wal", "-shm", "-journal")):
            continue
        with path.open("rb") as opened:
            database = opened.read(len(_SQLITE)) == _SQLITE
        if database:
            copy = scratch / path.name
            with contextlib.closing(sqlite3.connect(path)) as old, contextlib.closing(sqlite3.connect(copy)) as new:
                old.backup(new)
            path = copy
        found[_BESIDE + path.name] = path
    return found


def _uploads(root: Path) -> dict[str, Path]:
    """The files that were uploaded. What is still arriving, and the list of jobs, are of the running server."""
    return {
        f"{_UPLOAD}{path.parent.name}/{path.name}": path
        for path in sorted(root.joinpath(*_UPLOADS).glob("*/*"))
        if path.is_file() and not path.is_symlink() and _SHA256.fullmatch(path.parent.name)
    }


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(file: Path, head: dict[str, Any], members: dict[str, Path]) -> int:
    encoded = json.dumps(head, ensure_ascii=False, indent=1, sort_keys=True).encode()
    fresh = file.with_name(f".{file.name}.{os.getpid()}.new")
    try:
        with fresh.open("wb") as raw, tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as tar:
            for name, data in ((_HEAD, encoded), (_SEAL, hashlib.sha256(encoded).hexdigest().encode())):
                tar.addfile(_member(name, len(data)), io.BytesIO(data))
            for name in sorted(members):
                with members[name].open("rb") as source:
                    tar.addfile(_member(name, os.fstat(source.fileno()).st_size), source)
            tar.close()
            raw.flush()
            os.fsync(raw.fileno())
        size = fresh.stat().st_size
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)
    return size


def _member(name: str, size: int) -> tarfile.TarInfo:
    """A member without owner and time, so that one store is one sequence of bytes but for the head."""
    found = tarfile.TarInfo(name)
    found.size, found.mode = size, 0o644
    return found


def _unpack(file: Path, building: Path, beside: Path) -> dict[str, Any]:
    """Write the members out, each compared with its digest; the head."""
    try:
        with tarfile.open(file, mode="r|") as tar:
            members = _members(file, tar)
            head = _head(file, members)
            missing = dict(head["files"])
            for name, source in members:
                wanted = missing.pop(name, None)
                place = _place(name, building, beside) if wanted is not None else None
                if place is None:
                    raise BadSnapshot(f"bản chụp {file} hỏng: có phần lạ «{name}»")
                place.parent.mkdir(parents=True, exist_ok=True)
                if _copy(source, place) != wanted:
                    raise BadSnapshot(f"bản chụp {file} hỏng: phần «{name}» đã bị đổi")
    except (tarfile.TarError, EOFError):
        raise BadSnapshot(f"«{file}» không phải bản chụp của Dẫn Chiếu, hoặc bị cắt") from None
    if missing:
        raise BadSnapshot(f"bản chụp {file} hỏng: thiếu phần «{min(missing)}»")
    return head


def _place(name: str, building: Path, beside: Path) -> Path | None:
    """Where a member is written; None for a name that no snapshot of ours has, which could lead anywhere."""
    folder, *inside = name.split("/")
    if any(part in ("", ".", "..") for part in inside):
        return None
    if folder == "upload" and len(inside) == 2 and _SHA256.fullmatch(inside[0]):
        return beside.joinpath(*_UPLOADS, *inside)
    if len(inside) != 1 or folder not in ("generation", "beside"):
        return None
    return (building if folder == "generation" else beside) / inside[0]


def _members(file: Path, tar: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    for member in tar:
        source = tar.extractfile(member) if member.isreg() else None
        if source is None:
            raise BadSnapshot(f"bản chụp {file} hỏng: có phần lạ «{member.name}»")
        yield member.name, source


def _head(file: Path, members: Iterator[tuple[str, IO[bytes]]]) -> dict[str, Any]:
    strange = BadSnapshot(f"«{file}» không phải bản chụp của Dẫn Chiếu, hoặc bị cắt")
    (name, first), empty = next(members, ("", io.BytesIO())), io.BytesIO()
    encoded = first.read(_MOST_HEAD) if name == _HEAD else b""
    name, second = next(members, ("", empty))
    if (
        not encoded
        or name != _SEAL
        or second.read(100).decode("ascii", "replace") != hashlib.sha256(encoded).hexdigest()
    ):
        raise strange
    head = json.loads(encoded)
    if head["snapshot"] > SNAPSHOT_FORMAT:
        raise BadSnapshot(f"bản chụp {file} do phiên bản mới hơn tạo (định dạng {head['snapshot']}): hãy nâng cấp")
    if format_of(head["generation"]) > FORMAT:
        raise BadSnapshot(newer(format_of(head["generation"])))
    found: dict[str, Any] = head
    return found


def _copy(source: IO[bytes], target: Path) -> str:
    digest = hashlib.sha256()
    with target.open("wb") as out:
        while piece := source.read(1 << 20):
            digest.update(piece)
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def _checked(file: Path, head: dict[str, Any], building: Path) -> dict[str, Any]:
    """The description of the unpacked generation, once every quad of it has been read."""
    described: dict[str, Any] = head["generation"]
    health = Health(described["generation"], format_of(described))
    upkeep.count(building, health)
    if health.faults or health.quads != described["quads"]:
        raise BadSnapshot(f"bản chụp {file} hỏng: có {health.quads} bộ bốn thay vì {described['quads']}")
    return described


def _put_beside(root: Path, beside: Path, number: int) -> Path | None:
    """Put the files beside the generations in their place; what they replace goes to a folder of its own."""
    away = root / f"before-restore-{number}"
    moved = False
    for fresh in sorted(beside.joinpath(*_UPLOADS).glob("*/*")):
        # By the hash of their bytes: what is there already is the same, and a later upload stays.
        kept = root.joinpath(*_UPLOADS, fresh.parent.name, fresh.name)
        kept.parent.mkdir(parents=True, exist_ok=True)
        if not kept.exists():
            fresh.replace(kept)
    for fresh in sorted(path for path in beside.iterdir() if path.is_file()):
        old = root / fresh.name
        if old.exists():
            away.mkdir(exist_ok=True)
            if fresh.read_bytes()[: len(_SQLITE)] == _SQLITE:
                _settle(old)
            old.replace(away / old.name)
            moved = True
        fresh.replace(old)
    return away if moved else None


def _settle(database: Path) -> None:
    """Bring a database's log into it, so that the log is not taken for that of the one that comes in its place."""
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(database)) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for end in ("-wal", "-shm"):
        Path(f"{database}{end}").unlink(missing_ok=True)
