"""An instrument's page: two days of one number side by side, its tasks narrowed, its citation to copy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from scripts import foreign_scripts
from small_corpus import CT19, CT26_TU, FINANCE, KL120, NQ33

from api.app import create_app
from api.pages.conflicts import dated, endings
from api.settings import Settings
from graph.identity import agency_iri
from ingest.update import update

HEAD = """ỦY BAN NHÂN DÂN
TỈNH BẮC GIANG
Số: {number}/KH-UBND
Bắc Giang, ngày 05 tháng {month} năm 2024

KẾ HOẠCH
Về sắp xếp đơn vị hành chính

Căn cứ Nghị quyết số 233-NQ/TU ngày {day} của Tỉnh ủy Bắc Giang về sắp xếp đơn vị hành chính;

I. NHIỆM VỤ
1. Giao Sở Nội vụ chủ trì triển khai thực hiện Nghị quyết số 233-NQ/TU ngày {day}, xong trước ngày 30/9/2024.
2. Giao Sở Tài chính chủ trì bố trí kinh phí thực hiện Nghị quyết số 233-NQ/TU ngày {day}, xong trước ngày 15/11/2024.
"""


@pytest.fixture(scope="module")
def disputed(tmp_path_factory: pytest.TempPathFactory, serving: Any) -> Iterator[httpx.Client]:
    """A server of three plans, of which the last writes another year after the same number."""
    folder = tmp_path_factory.mktemp("van-ban")
    days = ("25/7/2022", "25/7/2022", "25/7/2023")
    for number, day in enumerate(days, 41):
        (folder / f"{number}.txt").write_text(HEAD.format(number=number, month=number - 38, day=day), encoding="utf-8")
    store = tmp_path_factory.mktemp("kho") / "store"
    update(store, sorted(folder.iterdir()), jobs=1)
    with serving(create_app(Settings(store=store))) as client:
        yield client


def page_of(iri: str) -> str:
    return "/van-ban/" + quote(iri.partition("/id/")[2])


def words_of(text: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def sides(page: str) -> list[str]:
    return [words_of(one) for one in re.findall(r'<div class="side[^"]*">(.*?)</div>', page, re.DOTALL)]


def test_two_days_of_one_number_stand_side_by_side_each_with_the_sentence_that_writes_it(
    disputed: httpx.Client,
) -> None:
    page = disputed.get("/van-ban/233-NQ/TU").text
    used, other = sides(page)
    assert used.startswith("25/7/2022 đang dùng")
    assert "ngày 25/7/2022 của Tỉnh ủy Bắc Giang" in used
    assert other.startswith("25/7/2023")
    assert "25/7/2022" not in other
    assert "<mark>25/7/2023</mark>" in page
    assert "43.txt" in other
    assert "43.txt" not in used


def test_a_conflict_is_told_once_and_counted_once(disputed: httpx.Client) -> None:
    page = words_of(disputed.get("/van-ban/233-NQ/TU").text)
    assert "Cần xem lại (1)" in page
    assert "khác nhau: 2022-07-25" not in page


def test_each_side_leads_to_its_place_in_the_text(disputed: httpx.Client) -> None:
    page = disputed.get("/van-ban/233-NQ/TU").text
    for side in re.findall(r'<div class="side[^"]*">(.*?)</div>', page, re.DOTALL):
        (address, *_) = re.findall(r'href="(/tai-lieu/[^"]+)"', side)
        assert "233-NQ/TU" in disputed.get(unescape(address)).text


def test_a_problem_that_names_no_days_stays_a_line(client: httpx.Client) -> None:
    page = client.get(page_of(KL120.iri)).text
    assert "120-KL/TU mang hai ngày" in page
    assert not sides(page)


def test_what_ended_it_twice_stands_side_by_side() -> None:
    def change(name: str, date: str, **more: Any) -> dict[str, Any]:
        about = {"relation": "replaces", "provision": None, "date": date, "counted": True, "why_not": None}
        return {**about, "instrument": {"iri": name}, "evidence": [], **more}

    first, second = change("a", "2021-01-01"), change("b", "2022-01-01", relation="repeals")
    later = change("c", "2023-01-01", relation="amends")
    part = change("d", "2020-01-01", provision="Điều 2")
    standing = {"conflicts": ["…"], "changes": [part, first, second, later]}
    assert [one["instrument"]["iri"] for one in endings(standing)] == ["a", "b", "c"]
    assert endings({**standing, "conflicts": []}) == []


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ([("theo ", False), ("19-CT/TU", True), (" ngày 11/6/2020 của", False)], "2020-06-11"),
        ([("19-CT/TU ngày 11 tháng 6 năm 2020", True), (" và ngày 1/1/2021", False)], "2020-06-11"),
        ([("19-CT/TU", True), (", xong trước ngày 1/1/2021", False)], None),
        ([("19-CT/TU", True)], None),
        ([("không có gì được đánh dấu, ngày 1/1/2021", False)], None),
        ([("19-CT/TU", True), (" ngày 31/02/2020", False)], None),
    ],
)
def test_the_day_of_a_mention_is_the_one_written_right_after_it(sentence: Any, day: str | None) -> None:
    found, again = dated(sentence)
    assert found == day
    assert "".join(text for text, _ in again) == "".join(text for text, _ in sentence)


def test_the_citation_stands_there_in_full_to_be_copied(client: httpx.Client) -> None:
    page = client.get(page_of(CT19.iri)).text
    (text,) = re.findall(r'<q id="vien-dan"[^>]*data-copy="[^"]+"[^>]*>([^<]+)</q>', page)
    assert unescape(text) == (
        "Chỉ thị số 19-CT/TU, ngày 11 tháng 6 năm 2020 của Tỉnh ủy Bắc Giang về công tác vệ sinh môi trường"
    )


def test_each_task_can_be_copied_with_its_source_and_the_address_of_its_place(disputed: httpx.Client) -> None:
    page = disputed.get("/van-ban/233-NQ/TU").text
    places = re.findall(r'<span class="copying"[^>]*>', page)
    assert places
    for one in places:
        (of,) = re.findall(r'data-copy-of="([^"]+)"', one)
        assert f'id="{of}"' in page
        (link,) = re.findall(r'data-copy-link="([^"]+)"', one)
        assert re.fullmatch(r"/tai-lieu/\w+\?at=(\d+)-(\d+)#char=\1,\2", unescape(link))
        assert "Kế hoạch" in unescape(one)


def narrowed(client: httpx.Client, address: str, **given: str) -> httpx.Response:
    return client.get(address, params=given)


def test_its_tasks_are_narrowed_by_agency_and_by_deadline(disputed: httpx.Client) -> None:
    found = narrowed(disputed, "/van-ban/233-NQ/TU", agency="Sở Nội vụ tỉnh Bắc Giang")
    assert found.status_code == 200
    rows = re.findall(r'<tr id="nv-', found.text)
    assert len(rows) == 3
    assert not re.findall(r'<tr id="nv-', narrowed(disputed, "/van-ban/233-NQ/TU", since="2025").text)
    by_day = narrowed(disputed, "/van-ban/233-NQ/TU", since="01/11/2024", until="30/11/2024")
    assert "Sở Tài chính" in by_day.text.partition('id="loc"')[2].partition("</section>")[0]


def test_the_narrowed_list_keeps_what_was_typed_and_can_be_downloaded(disputed: httpx.Client) -> None:
    page = narrowed(disputed, "/van-ban/233-NQ/TU", agency="Sở Nội vụ tỉnh Bắc Giang", status="none").text
    assert 'value="Sở Nội vụ tỉnh Bắc Giang"' in page
    assert '<option value="none" selected>' in page
    files = [unescape(one) for one in re.findall(r'href="(/api/v1/tasks\?[^"]+)"', page)]
    assert files
    for one in files:
        assert disputed.get(one).status_code == 200, one


def test_tasks_that_it_gives_are_narrowed_too(client: httpx.Client) -> None:
    slug = agency_iri(FINANCE).rpartition("/")[2]
    found = narrowed(client, page_of(NQ33.iri), which="giao", agency=f"org/{slug}")
    assert found.status_code == 200
    assert '<option value="giao" selected>' in found.text


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"since": "hôm qua"}, 422),
        ({"status": "xong"}, 422),
        ({"agency": "Sở Không Có Thật"}, 404),
        ({"agency": "Sở"}, 300),
    ],
)
def test_a_filter_that_cannot_be_is_told_in_one_sentence_on_the_page_itself(
    disputed: httpx.Client, given: dict[str, str], status: int
) -> None:
    found = narrowed(disputed, "/van-ban/233-NQ/TU", **given)
    assert found.status_code == status
    assert 'class="wrong" role="alert"' in found.text
    assert "Nhiệm vụ trực tiếp thực hiện" in found.text


def test_who_may_be_meant_is_chosen_on_the_page_itself(disputed: httpx.Client) -> None:
    page = narrowed(disputed, "/van-ban/233-NQ/TU", agency="Sở", since="2024").text
    choices = [unescape(one) for one in re.findall(r'<li><a href="(/van-ban/[^"]+#loc)">', page)]
    assert choices
    assert all("since=2024" in one for one in choices)
    assert disputed.get(choices[0]).status_code == 200


@pytest.mark.parametrize("form", ["xlsx", "docx", "csv", "ics"])
def test_its_tasks_are_downloaded_by_one_link(disputed: httpx.Client, form: str) -> None:
    page = disputed.get("/van-ban/233-NQ/TU").text
    address = next(one for one in re.findall(r'href="([^"]+)"', page) if one.endswith(f"/export?format={form}"))
    answer = disputed.get(unescape(address))
    assert answer.status_code == 200
    assert len(answer.content) > 100


def test_what_is_typed_into_the_filters_stays_text(client: httpx.Client) -> None:
    evil = '"><script>alert(1)</script>'
    found = narrowed(client, page_of(CT26_TU.iri), agency=evil, since=evil[:20], status=evil[:20])
    assert foreign_scripts(found.text) == []
