"""What became of agencies and provinces, at the doors: over HTTP and on the command line."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx
import pytest
from promises import V1, check
from said import Run
from small_corpus import DIC_TN, DONRE

ROUTE = f"{V1}/agencies/{{id}}/succession"


def succession(client: httpx.Client, text: str, **given: str) -> httpx.Response:
    return client.get(f"{V1}/agencies/{quote(text)}/succession", params=given)


def test_who_took_over_is_told_with_day_order_source_and_confidence(
    client: httpx.Client, openapi: dict[str, Any]
) -> None:
    found = check(openapi, ROUTE, succession(client, DONRE))
    first, second, *_ = found["successors"]["changes"]
    assert (first["date"], first["to"]["name"], first["confidence"]) == (
        "2025-03-01",
        "Sở Nông nghiệp và Môi trường tỉnh Bắc Giang",
        None,
    )
    assert first["order"]["name"] == first["source"]["name"] == "Nghị định 45/2025/NĐ-CP"
    assert 0 < second["confidence"] < 1
    assert (found["on"], found["predecessors"]["changes"]) == (None, [])


def test_a_day_ends_the_line(client: httpx.Client, openapi: dict[str, Any]) -> None:
    found = check(openapi, ROUTE, succession(client, DONRE, on="30/6/2025"))
    assert found["on"] == "2025-06-30"
    assert [one["name"] for one in found["successors"]["standing"]] == ["Sở Nông nghiệp và Môi trường tỉnh Bắc Giang"]


def test_a_body_that_was_split_has_a_part_for_each_heir(client: httpx.Client) -> None:
    scopes = [change["scope"] for change in succession(client, DIC_TN).json()["successors"]["changes"]]
    assert len(scopes) == 2
    assert all(scopes)


def test_a_change_that_no_instrument_ordered_still_says_where_it_is_known_from(client: httpx.Client) -> None:
    changes = succession(client, "Bộ Khoa học, Công nghệ và Môi trường").json()["successors"]["changes"]
    assert {(change["order"], change["source"]["name"]) for change in changes[:2]} == {(None, "thực tế ban hành")}


@pytest.mark.parametrize(
    "text",
    [
        DONRE,
        "so tai nguyen va moi truong tinh bac giang",
        "Sở Tài nguyên và Môi trường Bắc Giang",
        "SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG TỈNH BẮC GIANG",
        "so-tai-nguyen-va-moi-truong-tinh-bac-giang",
        "org/so-tai-nguyen-va-moi-truong-tinh-bac-giang",
        "https://w3id.org/danchieu/id/org/so-tai-nguyen-va-moi-truong-tinh-bac-giang",
    ],
)
def test_an_agency_is_named_as_people_name_it(client: httpx.Client, text: str) -> None:
    assert succession(client, text).json()["body"]["name"] == DONRE


def test_a_body_that_only_the_registry_knows_and_a_province_are_answered_too(client: httpx.Client) -> None:
    heir = succession(client, "so giao thong van tai tinh ha nam").json()["successors"]["standing"]
    assert [one["name"] for one in heir] == ["Sở Xây dựng tỉnh Ninh Bình"]
    assert succession(client, "tỉnh Bắc Giang").json()["predecessors"]["standing"][0]["name"] == "tỉnh Hà Bắc"


def test_a_name_of_several_is_answered_with_all_of_them(client: httpx.Client, openapi: dict[str, Any]) -> None:
    response = succession(client, "tỉnh Bắc Ninh")
    assert response.status_code == 300
    told = check(openapi, ROUTE, response)
    assert [one["dissolved"] for one in told["candidates"]] == ["2025-06-30", "2026-09-19"]
    chosen = succession(client, told["candidates"][1]["iri"].partition("/id/")[2])
    assert chosen.json()["body"] == told["candidates"][1]


def test_a_part_of_a_name_finds_what_has_it_as_it_stands(client: httpx.Client) -> None:
    names = {one["name"] for one in succession(client, "tai nguyen").json()["candidates"]}
    assert all("Tài nguyên" in name for name in names)


def test_a_name_that_is_nearly_right_is_answered_with_those_like_it(
    client: httpx.Client, openapi: dict[str, Any]
) -> None:
    response = succession(client, "Sở Tài nguyên Môi trưng tỉnh Bắc Giang")
    assert response.status_code == 404
    assert DONRE in [one["name"] for one in check(openapi, ROUTE, response)["near"]]


@pytest.mark.parametrize(
    ("place", "on", "names"),
    [
        ("Hà Tây", None, ["thành phố Hà Nội"]),
        ("ha bac", "2020", ["tỉnh Bắc Giang", "tỉnh Bắc Ninh"]),
        ("Huế", "2020", []),
    ],
)
def test_a_place_is_in_a_province_on_a_day(
    client: httpx.Client, openapi: dict[str, Any], place: str, on: str | None, names: list[str]
) -> None:
    response = client.get(f"{V1}/places/{quote(place)}", params={"on": on} if on else {})
    found = check(openapi, f"{V1}/places/{{name}}", response)
    assert [one["name"] for one in found["provinces"]] == names


def test_tasks_of_agencies_that_are_no_more_come_in_pages(client: httpx.Client, openapi: dict[str, Any]) -> None:
    route = f"{V1}/tasks/of-dissolved"
    whole = check(openapi, route, client.get(route, params={"on": "2025-07-01"}))["items"]
    seen: list[str] = []
    address: str | None = f"{route}?on=2025-07-01&limit=1"
    while address:
        page = check(openapi, route, client.get(address))
        seen += [one["task"]["iri"] for one in page["items"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == len(whole) > 1
    assert {gone["agency"]["name"] for one in whole for gone in one["dissolved"]} >= {DONRE, DIC_TN}


@pytest.mark.parametrize(
    ("address", "code", "sort"),
    [
        (f"{V1}/agencies/Sở Rừng xanh lơ/succession", 404, "unknown-agency"),
        (f"{V1}/agencies/%20/succession", 404, "unknown-agency"),
        (f"{V1}/agencies/org/%3C%3E/succession", 404, "unknown-agency"),
        (f"{V1}/agencies/{DONRE}/succession?on=mai", 422, "invalid-parameter"),
        (f"{V1}/agencies/{DONRE}/succession?on=", 422, "invalid-parameter"),
        (f"{V1}/places/Atlantis", 404, "unknown-place"),
        (f"{V1}/places/Huế?on=31/02/2025", 422, "invalid-parameter"),
        (f"{V1}/tasks/of-dissolved", 422, "invalid-parameter"),
        (f"{V1}/tasks/of-dissolved?on=hôm qua", 422, "invalid-parameter"),
    ],
)
def test_what_is_wrong_is_a_problem(client: httpx.Client, address: str, code: int, sort: str) -> None:
    response = client.get(address)
    assert response.status_code == code
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["type"].endswith(f"/problem/{sort}")


def test_the_command_line_prints_the_same_bytes(client: httpx.Client, ask: Run) -> None:
    assert ask("ask", "succession", DONRE, "--on", "2025", "--json").out == succession(client, DONRE, on="2025").text
    assert ask("ask", "province", "Hà Tây", "--json").out == client.get(f"{V1}/places/Hà Tây").text
    assert ask("ask", "succession", "tai nguyen", "--json").code == 3


def test_a_person_is_told_the_line_in_words(ask: Run) -> None:
    said = ask("ask", "succession", "so tai nguyen va moi truong tinh bac giang", "--on", "1/7/2025")
    shown = " ".join(said.out.split())
    assert said.code == 0
    assert f"Từ 01/3/2025: {DONRE} → Sở Nông nghiệp và Môi trường tỉnh Bắc Giang" in shown
    assert "Theo Nghị quyết 202/2025/QH15 · độ tin cậy 0,90" in shown
    assert "Đến 01/7/2025: Sở Nông nghiệp và Môi trường tỉnh Bắc Ninh" in shown
    assert "(phần: báo chí" in " ".join(ask("ask", "succession", DIC_TN).out.split())


def test_a_person_is_told_whose_tasks_are_left_and_to_whom(ask: Run) -> None:
    shown = " ".join(ask("ask", "dissolved", "--on", "2025-07-01").out.split())
    assert f"{DONRE} (01/01/1997 – 28/02/2025): nay là Sở Nông nghiệp và Môi trường tỉnh Bắc Ninh" in shown
    assert "Không có nhiệm vụ nào" in ask("ask", "dissolved", "--on", "2020").out
    assert "Khi ấy chưa có tỉnh nào" in ask("ask", "province", "Huế", "--on", "2020").out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["succession", "tỉnh Bắc Ninh"], 3, "Có 2 cơ quan hoặc tỉnh khớp"),
        (["succession", "Sở Rừng xanh lơ"], 4, "Không tìm thấy cơ quan"),
        (["succession", DONRE, "--on", "mai"], 2, "«mai» không phải là một ngày"),
        (["province", "Atlantis"], 4, "Không tìm thấy tỉnh, thành phố nào tên «Atlantis»"),
        (["dissolved"], 2, "thiếu --on"),
        (["dissolved", "--on", "mai"], 2, "không phải là một ngày"),
    ],
)
def test_what_is_wrong_is_told_with_its_exit_code(ask: Run, arguments: list[str], code: int, words: str) -> None:
    said = ask("ask", *arguments)
    assert said.code == code
    assert words in said.err
