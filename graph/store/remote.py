"""The store behind any SPARQL 1.1 endpoint: generations of graphs, switched by one triple.

    urn:x-danchieu:generation:7:            every triple of generation 7, the default graph of each query
    urn:x-danchieu:generation:7:{graph}     the named graph of one source, for queries that say GRAPH, and the node
                                            that it describes; results and queries have {graph} alone
    urn:x-danchieu:graphs:7                 the names of those graphs
    urn:x-danchieu:store                    one triple for each whole generation: its number and description

No protocol lets a client switch many graphs at once, and engines differ in what of an update is atomic. One triple
is so everywhere: a load writes graphs that no reader names, then inserts the triple that makes them the newest.
A reader takes the highest number once and names that generation's graphs in each request (`default-graph-uri`), so
it sees the old graph or the new one, never half, and nothing of what else the endpoint holds. The price is that
every triple is held twice. A generation that was replaced stays for GRACE_SECONDS, longer than any answer takes.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Self

import pyoxigraph
from pyoxigraph import (
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
)

from graph.store.base import Result
from graph.store.binding import Substitutions, bind
from graph.store.engine import serialize
from graph.store.errors import RemoteTrouble, StoreNotFound
from graph.store.health import Health
from graph.store.protocol import PASSWORD, RESULTS, TRIPLES, USER, Client

REGISTER: Final = "urn:x-danchieu:store"
HOLDS: Final = "urn:x-danchieu:holds"
BEGUN: Final = "urn:x-danchieu:begun"
# No slash inside: JSON writers may escape one, and the prefix is cut off results as bytes.
_PREFIX: Final = "urn:x-danchieu:generation:"
# A graph that is always empty: where a dataset names graphs of one sort only, Virtuoso takes the other sort to be all
# that it holds, which the standard takes to be none.
_NONE: Final = "none"
PAGE = 5_000  # names of graphs asked for at once
MOST_GRAPHS: Final = 2_000  # names sent with one query; each is some 100 bytes of the request

# Strings, IRIs and comments are read over whole, so that a word inside them is no keyword.
_WORD = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\''
    r'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\''
    r"|\#[^\n]*|(?P<iri><[^<>\"{}|^`\\\s]*>)|[?$]\w+|(?P<short>[\w.-]*:[\w.:%-]*)|(?P<word>[A-Za-z_][\w-]*)",
    re.DOTALL,
)
GRACE_SECONDS: Final = 120.0
_TRIPLES: Final = RdfFormat.TURTLE  # N-Triples is Turtle, and some engines answer in the one for the other
_MODIFIERS: Final = {"LIMIT", "OFFSET", "ORDER", "GROUP", "HAVING"}
_FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


def whole(number: int) -> str:
    """The graph that holds all of a generation, and the beginning of the names of its other graphs."""
    return f"{_PREFIX}{number}:"


def names_graph(number: int) -> str:
    """The graph that lists the named graphs of a generation."""
    return f"urn:x-danchieu:graphs:{number}"


class RemoteStore:
    """One generation at an endpoint. Satisfies `graph.store.base.Store`."""

    def __init__(self, client: Client, description: Mapping[str, Any]) -> None:
        self._client = client
        self._described = description
        self._number = int(description["generation"])
        self._names: list[str] | None = None
        self._known_names: frozenset[str] | None = None

    @classmethod
    def open(cls, address: str, environment: Mapping[str, str] | None = None, *, seconds: float | None = None) -> Self:
        """The newest generation; raises StoreNotFound, RemoteTrouble.

        User and password are DANCHIEU_STORE_USER and DANCHIEU_STORE_PASSWORD of the environment.
        """
        return cls.of(client_of(address, environment, seconds=seconds))

    @classmethod
    def of(cls, client: Client) -> Self:
        """The newest generation that a client reaches."""
        return cls(client, newest(client))

    @property
    def generation(self) -> str:
        return str(self._number)

    @property
    def description(self) -> dict[str, Any]:
        """What was noted of the generation when it was loaded."""
        return dict(self._described)

    @property
    def graphs(self) -> list[str]:
        """The named graphs, sorted. Asked for once."""
        if self._names is None:
            self._names = graph_names(self._client, self._number)
        return self._names

    def query(self, sparql: str, substitutions: Substitutions | None = None) -> Result:
        """As every store does; raises RemoteTrouble where the endpoint fails."""
        return self.query_over(bind(sparql, substitutions))

    def query_over(self, sparql: str, default: Sequence[str] = (), named: Sequence[str] = ()) -> Result:
        """A query over those graphs where any are given (as the protocol's parameters are), else over its own
        FROM clauses, else over all. Only graphs of this generation can be named. Raises as `query` does."""
        form, words = _read(sparql)
        prefix = whole(self._number)
        text = self._with_own_names(sparql)
        if default or named:
            dataset = [("default-graph-uri", prefix + iri) for iri in (*default, _NONE)]
            dataset += [("named-graph-uri", prefix + iri) for iri in (*named, _NONE)]
        elif "FROM" in words:
            dataset = []
            text = _replaced(text, "FROM", f"FROM <{prefix}{_NONE}> FROM NAMED <{prefix}{_NONE}> FROM")
        else:
            dataset = [("default-graph-uri", prefix)]
            if "GRAPH" in words:
                dataset += [("named-graph-uri", prefix + name) for name in self._few_names()]
        accept = TRIPLES if form in ("CONSTRUCT", "DESCRIBE") else RESULTS
        answer = self._client.ask(text, accept, dataset)
        found = _parsed(self._client, form, answer.content.replace(prefix.encode(), b""), answer.headers)
        if form == "ASK" and found and _is_table(answer.content) and not words & _MODIFIERS:
            # Virtuoso says true of `ASK { GRAPH <none> { ?s ?p ?o } }`; the rows are right.
            select = _replaced(text, "ASK", "SELECT *") + "\nLIMIT 1"
            rows = self._client.ask(select, RESULTS, dataset)
            return _truth(b'"value"' in rows.content)
        return found

    def export(self, format: RdfFormat) -> bytes:
        """The whole graph, sorted; one request for each named graph."""
        return serialize(self.quads(), format)

    def quads(self) -> Iterator[Quad]:
        """Every quad, graph by graph."""
        for _, quads in self.by_graph():
            yield from quads

    def by_graph(self) -> Iterator[tuple[str, list[Quad]]]:
        """The quads of one graph after the other, in the order of the graphs' names as N-Quads writes them; one request
        for each graph."""
        for name in sorted(map(NamedNode, self.graphs), key=str):
            yield str(name), self._quads_of(name)

    def _quads_of(self, graph: NamedNode) -> list[Quad]:
        own = whole(self._number) + graph.value
        answer = self._client.ask("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", TRIPLES, [("default-graph-uri", own)])
        try:
            body = answer.content.replace(whole(self._number).encode(), b"")
            triples = {quad.triple for quad in pyoxigraph.parse(body, format=_TRIPLES)}
        except SyntaxError:
            raise _garbled(self._client) from None
        # Virtuoso cuts triples at ResultSetMaxRows and says nothing of it.
        there = counted(self._client, own)
        if len(triples) < there:
            raise RemoteTrouble(
                f"kho từ xa {self._client.name} chỉ trả về {len(triples)} trong {there} bộ ba của đồ thị "
                f"{graph.value}: hãy nâng giới hạn số dòng của nó"
            )
        return [Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples]

    def check(self) -> Health:
        """Whether each graph is there and all together are what was loaded; one request for each graph."""
        found = Health(self.generation, int(self._described.get("format", 0)))
        found.graphs = {name: counted(self._client, whole(self._number) + name) for name in self.graphs}
        found.quads = sum(found.graphs.values())
        found.faults = [f"đồ thị {name} rỗng" for name, count in found.graphs.items() if not count]
        if found.quads != len(self):
            found.faults.append(f"có {found.quads} bộ bốn, khi nạp là {len(self)}")
        return found

    def __len__(self) -> int:
        return int(self._described["quads"])

    def close(self) -> None:
        """Let the connections go."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _few_names(self) -> list[str]:
        if len(self.graphs) > MOST_GRAPHS:
            raise RemoteTrouble(
                f"kho từ xa có {len(self.graphs)} đồ thị có tên, quá {MOST_GRAPHS}: truy vấn có GRAPH không chạy được "
                "ở đây, hãy bỏ GRAPH hoặc dùng kho trên đĩa"
            )
        return self.graphs

    def _with_own_names(self, text: str) -> str:
        """The query with graphs, and the nodes of their names, as they are called in this generation: it reaches no
        graph of any other."""
        naming = False

        def renamed(match: re.Match[str]) -> str:
            nonlocal naming
            after, naming = naming, (match["word"] or "").upper() in ("GRAPH", "FROM", "NAMED")
            if after and match["short"]:
                raise RemoteTrouble("với kho từ xa, tên đồ thị sau GRAPH hoặc FROM phải viết đầy đủ trong dấu < >")
            own = match["iri"] and (after or match["iri"][1:-1] in self._known())
            return f"<{whole(self._number)}{match['iri'][1:-1]}>" if own else match[0]

        return _WORD.sub(renamed, text)

    def _known(self) -> frozenset[str]:
        if self._known_names is None:
            self._known_names = frozenset(self.graphs)
        return self._known_names


def client_of(address: str, environment: Mapping[str, str] | None = None, *, seconds: float | None = None) -> Client:
    """A client of an endpoint, with user and password from the environment; raises BadAddress."""
    given = os.environ if environment is None else environment
    return Client(address, given.get(USER), given.get(PASSWORD), seconds=seconds)


def generations(client: Client) -> list[dict[str, Any]]:
    """The description of every whole generation at an endpoint, oldest first."""
    return _register(client, HOLDS)


def under_way(client: Client) -> list[dict[str, Any]]:
    """The loads that began and have neither ended nor been swept."""
    return _register(client, BEGUN)


def _register(client: Client, which: str) -> list[dict[str, Any]]:
    answer = client.ask(
        f"SELECT ?about WHERE {{ <{REGISTER}> <{which}> ?about }}", RESULTS, [("default-graph-uri", REGISTER)]
    )
    rows = _parsed(client, "SELECT", answer.content, answer.headers)
    assert isinstance(rows, QuerySolutions)
    try:
        found = [json.loads(row["about"].value) for row in rows]
        return sorted(found, key=lambda one: int(one["generation"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise RemoteTrouble(f"sổ đời dữ liệu ở kho từ xa {client.name} hỏng: hãy nạp lại") from None


def newest(client: Client) -> dict[str, Any]:
    """The description of the newest generation; raises StoreNotFound where there is none."""
    found = generations(client)
    if not found:
        raise StoreNotFound(f"chưa có dữ liệu ở kho từ xa {client.name}: hãy chạy «danchieu ingest» trước")
    return found[-1]


def graph_names(client: Client, number: int) -> list[str]:
    """The named graphs of a generation, sorted. Asked for in pages: Virtuoso's own default is 10,000 rows at most."""
    found: list[str] = []
    while True:
        after = f"FILTER(STR(?name) > {Literal(found[-1])})" if found else ""
        answer = client.ask(
            f"SELECT ?name WHERE {{ <{whole(number)}> <{HOLDS}> ?name {after} }} ORDER BY STR(?name) LIMIT {PAGE}",
            RESULTS,
            [("default-graph-uri", names_graph(number))],
        )
        rows = _parsed(client, "SELECT", answer.content, answer.headers)
        assert isinstance(rows, QuerySolutions)
        page = [row["name"].value for row in rows]
        found += page
        if len(page) < PAGE:
            return found


def counted(client: Client, graph: str) -> int:
    """How many triples a graph at an endpoint has."""
    text = "SELECT (COUNT(*) AS ?count) WHERE { ?s ?p ?o }"
    answer = client.ask(text, RESULTS, [("default-graph-uri", graph)])
    rows = _parsed(client, "SELECT", answer.content, answer.headers)
    assert isinstance(rows, QuerySolutions)
    return sum(int(row["count"].value) for row in rows)


def _read(sparql: str) -> tuple[str, set[str]]:
    """The form of a query (SELECT where it cannot be told: the endpoint then says what is wrong), and its words."""
    words = [match["word"].upper() for match in _WORD.finditer(sparql) if match["word"]]
    return next((word for word in words if word in _FORMS), "SELECT"), set(words)


def _parsed(client: Client, form: str, body: bytes, headers: Mapping[str, str]) -> Result:
    try:
        if form in ("CONSTRUCT", "DESCRIBE"):
            return _as_triples(body, _TRIPLES)
        found = pyoxigraph.parse_query_results(body, format=QueryResultsFormat.JSON)
        if isinstance(found, QueryBoolean):
            return found
        # Read through once: rows are parsed as they are taken, and a caller expects no error halfway.
        rows = [*found]
    except (SyntaxError, ValueError, OSError):
        raise _garbled(client) from None
    if form == "ASK":
        # Virtuoso 7.2.5 answers with a table of one number.
        return _truth(len(rows) == 1 and rows[0][0] is not None and rows[0][0].value not in ("0", "false"))
    limit = headers.get("x-sparql-maxrows", "")
    if limit.isdecimal() and len(rows) >= int(limit):
        raise RemoteTrouble(
            f"kho từ xa {client.name} chỉ trả về {limit} dòng đầu: hãy thêm LIMIT, hoặc nâng giới hạn của nó"
        )
    again = pyoxigraph.parse_query_results(body, format=QueryResultsFormat.JSON)
    assert isinstance(again, QuerySolutions)
    return again


def _as_triples(body: bytes, format: RdfFormat) -> Result:
    """Triples as the engine's own class, which only a query makes."""
    store = pyoxigraph.Store()
    store.extend(Quad(q.subject, q.predicate, q.object, DefaultGraph()) for q in pyoxigraph.parse(body, format=format))
    return store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")


def _is_table(body: bytes) -> bool:
    return b'"boolean"' not in body


def _replaced(sparql: str, word: str, by: str) -> str:
    """The query with the first such word of its own, outside strings and comments, replaced."""
    done = False

    def replaced(match: re.Match[str]) -> str:
        nonlocal done
        if done or (match["word"] or "").upper() != word:
            return match[0]
        done = True
        return by

    return _WORD.sub(replaced, sparql)


def _truth(value: bool) -> QueryBoolean:
    word = b"true" if value else b"false"
    found = pyoxigraph.parse_query_results(b'{"head":{},"boolean":' + word + b"}", format=QueryResultsFormat.JSON)
    assert isinstance(found, QueryBoolean)
    return found


def _garbled(client: Client) -> RemoteTrouble:
    return RemoteTrouble(f"câu trả lời của kho từ xa {client.name} không đọc được: bị cắt hoặc sai định dạng")
