"""From values to a page."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from api import words
from api.pages import wording
from graph.identity import base_iri

HERE = Path(__file__).parent


@cache
def _templates() -> Environment:
    found = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {
        "name": words.name,
        "relation": words.relation,
        "deadline": words.deadline,
        "jurisdiction": words.jurisdiction,
        "method": wording.method,
        "confidence": wording.confidence,
        "file": wording.file,
        "path": wording.path,
        "problem": wording.problem,
        "event": wording.event,
        "day": words.day,
        "languages": wording.languages,
        "capital": lambda text: text[:1].upper() + text[1:],
        "local": local,
        "last": lambda iri: iri.rpartition("/id/")[2],
        "digest": lambda iri: iri.rpartition("/")[2],
        "query": urlencode,
    }
    return found


def local(iri: str) -> str:
    """The address of the page of an instrument or an agency on this server."""
    part = iri.removeprefix(f"{base_iri()}id/")
    if part.startswith("org/"):
        return "/co-quan/" + quote(part.removeprefix("org/"), safe="")
    return "/van-ban/" + quote(part, safe="/")


def render(template: str, status: int = 200, /, **values: Any) -> HTMLResponse:
    """A page."""
    content = _templates().get_template(template).render(**values)
    return HTMLResponse(content, status, {"Content-Language": "vi"})
