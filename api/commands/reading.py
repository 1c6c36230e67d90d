"""`extract`: files in, one JSON out for each text."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from api.commands.arguments import Subparsers, add_json, add_registry, command, some_path
from api.commands.common import (
    BAD_INPUT,
    OK,
    UNREADABLE,
    Failure,
    Progress,
    Told,
    put,
    put_json,
    say,
)
from api.commands.registering import imported

if TYPE_CHECKING:
    import argparse

    from graph.model import Corpus, Extraction
    from graph.registry.imported import Imported


def add_to(commands: Subparsers) -> None:
    one = command(
        commands,
        extract,
        "đọc tệp, ghi mỗi tệp một JSON: dẫn chiếu, nhiệm vụ, thời hạn / one JSON for each file",
    )
    add_paths(one)
    one.add_argument("--out", type=Path, required=True, metavar="DIR", help="thư mục ghi kết quả / where to write")
    add_registry(one)
    add_json(one)


def add_paths(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="+", type=some_path, metavar="ĐƯỜNG_DẪN", help="tệp hoặc thư mục / files or folders"
    )


def extract(paths: Sequence[Path], out: Path, registry: Path | None, as_json: bool) -> int:
    """Read the files, resolve over all of them, write one JSON for each."""
    begun = time.perf_counter()
    known = imported(registry)
    ready(out)
    corpus, code = read(paths, known)
    written: list[Path] = []
    try:
        out.mkdir(parents=True, exist_ok=True)
        for extraction, name in zip(corpus.extractions, names(corpus.extractions), strict=True):
            write(out / name, json.dumps(extraction.to_json(), ensure_ascii=False, indent=1) + "\n")
            written.append(out / name)
    except OSError as error:
        raise Failure(f"Không ghi được vào «{out}»: {error.strerror or error}.") from None
    if as_json:
        put_json({"files": [str(path) for path in written], "problems": len(_problems(corpus))})
    else:
        for path in written:
            put(str(path))
        say(f"Đã ghi {len(written)} tệp trong {time.perf_counter() - begun:.1f} giây.")
    return code


def ready(directory: Path) -> None:
    """Make the place to write to before the long work, so that a place that cannot be is known at once."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failure(f"Không ghi được vào «{directory}»: {error.strerror or error}.") from None
    if not os.access(directory, os.W_OK):
        raise Failure(f"Không ghi được vào «{directory}»: không có quyền.")


def read(paths: Sequence[Path], registry: Imported | None = None) -> tuple[Corpus, int]:
    """Read what can be read, say what cannot and why; the exit code that this deserves.

    Raises `Failure` or `Told` where nothing at all was read.
    """
    missing = [path for path in paths if not path.exists()]
    for path in missing:
        say(f"Lỗi: không có tệp hoặc thư mục «{path}».")
    present = [path for path in paths if path.exists()]
    if not present:
        raise Told(BAD_INPUT)

    from graph.registry import RegistryError
    from ingest.run import read_corpus

    progress = Progress()
    try:
        corpus = read_corpus(present, progress=progress.of_many, registry=registry)
    except RegistryError as error:
        raise Failure(f"Danh mục hỏng: {error}.") from None
    finally:
        progress.done()
    unreadable = [problem for problem in corpus.problems if problem.code == "unreadable-file"]
    for problem in unreadable:
        say(f"Lỗi: {problem.message}")
    if not corpus.extractions:
        if not unreadable:
            raise Failure("Không có tệp văn bản nào ở nơi đã chỉ.", UNREADABLE)
        raise Failure("Không đọc được tệp nào.", UNREADABLE)
    return corpus, BAD_INPUT if missing or unreadable else OK


def names(extractions: Sequence[Extraction]) -> list[str]:
    """A file name for each extraction: that of its source, told apart by content where two are the same."""
    bases = [Path(e.source.path).name for e in extractions]
    found: list[str] = []
    for base, extraction in zip(bases, extractions, strict=True):
        name = base if bases.count(base) == 1 else f"{base}.{extraction.source.sha256[:8]}"
        serial = 2
        while f"{name}.json" in found:
            name = f"{base}.{extraction.source.sha256[:8]}.{serial}"
            serial += 1
        found.append(f"{name}.json")
    return found


def write(path: Path, text: str) -> None:
    """Write the file whole or not at all."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)


def _problems(corpus: Corpus) -> list[object]:
    return [*corpus.problems, *(problem for e in corpus.extractions for problem in e.problems)]
