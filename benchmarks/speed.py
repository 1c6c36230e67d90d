"""Speed on one core: characters a second end to end, against named peers, and whether time grows in step.

    python -m benchmarks.speed PATH… [--characters 1000000] [--adversarial asked|all|none]
        [--size 1000000] [--json]
    uv run --no-sync --with eyecite python -m benchmarks.speed PATH…        with the peer

End to end is from decoded text to the finished extraction: normalise, structure, every component,
offsets back to the source; no file read and no store. Seconds are of processor time, the best of three.
The paths' texts are joined, and repeated or cut to the length asked for.

The peer is eyecite with its default tokenizer, in this same process, warmed up too; where it is not installed it is
left out, and said to be. Its whole search (`get_citations`, without resolving) reads opinions of our own making
(`benchmarks.peers.opinions`): as many files of the same lengths, and one text of the length of the joined one. For
whoever wants the lower bound there is its tokenizer alone, which finds where to look and reads no citation, on the same
Vietnamese text (where it finds next to nothing) and on English; both in pieces, for on longer texts it slows out of
step.

Linearity: each adversarial input (`benchmarks.adversarial`) at 1 and 10 million characters (`--size` and
ten times that), each in a process of its own; ten times the text should take about ten times as long.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from time import process_time

from benchmarks.adversarial import ASKED, NAMES, Outcome, run
from benchmarks.peers.opinions import opinions
from ingest.extract import extract
from ingest.files import list_files
from ingest.readers import read_file
from ingest.resolve import resolve
from ingest.source import SourceText

REPEATS = 3
PIECE = 20_000  # characters at a time for the tokenizer alone: on longer texts it slows out of step
LINEAR = 15.0  # ten times the text may cost this many times as much: caches and the collector have their share


@dataclass(frozen=True, slots=True)
class Speed:
    """The best of several runs, and the least disturbed."""

    name: str
    text: str
    characters: int
    seconds: float

    @property
    def rate(self) -> float:
        """Characters a second."""
        return self.characters / self.seconds


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; the exit code: 1 where an adversarial input fails or grows out of step."""
    chosen = _parser().parse_args(arguments)
    one_core()
    sources = [read_file(path) for path in list_files(chosen.paths).found]
    text = joined([s.text for s in sources], chosen.characters) if sources else ""
    speeds = ours(text, sources) + peers(text, [len(s.text) for s in sources]) if text else []
    names = {"asked": ASKED, "all": NAMES, "none": ()}[chosen.adversarial]
    grown = {name: _both(name, chosen.size, chosen.timeout) for name in names}
    if chosen.json:
        print(
            json.dumps(
                {
                    "speeds": [{**asdict(s), "rate": round(s.rate)} for s in speeds],
                    "linearity": {
                        name: {"small": asdict(a), "large": asdict(b), "ratio": ratio(a, b)}
                        for name, (a, b) in grown.items()
                    },
                },
                ensure_ascii=False,
            )
        )
    else:
        print(*_speed_lines(speeds), *_growth_lines(grown, chosen.size), sep="\n")
    return int(any(not in_step(a, b) for a, b in grown.values()))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.speed", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paths", type=Path, nargs="*", metavar="PATH", help="texts, or folders of them")
    parser.add_argument("--characters", type=int, default=1_000_000, help="length of the joined text")
    parser.add_argument("--adversarial", choices=("asked", "all", "none"), default="asked", help="which inputs")
    parser.add_argument("--size", type=int, default=1_000_000, help="characters of the smaller adversarial input")
    parser.add_argument("--timeout", type=float, default=300.0, help="seconds for one adversarial input")
    parser.add_argument("--json", action="store_true", help="all figures as one JSON object")
    return parser


def one_core() -> None:
    """Keep this process, and those that it starts, on one core, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def joined(texts: Sequence[str], characters: int) -> str:
    """The texts one after another, repeated or cut to that many characters.

    >>> joined(["ab", "c"], 7)
    'ab\\n\\nc\\n\\n'
    """
    whole = "\n\n".join(texts) + "\n\n"
    return (whole * (characters // len(whole) + 1))[:characters]


def ours(text: str, sources: Sequence[SourceText]) -> list[Speed]:
    """The extractor file by file as `danchieu extract` reads, with and without identities, then on the joined text.

    The joined text is one file of many instruments without letterheads between them: it has fewer tasks
    in it, so its rate flatters; the first line is the one to quote.
    """
    whole = SourceText("joined", "text/plain", "", text)
    size = sum(len(s.text) for s in sources)
    return [
        _timed("danchieu", "file by file", size, lambda: [extract(s) for s in sources]),
        _timed("danchieu", "file by file, identities", size, lambda: resolve([extract(s) for s in sources])),
        _timed("danchieu", "joined", len(text), lambda: extract(whole)),
    ]


def peers(text: str, lengths: Sequence[int]) -> list[Speed]:
    """eyecite, where it is installed: its whole search, then its tokenizer alone."""
    try:
        eyecite = importlib.import_module("eyecite")
        tokenizer = importlib.import_module("eyecite.tokenizers").default_tokenizer
    except ImportError:
        print("eyecite is not installed here; it was left out", file=sys.stderr)
        return []
    english, files = opinions(len(text)), [opinions(length, seed=number) for number, length in enumerate(lengths)]
    search = eyecite.get_citations
    out = [
        _timed("eyecite", "English, file by file", sum(lengths), lambda: [search(one) for one in files]),
        _timed("eyecite", "English, joined", len(english), lambda: search(english)),
    ]
    name = f"eyecite {type(tokenizer).__name__}"
    for kind, sample in (("joined, in pieces", text), ("English, in pieces", english)):
        pieces = [sample[at : at + PIECE] for at in range(0, len(sample), PIECE)]
        out.append(_timed(name, kind, len(sample), partial(_each, tokenizer.tokenize, pieces)))
    return out


def _each(work: Callable[[str], object], texts: Sequence[str]) -> None:
    for text in texts:
        work(text)


def _both(name: str, size: int, timeout: float) -> tuple[Outcome, Outcome]:
    """The input at its size and at ten times that; the second is not tried where the first did not end."""
    small = run(name, size, timeout)
    return small, run(name, 10 * size, timeout) if small.error is None else small


def _timed(name: str, text: str, characters: int, work: Callable[[], object]) -> Speed:
    work()  # warm-up: lexicons are read, patterns compiled
    best = float("inf")
    for _ in range(REPEATS):
        start = process_time()
        work()
        best = min(best, process_time() - start)
    return Speed(name, text, characters, best)


def ratio(small: Outcome, large: Outcome) -> float | None:
    """How many times as long ten times the text took; None where one of the two did not end."""
    if small.seconds is None or large.seconds is None:
        return None
    return round(large.seconds / max(small.seconds, 1e-6), 1)


def in_step(small: Outcome, large: Outcome) -> bool:
    """Did both end, and did time grow about as much as the text?"""
    grown = ratio(small, large)
    return grown is not None and grown <= LINEAR


def _speed_lines(speeds: Sequence[Speed]) -> Iterable[str]:
    if not speeds:
        return
    yield f"{'what':28} {'text':26} {'characters':>11} {'seconds':>8} {'chars/s':>12} {'ours : it':>10}"
    files, whole = (next(s for s in speeds if s.text == text) for text in ("file by file", "joined"))
    for s in speeds:
        compared = f"{(whole if s.text.endswith('joined') else files).rate / s.rate:10.2f}"  # one text with one text
        yield f"{s.name:28} {s.text:26} {s.characters:11,} {s.seconds:8.3f} {s.rate:12,.0f} {compared}"
    yield ""


def _growth_lines(grown: dict[str, tuple[Outcome, Outcome]], size: int) -> Iterable[str]:
    if not grown:
        return
    small_size, large_size = f"{size:,}", f"{10 * size:,}"
    yield f"{'adversarial input, s':20} {small_size:>10} {large_size:>10} {'ratio':>7} {'MB':>6}  in step"
    for name, (small, large) in grown.items():
        times = [f"{o.seconds:10.3f}" if o.seconds is not None else f"{'–':>10}" for o in (small, large)]
        shown = ratio(small, large)
        peak = f"{large.megabytes:6.0f}" if large.megabytes is not None else f"{'–':>6}"
        why = "yes" if in_step(small, large) else f"no: {small.error or large.error or 'super-linear'}"
        yield f"{name:20} {times[0]} {times[1]} {shown if shown is not None else '–':>7} {peak}  {why}"


if __name__ == "__main__":
    sys.exit(main())
