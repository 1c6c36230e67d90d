"""One instrument in several files: Word and PDF of one resolution are one text with two sources.

Of the files that hold an instrument one is read for its tasks; a task of another file with the same
words is the same task once more, in another place. What has no counterpart stays a task of its own, so
a draft that differs loses nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from graph.identity import fold
from graph.model import Corpus, Document, Extraction, Task

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
    """`documents`: a document in a further source -> the one that it repeats. `tasks`: likewise."""

    documents: dict[_Key, tuple[Extraction, Document]] = field(default_factory=dict)
    tasks: dict[_Key, tuple[Extraction, Task]] = field(default_factory=dict)


def find_copies(corpus: Corpus) -> Copies:
    """What the corpus holds more than once; each source by its content, so copies of one file are one."""
    held: dict[str, dict[str, list[tuple[Extraction, Document]]]] = defaultdict(lambda: defaultdict(list))
    for extraction in sorted(corpus.extractions, key=lambda e: (e.source.sha256, e.source.path)):
        for document in extraction.documents:
            of_source = held[document.instrument][extraction.source.sha256]
            if not of_source or of_source[0][0] is extraction:
                of_source.append((extraction, document))
    found = Copies()
    for sources in held.values():
        if len(sources) > 1:
            first, *others = sorted((places[0] for places in sources.values()), key=_rank)
            for other in others:
                found.documents[other[0].source.sha256, other[1].id] = first
                for copy, task in _same_tasks(_tasks(*other), _tasks(*first)):
                    found.tasks[other[0].source.sha256, copy.id] = (first[0], task)
    return found


def _rank(place: tuple[Extraction, Document]) -> tuple[bool, int, int, str]:
    extraction, document = place
    source = extraction.source
    recognised = any(page.confidence is not None for page in source.pages)
    kind = _FAITHFUL.index(source.media_type) if source.media_type in _FAITHFUL else len(_FAITHFUL)
    return recognised, kind, document.start - document.end, source.sha256


def _tasks(extraction: Extraction, document: Document) -> list[Task]:
    return sorted((t for t in extraction.tasks if t.document == document.id), key=lambda t: (t.start, t.end, t.id))


def _same_tasks(copies: Iterable[Task], originals: Iterable[Task]) -> Iterator[tuple[Task, Task]]:
    """Pairs with the same letters, the nth with the nth; then of the rest those that are nearly alike."""
    waiting: dict[str, list[Task]] = defaultdict(list)
    for task in originals:
        waiting[_letters(task)].append(task)
    rest: list[Task] = []
    for copy in copies:
        same = waiting.get(_letters(copy))
        if same:
            yield copy, same.pop(0)
        else:
            rest.append(copy)
    left = [task for tasks in waiting.values() for task in tasks]
    for copy in rest:
        best = max(left, key=lambda task: _likeness(copy, task), default=None)
        if best is not None and _likeness(copy, best) >= _ALIKE:
            left.remove(best)
            yield copy, best


def _letters(task: Task) -> str:
    return "".join(filter(str.isalnum, fold(task.text)))


def _likeness(one: Task, other: Task) -> float:
    matcher = SequenceMatcher(None, _letters(one), _letters(other), autojunk=False)
    # The quick bound is dear enough to spare the dear comparison for nearly all pairs.
    return matcher.ratio() if matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE else 0.0
