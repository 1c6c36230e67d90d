"""The vocabulary at the address of its terms: a page for people, RDF for machines, whichever is asked for.

The terms are `https://w3id.org/danchieu/def#…`; what stands after «#» never reaches a server, so all of them are one
document, at `/def` and at `/ontology`.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal

import pyoxigraph
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.openapi import problems_for
from api.pages.rendering import render
from api.problems import Problem
from api.representation import negotiate
from api.sparql.results import GRAPHS
from graph.identity import ONTOLOGY
from graph.vocabulary import PREFIXES, ontology, ontology_path

router = APIRouter(tags=["Dữ liệu liên kết"], responses=problems_for(406, 422))

_HTML = "text/html"
_TURTLE = "text/turtle"
_FORMATS = {
    _TURTLE: "turtle",
    "application/n-triples": "ntriples",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdfxml",
}
# A program that says nothing of what it wants gets what can be parsed; a browser always asks for HTML.
_OFFERS = (*_FORMATS, _HTML)
_NAMED = {"html": _HTML, **{name: media for media, name in _FORMATS.items()}}
Format = Annotated[
    Literal["html", "turtle", "ntriples", "jsonld", "rdfxml"] | None,
    Query(description="Định dạng, thay cho Accept / the format, instead of Accept"),
]


def _document(request: Request, format: Format = None) -> Response:
    accepted = negotiate.best(",".join(request.headers.getlist("accept")), _OFFERS)
    wanted = _NAMED[format] if format else accepted
    if wanted is None:
        raise Problem(406, "not-acceptable", f"Chỉ có: {', '.join(_OFFERS)}.", available=list(_OFFERS))
    response = _page(request.url.path) if wanted == _HTML else _rdf(wanted)
    response.headers["Vary"] = "Accept"
    return response


for _address, _summary in (
    ("/ontology", "Từ vựng của đồ thị / The graph's vocabulary"),
    ("/def", "Từ vựng, ở địa chỉ của các thuật ngữ / The vocabulary, at the address of its terms"),
):
    router.get(
        _address,
        summary=_summary,
        description="Trang tra cứu cho người đọc, hoặc Turtle, JSON-LD, RDF/XML, N-Triples tuỳ Accept. "
        "/ A reference page for people, or RDF, by Accept.",
        operation_id=_address.removeprefix("/"),
        response_class=Response,
        responses={
            200: {
                "description": "Mọi lớp, thuộc tính, khái niệm / every class, property and concept",
                "content": {media: {"schema": {"type": "string"}} for media in (_HTML, *_FORMATS)},
            }
        },
    )(_document)


def _page(address: str) -> Response:
    from graph.reference import REUSED, reference

    found = reference()
    return render(
        "ontology.html",
        found=found,
        reused=REUSED,
        anchors={term.short: term.anchor for _, terms in found.sections for term in terms},
        namespace=ONTOLOGY,
        prefixes=sorted(PREFIXES.items()),
        formats=_FORMATS,
        address=address,
    )


@cache
def _serialized(media: str) -> bytes:
    if media == _TURTLE:
        return ontology_path().read_bytes()  # as it is shipped, with its remarks
    return pyoxigraph.serialize(ontology(), format=GRAPHS[media], prefixes=PREFIXES) or b""


def _rdf(media: str) -> Response:
    shown = f"{media}; charset=utf-8" if media == _TURTLE else media
    return Response(_serialized(media), headers={"Content-Type": shown})
