"""Lists in pages: how many, from where, and the address of the next."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Annotated, Any

from fastapi import Depends, Query, Request

from api.problems import Problem

MOST_SKIPPED = 1_000_000

Limit = Annotated[int, Query(ge=1, le=200, description="Số mục mỗi trang / items in a page")]


def _skipped(
    request: Request,
    offset: Annotated[int, Query(ge=0, le=MOST_SKIPPED, description="Bỏ qua bao nhiêu mục / items to skip")] = 0,
    cursor: Annotated[
        str | None,
        Query(
            max_length=200,
            description="Chỗ đọc tiếp, như `next` cho biết; thay cho offset / where to go on, as `next` says",
        ),
    ] = None,
) -> int:
    """How many items a request skips: as its cursor says, which counts only for the generation that it was made of."""
    if not cursor:
        return offset
    edition, skipped = _opened(cursor)
    if edition != _edition(request):
        first = request.url.remove_query_params(["cursor", "offset"])
        raise Problem(
            410,
            "stale-cursor",
            "Dữ liệu đã đổi từ khi có trang trước, nên đọc tiếp sẽ sót hoặc lặp; hãy đọc lại từ trang đầu.",
            first=f"{first.path}?{first.query}" if first.query else first.path,
        )
    return skipped


Offset = Annotated[int, Depends(_skipped)]


def page(
    request: Request, limit: int, offset: int, fetch: Callable[[int, int], Sequence[dict[str, Any]]]
) -> dict[str, Any]:
    """One page of what `fetch(limit, offset)` gives; it is asked for one more, to know of a next page."""
    items = list(fetch(limit + 1, offset))
    return {"items": items[:limit], **turn(request, limit, offset, more=len(items) > limit)}


def turn(request: Request, limit: int, offset: int, *, more: bool) -> dict[str, Any]:
    """Where a page stands: {limit, offset, next}, the last being the address of the next page where there is more."""
    if not more:
        return {"limit": limit, "offset": offset, "next": None}
    cursor = _closed(_edition(request), offset + limit)
    address = request.url.remove_query_params("offset").include_query_params(limit=limit, cursor=cursor)
    return {"limit": limit, "offset": offset, "next": f"{address.path}?{address.query}"}


def _edition(request: Request) -> str:
    return request.app.state.knowledge.edition() or ""


def _closed(edition: str, skipped: int) -> str:
    return urlsafe_b64encode(f"{skipped} {edition}".encode()).rstrip(b"=").decode()


def _opened(cursor: str) -> tuple[str, int]:
    """The generation and the items skipped; a problem for what is no cursor of ours."""
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        skipped, _, edition = text.partition(" ")
        if skipped.isascii() and skipped.isdigit() and len(skipped) <= len(str(MOST_SKIPPED)):
            return edition, int(skipped)
    except ValueError:
        pass
    reason = "phải là giá trị lấy từ `next` của trang trước"
    errors = [{"parameter": "cursor", "reason": reason}]
    raise Problem(422, "invalid-parameter", f"Tham số «cursor» {reason}.", errors=errors)
