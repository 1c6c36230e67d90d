"""What is noted of every request: an id that the client is told, one line of the log, the metrics.

Whatever fails in answering ends here: the log has the trace, the client a problem with the request's id.
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from api.http import BASE
from api.operation.clients import address_of
from api.operation.metrics import Metrics
from api.problems import Problem, unexpected

_WELL_FORMED = re.compile(r"[A-Za-z0-9._~+/=-]{1,128}")
NO_ROUTE = "(none)"
_log = logging.getLogger("danchieu.request")


def id_of(scope: Scope) -> str:
    """The id of a request: the one that it came with where that is well-formed, else a new one."""
    given = Headers(scope=scope).getlist("x-request-id")
    return given[0] if len(given) == 1 and _WELL_FORMED.fullmatch(given[0]) else secrets.token_hex(8)


def route_of(scope: Scope) -> str:
    """The route's template, never the address that was asked: that one is personal, and without number."""
    path = getattr(scope.get("route"), "path", None)
    if path is None:
        mounted = scope.get("root_path")  # of files below it
        return f"{mounted}/{{path}}" if mounted else NO_ROUTE
    # A router that was included under a prefix may call its routes by the rest alone.
    below = scope["path"].startswith(f"{BASE}/") and not path.startswith(f"{BASE}/")
    return f"{BASE}{path}" if below else str(path)


class Noted:
    """Gives each request an id, and notes how it was answered."""

    def __init__(self, app: ASGIApp, metrics: Metrics, *, queries: bool = False) -> None:
        self._app = app
        self._metrics = metrics
        self._queries = queries

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        request_id = id_of(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        method = scope["method"]
        status = 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        with bound_contextvars(request_id=request_id):
            try:
                try:
                    await self._app(scope, receive, noting)
                except (Exception, asyncio.CancelledError) as error:
                    # Where the answer has begun it cannot be taken back; the server cuts it off.
                    if status and isinstance(error, asyncio.CancelledError):
                        _log.warning("cut off because the server stops")
                        return
                    if status:
                        raise
                    await _told(error, Request(scope)).response(Request(scope))(scope, receive, noting)
            except Exception:
                _log.exception("failed after the answer had begun")
                raise
            finally:
                seconds = time.perf_counter() - started
                route = route_of(scope)
                self._metrics.answered(method, route, status, seconds)
                _log.info("request", extra=self._line(scope, method, route, status, seconds))

    def _line(self, scope: Scope, method: str, route: str, status: int, seconds: float) -> dict[str, object]:
        asked = scope["query_string"]
        line: dict[str, object] = {
            "method": method,
            "route": route,
            "status": status,
            "milliseconds": round(seconds * 1000, 1),
            "client": address_of(scope),
            "query_bytes": len(asked),
        }
        if self._queries:
            line |= {"path": scope["path"], "query": asked.decode("ascii", "backslashreplace")}
        return line


def _told(error: BaseException, request: Request) -> Problem:
    if isinstance(error, Problem):  # raised by what stands before the application
        return error
    if isinstance(error, asyncio.CancelledError):
        _log.warning("ended because the server stops")
        detail = "Máy chủ đang dừng nên đã ngắt yêu cầu này; hãy thử lại."
        return Problem(503, "stopping", detail, headers={"Retry-After": "5", "Connection": "close"})
    _log.error("failed", exc_info=error)
    return unexpected(request)
