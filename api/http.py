"""What holds for every request: whom it may name, how large it may be, HEAD wherever GET is, headers that keep a
browser from guessing."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import Problem

_NO_MORE = "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
CONTENT_SECURITY = f"default-src 'none'; style-src 'self'; img-src 'self'; {_NO_MORE}"
# A page runs the scripts that were bundled for it and asks nobody but this server. Nothing that stands in the page
# itself is run, nor taken for style: document text that came through unescaped would still do nothing. Pictures may be
# `data:` (those of the editor's style sheet) and `blob:` (a drawing that is saved).
PAGE_SECURITY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    + _NO_MORE
)
BASE = "/api/v1"
# What a page may use of the device: nothing.
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in ("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer",
                    "microphone", "midi", "payment", "usb", "browsing-topics")
)  # fmt: skip
ONE_YEAR = 31_536_000  # seconds
MOST_HEADERS = 100
MOST_HEADER_BYTES = 32 * 1024  # a browser sends some 2 KiB; the address, which may hold a long query, is not among them
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


ASKED_METHOD = "danchieu.asked_method"  # of a scope: what the client said, where a route is told GET


class Head:
    """Answers HEAD as GET without the body (RFC 9110, 9.3.2).

    A response that would read much for nothing looks at `ASKED_METHOD` of its scope, and sends its head alone.
    """

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

        inner = {**scope, "method": "GET", ASKED_METHOD: "HEAD"}
        await self.app(inner, receive, without_body)
        if "route" in inner:
            scope["route"] = inner["route"]  # which is noted in the log


class SafeHeaders:
    """No sniffing, no referrer, no device; for pages nothing but what this server itself sends, and no page of
    another site around or beside them. With `https`, browsers shall not come without it again."""

    def __init__(self, app: ASGIApp, *, https: bool = False) -> None:
        self.app = app
        self._headers = {
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Content-Security-Policy": CONTENT_SECURITY,
            "Permissions-Policy": PERMISSIONS,
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        if https:
            self._headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self._headers)
                if headers.get("content-type", "").startswith("text/html"):
                    headers["Content-Security-Policy"] = PAGE_SECURITY
                elif message["status"] == 304:
                    # It does not tell of what kind the answer was, and what it tells takes the place of what was kept:
                    # a page that was read before would lose its scripts.
                    del headers["Content-Security-Policy"]
            await send(message)

        await self.app(scope, receive, with_headers)


class Bounded:
    """Refuses a request with too many or too long headers (431), or with a body of more than `most` bytes (413).

    `places` gives other bounds for the bodies at addresses that begin so.
    """

    def __init__(self, app: ASGIApp, most: int, places: Mapping[str, int] | None = None) -> None:
        self.app = app
        self._most = most
        self._places = places or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = scope["headers"]
        size = sum(len(name) + len(value) for name, value in headers)
        if len(headers) > MOST_HEADERS or size > MOST_HEADER_BYTES:
            detail = f"Yêu cầu có quá {MOST_HEADERS} tiêu đề, hoặc tiêu đề dài quá {MOST_HEADER_BYTES} byte."
            await Problem(431, "headers-too-large", detail, headers=_CLOSE).response(Request(scope))(
                scope, receive, send
            )
            return
        most = self._bound(scope["path"])
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdigit() and int(declared) > most:
            await _too_large(most).response(Request(scope))(scope, receive, send)
            return
        await self._within(most, scope, receive, send)

    async def _within(self, most: int, scope: Scope, receive: Receive, send: Send) -> None:
        """A body whose length nobody declared is counted as it is read."""
        length = 0
        begun = replaced = False

        async def counting() -> Message:
            nonlocal length
            message = await receive()
            length += len(message.get("body", b""))
            if length > most:
                raise _too_large(most)
            return message

        async def noting(message: Message) -> None:
            nonlocal begun, replaced
            if length > most and not begun and not replaced:
                # Whatever is answered: whoever reads forms takes the refusal for a fault of the form.
                replaced = True
                await _too_large(most).response(Request(scope))(scope, receive, send)
            elif not replaced:
                begun = True
                await send(message)

        await self.app(scope, counting, noting)

    def _bound(self, path: str) -> int:
        return next((most for place, most in self._places.items() if path.startswith(place)), self._most)


_CLOSE = {"Connection": "close"}  # what was not read of the request is no next request


def _too_large(most: int) -> Problem:
    detail = f"Phần thân gửi lên lớn hơn {most} byte."
    return Problem(413, "body-too-large", detail, headers=_CLOSE)
