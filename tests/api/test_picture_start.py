"""Where a picture starts: what people type, what may be meant by it, what is refused."""

from __future__ import annotations

import httpx
import pytest
from small_corpus import CT17_2020, CT17_2022, CT19

from graph.identity import agency_iri

DEPARTMENT = agency_iri("Sở Tài nguyên và Môi trường tỉnh Bắc Giang")


def short(iri: str) -> str:
    return iri.partition("/id/")[2]


@pytest.mark.parametrize("name", ["of", "den", "open", "at", "edge", "since", "relation", "layer", "depth"])
@pytest.mark.parametrize(
    "text",
    ["\x00", "vn/\x00", "org/ <>", "task/%", "://", "a b c", "\ud7ff\ufffe", "'\"\\{}", "\n", "x" * 400, "%s%d", "٣"],
)
def test_nothing_that_is_typed_makes_the_page_fail(client: httpx.Client, name: str, text: str) -> None:
    asked = {"of": "19-CT/TU", name: text}
    assert client.get("/do-thi", params=asked).status_code in (200, 300, 404, 422)
    assert client.get("/do-thi/hinh.json", params=asked).status_code in (200, 300, 404, 422)


def test_one_number_of_two_directives_gives_both_to_choose_from(client: httpx.Client) -> None:
    page = client.get("/do-thi", params={"of": "17-CT/TU", "depth": "2"})
    assert page.status_code == 300
    for one in (CT17_2020, CT17_2022):
        assert f"of={short(one.iri).replace('/', '%2F')}&amp;depth=2" in page.text
    assert "27/02/2020" in page.text
    assert "14/10/2022" in page.text


def test_an_end_that_may_be_several_is_chosen_as_the_end(client: httpx.Client) -> None:
    page = client.get("/do-thi", params={"of": "19-CT/TU", "den": "17-CT/TU"})
    assert page.status_code == 300
    assert f"den={short(CT17_2020.iri).replace('/', '%2F')}" in page.text


def test_words_of_several_agencies_give_them_to_choose_from(client: httpx.Client) -> None:
    page = client.get("/do-thi", params={"of": "tinh bac giang"})
    assert page.status_code == 300
    assert f"of={short(DEPARTMENT).replace('/', '%2F')}" in page.text
    assert "Sở Tài nguyên và Môi trường tỉnh Bắc Giang" in page.text


def test_what_nothing_bears_is_answered_by_what_is_near(client: httpx.Client) -> None:
    page = client.get("/do-thi", params={"of": "19-CT/TV"})
    assert page.status_code == 404
    assert "Chỉ thị 19-CT/TU ngày 11/6/2020" in page.text
    assert client.get("/do-thi", params={"of": "vn/không/có"}).status_code == 404
    assert client.get("/do-thi", params={"of": "org/khong-co"}).status_code == 404
    assert client.get("/do-thi", params={"of": "task/<>"}).status_code == 404


def test_words_of_a_task_find_it_where_nothing_else_is_meant(client: httpx.Client) -> None:
    page = client.get("/do-thi", params={"of": "rac ton dong"})
    assert page.status_code == 404
    assert "Thu gom hết rác tồn đọng" in page.text


def test_without_a_start_the_page_offers_what_is_cited_most(client: httpx.Client) -> None:
    page = client.get("/do-thi")
    assert page.status_code == 200
    assert "Được dẫn nhiều nhất" in page.text
    assert f"/do-thi?of={short(CT19.iri).replace('/', '%2F')}" in page.text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"depth": "9"}, "Số bước phải từ 1 đến 3."),
        ({"depth": "x"}, "Số bước phải từ 1 đến 3."),
        ({"limit": "100000"}, "Số nút phải từ 2 đến 300."),
        ({"confidence": "2"}, "Độ tin cậy phải từ 0 đến 1."),
        ({"confidence": "nan"}, "Độ tin cậy phải từ 0 đến 1."),
        ({"since": "hôm qua"}, "«hôm qua» không phải là ngày"),
        ({"since": "2024", "until": "2020"}, "Ngày đầu sau ngày cuối."),
        ({"relation": "loves"}, "Không có quan hệ hoặc tầng «loves»."),
        ({"layer": "sky"}, "Không có quan hệ hoặc tầng «sky»."),
    ],
)
def test_a_filter_that_cannot_be_is_refused_in_one_sentence(
    client: httpx.Client, asked: dict[str, str], said: str
) -> None:
    page = client.get("/do-thi", params={"of": "19-CT/TU", **asked})
    assert page.status_code == 422
    assert said in page.text
    file = client.get("/do-thi/hinh.json", params={"of": "19-CT/TU", **asked})
    assert file.status_code == 422


def test_the_form_leads_to_the_short_address_of_the_same_picture(client: httpx.Client) -> None:
    start, name = short(CT17_2020.iri), "Chỉ thị 17-CT/TU ngày 27/02/2020"
    sent = {"form": "1", "start": start, "start_name": name, "of": name, "den": "", "depth": "1", "confidence": "",
            "since": "", "until": "", "limit": "100", "open": short(CT19.iri)}  # fmt: skip
    kept = client.get("/do-thi", params=sent)
    assert kept.status_code == 303
    assert (
        kept.headers["location"] == f"/do-thi?of={start.replace('/', '%2F')}&open={short(CT19.iri).replace('/', '%2F')}"
    )
    other = client.get("/do-thi", params=sent | {"of": "19-CT/TU", "depth": "2"})
    assert other.headers["location"] == "/do-thi?of=19-CT%2FTU&depth=2"
