"""Runs of text in a font of an older code table: the font says which table, so nothing has to be guessed."""

from __future__ import annotations

from ingest.encodings.charsets import bytes_of, charset
from ingest.encodings.syllables import WORD, is_syllable

# The first letters of a font's name, in small letters, and its table.
_FONTS = ((".vn", "tcvn3"), ("vni-", "vni"), ("vps ", "vps"), ("vi times", "viscii"), ("vi arial", "viscii"))


def charset_of_font(font: str) -> str | None:
    """The code table of a font (`tcvn3`, `vni`, `vps`, `viscii`), None for a font of Unicode."""
    name = font.strip().lower()
    return next((table for start, table in _FONTS if name.startswith(start)), None)


def decode_font(text: str, font: str) -> str | None:
    """What a run of text set in that font shows, None where the font is not of an older table.

    Join neighbouring runs of one font before: VNI writes a letter and its mark as two characters. Codes may
    come as U+00xx, as Windows characters or as U+F0xx. Text that is Unicode already (a converted file that
    kept its font names) is returned as it is. ABC fonts whose names end with H show small letters as capitals.

    >>> decode_font("Th­êng vô", ".VnTime"), decode_font("héi ®ång", ".VnTimeH"), decode_font("Hoäi", "VNI-Times")
    ('Thường vụ', 'HỘI ĐỒNG', 'Hội')
    """
    table = charset_of_font(font)
    if table is None:
        return None
    codes = bytes_of(text)
    read = charset(table).read(codes)
    if _is_unicode(text, codes, read):
        read = text
    return read.upper() if table == "tcvn3" and font.strip().endswith("H") else read


def _is_unicode(text: str, codes: str, read: str) -> bool:
    if any(c > "\xff" and c.isalpha() for c in codes):
        return True  # a letter that no code of one byte stands for
    as_it_is = [is_syllable(word) for word in WORD.findall(text) if not word.isascii()]
    as_read = [is_syllable(word) for word in WORD.findall(read) if not word.isascii()]
    return all(as_it_is) and sum(as_it_is) > 1 and not any(as_read)
