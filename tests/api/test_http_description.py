"""The OpenAPI is whole and true, and what holds for every answer."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
from promises import V1

from api.settings import Settings


def test_every_operation_is_described_in_vietnamese_with_its_errors(openapi: dict[str, Any]) -> None:
    for path, operations in openapi["paths"].items():
        for method, operation in operations.items():
            where = f"{method} {path}"
            assert " / " in operation["summary"], where
            assert len(operation["description"]) > 20, where
            assert "500" in operation["responses"], where
            for parameter in operation.get("parameters", []):
                assert parameter.get("description"), f"{where} {parameter['name']}"
    assert "HTTPValidationError" not in json.dumps(openapi)


def test_the_description_is_a_valid_one(openapi: dict[str, Any]) -> None:
    names = set(openapi["components"]["schemas"])
    for found in re.findall(r'"\$ref": ?"#/components/schemas/([^"]+)"', json.dumps(openapi)):
        assert found in names
    for schema in openapi["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_every_answer_has_an_example_that_is_true_to_its_schema(openapi: dict[str, Any]) -> None:
    schemas = openapi["components"]["schemas"]
    promised = re.findall(r'"\$ref": "#/components/schemas/(\w+)"', json.dumps(openapi["paths"]))
    assert promised
    for name in set(promised):
        jsonschema.validate(schemas[name]["example"], {**schemas[name], "components": openapi["components"]})
    for operations in openapi["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", []):
                where = (parameter["in"], parameter["name"])
                told = {"example", "examples"} & {*parameter, *parameter["schema"]}
                free = "enum" not in parameter["schema"] and "default" not in parameter["schema"]
                assert told or not free or not parameter.get("required"), where


def test_every_described_address_exists(openapi: dict[str, Any]) -> None:
    for expected in (
        "/instruments", "/instruments/{id}", "/instruments/{id}/tasks", "/instruments/{id}/citations",
        "/instruments/{id}/provenance", "/instruments/{id}/dependencies", "/instruments/{id}/dependents",
        "/instruments/{id}/impact", "/instruments/{id}/export", "/tasks", "/agencies", "/agencies/{slug}",
        "/documents", "/lookup", "/path", "/graph", "/export", "/problems",
    ):  # fmt: skip
        assert V1 + expected in openapi["paths"]
    assert {"/sparql", "/healthz", "/id/{id}"} <= set(openapi["paths"])


def test_head_is_get_without_the_body(client: httpx.Client) -> None:
    got, headed = client.get(f"{V1}/tasks"), client.head(f"{V1}/tasks")
    assert headed.status_code == 200
    assert headed.content == b""
    assert headed.headers["content-type"] == got.headers["content-type"]


def test_every_answer_forbids_guessing(client: httpx.Client) -> None:
    for address in ("/", "/healthz", "/nowhere", "/static/style.css"):
        headers = client.get(address).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]


def test_environment_settings_are_read_and_nonsense_is_refused() -> None:
    found = Settings.from_environment({"DANCHIEU_STORE": "/data", "DANCHIEU_SPARQL_SECONDS": "2.5"})
    assert (found.store, found.sparql_seconds, found.sparql_workers) == (Path("/data"), 2.5, 3)
    for name, value in (
        ("DANCHIEU_SPARQL_ROWS", "many"),
        ("DANCHIEU_SPARQL_SECONDS", "-1"),
        ("DANCHIEU_SPARQL_WORKERS", "0"),
    ):
        with pytest.raises(ValueError, match=name):
            Settings.from_environment({name: value})
