"""Exports made by processes of their own, a few at a time, and sent as they are written.

A graph of a million statements takes ten seconds to write, which a thread of the server would take from all other
requests; memory is given back when the process ends, and a process can be ended when nobody waits for it any more.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.exporting.refusals import Refusal, too_much_memory
from api.http import ASKED_METHOD

WORKER = (sys.executable, "-m", "api.exporting.worker")
MOST_AT_ONCE: Final = 2  # of one server process; each keeps a processor busy
PREPARING: Final = 600.0  # seconds until the first byte: ten million statements are sorted in three minutes
STALLED: Final = 60.0  # seconds for which a client may take nothing of what is sent
_CHUNK: Final = 256 * 1024  # of this size the server compresses in threads of its own
_LOOK: Final = 0.25  # seconds between two looks whether the client is still there
_TRY_AGAIN: Final = 10


class Broken(RuntimeError):
    """An export ended before its end; the connection is broken off, so that nobody takes the part for the whole."""


class Gone(Exception):
    """The client left before there was anything to send."""


class Places:
    """How many exports run; a place is held until `leave`."""

    def __init__(self, most: int = MOST_AT_ONCE) -> None:
        self._free = most

    def take(self) -> Refusal | None:
        """Take a place; what to answer where there is none."""
        if self._free <= 0:
            detail = f"Máy chủ đang xuất đủ số tệp lớn cùng lúc; hãy thử lại sau {_TRY_AGAIN} giây."
            return Refusal(503, "exports-busy", detail, headers={"Retry-After": str(_TRY_AGAIN)})
        self._free -= 1
        return None

    def leave(self) -> None:
        """Give a place back."""
        self._free += 1


class Export:
    """An export in the making by a process of its own, from `begin` until `end`."""

    def __init__(self, process: asyncio.subprocess.Process, left: Callable[[], None], held: object) -> None:
        self._process, self._left, self._held = process, left, held
        self.told: Mapping[str, Any] = {}

    @classmethod
    async def begin(cls, request: str, left: Callable[[], None], held: object) -> Export:
        """Start it. `left` is called at its end, until when `held` (the store that it reads) is kept."""
        process = await asyncio.create_subprocess_exec(
            *WORKER,
            request,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            limit=_CHUNK,
        )
        return cls(process, left, held)

    async def prepared(self, format: str, gone: Callable[[], Awaitable[bool]]) -> Refusal | None:
        """Wait until it is known what will be sent (`told`); the reason, where nothing will. Raises Gone."""
        assert self._process.stdout is not None
        reading = asyncio.ensure_future(self._process.stdout.readline())
        try:
            async with asyncio.timeout(PREPARING):
                while not (await asyncio.wait({reading}, timeout=_LOOK))[0]:
                    if await gone():
                        raise Gone
        except TimeoutError:
            detail = f"Chuẩn bị tệp quá {PREPARING / 60:g} phút; hãy lấy tệp có sẵn ở /dumps/."
            return Refusal(503, "export-too-slow", detail, {"dumps": "/dumps/"}, {"Retry-After": "600"})
        finally:
            reading.cancel()
        line = reading.result()
        if not line:
            # The engine ends the process where it gets no memory; all else that can go wrong is told in a line.
            return (
                too_much_memory(format)
                if await self._process.wait() < 0
                else Refusal(500, "internal-error", "Máy chủ gặp lỗi ngoài dự kiến khi xuất; lỗi đã được ghi lại.")
            )
        self.told = json.loads(line)
        return Refusal(**self.told["refused"]) if "refused" in self.told else None

    async def chunk(self) -> bytes:
        """More of the file, nothing at its end. Raises Broken where it ends before its end."""
        assert self._process.stdout is not None
        data = await self._process.stdout.read(_CHUNK)
        if not data and await self._process.wait():
            raise Broken(f"export process ended with {self._process.returncode}")
        return data

    async def end(self) -> None:
        """End the process, wherever it is."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        try:
            await asyncio.shield(self._emptied())
        finally:
            self._held = None
            self._left()

    async def _emptied(self) -> None:
        # A pipe that is not read to its end stays open, and the server has only so many.
        assert self._process.stdout is not None
        while await self._process.stdout.read(_CHUNK):
            pass
        await self._process.wait()


class ExportResponse(Response):
    """Sends an export while it is written. A client that leaves, or takes nothing for a minute, ends it."""

    def __init__(self, export: Export, headers: Mapping[str, str]) -> None:
        super().__init__(headers=dict(headers))
        self._export = export
        length = export.told["length"]
        if length is None:
            del self.headers["content-length"]
        else:
            self.headers["content-length"] = str(length)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        leaving = asyncio.ensure_future(_left(receive))
        sending = asyncio.ensure_future(self._send(scope, send))
        try:
            await asyncio.wait({leaving, sending}, return_when=asyncio.FIRST_COMPLETED)
            if sending.done():
                sending.result()
        finally:
            for task in (leaving, sending):
                task.cancel()
            await asyncio.gather(leaving, sending, return_exceptions=True)
            await self._export.end()

    async def _send(self, scope: Scope, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        if scope.get(ASKED_METHOD) != "HEAD":
            while data := await self._export.chunk():
                async with asyncio.timeout(STALLED):
                    await send({"type": "http.response.body", "body": data, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
