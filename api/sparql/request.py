"""What a client asks, read from its request as the SPARQL 1.1 Protocol says: three ways to send a query, one meaning.

https://www.w3.org/TR/sparql11-protocol/#query-operation
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from fastapi import Request

from api.problems import Problem
from api.representation import negotiate
from api.sparql import guard, results

MAX_BODY = 128 * 1024  # bytes: a query of the longest allowed length, percent-encoded
MAX_FIELDS = 100  # parameters of one form
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
ALIASES = {"application/json": results.JSON, "application/xml": results.XML, "text/xml": results.XML}
PAGE = "text/html"
GRAPHS = tuple(results.GRAPHS)
# What rdflib's Dataset names as its default graph to every endpoint; it means that none was chosen.
_NO_GRAPH = "urn:x-rdflib:default"
_TABLES = (*results.TABLES, *ALIASES)


@dataclass(frozen=True, slots=True)
class Asked:
    """One query and the dataset that the request names for it; None where it names none."""

    query: str
    default_graphs: list[str] | None
    named_graphs: list[str] | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """The media types that fit Accept best: of a table, of a graph; None where none fits. `page` asks for a page."""

    table: str | None
    graph: str | None
    page: bool = False


def asked_in_address(request: Request) -> Asked:
    """The query of a GET; raises Problem."""
    return _asked(request.query_params.multi_items())


async def asked_in_body(request: Request) -> Asked:
    """The query of a POST, in a form or as the body itself; raises Problem."""
    media, _, parameters = request.headers.get("content-type", "").partition(";")
    media = media.strip().lower()
    if media == UPDATE:
        raise _read_only()
    if media not in (FORM, QUERY):
        raise Problem(415, "unsupported-media-type", f"Hãy gửi truy vấn bằng {QUERY} hoặc {FORM}.")
    charset = parameters.lower().replace('"', "").replace(" ", "").partition("charset=")[2]
    if charset not in ("", "utf-8", "utf8", "us-ascii"):
        raise Problem(415, "unsupported-media-type", "Truy vấn phải được mã hoá bằng UTF-8.")
    text = _decode(await _body(request))
    in_address = request.query_params.multi_items()
    if media == QUERY:
        if any(name in ("query", "update") for name, _ in in_address):
            raise Problem(400, "malformed-request", "Truy vấn nằm ở cả địa chỉ lẫn phần thân; chỉ gửi một.")
        return _asked([*in_address, ("query", text)])
    try:
        fields = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="strict")
    except ValueError:
        raise Problem(400, "malformed-request", "Biểu mẫu gửi lên không đọc được.") from None
    return _asked([*in_address, *fields])


def wanted(request: Request) -> Wanted:
    """What the client takes; raises Problem where it takes nothing that there is."""
    accept = accepted(request)
    table, graph = negotiate.best(accept, _TABLES), negotiate.best(accept, GRAPHS)
    if negotiate.best(accept, (*_TABLES, *GRAPHS, PAGE)) == PAGE:
        return Wanted(results.JSON, GRAPHS[0], page=True)
    if table is None and graph is None:
        raise not_acceptable((*results.TABLES, *GRAPHS))
    return Wanted(table, graph)


def accepted(request: Request) -> str:
    """Accept, whose values may stand in several lines."""
    return ",".join(request.headers.getlist("accept"))


def not_acceptable(offers: Sequence[str]) -> Problem:
    """406 with what there is."""
    return Problem(406, "not-acceptable", f"Chỉ trả lời được bằng: {', '.join(offers)}.", available=list(offers))


def _asked(parameters: Sequence[tuple[str, str]]) -> Asked:
    given: dict[str, list[str]] = {}
    for name, value in parameters:
        given.setdefault(name, []).append(value)
    if "update" in given:
        raise _read_only()
    queries = given.get("query", [])
    if len(queries) != 1:
        fault = "Thiếu tham số «query»." if not queries else "Có nhiều tham số «query»; chỉ gửi một."
        raise Problem(400, "malformed-request", fault)
    default = [graph for graph in given.get("default-graph-uri", ()) if graph != _NO_GRAPH]
    return Asked(queries[0], default or None, given.get("named-graph-uri"))


def read_by_guard(query: str, method: str) -> guard.Reading:
    """What the guard read of the query; raises Problem where it refuses it."""
    try:
        return guard.read(query)
    except guard.Refused as error:
        status = 414 if error.status == 413 and method == "GET" else error.status
        code = {403: "query-refused", 413: "query-too-long", 414: "query-too-long"}.get(status, "malformed-query")
        raise Problem(status, code, str(error), **at(error)) from None


def at(fault: guard.Refused | guard.Fault) -> dict[str, Any]:
    """Where the fault is, as members of a problem; none where that is not known."""
    return {"line": fault.line, "column": fault.column} if fault.line else {}


def _read_only() -> Problem:
    return Problem(403, "read-only", "Điểm truy vấn này chỉ đọc; không nhận SPARQL UPDATE.")


async def _body(request: Request) -> bytes:
    """The body, read no further than it may be long."""
    parts: list[bytes] = []
    length = 0
    async for part in request.stream():
        length += len(part)
        if length > MAX_BODY:
            raise Problem(413, "query-too-long", f"Phần thân gửi lên quá {MAX_BODY} byte.")
        parts.append(part)
    return b"".join(parts)


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise Problem(400, "malformed-request", "Phần thân gửi lên không phải UTF-8.") from None
