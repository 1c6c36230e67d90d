"""Lists in pages: how many, from where, and the address of the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from fastapi import Query, Request

Limit = Annotated[int, Query(ge=1, le=200, description="Số mục mỗi trang / items in a page")]
Offset = Annotated[int, Query(ge=0, le=1_000_000, description="Bỏ qua bao nhiêu mục / items to skip")]


def page(
    request: Request, limit: int, offset: int, fetch: Callable[[int, int], Sequence[dict[str, Any]]]
) -> dict[str, Any]:
    """One page of what `fetch(limit, offset)` gives; it is asked for one more, to know of a next page."""
    items = list(fetch(limit + 1, offset))
    more = len(items) > limit
    address = request.url.include_query_params(limit=limit, offset=offset + limit)
    following = f"{address.path}?{address.query}" if more else None
    return {"items": items[:limit], "limit": limit, "offset": offset, "next": following}
