"""Inputs of a query go into its text, and only where a variable stands."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode

from graph.store.binding import bind

THING = NamedNode("http://e/thing")


@pytest.mark.parametrize(
    ("query", "bound"),
    [
        ("ASK { ?x a ?y }", "ASK { <http://e/thing> a ?y }"),
        ("ASK { $x a ?y }", "ASK { <http://e/thing> a ?y }"),
        ("ASK { ?xx a ?y }", "ASK { ?xx a ?y }"),
        ("ASK { ?y a '?x' }", "ASK { ?y a '?x' }"),
        ('ASK { ?y a """ "?x" """ }', 'ASK { ?y a """ "?x" """ }'),
        (r'ASK { ?y a "\"?x" }', r'ASK { ?y a "\"?x" }'),
        ("ASK { ?y a <http://e/?x> }", "ASK { ?y a <http://e/?x> }"),
        ("# ?x\nASK { ?x a ?y }", "# ?x\nASK { <http://e/thing> a ?y }"),
        ("ASK { ?y ?p ?z FILTER(?y < ?x && ?x > 3) }",
         "ASK { ?y ?p ?z FILTER(?y < <http://e/thing> && <http://e/thing> > 3) }"),
    ],
)  # fmt: skip
def test_a_variable_is_replaced_where_it_is_one(query: str, bound: str) -> None:
    assert bind(query, {"x": THING}) == bound


def test_a_text_cannot_leave_its_quotes() -> None:
    harm = Literal('" } ; DROP ALL #')
    assert bind("ASK { ?y a ?x }", {"x": harm}) == 'ASK { ?y a "\\" } ; DROP ALL #" }'


def test_several_terms_are_tried_in_the_outermost_where() -> None:
    query = "PREFIX e: <http://e/> CONSTRUCT { ?x a ?y } WHERE { ?x a ?y { SELECT ?y WHERE { ?y a ?z } } }"
    bound = bind(query, {"x": [THING, Literal("b")]})
    assert bound.count("VALUES") == 1
    assert 'WHERE { VALUES ?x { <http://e/thing> "b" } ?x a ?y {' in bound


def test_no_terms_find_nothing() -> None:
    assert "VALUES ?x {  }" in bind("SELECT ?x WHERE { ?x a ?y }", {"x": []})


def test_nothing_to_bind_changes_nothing() -> None:
    assert bind("ASK { ?x a ?y }", None) == "ASK { ?x a ?y }"
