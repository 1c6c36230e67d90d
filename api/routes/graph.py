"""The graph as a graph: what is around a thing, and the whole as a file."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.ask import thing
from api.exporting import FILE, FormatParameter, chosen, exported
from api.openapi import problems_for
from api.reply import Store
from graph import questions
from graph.exports import export

router = APIRouter(tags=["Đồ thị"], responses=problems_for(422, 503))

Depth = Annotated[int, Query(ge=1, le=6, description="Số bước / steps")]
Most = Annotated[int, Query(ge=1, le=5000, description="Nhiều nhất bao nhiêu nút / most nodes")]


@router.get(
    "/graph",
    summary="Xung quanh một văn bản, nhiệm vụ hoặc cơ quan / What is around a thing",
    description="Nút và cạnh theo JSON của Cytoscape, gần trước xa sau. / Nodes and edges as Cytoscape JSON.",
    response_class=Response,
    responses={
        200: {
            "description": "{elements: {nodes, edges}}",
            "headers": FILE[200]["headers"],
            "content": {"application/json": {"schema": {"type": "object"}}},
        },
        **problems_for(300, 404),
    },
)
def around(
    store: Store,
    of: Annotated[
        str,
        Query(
            min_length=1,
            max_length=500,
            description="Số ký hiệu, tên, hoặc phần IRI sau /id/ (vn/…, task/…, org/…)",
            examples=["CT 19-CT/TU"],
        ),
    ],
    depth: Depth = 1,
    limit: Most = 200,
) -> Response:
    graph = questions.neighbourhood(store, thing(store, of), depth, limit)
    return Response(
        export(store, "cytoscape", graph),
        media_type="application/json",
        headers={"Danchieu-Truncated": "true" if graph.graph.get("truncated") else "false"},
    )


@router.get(
    "/export",
    summary="Xuất toàn bộ đồ thị / Export the whole graph",
    description="RDF, đồ thị (graphml, gexf, dot, cytoscape) hoặc bảng (csv). / As RDF, a network or tables.",
    response_class=Response,
    responses=FILE,
)
def whole(store: Store, format: FormatParameter = "nquads") -> Response:
    return exported(store, chosen(format), "danchieu")
