"""The rows of a query as plain Python values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from pyoxigraph import NamedNode, QuerySolutions

from graph import queries
from graph.store.base import Store
from graph.store.binding import Substitutions, Term
from graph.store.once import Once

T = TypeVar("T")
Row = dict[str, Any]
Json = dict[str, Any]

AT_ONCE = 500  # nodes of one query: a remote endpoint bounds its length

# What is no text, by the name that every query gives it: to ask each value for its datatype would
# take a third of the time of an answer.
_READ: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(("start", "end", "page", "characters", "day", "citations", "leads", "helps", "problems"), int),
    "confidence": float,
    **dict.fromkeys(("held", "explicit"), lambda value: value in ("true", "1")),
}


def select(store: Store, name: str, /, **inputs: Term | list[Term]) -> list[Row]:
    """The rows of the SELECT query of that name: IRIs and texts as str, numbers and truths as such,
    None for what is not bound."""
    return _rows(store, queries.text(name), inputs)


def each_row(store: Store, name: str, /) -> Iterator[Row]:
    """As `select`, of everything, one row at a time: memory holds no more of them than the caller keeps."""
    return _read_rows(store, queries.text(name), {})


def exist(store: Store, name: str, /, **inputs: Term | list[Term]) -> bool:
    """Whether that query has any row: no more than the first is looked for."""
    return next(_read_rows(store, queries.text(name), inputs), None) is not None


def select_page(store: Store, name: str, limit: int, offset: int) -> list[Row]:
    """Some rows of a query that orders them."""
    return _rows(store, f"{queries.text(name)}LIMIT {limit:d} OFFSET {offset:d}\n", {})


def _rows(store: Store, sparql: str, inputs: Substitutions) -> list[Row]:
    if not isinstance(store, Once):
        return list(_read_rows(store, sparql, inputs))
    asked = (sparql, repr(sorted(inputs.items())))
    if asked not in store.kept:
        store.kept[asked] = list(_read_rows(store, sparql, inputs))
    return [dict(row) for row in store.kept[asked]]


def _read_rows(store: Store, sparql: str, inputs: Substitutions) -> Iterator[Row]:
    solutions = store.query(sparql, inputs)
    assert isinstance(solutions, QuerySolutions), "only SELECT queries have rows"
    columns = [(variable.value, _READ.get(variable.value, str)) for variable in solutions.variables]
    for solution in solutions:
        yield {
            column: None if term is None else read(term.value)
            for (column, read), term in zip(columns, solution, strict=True)
        }


def batches(items: Iterable[T]) -> Iterator[list[T]]:
    """IRIs, or rows that have one, in lists that one query takes."""
    left = iter(items)
    while some := list(islice(left, AT_ONCE)):
        yield some


def nodes(iris: Iterable[str]) -> list[Term]:
    """IRIs as terms, for a query that takes several; sorted, so that no set's order shows."""
    return [NamedNode(iri) for iri in sorted(iris)]
