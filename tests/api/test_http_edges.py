"""Edges over HTTP: what is behind one, citations one way, and what a load changed."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from conftest import serve
from promises import V1, check, path_of
from small_corpus import CT19, KH88, NQ33

from api.app import create_app
from api.settings import Settings
from ingest.update import update

OF_19 = f"{V1}/instruments/{path_of(CT19.iri)}/citations"


def test_everything_behind_an_edge_is_told(client: httpx.Client, openapi: dict[str, Any]) -> None:
    params = {"subject": path_of(NQ33.iri), "object": "CT 19-CT/TU"}
    found = check(openapi, f"{V1}/evidence", client.get(f"{V1}/evidence", params=params))
    assert found["to"] == CT19.iri
    assert found["items"]
    assert all(one["quote"] and one["relation"] for one in found["items"])


def test_without_an_edge_there_is_no_evidence(client: httpx.Client) -> None:
    params = {"subject": "CT 19-CT/TU", "object": path_of(KH88.iri)}
    assert client.get(f"{V1}/evidence", params=params).json()["items"] == []


def test_an_end_that_nobody_knows_is_no_empty_list(client: httpx.Client) -> None:
    params = {"subject": "CT 19-CT/TU", "object": "99-XX/YY"}
    assert client.get(f"{V1}/evidence", params=params).status_code == 404


def test_citations_go_one_way_where_that_is_asked_for(client: httpx.Client, openapi: dict[str, Any]) -> None:
    both = client.get(OF_19).json()
    inward = check(openapi, f"{V1}/instruments/{{id}}/citations", client.get(OF_19, params={"direction": "in"}))
    outward = client.get(OF_19, params={"direction": "out"}).json()
    assert (inward["cited_by"], inward["citations"]) == (both["cited_by"], [])
    assert (outward["citations"], outward["cited_by"]) == (both["citations"], [])


def test_citations_of_one_relation_come_alone(client: httpx.Client) -> None:
    both = client.get(OF_19).json()["cited_by"]
    relations = {edge["relation"] for edge in both}
    assert len(relations) > 1
    for relation in relations:
        found = client.get(OF_19, params={"relation": relation}).json()["cited_by"]
        assert found == [edge for edge in both if edge["relation"] == relation]
    assert client.get(OF_19, params={"relation": "loves"}).status_code == 422


def test_citations_come_in_pages_that_tell_how_many_there_are_in_all(
    client: httpx.Client, openapi: dict[str, Any]
) -> None:
    whole = client.get(OF_19).json()
    assert whole["next"] is None
    assert whole["total"] == {name: len(whole[name]) for name in ("citations", "cited_by", "unsettled")}
    assert whole["total"]["cited_by"] > 1
    found, address = [], f"{OF_19}?direction=in&limit=1"
    while address:
        response = client.get(address)
        page = check(openapi, f"{V1}/instruments/{{id}}/citations", response)
        assert page["total"] == {"citations": 0, "cited_by": whole["total"]["cited_by"], "unsettled": 0}
        assert ("link" in response.headers) == (page["next"] is not None)
        found += page["cited_by"]
        address = page["next"]
    assert len(found) == len(whole["cited_by"])
    assert all(one in whole["cited_by"] for one in found)


def test_what_each_load_changed_can_be_asked(tmp_path: Any) -> None:
    folder, store = tmp_path / "van-ban", tmp_path / "kho"
    folder.mkdir()
    for number in (1, 2):
        head = f"ỦY BAN NHÂN DÂN TỈNH BẮC NINH\nSố: {number}/KH-UBND\nngày 05 tháng 7 năm 2023\nKẾ HOẠCH\n"
        text = f"{head}Thực hiện 19-CT/TU\n"
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
        update(store, [folder], jobs=1)
    with serve(create_app(Settings(store=store))) as client:
        described = client.get("/openapi.json").json()
        both = check(described, f"{V1}/changes", client.get(f"{V1}/changes"))
        assert (both["complete"], both["total"]) == (True, 2)
        assert [load["from"] for load in both["loads"]] == ["1", None]
        last = client.get(f"{V1}/changes", params={"since": "1"}).json()
        assert last["loads"] == both["loads"][:1]
        assert last["loads"][0]["counts"]["instruments"]["added"] == 1
        cut = client.get(f"{V1}/changes", params={"limit": 1}).json()
        assert (cut["total"], len(cut["loads"])) == (2, 1)


@pytest.mark.parametrize("since", ["999", "hôm qua", "2026-13-40"])
def test_a_moment_that_cannot_be_is_refused(client: httpx.Client, since: str) -> None:
    assert client.get(f"{V1}/changes", params={"since": since}).status_code == 422
