"""The graph as a whole: its description for catalogues, and its files to take away."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Request
from pyoxigraph import QuerySolutions, RdfFormat
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from api.catalogue import query
from api.models import dataset as models
from api.openapi import problems_for
from api.pages.rendering import render
from api.problems import Problem
from api.publishing import dataset, dumps
from api.publishing.sending import DumpResponse
from api.reply import Store
from api.representation import negotiate
from api.representation.shape import dumps as as_json
from api.settings import Settings
from api.sparql.results import GRAPHS
from graph.store.opening import working_directory

router = APIRouter(tags=["Dữ liệu liên kết"], responses=problems_for(406, 422, 503))
_HTML = "text/html"
_JSON = "application/json"
_OFFERS = (*GRAPHS, _HTML)
_EXAMPLES = 3
GZIP = "application/gzip"


File = Literal[
    "danchieu.nq.gz",
    "danchieu.nq.gz.sha256",
    "danchieu.trig.gz",
    "danchieu.trig.gz.sha256",
    "danchieu.ttl.gz",
    "danchieu.ttl.gz.sha256",
]


def own_address(request: Request) -> str:
    """The server's own address as the client knows it, without a slash at its end."""
    settings: Settings = request.app.state.settings
    return f"{'https' if settings.https else request.url.scheme}://{request.url.netloc}"


async def _dumps(request: Request) -> dumps.Dumps:
    settings: Settings = request.app.state.settings
    return await dumps.of(working_directory(settings.store))


@router.get(
    "/.well-known/void",
    summary="Mô tả tập dữ liệu ở đâu / Where the data set is described",
    description="303 đến /dataset, theo quy ước của VoID. / 303 to /dataset, as VoID has it.",
    status_code=303,
    response_class=RedirectResponse,
)
def void() -> Response:
    return RedirectResponse("/dataset", 303)


@router.get(
    "/dataset",
    summary="Tập dữ liệu / The data set",
    description="Đồ thị nói về những gì, bao nhiêu, lấy ở đâu: VoID và DCAT bằng Turtle, JSON-LD, RDF/XML, N-Triples, "
    "hoặc trang. / What the graph holds, how much, where to take it from: VoID and DCAT, or a page.",
    response_class=Response,
    responses={
        200: {
            "description": "Mô tả / the description",
            "content": {media: {"schema": {"type": "string"}} for media in _OFFERS},
        }
    },
)
async def described(request: Request, store: Store) -> Response:
    wanted = negotiate.best(",".join(request.headers.getlist("accept")), _OFFERS)
    if wanted is None:
        raise Problem(406, "not-acceptable", f"Chỉ có: {', '.join(_OFFERS)}.", available=list(_OFFERS))
    found = await _dumps(request)
    if wanted == _HTML:
        response = _page(found)
    else:
        examples = await run_in_threadpool(_examples, store)
        body = dataset.written(found.manifest, own_address(request), examples, GRAPHS[wanted])
        shown = f"{wanted}; charset=utf-8" if GRAPHS[wanted] == RdfFormat.TURTLE else wanted
        response = Response(body, headers={"Content-Type": shown})
    response.headers["Vary"] = "Accept"
    return response


@router.get(
    "/dumps/",
    summary="Các tệp của cả đồ thị / The files of the whole graph",
    description="Tên, độ lớn, mã băm SHA-256 của từng tệp; trang hoặc JSON. / Their names, lengths, digests.",
    response_model=models.Dumps,
    responses={200: {"content": {_HTML: {"schema": {"type": "string"}}}}},
)
async def listed(request: Request) -> Response:
    wanted = negotiate.best(",".join(request.headers.getlist("accept")), (_JSON, _HTML))
    if wanted is None:
        raise Problem(406, "not-acceptable", f"Chỉ có: {_JSON}, {_HTML}.", available=[_JSON, _HTML])
    found = await _dumps(request)
    response = _page(found) if wanted == _HTML else Response(as_json(_told(found.manifest)), media_type=_JSON)
    response.headers["Vary"] = "Accept"
    return response


@router.get(
    "/dumps/{name}",
    summary="Một tệp của cả đồ thị / One file of the whole graph",
    description="N-Quads, TriG, Turtle nén gzip, hoặc mã băm của chúng; lấy từng khúc được bằng Range. "
    "/ Compressed, or its digest; in parts by Range.",
    response_class=Response,
    responses={
        200: {
            "description": "Tệp / the file",
            "content": {
                GZIP: {"schema": {"type": "string", "format": "binary"}},
                "text/plain": {"schema": {"type": "string"}},
            },
        },
        206: {"description": "Một khúc của tệp / a part of it"},
        304: {"description": "Không đổi từ lần hỏi trước. / Not modified."},
        **problems_for(400, 416),
    },
)
async def file(
    request: Request, name: Annotated[File, Path(description="tên tệp / its name", examples=["danchieu.nq.gz"])]
) -> Response:
    found = await _dumps(request)
    about = next(one for one in found.manifest["files"] if name.startswith(one["name"]))
    digest = name.endswith(".sha256")
    tag = f'"{about["sha256"][:32]}{"-digest" if digest else ""}"'
    if tag in (request.headers.get("if-none-match") or "").replace("W/", ""):
        return Response(status_code=304, headers={"ETag": tag, "Cache-Control": "no-cache"})
    media = "text/plain; charset=utf-8" if digest else GZIP
    return DumpResponse(found.folder / name, media_type=media, headers={"ETag": tag})


def _page(found: dumps.Dumps) -> Response:
    return render("dataset.html", manifest=found.manifest, texts=dataset.texts(), formats=list(GRAPHS))


def _told(manifest: dict[str, Any]) -> dict[str, Any]:
    """The manifest as the list of files has it."""
    files = [
        {**one, "address": f"/dumps/{one['name']}", "digest_address": f"/dumps/{one['name']}.sha256"}
        for one in manifest["files"]
    ]
    return {
        "generation": manifest["generation"],
        "loaded": manifest["loaded"],
        "statements": manifest["statements"],
        "items": files,
    }


def _examples(store: Any) -> list[str]:
    """Some instruments whose text is held, for a catalogue to show."""
    found = store.query(f"{query('held')}LIMIT {_EXAMPLES:d}")
    assert isinstance(found, QuerySolutions)
    return [solution["instrument"].value for solution in found]
