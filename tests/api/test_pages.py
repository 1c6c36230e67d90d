"""The pages for people: what they show, and that nothing in the graph can make them do anything else."""

from __future__ import annotations

import html.parser
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import pytest
from scripts import foreign_scripts
from small_corpus import CT17_2020, CT17_2022, CT19, KH88, KL120, LAND, NQ33, small_corpus

from api.app import create_app
from api.settings import Settings
from graph.identity import agency_iri
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


def page_of_agency(name: str) -> str:
    return "/co-quan/" + agency_iri(name).rpartition("/")[2]


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
        "Thu gom hết rác tồn đọng theo Chỉ thị số <mark>19-CT/TU</mark> trước ngày 31/12/2024.",
        "Điều 2 › 4 › đoạn 1",
        'ghi đủ số ký hiệu, ngày và cơ quan ban hành · độ tin cậy <a class="sure" href="/tro-giup#do-tin-cay"',
        ">98% (cao)</a>",
        "nghi-quyet-33.txt",
        page_of(NQ33.iri),
    ):
        assert words in text, words


def test_what_is_tied_by_its_document_alone_is_told_apart_with_the_chain_in_words(client: httpx.Client) -> None:
    text = " ".join(client.get(page_of(CT19.iri)).text.split())
    cited, _, whole = text.partition("Nhiệm vụ nằm trong một văn bản thực hiện văn bản này (1)")
    assert "nhiệm vụ này → <a" in cited
    assert "Bố trí kinh phí theo Kết luận số <mark>120-KL/TU</mark>" in cited
    assert "Lắp thùng rác" not in cited
    assert "Lắp thùng rác" in whole
    names = re.sub(r"<[^>]+>", "", whole)
    chain = (
        "1 nhiệm vụ → Kế hoạch 88/KH-UBND ngày 20/02/2024 → Kết luận 120-KL/TU ngày 07/5/2021 → "
        "Chỉ thị 19-CT/TU ngày 11/6/2020"
    )
    assert chain in names
    # The second step is quoted inside the sentence that says it.
    assert "về tiếp tục thực hiện Chỉ thị số <mark>19-CT/TU</mark>, báo cáo hằng quý" in whole


def test_an_instruments_page_shows_what_it_rests_on_and_what_rests_on_it(client: httpx.Client) -> None:
    held = client.get(page_of(NQ33.iri)).text
    for words in (
        "Nhiệm vụ mà văn bản này giao (3)",
        "Văn bản này dựa vào (3)",
        "Căn cứ (1)",
        page_of(LAND.iri),
        "tệp nghi-quyet-33.txt",
        "văn bản không nêu",
        "Nhiều văn bản cùng khớp",
        "Chưa rõ là văn bản nào",
        page_of(CT17_2022.iri),
    ):
        assert words in held, words
    # What it assigns answers first where nothing implements it.
    assert held.index('id="giao"') < held.index('id="truc-tiep"')
    cited = client.get(page_of(KL120.iri)).text
    assert "Ngày mâu thuẫn" in cited
    assert "120-KL/TU mang hai ngày" in cited
    assert page_of(KH88.iri) in cited
    for format in ("graphml", "gexf", "dot", "cytoscape"):
        assert f"/export?format={format}" in cited


def test_an_agencys_page_lists_its_tasks_by_role_with_deadline_and_place(client: httpx.Client) -> None:
    lead = client.get(page_of_agency("Sở Tài nguyên và Môi trường tỉnh Bắc Giang")).text
    for words in ("Chủ trì (1)", "Phối hợp (0)", "trước ngày 31/12/2024", "Điều 2 › 4 › đoạn 1", page_of(NQ33.iri)):
        assert words in lead, words
    helping = client.get(page_of_agency("Ủy ban nhân dân các huyện, thành phố tỉnh Bắc Giang")).text
    assert "Phối hợp (1)" in helping
    assert "suy từ câu dẫn" in helping
    assert page_of_agency("Sở Tài chính tỉnh Bắc Giang") in client.get("/co-quan", params={"q": "tai chinh"}).text
    assert client.get("/co-quan/khong-ai").status_code == 404


def test_tasks_and_problems_are_found_in_words(client: httpx.Client) -> None:
    assert "Bố trí kinh phí" in client.get("/nhiem-vu", params={"q": "kinh phi"}).text
    assert "Không có câu giao việc nào khớp" in client.get("/nhiem-vu", params={"q": "không ai biết"}).text
    assert "120-KL/TU mang hai ngày" in client.get("/van-de").text
    chosen = client.get("/van-de", params={"code": "unreadable-file"}).text
    assert "Tệp không đọc được" in chosen
    assert "mang hai ngày" not in chosen


def test_what_is_wrong_is_a_page_for_people_and_problem_json_for_programs(client: httpx.Client) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    for address, status in (("/nowhere", 404), ("/co-quan/khong-ai", 404), (f"/?q={'x' * 301}", 422)):
        page = client.get(address, headers=browser)
        assert page.status_code == status
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert "Về trang tìm văn bản" in page.text
        assert client.get(address).headers["content-type"] == "application/problem+json"
    told = client.get("/api/v1/nowhere", headers=browser)
    assert told.headers["content-type"] == "application/problem+json"


def test_a_search_that_finds_nothing_says_what_to_try(client: httpx.Client) -> None:
    assert page_of(CT19.iri) in client.get("/", params={"q": "19-CT/TV"}).text
    text = client.get("/", params={"q": "không ai biết", "place": "Bắc Giang"}).text
    assert "Có thể là" not in text
    assert "Bỏ bớt ngày hoặc tỉnh" in text
    assert "/nhiem-vu?q=" in text


@pytest.mark.parametrize(
    "address", ["/", page_of(NQ33.iri), "/van-ban/17-CT/TU", "/nhiem-vu", "/co-quan", "/van-de", "/docs"]
)
def test_headings_and_landmarks_are_in_order(client: httpx.Client, address: str) -> None:
    text = client.get(address).text
    levels = [int(level) for level in re.findall(r"<h([1-6])", text)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))
    named = re.findall(r' id="([^"]+)"', text)
    assert len(named) == len(set(named))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(named)
    assert set(re.findall(r'<label for="([^"]+)"', text)) == set(re.findall(r'<input id="([^"]+)"', text))


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


@pytest.mark.parametrize(
    "address",
    [
        "/", "/?q=chi+thi", page_of(CT19.iri), page_of(NQ33.iri), "/van-ban/17-CT/TU", "/docs",
        "/nhiem-vu", "/co-quan", page_of_agency("Sở Tài chính tỉnh Bắc Giang"), "/van-de",
    ],
)  # fmt: skip
def test_every_address_on_a_page_is_of_this_server_and_answers(client: httpx.Client, address: str) -> None:
    page = client.get(address)
    links = Links(page.text)
    assert links.addresses
    for target in links.addresses:
        assert not urlsplit(target).netloc, target
        assert not urlsplit(target).scheme, target
        if not target.startswith("#"):
            assert client.get(target).status_code in (200, 300), target
    assert foreign_scripts(page.text) == []
    assert not {name for name in links.attributes if name.startswith("on") or name == "style"}


@pytest.mark.parametrize(
    "address",
    [
        "/", f"/?q={quote(EVIL)}", page_of(CT19.iri), page_of(NQ33.iri), f"/van-ban/{quote(EVIL)}", "/van-ban/17-CT/TU",
        f"/nhiem-vu?q={quote(EVIL)}", "/nhiem-vu", f"/co-quan?q={quote(EVIL)}",
        f"/co-quan/{quote(EVIL.replace('/', ''))}",
        page_of_agency("Sở Tài nguyên và Môi trường tỉnh Bắc Giang"), f"/van-de?code={quote(EVIL[:50])}",
    ],
)  # fmt: skip
def test_nothing_in_the_graph_or_the_address_becomes_part_of_the_page(hostile: httpx.Client, address: str) -> None:
    response = hostile.get(address, headers={"Accept": "text/html"})
    assert "evil.example" in response.text or "ngày" in response.text
    links = Links(response.text)
    assert not {"img", "iframe"} & links.tags
    assert foreign_scripts(response.text) == []
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
