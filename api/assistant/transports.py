"""How requests travel: over standard input and output, or as streamable HTTP on this machine alone."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from io import TextIOWrapper
from typing import Any

import anyio
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from starlette.applications import Starlette
from starlette.routing import Route

from api.assistant.server import server_of
from api.assistant.service import Service

PATH = "/mcp"
INTERRUPTED, TERMINATED = 130, 143


def over_stdio(service: Service) -> None:
    """Serve one client until its end of the input; nothing else is written to standard output."""
    answers = _own_output()
    for number, code in ((signal.SIGTERM, TERMINATED), (signal.SIGINT, INTERRUPTED)):
        # A thread waits for input in a call that nothing can interrupt, and an orderly exit would wait for it. The
        # SPARQL workers end when our end of their pipe does.
        signal.signal(number, lambda *_, code=code: os._exit(code))

    async def serve() -> None:
        server = server_of(service)
        try:
            async with stdio_server(stdout=anyio.wrap_file(answers)) as (read, write):
                await server.run(read, write, server.create_initialization_options())
        finally:
            with anyio.CancelScope(shield=True):
                await service.close()

    try:
        anyio.run(serve)
    except* BrokenPipeError:
        pass  # the client has left without closing our input first


def _own_output() -> TextIOWrapper:
    """The real standard output, for the protocol alone: what anything else prints goes to standard error from here."""
    sys.stdout.flush()
    own = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return TextIOWrapper(os.fdopen(own, "wb"), encoding="utf-8")


def over_http(service: Service, listening: socket.socket) -> None:
    """Serve any number of clients on that socket until interrupted."""
    import uvicorn

    config = uvicorn.Config(
        app_of(service, listening.getsockname()[1]),
        log_level="warning",
        access_log=False,
        lifespan="on",
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    uvicorn.Server(config).run(sockets=[listening])


def app_of(service: Service, port: int) -> Starlette:
    """The application: one address, no sessions to keep, each answer one JSON.

    A page of a foreign site whose name was made to point at this machine is refused by Host and Origin.
    """
    names = [f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")]
    sessions = StreamableHTTPSessionManager(
        app=server_of(service),
        json_response=True,
        stateless=True,
        security_settings=TransportSecuritySettings(
            enable_dns_rebinding_protection=True,
            allowed_hosts=names,
            allowed_origins=[f"http://{name}" for name in names],
        ),
    )

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        try:
            async with sessions.run():
                yield
        finally:
            await service.close()

    class Requests:
        """An ASGI application: a plain function would be taken for an endpoint of requests."""

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            await sessions.handle_request(scope, receive, send)

    # No stream of the server's own (GET): it has nothing to say unasked, and open streams would hold up its end.
    return Starlette(routes=[Route(PATH, endpoint=Requests(), methods=["POST"])], lifespan=lifespan)
