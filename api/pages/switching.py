"""Which language a request for a page is answered in: `?lang=` says it, a cookie keeps it, else it is Vietnamese.

Accept-Language is not followed: the machines of offices here come with browsers that ask for English alone, and a
page that turned English by itself would be lost on their readers. (Programs are answered by it: `labels` in the API.)
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from typing import get_args
from urllib.parse import parse_qsl, quote, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.pages.language import HOME, Spoken, speak
from api.representation.languages import Language

PARAMETER = COOKIE = "lang"
_YEAR = 365 * 24 * 3600  # seconds that a choice is kept
_FOR_PROGRAMS = ("/api/", "/static/")  # always the same, whatever a cookie says
_WORDED = ("text/html", "image/svg+xml", "application/json")  # pages, and what their scripts fetch
_LANGUAGES: dict[str, Language] = {one: one for one in get_args(Language)}


class Switching:
    """Notes the language of each request; at an address with `lang=`, keeps the choice and leads to the address
    without it. A language that there is not is dropped from the address, and changes nothing. What a form was sent
    for cannot be led anywhere: it is answered in the language of its address, which is kept too."""

    def __init__(self, app: ASGIApp, *, https: bool = False) -> None:
        self._app = app
        self._https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["path"].startswith(_FOR_PROGRAMS):
            speak(Spoken())
            await self._app(scope, receive, send)
            return
        given = parse_qsl(scope["query_string"].decode("utf-8", "replace"), keep_blank_values=True)
        rest = tuple((name, value) for name, value in given if name != PARAMETER)
        path = _path(scope["path"])
        wanted = next((value for name, value in reversed(given) if name == PARAMETER), None)
        if wanted is not None and scope["method"] in ("GET", "HEAD"):
            await self._chosen(wanted, f"{path}?{urlencode(rest)}" if rest else path)(scope, receive, send)
            return
        kept = _kept(Headers(scope=scope).getlist("cookie"))
        chosen = _LANGUAGES.get(wanted) if wanted is not None else None
        speak(Spoken(chosen or kept, path, rest))

        async def telling(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                # A 304 has no type: it is told for whatever may be a page.
                if message["status"] == 304 or headers.get("content-type", "").startswith(_WORDED):
                    headers.add_vary_header("Cookie")
                if chosen is not None:
                    headers.append("Set-Cookie", self._cookie(chosen))
            await send(message)

        await self._app(scope, receive, telling)

    def _chosen(self, wanted: str, address: str) -> RedirectResponse:
        found = RedirectResponse(address, 303, {"Cache-Control": "no-store"})
        if wanted in _LANGUAGES:
            found.headers.append("Set-Cookie", self._cookie(wanted))
        return found

    def _cookie(self, wanted: str) -> str:
        secure = "; Secure" if self._https else ""
        return f"{COOKIE}={wanted}; Max-Age={_YEAR}; Path=/; SameSite=lax{secure}"


def _kept(cookies: list[str]) -> Language:
    """The language that a browser's cookies name.

    >>> _kept(["a=1; lang=en"]), _kept(["lang=xx"]), _kept([])
    ('en', 'vi', 'vi')
    """
    for line in cookies:
        try:
            found = SimpleCookie(line).get(COOKIE)
        except CookieError:
            continue
        if found is not None:
            return _LANGUAGES.get(found.value, HOME)
    return HOME


def _path(path: str) -> str:
    """The path of an address, from the server's root on.

    One that began with two slashes would lead to another server.

    >>> _path("//evil.example/a b")
    '/evil.example/a%20b'
    """
    return "/" + quote(path, safe="/:@!$&'()*+,;=~").lstrip("/")
