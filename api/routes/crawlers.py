"""What crawlers ask for: which pages there are, and what is not for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

from fastapi import APIRouter, Request
from pyoxigraph import QuerySolutions
from starlette.responses import PlainTextResponse, Response

from api.catalogue import query
from api.knowledge import Knowledge
from api.pages.rendering import local
from api.problems import Problem
from api.reply import Store
from api.routes.dataset import own_address
from graph.store.errors import StoreNotFound
from graph.store.generations import read_description

router = APIRouter(include_in_schema=False)
MOST = 50_000  # addresses of one sitemap, by its protocol
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_ROBOTS = """User-agent: *
Disallow: /sparql
Disallow: /goi-y
Disallow: /do-thi/
Disallow: /api/
Disallow: /dumps/
Allow: /

Sitemap: {own}/sitemap.xml
"""


@router.get("/robots.txt")
def robots(request: Request) -> Response:
    return PlainTextResponse(_ROBOTS.format(own=own_address(request)))


@router.get("/sitemap.xml")
def sitemap(request: Request, store: Store) -> Response:
    pages, own, day = _held(store), own_address(request), _loaded(request)
    if len(pages) <= MOST:
        return _xml("urlset", "url", (f"{own}{local(iri)}" for iri in pages), day)
    parts = range(1, -(-len(pages) // MOST) + 1)
    return _xml("sitemapindex", "sitemap", (f"{own}/sitemap-{n}.xml" for n in parts), day)


@router.get("/sitemap-{number}.xml")
def part(request: Request, store: Store, number: int) -> Response:
    pages = _held(store)
    some = pages[(number - 1) * MOST : number * MOST] if number > 0 else []
    if not some or len(pages) <= MOST:
        raise Problem(404, "not-found", f"Không có phần {number} của bản đồ trang.")
    own = own_address(request)
    return _xml("urlset", "url", (f"{own}{local(iri)}" for iri in some), _loaded(request))


def _held(store: Any) -> Sequence[str]:
    """The instruments whose text is held: of the others there is nothing to read but that somebody cites them."""
    found = store.query(query("held"))
    assert isinstance(found, QuerySolutions)
    return [solution["instrument"].value for solution in found]


def _loaded(request: Request) -> str | None:
    """When the graph last changed. A page tells what others say of its instrument, so any load may change it."""
    knowledge: Knowledge = request.app.state.knowledge
    try:
        found = (read_description(knowledge.generation()) or {}).get("loaded")
    except StoreNotFound:
        return None
    return found if isinstance(found, str) else None


def _xml(root: str, each: str, addresses: Iterator[str], day: str | None) -> Response:
    changed = f"<lastmod>{escape(day)}</lastmod>" if day else ""
    lines = "".join(f"<{each}><loc>{escape(address)}</loc>{changed}</{each}>\n" for address in addresses)
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_SPACE}">\n{lines}</{root}>\n'
    return Response(body, media_type="application/xml")
