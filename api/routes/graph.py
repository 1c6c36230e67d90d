"""The graph as a graph: what is around a thing, and the whole as a file."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from api.ask import thing
from api.exporting.answering import exported_whole
from api.exporting.parameters import FILE, Filters, FormatParameter, chosen
from api.exporting.parameters import Depth as Steps
from api.models import answers as models
from api.openapi import problems_for
from api.reply import DateParameter, PlaceParameter, Store, answer
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


_End = Annotated[
    str,
    Query(
        min_length=1,
        max_length=500,
        description="Số ký hiệu, tên, hoặc phần IRI sau /id/ (vn/…, task/…) / an instrument, or a task by its IRI",
        examples=["CT 19-CT/TU"],
    ),
]


@router.get(
    "/evidence",
    summary="Câu nào nói điều đó / Where does it say so",
    description="Mọi bằng chứng của liên hệ từ một văn bản (hoặc nhiệm vụ) đến văn bản kia, kể cả câu trong các "
    "nhiệm vụ của nó; danh sách rỗng là không có liên hệ nào. / All that is behind an edge, in the order of the texts.",
    response_model=models.EvidenceAnswer,
    responses=problems_for(300, 404),
)
def evidence(store: Store, subject: _End, object: _End) -> Response:
    ends = [thing(store, one) for one in (subject, object)]
    return answer({"from": ends[0], "to": ends[1], "items": questions.evidence(store, *ends)})


@router.get(
    "/export",
    summary="Xuất đồ thị hoặc một phần / Export the graph or a part of it",
    description="RDF, đồ thị, hình vẽ, bảng, báo cáo (docx, cần «of») hoặc lịch thời hạn (ics); các bộ lọc thu hẹp "
    "phần được xuất. Đồ thị lớn được gửi dần khi đang viết: kết nối bị ngắt giữa chừng là tệp chưa đủ. / As RDF, "
    "a network, a picture, tables, a report or a calendar, narrowed by filters. A large graph is sent as it is "
    "written: a connection that is broken off means a file that is not whole.",
    response_class=Response,
    responses=FILE,
)
async def whole(
    request: Request,
    store: Store,
    filters: Annotated[Filters, Depends()],
    format: FormatParameter = "nquads",
    of: Annotated[
        str | None,
        Query(max_length=500, description="Chỉ vùng quanh: số ký hiệu, tên, hoặc phần IRI sau /id/ / around this"),
    ] = None,
    date: DateParameter = None,
    place: PlaceParameter = None,
    depth: Steps = None,
    limit: Annotated[int | None, Query(ge=1, le=5000, description="Cùng «of»: nhiều nhất bao nhiêu nút")] = None,
) -> Response:
    return await exported_whole(
        request,
        store,
        chosen(format),
        "danchieu",
        of=of,
        date=date,
        place=place,
        depth=depth,
        limit=limit,
        **filters.given,
    )
