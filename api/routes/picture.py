"""The page of the picture of the graph: what is around a thing or between two, as a picture, in words and as files."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.ask import BadDate
from api.pages.language import gettext
from api.pages.picture_drawing import drawing
from api.pages.picture_files import as_json, as_network, as_svg
from api.pages.picture_looks import LINES, LOOKS, line_of
from api.pages.picture_part import Part, part_of
from api.pages.picture_start import Choice, NotOne, find, most_cited, said_of
from api.pages.picture_wanted import (
    CONFIDENCES,
    DEPTHS,
    FILE,
    LAYER_NAMES,
    LIMITS,
    PAGE,
    Refused,
    Typed,
    Wanted,
    checked,
    shortened,
    typed,
    wanted,
)
from api.pages.picture_words import PAGE as ROWS
from api.pages.picture_words import Words, proof_of, steps_of, title_of, told_of
from api.pages.rendering import render
from api.problems import Problem
from api.reply import Store
from api.representation.shape import dumps
from api.texts import text_of
from graph.exports import export
from graph.exports.selection import RELATIONS
from graph.store.embedded import EmbeddedStore

router = APIRouter(include_in_schema=False)
Asked = Annotated[Wanted, Depends(wanted)]
_FILES = {
    "json": "application/json",
    "svg": "image/svg+xml",
    "graphml": "application/graphml+xml",
    "gexf": "application/gexf+xml",
}


@router.get(PAGE)
def page(request: Request, store: Store, asked: Asked, sent: Annotated[Typed, Depends(typed)]) -> Response:
    if sent.form:
        # To the short address that says the same, for it is the one that people copy.
        return RedirectResponse(sent.meant(asked).href, 303)
    try:
        asked = checked(asked)
    except (Refused, BadDate) as error:
        return _page(422, asked, wrong=str(error))
    if not asked.of:
        return _page(200, asked, begin=most_cited(store))
    try:
        part, asked = _part(store, asked)
    except NotOne as error:
        return _page(error.status, asked, wrong=said_of(error), choices=error)
    held = partial(text_of, request)
    at = "" if asked.edge else asked.at or shortened(part.start)
    words = Words(store, part, asked.offset, at, held)
    steps, sentences = steps_of(store, part, held)
    return _page(
        200,
        asked,
        part=part,
        title=title_of(store, part.start),
        end=title_of(store, part.chain["to"]["iri"]) if part.chain else "",
        words=words,
        steps=steps,
        sentences=sentences,
        told=told_of(store, at) if at else None,
        proof=proof_of(store, part, asked.edge, held) if asked.edge else None,
        before=asked.changed(offset=max(asked.offset - ROWS, 0)).href if asked.offset else "",
        after=asked.changed(offset=asked.offset + ROWS).href if asked.offset + ROWS < words.total else "",
    )


@router.get(FILE + "{form}")
def file(store: Store, asked: Asked, form: str) -> Response:
    if form not in _FILES:
        raise Problem(404, "not-found", f"Không có tệp hình dạng «{form}»; có: {', '.join(_FILES)}.")
    if not asked.of:
        errors = [{"parameter": "of", "reason": "phải có"}]
        raise Problem(422, "invalid-parameter", "Tham số «of» phải có: hình bắt đầu từ đâu.", errors=errors)
    try:
        part, asked = _part(store, checked(asked))
    except (Refused, BadDate) as error:
        raise Problem(422, "invalid-parameter", str(error)) from None
    except NotOne as error:
        raise Problem(
            error.status, "ambiguous-instrument" if error.several else "unknown-thing", said_of(error)
        ) from None
    headers = {"Danchieu-Truncated": "true" if part.left else "false"}
    if form in ("json", "svg"):
        drawn = drawing(store, part, asked)
        if form == "json":
            return Response(dumps(as_json(drawn)), media_type=_FILES[form], headers=headers)
        data = as_svg(drawn, title_of(store, part.start), _caption(part))
    else:
        data = export(store, form, as_network(store, part, asked))
    headers["Content-Disposition"] = f'{"inline" if form == "svg" else "attachment"}; filename="do-thi.{form}"'
    return Response(data, media_type=_FILES[form], headers=headers)


def _part(store: EmbeddedStore, asked: Wanted) -> tuple[Part, Wanted]:
    """The part, and what was wanted with its ends by their names in addresses. Raises NotOne."""
    start = find(store, asked.of)
    end = find(store, asked.den) if asked.den else None
    asked = asked.changed(of=shortened(start), den=shortened(end) if end else "")
    return part_of(store, start, end, asked), asked


def _caption(part: Part) -> str:
    if not part.left:
        return ""
    said = gettext("Hình vẽ %(shown)d trong %(all)d điểm; phần còn lại có trong bảng của trang.")
    return said % {"shown": len(part.nodes), "all": len(part.nodes) + len(part.left)}


def _page(status: int, asked: Wanted, **shown: Any) -> HTMLResponse:
    begin: list[Choice] = []
    usual: dict[str, Any] = {
        "wrong": "", "choices": None, "begin": begin, "part": None, "title": "", "end": "", "words": None, "steps": [],
        "sentences": None, "told": None, "proof": None, "before": "", "after": "",
    }  # fmt: skip
    return render(
        "graph.html",
        status,
        asked=asked,
        line_of=line_of,
        lines=LINES,
        looks=LOOKS,
        layers=LAYER_NAMES,
        relations=RELATIONS,
        depths=DEPTHS,
        limits=LIMITS,
        confidences=CONFIDENCES,
        **usual | shown,
    )
