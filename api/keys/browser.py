"""Who sits at a browser: the session that its cookie names, and whether a page of this server sent what it sends."""

from __future__ import annotations

import math
import time
from urllib.parse import urlsplit

from fastapi import Request
from limits import RateLimitItemPerSecond
from limits.strategies import MovingWindowRateLimiter
from starlette.responses import Response

from api.keys import session
from api.keys.book import Key
from api.operation.clients import address_of, counted_as
from api.operation.limits import Windows
from graph.store.opening import working_directory

COOKIE = "danchieu_phien"
_MOST_TOKEN = 100  # characters; one has 43


def signed_in(request: Request) -> Key | None:
    """Whose session a request belongs to; None where it has none that counts. Raises KeysUnusable."""
    token = token_of(request)
    return session.holder(working_directory(request.app.state.settings.store), token) if token else None


def token_of(request: Request) -> str | None:
    """The token that the browser sent, whatever it is worth."""
    token = request.cookies.get(COOKIE)
    return token if token and len(token) <= _MOST_TOKEN else None


def keep(response: Response, token: str, request: Request) -> None:
    """Have the browser keep a token: out of reach of scripts, and sent by pages of this server alone."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(session.LASTS.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=is_secure(request),
    )


def forget(response: Response, request: Request) -> None:
    """Have the browser forget its token."""
    response.delete_cookie(COOKIE, httponly=True, samesite="strict", secure=is_secure(request))


def is_secure(request: Request) -> bool:
    """Whether the browser came by HTTPS, here or as far as the proxy that the operator told of."""
    return bool(request.app.state.settings.https) or request.url.scheme == "https"


def is_own_page(request: Request) -> bool:
    """Whether a browser sends a request from a page of this server: by Sec-Fetch-Site, which no page can set; without
    TLS browsers leave it out, and Origin tells. A request with neither is of no browser."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    try:
        origin = urlsplit(request.headers.get("origin", ""))
    except ValueError:
        return False
    return bool(origin.netloc) and origin.netloc.lower() == request.headers.get("host", "").lower()


class Guesses:
    """How often a key may be wrong: ten times a minute from one address, in each process.

    Of 2^256 nothing is guessed so; it keeps a program that tries from filling the log and the server's time.
    """

    def __init__(self) -> None:
        self._item = RateLimitItemPerSecond(10, 60, "sign-in")
        self._limiter = MovingWindowRateLimiter(Windows())

    def wait(self, request: Request) -> int:
        """For how many seconds the asker has to wait; 0 for not at all."""
        client = counted_as(address_of(request.scope))
        if self._limiter.test(self._item, client):
            return 0
        until = self._limiter.get_window_stats(self._item, client).reset_time
        return max(1, math.ceil(until - time.time()))

    def wrong(self, request: Request) -> None:
        """The key that was told is nobody's."""
        self._limiter.hit(self._item, counted_as(address_of(request.scope)))
