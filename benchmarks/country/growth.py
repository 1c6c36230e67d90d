"""How everything grows with the number of documents: one size after another, from files to answers and an update.

    python -m benchmarks.country.growth --sizes 1000,3000,10000 FOLDER [--minutes 120] [--keep] [--json]

    FOLDER/documents, FOLDER/truth    the made-up country (`benchmarks.country.make`): a larger one holds a smaller one
    FOLDER/growth.json                what was measured; a size that is in it is not measured again (but with --again)
    FOLDER/stores/N                   the store of a size while it is measured (--keep-stores: and afterwards)

For each size: a load of that many documents into a new store (reading, resolution, load; what each process took), the
disk it takes, the main questions of things drawn at random (in a process with nothing in the system's cache, again, and
over HTTP), and some changes of one document as readers see them. A size that would not end within what is left of
`--minutes` is not begun, by how long the one before it took, and said. `--keep` writes the tables of docs/capacity.md.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import httpx

from benchmarks.bounded import NotFinishedError, lines
from benchmarks.country import capacity
from benchmarks.country.asking import COUNT, SECONDS, over_http
from benchmarks.country.make import SHARD, make
from benchmarks.country.updating import updates
from benchmarks.peers.report import NowhereToKeep, keep, machine
from ingest.fingerprint import reader_fingerprint, writer_fingerprint
from ingest.workers import cores

PAGE = capacity.PAGE
MEMORY = 16_000.0  # MB of the loading process, where it is ended
_STEEPER = 1.1  # a size takes somewhat more than in proportion: merges in the store
_CHANGES = 3
Found = dict[str, Any]
Tell = Callable[[str], None]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is not measured yet; 1 where a size failed or was not begun, or the page has no place for it."""
    chosen = _parser().parse_args(arguments)
    folder = chosen.folder.resolve()
    until = time.monotonic() + 60 * chosen.minutes
    tell: Tell = lambda text: print(text, file=sys.stderr, flush=True)  # noqa: E731
    begin(folder, max(chosen.sizes), chosen.jobs, tell)
    found = {} if chosen.again else measured_before(folder)
    left_out: list[str] = []
    for size in sorted(chosen.sizes):
        if str(size) in found:
            tell(f"{size:,} documents: measured before")
            continue
        left, wanted = until - time.monotonic(), expected(found, size)
        if left <= wanted:
            left_out.append(f"{size:,} văn bản: cần khoảng {wanted / 60:.0f} phút, chỉ còn {max(0, left / 60):.0f}")
            tell(left_out[-1])
            continue
        try:
            found[str(size)] = one_size(folder, size, left, chosen, tell)
        except (NotFinishedError, RuntimeError, httpx.HTTPError, subprocess.SubprocessError) as error:
            left_out.append(f"{size:,} văn bản: {type(error).__name__}, {error}"[:400])
            tell(left_out[-1])
            continue
        fresh = folder / "growth.json.new"
        fresh.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
        fresh.replace(folder / "growth.json")
    text = capacity.tables(list(found.values()), left_out)
    print(json.dumps({"machine": machine(), "sizes": found, "left_out": left_out}) if chosen.json else text)
    if chosen.keep is not None:
        sizes = ",".join(map(str, sorted(chosen.sizes)))
        command = f"python -m benchmarks.country.growth --sizes {sizes} FOLDER --keep"
        try:
            keep(chosen.keep, "growth", command, text)
        except NowhereToKeep as error:
            tell(f"not kept: {error}")
            return 1
    return int(bool(left_out))


def begin(folder: Path, documents: int, jobs: int, tell: Tell) -> None:
    """Make the country, where it is not there or is too small."""
    if len(files_of(folder, documents)) >= documents:
        return
    began = time.monotonic()
    make(folder, documents, jobs=jobs)
    tell(f"made {documents:,} documents in {time.monotonic() - began:.0f} s")


def files_of(folder: Path, documents: int) -> list[Path]:
    """The first so many documents, or all where there are fewer."""
    out: list[Path] = []
    for shard in sorted((folder / "documents").glob("[0-9]*")):
        if len(out) < documents:
            out += sorted(shard.iterdir())[: documents - len(out)]
    return out


def places_of(folder: Path, documents: int) -> list[Path]:
    """The same as folders, but for what is part of one: a command line has no room for ten thousand files."""
    whole = [folder / "documents" / f"{number:05}" for number in range(documents // SHARD)]
    return whole + files_of(folder, documents)[len(whole) * SHARD :]


def measured_before(folder: Path) -> dict[str, Found]:
    """By size, what an earlier run wrote down."""
    try:
        found: dict[str, Found] = json.loads((folder / "growth.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return found


def expected(found: dict[str, Found], size: int) -> float:
    """Seconds that a size will take by the nearest that was measured; 0 where none was.

    >>> round(expected({"1000": {"documents": 1000, "all": 60.0}}, 2000))
    129
    """
    if not found:
        return 0.0
    nearest = min(found.values(), key=lambda one: abs(one["documents"] - size))
    return float(nearest["all"] * (size / nearest["documents"]) ** _STEEPER)


def one_size(folder: Path, size: int, seconds: float, chosen: argparse.Namespace, tell: Tell) -> Found:
    """Everything about one size. Raises NotFinishedError where a step does not end within those seconds, RuntimeError
    and httpx.HTTPError where a server fails or a change is not seen."""
    began, load_before = time.monotonic(), os.getloadavg()[0]
    store, places = folder / "stores" / str(size), places_of(folder, size)
    shutil.rmtree(store, ignore_errors=True)
    store.parent.mkdir(exist_ok=True)
    tell(f"{size:,} documents: loading")
    loaded = _run(["benchmarks.country.stages", str(store), *map(str, places), "--jobs", str(chosen.jobs)], seconds)
    found: Found = {
        "documents": size,
        "characters": sum(len(path.read_bytes().decode()) for path in files_of(folder, size)),
        "loaded": json.loads(loaded),
        "disk": disk(store),
        "versions": [reader_fingerprint(None), writer_fingerprint()],
    }
    tell(f"{size:,} documents: asking")
    inputs = store.parent / f"{size}.inputs.json"
    asking = "benchmarks.country.asking"
    _run([asking, "draw", str(store), str(inputs), "--count", str(chosen.count)], seconds)
    found["asked"] = json.loads(
        _run([asking, "ask", str(store), str(inputs), "--seconds", str(chosen.seconds)], seconds)
    )
    drawn = json.loads(inputs.read_text(encoding="utf-8"))
    found["given"] = {question: len(some) for question, some in drawn.items()}
    found["http"] = over_http(store, drawn, chosen.seconds)
    tell(f"{size:,} documents: changing one")
    # The one of median length: what a change costs is the longer the more the document itself says.
    one = sorted(files_of(folder, size), key=lambda path: (path.stat().st_size, path))[size // 2]
    patience = 60 + 3 * found["loaded"]["seconds"]  # a change costs a whole load where it cannot be done for less
    found["updates"] = asdict(updates(store, places, one, _CHANGES, patience))
    found |= {"all": time.monotonic() - began, "load": [load_before, os.getloadavg()[0]]}
    if not chosen.keep_stores:
        shutil.rmtree(store)
    return found


def disk(store: Path) -> dict[str, float]:
    """MB of the ledger, of the generations, and of what lies beside them."""
    out = {"ledger": 0.0, "graph": 0.0, "beside": 0.0}
    for path in store.rglob("*"):
        if path.is_file() and not path.is_symlink():
            top = path.relative_to(store).parts[0]
            kind = "graph" if top == "generations" else "ledger" if top.startswith("files.sqlite") else "beside"
            out[kind] += path.stat().st_size / 1e6
    return out


def _run(module: Sequence[str], seconds: float) -> str:
    with closing(lines([sys.executable, "-m", *module], seconds, MEMORY)) as coming:
        return "".join(coming)


def _sizes(said: str) -> list[int]:
    found = sorted({int(one) for one in said.split(",")})
    if found[0] < 2:
        raise argparse.ArgumentTypeError("two documents at least")
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.country.growth",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sizes", type=_sizes, default=[1_000, 3_000, 10_000], help="numbers with commas")
    parser.add_argument("--minutes", type=float, default=120.0)
    parser.add_argument("--count", type=int, default=COUNT, help="inputs of each question")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of one question and pass, at most")
    parser.add_argument("--jobs", type=int, default=cores(), help="processes that read")
    parser.add_argument("--again", action="store_true", help="measure every size anew")
    parser.add_argument("--keep-stores", action="store_true", help="do not delete the store of a size")
    parser.add_argument("--keep", type=Path, nargs="?", const=PAGE, metavar="PAGE", help="write the tables of a page")
    parser.add_argument("--json", action="store_true", help="all figures as one JSON object")
    return parser


if __name__ == "__main__":
    sys.exit(main())
