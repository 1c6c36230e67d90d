"""One answer in several forms: part of its members, the names of its codes, a table; and 304 where nothing changed."""

from __future__ import annotations

import asyncio
import csv
import io
from typing import Any

import httpx
import openpyxl
import pytest
from conftest import serve
from promises import V1, check
from starlette.types import Message

from api.app import create_app
from api.representation import tabular
from api.representation.kept import Kept, Recording
from api.representation.languages import language
from api.settings import Settings
from ingest.update import update

TASKS = f"{V1}/instruments/CT 19-CT%2FTU/tasks"
XLSX = tabular.XLSX


def test_of_a_list_only_the_members_asked_for_come(client: httpx.Client, openapi: dict[str, Any]) -> None:
    response = client.get(f"{V1}/tasks", params={"fields": "iri,lead.name", "limit": 3})
    found = check(openapi, f"{V1}/tasks", response)
    assert len(found["items"]) == 3
    assert all(set(one) == {"iri", "lead"} for one in found["items"])
    assert all(set(lead) == {"name"} for one in found["items"] for lead in one["lead"])
    assert found["next"]  # the page itself stays whole
    assert "fields=" in found["next"]


def test_of_one_answer_only_the_members_asked_for_come(client: httpx.Client) -> None:
    found = client.get(TASKS, params={"fields": "tasks.text"}).json()
    assert set(found) == {"tasks"}
    assert all(set(one) == {"text"} for one in found["tasks"])


@pytest.mark.parametrize("fields", ["nothing", "lead.nothing", "iri.more", "next"])
def test_a_member_that_is_not_there_is_told_with_those_that_are(client: httpx.Client, fields: str) -> None:
    response = client.get(f"{V1}/tasks", params={"fields": fields})
    assert response.status_code == 422
    assert f"«{fields}»" in response.json()["detail"]


def test_a_list_is_a_table_where_one_is_wanted(client: httpx.Client) -> None:
    as_json = client.get(f"{V1}/tasks").json()["items"]
    response = client.get(f"{V1}/tasks", headers={"Accept": "text/csv"})
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row["text"] for row in rows] == [one["text"] for one in as_json]
    assert rows[0]["lead"] == " | ".join(one["name"] for one in as_json[0]["lead"])


def test_a_spreadsheet_holds_the_same_rows(client: httpx.Client) -> None:
    as_json = client.get(TASKS).json()["tasks"]
    response = client.get(TASKS, headers={"Accept": XLSX}, params={"fields": "tasks.iri,tasks.text,tasks.direct"})
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    head, *rows = sheet.iter_rows(values_only=True)
    assert head == ("iri", "text", "direct")
    assert [row[:1] + row[2:] for row in rows] == [(one["iri"], one["direct"]) for one in as_json]


def test_the_next_page_of_a_table_is_in_the_link_header(client: httpx.Client) -> None:
    address = f"{V1}/tasks?limit=2"
    seen: list[str] = []
    while address:
        response = client.get(address, headers={"Accept": "text/csv"})
        seen += [row["iri"] for row in csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")))]
        link = response.headers.get("link", "")
        address = link.partition("<")[2].partition(">")[0]
    everything = [one["iri"] for one in client.get(f"{V1}/tasks?limit=200").json()["items"]]
    assert sorted(seen) == sorted(everything)


def test_what_is_no_list_has_no_table(client: httpx.Client) -> None:
    response = client.get(f"{V1}/instruments/CT 19-CT%2FTU", headers={"Accept": "text/csv"})
    assert response.status_code == 406
    assert response.json()["available"] == ["application/json"]


def test_text_is_never_a_formula() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(tabular.as_xlsx(tabular.table([{"a": "=1+1", "b": "x\x07y"}])))).active
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1", "s")
    assert sheet["B2"].value == "x y"


def test_an_empty_list_is_an_empty_table() -> None:
    assert tabular.as_csv(tabular.table([])) == b"\xef\xbb\xbf"
    assert openpyxl.load_workbook(io.BytesIO(tabular.as_xlsx(tabular.table([])))).active.max_row == 1


def test_codes_are_named_in_the_language_that_the_client_reads(client: httpx.Client) -> None:
    assert "labels" not in client.get(TASKS).json()
    for speaks, name in (("vi", "triển khai thực hiện"), ("en-GB,en;q=0.8", "implements")):
        response = client.get(TASKS, headers={"Accept-Language": speaks})
        assert response.headers["content-language"] == speaks[:2]
        assert response.json()["labels"]["implements"] == name


@pytest.mark.parametrize(
    ("accept", "best"), [("", None), ("fr", None), ("*", "vi"), ("en;q=0.5,vi;q=0.4", "en"), ("en;q=x,vi;q=0.1", "vi")]
)
def test_the_language_is_the_one_liked_best(accept: str, best: str | None) -> None:
    assert language(accept) == best


def test_what_a_client_holds_is_not_sent_again(client: httpx.Client) -> None:
    first = client.get(TASKS)
    tag = first.headers["etag"]
    varies = [name.strip() for name in first.headers["vary"].split(",")]
    assert sorted(varies) == ["Accept", "Accept-Encoding", "Accept-Language"]
    again = client.get(TASKS, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.head(TASKS, headers={"If-None-Match": tag}).status_code == 304


def test_another_form_or_address_has_another_tag(client: httpx.Client) -> None:
    tags = {
        client.get(TASKS, headers=headers).headers["etag"]
        for headers in ({}, {"Accept": "text/csv"}, {"Accept-Language": "en"})
    }
    tags.add(client.get(TASKS, params={"fields": "tasks.iri"}).headers["etag"])
    assert len(tags) == 4


def test_what_went_wrong_has_no_tag(client: httpx.Client) -> None:
    missing = client.get(f"{V1}/instruments/99-XX%2FYY", headers={"If-None-Match": "*"})
    assert missing.status_code == 404
    assert "etag" not in missing.headers
    assert "etag" not in client.get("/healthz").headers


def test_who_asks_the_same_gets_the_same(client: httpx.Client) -> None:
    for headers in ({}, {"Accept-Encoding": "identity"}, {"Accept": "text/csv"}, {"Accept-Language": "en"}):
        first, again = (client.get(TASKS, headers=headers) for _ in range(2))
        assert again.content == first.content
        own = {"date", "x-request-id", "ratelimit", "ratelimit-policy"}
        assert {k: v for k, v in again.headers.items() if k not in own} == {
            k: v for k, v in first.headers.items() if k not in own
        }


def test_what_is_kept_goes_when_the_graph_changes(tmp_path: Any) -> None:
    store = tmp_path / "kho"
    for number in (1, 2):
        text = f"UBND TỈNH BẮC NINH\nSố: {number}/KH-UBND\nngày 05 tháng 7 năm 2023\nKẾ HOẠCH\nThực hiện 19-CT/TU\n"
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    update(store, [tmp_path / "1.txt"], jobs=1)
    with serve(create_app(Settings(store=store))) as client:
        before = [client.get(f"{V1}/documents") for _ in range(2)]
        update(store, [tmp_path / "1.txt", tmp_path / "2.txt"], jobs=1)
        after = client.get(f"{V1}/documents", headers={"If-None-Match": before[0].headers["etag"]})
    assert [len(answer.json()["items"]) for answer in (*before, after)] == [1, 1, 2]


def test_answers_that_do_not_fit_or_are_not_good_are_not_kept() -> None:
    kept = Kept(160)
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def answer(key: str, status: int, *parts: bytes) -> None:
        record = Recording(send, kept, key, {})
        await record({"type": "http.response.start", "status": status, "headers": []})
        for k, part in enumerate(parts, 1):
            await record({"type": "http.response.body", "body": part, "more_body": k < len(parts)})

    asyncio.run(answer("good", 200, b"12345", b"67890"))
    asyncio.run(answer("long", 200, b"12345678901"))
    asyncio.run(answer("bad", 500, b"1"))
    found = kept.find("good")
    assert found is not None
    assert found.body == b"1234567890"
    assert kept.find("long") is None
    assert kept.find("bad") is None
    for number in range(20):
        asyncio.run(answer(str(number), 200, b"1234567890"))
    assert sum(kept.find(str(number)) is not None for number in range(20)) == 16
