"""Signs out of fonts whose codes are no letters: Symbol, Wingdings."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_PRIVATE = re.compile("[\uf000-\uf0ff]")  # where Word puts the codes of such fonts


def sign(code: int, font: str) -> str | None:
    """What a code (0 to 255, or the same past U+F000) shows in a font; None where neither is known.

    >>> sign(0xF0B7, "Symbol"), sign(0xF0A7, "Wingdings"), sign(0x2D, "Symbol"), sign(0xF001, "Wingdings")
    ('•', '▪', '−', None)
    """
    return _signs().get((font.strip().lower(), code & 0xFF if 0xF000 <= code <= 0xF0FF else code))


def is_of_signs(font: str) -> bool:
    """Is every code of a font a sign and no letter?"""
    return font.strip().lower() in ("symbol", "wingdings", "wingdings 2", "wingdings 3", "webdings")


def show_signs(text: str, font: str) -> str:
    """Text with codes past U+F000 made signs; those that are not known stay. Without a font they are of Symbol."""
    if _PRIVATE.search(text) is None:
        return text
    of = font if is_of_signs(font) else "Symbol"
    return _PRIVATE.sub(lambda found: sign(ord(found[0]), of) or found[0], text)


@cache
def _signs() -> dict[tuple[str, int], str]:
    lines = files("ingest.readers.docx").joinpath("symbols.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines[1:] if not line.startswith("#"))
    return {(font, int(code, 16)): chr(int(shows, 16)) for font, code, shows in rows if font != "font"}
