"""Why a file could not be read."""

from __future__ import annotations

from pathlib import Path


class Unreadable(Exception):
    """A file cannot be read; the message names it and says why in one sentence.

    Readers know only bytes: they raise `Refused`, and who opened the file makes this of it.
    """

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"{path}: {reason}.")
        self.path = path
        self.reason = reason


class Refused(Exception):
    """What a reader says of bytes that it cannot read: the reason, a clause in Vietnamese without a full stop."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
