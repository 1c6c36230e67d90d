"""What the guard lets through and what it refuses, including what the engine's parser reads unexpectedly."""

from __future__ import annotations

import contextlib
import time

import pytest

from api.sparql import guard

REFUSED = [
    "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
    "SELECT * { service silent <http://127.0.0.1/> { ?s ?p ?o } }",
    "SELECT * { SERVICESILENT<http://127.0.0.1/>{ ?s ?p ?o } }",
    "SELECT * { ?s ?p 1SERVICE<http://127.0.0.1/>{ ?s ?p ?o } }",
    "SELECT * { ?s ?p trueSERVICE<http://127.0.0.1/>{ ?s ?p ?o } }",
    'SELECT * { ?s ?p "x"SERVICE<http://127.0.0.1/>{ ?s ?p ?o } }',
    "PREFIX : <http://127.0.0.1/> SELECT * { SERVICE:x { ?s ?p ?o } }",
    "PREFIX e: <http://e/> SELECT * { e:a\\' ?p ?o SERVICE <http://127.0.0.1/> {} ?s ?p e:b\\' }",
    "SELECT * { ?s ?p ?o FILTER(?a <?b) SERVICE ?c { ?s ?p ?o } FILTER(?d > ?e) }",
    "SELECT * { # a comment ends with its line\n SERVICE <http://127.0.0.1/> {} }",
    "SELECT * { ?s ?p '''it's''' SERVICE <http://127.0.0.1/> {} }",
    "INSERT DATA { <a:a> <a:b> <a:c> }",
    "PREFIX e: <http://e/> delete where { ?s ?p ?o }",
    "BASE <http://e/> LOAD <http://127.0.0.1/x>",
    "DROP ALL",
    "WITH <a:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
]
ALLOWED = [
    "SELECT ?service WHERE { ?service a <http://www.w3.org/ns/sparql-service-description#Service> }",
    "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> ASK { ?s a sd:Service }",
    'SELECT * { ?s ?p "SERVICE <http://x/> { }" }',
    "SELECT * { ?s ?p '''a \\''' SERVICE ''' }",
    "SELECT * { ?s ?p ?o } # SERVICE and INSERT are only spoken of",
    "SELECT * { ?s <http://e/SERVICE#x> ?o }",
    "ASK { ?s ?p ?o FILTER(?o < 3 && ?o > 1) }",
    'SELECT * { ?s ?p "Nghị quyết"@vi, "\\u0053ERVICE", 1.5e3, true . _:b ?q $v }',
    "PREFIX đ: <http://e/> DESCRIBE đ:chỉ-thị",
]


@pytest.mark.parametrize("query", REFUSED)
def test_a_federated_call_or_an_update_is_refused(query: str) -> None:
    with pytest.raises(guard.Refused) as refused:
        guard.check(query)
    assert refused.value.status == 403


@pytest.mark.parametrize("query", ALLOWED)
def test_the_word_service_may_stand_where_it_calls_nothing(query: str) -> None:
    guard.check(query)


def test_a_query_that_names_its_dataset_is_told_apart() -> None:
    assert guard.check("SELECT * FROM <http://e/g> { ?s ?p ?o }")
    assert guard.check("select * from named <http://e/g> { graph ?g { ?s ?p ?o } }")
    assert not guard.check("SELECT * { ?s ?from 'FROM' }")


@pytest.mark.parametrize(
    ("query", "graphs"),
    [
        ("SELECT * FROM <http://e/a> FROM NAMED<http://e/b> { ?s ?p ?o }", ("http://e/a", "http://e/b")),
        ("PREFIX e: <http://e/> PREFIX : <http://f/> ASK FROM e:a from named :b {}", ("http://e/a", "http://f/b")),
        ("ASK FROM <http://e/a> FROM <http://e/a> {}", ("http://e/a",)),
        ("ASK { ?s ?p '''FROM <http://e/a>''' } # FROM <http://e/b>", ()),
        # What only a parser could tell: a base, an escape, a prefix that is not declared.
        ("BASE <http://e/> ASK FROM <a> {}", ()),
        ("PREFIX e: <http://e/> ASK FROM e:a\\,b FROM <http://e/\\u0061> FROM f:a {}", ()),
    ],
)
def test_the_graphs_that_a_query_names_are_read_as_far_as_they_are_plain(query: str, graphs: tuple[str, ...]) -> None:
    assert guard.read(query).graphs == graphs


def test_prefixes_that_are_used_and_not_declared_are_known() -> None:
    read = guard.read("PREFIX a: <http://e/> SELECT * { a:x b:y ?z . c:x a:y :d FILTER(?z = 'e:f') }")
    assert read.undeclared == ("b", "c", "")
    assert guard.read("SELECT * { <a:b> ?p _:c . ?x a <d:e> }").undeclared == ()


def test_a_query_that_asks_the_clock_or_chance_is_told_apart() -> None:
    assert guard.read("SELECT * { ?s ?now 'NOW()' . ?s <http://e/RAND> ?o } # UUID()").steady
    for call in ("NOW()", "Rand ()", "1+now()", "STRUUID()", "BNODE()"):
        assert not guard.read(f"SELECT ({call} AS ?x) {{}}").steady


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("", 400, "trống"),
        (" \n\t", 400, "trống"),
        ("SELECT * { ?s ?p ?o } #" + "x" * guard.MAX_CHARACTERS, 413, "quá giới hạn"),
        ("SELECT * " + "{" * 200 + "}" * 200, 400, "lớp ngoặc"),
        ("ASK { FILTER(" + "(" * 200 + "1" + ")" * 200 + ") }", 400, "lớp ngoặc"),
        ('SELECT * {\n ?s ?p "no end }', 400, "dòng 2"),
        ("SELECT * { \\u0053ERVICE <http://127.0.0.1/> {} }", 400, "ký tự lạ"),
    ],
)
def test_a_query_that_is_too_long_too_deep_or_broken_is_refused_in_one_sentence(
    query: str, status: int, words: str
) -> None:
    with pytest.raises(guard.Refused, match=words) as refused:
        guard.check(query)
    assert refused.value.status == status


@pytest.mark.parametrize(
    "piece",
    ["a.", "<a", "< ", '"""\\', "'", "a:", "%41", "_:", "é·", '""" ', "''", "a-", "\\'", "1.", "@en-", "("],
)
def test_no_query_keeps_the_guard_busy(piece: str) -> None:
    query = "SELECT * { " + piece * (guard.MAX_CHARACTERS // len(piece) - 20)
    begun = time.process_time()
    with contextlib.suppress(guard.Refused):
        guard.check(query)
    assert time.process_time() - begun < 1.0
