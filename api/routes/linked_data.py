"""Linked data: the IRI of a thing answers with the address of what is known of it (303 See Other).

What is known as RDF has addresses of its own below `/data/`, which a browser and a proxy may keep.
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Request
from pyoxigraph import Literal, NamedNode, QuerySolutions
from starlette.responses import RedirectResponse, Response

from api.catalogue import query
from api.openapi import problems_for
from api.pages.language import language
from api.pages.rendering import render
from api.problems import Problem
from api.publishing.thing import MOST, described, written
from api.reply import Store
from api.representation import negotiate
from api.settings import Settings
from api.sparql import results
from api.sparql.interface import TRUNCATED
from graph import withdrawals
from graph.answers.instruments import summaries
from graph.answers.rows import Json, select
from graph.identity import Key, NotAnInstrumentIRI, base_iri, parse_iri, symbol_key
from graph.search import NEAR_MISSES
from graph.store.base import Store as AnyStore
from graph.store.opening import working_directory
from graph.vocabulary import labels

router = APIRouter(tags=["Dữ liệu liên kết"], responses=problems_for(404, 406, 410, 422, 503))

_HTML = "text/html"
_JSON = "application/json"
_OFFERS = (_JSON, _HTML, *results.GRAPHS)
ENDINGS = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}
_ENDING_OF = {media: ending for ending, media in ENDINGS.items()}
_PAGES = {"vn": "/van-ban/vn/", "org": "/co-quan/"}
_ANSWERS = {"vn": "/api/v1/instruments/vn/", "org": "/api/v1/agencies/", "task": "/api/v1/tasks/"}
_IRI = "IRI sau /id/ / the IRI after /id/"


@router.get(
    "/id/{id:path}",
    summary="Một sự vật theo IRI của nó / A thing by its IRI",
    description="303 đến trang, JSON hoặc RDF tuỳ Accept; 301 nếu IRI đã được thay; 300 với mọi ứng viên nếu IRI "
    "thiếu ngày; 410 nếu tài liệu đã được rút. / 303 by Accept; 301 where the IRI was replaced; 300 with all "
    "candidates where it lacks its date; 410 where the document was withdrawn.",
    status_code=303,
    response_class=RedirectResponse,
    responses={
        301: {"description": "IRI đã được thay bằng IRI đầy đủ. / Replaced by the full IRI."},
        303: {"description": "Địa chỉ của điều đã biết về nó. / Where what is known of it is."},
        **problems_for(300),
    },
)
def thing(
    id: Annotated[
        str,
        Path(max_length=500, examples=["vn/tinh-uy-bac-giang/chi-thi/2020-06-11/19-ct-tu"], description=_IRI),
    ],
    request: Request,
    store: Store,
) -> Response:
    node = _node(id)
    if not store.query(query("known"), {"thing": node}):
        raise _missing(id, request, store)
    moved = _replaced(store, node)
    if moved is not None:
        return RedirectResponse(f"/id/{quote(moved)}", 301)
    wanted = negotiate.best(",".join(request.headers.getlist("accept")), _OFFERS)
    if wanted is None:
        raise Problem(406, "not-acceptable", f"Chỉ có: {', '.join(_OFFERS)}.", available=list(_OFFERS))
    links = ", ".join(
        f'</data/{quote(id)}.{ending}>; rel="describedby"; type="{media}"' for ending, media in ENDINGS.items()
    )
    return RedirectResponse(_address(id, wanted), 303, {"Vary": "Accept", "Link": links})


@router.get(
    "/data/{document:path}",
    summary="Điều đã biết về một sự vật / What is known of a thing",
    description="Mọi điều nói về nó, và những dẫn chiếu về nó với nguyên văn: Turtle (.ttl), N-Triples (.nt), JSON-LD "
    f"(.jsonld), RDF/XML (.rdf) hoặc trang (.html); không đuôi thì tuỳ Accept. Quá {MOST} dẫn chiếu thì bị cắt và "
    f"{TRUNCATED}: true. / All that is said of it and the citations about it with their quotes, by ending or Accept.",
    response_class=Response,
    responses={
        200: {
            "description": "Mô tả của sự vật / its description",
            "content": {media: {"schema": {"type": "string"}} for media in (*results.GRAPHS, _HTML)},
            "headers": {
                TRUNCATED: {"description": "true nếu bị cắt / true where it was cut", "schema": {"type": "string"}},
                "Link": {"description": "describes, canonical, alternate", "schema": {"type": "string"}},
            },
        }
    },
)
def data(
    document: Annotated[
        str,
        Path(max_length=500, examples=["vn/tinh-uy-bac-giang/chi-thi/2020-06-11/19-ct-tu.ttl"], description=_IRI),
    ],
    request: Request,
    store: Store,
) -> Response:
    id, media = _asked_for(document, request)
    node = _node(id)
    found = described(store, node.value)
    if not found.quads:
        if store.query(query("known"), {"thing": node}):
            raise Problem(404, "not-described", f"Đồ thị chỉ nhắc tới «{id}», không nói gì về nó.")
        raise _missing(id, request, store)
    own = quote(id)
    links = [f'<{node.value}>; rel="describes"', f'</data/{own}>; rel="canonical"']
    links += [f'</data/{own}.{ending}>; rel="alternate"; type="{kind}"' for ending, kind in ENDINGS.items()]
    headers = {"Link": ", ".join(links), "Content-Location": f"/data/{own}.{_ENDING_OF.get(media, 'html')}"}
    headers |= {"Vary": "Accept"} if document == id else {}
    headers |= {TRUNCATED: "true"} if found.cut else {}
    if media == _HTML:
        page = render(
            "data.html", id=id, iri=node.value, found=found, labels=labels(language()), most=MOST, endings=list(ENDINGS)
        )
        page.headers.update(headers)
        return page
    shown = f"{media}; charset=utf-8" if media == "text/turtle" else media
    return Response(written(found, id, results.GRAPHS[media]), headers={**headers, "Content-Type": shown})


def _asked_for(document: str, request: Request) -> tuple[str, str]:
    """The thing's part of its IRI, and the media type: by the ending of the address, else by Accept."""
    id, _, ending = document.rpartition(".")
    if id and (ending in ENDINGS or ending == "html"):
        return id, ENDINGS.get(ending, _HTML)
    offers = (*results.GRAPHS, _HTML)
    wanted = negotiate.best(",".join(request.headers.getlist("accept")), offers)
    if wanted is None:
        raise Problem(406, "not-acceptable", f"Chỉ có: {', '.join(offers)}.", available=list(offers))
    return document, wanted


def _address(id: str, wanted: str) -> str:
    """Where a thing is described in that format; what has no page or answer of its own is described by the graph."""
    kind, _, rest = id.partition("/")
    own = {_HTML: _PAGES, _JSON: _ANSWERS}.get(wanted, {})
    if kind in own:
        return own[kind] + quote(rest)
    ending = {_HTML: "html", _JSON: "jsonld"}.get(wanted) or _ENDING_OF[wanted]
    return f"/data/{quote(id)}.{ending}"


def _missing(id: str, request: Request, store: AnyStore) -> Problem:
    """What an IRI that the graph does not know still tells: of a withdrawn document, or of which instruments."""
    settings: Settings = request.app.state.settings
    try:
        gone = withdrawals.gone(working_directory(settings.store), f"{base_iri()}id/{id}")
    except OSError:
        gone = None
    if gone is not None:
        day = gone.when[:10]
        detail = f"«{id}» đến từ một tài liệu đã được rút khỏi kho ngày {day}."
        return Problem(410, "withdrawn", detail, withdrawn=gone.when)
    same = _of_that_number(id, store)
    if same is None:
        return _unknown(id)
    key, found = same
    dated = [one for one in found if not key.date or str(one["date"] or "").startswith(key.date)]
    if dated:
        # Also of one alone: numbers begin anew each year or term, so what lacks its date never leads anywhere.
        detail = f"IRI này thiếu ngày ban hành; đồ thị biết {len(dated)} văn bản khớp, mỗi văn bản có IRI đủ ngày."
        return Problem(300, "ambiguous-instrument", detail, title="IRI thiếu ngày", candidates=dated)
    return _unknown(id, found[:NEAR_MISSES])


def _of_that_number(id: str, store: AnyStore) -> tuple[Key, list[Json]] | None:
    """The instruments of the body, type and number that an IRI names, whatever their date; None where it names none."""
    try:
        key = parse_iri(f"{base_iri()}id/{id}")
    except NotAnInstrumentIRI:
        return None
    rows = select(store, "by-symbol", symbolKey=Literal(symbol_key(key.number)))
    same = []
    for row in rows:
        try:
            other = parse_iri(row["instrument"])
        except NotAnInstrumentIRI:
            continue
        if (other.body, other.type) == (key.body, key.type):
            same.append(row["instrument"])
    return key, list(summaries(store, same).values())


def _replaced(store: AnyStore, node: NamedNode) -> str | None:
    """The part after `/id/` of the IRI that took the place of this one."""
    found = store.query(query("replacement"), {"thing": node})
    assert isinstance(found, QuerySolutions)
    return next((solution["new"].value.removeprefix(f"{base_iri()}id/") for solution in found), None)


def _node(id: str) -> NamedNode:
    try:
        return NamedNode(f"{base_iri()}id/{id}")
    except ValueError:
        raise _unknown(id) from None


def _unknown(id: str, near: list[Json] | None = None) -> Problem:
    hint = " Dưới đây là những văn bản cùng số." if near else ""
    return Problem(404, "unknown-thing", f"Đồ thị không biết gì về «{id}».{hint}", near=near or [])
