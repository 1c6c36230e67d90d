"""Linked data: the IRI of a thing answers with the address of what is known of it (303 See Other)."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Path, Request
from pyoxigraph import NamedNode, QuerySolutions
from starlette.responses import RedirectResponse, Response

from api import negotiate
from api.catalogue import query
from api.openapi import problems_for
from api.problems import Problem
from api.reply import Store
from api.sparql import results
from graph.identity import base_iri

router = APIRouter(tags=["Dữ liệu liên kết"], responses=problems_for(404, 406, 422, 503))

_HTML = "text/html"
_JSON = "application/json"
_OFFERS = (_JSON, _HTML, *results.GRAPHS)


@router.get(
    "/id/{id:path}",
    summary="Một sự vật theo IRI của nó / A thing by its IRI",
    description="303 đến trang, JSON hoặc RDF tuỳ Accept; 301 nếu IRI đã được thay. / 303, or 301.",
    status_code=303,
    response_class=RedirectResponse,
    responses={
        301: {"description": "IRI đã được thay bằng IRI đầy đủ. / Replaced by the full IRI."},
        303: {"description": "Địa chỉ của điều đã biết về nó. / Where what is known of it is."},
    },
)
def thing(
    id: Annotated[
        str,
        Path(
            max_length=500,
            examples=["vn/tinh-uy-bac-giang/chi-thi/2020-06-11/19-ct-tu"],
            description="IRI sau /id/",
        ),
    ],
    request: Request,
    store: Store,
) -> Response:
    node = _node(id)
    if not store.query(query("known"), {"thing": node}):
        raise _unknown(id)
    found = store.query(query("replacement"), {"thing": node})
    assert isinstance(found, QuerySolutions)
    for solution in found:
        new = solution["new"].value.removeprefix(f"{base_iri()}id/")
        return RedirectResponse(f"/id/{quote(new)}", 301)
    wanted = negotiate.best(",".join(request.headers.getlist("accept")), _OFFERS)
    if wanted is None:
        raise Problem(406, "not-acceptable", f"Chỉ có: {', '.join(_OFFERS)}.", available=list(_OFFERS))
    return RedirectResponse(_address(id, node.value, wanted), 303, {"Vary": "Accept"})


def _address(id: str, iri: str, wanted: str) -> str:
    """Where a thing is described in that format; what has no page of its own is described by the graph."""
    kind, _, rest = id.partition("/")
    if kind == "vn" and wanted == _HTML:
        return f"/van-ban/{quote(id)}"
    if wanted in (_JSON, _HTML):
        if kind == "vn":
            return f"/api/v1/instruments/{quote(id)}"
        if kind == "org":
            return f"/api/v1/agencies/{quote(rest)}"
        if kind == "task":
            return f"/api/v1/tasks/{quote(rest)}"
    return "/sparql?" + urlencode({"query": f"DESCRIBE <{iri}>"})


def _node(id: str) -> NamedNode:
    try:
        return NamedNode(f"{base_iri()}id/{id}")
    except ValueError:
        raise _unknown(id) from None


def _unknown(id: str) -> Problem:
    return Problem(404, "unknown-thing", f"Đồ thị không biết gì về «{id}».")
