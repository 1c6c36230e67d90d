"""Why a file could not be read."""

from __future__ import annotations

from pathlib import Path


class Unreadable(Exception):
    """A file cannot be read; the message names it and says why in one sentence."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}.")
        self.path = path
        self.reason = reason
