"""The conformance cases of the SPARQL 1.1 Protocol, each by its name; those that update must be refused.

The names and requests are those of http://www.w3.org/2009/sparql/docs/tests/data-sparql11/protocol/manifest. The four
graphs that it loads from elsewhere are made here: each says of itself that it is a document.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import pyoxigraph as ox
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.settings import Settings

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "cases.json").read_text("utf-8"))
GRAPHS = [f"http://kasei.us/2009/09/sparql/data/data{number}.rdf" for number in range(4)]
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://xmlns.com/foaf/0.1/Document>"
QUADS = "".join(f"<{graph}> {TYPE} <{graph}> .\n" for graph in GRAPHS)
BOOLEANS = ("application/sparql-results+json", "application/sparql-results+xml")


@pytest.fixture(scope="module")
def endpoint(
    tmp_path_factory: pytest.TempPathFactory, serving: Callable[[FastAPI], AbstractContextManager[httpx.Client]]
) -> Iterator[httpx.Client]:
    """A client of a server of the four graphs."""
    root: Path = tmp_path_factory.mktemp("kasei")
    generation = root / "generations" / "1"
    generation.mkdir(parents=True)
    store = ox.Store(str(generation))
    store.load(QUADS, format=ox.RdfFormat.N_QUADS)
    store.flush()
    del store
    (root / "current").symlink_to(Path("generations") / "1")
    with serving(create_app(Settings(store=root))) as found:
        yield found


def send(endpoint: httpx.Client, case: dict[str, Any]) -> httpx.Response:
    headers = {"Content-Type": case["media"]} if "media" in case else {}
    body = case.get("body", "").encode(case.get("encoding", "utf-8"))
    request = httpx.Request(
        case["method"], str(endpoint.base_url).rstrip("/") + case["target"], headers=headers, content=body or None
    )
    assert ("content-type" in request.headers) == ("media" in case)
    return endpoint.send(request, follow_redirects=False)


def boolean(response: httpx.Response) -> bool:
    """The truth that an ASK came to, in either format."""
    media = response.headers["content-type"].partition(";")[0]
    assert media in BOOLEANS
    if media == BOOLEANS[0]:
        return bool(response.json()["boolean"])
    return ElementTree.fromstring(response.content)[1].text == "true"


def test_every_case_of_the_suite_is_here_once() -> None:
    names = [case["name"] for case in CASES]
    assert len(set(names)) == len(names) == 34


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_protocol(endpoint: httpx.Client, case: dict[str, Any]) -> None:
    before = endpoint.get("/sparql", params={"query": "CONSTRUCT WHERE { ?s ?p ?o }"}).content
    response = send(endpoint, case)
    expected = case["expect"]
    if isinstance(expected, int):
        assert response.status_code == expected
        assert response.headers["content-type"] == "application/problem+json"
    else:
        assert response.status_code == 200, response.text
        media = response.headers["content-type"].partition(";")[0]
        if expected == "true":
            assert boolean(response) is True
        elif expected == "table":
            assert list(ox.parse_query_results(response.content, format=ox.QueryResultsFormat.from_media_type(media)))
        else:
            list(ox.parse(response.content, format=ox.RdfFormat.from_media_type(media)))
    assert endpoint.get("/sparql", params={"query": "CONSTRUCT WHERE { ?s ?p ?o }"}).content == before


@pytest.mark.parametrize("media", BOOLEANS)
def test_the_answer_is_true_in_both_formats_of_a_boolean(endpoint: httpx.Client, media: str) -> None:
    assert boolean(endpoint.get("/sparql/", params={"query": "ASK {}"}, headers={"Accept": media}))
    assert not boolean(endpoint.get("/sparql/", params={"query": "ASK { <a:a> <a:b> 1 }"}, headers={"Accept": media}))


def test_the_dataset_of_the_request_replaces_that_of_the_query(endpoint: httpx.Client) -> None:
    def holds(query: str, **dataset: str) -> bool:
        return boolean(endpoint.get("/sparql", params={"query": query, **dataset}))

    of_two = f"ASK FROM <{GRAPHS[2]}> {{ <{GRAPHS[1]}> a ?type }}"
    assert not holds(of_two)
    assert holds(of_two, **{"default-graph-uri": GRAPHS[1]})


def test_a_relative_iri_is_relative_to_the_endpoint(endpoint: httpx.Client) -> None:
    response = endpoint.get(
        "/sparql/",
        params={"query": "CONSTRUCT { <s> <p> 1 } WHERE {}"},
        headers={"Accept": "application/n-triples"},
    )
    assert response.text.startswith(f"<{endpoint.base_url.join('/sparql/s')}> ")
