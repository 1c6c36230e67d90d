"""The page that explains the others: what it says is what the program does."""

from __future__ import annotations

import re
from html import unescape

import httpx
import pytest
from small_corpus import CT19, NQ33

from api.pages import wording
from ingest.resolve.ladder import confidence, precisions


@pytest.fixture(scope="module")
def page(client: httpx.Client) -> str:
    answer = client.get("/tro-giup")
    assert answer.status_code == 200
    return unescape(answer.text)


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_every_method_is_told_in_words_with_the_precision_that_is_used(page: str) -> None:
    rows = re.findall(r"<tr><td>([^<]+)</td><td>([^<]+)</td></tr>", page)
    told = dict(rows)
    assert len(told) == len(precisions())
    for method, precision in precisions().items():
        said = wording.method(method)
        assert said != method, f"{method} has no words"
        assert told[said[:1].upper() + said[1:]] == wording.confidence(precision)
        assert precision == confidence(method)


def test_the_surest_method_stands_first(page: str) -> None:
    shares = [int(share) for share in re.findall(r"<td>(\d+)% \(", page)]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] == round(max(precisions().values()) * 100)


def test_every_example_of_a_search_is_understood(client: httpx.Client, page: str) -> None:
    examples = re.findall(r'<a class="example" lang="vi" href="([^"]+)">([^<]+)</a>', page)
    assert {"CT 19", "chi thi 19-ct/tu", "đất đai", "nhiệm vụ của Sở Tài chính quý III"} <= {
        text for _, text in examples
    }
    for address, text in examples:
        found = words_of(unescape(client.get(address).text))
        assert "Tìm cách khác" not in found, text


@pytest.mark.parametrize(
    "said", ["Độ tin cậy", "Không rõ", "Nhiều văn bản cùng khớp", "Gián tiếp", "Khi máy đọc sai", "Ba việc thường làm"]
)
def test_what_people_ask_about_is_told(page: str, said: str) -> None:
    assert said in words_of(page)


def test_each_link_within_the_page_arrives_and_each_id_is_given_once(page: str) -> None:
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_every_page_leads_to_it(client: httpx.Client) -> None:
    for address in ("/", "/nhiem-vu", "/co-quan", "/tra-cuu", "/van-de", "/van-ban/khong-co"):
        assert 'href="/tro-giup"' in client.get(address, headers={"Accept": "text/html"}).text, address


def test_each_confidence_on_a_page_says_what_it_means_and_leads_to_the_help(client: httpx.Client) -> None:
    for iri in (CT19.iri, NQ33.iri):
        text = client.get("/van-ban/" + iri.partition("/id/")[2]).text
        figures = re.findall(r"\d+% \((?:cao|khá|thấp, nên xem lại)\)", text)
        linked = re.findall(r'<a class="sure" href="/tro-giup#do-tin-cay" title="([^"]+)">(\d+)% \([^)]*\)</a>', text)
        assert len(linked) == len(figures)
        for title, share in linked:
            assert f"khoảng {share} lần trong 100" in unescape(title)
