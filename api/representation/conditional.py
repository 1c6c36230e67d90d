"""Conditional requests (RFC 9110, 13): what a client holds already is not worked out again.

A generation of the store never changes, so an answer is known by the generation, the address, what is accepted, the
day (some answers count days from today), the language of pages and the program's version: the tag is made before the
answer is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http import BASE
from api.keys.access import REVIEWS
from api.knowledge import Knowledge
from api.pages.language import language
from api.pages.reviewing import reviewing
from api.representation.kept import Kept, Recording
from api.version import version

_VIETNAM = timezone(timedelta(hours=7))  # whose days the answers count in
_READ = ("GET", "HEAD")
_TOLD_BY = ("accept", "accept-language", "host")
# What does not come from the generation alone: keys, jobs, decisions and dumps change without one; SPARQL has its own.
_OTHERS = (
    REVIEWS,
    *(
        f"{base}/{name}"
        for base in ("", BASE)
        for name in ("sparql", "jobs", "keys", "reviews", "audit", "healthz", "readyz", "metrics", "static", "dumps")
    ),
)


class Conditional:
    """Gives each good answer an ETag, and 304 to a client that has it. Inside whatever refuses requests.

    The answers asked for last are kept, up to `room` bytes, in each process: who asks the same gets the same.
    """

    def __init__(self, app: ASGIApp, knowledge: Knowledge, *, closed: bool = False, room: int = 0) -> None:
        self._app = app
        self._knowledge = knowledge
        self._kept = Kept(room)
        # Without a time to live: each use is asked for again, and costs nothing where nothing changed.
        self._caching = "private, no-cache" if closed else "no-cache"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        tag = self._tag(scope)
        if tag is None:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if _holds(headers.getlist("if-none-match"), tag):
            await send({"type": "http.response.start", "status": 304, "headers": self._headers(tag)})
            await send({"type": "http.response.body", "body": b""})
            return

        async def tagged(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                given = MutableHeaders(scope=message)
                given.setdefault("ETag", tag)
                given.setdefault("Cache-Control", self._caching)
                named = {name.strip().lower() for name in given.get("vary", "").split(",")}
                for name in ("Accept", "Accept-Language"):
                    if name.lower() not in named:
                        given.add_vary_header(name)
            await send(message)

        if "range" in headers:
            await self._app(scope, receive, tagged)
            return
        key = f"{tag} gzip" if "gzip" in headers.get("accept-encoding", "") else tag
        kept = self._kept.find(key)
        if kept is None:
            await self._app(scope, receive, Recording(tagged, self._kept, key, scope))
            return
        scope["route"] = kept.route  # for the log and the metrics
        await kept.send(tagged)

    def _tag(self, scope: Scope) -> str | None:
        if scope["type"] != "http" or scope["method"] not in _READ or scope["path"].startswith(_OTHERS):
            return None
        edition = self._knowledge.edition()
        if edition is None:
            return None
        headers = Headers(scope=scope)
        today = datetime.now(UTC).astimezone(_VIETNAM).date().isoformat()
        said = [_program(), edition, today, language(), str(reviewing()), scope["path"]]
        said.append(scope["query_string"].decode("latin-1"))
        said += [value for name in _TOLD_BY for value in (name, *headers.getlist(name))]
        # Weak: whether it is sent compressed makes no other answer.
        return f'W/"{hashlib.blake2b(repr(said).encode(), digest_size=12).hexdigest()}"'

    def _headers(self, tag: str) -> list[tuple[bytes, bytes]]:
        return [
            (b"etag", tag.encode()),
            (b"cache-control", self._caching.encode()),
            (b"vary", b"Accept, Accept-Language, Accept-Encoding"),
        ]


def _holds(given: Sequence[str], tag: str) -> bool:
    """Whether If-None-Match names the tag; by weak comparison, as it asks for.

    `*` is any answer that there is: whether there is one is not known here, so it is worked out.

    >>> _holds(['"a", W/"b"'], 'W/"a"'), _holds(["*"], 'W/"a"'), _holds([], 'W/"a"')
    (True, False, False)
    """
    names = [one.strip().removeprefix("W/") for line in given for one in line.split(",")]
    return tag.removeprefix("W/") in names


@cache
def _program() -> str:
    """A digest of everything that answers are made with: a version alone would not tell a mended one."""
    found = hashlib.blake2b(version().encode(), digest_size=12)
    for package in ("api", "graph"):
        _add(found, files(package))
    return found.hexdigest()


def _add(found: hashlib.blake2b, place: Traversable) -> None:
    if place.is_file():
        found.update(place.name.encode() + b"\0" + place.read_bytes())
        return
    for each in sorted(place.iterdir(), key=lambda one: one.name):
        if each.name != "__pycache__":
            _add(found, each)
