"""An instrument's standing and the depth of its citations over HTTP."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from promises import V1, check, path_of
from said import Run
from small_corpus import CT17_2020, CT19, CT26_TTG, KH50_TN


@pytest.mark.parametrize(("day", "state"), [(None, "repealed"), ("1/1/2024", "unknown"), ("2017-01-01", "not-issued")])
def test_a_standing_is_what_was_promised(
    client: httpx.Client, openapi: dict[str, Any], day: str | None, state: str
) -> None:
    response = client.get(f"{V1}/instruments/{path_of(CT26_TTG.iri)}/status", params={"on": day} if day else {})
    found = check(openapi, f"{V1}/instruments/{{id}}/status", response)
    assert found["state"] == state
    assert (found["by"] or {}).get("iri") == (KH50_TN.iri if state == "repealed" else None)


def test_depth_is_what_was_promised(client: httpx.Client, openapi: dict[str, Any]) -> None:
    response = client.get(f"{V1}/instruments/{path_of(CT19.iri)}/depth")
    found = check(openapi, f"{V1}/instruments/{{id}}/depth", response)
    assert [entry["mentions"] for entry in found["cited_by"]] == [2, 1]


def test_the_command_line_prints_the_same_bytes(client: httpx.Client, ask: Run) -> None:
    by_http = client.get(f"{V1}/instruments/26/CT-TTg/status", params={"on": "1/1/2025"})
    assert ask("ask", "status", "26/CT-TTg", "--on", "1/1/2025", "--json").out.encode() == by_http.content
    by_http = client.get(f"{V1}/instruments/{path_of(CT17_2020.iri)}/depth")
    assert ask("ask", "depth", CT17_2020.iri, "--json").out.encode() == by_http.content


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("26/CT-TTg/status?on=2024", 422),
        ("26/CT-TTg/status?on=mai", 422),
        ("17-CT/TU/status", 300),
        ("98765/QĐ-XYZ/depth", 404),
    ],
)
def test_what_is_wrong_is_a_problem(client: httpx.Client, address: str, code: int) -> None:
    response = client.get(f"{V1}/instruments/{address}")
    assert response.status_code == code
    assert response.headers["content-type"].startswith("application/problem+json")
