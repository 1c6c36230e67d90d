"""One instrument in several files: Word and PDF of one resolution are one text with two sources.

Of the files that hold an instrument one is read for its tasks; a task of another file with the same
words is the same task once more, in another place. What has no counterpart stays a task of its own, so
a draft that differs loses nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from operator import itemgetter

from graph.identity import fold
from graph.model import Document, Extraction, Task

# What a format keeps of a text, best first: tables and numbering, then blocks, then lines; a recogniser's
# words come last, for they may be misread.
_FAITHFUL = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/msword",
    "application/rtf",
    "text/html",
    "text/markdown",
    "text/plain",
    "application/pdf",
)
# Words misread or broken differ in a few letters; two tasks of one resolution differ in far more.
_ALIKE = 0.92
_Key = tuple[str, str]  # a source's hash, an id inside it


@dataclass(slots=True)
class Copies:
    """`documents`: a document in a further source -> hash, instrument and start of the one that it repeats; `tasks`:
    likewise, hash, start and end."""

    documents: dict[_Key, tuple[str, str, int]] = field(default_factory=dict)
    tasks: dict[_Key, tuple[str, int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Text:
    """A text of an instrument in a source, as far as copies are told by it."""

    sha256: str
    document: Document
    rank: tuple[bool, int, int, str]
    tasks: list[Task]


def find_copies(extractions: Iterable[Extraction], of: Container[str]) -> Copies:
    """What of those instruments the extractions hold more than once; each source by its content, so copies of one
    file are one. The extractions come by path."""
    held: dict[str, dict[str, _Text]] = defaultdict(dict)
    for extraction in extractions:
        sha256 = extraction.source.sha256
        for document in extraction.documents:
            if document.instrument in of and sha256 not in held[document.instrument]:
                held[document.instrument][sha256] = _text(extraction, document)
    found = Copies()
    for instrument in sorted(held):
        first, *others = sorted(held[instrument].values(), key=lambda text: text.rank)
        for other in others:
            place = (first.sha256, first.document.instrument, first.document.start)
            found.documents[other.sha256, other.document.id] = place
            for copy, task in _same_tasks(other.tasks, first.tasks):
                found.tasks[other.sha256, copy.id] = (first.sha256, task.start, task.end)
    return found


def _text(extraction: Extraction, document: Document) -> _Text:
    source = extraction.source
    recognised = any(page.confidence is not None for page in source.pages)
    kind = _FAITHFUL.index(source.media_type) if source.media_type in _FAITHFUL else len(_FAITHFUL)
    tasks = sorted((t for t in extraction.tasks if t.document == document.id), key=lambda t: (t.start, t.end, t.id))
    rank = (recognised, kind, document.start - document.end, source.sha256)
    return _Text(source.sha256, document, rank, tasks)


def _same_tasks(copies: Iterable[Task], originals: Iterable[Task]) -> Iterator[tuple[Task, Task]]:
    """Pairs with the same letters, the nth with the nth; then of the rest those that are nearly alike."""
    waiting: dict[str, list[_Spelt]] = defaultdict(list)
    for original in map(_spelt, originals):
        waiting[original.letters].append(original)
    rest: list[_Spelt] = []
    for copy in map(_spelt, copies):
        same = waiting.get(copy.letters)
        if same:
            yield copy.task, same.pop(0).task
        else:
            rest.append(copy)
    left = [original for originals in waiting.values() for original in originals]
    for copy in rest:
        likeness, best = max(((_likeness(copy, one), one) for one in left), key=itemgetter(0), default=(0.0, None))
        if best is not None and likeness >= _ALIKE:
            left.remove(best)
            yield copy.task, best.task


@dataclass(frozen=True, slots=True, eq=False)
class _Spelt:
    """A task, its letters, and how many it has of each."""

    task: Task
    letters: str
    counts: Counter[str]


def _spelt(task: Task) -> _Spelt:
    letters = "".join(filter(str.isalnum, fold(task.text)))
    return _Spelt(task, letters, Counter(letters))


def _likeness(one: _Spelt, other: _Spelt) -> float:
    """The ratio of `difflib`, or 0.0 where it is below `_ALIKE` for certain.

    Of twenty-five spoilt copies of one letter there are 160,000 pairs. The two bounds are those of `difflib`, whose own
    first make an index of the text: with them these pairs took 4 s, and so they take 1 s."""
    length = len(one.letters) + len(other.letters)
    shorter = min(len(one.letters), len(other.letters))
    if length and 2.0 * shorter / length < _ALIKE:
        return 0.0
    if length and 2.0 * (one.counts & other.counts).total() / length < _ALIKE:
        return 0.0
    return SequenceMatcher(None, one.letters, other.letters, autojunk=False).ratio()
