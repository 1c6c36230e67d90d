"""What the search box suggests while a text is typed: instruments, agencies, and questions about their tasks.

The letters typed last may be a part of a word, so words are matched from their beginning; accents do not matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from typing import Literal
from urllib.parse import urlencode

from api import words
from api.pages import wording
from api.pages.days import months
from api.pages.language import gettext
from api.pages.rendering import local
from api.pages.suggest_index import Body, Index, Known
from api.pages.task_question import TaskQuestion, read_task_question
from graph.identity import base_iri, fold
from graph.typed import Typed, names_of, read_typed

MOST = 8  # what a list shows without scrolling on a telephone whose keyboard is up
_MOST_BODIES = 3
_MOST_QUESTIONS = 5
_ASKING = "nhiem vu"
_ABOUT = 160  # characters of a title: two lines of a telephone
Kind = Literal["instrument", "agency", "question"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line of the list: what it is, its name, what tells it from others of that name, its page."""

    kind: Kind
    label: str
    detail: str
    href: str


def suggestions(index: Index, text: str, today: date) -> list[Suggestion]:
    """At most `MOST`, the likeliest first; none for a blank text."""
    typed = " ".join(text.split())
    if not typed:
        return []
    folded = fold(typed)
    questions = list(islice(_questions(index, typed, folded, today), _MOST_QUESTIONS))
    bodies = list(islice(_bodies(index, folded), _MOST_BODIES))
    others = len(questions) + len(bodies) + bool(bodies)
    # «Nhiệm vụ của …» asks for tasks; «nhiệm vụ» alone may be a word of a title.
    wanted = 0 if folded.startswith(f"{_ASKING} cua") else max(MOST - others, 2)
    # Who types the beginning of a body's name means the body; whoever types a number means an instrument.
    by_name = bool(bodies) and bodies[0].key.startswith(f" {folded}")
    found = _instruments(index, typed)
    if by_name:
        # «Sở» is «số» without its accents, a word that a search leaves out; here it is the first of a name.
        found = (one for one in found if all(_has(one.key, word) for word in folded.split()))
    instruments = [_instrument(one) for one in islice(found, wanted)]
    agencies = [_agency(one) for one in bodies]
    ordered = chain(questions, agencies, instruments) if by_name else chain(questions, instruments, agencies)
    of_body = [_tasks_of(bodies[0], TaskQuestion())] if bodies and not questions else []
    return [*islice(ordered, MOST - len(of_body)), *of_body]


def _instruments(index: Index, text: str) -> Iterator[Known]:
    """Those that fit: of the very number first, then whose number or name begins so, then that have the words."""
    typed = read_typed(text)
    ranked: list[list[Known]] = [[], [], []]
    for one in index.instruments:
        rank = _rank(typed, one)
        if rank is not None:
            ranked[rank].append(one)
    return chain.from_iterable(ranked)


def _rank(typed: Typed, one: Known) -> int | None:
    wanted = typed.symbol or typed.number
    if wanted and not one.symbol.startswith(wanted):
        return None
    if typed.types and one.series not in typed.types and one.series is not None:
        return None
    if not all(_has(one.key, word) for word in typed.words):
        return None
    day = typed.date or typed.year
    if day and not (one.about["date"] or "").startswith(day) and f" {day}" not in one.key:
        return None
    if not wanted:
        return None if typed.empty else 2
    # 19 is the number of 19-CT/TU and only the beginning of that of 190-KH/TU.
    return 0 if one.symbol == wanted else 1 if one.symbol.startswith(f"{wanted}-") or typed.symbol else 2


def _has(key: str, word: str) -> bool:
    return f" {word}" in key or any(name in key for name in names_of(word))


def _instrument(one: Known) -> Suggestion:
    about = one.about
    title = str(about["title"] or "") if about["symbol"] else ""
    parts = (words.jurisdiction(about["jurisdiction"]), title)
    detail = " · ".join(part for part in parts if part)
    short = detail if len(detail) <= _ABOUT else f"{detail[:_ABOUT].rpartition(' ')[0]} …"
    return Suggestion("instrument", words.name(about), short, local(about["iri"]))


def _bodies(index: Index, folded: str) -> Iterator[Body]:
    """Those whose names have all the words: whose name begins so first, then by how much they lead."""
    wanted = folded.split()
    found = [one for one in index.bodies if all(_has(one.key, word) for word in wanted)]
    return iter(sorted(found, key=lambda one: not one.key.startswith(f" {folded}")))


def _agency(one: Body) -> Suggestion:
    detail = gettext("chủ trì %(lead)s, phối hợp %(coordinating)s nhiệm vụ") % one.about
    name = one.about["name"]
    return Suggestion("agency", name[:1].upper() + name[1:], detail, local(one.about["iri"]))


def _questions(index: Index, text: str, folded: str, today: date) -> Iterator[Suggestion]:
    """What a text that opens with «nhiệm vụ», or with the first letters of that, may go on to ask."""
    if len(folded) > 1 and _ASKING.startswith(folded):
        yield _asked(TaskQuestion())
        yield _asked(TaskQuestion(window=months(today.year, today.month, today.month)))
        return
    if not folded.startswith(f"{_ASKING} "):
        return
    asked = read_task_question(text, today)
    if asked is None:
        begun = folded.removeprefix(_ASKING).removeprefix(" cua").strip()
        yield from (_tasks_of(one, TaskQuestion()) for one in _bodies(index, begun))
        return
    if asked.agency:
        yield from (_tasks_of(one, asked) for one in _bodies(index, fold(asked.agency)))
    else:
        yield _asked(asked)


def _tasks_of(body: Body, asked: TaskQuestion) -> Suggestion:
    part = body.about["iri"].removeprefix(f"{base_iri()}id/")
    return _asked(asked, body.about["name"], {"agency": part})


def _asked(asked: TaskQuestion, agency: str = "", narrowed: dict[str, str] | None = None) -> Suggestion:
    """A question with the page that answers it; `narrowed` says in parameters what the name only says to people."""
    label = gettext("Nhiệm vụ của %(agency)s") % {"agency": agency} if agency else gettext("Nhiệm vụ được giao")
    label += gettext(" về «%(words)s»") % {"words": asked.text} if asked.text else ""
    given = asked.parameters | (narrowed or {})
    window = asked.window and {name: wording.day(getattr(asked.window, name)) for name in ("since", "until")}
    detail = gettext("hạn từ %(since)s đến hết %(until)s") % window if window else ""
    return Suggestion("question", label, detail, f"/nhiem-vu?{urlencode(given)}" if given else "/nhiem-vu")
