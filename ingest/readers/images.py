"""Pictures of pages (PNG, JPEG, TIFF of several pages, BMP, GIF, WebP): scans that came without a PDF."""

from __future__ import annotations

import time

from ingest.readers import ocr
from ingest.readers.errors import Refused
from ingest.readers.limits import LIMITS
from ingest.readers.picture_sizes import sizes
from ingest.readers.sniffing import recognise as media_type_of
from ingest.source import Page, SourceText, digest_of

_MOST_PIXELS = 120_000_000  # A3 at 600 dots an inch has 70 million; tesseract needs some 10 bytes for each
_LEAST_SIDE = 60  # pixels: two lines of the smallest type
_A4_INCHES = 11.7  # the longer side


def read_image(data: bytes, name: str) -> SourceText:
    """What stands on a picture, recognised; each page of a TIFF is a page. `Refused` where nothing can be."""
    reason = ocr.available()
    if reason is not None:
        raise Refused(reason)
    media_type = media_type_of(data, name)
    found = sizes(data, media_type)
    if not found:
        raise Refused("ảnh hỏng: không rõ kích thước")
    text: list[str] = []
    pages: list[Page] = []
    warnings: list[str] = []
    at = 0
    stop = time.monotonic() + LIMITS.seconds
    last_reason = ""
    for number, (width, height) in enumerate(found, start=1):
        why = _unfit(width, height, number, stop)
        if why is None:
            try:
                seen = ocr.recognise(data, page=number, dots=max(70, round(max(width, height) / _A4_INCHES)))
            except Refused as error:
                why = error.reason
        if why is not None:
            last_reason = why
            warnings.append(f"Trang {number} chưa được đọc: {why}.")
            continue
        said = seen.text + "\n"
        text.append(said)
        pages.append(Page(number, at, at + len(said), seen.confidence))
        at += len(said)
    if not any(c.isalnum() for said in text for c in said):
        raise Refused(last_reason or "không nhận dạng được chữ nào trên ảnh")
    warnings.insert(0, "Chữ trên ảnh do máy nhận dạng (OCR); cần đối chiếu với ảnh.")
    doubtful = ocr.unsure({page.number: page.confidence or 0.0 for page in pages})
    return SourceText(
        name,
        media_type,
        digest_of(data),
        "".join(text),
        warnings + ([doubtful] if doubtful else []),
        pages=pages,
        by_paragraphs=True,
    )


def _unfit(width: int, height: int, number: int, stop: float) -> str | None:
    """Why a page is not given to the recogniser."""
    if width * height > _MOST_PIXELS:
        return f"ảnh {width} × {height} điểm quá lớn (tối đa {_MOST_PIXELS // 1_000_000} triệu điểm)"
    if min(width, height) < _LEAST_SIDE:
        return f"ảnh {width} × {height} điểm quá nhỏ"
    if number > LIMITS.ocr_pages:
        return f"quá {LIMITS.ocr_pages} trang ảnh trong một tệp"
    if time.monotonic() > stop:
        return f"nhận dạng đã quá {LIMITS.seconds:.0f} giây cho một tệp"
    return None
