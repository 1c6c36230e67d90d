"""The text of a document, and what was found in it by place; tasks by who, where and when."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from conftest import serve
from promises import V1, check, path_of

from api.app import create_app
from api.settings import Settings
from ingest.update import update

LETTER = """UBND TỈNH BẮC NINH
Số: 77/KH-UBND
Bắc Ninh, ngày 05 tháng 7 năm 2023
KẾ HOẠCH
Triển khai Chỉ thị số 19-CT/TU ngày 11/6/2020 của Ban Thường vụ Tỉnh ủy Bắc Ninh
1. Sở Tài chính chủ trì, phối hợp với Sở Xây dựng rà soát giá đất trước ngày 31/8/2023.
2. Sở Xây dựng chủ trì hoàn thành quy hoạch xây dựng nông thôn theo Nghị quyết số 68-NQ/TU trong tháng 9/2023.
TM. ỦY BAN NHÂN DÂN
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A server of one plan that was read from a file."""
    folder = tmp_path_factory.mktemp("van-ban")
    (folder / "ke-hoach-77.txt").write_text(LETTER, encoding="utf-8")
    store = tmp_path_factory.mktemp("kho") / "store"
    update(store, [folder / "ke-hoach-77.txt"], jobs=1)
    (folder / "ke-hoach-77.txt").unlink()
    with serve(create_app(Settings(store=store))) as client:
        yield client


@pytest.fixture(scope="module")
def described(served: httpx.Client) -> dict[str, Any]:
    found: dict[str, Any] = served.get("/openapi.json").json()
    return found


@pytest.fixture(scope="module")
def address(served: httpx.Client) -> str:
    (one,) = served.get(f"{V1}/documents").json()["items"]
    return f"{V1}/documents/{path_of(one['iri']).removeprefix('document/')}"


def test_a_text_is_held_though_its_file_is_gone(served: httpx.Client, described: dict[str, Any], address: str) -> None:
    found = check(described, f"{V1}/documents/{{id}}/text", served.get(f"{address}/text"))
    assert found["text"] == LETTER[found["start"] : found["end"]]
    assert "Sở Tài chính chủ trì" in found["text"]
    assert found["next"] is None


def test_every_mark_stands_where_it_says(served: httpx.Client, described: dict[str, Any], address: str) -> None:
    found = check(described, f"{V1}/documents/{{id}}", served.get(address))
    assert {one["quote"] for one in found["citations"]} >= {"19-CT/TU", "68-NQ/TU"} or found["citations"]
    for one in found["citations"]:
        assert LETTER[one["start"] : one["end"]] == one["quote"]
    assert len(found["tasks"]) == 2
    starts = [part["start"] for part in found["outline"]]
    assert starts == sorted(starts)
    iris = {part["iri"] for part in found["outline"]}
    assert all(part["parent"] is None or part["parent"] in iris for part in found["outline"])


def test_a_part_of_the_text_comes_alone(served: httpx.Client, address: str) -> None:
    start = LETTER.index("Sở Tài chính")
    found = served.get(f"{address}/text", params={"start": start, "end": start + 12}).json()
    assert found["text"] == "Sở Tài chính"


def test_a_part_outside_of_the_text_is_refused(served: httpx.Client, address: str) -> None:
    response = served.get(f"{address}/text", params={"start": 10**9})
    assert response.status_code == 422
    assert "không nằm trong tài liệu" in response.json()["detail"]


def test_a_text_too_long_for_one_answer_goes_on_at_the_next_address(
    served: httpx.Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.routes.documents.MOST_CHARACTERS", 100)
    whole, following = "", f"{address}/text"
    while following:
        part = served.get(following).json()
        whole += part["text"]
        following = part["next"]
    assert whole == LETTER[-len(whole) :] or whole == LETTER[: len(whole)]
    assert len(whole) > 300


def test_the_digest_of_a_file_leads_to_its_texts(served: httpx.Client) -> None:
    digest = hashlib.sha256(LETTER.encode()).hexdigest()
    (found,) = served.get(f"{V1}/documents", params={"sha256": digest}).json()["items"]
    assert found["instrument"]["symbol"] == "77/KH-UBND"
    assert served.get(f"{V1}/documents", params={"sha256": "0" * 64}).json()["items"] == []
    assert served.get(f"{V1}/documents", params={"sha256": "ABC"}).status_code == 422


def test_a_day_that_is_none_is_blamed_on_the_parameter_that_has_it(served: httpx.Client) -> None:
    refused = served.get(f"{V1}/tasks", params={"since": "2023", "until": "32/12/2023"})
    assert refused.status_code == 422
    assert [error["parameter"] for error in refused.json()["errors"]] == ["until"]


def test_a_mistyped_filter_is_refused_rather_than_passed_over(served: httpx.Client) -> None:
    refused = served.get(f"{V1}/tasks", params={"agencyy": "Sở Tài chính", "limit": "5", "cow": "1"})
    assert refused.status_code == 422
    first, second = refused.json()["errors"]
    assert (first["parameter"], "«agency»" in first["reason"]) == ("agencyy", True)
    assert (second["parameter"], "agency, " in second["reason"]) == ("cow", True)
    whole = {"fields": "iri", "limit": "1", "offset": "1", "cursor": ""}
    assert served.get(f"{V1}/tasks", params=whole).status_code == 200
    assert served.get(f"{V1}/questions/11-this-month", params={"month": "8/2023", "province": "bac-ninh"}).is_success


def test_an_unknown_document_is_not_found(served: httpx.Client) -> None:
    for path in ("0123456789abcdef0123", "0123456789abcdef0123/text"):
        assert served.get(f"{V1}/documents/{path}").status_code == 404


def test_a_store_without_texts_says_so(client: httpx.Client) -> None:
    one = client.get(f"{V1}/documents").json()["items"][0]
    response = client.get(f"{V1}/documents/{path_of(one['iri']).removeprefix('document/')}/text")
    assert response.status_code == 404
    assert "không giữ toàn văn" in response.json()["detail"]


def leads(found: Any) -> list[list[str]]:
    return [[one["name"] for one in task["lead"]] for task in found["items"]]


def test_tasks_are_found_by_agency_and_role(served: httpx.Client, described: dict[str, Any]) -> None:
    every = check(described, f"{V1}/tasks", served.get(f"{V1}/tasks"))
    assert every["total"] == 2
    builds = "so xay dung tinh bac ninh"
    both = served.get(f"{V1}/tasks", params={"agency": builds}).json()
    assert both["total"] == 2
    assert both["agencies"] == ["https://w3id.org/danchieu/id/org/so-xay-dung-tinh-bac-ninh"]
    led = served.get(f"{V1}/tasks", params={"agency": builds, "role": "lead"}).json()
    assert leads(led) == [["Sở Xây dựng tỉnh Bắc Ninh"]]


def test_tasks_are_found_by_when_they_are_due(served: httpx.Client) -> None:
    august = served.get(f"{V1}/tasks", params={"since": "1/8/2023", "until": "31/8/2023"}).json()
    assert leads(august) == [["Sở Tài chính tỉnh Bắc Ninh"]]
    year = served.get(f"{V1}/tasks", params={"until": "2023", "sort": "deadline"}).json()
    ends = [task["deadlines"][0]["end"] for task in year["items"]]
    assert ends == ["2023-08-31", "2023-09-30"]
    assert served.get(f"{V1}/tasks", params={"since": "2024"}).json()["total"] == 0


def test_tasks_are_found_by_words_place_instrument_and_what_they_carry_out(served: httpx.Client) -> None:
    for params, total in (
        ({"q": "gia dat"}, 1),
        ({"q": "gia dat", "place": "Bắc Ninh"}, 1),
        ({"place": "bac-giang"}, 0),
        ({"instrument": "77/KH-UBND"}, 2),
        ({"implements": "68-NQ/TU"}, 1),
        ({"status": "none"}, 2),
        ({"status": "completed"}, 0),
        ({"q": "gia dat", "agency": "Sở Xây dựng tỉnh Bắc Ninh", "role": "lead"}, 0),
    ):
        assert served.get(f"{V1}/tasks", params=params).json()["total"] == total, params


def test_tasks_come_in_the_order_of_the_text(served: httpx.Client) -> None:
    found = served.get(f"{V1}/tasks", params={"sort": "text"}).json()["items"]
    assert [one["start"] for one in found] == sorted(one["start"] for one in found)


@pytest.mark.parametrize("name", ["so xay dung", "Sở Tài chính"])
def test_a_name_without_its_province_is_told_with_the_provinces_that_have_tasks(
    name: str, served: httpx.Client
) -> None:
    response = served.get(f"{V1}/tasks", params={"agency": name})
    assert response.status_code == 300
    assert any(one["name"].endswith(" tỉnh Bắc Ninh") for one in response.json()["candidates"])


def test_an_agency_that_nobody_knows_is_no_empty_list(served: httpx.Client) -> None:
    response = served.get(f"{V1}/tasks", params={"agency": "Sở Vũ trụ tỉnh Bắc Ninh"})
    assert response.status_code == 404
    assert "Sở Vũ trụ" in response.json()["detail"]


@pytest.mark.parametrize("params", [{"since": "ngày mai"}, {"role": "boss"}, {"sort": "none"}, {"status": "late"}])
def test_a_filter_that_cannot_be_is_refused(served: httpx.Client, params: dict[str, str]) -> None:
    assert served.get(f"{V1}/tasks", params=params).status_code == 422


def test_a_timeline_goes_by_date(served: httpx.Client, described: dict[str, Any]) -> None:
    found = check(described, f"{V1}/instruments/{{id}}/timeline", served.get(f"{V1}/instruments/77%2FKH-UBND/timeline"))
    days = [event["date"] for event in found["events"] if event["date"]]
    assert days == sorted(days)
    assert [event["kind"] for event in found["events"]][:2] == ["rests-on", "issued"]
    directive = served.get(f"{V1}/instruments/19-CT%2FTU/timeline").json()["events"]
    assert [(event["kind"], event["date"]) for event in directive] == [
        ("issued", "2020-06-11"), ("spoken-of", "2023-07-05"), ("due", "2023-08-31"), ("due", "2023-09-30"),
    ]  # fmt: skip
    assert all(event["evidence"] for event in directive[1:])


def test_each_value_is_said_somewhere(served: httpx.Client, described: dict[str, Any]) -> None:
    route = f"{V1}/instruments/{{id}}/sources"
    plan = check(described, route, served.get(f"{V1}/instruments/77%2FKH-UBND/sources"))
    said = {one["name"]: one["said"] for one in plan["sources"]}
    for name, words in (("symbol", "77/KH-UBND"), ("date", "ngày 05 tháng 7 năm 2023"), ("type", "KẾ HOẠCH")):
        (piece,) = said[name]
        assert piece["own"]
        assert (piece["quote"], LETTER[piece["start"] : piece["end"]]) == (words, words)
    directive = check(described, route, served.get(f"{V1}/instruments/19-CT%2FTU/sources"))
    said = {one["name"]: one["said"] for one in directive["sources"]}
    for name in ("symbol", "date", "issuer"):
        (piece,) = said[name]
        assert not piece["own"]
        assert LETTER[piece["start"] : piece["end"]] == piece["quote"]
