"""How often one client may ask: a moving window of a minute, told in RateLimit headers before it is used up.

The headers are those of the IETF's draft "RateLimit header fields for HTTP", whose policies are named here
`requests` and `sparql`. Each worker process counts what it answers itself, so with N workers a client may be
answered up to N times as often as is promised, never less.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http import BASE
from api.operation.clients import LOOPBACK, Networks, address_of, counted_as
from api.problems import Problem
from api.settings import Settings

WINDOW = 60  # seconds
# What watches the server must see it while a client is held off.
EXEMPT = ("/healthz", "/readyz", "/metrics", f"{BASE}/healthz", f"{BASE}/readyz", f"{BASE}/metrics")


@dataclass(frozen=True, slots=True)
class Policy:
    """At most `quota` requests in `WINDOW` seconds of one client, at addresses that begin with one of `places`."""

    name: str
    quota: int
    places: tuple[str, ...] = ("/",)

    def item(self) -> RateLimitItem:
        """The policy as the library has it."""
        return RateLimitItemPerSecond(self.quota, WINDOW, self.name)

    def field(self) -> str:
        """The policy as a member of RateLimit-Policy.

        >>> Policy("sparql", 300).field()
        '"sparql";q=300;w=60'
        """
        return f'"{self.name}";q={self.quota};w={WINDOW}'


def policies(settings: Settings) -> tuple[Policy, ...]:
    """The policies in force; a quota of 0 is none."""
    known = (
        Policy("requests", settings.rate_requests),
        Policy("sparql", settings.rate_sparql, ("/sparql", f"{BASE}/sparql")),
    )
    return tuple(policy for policy in known if policy.quota)


def published(settings: Settings) -> str:
    """The policies in words, for the description of the interface."""
    chosen = policies(settings)
    if not chosen:
        return "Không giới hạn tần suất. / No rate limits."
    what = {"requests": ("yêu cầu", "requests"), "sparql": ("truy vấn SPARQL", "SPARQL queries")}
    said = [f"{each.quota} {what[each.name][0]}" for each in chosen]
    in_english = [f"{each.quota} {what[each.name][1]}" for each in chosen]
    return (
        f"Mỗi người dùng (khóa API, không có thì địa chỉ) được {', '.join(said)} mỗi phút ở mỗi tiến trình; tiêu đề "
        "RateLimit nói còn lại bao nhiêu, và 429 kèm Retry-After khi đã hết.\n\n"
        f"Each client (API key, else address) has {', '.join(in_english)} a minute in each worker; the header "
        "RateLimit says what is left, and 429 with Retry-After when nothing is."
    )


class Windows(MemoryStorage):
    """The library's memory with windows that cost little and are forgotten.

    The library's own starts a thread at every request and keeps a client that once came for ever.
    """

    def __init__(self) -> None:
        super().__init__()
        self._taken: dict[str, deque[float]] = {}
        self._swept = time.time()

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        now = time.time()
        self._sweep(now, expiry)
        taken = self._window(key, now - expiry)
        if len(taken) + amount > limit:
            return False
        taken.extend([now] * amount)
        return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        now = time.time()
        taken = self._window(key, now - expiry)
        return (taken[0] if taken else now), len(taken)

    def _window(self, key: str, since: float) -> deque[float]:
        taken = self._taken.setdefault(key, deque())
        while taken and taken[0] <= since:
            taken.popleft()
        return taken

    def _sweep(self, now: float, expiry: int) -> None:
        """Once in each window: forget those who have not come since."""
        if now - self._swept < expiry:
            return
        self._swept = now
        for key in [key for key, taken in self._taken.items() if not taken or taken[-1] <= now - expiry]:
            del self._taken[key]


class RateLimited:
    """Counts each client's requests, says what is left, and refuses with 429 what is beyond.

    A client is who holds the key that `identify` finds in the headers, else an address. `refused` is called with the
    name of the policy that a refused request violated.
    """

    def __init__(
        self,
        app: ASGIApp,
        chosen: Sequence[Policy],
        *,
        loopback: bool,
        identify: Callable[[Headers], str | None],
        refused: Callable[[str], object],
    ) -> None:
        self._app = app
        self._chosen = [(policy, policy.item()) for policy in chosen]
        self._free = Networks(() if loopback else LOOPBACK)
        self._limiter = MovingWindowRateLimiter(Windows())
        self._identify = identify
        self._refused = refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self._chosen or scope["path"] in EXEMPT:
            await self._app(scope, receive, send)
            return
        address = address_of(scope)
        if address in self._free:
            await self._app(scope, receive, send)
            return
        holder = self._identify(Headers(scope=scope))
        client = f"key {holder}" if holder else counted_as(address)
        fields, left, violated = [], [], ""
        wait = 0
        for policy, item in self._chosen:
            if not scope["path"].startswith(policy.places):
                continue
            allowed = self._limiter.hit(item, client)
            stats = self._limiter.get_window_stats(item, client)
            seconds = max(1, math.ceil(stats.reset_time - time.time()))
            fields.append(policy.field())
            left.append(f'"{policy.name}";r={max(0, stats.remaining)};t={seconds}')
            if not allowed:
                violated, wait = policy.name, max(wait, seconds)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["RateLimit-Policy"] = ", ".join(fields)
                headers["RateLimit"] = ", ".join(left)
            await send(message)

        if violated:
            self._refused(violated)
            await self._refusal(violated, wait).response(Request(scope))(scope, receive, with_headers)
            return
        await self._app(scope, receive, with_headers)

    @staticmethod
    def _refusal(violated: str, wait: int) -> Problem:
        detail = f"Bạn đã gửi quá nhiều yêu cầu; hãy thử lại sau {wait} giây."
        more = {"violated-policies": [violated]}
        return Problem(429, "rate-limited", detail, headers={"Retry-After": str(wait)}, **more)
