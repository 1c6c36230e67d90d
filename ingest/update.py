"""A store kept in step with files and folders: what is new or changed is read, the rest is remembered.

The store holds every file that was ever given, each as it was when it was last seen. A file that is
gone stays until it is pruned, because a folder that is not mounted looks like one that is empty. The
graph is a function of the files alone: whatever order they came in, however often a run was killed,
the same files give the same graph. Files of the inbox (`ingest.inbox`) are given with every run; documents that
were withdrawn (`graph.withdrawals`) stay out of the graph whoever gives them.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from graph import withdrawals
from graph.identity import base_iri
from graph.registry import using
from graph.registry.imported import Imported
from graph.review import book
from graph.runs import Making
from graph.store.delta import advance
from graph.store.embedded import replace
from graph.store.generations import alone, description
from ingest import inbox
from ingest.engines import Engine
from ingest.engines.local import Local as Here
from ingest.engines.places import Place, Url, told
from ingest.engines.remote import elsewhere
from ingest.extract import EXTRACTOR
from ingest.files import list_files, shown
from ingest.fingerprint import reader_fingerprint, writer_fingerprint
from ingest.inbox import is_upload
from ingest.ledger import NAME, Entry, Ledger
from ingest.outcome import Failure
from ingest.parquet import check_folder, write_tables
from ingest.resolution import Resolution, failures
from ingest.resolve.registered import registered
from ingest.resolve.tables import NAME as TABLES
from ingest.resolve.tables import ResolutionDamaged, discard
from ingest.run import Progress


@dataclass(slots=True)
class Report:
    """What a run did, by the paths of files as they were first given.

    `unchanged` files have the bytes that they had; of them only those in `reread` were read again, because the
    reader is another (a new version, an import, a program that is now on the machine). `removed` are gone from the
    disk and still in the store, `pruned` were taken out of it. `failed` is all of the given that cannot be read,
    new or not, with the reason; `texts` is how many could be. `older` are files of the store that an earlier
    version read and that were out of this run's reach. `withdrawn` are left out because a person took them out of
    the store. Of the files of the inbox, by hash, `refused` hold no text that can be read and are no part of the store,
    `partly` have parts that cannot be read; who runs over a folder is not told of them. `notes` are sentences about
    how the reading went. `held` is what the store holds now.
    """

    read: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    reread: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    pruned: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    older: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    refused: dict[str, list[Failure]] = field(default_factory=dict)
    partly: dict[str, list[Failure]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    texts: int = 0
    loaded: bool = False
    held: dict[str, Any] = field(default_factory=dict)


def update(
    store: Path,
    paths: Sequence[Place],
    *,
    registry: Imported | None = None,
    prune: bool = False,
    again: bool = False,
    jobs: int | None = None,
    engine: Engine | None = None,
    parquet: Path | None = None,
    progress: Progress | None = None,
    loading: Callable[[], None] | None = None,
) -> Report:
    """Read what these paths hold that the store does not, and bring the graph up to it where anything changed.

    `prune` takes out of the store what these paths no longer hold; `again` tries those files once more whose
    failure may have passed. `engine` is where files are read, here in `jobs` processes where none is given. What was
    extracted is written to `parquet` where that is given. `loading` is called when all is read and the load begins.
    Raises StoreBusy, StoreUnusable, LedgerUnusable, ResolutionUnusable, RegistryError, EngineTrouble, BadUrl,
    UrlTrouble, TablesTrouble.
    """
    started = datetime.now(UTC).isoformat(timespec="seconds")
    registered(registry)  # a damaged import is known before the long work
    if parquet is not None:
        check_folder(parquet)
    report = Report()
    with alone(store), using(registry), Ledger(store, reader_fingerprint(registry)) as ledger:
        given = _read_new(ledger, store, paths, report, _Run(registry, again, engine or Here(jobs), progress))
        _drop_gone(ledger, paths, given, report, prune)
        out = withdrawals.standing(store)
        _leave_out(ledger, out, report)
        asked = [e for e in ledger.entries(given).values() if e.sha256 not in out and not is_upload(e.place)]
        report.failed = report.failed + failures(asked)
        report.partly = {e.sha256: list(e.failures) for e in ledger.failing_uploads()}
        report.texts = sum(e.texts for e in asked)
        report.older = [e.path for e in ledger.older() if e.sha256 not in out]
        settings = {"paths": sorted(told(path) for path in paths), "prune": prune, "again": again}
        load = partial(_load, ledger, store, out, settings, started, loading)
        try:
            report.loaded = load()
        except (ResolutionDamaged, zlib.error, msgspec.MsgspecError):
            discard(store / TABLES)  # they are derived from the ledger, and made again of it
            report.loaded = load()
        ledger.tidy()
        if parquet is not None:
            write_tables(ledger, [e for e in ledger.each() if e.sha256 not in out], parquet, out)
    report.held = description(store)
    return report


def reload(store: Path, *, registry: Imported | None = None) -> Report | None:
    """Put the graph together anew from what the store remembers of its files, as after a reviewer's decision.

    None where the store remembers no file: its graph was not made here, and stays. Raises as `update` does.
    """
    if not (store / NAME).is_file():
        return None
    with Ledger(store, reader_fingerprint(registry)) as ledger:
        if next(ledger.each(), None) is None:
            return None
    return update(store, [], registry=registry)


@dataclass(frozen=True, slots=True)
class _Run:
    registry: Imported | None
    again: bool
    engine: Engine
    progress: Progress | None


def _read_new(ledger: Ledger, store: Path, paths: Sequence[Place], report: Report, run: _Run) -> set[str]:
    """Read what is not known yet; the places of all files that these paths and the inbox hold."""
    listing = list_files([path for path in paths if isinstance(path, Path)])
    remote = elsewhere([path for path in paths if isinstance(path, Url)], ledger.marked() if paths else {})
    report.skipped = [told(path) for path in (*listing.skipped, *remote.skipped)]
    report.failed = [Failure(shown(path), reason) for path, reason in listing.closed]
    report.empty = [told(path) for path in (*listing.empty, *remote.empty)]
    report.missing = [told(path) for path in (*listing.missing, *remote.missing) if not ledger.below(_place(path))]
    out = withdrawals.standing(store)
    uploaded, unread = ledger.uploads()
    received = {one.file: one for one in inbox.held(store, uploaded - unread) if one.sha256 not in out}
    # A folder that holds the store is not read for what the store itself is made of.
    own = tuple(os.path.join(os.path.abspath(store / name), "") for name in ("generations", inbox.FOLDER))
    digests: dict[Place, str] = {
        path: _digest(path) for path in listing.found if not os.path.abspath(path).startswith(own)
    }
    digests |= remote.digests
    digests |= {file: one.sha256 for file, one in received.items()}
    named = {path: (_place(path), told(path)) for path in digests}
    named |= {file: (one.place, one.path) for file, one in received.items()}
    before = ledger.entries(place for place, _ in named.values())
    to_read: dict[str, Place] = {}  # by content: copies are read once
    for path, sha256 in digests.items():
        known = before.get(named[path][0])
        if path in received:
            pass  # the report is about the paths that were given
        elif known is None:
            report.read.append(named[path][1])
        elif known.sha256 != sha256:
            report.changed.append(known.path)
        else:
            report.unchanged.append(known.path)
        if sha256 and not ledger.knows(sha256, again=run.again):
            to_read.setdefault(sha256, path)
            if known is not None and known.sha256 == sha256 and path not in received:
                report.reread.append(known.path)
    of_path = {path: sha256 for sha256, path in to_read.items()}
    for done, (path, content) in enumerate(run.engine.read(of_path, run.registry), start=1):
        # Kept at once: a run that is killed goes on from here.
        ledger.keep(of_path[path], content)
        if run.progress is not None:
            run.progress(named[path][1], done, len(of_path))
    report.notes = list(run.engine.notes)
    for one in received.values():
        if one.place not in before and (unread_why := _unreadable(ledger, one.sha256)):
            report.refused[one.sha256] = unread_why
            del named[one.file]
    with ledger.together():
        for path, (place, path_shown) in named.items():
            ledger.put(place, path_shown, digests[path])
        for url, mark in remote.marks.items():
            ledger.mark(url.text, mark, digests[url])
    return {place for place, _ in named.values()}


def _unreadable(ledger: Ledger, sha256: str) -> list[Failure]:
    """Why no text of these bytes can be read; nothing where some can."""
    outcome = ledger.outcome(Entry("", "", sha256, ledger.reader, 0, ()))
    return [] if outcome.locals else outcome.failures or [Failure("", "không có văn bản nào trong tệp")]


def _place(path: Place) -> str:
    return path.text if isinstance(path, Url) else shown(Path(os.path.abspath(path)))


def _digest(path: Path) -> str:
    """The hash of a file's bytes, empty where it cannot be opened."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _drop_gone(ledger: Ledger, paths: Sequence[Place], given: set[str], report: Report, prune: bool) -> None:
    known = sorted({place for path in paths for place in ledger.below(_place(path))})
    gone = [place for place in known if place not in given and not os.path.lexists(place)]
    entries = ledger.entries(gone)
    (report.pruned if prune else report.removed).extend(entries[place].path for place in gone)
    if prune:
        with ledger.together():
            for place in gone:
                ledger.drop(place)


def _leave_out(ledger: Ledger, out: Iterable[str], report: Report) -> None:
    """Tell of the files that were withdrawn; of the inbox, these are forgotten."""
    places = sorted(place for sha256 in out for place in ledger.of_bytes(sha256))
    report.withdrawn = [entry.path for _, entry in sorted(ledger.entries(places).items())]
    for place in filter(is_upload, places):
        ledger.drop(place)


def _load(
    ledger: Ledger,
    store: Path,
    out: Collection[str],
    settings: Mapping[str, Any],
    started: str,
    loading: Callable[[], None] | None,
) -> bool:
    """Settle what changed and make it the graph; whether anything was loaded. Nothing is where nothing changed, or
    there never was anything to read."""
    before = description(store)
    was = str(before.get("inputs", ""))
    with Resolution(store, ledger, out, writer_fingerprint()) as resolution:
        step = resolution.settle(was)
        inputs = _stamp(resolution, ledger.reader, out) + book.stamp(store)
        if inputs != was:
            if not len(resolution) and not before:
                return False
            if loading is not None:
                loading()
            making = Making(EXTRACTOR, ledger.reader, settings, resolution.inputs(), started)
            loaded = None
            if step is not None:
                loaded = advance(store, resolution.delta(step), inputs=inputs, making=making)
            if loaded is None:
                replace(resolution, store, inputs, making)
        resolution.keep(inputs)
    return inputs != was


def _stamp(resolution: Resolution, reader: str, out: Iterable[str]) -> str:
    """What a graph is made of: files, their bytes and who read them, what is left out, and who put it together."""
    found = hashlib.sha256(f"{reader} {writer_fingerprint()} {base_iri()} {resolution.stamp()}".encode())
    for sha256 in sorted(out):
        found.update(f"without {sha256}".encode())
    return found.hexdigest()
