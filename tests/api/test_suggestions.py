"""What the search box suggests while a text is typed."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import httpx
import pytest
from small_corpus import CT19, FINANCE, KL120, small_corpus

from api.pages.rendering import local
from api.pages.suggest_index import Index, read_index
from api.pages.suggesting import MOST, Suggestion, suggestions
from graph.identity import agency_iri
from graph.store.embedded import EmbeddedStore, load

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    directory = tmp_path_factory.mktemp("suggested")
    load(small_corpus(), directory)
    return read_index(EmbeddedStore.open(directory))


def hrefs(found: list[Suggestion], kind: str) -> list[str]:
    return [one.href for one in found if one.kind == kind]


@pytest.mark.parametrize(
    "typed",
    [
        "19",
        "CT 19",
        "ct19",
        "chi thi 19-ct/tu",
        "Chỉ thị số 19-CT/T",
        "19ct/tu",
        "19-CT/TU",
        "  chỉ   thị 19 ",
        "19/ct",
    ],
)
def test_a_number_however_it_is_typed_suggests_its_instrument_first(index: Index, typed: str) -> None:
    found = suggestions(index, typed, TODAY)
    assert found[0].kind == "instrument"
    assert found[0].href == local(CT19.iri)


def test_the_number_itself_comes_before_numbers_that_only_begin_so(index: Index) -> None:
    symbols = [one.label for one in suggestions(index, "1", TODAY) if one.kind == "instrument"]
    assert symbols
    numbers = suggestions(index, "12", TODAY)
    assert local(KL120.iri) in hrefs(numbers, "instrument")


@pytest.mark.parametrize("typed", ["đất đ", "dat d", "ĐẤT ĐAI"])
def test_the_last_word_may_be_a_part_of_one_and_accents_do_not_matter(index: Index, typed: str) -> None:
    whole = suggestions(index, "đất đai", TODAY)
    found = suggestions(index, typed, TODAY)
    assert hrefs(whole, "instrument")
    assert set(hrefs(whole, "instrument")) <= set(hrefs(found, "instrument"))


def test_an_agency_is_suggested_with_the_question_of_its_tasks(index: Index) -> None:
    found = suggestions(index, "so tai ch", TODAY)
    slug = agency_iri(FINANCE).rpartition("/")[2]
    assert f"/co-quan/{slug}" in hrefs(found, "agency")
    assert f"/nhiem-vu?agency=org%2F{slug}" in hrefs(found, "question")


def test_a_question_leads_to_the_body_itself_and_not_to_a_name_that_several_bear(index: Index) -> None:
    found = suggestions(index, "nhiệm vụ của Sở Tài chính quý III năm 2023", TODAY)
    slug = agency_iri(FINANCE).rpartition("/")[2]
    assert f"/nhiem-vu?agency=org%2F{slug}&since=2023-07-01&until=2023-09-30" in hrefs(found, "question")
    assert not hrefs(found, "instrument")


def test_the_first_letters_of_a_question_suggest_how_it_may_go_on(index: Index) -> None:
    begun = hrefs(suggestions(index, "nhiem v", TODAY), "question")
    assert "/nhiem-vu" in begun
    assert "/nhiem-vu?since=2026-11-01&until=2026-11-30" in begun
    assert hrefs(suggestions(index, "nhiệm vụ của", TODAY), "question")


@pytest.mark.parametrize("typed", ["", "   ", "zzzz", "\x00", "%", "(((", "nhiệm vụ của Sở Không Có Thật"])
def test_nothing_is_made_up(index: Index, typed: str) -> None:
    assert suggestions(index, typed, TODAY) == []


@pytest.mark.parametrize("typed", ["a", "n", "nghị quyết", "ủy ban", "c", "nh", "ub", "1", "nhiệm vụ của"])
def test_a_list_is_never_longer_than_what_is_shown(index: Index, typed: str) -> None:
    found = suggestions(index, typed, TODAY)
    assert len(found) <= MOST
    assert len({(one.kind, one.href) for one in found}) == len(found)


def test_the_address_answers_in_json_that_a_browser_keeps_for_a_minute(client: httpx.Client) -> None:
    answer = client.get("/goi-y", params={"q": "19-CT"})
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()
    assert told["q"] == "19-CT"
    assert told["suggestions"][0].keys() == {"kind", "label", "detail", "href"}
    assert answer.headers["cache-control"] == "private, max-age=60"
    again = client.get("/goi-y", params={"q": "19-CT"}, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_every_suggested_address_is_a_page(client: httpx.Client) -> None:
    for typed in ("19", "so t", "nhiem vu", "nhiệm vụ của Sở Tài chính quý III năm 2023", "ubnd"):
        for one in client.get("/goi-y", params={"q": typed}).json()["suggestions"]:
            assert client.get(one["href"]).status_code == 200, one


def test_a_text_longer_than_the_box_takes_is_refused_and_letters_of_markup_are_only_letters(
    client: httpx.Client,
) -> None:
    assert client.get("/goi-y", params={"q": "a" * 301}).status_code == 422
    assert client.get("/goi-y", params={"q": "<script>"}).json()["suggestions"] == []
    assert client.get("/goi-y").json() == {"q": "", "suggestions": []}


def test_a_letter_is_answered_within_a_thirtieth_of_a_second(index: Index) -> None:
    """Of 2,000 instruments, as a million quads have; measured there 2 ms."""
    many = Index(index.instruments * (2_000 // len(index.instruments)), index.bodies * 20)
    best = 1.0
    for _ in range(3):
        begun = time.thread_time()
        suggestions(many, "e", TODAY)
        best = min(best, time.thread_time() - begun)
    assert best < 0.03
