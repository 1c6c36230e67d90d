"""From values to a page, in the language of the request at hand."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.responses import HTMLResponse

from api import words
from api.pages import wording
from api.pages.language import gettext, language, ngettext, spoken
from api.pages.marking import said, vietnamese
from api.pages.reviewing import reviewing
from api.pages.standing import statement
from graph.identity import base_iri

HERE = Path(__file__).parent


@cache
def _templates() -> Environment:
    found = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.policies["ext.i18n.trimmed"] = True
    found.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    found.globals |= {
        "spoken": spoken,
        "language": language,
        "reviewing": reviewing,
        "counted": _counted,
        "has_scripts": has_scripts,
    }
    found.filters |= {
        "name": words.name,
        "file": wording.file,
        "path": wording.path,
        "days_as_written": wording.days_as_written,
        "capital": lambda text: text[:1].upper() + text[1:],
        "local": local,
        "last": lambda iri: iri.rpartition("/id/")[2],
        "digest": lambda iri: iri.rpartition("/")[2],
        "query": urlencode,
        "vi": _spoken(vietnamese),
        "said": _spoken(said),
        "statement": _spoken(statement),
        "languages": _spoken(wording.languages),
        "half": _spoken(wording.half),
        "load": _spoken(wording.load),
        "month": _spoken(wording.month),
        "period": _spoken(wording.period),
        "deadline": _spoken(_deadline),
        "jurisdiction": _spoken(_jurisdiction),
        "relation": _spoken(words.relation),
        "method": _spoken(wording.method),
        "confidence": _spoken(wording.confidence),
        "problem": _spoken(wording.problem),
        "event": _spoken(wording.event),
        "day": _spoken(wording.day),
        "typed_day": _spoken(wording.typed_day),
    }
    return found


def has_scripts() -> bool:
    """Whether this installation has the pages' scripts, which `DANCHIEU_NO_WEB` leaves out."""
    return (HERE / "static" / "built").is_dir()


def _spoken(told: Callable[[Any], Any]) -> Callable[[Context, Any], Any]:
    """A filter that answers each reader in their language. One without the context is worked out when a template is
    compiled, once for all, where what it is given stands in the template itself."""

    @pass_context
    def anew(_: Context, value: Any) -> Any:
        return told(value)

    return anew


@pass_context
def _counted(context: Context, message: str, num: int, **values: Any) -> Markup:
    """A message that tells how many (`num`): in the source it is written once, for Vietnamese has no plural."""
    found = context.call(context["ngettext"], message, message, num, **values)
    assert isinstance(found, Markup)
    return found


def _deadline(found: dict[str, Any]) -> str:
    """The words of a document, and in the reader's the day that they come to."""
    end = words.end_untold(found)
    quoted = vietnamese(str(found.get("text") or ""))
    if not end:
        return quoted
    return Markup(gettext("%(words)s (đến %(day)s)")) % {"words": quoted, "day": wording.day(end)}


def _jurisdiction(key: str | None) -> str:
    return gettext("trung ương") if key == "vn" else vietnamese(words.jurisdiction(key))


def local(iri: str) -> str:
    """The address of the page of an instrument or an agency on this server."""
    part = iri.removeprefix(f"{base_iri()}id/")
    if part.startswith("org/"):
        return "/co-quan/" + quote(part.removeprefix("org/"), safe="")
    return "/van-ban/" + quote(part, safe="/")


def render(template: str, status: int = 200, /, **values: Any) -> HTMLResponse:
    """A page."""
    content = _templates().get_template(template).render(**values)
    return HTMLResponse(content, status, {"Content-Language": language()})
