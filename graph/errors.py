"""What can be wrong with a question, in words for the one who asked."""

from __future__ import annotations

from typing import Any


class UnknownInstrument(LookupError):
    """No instrument is meant by that text. `near` holds summaries of those with a like symbol or name."""

    def __init__(self, text: str, near: list[dict[str, Any]] | None = None) -> None:
        super().__init__(f"không tìm thấy văn bản nào ứng với {text!r}")
        self.text = text
        self.near = near or []


class AmbiguousInstrument(LookupError):
    """Several instruments fit. `candidates` holds their summaries, with what tells them apart."""

    def __init__(self, text: str, candidates: list[dict[str, Any]]) -> None:
        super().__init__(f"{text!r} có thể là {len(candidates)} văn bản: hãy cho thêm ngày hoặc địa bàn")
        self.text = text
        self.candidates = candidates


class UnknownAgency(LookupError):
    """No agency has that IRI or name. `near` holds those with a like name, as {iri, name, founded, dissolved,
    verified}."""

    def __init__(self, text: str, near: list[dict[str, Any]] | None = None) -> None:
        super().__init__(f"không tìm thấy cơ quan {text!r}")
        self.text = text
        self.near = near or []


class AmbiguousAgency(LookupError):
    """Several agencies or provinces fit a name. `candidates` holds them as `UnknownAgency.near` does."""

    def __init__(self, text: str, candidates: list[dict[str, Any]]) -> None:
        super().__init__(f"{text!r} có thể là {len(candidates)} cơ quan: hãy ghi đủ tên")
        self.text = text
        self.candidates = candidates


class UnknownTask(LookupError):
    """No task has that IRI."""

    def __init__(self, iri: str) -> None:
        super().__init__(f"không tìm thấy nhiệm vụ {iri!r}")


class UnknownDocument(LookupError):
    """No text that is held has that IRI."""

    def __init__(self, iri: str) -> None:
        super().__init__(f"không tìm thấy tài liệu {iri!r}")


class UnknownPlace(LookupError):
    """No province past or present has that name."""

    def __init__(self, place: str) -> None:
        super().__init__(f"không tìm thấy tỉnh, thành phố nào tên {place!r}")
        self.text = place


class NotADay(ValueError):
    """What was typed is no day and no year."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"«{typed}» không phải là một ngày; hãy viết 01/7/2025 hoặc 2025-07-01.")
        self.text = typed
