"""Files in, corpus out. One file that cannot be read costs that file, with its reason, never the run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from graph.model import Corpus, Problem
from graph.registry import using
from graph.registry.imported import Imported
from ingest.extract import extract
from ingest.readers import SUFFIXES, Unreadable, read_file
from ingest.resolve import resolve
from ingest.resolve.local import Local
from ingest.resolve.registered import registered


def read_corpus(
    paths: Sequence[Path], *, progress: Callable[[str], None] | None = None, registry: Imported | None = None
) -> Corpus:
    """Read, extract and resolve files and folders together.

    Unreadable ones are problems of the corpus with the code `unreadable-file`. `progress` is told the
    path of each file before it is read. `registry` is an import of national instruments to read with.
    """
    registered(registry)  # a damaged import is known before the long work
    with using(registry):
        return _read_corpus(paths, progress)


def _read_corpus(paths: Sequence[Path], progress: Callable[[str], None] | None) -> Corpus:
    found, missing = list_files(paths)
    problems = [Problem("unreadable-file", str(e)) for e in missing]
    locals_: list[Local] = []
    for path in found:
        if progress is not None:
            progress(str(path))
        try:
            locals_.append(extract(read_file(path)))
        except Unreadable as error:
            problems.append(Problem("unreadable-file", str(error)))
    corpus = resolve(locals_)
    corpus.problems = problems + corpus.problems
    return corpus


def list_files(paths: Sequence[Path]) -> tuple[list[Path], list[Unreadable]]:
    """The files of these paths, folders walked for the formats that are read, each once, sorted."""
    found: dict[Path, None] = {}
    missing: list[Unreadable] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in SUFFIXES)
            if not inside:
                missing.append(Unreadable(path, "thư mục không có tệp nào đọc được"))
            found.update(dict.fromkeys(inside))
        elif path.exists():
            found[path] = None
        else:
            missing.append(Unreadable(path, "không có tệp này"))
    return list(found), missing
