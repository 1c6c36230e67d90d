"""Rich Text Format, read directly: no converter is needed, and none keeps the same things."""

from ingest.readers.rtf.reader import read_rtf

__all__ = ["read_rtf"]
