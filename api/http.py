"""What holds for every request: whom it may name, HEAD wherever GET is, headers that keep a browser from guessing."""

from __future__ import annotations

from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import Problem

CONTENT_SECURITY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
ANY = "*"


class KnownHost:
    """Refuses a request whose Host is none of this server's names, whatever its port.

    A page from elsewhere whose name was made to point at this machine (DNS rebinding) is to the
    browser of the same origin as this server, and could read all that it answers; its Host tells.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self.app = app
        self._hosts = {host.lower().rstrip(".") for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._is_known(Headers(scope=scope).getlist("host")):
            detail = "Máy chủ này không phục vụ tên đã gọi; người vận hành đặt các tên khác bằng DANCHIEU_HOSTS."
            await Problem(421, "unknown-host", detail).plain(Request(scope))(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _is_known(self, given: list[str]) -> bool:
        return ANY in self._hosts or (len(given) == 1 and _name(given[0]) in self._hosts)


def _name(host: str) -> str:
    """A Host without its port.

    >>> _name("LocalHost:8000"), _name("[::1]:80"), _name("example.vn.")
    ('localhost', '[::1]', 'example.vn')
    """
    name, colon, port = host.rpartition(":")
    if not colon or not (port.isdigit() or not port) or (host.startswith("[") and host.endswith("]")):
        name = host
    return name.lower().rstrip(".")


class Head:
    """Answers HEAD as GET without the body (RFC 9110, 9.3.2)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self.app({**scope, "method": "GET"}, receive, without_body)


class SafeHeaders:
    """No sniffing, no referrer, and for pages nothing but what this server itself sends."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
                headers["Content-Security-Policy"] = CONTENT_SECURITY
            await send(message)

        await self.app(scope, receive, with_headers)
