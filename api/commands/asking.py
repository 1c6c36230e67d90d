"""`ask` and `lookup`: the questions that people have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from api.commands import inheriting
from api.commands.arguments import Subparsers, add_choice, add_json, add_store, add_text, command
from api.commands.common import choosing, opened, show

_QUESTIONS = {
    "tasks": "nhiệm vụ nào thực hiện văn bản này: ai chủ trì, bao giờ, câu nào nói / tasks that implement it",
    "provenance": "văn bản hoặc nhiệm vụ này bắt nguồn từ đâu, đến tận gốc / the chain of authority upward",
    "dependencies": "văn bản hoặc nhiệm vụ này dựa vào những gì / what it rests on",
    "dependents": "những gì dựa vào văn bản này / what hangs on it",
    "impact": "nếu văn bản này bị bãi bỏ thì chạm đến những gì / what is touched if it is repealed",
    "timeline": "những gì xảy ra quanh văn bản này, theo ngày / what happened around it, by date",
}


def add_to(commands: Subparsers) -> None:
    words = "hỏi về một văn bản / ask about an instrument"
    ask = commands.add_parser("ask", help=words, description=words)
    questions = ask.add_subparsers(metavar="CÂU_HỎI", required=True, title="Câu hỏi")
    for question, description in _QUESTIONS.items():
        one = command(questions, partial(_ask, question), description, question)
        add_text(one)
        add_choice(one)
        add_store(one)
        add_json(one)
    standing = command(questions, status, "hiệu lực đến một ngày, theo những gì đã đọc / its standing on a day")
    add_text(standing)
    standing.add_argument("--on", metavar="NGÀY", help="ngày được hỏi: 27/02/2020; không nêu: mọi điều đã biết")
    deep = command(questions, depth, "ai viện dẫn nó bao nhiêu lần, ở phần nào / how deeply it is cited")
    add_text(deep)
    for one in (standing, deep):
        add_choice(one)
        add_store(one)
        add_json(one)
    between = command(questions, path, "văn bản thứ nhất dẫn đến văn bản thứ hai ra sao / how one leads to another")
    add_text(between)
    between.add_argument("other", metavar="VĂN_BẢN_2", help="văn bản thứ hai / the other instrument")
    add_store(between)
    add_json(between)
    words = "hai văn bản, nhiệm vụ, cơ quan liên quan với nhau ra sao / how two things are connected"
    between = command(questions, explain, words)
    add_text(between)
    between.add_argument("other", metavar="ĐIỂM_2", help="điểm thứ hai / the other one")
    add_store(between)
    add_json(between)
    inheriting.add_to(questions)
    one = command(commands, lookup, "số ký hiệu hoặc tên này là văn bản nào / which instrument is meant")
    add_text(one)
    add_choice(one)
    add_store(one)
    add_json(one)


def _ask(question: str, text: str, date: str | None, place: str | None, store: Path, as_json: bool) -> int:
    with opened(store) as graph, choosing(as_json):
        from api.ask import answer
        from api.naming import names

        found = answer(question, graph, text, date, place)
        return show(found, as_json, lambda: _words(question)(found, names(graph, found)))


def status(text: str, on: str | None, date: str | None, place: str | None, store: Path, as_json: bool) -> int:
    """What is known of an instrument's standing on a day."""
    with opened(store) as graph, choosing(as_json):
        from api.ask import BadDate, day, resolve
        from api.commands.standing import status as in_words
        from api.naming import names
        from graph.answers.status import status as standing
        from graph.errors import NotADay

        iri = resolve(graph, text, date, place)["iri"]
        try:
            found = standing(graph, iri, day(on))
        except (BadDate, NotADay):
            raise NotADay(on or "") from None
        return show(found, as_json, lambda: in_words(found, names(graph, found)))


def depth(text: str, date: str | None, place: str | None, store: Path, as_json: bool) -> int:
    """How deeply others cite an instrument."""
    with opened(store) as graph, choosing(as_json):
        from api.ask import resolve
        from api.commands.standing import depth as in_words
        from api.naming import names
        from graph.answers.depth import depth as depths

        found = depths(graph, resolve(graph, text, date, place)["iri"])
        return show(found, as_json, lambda: in_words(found, names(graph, found)))


def path(text: str, other: str, store: Path, as_json: bool) -> int:
    """How the first instrument leads to the second."""
    with opened(store) as graph, choosing(as_json):
        from api.ask import path_between
        from api.commands.terminal import path as in_words
        from api.naming import names

        found = path_between(graph, text, other)
        return show(found, as_json, lambda: in_words(found, names(graph, found)))


def explain(text: str, other: str, store: Path, as_json: bool) -> int:
    """How two things are connected, whichever way the edges point."""
    with opened(store) as graph, choosing(as_json):
        from api.ask import explained
        from api.commands.terminal import explanation
        from api.naming import names

        found = explained(graph, text, other)
        return show(found, as_json, lambda: explanation(found, names(graph, found)))


def lookup(text: str, date: str | None, place: str | None, store: Path, as_json: bool) -> int:
    """Which instrument a number or a name means."""
    with opened(store) as graph, choosing(as_json):
        from api.ask import resolve
        from api.commands.terminal import summary

        found = resolve(graph, text, date, place)
        return show(found, as_json, lambda: summary(found))


def _words(question: str) -> Callable[[Any, Mapping[str, str]], str]:
    from api.commands import standing, terminal

    known = {"tasks": terminal.tasks, "impact": terminal.impact, "timeline": standing.timeline}
    return known.get(question, terminal.edges)
