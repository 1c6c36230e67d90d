"""REST: what each address answers, and that it is what the OpenAPI promises."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from promises import V1, check, path_of
from small_corpus import CT17_2020, CT17_2022, CT19, CT25_TU, KH88, KL120, NQ33, small_corpus
from starlette.requests import Request

from api.representation.paging import turn
from graph.identity import agency_iri

# What is answered.


def test_search_needs_no_accents_and_forgives_how_a_number_is_written(client: httpx.Client) -> None:
    for text in ("CT 19-CT/TU", "chi thi 19", "19-CT/TU", "Chỉ thị số 19-CT/TU ngày 11/6/2020"):
        found = client.get(f"{V1}/instruments", params={"q": text}).json()["items"]
        assert found[0]["iri"] == CT19.iri, text


def test_the_tasks_of_a_directive_are_told_apart_with_all_that_proves_them(
    client: httpx.Client, openapi: dict[str, Any]
) -> None:
    response = client.get(f"{V1}/instruments/{path_of(CT19.iri)}/tasks")
    answer = check(openapi, f"{V1}/instruments/{{id}}/tasks", response)
    assert answer["instrument"]["iri"] == CT19.iri
    direct, *through = answer["tasks"]
    assert direct["direct"] is True
    assert direct["chain"] == []
    assert direct["lead"][0]["name"] == "Sở Tài nguyên và Môi trường tỉnh Bắc Giang"
    assert direct["deadlines"][0]["end"] == "2024-12-31"
    assert direct["evidence"][0]["quote"] == "19-CT/TU"
    assert direct["evidence"][0]["source"] == "nghi-quyet-33.txt"
    assert {tuple(task["chain"]) for task in through} == {(KL120.iri,), (KH88.iri, KL120.iri)}
    assert "ghi nhận kết quả" not in response.text


@pytest.mark.parametrize("question", ["citations", "provenance", "dependencies", "dependents", "impact"])
def test_each_question_of_an_instrument_answers_as_the_openapi_says(
    client: httpx.Client, openapi: dict[str, Any], question: str
) -> None:
    for instrument in (CT19, NQ33, KL120):
        response = client.get(f"{V1}/instruments/{path_of(instrument.iri)}/{question}")
        assert response.status_code == 200, response.text
        answer = check(openapi, f"{V1}/instruments/{{id}}/{question}", response)
        assert answer["instrument"]["iri"] == instrument.iri


@pytest.mark.parametrize(
    ("route", "parameters"),
    [
        ("/instruments", {"q": "chi thi", "limit": 2}),
        ("/instruments", {"q": ""}),
        ("/instruments", {"q": "17-CT/TU", "date": "27/02/2020", "place": "Bắc Giang"}),
        ("/tasks", {}),
        ("/tasks", {"q": "kinh phí"}),
        ("/agencies", {"q": "so tai chinh"}),
        ("/documents", {"limit": 1}),
        ("/problems", {}),
        ("/problems", {"code": "date-conflict"}),
        ("/lookup", {"q": "120-KL/TU"}),
        ("/path", {"from": "88/KH-UBND", "to": "19-CT/TU"}),
        ("/path", {"from": "19-CT/TU", "to": "88/KH-UBND"}),
    ],
)
def test_each_list_answers_as_the_openapi_says(
    client: httpx.Client, openapi: dict[str, Any], route: str, parameters: dict[str, Any]
) -> None:
    response = client.get(V1 + route, params=parameters)
    assert response.status_code == 200, response.text
    check(openapi, V1 + route, response)


def test_one_instrument_task_and_agency_answer_as_the_openapi_says(
    client: httpx.Client, openapi: dict[str, Any], task: str
) -> None:
    agency = agency_iri("Sở Tài chính tỉnh Bắc Giang").rpartition("/")[2]
    for route, address in (
        ("/instruments/{id}", f"/instruments/{path_of(NQ33.iri)}"),
        ("/tasks/{digest}", f"/tasks/{task}"),
        ("/tasks/{digest}/provenance", f"/tasks/{task}/provenance"),
        ("/tasks/{digest}/dependencies", f"/tasks/{task}/dependencies"),
        ("/agencies/{slug}", f"/agencies/{agency}"),
    ):
        response = client.get(V1 + address)
        assert response.status_code == 200, response.text
        check(openapi, V1 + route, response)
    check(openapi, "/healthz", client.get("/healthz"))


def test_a_page_of_an_agencys_tasks_says_how_many_there_are_in_all(
    client: httpx.Client, openapi: dict[str, Any]
) -> None:
    address = f"/agencies/{agency_iri('Sở Tài chính tỉnh Bắc Giang').rpartition('/')[2]}"
    first = client.get(V1 + address).json()
    assert first["total"] == {role: len(first[role]) for role in ("lead", "coordinating")}
    past = client.get(V1 + address, params={"limit": 1, "offset": 1})
    check(openapi, V1 + "/agencies/{slug}", past)
    assert past.json() == first | {"lead": [], "coordinating": [], "limit": 1, "offset": 1}
    assert client.get(V1 + address, params={"limit": 0}).status_code == 422


@pytest.mark.parametrize("more", [True, False])
def test_the_next_address_keeps_what_was_asked_for(more: bool) -> None:
    app = SimpleNamespace(state=SimpleNamespace(knowledge=SimpleNamespace(edition=lambda: "7")))
    asked = {"type": "http", "server": ("x", 80), "scheme": "http", "path": "/api/v1/tasks", "headers": [], "app": app}
    found = turn(Request(asked | {"query_string": b"q=a&limit=2&offset=4"}), 2, 4, more=more)
    following = found.pop("next")
    assert found == {"limit": 2, "offset": 4}
    assert following.startswith("/api/v1/tasks?q=a&limit=2&cursor=") if more else following is None


def test_a_cursor_of_another_generation_is_told_where_to_begin_again(client: httpx.Client) -> None:
    cursor = urlsafe_b64encode(b"5 another").decode()
    response = client.get(f"{V1}/tasks", params={"q": "a", "cursor": cursor})
    assert response.status_code == 410
    assert response.json()["first"] == "/api/v1/tasks?q=a"


@pytest.mark.parametrize("cursor", ["x", "%%%", "ⓧ", "LTEgMQ", "OTk5OTk5OTk5OTk5OTk5IDE"])
def test_what_is_no_cursor_is_refused(client: httpx.Client, cursor: str) -> None:
    assert client.get(f"{V1}/tasks", params={"cursor": cursor}).status_code == 422


def test_lists_are_walked_by_their_next_address(client: httpx.Client) -> None:
    seen: list[str] = []
    address: str | None = f"{V1}/instruments?q=&limit=5"
    while address:
        page = client.get(address).json()
        seen += [item["iri"] for item in page["items"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == len(small_corpus().instruments)


@pytest.mark.parametrize("text", ["", "rác"])
def test_no_task_is_on_two_pages_or_on_none(client: httpx.Client, text: str) -> None:
    seen: list[str] = []
    address: str | None = f"{V1}/tasks?q={text}&limit=1"
    while address:
        page = client.get(address).json()
        seen += [item["iri"] for item in page["items"]]
        address = page["next"]
    whole = client.get(f"{V1}/tasks", params={"q": text, "limit": 200}).json()["items"]
    assert len(seen) == len(set(seen)) == len(whole) > 1


def test_a_path_names_each_step_with_its_evidence(client: httpx.Client) -> None:
    answer = client.get(f"{V1}/path", params={"from": "88/KH-UBND", "to": "19-CT/TU"}).json()
    assert [(step["from"], step["to"]) for step in answer["path"]] == [
        (KH88.iri, KL120.iri),
        (KL120.iri, CT19.iri),
    ]
    assert all(step["evidence"] for step in answer["path"])


@pytest.mark.parametrize(
    "format",
    [
        "turtle", "jsonld", "ntriples", "nquads", "trig", "rdfxml", "graphml", "gexf", "dot", "cytoscape", "mermaid",
        "csv", "parquet", "xlsx", "ics",
    ],
)  # fmt: skip
def test_the_graph_and_a_part_of_it_come_as_files(client: httpx.Client, format: str) -> None:
    whole = client.get(f"{V1}/export", params={"format": format})
    part = client.get(f"{V1}/instruments/{path_of(KL120.iri)}/export", params={"format": format, "depth": 1})
    assert whole.status_code == part.status_code == 200
    assert 0 < len(part.content) < len(whole.content)
    assert "attachment" in part.headers["content-disposition"]
    assert whole.headers["content-type"] == part.headers["content-type"]


def test_a_report_is_of_an_instrument_however_it_is_asked_for(client: httpx.Client) -> None:
    named = client.get(f"{V1}/export", params={"format": "docx", "of": "19-CT/TU"})
    asked = client.get(f"{V1}/instruments/{path_of(CT19.iri)}/export", params={"format": "docx"})
    assert named.status_code == asked.status_code == 200
    assert named.content.startswith(b"PK")
    without = client.get(f"{V1}/export", params={"format": "docx"})
    assert without.status_code == 422
    assert "«of»" in without.json()["detail"]


def test_an_export_is_narrowed_by_filters(client: httpx.Client) -> None:
    def nodes(**given: object) -> set[str]:
        found = client.get(f"{V1}/export", params={"format": "cytoscape", **given})
        assert found.status_code == 200, found.text
        return {one["data"]["id"] for one in found.json()["elements"]["nodes"]}

    assert nodes(of="120-KL/TU", direction="out") == {KL120.iri, CT19.iri}
    assert CT19.iri not in nodes(relation=["legalBasis", "repeals"])
    assert CT19.iri not in nodes(since="01/01/2024")
    agency = agency_iri("Sở Tài chính tỉnh Bắc Giang")
    for said in ("Sở Tài chính tỉnh Bắc Giang", agency, "org/" + agency.rpartition("/")[2]):
        assert agency in nodes(agency=said)
    for wrong, parameter in (
        ({"relation": "loves"}, "relation"),
        ({"since": "2025", "until": "2024"}, "since"),
        ({"confidence": 2}, "confidence"),
        ({"depth": 2}, "depth"),
    ):
        refused = client.get(f"{V1}/export", params={"format": "csv", **wrong})
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["parameter"] == parameter


def test_without_graphviz_a_picture_is_refused_in_one_sentence(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.exports.pictures.shutil.which", lambda name: None)
    refused = client.get(f"{V1}/export", params={"format": "svg"})
    assert refused.status_code == 503
    assert "graphviz" in refused.json()["detail"]


def test_what_is_around_a_thing_is_cut_with_notice(client: httpx.Client, task: str) -> None:
    for of in ("CT 19-CT/TU", f"task/{task}", CT19.iri, agency_iri("Sở Tài chính tỉnh Bắc Giang")):
        found = client.get(f"{V1}/graph", params={"of": of})
        assert found.status_code == 200, found.text
        assert found.json()["elements"]["nodes"]
    few = client.get(f"{V1}/graph", params={"of": "120-KL/TU", "limit": 2})
    assert few.headers["danchieu-truncated"] == "true"
    assert len(few.json()["elements"]["nodes"]) == 2


# Which instrument is meant.


@pytest.mark.parametrize(
    "address", [f"{V1}/lookup?q=17-CT/TU", f"{V1}/instruments/17-CT%2FTU/tasks", f"{V1}/instruments/17-CT/TU"]
)
def test_a_number_that_means_two_instruments_is_answered_with_both(
    client: httpx.Client, openapi: dict[str, Any], address: str
) -> None:
    response = client.get(address)
    assert response.status_code == 300
    told = check(openapi, f"{V1}/lookup", response)
    assert {c["iri"] for c in told["candidates"]} == {CT17_2020.iri, CT17_2022.iri}
    assert {c["date"] for c in told["candidates"]} == {"2020-02-27", "2022-10-14"}


@pytest.mark.parametrize("date", ["2020-02-27", "27/02/2020", "27/2/2020", "2020"])
def test_a_date_chooses_between_them(client: httpx.Client, date: str) -> None:
    assert client.get(f"{V1}/lookup", params={"q": "17-CT/TU", "date": date}).json()["iri"] == CT17_2020.iri
    tasks = client.get(f"{V1}/instruments/17-CT/TU/tasks", params={"date": date}).json()
    assert tasks["instrument"]["iri"] == CT17_2020.iri


def test_like_numbers_of_different_bodies_are_never_mixed_up(client: httpx.Client) -> None:
    assert client.get(f"{V1}/lookup", params={"q": "25-CT/TU"}).json()["iri"] == CT25_TU.iri
    assert client.get(f"{V1}/lookup", params={"q": "25-CT/TW"}).json()["jurisdiction"] == "vn"


@pytest.mark.parametrize(
    "address",
    [
        f"{V1}/lookup?q=18-CT/TU",
        f"{V1}/instruments/vn/tinh-uy-bac-giang/chi-thi/2020-06-12/19-ct-tu",
        f"{V1}/instruments/vn/tinh-uy-bac-giang/chi-thi/2020-06-12/19-ct-tu/tasks",
        f"{V1}/instruments/18-CT/TU/provenance",
    ],
)
def test_an_unknown_instrument_is_answered_with_near_misses(
    client: httpx.Client, openapi: dict[str, Any], address: str
) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert CT19.iri in {n["iri"] for n in check(openapi, f"{V1}/lookup", response)["near"]}


# Linked data.


@pytest.mark.parametrize(
    ("accept", "where"),
    [
        ("text/html", "/van-ban/vn/"),
        ("application/json", "/api/v1/instruments/vn/"),
        ("text/turtle", "/data/vn/"),
        ("application/ld+json", "/data/vn/"),
    ],
)
def test_an_iri_leads_to_what_is_known_in_the_format_that_is_wanted(
    client: httpx.Client, accept: str, where: str
) -> None:
    response = client.get(f"/id/{path_of(CT19.iri)}", headers={"Accept": accept})
    assert response.status_code == 303
    assert response.headers["location"].startswith(where)
    followed = client.get(f"/id/{path_of(CT19.iri)}", headers={"Accept": accept}, follow_redirects=True)
    assert followed.status_code == 200
    assert followed.headers["content-type"].startswith(accept)
    assert CT19.iri in followed.text


def test_every_kind_of_thing_in_the_graph_can_be_looked_at(client: httpx.Client) -> None:
    query = "SELECT DISTINCT ?s { ?s ?p ?o FILTER(CONTAINS(STR(?s), '/id/')) }"
    rows = client.post("/sparql", data={"query": query}).json()["results"]["bindings"]
    kinds = {row["s"]["value"].partition("/id/")[2].partition("/")[0]: row["s"]["value"] for row in rows}
    for iri in kinds.values():
        found = client.get(f"/id/{path_of(iri)}", headers={"Accept": "text/turtle"}, follow_redirects=True)
        assert found.status_code == 200, iri


def test_an_iri_whose_date_was_learned_later_moves_for_good(client: httpx.Client) -> None:
    response = client.get(f"/id/{path_of(NQ33.former_iris[0])}")
    assert response.status_code == 301
    assert response.headers["location"] == f"/id/{path_of(NQ33.iri)}"


@pytest.mark.parametrize("id", ["vn/nowhere/chi-thi/1-ct", "%20%3E", "", "vn"])
def test_an_iri_of_nothing_is_not_found(client: httpx.Client, id: str) -> None:
    response = client.get(f"/id/{id}")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
