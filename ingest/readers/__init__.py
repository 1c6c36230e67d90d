"""Readers: one file for each format, bytes in, `SourceText` out, or one clear reason why not."""

from __future__ import annotations

from ingest.readers.errors import Refused, Unreadable
from ingest.readers.opening import read_file, read_sources

__all__ = ["Refused", "Unreadable", "read_file", "read_sources"]
