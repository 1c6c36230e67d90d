"""Tools that ask in other words: the competency questions by name, and SPARQL for what they do not ask."""

from __future__ import annotations

import json
from typing import Annotated, Any

from anyio import to_thread
from pydantic import Field
from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from api.assistant import shapes
from api.assistant.refusals import NoAnswer
from api.assistant.shaping import brief, named, paged
from api.assistant.tools import Context, Limit, Offset, Words
from api.sparql import guard, results
from api.sparql.wire import Answer, Ask
from graph.answers import competency
from graph.answers.pieces import relation_name
from graph.identity import fold

Json = dict[str, Any]
SPARQL_BYTES = 64 * 1024  # some 20,000 tokens: the most that one answer should ever take
QUESTION_BYTES = 8 * 1024 * 1024
MOST_ROWS = 10_000  # of a question, to count and to page through


def list_questions(
    at: Context,
    text: Annotated[Words, Field(description="lọc theo chữ, không cần dấu / filter")] = "",
    limit: Limit = 50,
    offset: Offset = 0,
) -> shapes.QuestionPage:
    """Các câu hỏi có sẵn và tham số / The ready questions, for run_question.

    Look here before writing SPARQL: deadlines in a month, overdue tasks by agency, instruments cited after their end,
    two provinces compared.
    """
    sought = fold(text).split()
    found = [one for one in competency.questions() if all(w in fold(f"{one.title} {one.english}") for w in sought)]
    return shapes.QuestionPage(**paged(found, limit, offset, _asking))


async def run_question(
    at: Context,
    name: Annotated[str, Field(min_length=1, max_length=100, description="tên hoặc số: who-cites, 1 / name or number")],
    values: Annotated[
        dict[str, Annotated[str, Field(max_length=500)]],
        Field(max_length=10, description='tham số → giá trị / parameters: {"instrument": "19-CT/TU"}'),
    ] = {},  # noqa: B006 - copied by pydantic, never changed
    limit: Limit = 20,
    offset: Offset = 0,
) -> shapes.Rows:
    """Chạy một câu hỏi có sẵn / Run a ready question with one's own values.

    Values as people write them: 19-CT/TU, 31/12/2023, 7/2023, Bắc Giang. Always tell the user `trap`: it says how this
    very answer misleads.
    """
    asked = competency.question(name)
    query = await to_thread.run_sync(competency.bound, at.store, asked, values)
    told = await _answered(at, query, MOST_ROWS, QUESTION_BYTES)
    solutions = parse_query_results(told.body, format=QueryResultsFormat.JSON)
    assert isinstance(solutions, QuerySolutions), "only SELECT queries are questions"
    found = competency.answer(asked, values, solutions, solutions.variables)
    page = paged(found["rows"], limit, offset, _row)
    shown = found["rows"][offset : offset + len(page["items"])]
    pointed = [{"from": v} for row in shown for v in row.values() if isinstance(v, str) and "/id/vn/" in v]
    about = found["question"]
    return shapes.Rows(
        question=about["name"],
        title=about["title"],
        values={name: str(value) for name, value in found["values"].items()},
        trap=about["trap"],
        columns=about["columns"],
        truncated=told.truncated,
        names=await to_thread.run_sync(named, at.store, pointed),
        **page,
    )


async def sparql(
    at: Context,
    query: Annotated[str, Field(min_length=1, max_length=guard.MAX_CHARACTERS, description="SPARQL 1.1, chỉ đọc")],
    limit: Annotated[int, Field(ge=1, le=200, description="số dòng tối đa / most rows")] = 50,
) -> shapes.Bindings:
    """Truy vấn SPARQL chỉ đọc / A read-only SPARQL query: SELECT, ASK, CONSTRUCT, DESCRIBE.

    The last resort, where no other tool or question fits. Read danchieu://ontology first; terms:
    PREFIX dan: <https://w3id.org/danchieu/def#>, PREFIX eli: <http://data.europa.eu/eli/ontology#>. The default graph
    is the union of all files. No SERVICE, no updates; a query is ended after a few seconds. `truncated` says that rows
    were left off at `limit`: add ORDER BY and OFFSET, or COUNT.
    """
    found = await _answered(at, query, limit, SPARQL_BYTES)
    if found.media_type != results.JSON:
        return shapes.Bindings(turtle=found.body.decode(), truncated=found.truncated)
    return _bindings(json.loads(found.body), found.truncated)


async def _answered(at: Context, query: str, rows: int, size: int) -> Answer:
    """The answer to a query, whose outcome is ok; raises NoAnswer, Refused, TimedOut, Busy, Died."""
    reading = guard.read(query)
    found = await at.sparql(
        Ask(
            query=query,
            query_graphs=list(reading.graphs) or None,
            union=not reading.own_dataset,
            table=results.JSON,
            graph="text/turtle",
            max_rows=rows,
            max_bytes=size,
        )
    )
    if found.outcome == "malformed":
        raise NoAnswer("malformed-query", guard.fault(found.message, reading.undeclared).detail)
    if found.outcome == "unknown-graph":
        raise NoAnswer("unknown-graph", f"Kho không có đồ thị: {found.message.replace(chr(10), ', ')}.")
    if found.outcome == "too-large":
        raise NoAnswer("answer-too-large", f"Kết quả lớn hơn {size // 1024} KiB; hãy giảm số dòng hoặc số cột.")
    if found.outcome != "ok":
        raise NoAnswer("query-failed", f"Truy vấn không chạy được: {found.message or found.outcome}.")
    return found


def _bindings(told: Json, truncated: bool) -> shapes.Bindings:
    if "boolean" in told:
        return shapes.Bindings(boolean=told["boolean"], truncated=False)
    columns = told["head"]["vars"]
    rows = [[_term(row.get(name)) for name in columns] for row in told["results"]["bindings"]]
    return shapes.Bindings(columns=columns, rows=rows, truncated=truncated)


def _term(term: Json | None) -> str | None:
    """A value without its datatype: what an assistant reads. Quoted triples as JSON."""
    if term is None:
        return None
    value = term["value"]
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _asking(one: competency.Question) -> shapes.Asking:
    takes = {p.name: f"{p.description}: {competency.KINDS[p.kind]}" for p in one.parameters}
    return shapes.Asking(name=one.name, title=one.title, english=one.english, parameters=takes)


def _row(row: Json) -> Json:
    """What is bound: ids for IRIs of ours, short names for terms of the ontology."""
    return {
        key: brief(relation_name(value)) if isinstance(value, str) else value
        for key, value in row.items()
        if value is not None
    }
