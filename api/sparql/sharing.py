"""Who may ask from a browser: pages of any origin, without credentials (CORS) – but not at a machine of one's own.

A server that is called by a name of its own machine (localhost) is somebody's private one: any page that its owner
happens to visit could read out the graph there. So at such a name only pages of this machine may ask. A proxy that is
to share the endpoint with everyone hands its own name on (Host).
"""

from __future__ import annotations

from starlette.datastructures import URL
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

PATHS = ("/sparql", "/api/v1/sparql")
_LOCAL = r"https?://(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(:\d{1,5})?"
_METHODS = ("GET", "HEAD", "POST", "OPTIONS")
_HEADERS = ("Accept", "Authorization", "Content-Type", "X-API-Key")
_DAY = 86_400


class Shared:
    """Adds what browsers ask for to every answer of the SPARQL endpoint, errors included; answers preflights."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._for_all = CORSMiddleware(
            app,
            allow_origins=["*"],
            allow_methods=_METHODS,
            allow_headers=_HEADERS,
            expose_headers=["*"],
            max_age=_DAY,
        )
        self._for_local = CORSMiddleware(
            app,
            allow_origin_regex=_LOCAL,
            allow_methods=_METHODS,
            allow_headers=_HEADERS,
            expose_headers=["*"],
            max_age=_DAY,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(PATHS):
            await self._app(scope, receive, send)
            return
        await (self._for_local if _is_local(scope) else self._for_all)(scope, receive, send)


def _is_local(scope: Scope) -> bool:
    """Whether the request calls the server by a name of its own machine, or by none that can be read."""
    try:
        name = URL(scope=scope).hostname or ""
    except ValueError:
        return True
    return name in ("", "localhost", "::1") or name.startswith("127.")
