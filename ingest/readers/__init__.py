"""Readers: one file for each format, bytes in, `SourceText` out, or one clear reason why not."""

from __future__ import annotations

from pathlib import Path

from ingest.readers.errors import Unreadable
from ingest.readers.plain import read_plain
from ingest.source import SourceText

SUFFIXES = {".txt": "text/plain", ".md": "text/markdown", ".markdown": "text/markdown"}


def read_file(path: Path) -> SourceText:
    """The text of a file. Raises `Unreadable` with the reason."""
    media_type = SUFFIXES.get(path.suffix.lower())
    if media_type is None:
        known = ", ".join(sorted(SUFFIXES))
        raise Unreadable(path, f"chưa đọc được loại tệp «{path.suffix or 'không đuôi'}» (đọc được: {known})")
    return read_plain(path, media_type)


__all__ = ["SUFFIXES", "Unreadable", "read_file"]
