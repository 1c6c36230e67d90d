"""Mutants of files of each format, read as a run reads them.

    python -m benchmarks.fuzz [--files N] [--format docx,pdf,…] [--seed S] [--keep DIR] [--without soffice]
        [--confirm N] [--jobs N] [--seconds S] [--json] [FILES…]

Seeds are small documents of our own, and the FILES of that format; each is damaged in ways that depend on
the seed number alone. `--keep` writes down the mutants that broke something. `--confirm` puts that many of
each format into one folder and lets a whole run ingest it, which must account for every file.

`fault` is an exception where a reader should have refused; in a run it costs that file, here it fails.
`hang` is over `--seconds`; `death` ended the process. `memory` met the limit and was told so, as a run tells.
.doc, .odt and pictures go through other programs at 0.2 to 4 s a file: ask for fewer of them.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.fuzz.mutations import mutant
from benchmarks.fuzz.seeds import SUFFIXES, seeds
from benchmarks.fuzz.trials import BAD, FAULT, HANG, MEMORY, READ, REFUSED, Trial, Work, trials
from ingest.files import list_files
from ingest.update import update
from ingest.workers import cores

_TOP = 6  # reasons shown of each format
_SHOWN = 90  # characters of a reason


@dataclass(slots=True)
class Tally:
    """What the mutants of one format did. `slowest` and `largest` are numbers of mutants with seconds and MB."""

    kind: str
    endings: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    bad: list[Trial] = field(default_factory=list)
    slowest: tuple[float, int] = (0.0, 0)
    largest: tuple[float, int] = (0.0, 0)
    seconds: float = 0.0

    def add(self, trial: Trial) -> None:
        """Count one."""
        self.endings[trial.ending] += 1
        if trial.ending in BAD:
            self.bad.append(trial)
        else:
            self.reasons.update(trial.reasons)
        self.slowest = max(self.slowest, (trial.seconds, trial.number))
        self.largest = max(self.largest, (trial.peak, trial.number))

    @property
    def mutants(self) -> int:
        """How many there were."""
        return self.endings.total()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; the exit code: 1 where anything broke."""
    chosen = _parser().parse_args(arguments)
    given = list_files(chosen.paths).found
    tallies = []
    confirm: list[tuple[str, bytes]] = []
    for kind in chosen.format:
        of_kind = seeds(kind, given)
        if not of_kind:
            print(f"{kind}: no seed can be made on this machine, and no file was given", file=sys.stderr)
            continue
        work = Work(kind, of_kind, chosen.seed, chosen.seconds, chosen.without)
        tally = fuzz(work, range(chosen.first, chosen.first + chosen.files), chosen.jobs, chosen.keep)
        tallies.append(tally)
        if not chosen.json:
            print(*_lines(tally), sep="\n", flush=True)
        picked = range(chosen.first, chosen.first + min(chosen.confirm, chosen.files))
        confirm += [(f"{kind}-{n}{SUFFIXES[kind]}", mutant(kind, of_kind, n, chosen.seed)) for n in picked]
    lost = confirmed(confirm, chosen.jobs) if confirm else []
    if chosen.json:
        print(json.dumps([dataclasses.asdict(t) for t in tallies], ensure_ascii=False))
    elif confirm:
        print(f"a run over {len(confirm)} of them: {f'lost {lost}' if lost else 'each read or refused with a reason'}")
    return int(any(tally.bad for tally in tallies) or bool(lost))


def fuzz(work: Work, numbers: Sequence[int], jobs: int, keep: Path | None = None) -> Tally:
    """Try the mutants of these numbers, and write down those that broke something."""
    tally = Tally(work.kind)
    begun = time.perf_counter()
    for trial in trials(work, numbers, jobs):
        tally.add(trial)
        if trial.ending in BAD and keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            name = f"{work.kind}-{work.seed}-{trial.number}{SUFFIXES[work.kind]}"
            (keep / name).write_bytes(mutant(work.kind, work.seeds, trial.number, work.seed))
    tally.seconds = time.perf_counter() - begun
    return tally


def confirmed(files: Sequence[tuple[str, bytes]], jobs: int) -> list[str]:
    """Let a run ingest these files; the names of those for which it did not account, or blamed itself."""
    with tempfile.TemporaryDirectory(prefix="danchieu-fuzz-") as scratch:
        folder = Path(scratch) / "in"
        folder.mkdir()
        for name, data in files:
            (folder / name).write_bytes(data)
        report = update(Path(scratch) / "store", [folder], jobs=jobs)
        told = {Path(path).name for path in report.read}
        ours = [f.member for f in report.failed if f.reason.startswith("lỗi của chương trình")]
        return sorted(name for name, _ in files if name not in told) + ours


def _lines(tally: Tally) -> list[str]:
    known = (READ, REFUSED, FAULT, HANG, "death", MEMORY)
    counts = ", ".join(f"{tally.endings[ending]} {ending}" for ending in known)
    out = [
        f"{tally.kind}: {tally.mutants} mutants in {tally.seconds:.0f} s: {counts}; "
        f"slowest {tally.slowest[0]:.1f} s (#{tally.slowest[1]}), "
        f"largest {tally.largest[0]:.0f} MB (#{tally.largest[1]})"
    ]
    out += [f"    {count:5} {reason[:_SHOWN]}" for reason, count in tally.reasons.most_common(_TOP)]
    where = Counter(f"{trial.ending}: {' '.join(trial.reasons)}" for trial in tally.bad)
    first = {f"{t.ending}: {' '.join(t.reasons)}": t.number for t in reversed(tally.bad)}
    return out + [f"  ! {count:5} (#{first[said]}) {said}" for said, count in where.most_common()]


def _formats(said: str) -> list[str]:
    found = said.split(",")
    unknown = [kind for kind in found if kind not in SUFFIXES]
    if unknown:
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: not one of {', '.join(SUFFIXES)}")
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.fuzz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paths", type=Path, nargs="*", metavar="FILES", help="files or folders that are seeds too")
    parser.add_argument("--files", type=int, default=200, help="mutants of each format")
    parser.add_argument("--first", type=int, default=0, help="number of the first, to try one again")
    parser.add_argument("--format", type=_formats, default=list(SUFFIXES), help="formats, parted by commas")
    parser.add_argument("--seed", type=int, default=1, help="another number gives other mutants")
    parser.add_argument("--seconds", type=float, default=60.0, help="the bound for one mutant")
    parser.add_argument("--jobs", type=int, default=cores(), help="mutants read at once")
    parser.add_argument("--keep", type=Path, help="where to write the mutants that broke something")
    parser.add_argument("--without", type=lambda said: said.split(","), default=[], help="programs to do without")
    parser.add_argument("--confirm", type=int, default=0, help="mutants of each format that a whole run ingests")
    parser.add_argument("--json", action="store_true", help="all figures as one JSON object")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
