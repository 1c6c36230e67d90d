"""The pages for people: what they show, and that nothing in the graph can make them do anything else."""

from __future__ import annotations

import html.parser
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import pytest
from small_corpus import CT17_2020, CT19, NQ33, small_corpus

from api.app import create_app
from api.settings import Settings
from graph.store.embedded import load

EVIL = '"><script src=//evil.example/x.js></script><img src=x onerror=alert(1)> javascript:alert(1)'


class Links(html.parser.HTMLParser):
    """Collects every address on a page, and every tag."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "action")]


def page_of(iri: str) -> str:
    return "/van-ban/" + quote(iri.partition("/id/")[2])


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, serving: Any) -> Iterator[httpx.Client]:
    """A server of a corpus whose every text tries to break out of the page."""
    corpus = small_corpus()
    for instrument in corpus.instruments.values():
        instrument.title = EVIL
        instrument.issuer = EVIL
    for extraction in corpus.extractions:
        extraction.source.path = EVIL
        for task in extraction.tasks:
            task.text = EVIL
            for one in (*task.lead, *task.coordinating):
                one.name = EVIL
            for deadline in task.deadlines:
                deadline.text = EVIL
        for citation in extraction.citations:
            citation.text = EVIL
    directory: Path = tmp_path_factory.mktemp("hostile")
    load(corpus, directory)
    with serving(create_app(Settings(store=directory))) as found:
        yield found


def test_the_front_page_searches_and_leads_to_an_instrument(client: httpx.Client) -> None:
    start = client.get("/")
    assert start.headers["content-type"] == "text/html; charset=utf-8"
    assert '<html lang="vi">' in start.text
    found = client.get("/", params={"q": "chi thi 19"})
    assert page_of(CT19.iri) in found.text
    assert "Chỉ thị 19-CT/TU ngày 11/6/2020" in found.text
    assert "Không có văn bản nào khớp" in client.get("/", params={"q": "không ai biết"}).text
    assert "không phải là ngày" in client.get("/", params={"q": "17", "date": "hôm qua"}).text
    assert page_of(CT17_2020.iri) in client.get("/", params={"q": "17-CT/TU", "date": "27/02/2020"}).text


def test_an_instruments_page_shows_each_task_with_lead_deadline_quote_and_place(client: httpx.Client) -> None:
    text = client.get(page_of(CT19.iri)).text
    for words in (
        "Nhiệm vụ trực tiếp thực hiện (1)",
        "Nhiệm vụ thực hiện qua văn bản khác (2)",
        "Sở Tài nguyên và Môi trường tỉnh Bắc Giang",
        "trước ngày 31/12/2024",
        "<q>19-CT/TU</q>",
        "Điều 2 &gt; 4 &gt; đoạn 1",
        "nghi-quyet-33.txt",
        page_of(NQ33.iri),
    ):
        assert words in text, words


def test_a_number_in_the_address_leads_on_or_asks_to_choose(client: httpx.Client) -> None:
    assert client.get("/van-ban/120-KL/TU").status_code == 200
    both = client.get("/van-ban/17-CT/TU")
    assert both.status_code == 300
    assert page_of(CT17_2020.iri) in both.text
    assert client.get("/van-ban/17-CT/TU", params={"date": "2020"}).status_code == 200
    assert client.get("/van-ban/18-CT/TU").status_code == 404
    assert client.get("/van-ban/17-CT/TU", params={"date": "hôm qua"}).status_code == 422


def test_the_interface_is_described_without_a_script(client: httpx.Client) -> None:
    text = client.get("/docs").text
    assert "/api/v1/instruments/{id}/tasks" in text
    assert "Nhiệm vụ thực hiện văn bản" in text


@pytest.mark.parametrize("address", ["/", "/?q=chi+thi", page_of(CT19.iri), "/van-ban/17-CT/TU", "/docs"])
def test_every_address_on_a_page_is_of_this_server_and_answers(client: httpx.Client, address: str) -> None:
    links = Links(client.get(address).text)
    assert links.addresses
    for target in links.addresses:
        assert not urlsplit(target).netloc, target
        assert not urlsplit(target).scheme, target
        if not target.startswith("#"):
            assert client.get(target).status_code in (200, 300), target
    assert "script" not in links.tags
    assert not {name for name in links.attributes if name.startswith("on") or name == "style"}


@pytest.mark.parametrize(
    "address", ["/", f"/?q={quote(EVIL)}", page_of(CT19.iri), f"/van-ban/{quote(EVIL)}", "/van-ban/17-CT/TU"]
)
def test_nothing_in_the_graph_or_the_address_becomes_part_of_the_page(hostile: httpx.Client, address: str) -> None:
    response = hostile.get(address)
    assert "evil.example" in response.text or "ngày" in response.text
    links = Links(response.text)
    assert not {"script", "img", "iframe"} & links.tags
    assert not {name for name in links.attributes if name.startswith("on")}
    assert not [target for target in links.addresses if "evil" in urlsplit(target).netloc]
    assert "default-src 'none'" in response.headers["content-security-policy"]


def test_results_beyond_the_first_page_are_reached(client: httpx.Client, tmp_path: Path, serving: Any) -> None:
    corpus = small_corpus()
    for number in range(30):
        copy = f"{CT19.iri}-{number}"
        corpus.instruments[copy] = type(CT19)(copy, "chỉ thị", f"{300 + number}-CT/TU", "2020-01-01", "về việc nhỏ")
    load(corpus, tmp_path)
    with serving(create_app(Settings(store=tmp_path))) as many:
        first = many.get("/", params={"q": "việc nhỏ"})
        (following,) = [a for a in Links(first.text).addresses if "offset=20" in a]
        second = many.get(following)
    assert first.text.count("-CT/TU ngày") == 20
    assert second.text.count("-CT/TU ngày") == 10
