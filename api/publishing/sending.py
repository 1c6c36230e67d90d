"""A large file as an answer: whole, in parts, or its head alone."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.types import Message, Receive, Scope, Send

from api.http import ASKED_METHOD
from api.problems import Problem


class DumpResponse(FileResponse):
    """A file that HEAD does not read (1.6 million statements make one of 17 MB), and that says as a problem which
    part of it cannot be had."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused: Message | None = None

        async def unless_refused(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start" and message["status"] in (400, 416):
                refused = message
            if refused is None:
                await send(message)

        asked = scope.get(ASKED_METHOD, scope["method"])
        await super().__call__({**scope, "method": asked}, receive, unless_refused)
        if refused is None:
            return
        request = Request(scope)
        given = request.headers.get("range", "")[:100]
        if refused["status"] == 400:
            detail = f"Không hiểu khúc «{given}»; hãy viết Range: bytes=ĐẦU-CUỐI."
            problem = Problem(400, "malformed-range", detail)
        else:
            whole = dict(refused["headers"])[b"content-range"].decode()
            detail = f"Khúc «{given}» nằm ngoài tệp, vốn dài {whole.removeprefix('bytes */')} byte."
            problem = Problem(416, "range-not-satisfiable", detail, headers={"Content-Range": whole})
        await problem.plain(request)(scope, receive, send)
