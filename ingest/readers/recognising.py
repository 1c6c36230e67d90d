"""What a reader asks of a text recogniser (OCR): words for a page that is only a picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recognised:
    """The words that were seen on a picture, lines parted by `\\n`; `confidence` is their mean, 0 to 1."""

    text: str
    confidence: float


# A grey picture of a page (a binary PGM file, 8 bits a pixel, about 300 dots an inch) and the number
# of the page, from 1. None where nothing could be recognised in time; it raises nothing.
Recogniser = Callable[[bytes, int], Recognised | None]
