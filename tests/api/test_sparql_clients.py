"""Real clients of each kind against a real server: two libraries, a command line, a browser's page from elsewhere."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import httpx
import pytest
import rdflib
from fastapi import FastAPI
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
)
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from api.app import create_app
from api.settings import Settings

# rdflib warns of its own older names, which it and SPARQLWrapper use.
pytestmark = pytest.mark.filterwarnings("ignore:.*deprecated:DeprecationWarning")

DAN = "PREFIX dan: <https://w3id.org/danchieu/def#> "
COUNT = DAN + "SELECT (COUNT(DISTINCT ?t) AS ?n) { ?t a dan:Task }"
CONSTRUCT = DAN + "CONSTRUCT { ?t a dan:Task } WHERE { ?t a dan:Task }"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture
def endpoint(client: httpx.Client) -> str:
    return str(client.base_url.join("/sparql"))


# SPARQLWrapper


def wrapped(endpoint: str, query: str, form: str, method: str = GET, sending: str = URLENCODED) -> SPARQLWrapper:
    wrapper = SPARQLWrapper(endpoint)
    wrapper.setQuery(query)
    wrapper.setReturnFormat(form)
    wrapper.setMethod(method)
    wrapper.setRequestMethod(sending)
    return wrapper


@pytest.mark.parametrize(("method", "sending"), [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)])
def test_sparqlwrapper_asks_in_each_way(endpoint: str, method: str, sending: str) -> None:
    found: Any = wrapped(endpoint, COUNT, JSON, method, sending).queryAndConvert()
    assert found["results"]["bindings"][0]["n"]["value"] == "5"


def test_sparqlwrapper_reads_each_format(endpoint: str) -> None:
    document: Any = wrapped(endpoint, COUNT, XML).queryAndConvert()
    assert document.getElementsByTagName("literal")[0].firstChild.data == "5"
    assert wrapped(endpoint, COUNT, CSV).queryAndConvert() == b"n\r\n5\r\n"
    table: Any = wrapped(endpoint, COUNT, TSV).queryAndConvert()
    assert table.startswith(b"?n\n")
    assert wrapped(endpoint, "ASK {}", JSON).queryAndConvert()["boolean"] is True  # type: ignore[index,call-overload]
    for form in (RDFXML, JSONLD):
        graph: Any = wrapped(endpoint, CONSTRUCT, form).queryAndConvert()
        assert len(graph) == 5
    for form in (TURTLE, N3):
        text: Any = wrapped(endpoint, CONSTRUCT, form).queryAndConvert()
        assert len(rdflib.Graph().parse(data=text, format="turtle")) == 5


def test_sparqlwrapper_is_told_of_a_malformed_query_and_of_a_refused_one(endpoint: str) -> None:
    with pytest.raises(QueryBadFormed, match="malformed-query"):
        wrapped(endpoint, "SELECT", JSON).query()
    with pytest.raises(HTTPError, match="403"):
        wrapped(endpoint, "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", JSON).query()


def test_sparqlwrapper_names_a_dataset(endpoint: str, client: httpx.Client) -> None:
    rows = client.get("/sparql", params={"query": "SELECT ?g { GRAPH ?g {} }"}).json()["results"]["bindings"]
    one = next(row["g"]["value"] for row in rows if "/source/" in row["g"]["value"])
    wrapper = wrapped(endpoint, COUNT, JSON)
    wrapper.addDefaultGraph(one)
    found: Any = wrapper.queryAndConvert()
    assert 0 < int(found["results"]["bindings"][0]["n"]["value"]) < 5


# rdflib


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_reads_the_endpoint_as_a_graph(endpoint: str, method: Any) -> None:
    graph = rdflib.Graph(SPARQLStore(endpoint, method=method, returnFormat="json"))
    task = rdflib.URIRef("https://w3id.org/danchieu/def#Task")
    assert len(set(graph.subjects(rdflib.RDF.type, task))) == 5
    (row,) = graph.query(COUNT)
    assert row[0].toPython() == 5  # type: ignore[index,union-attr]
    assert graph.query("ASK { ?s ?p ?o }").askAnswer is True
    store = rdflib.Graph(SPARQLStore(endpoint, method=method, returnFormat="xml"))
    assert len(store.query(CONSTRUCT).graph or ()) == 5


def test_rdflib_reads_the_named_graphs(endpoint: str) -> None:
    dataset = rdflib.Dataset(SPARQLStore(endpoint, context_aware=True))
    graphs = list(dataset.query("SELECT ?g { GRAPH ?g {} }"))
    assert graphs
    one = rdflib.Graph(SPARQLStore(endpoint, context_aware=True), identifier=graphs[0][0])  # type: ignore[index]
    assert len(list(one.triples((None, None, None)))) > 0


# curl


def curl(*arguments: str) -> subprocess.CompletedProcess[str]:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    return subprocess.run(["curl", "-sS", *arguments], capture_output=True, text=True, timeout=30, check=True)


def test_curl_asks_in_each_way(endpoint: str) -> None:
    for way in (
        ["-G", "--data-urlencode", f"query={COUNT}", "-H", "Accept: text/csv"],
        ["--data-urlencode", f"query={COUNT}", "-H", "Accept: text/csv"],
        ["--data-binary", COUNT, "-H", "Content-Type: application/sparql-query", "-H", "Accept: text/csv"],
        ["--compressed", "-G", "--data-urlencode", f"query={COUNT}", "-H", "Accept: text/csv"],
    ):
        assert curl(endpoint, *way).stdout.split() == ["n", "5"]


def test_curl_sees_the_description_the_head_and_the_refusal(endpoint: str) -> None:
    assert "sd:Service" in curl(endpoint).stdout
    head = curl("-I", "-G", "--data-urlencode", "query=ASK {}", endpoint).stdout.lower()
    assert head.startswith("http/1.1 200")
    assert "danchieu-truncated: false" in head
    told = curl("-w", "%{http_code}", "--data-urlencode", "update=DROP ALL", endpoint).stdout
    assert told.endswith("403")


# A browser


PAGE = """<!doctype html><title>waiting</title><pre id="told"></pre><script>
const told = [];
async function ask(name, options, address) {
  try {
    const response = await fetch(address, options);
    const text = await response.text();
    told.push({name, status: response.status, truncated: response.headers.get("Danchieu-Truncated"), text});
  } catch (error) { told.push({name, refused: String(error)}); }
}
(async () => {
  const query = QUERY, place = ENDPOINT;
  const json = {headers: {Accept: "application/sparql-results+json"}};
  await ask("get", json, place + "?query=" + encodeURIComponent(query));
  await ask("form", {method: "POST", body: new URLSearchParams({query})}, place);
  await ask("direct", {method: "POST", body: query, headers: {"Content-Type": "application/sparql-query"}}, place);
  await ask("wrong", {}, place + "?query=SELECT");
  document.getElementById("told").textContent = JSON.stringify(told);
  document.title = "done";
})();
</script>"""


@contextmanager
def page(endpoint: str) -> Iterator[int]:
    """The port of a server of the page, which asks that endpoint."""
    text = PAGE.replace("QUERY", json.dumps(COUNT)).replace("ENDPOINT", json.dumps(endpoint)).encode()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def browse(address: str, profile: Path) -> dict[str, dict[str, Any]]:
    """What the page at that address was told, by the name of each question."""
    if CHROMIUM is None:
        pytest.skip("no chromium on PATH")
    done = subprocess.run(
        [
            CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-proxy-server",
            f"--user-data-dir={profile}", "--host-resolver-rules=MAP *.example 127.0.0.1",
            "--virtual-time-budget=20000", "--timeout=40000", "--dump-dom", address,
        ],
        capture_output=True, text=True, timeout=90, check=False,
    )  # fmt: skip
    found = re.search(r'<pre id="told">(.*?)</pre>', done.stdout, re.S)
    if not done.stdout:
        pytest.skip(f"chromium does not start here: {done.stderr.strip()[-200:]}")
    assert found, done.stdout
    return {one["name"]: one for one in json.loads(html.unescape(found[1]))}


def test_a_page_of_another_origin_asks_a_public_server(
    store_directory: Path, serving: Callable[[FastAPI], AbstractContextManager[httpx.Client]], tmp_path: Path
) -> None:
    with (
        serving(create_app(Settings(store=store_directory, hosts=("du-lieu.example",)))) as client,
        page(f"http://du-lieu.example:{client.base_url.port}/sparql") as port,
    ):
        told = browse(f"http://noi-khac.example:{port}/", tmp_path)
    for way in ("get", "form", "direct"):  # the last one after a preflight
        assert told[way]["status"] == 200, told
        assert json.loads(told[way]["text"])["results"]["bindings"][0]["n"]["value"] == "5"
        assert told[way]["truncated"] == "false"
    assert told["wrong"]["status"] == 400
    assert json.loads(told["wrong"]["text"])["line"] == 1


def test_a_page_from_elsewhere_cannot_read_a_server_of_this_machine(client: httpx.Client, tmp_path: Path) -> None:
    with page(f"http://127.0.0.1:{client.base_url.port}/sparql") as port:
        own = browse(f"http://localhost:{port}/", tmp_path / "own")
        foreign = browse(f"http://noi-khac.example:{port}/", tmp_path / "foreign")
    assert {name: one.get("status") for name, one in own.items()} == {
        "get": 200,
        "form": 200,
        "direct": 200,
        "wrong": 400,
    }
    assert all("text" not in one and "TypeError" in one["refused"] for one in foreign.values())
    assert len(foreign) == 4
