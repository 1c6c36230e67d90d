"""The eight questions that stores are measured by: of what they are asked, for how long, and what was answered."""

from __future__ import annotations

import contextlib
import json
import math
import random
import signal
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import Any, Final

from graph import questions as ask
from graph.model import Corpus
from graph.store.base import Store

QUESTIONS: Final[Mapping[str, Callable[[Store, str], Any]]] = {
    "find_one": ask.find_one,
    "instrument": ask.instrument,
    "tasks_implementing": ask.tasks_implementing,
    "provenance": ask.provenance,
    "dependencies": ask.dependencies,
    "dependents": ask.dependents,
    "impact": ask.impact,
    "agency": ask.agency,
}
SAMPLE: Final = 5  # answers of each question that are kept, to be compared with another engine's


@dataclass(slots=True)
class Asked:
    """One question: milliseconds of each input that was answered, of how many given."""

    question: str
    given: int
    milliseconds: list[float] = field(default_factory=list)
    cut: bool = False  # time ran out, within an answer or after one
    failed: int = 0
    error: str = ""  # of the first that failed
    answers: dict[str, Any] = field(default_factory=dict)  # by input, the first few

    def to_json(self) -> dict[str, Any]:
        """The figures; None where nothing was answered."""
        times = sorted(self.milliseconds)
        return {
            "question": self.question,
            "median": statistics.median(times) if times else None,
            "p95": times[math.ceil(0.95 * len(times)) - 1] if times else None,
            "most": times[-1] if times else None,
            "answered": len(times), "given": self.given, "cut": self.cut,
            "failed": self.failed, "error": self.error,
        }  # fmt: skip


def inputs_of(corpus: Corpus, count: int) -> dict[str, list[str]]:
    """What each question is asked of, drawn at random, the same each time: directives that are cited, plans, symbols
    and agencies."""
    chance = random.Random(3)
    cited = {str(c.instrument) for extraction in corpus.extractions for c in extraction.citations}
    directives = [iri for iri in sorted(cited) if "/chi-thi/" in iri]
    plans = [str(e.documents[0].instrument) for e in corpus.extractions]
    agencies = sorted({str(a.agency) for e in corpus.extractions[:400] for t in e.tasks for a in t.lead})

    def some(of: Sequence[str]) -> list[str]:
        return chance.sample(of, min(count, len(of)))

    drawn, theirs = some(directives), some(plans)
    symbols = [str(corpus.instruments[iri].symbol) for iri in some(sorted(corpus.instruments))]
    return {
        "find_one": symbols, "instrument": drawn, "tasks_implementing": drawn, "provenance": theirs,
        "dependencies": theirs, "dependents": drawn, "impact": drawn, "agency": some(agencies),
    }  # fmt: skip


def asked(store: Store, question: str, inputs: Sequence[str], seconds: float) -> Asked:
    """Ask one question of every input, or of as many as are answered in `seconds`. Nothing is warmed up."""
    found = Asked(question, len(inputs))
    stop = time.perf_counter() + seconds
    for one in inputs:
        left = stop - time.perf_counter()
        if left <= 0:
            found.cut = True
            break
        try:
            with _within(left):
                began = time.perf_counter()
                answer = _answered(store, question, one)
                took = 1000 * (time.perf_counter() - began)
        except _TooLongError:
            found.cut = True
            break
        except Exception as error:  # whatever an engine trips over is a finding, not the end of the measuring
            found.failed += 1
            found.error = found.error or f"{type(error).__name__}: {error}"[:300]
            continue
        found.milliseconds.append(took)
        if len(found.answers) < SAMPLE:
            found.answers[one] = json.loads(json.dumps(answer))
    return found


def difference(ours: Any, theirs: Any, at: str = "") -> str | None:
    """Where two answers differ first, and how; None where they are equal."""
    if isinstance(ours, dict) and isinstance(theirs, dict) and ours.keys() == theirs.keys():
        pairs = [(f"{at}.{key}", ours[key], theirs[key]) for key in ours]
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        pairs = [(f"{at}[{n}]", *both) for n, both in enumerate(zip(ours, theirs, strict=True))]
    else:
        return None if ours == theirs else f"{at or 'all'}: {_short(ours)} ≠ {_short(theirs)}"
    return next((found for path, a, b in pairs if (found := difference(a, b, path))), None)


def _short(value: Any) -> str:
    if isinstance(value, list):
        return f"{len(value)} items"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 100 else text[:100] + "…"


def _answered(store: Store, question: str, one: str) -> Any:
    try:
        return QUESTIONS[question](store, one)
    except ask.AmbiguousInstrument as several:  # several bear the number: an answer too
        return {"ambiguous": several.candidates}


class _TooLongError(BaseException):
    """Time ran out. No Exception, so that no engine takes it for a failure of its own."""


@contextlib.contextmanager
def _within(seconds: float) -> Iterator[None]:
    """Raise _TooLongError in the middle of what runs longer. An engine in native code is cut when it comes back."""

    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise _TooLongError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
