"""What a reader asks of a text recogniser (OCR): words for a page that is only a picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ingest.readers.pdf.model import Line, Rule


@dataclass(frozen=True, slots=True)
class Recognised:
    """The words that were seen on a picture, lines parted by `\\n`; `confidence` is their mean, 0 to 1.

    Where places are known, `pieces` are lines of the same words and `rules` what is drawn around them, in
    pixels of the page held upright, y growing upwards from its top at 0; `size` is its width and height.
    """

    text: str
    confidence: float
    pieces: list[Line] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    size: tuple[int, int] = (0, 0)


# A grey picture of a page (a binary PGM file, 8 bits a pixel, about 300 dots an inch) and the number
# of the page, from 1. None where nothing could be recognised in time; it raises nothing.
Recogniser = Callable[[bytes, int], Recognised | None]
