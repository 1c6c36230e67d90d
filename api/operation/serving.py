"""How the application is served: what the server beneath it is told."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import uvicorn

from api.operation.unreadable import Protocol

if TYPE_CHECKING:
    from fastapi import FastAPI

LONGEST_HEAD = 256 * 1024  # bytes of request line and headers: a long query may stand in an address


def settled(app: FastAPI) -> FastAPI:
    """The application, and all that was made with it taken out of the collector's rounds: it stays to the end.

    A full round over its 120,000 objects stops a process for 65 to 100 ms, which some request then waits; frozen, for
    none. Not for a test, which makes many applications in one process.
    """
    gc.collect()
    gc.freeze()
    return app


def config_of(
    app: FastAPI | Callable[[], FastAPI], stop_seconds: int = 5, *, log_level: str | None = None, workers: int = 1
) -> uvicorn.Config:
    """The server's settings. Where there are several workers, `app` makes the application in each of them."""
    several: dict[str, Any] = {"factory": True, "workers": workers, "timeout_worker_healthcheck": 30}
    return uvicorn.Config(
        app,
        http=Protocol,
        log_config=None,
        log_level=log_level,
        access_log=False,
        lifespan="on",
        server_header=False,
        # `api.operation.clients` does it: the server's own would believe whoever asks from this machine.
        proxy_headers=False,
        h11_max_incomplete_event_size=LONGEST_HEAD,
        timeout_graceful_shutdown=stop_seconds,
        **(several if workers > 1 else {}),
    )
