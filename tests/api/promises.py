"""Holding an answer against what the OpenAPI promises."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx
import jsonschema

V1 = "/api/v1"


def path_of(iri: str) -> str:
    """The part of an IRI after `/id/`, as an address has it."""
    return quote(iri.partition("/id/")[2])


def check(openapi: dict[str, Any], route: str, response: httpx.Response, method: str = "get") -> Any:
    """The body, which must be what the OpenAPI promises for that status and media type."""
    described = openapi["paths"][route][method]["responses"][str(response.status_code)]
    media = response.headers["content-type"].partition(";")[0]
    schema = described["content"][media].get("schema", {})
    if "fields" not in response.request.url.params and "anyOf" in schema:
        schema = schema["anyOf"][0]  # whole, where no part was asked for
    jsonschema.validate(response.json(), {**schema, "components": openapi["components"]})
    return response.json()
