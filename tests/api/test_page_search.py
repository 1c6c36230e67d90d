"""Results of the search box beside instruments: agencies, and years in which a question would find something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import httpx
import pytest
from small_corpus import DONRE, small_corpus

from api.app import create_app
from api.pages import other_years as module
from api.pages.days import Window
from api.pages.other_years import other_years
from api.pages.task_question import TaskQuestion
from api.settings import Settings
from graph.identity import agency_iri
from graph.store.embedded import EmbeddedStore, load

QUARTER = Window("2026-10-01", "2026-12-31")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    directory = tmp_path_factory.mktemp("years")
    load(small_corpus(), directory)
    return EmbeddedStore.open(directory)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, serving: Any) -> Iterator[httpx.Client]:
    directory = tmp_path_factory.mktemp("site")
    load(small_corpus(), directory)
    with serving(create_app(Settings(store=directory))) as client:
        yield client


def words_of(text: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def test_a_question_without_a_year_is_told_in_which_years_it_finds_something(store: EmbeddedStore) -> None:
    asked = TaskQuestion(agency=DONRE, window=QUARTER, year_assumed=True)
    found = other_years(store, asked)
    assert [one["year"] for one in found] == ["2024"]
    assert "since=2024-10-01" in found[0]["href"]
    assert "until=2024-12-31" in found[0]["href"]


@pytest.mark.parametrize(
    "asked",
    [
        None,
        TaskQuestion(),
        TaskQuestion(window=QUARTER, year_assumed=False),
        TaskQuestion(agency="Sở Không Có Thật", window=QUARTER, year_assumed=True),
        TaskQuestion(window=Window("2024-10-01", "2024-12-31"), year_assumed=True),
    ],
)
def test_nothing_is_offered_where_nothing_is_missed(store: EmbeddedStore, asked: TaskQuestion | None) -> None:
    assert other_years(store, asked) == []


def test_a_name_that_says_too_little_is_not_looked_for(store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = TaskQuestion(agency="tỉnh", window=QUARTER, year_assumed=True)
    assert other_years(store, asked)
    monkeypatch.setattr(module, "_MOST_BODIES", 0)
    assert other_years(store, asked) == []


def test_an_agencys_name_finds_the_agency_and_not_only_instruments(site: httpx.Client) -> None:
    page = site.get("/", params={"q": "sở tài nguyên"}).text
    assert f'href="/co-quan/{agency_iri(DONRE).rpartition("/")[2]}"' in page
    assert "Tìm cách khác" not in page


def test_a_number_finds_no_agency(site: httpx.Client) -> None:
    assert "Mọi cơ quan có" not in words_of(site.get("/", params={"q": "19-CT/TU"}).text)


@pytest.mark.parametrize("typed", ["19ct/tu", "19CT/TU", "19-CT/TU", "chi thi 19ct/tu"])
def test_a_number_written_without_its_hyphen_is_that_number(site: httpx.Client, typed: str) -> None:
    page = words_of(site.get("/", params={"q": typed}).text)
    assert "Chỉ thị 19-CT/TU ngày 11/6/2020" in page


def test_an_understood_question_is_not_followed_by_what_merely_looks_like_it(site: httpx.Client) -> None:
    page = words_of(site.get("/", params={"q": "nhiệm vụ của Sở Tài nguyên và Môi trường quý IV"}).text)
    assert "Xem nhiệm vụ của Sở Tài nguyên và Môi trường" in page
    assert "Có thể là" not in page
