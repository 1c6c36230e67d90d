"""What a client can read without asking: instruments by address, the ontology, a note on the registry."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from string import Template
from urllib.parse import unquote

import mcp.types as protocol
from anyio import to_thread
from mcp.server.lowlevel.helper_types import ReadResourceContents

from api.assistant.instruments import instrument
from api.assistant.refusals import NoAnswer
from api.assistant.shaping import compact, plain
from api.assistant.texts import text
from api.assistant.tools import Context
from graph import registry
from graph.identity import base_iri
from graph.vocabulary import ontology_path

INSTRUMENT = "danchieu://instrument/"
ONTOLOGY = "danchieu://ontology"
REGISTRY = "danchieu://registry"
_JSON, _MARKDOWN, _TURTLE = "application/json", "text/markdown", "text/turtle"


def resources() -> list[protocol.Resource]:
    """Those that are always there."""
    return [
        _resource(
            ONTOLOGY, "ontology", "Bản thể học: các lớp, quan hệ, nhãn Việt – Anh / The ontology, for SPARQL", _TURTLE
        ),
        _resource(
            REGISTRY, "registry", "Danh mục: cơ quan, tỉnh, loại văn bản, nguồn / What is known beforehand", _MARKDOWN
        ),
    ]


def templates() -> list[protocol.ResourceTemplate]:
    """One for each instrument."""
    return [
        protocol.ResourceTemplate(
            uriTemplate=INSTRUMENT + "{+id}",
            name="instrument",
            title="Một văn bản",
            description="Một văn bản theo id (vn/…), như công cụ instrument / An instrument by its id",
            mimeType=_JSON,
        )
    ]


async def read(uri: str, place: Callable[[], Awaitable[Context]]) -> ReadResourceContents:
    """The content at an address; raises NoAnswer where there is none."""
    if uri.startswith(INSTRUMENT):
        id = unquote(uri.removeprefix(INSTRUMENT))
        if not id.startswith("vn/"):
            raise NoAnswer("unknown-resource", f"Địa chỉ phải có dạng {INSTRUMENT}vn/…, không phải «{uri}».")
        at = await place()
        found = await to_thread.run_sync(instrument, at, id)
        return ReadResourceContents(content=compact(plain(found)), mime_type=_JSON)
    if uri.rstrip("/") == ONTOLOGY:
        return ReadResourceContents(content=ontology_path().read_text(encoding="utf-8"), mime_type=_TURTLE)
    if uri.rstrip("/") == REGISTRY:
        return ReadResourceContents(content=_registry(), mime_type=_MARKDOWN)
    raise NoAnswer("unknown-resource", f"Không có tài nguyên «{uri}».")


def _registry() -> str:
    return Template(text("registry.md")).substitute(
        types=len(registry.types()),
        issuers=len(registry.issuers()),
        provinces=len(registry.provinces()),
        laws=len(registry.laws()),
        base=base_iri(),
    )


def _resource(uri: str, name: str, description: str, media: str) -> protocol.Resource:
    return protocol.Resource(
        uri=uri,  # type: ignore[arg-type]  # made an AnyUrl by the model
        name=name,
        title=description.partition(":")[0],
        description=description,
        mimeType=media,
    )
