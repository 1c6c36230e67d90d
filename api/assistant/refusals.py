"""Why there is no answer, in one sentence, with the choices where there are any: never a traceback."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from api.ask import BadDate
from api.assistant.shaping import brief, instrument_of, plain
from api.sparql.guard import Refused
from api.sparql.pool import Busy, Died, TimedOut
from graph.answers.competency import BadParameter, UnknownQuestion
from graph.errors import (
    AmbiguousAgency,
    AmbiguousInstrument,
    NotADay,
    UnknownAgency,
    UnknownInstrument,
    UnknownPlace,
    UnknownTask,
)
from graph.store.errors import RemoteTrouble, StoreNotFound, StoreUnusable

Json = dict[str, Any]
MOST_CHOICES = 10
_LOG = logging.getLogger("danchieu.assistant")
# What may tell namesakes apart, as the choices show it.
_TELLING = ("date", "place", "issuer", "title", "held")


class NoAnswer(Exception):
    """`code` names the sort, the message is one sentence, `more` what helps to ask again."""

    def __init__(self, code: str, message: str, more: Mapping[str, Any] | None = None) -> None:
        super().__init__(" ".join(message.split()))  # a parser's own words run over several lines
        self.code = code
        self.more = dict(more or {})


def no_answer(error: Exception) -> NoAnswer:
    """What an error is to the assistant. One of ours that nobody foresaw is logged, and told by its sort alone."""
    if isinstance(error, NoAnswer):
        return error
    for kind, told in _TOLD:
        if isinstance(error, kind):
            return told(error)
    _LOG.error("unexpected %s: %s", type(error).__name__, error)
    return NoAnswer("internal-error", f"Lỗi ngoài dự kiến ({type(error).__name__}); hãy báo người vận hành.")


def _ambiguous(error: AmbiguousInstrument) -> NoAnswer:
    choices = [plain(instrument_of(one)) for one in error.candidates[:MOST_CHOICES]]
    differ = [name for name in _TELLING if len({str(one.get(name)) for one in choices}) > 1]
    return NoAnswer(
        "ambiguous-instrument",
        f"«{error.text}» có thể là {len(error.candidates)} văn bản; hãy hỏi người dùng, hoặc gọi lại với id, date hoặc "
        "place của một văn bản dưới đây, đừng tự chọn.",
        {"differ": differ, "choices": choices, "more": max(0, len(error.candidates) - MOST_CHOICES)},
    )


def _unknown(error: UnknownInstrument) -> NoAnswer:
    near = [plain(instrument_of(one)) for one in error.near[:MOST_CHOICES]]
    words = " Dưới đây là những văn bản gần giống; chúng không phải là văn bản được hỏi." if near else ""
    return NoAnswer("unknown-instrument", f"Không tìm thấy văn bản «{error.text}».{words}", {"near": near})


def _ambiguous_agency(error: AmbiguousAgency) -> NoAnswer:
    shown = [{"id": brief(one["iri"]), "name": one["name"]} for one in error.candidates[:MOST_CHOICES]]
    return NoAnswer(
        "ambiguous-agency",
        f"«{error.text}» có thể là {len(error.candidates)} cơ quan; hãy gọi lại với id của một cơ quan dưới đây.",
        {"choices": shown, "more": max(0, len(error.candidates) - MOST_CHOICES)},
    )


def _unknown_agency(error: UnknownAgency) -> NoAnswer:
    shown = [{"id": brief(one["iri"]), "name": one["name"]} for one in error.near[:MOST_CHOICES]]
    words = " Dưới đây là những cơ quan có tên gần giống." if shown else ""
    return NoAnswer("unknown-agency", f"Không tìm thấy cơ quan «{error.text}».{words}", {"near": shown})


def _invalid(error: ValidationError) -> NoAnswer:
    faults = [
        f"tham số «{'.'.join(map(str, e['loc']))}» {_reason(e['type'], e.get('ctx', {}))}" for e in error.errors()
    ]
    return NoAnswer("invalid-argument", f"{_opened('; '.join(faults))}.")


_REASONS = {
    "missing": "bị thiếu",
    "extra_forbidden": "không có ở công cụ này",
    "int_parsing": "phải là số nguyên",
    "int_from_float": "phải là số nguyên",
    "int_type": "phải là số nguyên",
    "string_type": "phải là chuỗi ký tự",
    "dict_type": "phải là một đối tượng",
    "greater_than_equal": "phải từ {ge} trở lên",
    "less_than_equal": "không được quá {le}",
    "literal_error": "phải là một trong: {expected}",
    "string_too_short": "phải có ít nhất {min_length} ký tự",
    "string_too_long": "không được quá {max_length} ký tự",
    "too_long": "không được quá {max_length} mục",
}


def _reason(kind: str, about: Mapping[str, Any]) -> str:
    return _REASONS.get(kind, "không hợp lệ").format(**about)


def _opened(text: str) -> str:
    return text[:1].upper() + text[1:]


def _said(code: str) -> Callable[[Any], NoAnswer]:
    """The error's own sentence, as one."""
    return lambda error: NoAnswer(code, f"{_opened(str(error)).rstrip('.')}.")


def _fixed(code: str, message: str) -> Callable[[Any], NoAnswer]:
    return lambda _: NoAnswer(code, message)


_TOLD: Sequence[tuple[type[Exception], Callable[[Any], NoAnswer]]] = (
    (AmbiguousInstrument, _ambiguous),
    (UnknownInstrument, _unknown),
    (AmbiguousAgency, _ambiguous_agency),
    (UnknownAgency, _unknown_agency),
    (UnknownPlace, _said("unknown-place")),
    (UnknownTask, _said("unknown-task")),
    (UnknownQuestion, _fixed("unknown-question", "Không có câu hỏi nào tên như vậy; xem tên bằng list_questions.")),
    (BadParameter, _said("invalid-argument")),
    (BadDate, _said("invalid-argument")),
    (NotADay, _said("invalid-argument")),
    (ValidationError, _invalid),
    (UnicodeEncodeError, _fixed("invalid-argument", "Tham số có ký tự không phải Unicode hợp lệ.")),
    (Refused, _said("query-refused")),
    (TimedOut, _fixed("query-timeout", "Truy vấn chạy quá lâu nên đã bị dừng; hãy thu hẹp truy vấn.")),
    (Busy, _fixed("busy", "Đang có quá nhiều truy vấn; hãy thử lại sau ít giây.")),
    (Died, _fixed("query-too-heavy", "Truy vấn vượt giới hạn bộ nhớ hoặc độ sâu nên đã bị dừng; hãy thu hẹp lại.")),
    (StoreNotFound, _fixed("no-store", "Chưa có dữ liệu: hãy nạp văn bản bằng «danchieu ingest».")),
    (RemoteTrouble, _said("remote-store")),
    (StoreUnusable, _said("no-store")),
)
