"""What requests made from the OpenAPI brought to light (`benchmarks.schema_fuzz`), each held by a test of its own."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from promises import V1, check


def test_a_list_without_pages_knows_its_members_too(client: httpx.Client, openapi: dict[str, Any]) -> None:
    unknown = client.get(f"{V1}/questions", params={"fields": "nothing"})
    assert unknown.status_code == 422
    assert "number" in unknown.json()["detail"]
    part = client.get(f"{V1}/questions", params={"fields": "number,name"})
    assert all(set(one) == {"number", "name"} for one in check(openapi, f"{V1}/questions", part))
    table = client.get(f"{V1}/questions", params={"fields": "number,name"}, headers={"Accept": "text/csv"})
    assert table.text.removeprefix("\ufeff").splitlines()[0] == "number,name"
    assert "text/csv" in openapi["paths"][f"{V1}/questions"]["get"]["responses"]["200"]["content"]


def test_a_question_takes_fields_besides_its_own_parameters(client: httpx.Client) -> None:
    asked = {"example": "true", "fields": "columns"}
    assert set(client.get(f"{V1}/questions/who-cites", params=asked).json()) == {"columns"}
    assert client.get(f"{V1}/questions/who-cites", params={"example": "true", "fields": ""}).status_code == 200


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        (f"{V1}/documents", {"GET", "HEAD", "POST"}),
        (f"{V1}/documents/{'0' * 64}", {"GET", "HEAD", "DELETE"}),
        (f"{V1}/reviews", {"GET", "HEAD", "POST"}),
        (f"{V1}/tasks", {"GET", "HEAD"}),
    ],
)
def test_a_method_that_is_not_taken_is_told_with_all_that_are(
    client: httpx.Client, address: str, allowed: set[str]
) -> None:
    response = client.request("PATCH", address)
    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) == allowed


def test_a_body_that_is_no_text_is_refused_in_vietnamese(client: httpx.Client, openapi: dict[str, Any]) -> None:
    address = f"{V1}/reviews"
    response = client.post(address, content=b"\xb5A\x0eu\xff", headers={"Content-Type": "application/json"})
    assert response.status_code == 400
    assert check(openapi, address, response, "post")["detail"].startswith("Không đọc được phần thân")


def test_one_address_has_one_template(openapi: dict[str, Any]) -> None:
    shapes = ["/".join("{}" if part.startswith("{") else part for part in path.split("/")) for path in openapi["paths"]]
    assert len(shapes) == len(set(shapes))


def test_what_a_browser_is_told_of_a_mistake_is_described(client: httpx.Client, openapi: dict[str, Any]) -> None:
    response = client.get("/ontology", params={"format": "nothing"}, headers={"Accept": "text/html"})
    assert response.headers["content-type"].startswith("text/html")
    described = openapi["paths"]["/ontology"]["get"]["responses"][str(response.status_code)]
    assert {"text/html", "application/problem+json"} <= set(described["content"])


def test_json_ld_is_not_described_as_text(openapi: dict[str, Any]) -> None:
    described = [
        content["application/ld+json"]
        for operations in openapi["paths"].values()
        for operation in operations.values()
        for told in operation["responses"].values()
        if "application/ld+json" in (content := told.get("content", {}))
    ]
    assert len(described) >= 3
    assert not [one for one in described if one.get("schema", {}).get("type") == "string"]


def test_fields_are_promised_only_where_they_are_heeded(openapi: dict[str, Any]) -> None:
    def takes(method: str, path: str) -> bool:
        operation = openapi["paths"][path].get(method, {})
        return any(one["name"] == "fields" for one in operation.get("parameters", ()))

    assert takes("get", f"{V1}/tasks")
    assert not takes("get", f"{V1}/export")
    assert not takes("post", f"{V1}/reviews")
    for path, operations in openapi["paths"].items():
        if takes("get", path):
            schema = operations["get"]["responses"]["200"]["content"]["application/json"]["schema"]
            assert "anyOf" in schema, path
