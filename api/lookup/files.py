"""A file that somebody gives to look its citations up: read as documents are, in a process that may die of it."""

from __future__ import annotations

import threading
from pathlib import Path

from api.lookup.receiving import MOST_BYTES
from api.lookup.said import Said, refused
from api.problems import Problem
from ingest.outcome import decoded
from ingest.readers.limits import Limits
from ingest.workers import read_all

MOST_CHARACTERS = 1_000_000  # of a file's text: the longest code with its annexes; the answer holds all of it
_LIMITS = Limits(
    bytes=MOST_BYTES, unpacked=64 * 1024 * 1024, members=50, characters=MOST_CHARACTERS, pages=500, ocr_pages=10,
    seconds=20.0, memory=2 * 1024 * 1024 * 1024,
)  # fmt: skip
# Each is a process with that memory; who comes meanwhile is told to come again.
_PLACES = threading.BoundedSemaphore(2)


def read_upload(path: Path, name: str) -> Said:
    """The one text of a file, under the name that its owner gave it. Raises Problem."""
    if not _PLACES.acquire(blocking=False):
        detail = "Máy chủ đang đọc các tệp khác; hãy gửi lại sau ít giây."
        raise Problem(503, "busy", detail, headers={"Retry-After": "5"})
    try:
        ((_, encoded),) = read_all([path], limits=_LIMITS)
    finally:
        _PLACES.release()
    outcome = decoded(encoded)
    reasons = [failure.reason for failure in outcome.failures]
    if not outcome.locals:
        raise Problem(422, "unreadable-file", f"Không đọc được tệp «{name}»: {'; '.join(reasons) or 'tệp rỗng'}.")
    if len(outcome.locals) > 1:
        detail = f"Tệp «{name}» chứa {len(outcome.locals)} văn bản; mỗi lần chỉ tra một, hãy gửi từng tệp."
        raise Problem(422, "several-texts", detail)
    local = outcome.locals[0]
    source = local.extraction.source
    text = source.text or ""
    if len(text) > MOST_CHARACTERS:
        detail = f"Toàn văn của tệp «{name}» dài {len(text)} ký tự; nhiều nhất là {MOST_CHARACTERS}."
        raise Problem(413, "too-large", detail, limit=MOST_CHARACTERS)
    warned = [p.message for p in local.extraction.problems if p.code == "reader-warning"]
    return Said(text, local, refused(text, local), name, source.media_type, [*warned, *reasons])
