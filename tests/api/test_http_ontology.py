"""The vocabulary at the address of its terms, for people and for machines."""

from __future__ import annotations

import html.parser

import httpx
import pyoxigraph
import pytest
import rdflib
from rdflib.compare import isomorphic

from graph.identity import ONTOLOGY
from graph.vocabulary import declared, ontology_path

# rdflib warns of its own older names when it reads JSON-LD.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")

PARSED = {"text/turtle": "turtle", "application/ld+json": "json-ld", "application/rdf+xml": "xml"}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


class Page(html.parser.HTMLParser):
    """What a page can be jumped to, and where its links jump."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.jumps: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        if (given.get("href") or "").startswith("#"):
            self.jumps.add(str(given["href"])[1:])


@pytest.fixture(scope="module")
def shipped() -> rdflib.Graph:
    return rdflib.Graph().parse(ontology_path(), format="turtle")


@pytest.mark.parametrize("address", ["/ontology", "/def"])
@pytest.mark.parametrize("media", [*PARSED, "application/n-triples"])
def test_each_format_holds_the_whole_vocabulary(
    client: httpx.Client, shipped: rdflib.Graph, address: str, media: str
) -> None:
    response = client.get(address, headers={"Accept": media})
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == media
    assert "Accept" in response.headers["vary"].split(", ")
    assert isomorphic(rdflib.Graph().parse(data=response.content, format=PARSED.get(media, "nt")), shipped)


def test_a_browser_gets_a_page_where_every_term_of_ours_can_be_jumped_to(client: httpx.Client) -> None:
    response = client.get("/def", headers={"Accept": BROWSER})
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    page = Page(response.text)
    own = {iri.removeprefix(ONTOLOGY) for iri in declared() if iri.startswith(ONTOLOGY)}
    assert own <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert page.jumps <= set(page.ids)
    assert "thực hiện" in response.text


def test_a_program_that_says_nothing_gets_turtle(client: httpx.Client) -> None:
    response = client.get("/ontology", headers={"Accept": "*/*"})
    assert response.content == ontology_path().read_bytes()
    assert list(pyoxigraph.parse(response.content, format=pyoxigraph.RdfFormat.TURTLE))


def test_a_format_can_be_named_in_the_address(client: httpx.Client) -> None:
    response = client.get("/ontology", params={"format": "jsonld"}, headers={"Accept": BROWSER})
    assert response.headers["content-type"] == "application/ld+json"
    assert client.get("/ontology", params={"format": "docx"}).status_code == 422


def test_what_cannot_be_given_is_refused_with_what_there_is(client: httpx.Client) -> None:
    response = client.get("/ontology", headers={"Accept": "image/png"})
    assert response.status_code == 406
    assert "text/turtle" in response.json()["available"]


def test_it_is_described(openapi: dict[str, dict[str, dict[str, object]]]) -> None:
    assert {"/ontology", "/def"} <= set(openapi["paths"])
