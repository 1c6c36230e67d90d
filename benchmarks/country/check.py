"""What is read out of made-up documents, held against the truth about them, and their measures against the real ones.

    python -m benchmarks.country.check FOLDER [--sample 200] [--seed 0] [--wrong]

Reads a sample of a corpus that `make` wrote as one corpus, prints precision, recall and F1 as `benchmarks.accuracy`
does, then what such documents are like on average beside those of `figures.json`, both as our own reader sees them.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.accuracy import lines
from benchmarks.country.figures import COLUMNS, figures
from benchmarks.country.words import measured
from benchmarks.gold import GoldMention, GoldSet, GoldTask
from benchmarks.scoring import score
from graph.triples import quads
from ingest.outcome import decoded
from ingest.run import read_corpus
from ingest.workers import read_all

_COUNTS = [name for name in COLUMNS if name not in ("type", "level")]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print both."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.country.check",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--wrong", action="store_true", help="list every disagreement instead")
    chosen = parser.parse_args(arguments)
    truths = sample(chosen.folder, chosen.sample, chosen.seed)
    if not truths:
        parser.error(f"{chosen.folder} has no truth: it is no folder that benchmarks.country.make wrote")
    paths = [path for path, _ in truths]
    corpus = read_corpus(paths)
    report = score([gold(truth for _, truth in truths)], corpus)
    if chosen.wrong:
        for w in report.wrong:
            print(w.what, w.document, w.at, w.said, w.there, " ".join(w.text.split()), sep="\t")
        return 0
    print(*lines(report), sep="\n")
    found = figures(one for _, content in read_all(paths) for one in decoded(content).locals)
    print(*beside(measured(), found), sep="\n")
    print(f"{'quads a document':34} {'':>10} {sum(1 for _ in quads(corpus)) / len(paths):10.0f}")
    return 0


def sample(folder: Path, count: int, seed: int = 0) -> list[tuple[Path, dict[str, Any]]]:
    """So many documents of a corpus with their truth, drawn from all of it."""
    chance = random.Random(seed)
    drawn: list[tuple[Path, bytes]] = []
    seen = 0
    for file in sorted((folder / "truth").glob("*.jsonl")):
        with file.open("rb") as rows:
            for row in rows:  # a reservoir: the truth of a million documents does not fit in memory
                seen += 1
                at = len(drawn) if len(drawn) < count else chance.randrange(seen)
                if at < count:
                    drawn[at : at + 1] = [(folder / "documents" / file.stem, row)]
    truths = ((place, json.loads(row)) for place, row in drawn)
    return sorted(((place / truth["doc"], truth) for place, truth in truths), key=lambda one: one[0])


def gold(truths: Iterator[dict[str, Any]] | Sequence[dict[str, Any]]) -> GoldSet:
    """The truth about documents as a gold set."""
    mentions: list[GoldMention] = []
    tasks: list[GoldTask] = []
    for truth in truths:
        for row in truth["citations"]:
            fields = ("start", "end", "text", "type", "symbol", "date", "entity", "relation")
            mentions.append(GoldMention(truth["doc"], *(row[name] for name in fields)))
        for row in truth["tasks"]:
            none: frozenset[Any] = frozenset()
            tasks.append(GoldTask(truth["doc"], row["start"], row["end"], "", none, none, none, annotated=False))
    return GoldSet("made up", tuple(mentions), tuple(tasks), {}, {})


def beside(real: dict[str, Any], made: dict[str, Any]) -> Iterator[str]:
    """Two corpora's figures, line by line."""
    yield f"\n{'':34} {'real':>10} {'made up':>10}"
    yield _line("documents", len(real["documents"]), len(made["documents"]))
    for name in _COUNTS:
        at = COLUMNS.index(name)
        yield _line(f"{name} a document", *(_mean([row[at] for row in of["documents"]]) for of in (real, made)))
        if name in ("characters", "symbols", "tasks"):
            yield _line(f"{name}, median", *(_median([row[at] for row in of["documents"]]) for of in (real, made)))
    for group in ("symbols", "dated", "relations", "joined"):
        for name in sorted(real[group]):
            yield _line(f"{group}: {name}", real[group][name], made[group].get(name, 0))
    for group in ("mentions of one instrument", "documents that cite one instrument"):
        short = group.partition(" ")[0]
        for name in ("instruments", "once", "exponent"):
            yield _line(f"{short}: {name}", real[group][name], made[group][name])
        for top in ("1", "20", "100", "400"):
            yield _line(f"{short}: share of the first {top}", real[group]["top"][top], made[group]["top"][top])


def _line(name: str, real: float, made: float) -> str:
    return f"{name:34} {real:10.4g} {made:10.4g}"


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / max(len(numbers), 1)


def _median(numbers: Sequence[float]) -> float:
    return sorted(numbers)[len(numbers) // 2]


if __name__ == "__main__":
    raise SystemExit(main())
