"""Whether the pages offer to settle doubts: where somebody holds a key to do so.

The pages themselves are kept for whoever asks next, so this is of the server and not of the person at hand.
"""

from __future__ import annotations

from contextvars import ContextVar
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

from api.keys import book
from graph.store.opening import working_directory

_FOR_PROGRAMS = ("/api/", "/static/")  # where no page links to the queue

_offered: ContextVar[bool] = ContextVar("reviewing", default=False)


def reviewing() -> bool:
    """Whether the page at hand links to the queue."""
    return _offered.get()


class Reviewing:
    """Notes for each request whether some key stands that may decide."""

    def __init__(self, app: ASGIApp, store: Path) -> None:
        self._app = app
        self._store = store

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["path"].startswith(_FOR_PROGRAMS):
            _offered.set(self._is_offered())
        await self._app(scope, receive, send)

    def _is_offered(self) -> bool:
        try:
            return any(key.may("editor") and key.stands() for key in book.keys(working_directory(self._store)))
        except book.KeysUnusable:
            return False
