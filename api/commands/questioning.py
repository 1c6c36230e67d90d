"""`question`: the competency questions, listed, shown as SPARQL and run by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.commands.arguments import Subparsers, add_json, add_store, command
from api.commands.common import AMBIGUOUS, UNKNOWN, Failure, Told, choosing, opened, put, put_json, say, show

if TYPE_CHECKING:
    from graph.answers.competency import Question
    from graph.store.base import Store


def add_to(commands: Subparsers) -> None:
    words = "những câu hỏi có sẵn, chạy theo tên / the competency questions, run by name"
    group = commands.add_parser("question", help=words, description=words)
    inside = group.add_subparsers(metavar="VIỆC", required=True, title="Việc")
    every = command(inside, list_all, "liệt kê các câu hỏi và tham số / list the questions", "list")
    add_json(every)
    shown = command(inside, show_one, "in truy vấn SPARQL của một câu hỏi / print its SPARQL", "show")
    asked = command(inside, run, "chạy một câu hỏi / run a question")
    for one in (shown, asked):
        one.add_argument("name", metavar="TÊN", help="tên hoặc số của câu hỏi: who-cites, 01-who-cites, 1")
    asked.add_argument(
        "--set",
        action="append",
        default=[],
        dest="values",
        metavar="TÊN=GIÁ_TRỊ",
        help="một tham số, nhắc lại được: --set instrument=17-CT/TU / a parameter",
    )
    asked.add_argument(
        "--example", action="store_true", help="dùng giá trị ví dụ cho tham số không nêu / use the examples"
    )
    add_store(asked)
    add_json(asked)


def list_all(as_json: bool) -> int:
    """Every question with what it asks for."""
    from graph.answers.competency import questions

    found = questions()
    return show([one.to_json() for one in found], as_json, lambda: "\n".join(_header(one) for one in found))


def show_one(name: str) -> int:
    """The query of a question as it can be pasted into any SPARQL endpoint, with the examples in it."""
    from graph import queries

    put(queries.text(f"questions/{_known(name).name}").rstrip("\n"))
    return 0


def run(name: str, values: Sequence[str], example: bool, store: Path, as_json: bool) -> int:
    """A question's answer from the store."""
    from api.commands.terminal import summaries
    from graph.answers import competency
    from graph.errors import AmbiguousInstrument

    asked = _known(name)
    given = dict(_pair(value) for value in values)
    with opened(store) as graph, choosing(as_json):
        try:
            answer = competency.run(graph, asked.name, given, examples=example)
        except competency.BadParameter as error:
            raise Failure(f"{error}.") from None
        except AmbiguousInstrument as error:
            if as_json:
                raise
            put(summaries(error.candidates))
            say(f"«{error.text}» có thể là {len(error.candidates)} văn bản; thêm ngày hoặc năm vào giá trị để chọn.")
            raise Told(AMBIGUOUS) from None
        if as_json:
            put_json(answer)
        else:
            put(_table(answer, _names(graph, answer["rows"])))
            say(f"{len(answer['rows'])} dòng. {answer['question']['trap']}")
    return 0


def _known(name: str) -> Question:
    from graph.answers.competency import UnknownQuestion, question

    try:
        return question(name)
    except UnknownQuestion as error:
        raise Failure(f"{error}.".replace("không có", "Không có", 1), UNKNOWN) from None


def _pair(said: str) -> tuple[str, str]:
    name, equals, value = said.partition("=")
    if not equals or not name.strip():
        raise Failure(f"--set cần TÊN=GIÁ_TRỊ, không phải «{said}».")
    return name.strip(), value


def _header(one: Question) -> str:
    takes = "; ".join(f"{p.name}: {p.description}" for p in one.parameters)
    return f"{one.name}\n    {one.title}" + (f"\n    --set {takes}" if takes else "")


def _table(answer: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Each row as lines under a number: rows hold whole sentences, which no column holds."""
    from api.commands.terminal import wrap

    headings = answer["question"]["columns"]
    lines = [answer["question"]["title"]]
    lines += [f"  {name} = {value}" for name, value in answer["values"].items()]
    if not answer["rows"]:
        lines += ["", "Không có dòng nào."]
    for number, row in enumerate(answer["rows"], 1):
        lines.append("")
        first = f"{number:>3}. "
        for column, value in row.items():
            if value is not None:
                lines.append(wrap(f"{headings.get(column, column)}: {_words(value, names)}", "       ", first))
                first = "     "
    return "\n".join(lines)


def _names(store: Store, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What the instruments among the values are called."""
    from api import words
    from graph.answers.instruments import summaries

    iris = {value for row in rows for value in row.values() if isinstance(value, str) and "/id/vn/" in value}
    return {iri: words.name(each) for iri, each in summaries(store, iris).items()}


def _words(value: object, names: Mapping[str, str]) -> str:
    """A value for people: an instrument by its name, a term of the vocabulary by its label."""
    from graph.identity import base_iri
    from graph.vocabulary import labels

    text = str(value)
    if not text.startswith(("http:", "https:")):
        return text
    return names.get(text) or labels("vi").get(text) or text.removeprefix(f"{base_iri()}id/")
