"""Accuracy against gold sets.

    python -m benchmarks.accuracy --gold DIR [--gold DIR …] --sources DIR [--sources DIR …]

Reads the documents that the sets name as one corpus and prints precision, recall and F1 of citations
by kind, of relations, tasks, agencies and deadlines, and a calibration table: for each method of
resolution the confidence that it writes against the precision that was measured, with Wilson's lower
bound (95 %). What *right* means stands in `benchmarks.scoring`, what *found* means in
`benchmarks.matching`. `--wrong` lists every disagreement, tab-separated; `--json` prints all figures
as one object. Exit code 1 where a source is missing or nothing could be read.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.gold import find_sources, load_gold
from benchmarks.matching import KINDS
from benchmarks.measures import Counts
from benchmarks.scoring import UNSETTLED, Report, score
from ingest.run import read_corpus


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; the exit code."""
    chosen = _parser().parse_args(arguments)
    sets = [load_gold(folder) for folder in chosen.gold]
    paths, missing = find_sources(sets, chosen.sources)
    for name in missing:
        print(f"missing source: {name}", file=sys.stderr)
    if not paths:
        return 1
    report = score(sets, read_corpus(paths))
    if chosen.json:
        print(json.dumps(report.to_json(), ensure_ascii=False))
    elif chosen.wrong:
        for w in report.wrong:
            print(w.what, w.document, w.at, w.said, w.there, " ".join(w.text.split()), sep="\t")
    else:
        print(*lines(report), sep="\n")
    return 1 if missing else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--gold", type=Path, action="append", required=True, metavar="DIR", help="a gold set")
    parser.add_argument("--sources", type=Path, action="append", required=True, metavar="DIR", help="its documents")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="all figures as one JSON object")
    form.add_argument("--wrong", action="store_true", help="list every disagreement")
    return parser


def lines(report: Report) -> Iterable[str]:
    """The report for people."""
    yield from _counts("citations", [(k, report.kinds[k]) for k in KINDS if k in report.kinds])
    yield _row("all", report.citations)
    if report.furniture:
        yield f"of the extra ones, {report.furniture} stand in what a web portal wrote around the instrument"
    yield ""
    yield from _calibration(report)
    yield ""
    yield from _counts("relations", sorted(report.relations.items()))
    total = Counts()
    for counts in report.relations.values():
        total.add(counts.right, counts.said, counts.there)
    yield _row("all", total)
    if report.confusion:
        yield ""
        yield f"{'taken for another':40} {'n':>5}"
        for (there, said), n in report.confusion.most_common():
            yield f"{there + ' taken for ' + said:40} {n:5}"
    yield ""
    yield from _counts("tasks", list(report.parts.items()))


def _counts(title: str, rows: Sequence[tuple[str, Counts]]) -> Iterable[str]:
    yield f"{title:22} {'precision':>9} {'recall':>8} {'F1':>8} {'right':>6} {'said':>6} {'there':>6}"
    for name, counts in rows:
        yield _row(name, counts)


def _row(name: str, c: Counts) -> str:
    return f"{name:22} {c.precision:9.4f} {c.recall:8.4f} {c.f1:8.4f} {c.right:6.0f} {c.said:6} {c.there:6}"


def _calibration(report: Report) -> Iterable[str]:
    found = report.resolution
    yield f"resolution (B-cubed)  precision {found['precision']}  recall {found['recall']}  F1 {found['f1']}"
    yield (
        f"{'method':20} {'written':>8} {'measured':>9} {'bound':>7} {'n':>5} {'shared':>7}"
        f" {'dated':>6} {'day right':>10} {'extra':>6}"
    )
    for name, method in sorted(report.methods.items(), key=lambda item: (item[0] in UNSETTLED, item[0])):
        figures = method.to_json()
        measured = "–" if name in UNSETTLED or not method.n else f"{figures['precision']:.4f}"
        bound = "–" if measured == "–" else f"{figures['wilson_low']:.4f}"
        day = "–" if not method.dated else f"{figures['date_precision']:.4f}"
        yield (
            f"{name:20} {method.confidence:8.2f} {measured:>9} {bound:>7} {method.n:5} {method.shared:7}"
            f" {method.dated:6} {day:>10} {method.extra:6}"
        )


if __name__ == "__main__":
    sys.exit(main())
