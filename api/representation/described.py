"""What the OpenAPI says of the forms of an answer: part of its members, the names of codes, tables, 304."""

from __future__ import annotations

from typing import Any

from api.representation.asked import JSON
from api.representation.tabular import CSV, LISTS, XLSX, is_one_table

_SELECTED = {
    "title": "Selected",
    "type": "object",
    "description": "Chỉ các thành phần mà `fields` nêu / only the members that `fields` names",
}
_LABELS = {
    "type": "object",
    "description": "Tên gọi của từng mã trong câu trả lời, khi có Accept-Language / the name of each code, where "
    "Accept-Language asks for it",
    "additionalProperties": {"type": "string"},
}
_ETAG = {
    "description": "Thẻ của câu trả lời; gửi lại bằng If-None-Match để nhận 304 nếu chưa đổi / to ask again with",
    "schema": {"type": "string"},
}
_OF_FORM = ("fields", "accept-language")
_LINK = {"description": "Địa chỉ trang sau (rel=next) / the next page", "schema": {"type": "string"}}


def describe_forms(openapi: dict[str, Any]) -> None:
    """Add them to every operation that answers with members, and take the parameters from those that do not."""
    schemas = openapi["components"]["schemas"]
    for operations in openapi["paths"].values():
        for operation in operations.values():
            if not any(one.get("name") == "fields" for one in operation.get("parameters", ())):
                continue
            good = operation["responses"].get("200", {})
            whole = good.get("content", {}).get(JSON, {}).get("schema", {})
            reference = whole.get("$ref")
            if whole.get("type") == "array":
                good["content"][JSON]["schema"] = {"anyOf": [whole, {"type": "array", "items": _SELECTED}]}
                good["headers"] = {"ETag": _ETAG, **good.get("headers", {})}
                _describe_tables(good)
            elif not reference:
                # A file, a stream, a receipt: sent whole, whatever is asked of its form.
                operation["parameters"] = [one for one in operation["parameters"] if one["name"] not in _OF_FORM]
            if not reference:
                continue
            schema = schemas[reference.rpartition("/")[2]]
            schema["properties"].setdefault("labels", _LABELS)
            good["content"][JSON]["schema"] = {"anyOf": [{"$ref": reference}, _SELECTED]}
            good["headers"] = {"ETag": _ETAG, **good.get("headers", {})}
            lists = [name for name in LISTS if schema["properties"].get(name, {}).get("type") == "array"]
            if lists and is_one_table(schema["properties"]):
                _describe_tables(good)
                good["headers"]["Link"] = _LINK


def _describe_tables(good: dict[str, Any]) -> None:
    good["content"].setdefault(CSV, {"schema": {"type": "string"}})
    good["content"].setdefault(XLSX, {"schema": {"type": "string", "format": "binary"}})
