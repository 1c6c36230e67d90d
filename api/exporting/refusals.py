"""Why an export cannot be, as an answer says it: the same whether a thread or a process of its own found out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from graph.exports.failures import BadSelection, DrawingFailed, MissingTool, NeedsInstrument, SpoolFull
from graph.store.errors import RemoteTrouble, StoreNotFound, StoreUnusable

KNOWN = (
    BadSelection,
    DrawingFailed,
    MissingTool,
    NeedsInstrument,
    SpoolFull,
    MemoryError,
    RemoteTrouble,
    StoreNotFound,
    StoreUnusable,
)
TRY_AGAIN = {"Retry-After": "30"}


@dataclass(frozen=True, slots=True)
class Refusal:
    """The status, code and sentence of a problem (RFC 9457), and its further members and headers."""

    status: int
    code: str
    detail: str
    more: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


def refusal(error: BaseException, format: str) -> Refusal:
    """What to answer for one of `KNOWN`."""
    if isinstance(error, BadSelection):
        return _parameter(error.parameter, str(error), _sentence(error))
    if isinstance(error, NeedsInstrument):
        reason = f"phải có, vì {format} là báo cáo thực hiện một văn bản"
        return _parameter("of", reason, f"Tham số «of» {reason}.")
    if isinstance(error, MissingTool | DrawingFailed):
        return Refusal(503, "cannot-draw", str(error))
    if isinstance(error, SpoolFull):
        status = 413 if error.disk is None else 507
        return Refusal(status, "too-large" if status == 413 else "no-room", _sentence(error), {"dumps": "/dumps/"})
    if isinstance(error, MemoryError):
        return too_much_memory(format)
    if isinstance(error, RemoteTrouble):
        return Refusal(error.status, "remote-store", _sentence(error), headers=TRY_AGAIN if error.status == 503 else {})
    return Refusal(503, "no-store", _sentence(error), headers=TRY_AGAIN)


def too_much_memory(format: str) -> Refusal:
    """What is made in memory, and is larger than a server gives it."""
    detail = (
        f"Phần được chọn quá lớn để xuất «{format}» ở máy chủ này. Hãy thu hẹp bằng «of», hoặc xuất cả đồ thị không "
        "bộ lọc bằng định dạng khác (nquads, csv, xlsx…)."
    )
    return Refusal(413, "too-large", detail, {"dumps": "/dumps/"})


def _parameter(name: str, reason: str, detail: str) -> Refusal:
    return Refusal(422, "invalid-parameter", detail, {"errors": [{"parameter": name, "reason": reason}]})


def _sentence(error: BaseException) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."
