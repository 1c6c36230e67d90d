"""Errors over HTTP: problem details (RFC 9457), one clear sentence in Vietnamese, never a stack trace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match, Mount

from api.ask import BadDate
from api.pages.rendering import render
from api.representation import negotiate
from api.representation.shape import dumps
from api.trouble import NONE, SEVERAL, describe, problem_type
from graph.errors import NotADay
from graph.store.errors import RemoteTrouble, StoreNotFound, StoreUnusable

MEDIA_TYPE = "application/problem+json"
_FOR_PROGRAMS = (
    "/api/",
    "/sparql",
    "/healthz",
    "/readyz",
    "/metrics",
    "/openapi.json",
    "/id/",
    "/static/",
    "/changes.atom",
)

_TITLES = {
    400: "Yêu cầu không hợp lệ",
    401: "Cần khóa API",
    403: "Không được phép",
    404: "Không tìm thấy",
    405: "Phương thức không được hỗ trợ",
    406: "Không có định dạng phù hợp",
    408: "Hết giờ chờ",
    409: "Trái với điều đang có",
    410: "Đã được rút",
    413: "Quá lớn",
    414: "Địa chỉ quá dài",
    415: "Kiểu dữ liệu gửi lên không được hỗ trợ",
    416: "Khúc được hỏi nằm ngoài tệp",
    421: "Sai tên máy chủ",
    422: "Tham số không hợp lệ",
    429: "Quá nhiều yêu cầu",
    431: "Tiêu đề quá lớn",
    500: "Lỗi máy chủ",
    502: "Kho dữ liệu từ xa trả lời sai",
    503: "Tạm thời chưa phục vụ được",
    507: "Hết bộ nhớ hoặc đĩa",
}
_DETAILS = {
    400: "Không đọc được phần thân của yêu cầu: nó không đúng định dạng đã khai.",
    404: "Không có trang hay tài nguyên nào ở địa chỉ này.",
    405: "Địa chỉ này không nhận phương thức {method}.",
    500: "Máy chủ gặp lỗi ngoài dự kiến; lỗi đã được ghi lại.",
}


class Problem(Exception):
    """An answer that says what is wrong: `detail` is the sentence, `code` names the sort of problem."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail, self.headers, self.more = status, code, detail, headers, more

    def response(self, request: Request) -> Response:
        """The problem as a response to that request: a page where a person asks for one."""
        if _wants_a_page(request):
            title = self.title()
            page = render("error.html", self.status, title=title, detail=self.detail, status=self.status)
            page.headers.update(self.headers or {})
            return page
        return self.plain(request)

    def title(self) -> str:
        """What problems of that status are called."""
        return _TITLES.get(self.status) or HTTPStatus(self.status).phrase

    def plain(self, request: Request) -> Response:
        """The problem as problem+json, whoever asks."""
        body = {
            "type": problem_type(self.code),
            "title": self.title(),
            "status": self.status,
            "detail": self.detail,
            "instance": request.url.path,
            **self.more,
        }
        headers = {"Content-Language": "vi", **(self.headers or {})}
        return Response(dumps(body), self.status, headers, media_type=MEDIA_TYPE)


def _wants_a_page(request: Request) -> bool:
    """Whether a person reads the answer: a browser at an address of a page."""
    if request.url.path.startswith(_FOR_PROGRAMS):
        return False
    accept = ",".join(request.headers.getlist("accept"))
    return negotiate.best(accept, (MEDIA_TYPE, "application/json", "text/html")) == "text/html"


def install(app: FastAPI) -> None:
    """Make every error of the application a problem+json."""
    app.add_exception_handler(Problem, _problem)
    for sort in (*SEVERAL, *NONE):
        app.add_exception_handler(sort, _not_one)
    app.add_exception_handler(BadDate, _bad_date)
    app.add_exception_handler(NotADay, _not_a_day)
    app.add_exception_handler(StoreNotFound, _no_store)
    app.add_exception_handler(StoreUnusable, _no_store)
    app.add_exception_handler(RemoteTrouble, _remote_trouble)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return error.response(request)


async def _not_one(request: Request, error: Exception) -> Response:
    assert isinstance(error, (*SEVERAL, *NONE))
    body = describe(error)
    body["instance"] = request.url.path
    return Response(dumps(body), body["status"], {"Content-Language": "vi"}, media_type=MEDIA_TYPE)


async def _bad_date(request: Request, error: Exception) -> Response:
    assert isinstance(error, BadDate)
    named = [name for name, value in request.query_params.multi_items() if value == error.text] or ["date"]
    errors = [{"parameter": name, "reason": str(error)} for name in named]
    return Problem(422, "invalid-parameter", str(error), errors=errors).response(request)


async def _not_a_day(request: Request, error: Exception) -> Response:
    errors = [{"parameter": "on", "reason": str(error)}]
    return Problem(422, "invalid-parameter", str(error), errors=errors).response(request)


async def _no_store(request: Request, error: Exception) -> Response:
    detail = "Máy chủ chưa có dữ liệu đọc được: hãy nạp văn bản bằng «danchieu ingest»."
    return Problem(503, "no-store", detail, headers={"Retry-After": "30"}).response(request)


async def _remote_trouble(request: Request, error: Exception) -> Response:
    assert isinstance(error, RemoteTrouble)
    detail = str(error)
    detail = f"{detail[:1].upper()}{detail[1:]}."
    headers = {"Retry-After": "30"} if error.status == 503 else None
    return Problem(error.status, "remote-store", detail, headers=headers).response(request)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = error.status_code
    detail = _DETAILS.get(status, str(error.detail)).format(method=request.method)
    code = HTTPStatus(status).phrase.lower().replace(" ", "-")
    headers = dict(error.headers or {})
    if status == 405 and (allowed := _allowed(request)):
        headers["Allow"] = ", ".join(allowed)
    return Problem(status, code, detail, headers=headers).response(request)


def _allowed(request: Request) -> list[str]:
    """The methods of every route at the address: a router by itself names those of the first alone."""
    routes = [route for route in request.app.router.routes if not isinstance(route, Mount)]
    found = [
        method
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE")
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in routes)
    ]
    return [*found, "HEAD"] if "GET" in found else found


async def _unexpected(request: Request, error: Exception) -> Response:
    return unexpected(request).response(request)


def unexpected(request: Request) -> Problem:
    """A fault of ours: the trace is in the log, and the client is told under which id."""
    request_id = getattr(request.state, "request_id", None)
    if request_id is None:
        return Problem(500, "internal-error", _DETAILS[500])
    detail = f"Máy chủ gặp lỗi ngoài dự kiến; lỗi đã được ghi lại với mã {request_id}."
    return Problem(500, "internal-error", detail, request_id=request_id)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = [{"parameter": _name(e["loc"]), "reason": _reason(e)} for e in error.errors()]
    sentence = "; ".join(f"tham số «{e['parameter']}» {e['reason']}" for e in errors)
    return Problem(422, "invalid-parameter", f"{sentence[:1].upper()}{sentence[1:]}.", errors=errors).response(request)


def _name(location: Sequence[Any]) -> str:
    return ".".join(str(part) for part in location[1:]) or str(location[0])


_REASONS = {
    "missing": "bị thiếu",
    "int_parsing": "phải là số nguyên",
    "greater_than_equal": "phải từ {ge} trở lên",
    "less_than_equal": "không được quá {le}",
    "literal_error": "phải là một trong: {expected}",
    "enum": "phải là một trong: {expected}",
    "string_too_short": "phải có ít nhất {min_length} ký tự",
    "string_too_long": "không được quá {max_length} ký tự",
    "string_pattern_mismatch": "không đúng dạng {pattern}",
}


def _reason(error: Mapping[str, Any]) -> str:
    pattern = _REASONS.get(error["type"])
    if pattern is None:
        return f"không hợp lệ ({error['msg']})"
    # What the validator lists, it lists in English.
    return pattern.format(**error.get("ctx", {})).replace("' or '", "' hoặc '")
