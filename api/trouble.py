"""The two honest answers that are no answer, worded once for HTTP, the command line and the pages."""

from __future__ import annotations

from typing import Any

from graph.errors import AmbiguousInstrument, UnknownInstrument
from graph.identity import base_iri

AMBIGUOUS, UNKNOWN = 300, 404


def describe(error: AmbiguousInstrument | UnknownInstrument) -> dict[str, Any]:
    """The members of a problem (RFC 9457) but for `instance`: every candidate, or near misses."""
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
