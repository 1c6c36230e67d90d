"""The two honest answers that are no answer, worded once for HTTP, the command line and the pages."""

from __future__ import annotations

from typing import Any

from graph.errors import AmbiguousAgency, AmbiguousInstrument, UnknownAgency, UnknownInstrument, UnknownPlace
from graph.identity import base_iri

AMBIGUOUS, UNKNOWN = 300, 404
NotOne = AmbiguousInstrument | UnknownInstrument | AmbiguousAgency | UnknownAgency | UnknownPlace
SEVERAL = (AmbiguousInstrument, AmbiguousAgency)
NONE = (UnknownInstrument, UnknownAgency, UnknownPlace)


def describe(error: NotOne) -> dict[str, Any]:
    """The members of a problem (RFC 9457) but for `instance`: every candidate, or near misses."""
    if isinstance(error, AmbiguousAgency):
        return {
            "type": problem_type("ambiguous-agency"),
            "title": "Nhiều cơ quan cùng khớp",
            "status": AMBIGUOUS,
            "detail": f"Có {len(error.candidates)} cơ quan hoặc tỉnh khớp; hãy ghi đủ tên, hoặc phần IRI sau /id/.",
            "candidates": error.candidates,
        }
    if isinstance(error, UnknownAgency):
        near = " Dưới đây là những tên gần giống." if error.near else ""
        return {
            "type": problem_type("unknown-agency"),
            "title": "Không tìm thấy",
            "status": UNKNOWN,
            "detail": f"Không tìm thấy cơ quan hoặc tỉnh nào tên «{error.text}».{near}",
            "near": error.near,
        }
    if isinstance(error, UnknownPlace):
        return {
            "type": problem_type("unknown-place"),
            "title": "Không tìm thấy",
            "status": UNKNOWN,
            "detail": f"Không tìm thấy tỉnh, thành phố nào tên «{error.text}», xưa hay nay.",
            "near": [],
        }
    if isinstance(error, AmbiguousInstrument):
        return {
            "type": problem_type("ambiguous-instrument"),
            "title": "Nhiều văn bản cùng số",
            "status": AMBIGUOUS,
            "detail": f"Có {len(error.candidates)} văn bản khớp; chọn bằng ngày ban hành hoặc địa phương.",
            "candidates": error.candidates,
        }
    near = " Dưới đây là những văn bản gần giống." if error.near else ""
    return {
        "type": problem_type("unknown-instrument"),
        "title": "Không tìm thấy",
        "status": UNKNOWN,
        "detail": f"Không tìm thấy văn bản nào như đã hỏi.{near}",
        "near": error.near,
    }


def problem_type(code: str) -> str:
    """The IRI that names a sort of problem."""
    return f"{base_iri()}problem/{code}"
