"""Exports over HTTP: the whole graph or a part of it, as a file."""

from __future__ import annotations

from typing import Annotated, Any

import networkx as nx
from fastapi import Query
from starlette.responses import Response

from api.openapi import problems_for
from api.problems import Problem
from graph.exports import FORMATS, Format, UnknownFormat, export, format_named
from graph.store.embedded import EmbeddedStore

FormatParameter = Annotated[
    str,
    Query(
        max_length=60,
        description="Định dạng / format",
        json_schema_extra={"enum": list(FORMATS)},
    ),
]
FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Tệp, sắp xếp để đồ thị bằng nhau thì tệp bằng nhau. / The file, sorted.",
        "headers": {
            "Danchieu-Truncated": {
                "description": "true nếu có nút bị bỏ vì quá giới hạn / whether nodes were left out",
                "schema": {"type": "string", "enum": ["true", "false"]},
            }
        },
        "content": {one.media_type: {} for one in FORMATS.values()},
    },
    **problems_for(422),
}


def chosen(name: str) -> Format:
    """The format of that name; a problem that lists all where there is none."""
    try:
        return format_named(name)
    except UnknownFormat:
        known = ", ".join(FORMATS)
        reason = f"phải là một trong: {known}"
        errors = [{"parameter": "format", "reason": reason}]
        raise Problem(422, "invalid-parameter", f"Tham số «format» {reason}.", errors=errors) from None


def exported(store: EmbeddedStore, format: Format, name: str, graph: nx.MultiDiGraph[str] | None = None) -> Response:
    """A file of the whole graph, or of a neighbourhood."""
    media = format.media_type
    truncated = graph is not None and bool(graph.graph.get("truncated"))
    return Response(
        export(store, format.name, graph),
        headers={
            "Content-Type": f"{media}; charset=utf-8" if media.startswith("text/") else media,
            "Content-Disposition": f'attachment; filename="{name}.{format.extension}"',
            "Danchieu-Truncated": "true" if truncated else "false",
        },
    )
