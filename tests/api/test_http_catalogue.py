"""The catalogue over HTTP: facets narrow, count, and never hide what they leave out."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from promises import V1, check

LIST = f"{V1}/instruments"


def listed(client: httpx.Client, **params: Any) -> Any:
    return client.get(LIST, params={"limit": 200, **params}).json()


def test_the_total_counts_all_and_not_only_this_page(client: httpx.Client, openapi: dict[str, Any]) -> None:
    found = check(openapi, LIST, client.get(LIST, params={"limit": 1}))
    assert len(found["items"]) == 1
    assert found["total"] == len(listed(client)["items"]) > 1
    assert found["facets"] is None


def test_each_value_of_a_facet_leaves_as_many_as_it_says(client: httpx.Client, openapi: dict[str, Any]) -> None:
    found = check(openapi, LIST, client.get(LIST, params={"facets": True}))
    assert set(found["facets"]) == {"type", "issuer", "place", "year", "held", "status"}
    for name, facet in found["facets"].items():
        for one in facet["values"]:
            assert listed(client, **{name: one["value"]})["total"] == one["count"], (name, one)


def test_a_facet_counts_under_the_others_and_not_under_itself(client: httpx.Client) -> None:
    every = listed(client, facets=True)["facets"]
    chosen = listed(client, facets=True, held=True)["facets"]
    assert chosen["held"] == every["held"]
    held = {one["value"]: one["count"] for one in every["held"]["values"]}["true"]
    assert sum(one["count"] for one in chosen["type"]["values"]) == held


def test_a_type_or_a_place_needs_no_accents(client: httpx.Client) -> None:
    found = listed(client, type="chi thi", place="Bac Giang")
    assert found["total"]
    assert all((one["type"], one["jurisdiction"]) == ("chỉ thị", "bac-giang") for one in found["items"])


def test_facets_narrow_a_search_too(client: httpx.Client) -> None:
    every = listed(client, q="chi thi 17")
    one = every["items"][0]
    narrowed = listed(client, q="chi thi 17", year=one["date"][:4], place=one["jurisdiction"])
    assert one["iri"] in [item["iri"] for item in narrowed["items"]]
    assert narrowed["total"] <= every["total"]


def test_standing_depends_on_the_day(client: httpx.Client) -> None:
    now = {one["value"]: one["count"] for one in listed(client, facets=True)["facets"]["status"]["values"]}
    before = {
        one["value"]: one["count"] for one in listed(client, facets=True, on="1900-01-01")["facets"]["status"]["values"]
    }
    assert "not-issued" not in now
    assert before.keys() <= {"not-issued", "unknown"}
    assert before["not-issued"] > 0


@pytest.mark.parametrize("params", [{"status": "in-force"}, {"year": "20"}, {"held": "perhaps"}, {"on": "hôm qua"}])
def test_a_facet_that_cannot_be_is_refused(client: httpx.Client, params: dict[str, str]) -> None:
    response = client.get(LIST, params=params)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
