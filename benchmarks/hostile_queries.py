"""Two hundred queries that nobody with a question would ask, of eleven kinds; the same ones every time.

Those that try to reach the network are aimed at a port of this machine, where whoever runs them listens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

COUNT = 200
_DAN = "PREFIX dan: <https://w3id.org/danchieu/def#> "


@dataclass(frozen=True, slots=True)
class Hostile:
    """One query, its kind, and the dataset that its request names."""

    kind: str
    query: str
    dataset: Mapping[str, str] = field(default_factory=dict)
    update: bool = False  # sent as an update


def every(port: int) -> list[Hostile]:
    """All of them, `COUNT`, with those that call elsewhere aimed at that port."""
    found = [one for kind, (many, make) in _KINDS.items() for one in islice(_named(kind, make, port), many)]
    assert len(found) == COUNT
    return found


def _named(kind: str, make: Callable[[int], Iterator[Hostile | str]], port: int) -> Iterator[Hostile]:
    for one in make(port):
        yield Hostile(kind, one) if isinstance(one, str) else one


def _crossed(patterns: int) -> str:
    return " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(patterns))


def _cartesian(port: int) -> Iterator[Hostile | str]:
    for n in (3, 4, 6, 12, 40):
        yield f"SELECT (COUNT(*) AS ?n) {{ {_crossed(n)} }}"
        yield f"SELECT DISTINCT ?s0 ?o1 ?o2 {{ {_crossed(n)} }} ORDER BY ?o2 ?s0"
        yield f"SELECT (SUM(STRLEN(STR(?o0)) * STRLEN(STR(?o1))) AS ?n) {{ {_crossed(n)} }}"
        yield f"SELECT (GROUP_CONCAT(STR(?o1)) AS ?x) {{ {_crossed(n)} }}"
        yield f"SELECT ?s0 (COUNT(DISTINCT ?o1) AS ?n) {{ {_crossed(n)} }} GROUP BY ?s0 HAVING(COUNT(*) > 1)"


def _paths(port: int) -> Iterator[Hostile | str]:
    steps = ("(<a:x>|!<a:x>)", "(dan:implements|^dan:implements|dan:cites)", "(!<a:x>/^!<a:x>)", "(^!<a:x>|!<a:x>)")
    for step in steps:
        yield f"{_DAN}SELECT (COUNT(*) AS ?n) {{ ?a {step}* ?b }}"
        yield f"{_DAN}SELECT (COUNT(*) AS ?n) {{ ?a {step}+ ?b . ?b {step}+ ?c }}"
        yield f"{_DAN}ASK {{ ?a {step}+ ?b FILTER(?b = <a:nothing>) }}"
        yield f"{_DAN}SELECT * {{ ?a {'/'.join([step] * 9)} ?b }}"
        yield f"{_DAN}SELECT (COUNT(*) AS ?n) {{ ?a ({step}*/{step}+)* ?b }}"
        yield f"{_DAN}SELECT (COUNT(*) AS ?n) {{ ?a {'(' * 60}{step}{')*' * 60} ?b }}"


def _values(port: int) -> Iterator[Hostile | str]:
    for rows, blocks in ((60, 4), (200, 5), (500, 5), (1000, 4), (3000, 2)):
        one = " ".join(str(i) for i in range(rows))
        joined = " ".join(f"VALUES ?v{i} {{ {one} }}" for i in range(blocks))
        yield f"SELECT (COUNT(*) AS ?n) {{ {joined} }}"
        yield f"SELECT DISTINCT * {{ {joined} }} ORDER BY DESC(?v1)"
        yield f"SELECT (SUM(?v0 * ?v1) AS ?n) {{ {joined} FILTER(?v0 + ?v1 != ?v1) }}"
        yield f"CONSTRUCT {{ [] <a:p> ?v0 , ?v1 }} {{ {joined} }}"


def _patterns(port: int) -> Iterator[Hostile | str]:
    bombs = ("(a+)+$", "(a|aa)+$", "(.*a){20}", "((a{0,99}){0,99}){0,99}", "(x+x+)+y", "\\\\p{L}{1,1000}$")
    for bomb in bombs:
        yield f'SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o FILTER(REGEX(STR(?o), "{bomb}", "i")) }}'
        yield f'SELECT (COUNT(*) AS ?n) {{ {_crossed(2)} FILTER(REGEX(CONCAT(STR(?o0), STR(?o1)), "{bomb}")) }}'
        yield f'SELECT (COUNT(?x) AS ?n) {{ {_crossed(2)} BIND(REPLACE(STR(?o0), "{bomb}", STR(?o1)) AS ?x) }}'
    yield 'ASK { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(STR(?c), CONCAT(STR(?f), "*{1000}"))) }'
    yield f'ASK {{ BIND("{"a" * 20_000}b" AS ?x) FILTER(REGEX(?x, "^(a|a|a)*$")) }}'


def _memory(port: int) -> Iterator[Hostile | str]:
    for steps in (20, 26, 30, 40, 60):
        doubled = " ".join(f"BIND(CONCAT(?a{i}, ?a{i}) AS ?a{i + 1})" for i in range(steps))
        yield f'SELECT (STRLEN(?a{steps}) AS ?n) {{ BIND("{"x" * 40}" AS ?a0) {doubled} }}'
        yield f'SELECT ?a{steps} {{ BIND("{"x" * 40}" AS ?a0) {doubled} }}'
        encoded = " ".join(f"BIND(ENCODE_FOR_URI(?a{i}) AS ?a{i + 1})" for i in range(steps))
        yield f'SELECT (STRLEN(?a{steps}) AS ?n) {{ BIND("{"%" * 4_000}" AS ?a0) {encoded} }}'
        yield f'SELECT (GROUP_CONCAT(?o1; separator="{"-" * 500 * steps}") AS ?x) {{ {_crossed(2)} }}'


def _services(port: int) -> Iterator[Hostile | str]:
    place = f"<http://127.0.0.1:{port}/>"
    for silent in ("", "SILENT "):
        yield f"SELECT * {{ SERVICE {silent}{place} {{ ?s ?p ?o }} }}"
        yield f"SELECT * {{ SERVICE {silent}{place} {{ SERVICE {silent}{place} {{ ?s ?p ?o }} }} }}"
        yield f"SELECT * {{ VALUES ?x {{ {place} }} SERVICE {silent}?x {{ ?s ?p ?o }} }}"
        yield f"SELECT * {{ ?s ?p 1SERVICE {silent}{place}{{ ?s ?p ?o }} }}"
        yield f"PREFIX x: {place} SELECT * {{ SERVICE {silent}x: {{ ?s ?p ?o }} }}"
        yield f"SELECT * {{ ?s ?p ?o FILTER EXISTS {{ SERVICE {silent}{place} {{ ?s ?p ?o }} }} }}"
        yield f"SELECT * {{ {{ SELECT * {{ sErViCe {silent}{place} {{ ?s ?p ?o }} }} }} }}"
        yield f"CONSTRUCT {{ ?s ?p ?o }} {{ ?s ?p ?o OPTIONAL {{ SERVICE {silent}{place} {{ ?s ?p ?o }} }} }}"
        yield f"SELECT * {{ ?s ?p 'a'#\nSERVICE {silent}{place} {{ ?s ?p ?o }} }}"
        nested = f"SERVICE {silent}{place} {{ " * 60
        yield f"SELECT * {{ {nested}?s ?p ?o{' }' * 60} }}"


def _froms(port: int) -> Iterator[Hostile | str]:
    for iri in (
        f"http://127.0.0.1:{port}/x.ttl",
        f"http://localhost:{port}/x.rdf",
        f"http://[::1]:{port}/x.nt",
        f"ftp://127.0.0.1:{port}/x.ttl",
        "file:///etc/passwd",
    ):
        yield f"SELECT * FROM <{iri}> {{ ?s ?p ?o }}"
        yield f"SELECT * FROM NAMED <{iri}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"
        yield Hostile("FROM", "SELECT * { ?s ?p ?o }", {"default-graph-uri": iri})
        yield Hostile("FROM", "SELECT * { GRAPH ?g { ?s ?p ?o } }", {"named-graph-uri": iri})


def _updates(port: int) -> Iterator[Hostile | str]:
    for text in (
        f"LOAD <http://127.0.0.1:{port}/x.ttl>",
        f"LOAD SILENT <http://127.0.0.1:{port}/x.ttl> INTO GRAPH <a:g>",
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "DELETE WHERE { ?s ?p ?o }",
        "DROP ALL",
    ):
        yield Hostile("update", text)
        yield Hostile("update", text, update=True)
        yield Hostile("update", f"ASK {{}} ; {text}")


def _nested(port: int) -> Iterator[Hostile | str]:
    for depth in (50, 99, 5_000):
        yield f"ASK {{ FILTER({'(' * depth}1{')' * depth}) }}"
        yield f"SELECT * {'{ ' * depth}?s ?p ?o{' }' * depth}"
        yield f"ASK {{ FILTER({'!' * 2 * depth}true) }}"
        yield f"SELECT * {{ ?s ?p {'[ <a:p> ' * depth}1{' ]' * depth} }}"
        yield f"SELECT * {{ {'OPTIONAL { ?a ?b ?c ' * depth}{'}' * depth} }}"
    yield "SELECT * { " + " UNION ".join(["{ ?s ?p ?o }"] * 2_000) + " }"
    yield "SELECT * { ?s ?p ?o FILTER(" + "||".join(["?o=1"] * 5_000) + ") }"
    yield "SELECT * { ?s ?p ?o FILTER(1" + "+1" * 15_000 + "=0) }"
    yield "SELECT * { ?s ?p ?o FILTER(" + "-" * 20_000 + "1=0) }"
    yield "SELECT (COUNT(*) AS ?n) { " + " ".join("{ SELECT * { ?s ?p ?o } }" for _ in range(900)) + " }"


def _outputs(port: int) -> Iterator[Hostile | str]:
    yield "SELECT * { GRAPH ?g { ?s ?p ?o } }"
    yield "CONSTRUCT WHERE { ?s ?p ?o }"
    yield "DESCRIBE *  { ?s ?p ?o }"
    yield f"SELECT * {{ {_crossed(3)} }}"
    yield f"CONSTRUCT {{ ?s0 ?p1 ?o2 }} {{ {_crossed(3)} }}"
    yield "SELECT " + " ".join(f"(?o AS ?v{i})" for i in range(1_200)) + " { ?s ?p ?o }"
    yield "SELECT * { ?s ?p ?o } ORDER BY RAND()"
    yield "SELECT (UUID() AS ?u) { " + _crossed(3) + " } ORDER BY ?u"
    yield "SELECT (BNODE() AS ?b) (SHA512(STR(?o2)) AS ?h) { " + _crossed(3) + " }"
    yield "SELECT * { ?s ?p ?o } OFFSET 999999999999"


def _correlated(port: int) -> Iterator[Hostile | str]:
    for inner in ("?a ?b ?o", "?a ?b ?c . ?d ?e ?f", "?o ?b ?c . ?c ?d ?s"):
        yield f"SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o . ?x ?y ?z FILTER NOT EXISTS {{ {inner} FILTER(?z != ?b) }} }}"
        yield f"SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o . ?x ?y ?z MINUS {{ {inner} }} }}"
        yield f"SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o . ?x ?y ?z {{ SELECT * {{ {inner} }} ORDER BY ?b }} }}"
    yield "SELECT (COUNT(*) AS ?n) { ?s ?p ?o OPTIONAL { ?x ?y ?z OPTIONAL { ?u ?v ?w FILTER(?w != ?o) } } }"


# The kinds, and how many queries of each: all that is made of most.
_KINDS: Mapping[str, tuple[int, Callable[[int], Iterator[Hostile | str]]]] = {
    "cartesian": (25, _cartesian),
    "path": (24, _paths),
    "VALUES": (20, _values),
    "regex": (20, _patterns),
    "memory": (20, _memory),
    "SERVICE": (20, _services),
    "FROM": (20, _froms),
    "update": (15, _updates),
    "nesting": (16, _nested),
    "output": (10, _outputs),
    "correlated": (10, _correlated),
}
