"""SPARQL 1.1 Protocol over HTTP: how a query may be sent, what comes back, what is refused."""

from __future__ import annotations

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from api.sparql import guard, results

DAN = "PREFIX dan: <https://w3id.org/danchieu/def#> "
COUNT = DAN + "SELECT (COUNT(DISTINCT ?t) AS ?n) { ?t a dan:Task }"
CONSTRUCT = DAN + "CONSTRUCT { ?t a dan:Task } WHERE { ?t a dan:Task }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(12)) + " }"


def problem(response: Any, status: int) -> dict[str, Any]:
    """The problem of an error, which is always one sentence in Vietnamese and never a stack trace."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["status"] == status
    assert body["detail"].strip()
    assert "Traceback" not in response.text
    return body


@pytest.mark.parametrize("base", ["/sparql", "/api/v1/sparql"])
def test_a_query_may_be_sent_in_three_ways(client: httpx.Client, base: str) -> None:
    by_get = client.get(base, params={"query": COUNT})
    by_form = client.post(base, data={"query": COUNT})
    by_body = client.post(base, content=COUNT, headers={"Content-Type": "application/sparql-query; charset=UTF-8"})
    assert by_get.json()["results"]["bindings"][0]["n"]["value"] == "5"
    assert by_get.content == by_form.content == by_body.content
    assert by_get.headers["content-type"] == results.JSON


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("application/xml", "application/xml"),
        ("text/turtle, text/csv;q=0.5", "text/csv; charset=utf-8"),
        ("*/*", "application/sparql-results+json"),
    ],
)
def test_a_table_comes_in_the_format_that_is_wanted(client: httpx.Client, accept: str, expected: str) -> None:
    response = client.get("/sparql", params={"query": COUNT}, headers={"Accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"] == expected
    assert response.headers["vary"].startswith("Accept")


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("*/*", "text/turtle; charset=utf-8"),
        ("application/n-triples", "application/n-triples"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/sparql-results+json, application/n-triples;q=0.1", "application/n-triples"),
    ],
)
def test_a_graph_comes_in_the_format_that_is_wanted(client: httpx.Client, accept: str, expected: str) -> None:
    response = client.get("/sparql", params={"query": CONSTRUCT}, headers={"Accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"] == expected
    assert b"Task" in response.content


def test_nothing_fits_is_said_with_what_there_is(client: httpx.Client) -> None:
    told = problem(client.get("/sparql", params={"query": COUNT}, headers={"Accept": "image/png"}), 406)
    assert "text/turtle" in told["available"]
    told = problem(client.get("/sparql", params={"query": COUNT}, headers={"Accept": "text/turtle"}), 406)
    assert told["available"] == list(results.TABLES)
    told = problem(client.get("/sparql", params={"query": CONSTRUCT}, headers={"Accept": "text/csv"}), 406)
    assert "text/turtle" in told["available"]


def test_the_default_graph_is_the_union_and_a_dataset_narrows_it(client: httpx.Client) -> None:
    graphs = client.get("/sparql", params={"query": "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"})
    one = next(b["g"]["value"] for b in graphs.json()["results"]["bindings"] if "/source/" in b["g"]["value"])

    def tasks(**dataset: str) -> int:
        found = client.get("/sparql", params={"query": COUNT, **dataset}).json()
        return int(found["results"]["bindings"][0]["n"]["value"])

    assert tasks() == 5
    assert 0 < tasks(**{"default-graph-uri": one}) < 5
    assert tasks(**{"named-graph-uri": one}) == 0
    by_post = client.post(
        f"/sparql?default-graph-uri={one}",
        content=COUNT,
        headers={"Content-Type": "application/sparql-query"},
    )
    assert 0 < int(by_post.json()["results"]["bindings"][0]["n"]["value"]) < 5


@pytest.mark.parametrize(
    ("query", "dataset"),
    [
        ("SELECT * { ?s ?p ?o }", {"default-graph-uri": "http://127.0.0.1:1/none.ttl"}),
        ("SELECT * { GRAPH ?g { ?s ?p ?o } }", {"named-graph-uri": "http://127.0.0.1:1/none.ttl"}),
        ("SELECT * FROM <http://127.0.0.1:1/none.ttl> { ?s ?p ?o }", {}),
        ("PREFIX x: <http://127.0.0.1:1/> SELECT * FROM NAMED x:none.ttl { GRAPH ?g { ?s ?p ?o } }", {}),
        ("SELECT * FROM<http://127.0.0.1:1/none.ttl>{ ?s ?p ?o }", {}),
        ("SELECT * FROM <file:///etc/none.ttl> { ?s ?p ?o }", {"default-graph-uri": "http://127.0.0.1:1/none.ttl"}),
    ],
)
def test_a_graph_that_the_store_does_not_have_is_an_error_and_no_empty_answer(
    client: httpx.Client, query: str, dataset: dict[str, str]
) -> None:
    told = problem(client.get("/sparql", params={"query": query, **dataset}), 400)
    assert told["graphs"] == ["http://127.0.0.1:1/none.ttl"]
    assert "none.ttl" in told["detail"]


def test_a_cut_answer_says_so(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }"})
    assert response.headers["danchieu-row-limit"] == "50"
    assert response.headers["danchieu-time-limit"] == "5"
    assert response.headers["danchieu-memory-limit"] == "512"
    assert response.headers["danchieu-truncated"] == "true"
    assert len(response.json()["results"]["bindings"]) == 50
    assert client.get("/sparql", params={"query": COUNT}).headers["danchieu-truncated"] == "false"


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "LOAD <http://127.0.0.1:1/>",
        "DROP ALL",
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p 1SERVICE<http://127.0.0.1:1/>{ ?s ?p ?o } }",
    ],
)
def test_updates_and_federated_calls_are_refused_in_every_way_of_sending(client: httpx.Client, query: str) -> None:
    problem(client.get("/sparql", params={"query": query}), 403)
    problem(client.post("/sparql", data={"query": query}), 403)
    problem(client.post("/sparql", content=query, headers={"Content-Type": "application/sparql-query"}), 403)
    problem(client.post("/sparql", data={"update": query}), 403)
    problem(client.post("/sparql", content=query, headers={"Content-Type": "application/sparql-update"}), 403)


def test_a_malformed_query_is_told_where_it_is_wrong(client: httpx.Client) -> None:
    told = problem(client.get("/sparql", params={"query": "SELECT ?x WHERE { ?x ?y }"}), 400)
    assert "dòng 1, cột" in told["detail"]
    assert (told["line"], told["column"]) == (1, 26)
    assert told["message"].startswith("error at 1:26")
    told = problem(client.get("/sparql", params={"query": "SELECT *\n{ ?s <a:p> 'open }"}), 400)
    assert (told["line"], told["column"]) == (2, 12)
    told = problem(client.get("/sparql", params={"query": "PREFIX a: <a:> SELECT * { a:s dan:p ?o }"}), 400)
    assert "tiền tố chưa khai báo: dan:" in told["detail"]
    assert told["line"] == 1
    problem(client.get("/sparql", params={"query": "PREFIX nothing: <http://e/>"}), 400)
    problem(client.get("/sparql", params={"query": "SELECT * { ?s undeclared:p ?o }"}), 400)
    problem(client.get("/sparql", params={"query": "hỏi gì đó"}), 400)


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({"qeury": COUNT}, 400),
        ({"query": ""}, 400),
        ({"query": [COUNT, COUNT]}, 400),
        ({"query": "SELECT * " + "{" * 500 + "}" * 500}, 400),
        ({"query": "x" * (guard.MAX_CHARACTERS + 1)}, 414),
        ({"query": COUNT, "default-graph-uri": "no iri at all"}, 400),
    ],
)
def test_a_request_that_is_no_query_is_refused(client: httpx.Client, parameters: dict[str, Any], status: int) -> None:
    problem(client.get("/sparql", params=parameters), status)


@pytest.mark.parametrize(
    ("content", "media", "status"),
    [
        (b"ASK {}", "text/plain", 415),
        (b"ASK {}", "application/sparql-query; charset=utf-16", 415),
        (b"\xff\xfe", "application/sparql-query", 400),
        (b"query=%FF%FE", "application/x-www-form-urlencoded", 400),
        (b"query=ASK+%7B%7D&query=ASK+%7B%7D", "application/x-www-form-urlencoded", 400),
        (b"#" * 200_000, "application/sparql-query", 413),
        (b"#" * 40_000, "application/sparql-query", 413),
        (b"", "application/sparql-query", 400),
    ],
)
def test_a_body_that_is_no_query_is_refused(client: httpx.Client, content: bytes, media: str, status: int) -> None:
    problem(client.post("/sparql", content=content, headers={"Content-Type": media}), status)


def test_a_query_in_the_address_and_in_the_body_is_one_too_many(client: httpx.Client) -> None:
    response = client.post(
        "/sparql",
        params={"query": COUNT},
        content=COUNT,
        headers={"Content-Type": "application/sparql-query"},
    )
    problem(response, 400)


def test_other_methods_are_answered_with_the_ones_that_do(client: httpx.Client) -> None:
    response = client.delete("/sparql")
    problem(response, 405)
    assert response.headers["allow"] == "GET, HEAD, POST, OPTIONS"
    told = client.options("/sparql")
    assert (told.status_code, told.headers["allow"]) == (204, "GET, HEAD, POST, OPTIONS")
    assert client.head("/sparql", params={"query": COUNT}).status_code == 200
    assert client.head("/sparql", params={"query": COUNT}).content == b""


# Against a real hasty.


def test_a_query_that_never_ends_is_ended_and_the_server_answers_meanwhile(hasty: httpx.Client) -> None:
    hasty.get("/healthz")
    with ThreadPoolExecutor() as background:
        begun = time.perf_counter()
        endless = background.submit(hasty.get, "/sparql", params={"query": ENDLESS})
        waits = []
        while not endless.done():
            asked = time.perf_counter()
            assert hasty.get("/healthz").json()["status"] == "ok"
            waits.append(time.perf_counter() - asked)
        response = endless.result()
    assert time.perf_counter() - begun < 3
    problem(response, 503)
    assert int(response.headers["retry-after"]) > 0
    assert response.headers["danchieu-time-limit"] == "1"
    assert sorted(waits)[len(waits) // 2] < 0.1
    assert max(waits) < 0.5  # a server that stands still lets one wait until the query is ended
    assert hasty.get("/sparql", params={"query": "ASK {}"}).json()["boolean"] is True


def test_the_product_answers_while_a_query_never_ends(hasty: httpx.Client) -> None:
    hasty.get("/api/v1/lookup", params={"q": "19-CT/TU"})  # the first answer of a server takes it a tenth of a second
    with ThreadPoolExecutor() as background:
        endless = background.submit(hasty.get, "/sparql", params={"query": ENDLESS})
        time.sleep(0.3)
        assert hasty.get("/api/v1/lookup", params={"q": "19-CT/TU"}).status_code == 200
        assert not endless.done()
        assert endless.result().status_code == 503


def test_a_client_that_hangs_up_does_not_keep_its_worker(hasty: httpx.Client) -> None:
    host, port = hasty.base_url.host, hasty.base_url.port
    for _ in range(4):
        with socket.create_connection((host, port or 80)) as gone:
            query = str(httpx.QueryParams({"query": ENDLESS}))
            gone.sendall(f"GET /sparql?{query} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            time.sleep(0.05)
    time.sleep(0.2)
    begun = time.perf_counter()
    assert hasty.get("/sparql", params={"query": "ASK {}"}).status_code == 200
    assert time.perf_counter() - begun < 0.9


def test_a_query_too_heavy_for_the_engine_leaves_the_server_standing(hasty: httpx.Client) -> None:
    unary = "ASK { FILTER(" + "!" * 30_000 + "true) }"
    assert hasty.post("/sparql", data={"query": unary}).status_code in (400, 507)
    assert hasty.get("/healthz").status_code == 200


def test_no_worker_is_left_behind_by_a_burst(hasty: httpx.Client) -> None:
    def ask(number: int) -> int:
        query = ENDLESS if number % 4 == 0 else "ASK {}"
        return hasty.get("/sparql", params={"query": query}).status_code

    with ThreadPoolExecutor(8) as crowd:
        statuses = list(crowd.map(ask, range(12)))
    assert set(statuses) <= {200, 503}
    assert hasty.get("/sparql", params={"query": "ASK {}"}).status_code == 200
    assert threading.active_count() < 60
