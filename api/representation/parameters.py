"""Parameters of the address that no route has: a filter whose name is mistyped would otherwise filter nothing."""

from __future__ import annotations

import difflib
from typing import Any

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from api.problems import Problem

_OF_ALL = ("fields",)  # what `asked` takes, beside the parameters of a route's own


def refuse_unknown(request: Request) -> None:
    """A problem (422) where the address has a parameter that its route does not take."""
    route = request.scope.get("route")
    if not isinstance(route, APIRoute) or not request.query_params:
        return
    known = _known(route)
    if known is None:
        return
    unknown = [name for name in request.query_params if name not in known]
    if not unknown:
        return
    errors = [{"parameter": name[:100], "reason": _reason(name, known)} for name in unknown[:20]]
    sentence = "; ".join(f"tham số «{error['parameter']}» {error['reason']}" for error in errors)
    raise Problem(422, "invalid-parameter", f"{sentence[:1].upper()}{sentence[1:]}.", errors=errors)


def _reason(name: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(name.lower()[:100], known, n=1)
    if near:
        return f"không có ở địa chỉ này; có phải «{near[0]}»?"
    return f"không có ở địa chỉ này; có: {', '.join(known)}"


def _known(route: APIRoute) -> tuple[str, ...] | None:
    """The names of a route's parameters; None where it takes any name, as its description says."""
    described: list[dict[str, Any]] = (route.openapi_extra or {}).get("parameters", [])
    if any(one["in"] == "query" and one["schema"].get("additionalProperties") for one in described):
        return None
    return (*_names(route.dependant), *(one["name"] for one in described if one["in"] == "query"), *_OF_ALL)


def _names(dependant: Dependant) -> list[str]:
    inner = [name for each in dependant.dependencies for name in _names(each)]
    return [*(field.alias for field in dependant.query_params), *inner]
