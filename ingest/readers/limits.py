"""How much of anything one file may cost. Reaching a limit refuses the file, or is a warning of its text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one file. The defaults leave ten times the largest real one seen (a law with annexes)."""

    bytes: int = 64 * 1024 * 1024
    unpacked: int = 256 * 1024 * 1024  # of all members of an archive together
    members: int = 2_000
    nesting: int = 3  # archives and letters inside one another
    characters: int = 20_000_000
    pages: int = 3_000
    ocr_pages: int = 300
    seconds: float = 300.0
    ocr_seconds_a_page: float = 60.0
    memory: int = 3 * 1024 * 1024 * 1024


LIMITS = Limits()
