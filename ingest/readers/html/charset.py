"""From the bytes of a page to its characters: the mark of byte order, then what the page says, then its letters."""

from __future__ import annotations

import codecs
import re

from ingest.encodings import UnknownEncoding, decode, decode_font, decode_legacy_text
from ingest.readers.errors import Refused
from ingest.readers.html.tree import Element

_META = re.compile(rb"<meta\b[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,30})", re.I)
_HEAD = 8192  # bytes in which the page says its charset
# Pages of the nineties say one of these and are set in fonts of TCVN3 or VNI: bytes are characters here.
_WESTERN = frozenset(
    ("iso-8859-1", "latin1", "latin-1", "windows-1252", "cp1252", "us-ascii", "ascii", "x-user-defined")
)
_LINE_END = "\x1f"  # stands for a line's end inside one stretch of text; no letter of any table
_FONT = re.compile(r"""["']?\s*([^"',;]+)""")


def characters(data: bytes, said: str = "") -> tuple[str, list[str]]:
    """The text of a page with its tags, and what was assumed. `said` is a charset from outside the page."""
    said = (said or _said(data)).lower()
    marked = data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if said in _WESTERN and not marked and not _is_utf8(data):
        return data.decode("cp1252", "replace"), []
    if said in ("windows-1258", "cp1258") and not marked and not _is_utf8(data):
        return data.decode("cp1258", "replace"), []
    try:
        decoded = decode(data)
    except UnknownEncoding as error:
        raise Refused(str(error)) from None
    return decoded.text, decoded.warnings


def _said(data: bytes) -> str:
    found = _META.search(data[:_HEAD])
    return found[1].decode("ascii") if found else ""


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def read_old_letters(body: Element) -> list[str]:
    """Replace codes of older tables by letters, by the fonts that the page names, else by the words; the warnings."""
    fonts = False
    places: list[tuple[Element, int]] = []
    font_of: dict[Element, str] = {}
    for element in body.walk():
        font = _font(element) or (font_of.get(element.parent, "") if element.parent is not None else "")
        font_of[element] = font
        for k, child in enumerate(element.children):
            if isinstance(child, str) and not child.isspace():
                places.append((element, k))
                if font and (shown := decode_font(child, font)) is not None and shown != child:
                    element.children[k] = shown
                    fonts = True
    warnings = ["đọc theo bảng mã của phông chữ cũ mà trang ghi (TCVN3, VNI …)"] if fonts else []
    # Each stretch of text is a line of its own, so that what is read can be put back into its place.
    lines = [str(element.children[k]).replace("\n", _LINE_END) for element, k in places]
    legacy = decode_legacy_text("\n".join(lines))
    if legacy is not None:
        for (element, k), line in zip(places, legacy.text.split("\n"), strict=True):
            element.children[k] = line.replace(_LINE_END, "\n")
        warnings += legacy.warnings
    return warnings


def _font(element: Element) -> str:
    face = element.get("face") if element.tag == "font" else _raw_family(element.get("style"))
    found = _FONT.match(face) if face else None
    return found[1].strip() if found else ""


_FAMILY = re.compile(r"(?:^|;)\s*font-family\s*:\s*([^;]*)", re.I)


def _raw_family(style: str) -> str:
    """The family as it is written: the last capital H of ".VnTimeH" says that letters are capitals."""
    found = _FAMILY.search(style) if style else None
    return found[1] if found else ""
