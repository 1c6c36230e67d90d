"""Files in, corpus out, with nothing remembered. One file that cannot be read costs that file, never the run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from graph.model import Corpus
from graph.registry import using
from graph.registry.imported import Imported
from ingest.engines.places import told
from ingest.files import list_files, shown
from ingest.outcome import Failure, decoded, under
from ingest.resolution import unreadable
from ingest.resolve import resolve
from ingest.resolve.local import Local
from ingest.resolve.registered import registered
from ingest.workers import read_all

Progress = Callable[[str, int, int], None]  # a file that has been read, how many have, of how many


def read_corpus(
    paths: Sequence[Path],
    *,
    progress: Progress | None = None,
    registry: Imported | None = None,
    jobs: int | None = None,
) -> Corpus:
    """Read, extract and resolve files and folders together.

    Unreadable ones are problems of the corpus with the code `unreadable-file`. `registry` is an import of
    national instruments to read with, `jobs` how many files are read at once (a processor each).
    """
    registered(registry)  # a damaged import is known before the long work
    listing = list_files(paths)
    bad = [Failure(shown(path), "không có tệp này") for path in listing.missing]
    bad += [Failure(shown(path), reason) for path, reason in listing.closed]
    bad += [Failure(shown(path), "thư mục không có tệp nào đọc được") for path in listing.empty]
    locals_: list[Local] = []
    for done, (path, content) in enumerate(read_all(listing.found, registry=registry, jobs=jobs), start=1):
        outcome = under(decoded(content), told(path))
        locals_ += outcome.locals
        bad += [Failure(f"{told(path)}{failure.member}", failure.reason) for failure in outcome.failures]
        if progress is not None:
            progress(told(path), done, len(listing.found))
    with using(registry):
        corpus = resolve(locals_)
    corpus.problems = unreadable(bad) + corpus.problems
    return corpus
