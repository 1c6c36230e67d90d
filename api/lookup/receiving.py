"""What a request brings to be looked up: JSON, plain text or a file, within bounds; one sentence where it is not."""

from __future__ import annotations

import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from python_multipart.multipart import parse_options_header
from starlette.requests import ClientDisconnect, Request

from api.problems import Problem
from api.uploads.receiving import Bounds, arrived

MOST_CHARACTERS = 64_000
MOST_BYTES = 16 * 1024 * 1024  # of a file
_MOST_TEXT = 1024 * 1024  # bytes of 64,000 characters, each escaped in JSON as a pair
MOST_BODY = MOST_BYTES + 64 * 1024  # bytes: a file and what is around it
KINDS = ("application/json", "text/plain", "multipart/form-data")


@dataclass(frozen=True, slots=True)
class Brought:
    """A `text`, or a `file` and its `name`; `on` and `place` where the body says them."""

    text: str | None = None
    on: str | None = None
    place: str | None = None
    file: Path | None = None
    name: str = ""


@asynccontextmanager
async def brought(request: Request) -> AsyncIterator[Brought]:
    """The body of a request; a file is gone afterwards. Raises Problem."""
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    media = kind.decode("latin-1").lower()
    if media == "multipart/form-data":
        with tempfile.TemporaryDirectory(prefix="danchieu-lookup-") as folder:
            async with arrived(request, Path(folder), Bounds(MOST_BYTES, 1), None) as files:
                # Some readers go by the end of the name where the bytes say too little.
                place = files[0].place.with_suffix(PurePath(files[0].name).suffix[:10])
                files[0].place.rename(place)
                yield Brought(file=place, name=files[0].name)
        return
    if media not in KINDS:
        raise Problem(415, "unsupported-media-type", f"Chỉ nhận: {', '.join(KINDS)}.", available=list(KINDS))
    try:
        body = await _body(request)
    except ClientDisconnect:
        raise Problem(400, "client-gone", "Bên gửi đã ngắt kết nối trước khi đoạn văn đến đủ.") from None
    yield _of_json(body) if media == "application/json" else _bounded(_decoded(body, options.get(b"charset", b"utf-8")))


async def _body(request: Request) -> bytes:
    parts = []
    length = 0
    async for part in request.stream():
        length += len(part)
        if length > _MOST_TEXT:
            raise _too_long(f"quá {_MOST_TEXT} byte")
        parts.append(part)
    return b"".join(parts)


def _too_long(how_long: str) -> Problem:
    detail = f"Đoạn văn dài {how_long}; mỗi lần tra được nhiều nhất {MOST_CHARACTERS} ký tự."
    return Problem(413, "too-large", detail, headers={"Connection": "close"}, limit=MOST_CHARACTERS)


def _of_json(body: bytes) -> Brought:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise Problem(400, "malformed-request", "Phần thân không phải JSON đọc được.") from None
    if not isinstance(said, dict):
        raise _wrong("text", 'phần thân phải là một đối tượng JSON: {"text": …}')
    unknown = sorted(set(said) - {"text", "on", "place"})
    if unknown:
        raise _wrong(str(unknown[0])[:100], "không phải tham số nào ở đây")
    return _bounded(_words(said, "text") or "", _words(said, "on"), _words(said, "place"))


def _words(said: dict[str, Any], name: str) -> str | None:
    value = said.get(name)
    if value is not None and not isinstance(value, str):
        raise _wrong(name, "phải là chữ")
    return value


def _decoded(body: bytes, charset: bytes) -> str:
    name = charset.decode("latin-1")
    if name.lower() not in ("utf-8", "utf8", "us-ascii"):
        raise Problem(415, "unsupported-media-type", f"Chỉ nhận chữ mã UTF-8, không nhận «{name[:40]}».")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise Problem(400, "malformed-request", "Đoạn văn gửi lên không phải UTF-8.") from None


def _bounded(text: str, on: str | None = None, place: str | None = None) -> Brought:
    if len(text) > MOST_CHARACTERS:
        raise _too_long(f"{len(text)} ký tự")
    if not text.strip():
        raise _wrong("text", "bị thiếu hoặc trống")
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise _wrong("text", "có nửa ký tự (surrogate đứng một mình), không phải chữ Unicode")
    if place is not None and len(place) > 100:
        raise _wrong("place", "không được quá 100 ký tự")
    return Brought(text, on, place)


def _wrong(name: str, reason: str) -> Problem:
    errors = [{"parameter": name, "reason": reason}]
    return Problem(422, "invalid-parameter", f"Tham số «{name}» {reason}.", errors=errors)
