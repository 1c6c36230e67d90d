"""The calendar of an agency's deadlines: the month that is shown, its days, the months beside it."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import httpx
import pytest
from small_corpus import DONRE

from api.pages.month import month_of
from api.problems import Problem
from graph.identity import agency_iri

TODAY = date(2023, 8, 17)


def due(**days: int) -> list[dict[str, Any]]:
    return [{"day": day.replace("_", "-").removeprefix("d"), "tasks": str(count)} for day, count in days.items()]


def cells(month: dict[str, Any]) -> list[dict[str, Any]]:
    return [cell for week in month["weeks"] for cell in week if cell]


def test_a_month_is_whole_weeks_from_monday() -> None:
    month = month_of("2024-02", due(d2024_02_29=2), TODAY)
    assert month is not None
    assert [len(week) for week in month["weeks"]] == [7] * 5
    assert [cell["day"] for cell in cells(month)] == list(range(1, 30))
    # 1 February 2024 was a Thursday.
    assert month["weeks"][0][:3] == [None] * 3
    assert month["weeks"][0][3]["iso"] == "2024-02-01"


def test_each_day_has_its_tasks_and_the_month_their_sum() -> None:
    month = month_of("2023-09", due(d2023_09_15=2, d2023_09_30=1, d2023_10_01=7), TODAY)
    assert month is not None
    assert {cell["iso"]: cell["tasks"] for cell in cells(month) if cell["tasks"]} == {"2023-09-15": 2, "2023-09-30": 1}
    assert month["tasks"] == 3


@pytest.mark.parametrize(
    ("days", "shown"),
    [
        (due(d2023_05_01=1, d2023_10_01=1, d2024_01_01=1), (2023, 10)),
        (due(d2023_05_01=1, d2023_08_02=1, d2024_01_01=1), (2023, 8)),
        (due(d2021_05_01=1, d2022_12_31=1), (2022, 12)),
    ],
)
def test_where_no_month_is_asked_for_the_nearest_with_work_is_shown(days: Any, shown: tuple[int, int]) -> None:
    month = month_of("", days, TODAY)
    assert month is not None
    assert (month["year"], month["month"]) == shown


def test_today_is_marked_in_its_own_month_alone() -> None:
    for typed, marked in (("2023-08", ["2023-08-17"]), ("2023-07", [])):
        month = month_of(typed, due(d2023_08_01=1), TODAY)
        assert month is not None
        assert [cell["iso"] for cell in cells(month) if cell["is_today"]] == marked


@pytest.mark.parametrize(
    ("typed", "before", "after"),
    [("2023-01", "2022-12", "2023-02"), ("0001-01", None, "0001-02"), ("9999-12", "9999-11", None)],
)
def test_the_months_beside_end_with_the_calendar(typed: str, before: str | None, after: str | None) -> None:
    month = month_of(typed, due(d2023_08_01=1), TODAY)
    assert month is not None
    assert (month["before"], month["after"]) == (before, after)


@pytest.mark.parametrize("typed", ["2023", "2023-13", "2023-00", "0000-01", "8/2023", "x", "2023-1", "٢٠٢٣-٠١"])
def test_what_is_no_month_is_told_so(typed: str) -> None:
    with pytest.raises(Problem) as told:
        month_of(typed, due(d2023_08_01=1), TODAY)
    assert told.value.status == 422


def test_without_deadlines_there_is_no_calendar() -> None:
    assert month_of("", [], TODAY) is None
    assert month_of("2023-08", [], TODAY) is None


def address(**given: str) -> str:
    return f"/co-quan/{agency_iri(DONRE).rpartition('/')[2]}" + (f"?thang={given['thang']}" if given else "")


def test_the_page_shows_a_table_with_a_caption_and_every_day_leads_to_its_tasks(client: httpx.Client) -> None:
    page = client.get(address()).text
    (table,) = re.findall(r'<table class="calendar">.*?</table>', page, re.DOTALL)
    assert re.search(r"<caption>Tháng \d+ năm \d{4}: \d+ nhiệm vụ đến hạn</caption>", table)
    assert table.count('<th scope="col">') == 7
    links = re.findall(r'<a href="([^"]+)"><span[^>]*>\d+</span> <b>(\d+)</b> <span class="heard">nhiệm vụ', table)
    assert links
    for link, count in links:
        listed = client.get(unescape(link)).text
        assert f"<strong>{count} nhiệm vụ</strong>" in listed


def test_the_months_beside_are_links_that_answer(client: httpx.Client) -> None:
    page = client.get(address(thang="2031-01")).text
    assert "Tháng 1 năm 2031: 0 nhiệm vụ đến hạn" in page
    for month in ("2030-12", "2031-02"):
        assert f"?thang={month}#han" in page
        assert client.get(address(thang=month)).status_code == 200


def test_a_month_that_is_none_is_a_problem_of_the_reader_and_not_of_the_server(client: httpx.Client) -> None:
    answer = client.get(address(thang="2031-13"), headers={"Accept": "text/html"})
    assert answer.status_code == 422
    assert "không phải là tháng" in unescape(answer.text)
