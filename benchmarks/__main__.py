"""One command, one table: this program beside named peers, measured in the same run.

    python -m benchmarks [PATH …] [--quick] [--only extraction,query,end-to-end] [--runs 3] [--keep] [--json]

- extraction: characters a second on one core, ours and a regular expression, eyecite, refex and underthesea, each in a
  virtual environment of its own (`--environments`), made by the first run.
- query: the same questions of the same graph in our store, in rdflib, behind rdflib-endpoint and in Virtuoso; answers
  are compared.
- end-to-end: files to answered questions, our program and a pipeline of the same output on rdflib.

PATHs are the documents to read (`samples` where none are given); a made-up country gives as many more as
`--documents`. `--quick` takes minutes, and its sizes are too small to quote. A peer that is not here is told, no
failure; an answer that differs is one, and the exit code is 1. `--keep` writes what was found into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import os
import shlex
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bounded import NotFinishedError
from benchmarks.country.make import make
from benchmarks.peers import extraction, query, whole
from benchmarks.peers.environments import ROOT, default_folder
from benchmarks.peers.opinions import OPINION
from benchmarks.peers.report import NowhereToKeep, Section, as_json, heading, keep, machine, shown
from ingest.files import list_files
from ingest.workers import cores

GROUPS = ("extraction", "query", "end-to-end")
PAGE = ROOT / "docs" / "benchmarks.md"
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much of everything: characters, triples of each made-up graph, country documents, inputs of a question, runs,
    and for how many seconds a question is waited for, with all its inputs."""

    characters: int
    triples: tuple[int, ...]
    documents: int
    inputs: int
    runs: int
    patience: float


QUICK = Sizes(OPINION, (30_000,), 20, 4, 3, 15.0)
FULL = Sizes(1_000_000, (100_000, 1_000_000), 300, 20, 3, 60.0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; 1 where an answer differs or the page has no place for the table."""
    typed = sys.argv[1:] if arguments is None else list(arguments)
    parser = _parser()
    chosen = parser.parse_args(typed)
    if not list_files(chosen.paths).found:
        parser.error(f"no documents in {', '.join(map(str, chosen.paths))}")
    tell: Tell = lambda text: print(text, file=sys.stderr, flush=True)  # noqa: E731
    sizes = _sizes(chosen)
    command = shlex.join(["python", "-m", "benchmarks", *map(shown, typed)])
    sections: list[Section] = []
    unkept = 0
    for group in GROUPS:
        if group not in chosen.only:
            continue
        tell(group)
        began, load = time.monotonic(), os.getloadavg()[0]
        found = list(_told(group, chosen, sizes, tell))
        sections += found
        text = "\n".join([heading(command, time.monotonic() - began, load), *(one.markdown() for one in found)])
        if not chosen.json:
            print(text, flush=True)
        if chosen.keep is not None:
            try:
                keep(chosen.keep, group, "python -m benchmarks --keep", text)
            except NowhereToKeep as error:
                tell(f"not kept: {error}")
                unkept += 1
    if chosen.json:
        print(as_json({"command": command, "machine": machine()}, sections))
    return int(bool(unkept) or any(one.faults for one in sections))


def _told(group: str, chosen: argparse.Namespace, sizes: Sizes, tell: Tell) -> Iterator[Section]:
    """The tables of a group, the last one a fault where our own part of it did not end: peers' troubles are told in
    theirs."""
    try:
        yield from _group(group, chosen, sizes, tell)
    except NotFinishedError as error:
        yield Section(group, group, "", [""], faults=[str(error)])


def _group(group: str, chosen: argparse.Namespace, sizes: Sizes, tell: Tell) -> Iterator[Section]:
    if group == "extraction":
        yield extraction.measured(chosen.paths, sizes.characters, sizes.runs, chosen.environments, tell)
    elif group == "query":
        yield query.competency(chosen.paths, sizes.runs, 10 * sizes.patience)
        for triples in sizes.triples:
            yield query.measured(triples, sizes.inputs, sizes.runs, sizes.patience, tell)
    else:
        names = ", ".join(f"`{shown(str(path))}`" for path in chosen.paths)
        # A country's files are ten times longer than samples: three inputs of each question are enough to wait for.
        rest = (chosen.jobs, min(sizes.inputs, 3), sizes.runs, sizes.patience, tell)
        yield whole.measured(names, chosen.paths, *rest)
        with tempfile.TemporaryDirectory(prefix="danchieu-country-") as folder:
            make(Path(folder), sizes.documents, jobs=chosen.jobs)
            yield whole.measured(f"{sizes.documents:,} văn bản giả", [Path(folder) / "documents"], *rest)


def _sizes(chosen: argparse.Namespace) -> Sizes:
    base = QUICK if chosen.quick else FULL
    return Sizes(
        chosen.characters or base.characters,
        tuple(chosen.triples or base.triples),
        chosen.documents or base.documents,
        base.inputs,
        chosen.runs or base.runs,
        chosen.patience or base.patience,
    )


def _groups(said: str) -> tuple[str, ...]:
    found = tuple(said.split(","))
    if unknown := [one for one in found if one not in GROUPS]:
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: one or more of {', '.join(GROUPS)}, with commas")
    return found


def _some(said: str) -> int:
    found = int(said)
    if found < 1:
        raise argparse.ArgumentTypeError(f"{said}: at least 1")
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paths", type=Path, nargs="*", metavar="PATH", default=[Path("samples")])
    parser.add_argument("--quick", action="store_true", help="small sizes")
    parser.add_argument("--only", type=_groups, default=GROUPS, metavar=",".join(GROUPS), help="one or some of them")
    parser.add_argument("--runs", type=_some, help=f"of everything that is timed; {FULL.runs}")
    parser.add_argument("--characters", type=_some, help=f"of joined texts; {FULL.characters}")
    parser.add_argument("--triples", type=_some, nargs="+", help=f"of made-up graphs; {FULL.triples}")
    parser.add_argument("--documents", type=_some, help=f"of a made-up country; {FULL.documents}")
    parser.add_argument("--patience", type=float, help=f"seconds for all inputs of a question; {FULL.patience:g}")
    parser.add_argument("--jobs", type=_some, default=cores(), help="processes that read files; one for each core")
    parser.add_argument("--environments", type=Path, default=default_folder(), help="where peers are installed")
    parser.add_argument("--keep", type=Path, nargs="?", const=PAGE, metavar="PAGE", help="write it into a page of docs")
    parser.add_argument("--json", action="store_true", help="all figures as one JSON object")
    return parser


if __name__ == "__main__":
    sys.exit(main())
