"""Asking for keys over HTTP: what writes wants one of a role, and with closed reads everything does.

A key travels in a header (`Authorization: Bearer …` or `X-API-Key`), which no page of another site can make a browser
send. HTTP Basic with the key as the password is for reading alone, so that a browser can ask its person for it when
reads are closed: a browser sends that by itself, also with what another site's page makes it ask for. Of posts it is
taken for the form that changes nothing (`DRAFTS`) and for those that ask for a session besides (`REVIEWS`), and there
only from this server's own pages. A session (`api.keys.session`) opens reading where Basic does.
"""

from __future__ import annotations

import base64
import binascii
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyHeader, HTTPBearer
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.keys import book
from api.keys.book import Key, Role
from api.keys.browser import is_own_page, signed_in
from api.operation.limits import EXEMPT
from api.problems import Problem
from graph.store.opening import working_directory

# Only for the description of the interface: it says where a key goes, `_asked` takes it.
_BEARER = HTTPBearer(
    auto_error=False, scheme_name="bearer", description="Khóa do «danchieu key make» in ra. / A key that it printed."
)
_HEADER = APIKeyHeader(
    name="X-API-Key", auto_error=False, scheme_name="apiKey", description="Cùng khóa ấy. / The same key."
)
DRAFTS = "/tra-cuu"  # a draft pasted there is looked up, and forgotten
REVIEWS = "/ra-soat"  # its posts ask for a session themselves, and for a page of this server
OPEN = EXEMPT  # a watchdog has no key; of metrics it is the address that is asked
_BASIC = 'Basic realm="danchieu", charset="UTF-8"'
_CHALLENGE = 'Bearer realm="danchieu"'
_ROLES = {"reader": "đọc (reader)", "editor": "biên tập (editor)", "admin": "quản trị (admin)"}


def _asked(role: Role) -> object:
    async def ask(request: Request, bearer: object = Security(_BEARER), header: object = Security(_HEADER)) -> Key:
        return await _admitted(request, role, basic=False)

    return ask


Reader = Annotated[Key, Depends(_asked("reader"))]
Editor = Annotated[Key, Depends(_asked("editor"))]
Admin = Annotated[Key, Depends(_asked("admin"))]


class ClosedReads:
    """Answers nobody without a key, but for what says that the server lives."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] not in OPEN:
            request = Request(scope)
            basic = scope["method"] in ("GET", "HEAD") or _is_own_form(request)
            try:
                if not (basic and await _has_session(request)):
                    await _admitted(request, "reader", basic=basic)
            except Problem as problem:
                response = problem.response(request)
                if basic and problem.status == 401:
                    # A line of its own: of two challenges in one line Chromium sees the first, and asks nobody.
                    response.headers.append("WWW-Authenticate", _BASIC)
                await response(scope, receive, send)
                return
        await self.app(scope, receive, send)


async def _has_session(request: Request) -> bool:
    try:
        return await run_in_threadpool(signed_in, request) is not None
    except book.KeysUnusable:
        return False  # which `_admitted` tells of


def _is_own_form(request: Request) -> bool:
    """Whether a browser sends one of the forms (`DRAFTS`, `REVIEWS`) from a page of this server."""
    path = request.scope["path"]
    is_form = request.scope["method"] == "POST" and (path == DRAFTS or path.startswith(f"{REVIEWS}/"))
    return is_form and is_own_page(request)


async def _admitted(request: Request, role: Role, *, basic: bool) -> Key:
    """The key that a request came with; a problem where it is none or may not do that."""
    told = _told(request.headers, basic)
    if told is None:
        by_browser = " Trình duyệt hỏi tên và mật khẩu: tên gì cũng được, mật khẩu là khóa." if basic else ""
        detail = f"Việc này cần khóa API: gửi «Authorization: Bearer …» hoặc «X-API-Key: …».{by_browser}"
        raise Problem(401, "key-needed", detail, headers={"WWW-Authenticate": _CHALLENGE}, role_needed=role)
    directory = working_directory(request.app.state.settings.store)
    try:
        key = await run_in_threadpool(book.holder, directory, told)
    except book.KeysUnusable:
        raise Problem(503, "keys-unusable", "Máy chủ không đọc được tệp khóa nên không cho ai vào.") from None
    if key is None:
        detail = "Khóa API sai, đã hết hạn hoặc đã bị thu hồi."
        refusal = {"WWW-Authenticate": f'{_CHALLENGE}, error="invalid_token"'}
        raise Problem(401, "key-refused", detail, headers=refusal, role_needed=role)
    await run_in_threadpool(book.note_use, directory, key)
    if not key.may(role):
        detail = f"Việc này cần vai trò {_ROLES[role]}; khóa «{key.name}» chỉ có vai trò {_ROLES[key.role]}."
        refusal = {"WWW-Authenticate": f'{_CHALLENGE}, error="insufficient_scope", scope="{role}"'}
        raise Problem(403, "role-needed", detail, headers=refusal, role_needed=role)
    return key


def holder_of(headers: Headers, store: Path) -> str | None:
    """The id of the key that a request came with; None where it has none that counts. For whom it is counted, not
    for what it may do."""
    told = _told(headers, basic=True)
    if not told:
        return None
    try:
        key = book.holder(working_directory(store), told)
    except book.KeysUnusable:
        return None
    return key.id if key else None


def _told(headers: Headers, basic: bool) -> str | None:
    """The key in a request's headers, whatever it is worth."""
    scheme, _, rest = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() == "basic" and basic:
        try:
            return base64.b64decode(rest.strip(), validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return headers.get("x-api-key")
