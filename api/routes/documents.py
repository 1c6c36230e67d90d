"""The files that were read, the instruments whose text they hold, and that text with what was found in it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from api.models import documents as models_documents
from api.openapi import problems_for
from api.problems import Problem
from api.reply import Store, answer, resource
from api.representation.paging import Limit, Offset, page
from api.texts import text_of
from graph import questions
from graph.answers.documents import document

router = APIRouter(prefix="/documents", tags=["Tài liệu"], responses=problems_for(422, 503))


@router.get(
    "",
    summary="Các tài liệu đã đọc / Documents",
    description="Mỗi văn bản có toàn văn trong kho, với tệp nguồn. / Each text that is held, with its file.",
    response_model=models_documents.DocumentPage,
)
def find(
    request: Request,
    store: Store,
    sha256: Annotated[
        str | None,
        Query(
            pattern=r"^[0-9a-f]{64}$",
            description="Chỉ những văn bản của tệp này, như việc tải lên cho biết / those of the uploaded file",
        ),
    ] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    def fetch(most: int, skipped: int) -> list[dict[str, Any]]:
        return questions.documents(store, sha256=sha256, limit=most, offset=skipped)

    return answer(page(request, limit, offset, fetch))


MOST_CHARACTERS = 200_000  # of one answer: a decree with its annexes has some 100,000

Digest = Annotated[
    str,
    Path(
        max_length=100,
        pattern=r"^[0-9a-f]+$",
        description="Phần IRI sau /id/document/ / the IRI after /id/document/",
        examples=["0123456789abcdef0123"],
    ),
]


@router.get(
    "/{id}",
    summary="Một tài liệu / One document",
    description="Cấu trúc (phần, điều, khoản), từng văn bản được dẫn, từng nhiệm vụ, đều theo vị trí trong tệp. "
    "/ Its outline, citations and tasks by place in the file.",
    response_model=models_documents.DocumentAnswer,
    responses=problems_for(404),
)
def one(id: Digest, store: Store) -> Response:
    return answer(resource(document, store, f"document/{id}"))


@router.get(
    "/{id}/text",
    summary="Toàn văn / Its text",
    description="Văn bản đúng như khi đọc, hoặc một đoạn; vị trí tính bằng ký tự trong tệp, như mọi bằng chứng. "
    "/ The text as it was read, or a part of it; offsets are those of all evidence.",
    response_model=models_documents.DocumentText,
    responses=problems_for(404),
)
def text(
    request: Request,
    id: Digest,
    store: Store,
    start: Annotated[int | None, Query(ge=0, description="Từ ký tự này của tệp / from this code point")] = None,
    end: Annotated[int | None, Query(ge=0, description="Đến trước ký tự này / until before this one")] = None,
) -> Response:
    found = resource(document, store, f"document/{id}")["document"]
    whole = text_of(request, found)
    if whole is None:
        detail = "Kho không giữ toàn văn của tài liệu này; hãy nạp lại tệp bằng «danchieu ingest»."
        raise Problem(404, "text-not-held", detail)
    first = max(start if start is not None else found["start"], found["start"])
    last = min(end if end is not None else found["end"], found["end"])
    if first > last:
        errors = [{"parameter": "start", "reason": f"phải nằm trong tài liệu: {found['start']}–{found['end']}"}]
        detail = f"Đoạn {first}–{last} không nằm trong tài liệu ({found['start']}–{found['end']})."
        raise Problem(422, "invalid-parameter", detail, errors=errors)
    until = min(last, first + MOST_CHARACTERS)
    following = request.url.include_query_params(start=until, end=last) if until < last else None
    return answer(
        {
            "document": found["iri"],
            "source": found["source"],
            "start": first,
            "end": until,
            "text": whole[first:until],
            "next": f"{following.path}?{following.query}" if following else None,
        }
    )
