"""The main questions, and of what they are asked in a store: things drawn at random from all that it holds.

Drawn evenly among instruments that are cited, so most are cited once or twice, as in life. Agencies are drawn by their
tasks, so busy ones come more often. What is asked for its tasks is drawn by them: one half by tasks whose own words
carry it out, one by the tasks of an instrument that does. The same seed draws the same from the same graph.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, cast
from urllib.parse import quote, urlencode

from pyoxigraph import QuerySolutions

from graph import questions as ask
from graph.answers.citation_pages import citations_page
from graph.answers.instruments import citations
from graph.answers.task_search import TaskFilter, find_tasks
from graph.identity import base_iri
from graph.store.base import Store

Values = list[str]
Inputs = dict[str, list[Values]]
_PREFIX = "PREFIX dan: <https://w3id.org/danchieu/def#> PREFIX dct: <http://purl.org/dc/terms/>\n"
_CITED = "SELECT ?a { ?a dan:citationCount ?times }"
_MOST_CITED = "SELECT ?a { ?a dan:citationCount ?times } ORDER BY DESC(?times) ?a LIMIT %d"
_BY_A_TASK = "SELECT ?a { ?task dan:assignedBy ?by ; dan:implements ?a }"
_CARRIED_OUT = "SELECT ?a { ?task dan:assignedBy ?by . ?by dan:implements ?a }"
_HELD = "SELECT ?a { ?a dan:held true }"
_DUE = "SELECT ?a ?b { ?task dan:leadAgency ?a ; dan:deadline/dan:lastDay ?b }"
_SYMBOLS = "SELECT ?a { ?it dan:symbol ?a }"
_TITLES = "SELECT ?a { ?it dct:title ?a }"
PAGE = 50  # of citations: what a server gives who asks for no other limit
_WORDS = 3  # of a title that are searched for
_TRIES = 20  # held instruments looked at for each edge that is wanted: some cite nothing that is known


def _due(store: Store, agency: str, first: str, last: str) -> Any:
    return find_tasks(store, TaskFilter(agency=agency, since=first, until=last), sort="deadline")


def _in(store: Store, iri: str) -> Any:
    return citations_page(store, iri, direction="in", limit=PAGE)


def _out(store: Store, iri: str) -> Any:
    return citations_page(store, iri, direction="out", limit=PAGE)


def _one(store: Store, symbol: str) -> Any:
    try:
        return ask.find_one(store, symbol)
    except ask.AmbiguousInstrument as several:  # several bear the number: an answer too
        return several.candidates


QUESTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "instrument": ask.instrument,
    "tasks with evidence": ask.tasks_implementing,
    "citations in": _in,
    "citations out": _out,
    "an agency's tasks due in a quarter": _due,
    "evidence of an edge": ask.evidence,
    "look-up of a number": _one,
    "search by words": ask.find_instruments,
    "most cited: tasks with evidence": ask.tasks_implementing,
    "most cited: citations in": _in,
}
"""What a store answers in a process. Each takes the store and the values of one draw."""

_ADDRESSES: Final[Mapping[str, Callable[..., str]]] = {
    "instrument": lambda iri: f"instruments/{_path(iri)}",
    "tasks with evidence": lambda iri: f"instruments/{_path(iri)}/tasks",
    "citations in": lambda iri: f"instruments/{_path(iri)}/citations?direction=in",
    "citations out": lambda iri: f"instruments/{_path(iri)}/citations?direction=out",
    "an agency's tasks due in a quarter": lambda agency, first, last: _with(
        "tasks", agency=_short(agency), since=first, until=last, sort="deadline"
    ),
    "evidence of an edge": lambda a, b: _with("evidence", subject=_short(a), object=_short(b)),
    "look-up of a number": lambda symbol: _with("instruments", q=symbol),
    "search by words": lambda words: _with("instruments", q=words),
}
MOST_CITED: Final = "most cited: "
TAIL: Final = 5  # how many of the most cited: what nearly all cite has thousands of rows


def address(question: str, values: Values) -> str:
    """The same question at a server, below its own address."""
    return f"/api/v1/{_ADDRESSES[question.removeprefix(MOST_CITED)](*values)}"


def drawn(store: Store, count: int, seed: int = 7) -> Inputs:
    """That many values of each question, or as many as there are."""
    chance = random.Random(seed)

    def some(query: str, most: int = count) -> list[Values]:
        return _reservoir(_rows(store, query), most, chance)

    cited, held = some(_CITED), some(_HELD)
    most = list(_rows(store, _MOST_CITED % TAIL))
    edges = []
    for (subject,) in some(_HELD, _TRIES * count):
        out = [one["instrument"]["iri"] for one in citations(store, subject, direction="out")["citations"]]
        if out:
            edges.append([subject, chance.choice(out)])
        if len(edges) == count:
            break
    return {
        "instrument": cited, "citations in": cited, "citations out": held,
        "tasks with evidence": some(_BY_A_TASK, count // 2) + some(_CARRIED_OUT, count - count // 2),
        "an agency's tasks due in a quarter": [[agency, *_quarter(day)] for agency, day in some(_DUE)],
        "evidence of an edge": edges,
        "look-up of a number": some(_SYMBOLS),
        "search by words": [[_words(title, chance)] for (title,) in some(_TITLES)],
        "most cited: tasks with evidence": most, "most cited: citations in": most,
    }  # fmt: skip


def objects(answer: Any) -> int:
    """How much an answer says: the objects in it, itself included.

    >>> objects({"items": [{"a": 1}, {"b": {"c": 2}}]})
    4
    """
    if isinstance(answer, Mapping):
        return 1 + sum(map(objects, answer.values()))
    return sum(map(objects, answer)) if isinstance(answer, list | tuple) else 0


def _short(iri: str) -> str:
    return iri.removeprefix(f"{base_iri()}id/")


def _path(iri: str) -> str:
    return quote(_short(iri))


def _with(path: str, **values: str) -> str:
    return f"{path}?{urlencode(values)}"


def _rows(store: Store, query: str) -> Iterator[Values]:
    for row in cast("QuerySolutions", store.query(_PREFIX + query)):
        yield [term.value for term in row if term is not None]


def _reservoir(rows: Iterable[Values], most: int, chance: random.Random) -> list[Values]:
    """An even draw of what need not fit in memory."""
    out: list[Values] = []
    for seen, row in enumerate(rows, start=1):
        at = len(out) if len(out) < most else chance.randrange(seen)
        if at < most:
            out[at : at + 1] = [row]
    return out


def _quarter(day: str) -> Values:
    """The first and the last day of the quarter that a day is in, its last one as long as any.

    >>> _quarter("2026-05-17")
    ['2026-04-01', '2026-06-30']
    """
    year, month = day[:4], int(day[5:7])
    last = (month + 2) // 3 * 3
    return [f"{year}-{last - 2:02}-01", f"{year}-{last:02}-{31 if last in (3, 12) else 30}"]


def _words(title: str, chance: random.Random) -> str:
    words = title.split()
    at = chance.randrange(max(1, len(words) - _WORDS + 1))
    return " ".join(words[at : at + _WORDS])
