"""The queries of this package, by name. Those that answer questions live in `graph/queries`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def query(name: str) -> str:
    """The text of `api/queries/{name}.rq`."""
    return (files("api") / "queries" / f"{name}.rq").read_text("utf-8")
