"""An export as an answer: a part as one body, the whole graph as it is written."""

from __future__ import annotations

from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.exporting.process import Export, ExportResponse, Gone, Places
from api.exporting.refusals import KNOWN, Refusal, refusal
from api.exporting.worker import request_of
from api.problems import Problem
from api.selecting import selection
from graph.exports import Format, Selection, export_selected
from graph.store.embedded import EmbeddedStore
from graph.store.generations import read_description

# Up to here the whole graph is made like a part, by a thread of the server: in every format in less than two seconds,
# of which starting a process is one.
SMALL: Final = 50_000  # statements


async def exported_whole(request: Request, store: EmbeddedStore, format: Format, name: str, **said: Any) -> Response:
    """As `exported`, by a process of its own where what is selected may be of any size."""
    try:
        wanted = await run_in_threadpool(selection, store, **said)
    except KNOWN as error:
        raise _problem(refusal(error, format.name)) from None
    if wanted.of is not None or format.of_one or await run_in_threadpool(_statements, store) <= SMALL:
        return await run_in_threadpool(_at_once, store, format, name, wanted)
    return await _as_written(request, store, format, name, wanted)


def exported(store: EmbeddedStore, format: Format, name: str, **said: Any) -> Response:
    """A file of the part that is selected (as `api.selecting.selection` takes it)."""
    try:
        wanted = selection(store, **said)
    except KNOWN as error:
        raise _problem(refusal(error, format.name)) from None
    return _at_once(store, format, name, wanted)


def _at_once(store: EmbeddedStore, format: Format, name: str, wanted: Selection) -> Response:
    try:
        found = export_selected(store, format.name, wanted)
    except KNOWN as error:
        raise _problem(refusal(error, format.name)) from None
    return Response(found.data, headers=_headers(format, name, truncated=found.truncated, empty=found.empty))


async def _as_written(request: Request, store: EmbeddedStore, format: Format, name: str, wanted: Selection) -> Response:
    state = request.app.state
    places: Places = getattr(state, "exports", None) or Places()
    state.exports = places
    if busy := places.take():
        raise _problem(busy)
    try:
        asked = request_of(store, state.settings.store, state.knowledge.remote, format.name, wanted)
        export = await Export.begin(asked, places.leave, store)
    except BaseException:
        places.leave()
        raise
    try:
        refused = await export.prepared(format.name, request.is_disconnected)
        if refused is None:
            told = export.told
            headers = _headers(format, name, truncated=told["truncated"], empty=told["empty"])
            return ExportResponse(export, headers)
    except Gone:
        refused = Refusal(503, "client-gone", "Bên hỏi đã ngắt kết nối.")  # which nobody reads
    except BaseException:
        await export.end()
        raise
    await export.end()
    raise _problem(refused)


def _statements(store: EmbeddedStore) -> int:
    """How many there are: by what was noted when they were loaded, for the engine counts them one by one."""
    path = getattr(store, "path", None)
    noted = (read_description(path) or {}).get("quads") if path is not None else None
    return noted if isinstance(noted, int) else len(store)


def _headers(format: Format, name: str, *, truncated: bool, empty: bool) -> dict[str, str]:
    media = format.media_type
    return {
        "Content-Type": f"{media}; charset=utf-8" if media.startswith("text/") else media,
        "Content-Disposition": f'attachment; filename="{name}.{format.extension}"',
        "Danchieu-Truncated": "true" if truncated else "false",
        "Danchieu-Empty": "true" if empty else "false",
    }


def _problem(refused: Refusal) -> Problem:
    return Problem(refused.status, refused.code, refused.detail, headers=refused.headers or None, **refused.more)
