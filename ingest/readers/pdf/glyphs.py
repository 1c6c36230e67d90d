"""The words of a page as PDFium knows its characters: what they say, where they stand, how large they are.

PDFium gives characters in the order of the file, with line ends and some blanks put in by guess. Neither
is trusted: on a page lying on its side every second syllable has one, and where a font lacks ủ and ế, a
printer draws a line's other letters first and fills the gaps from another font. Where a word ends is told
from typed blanks and from the places of the characters.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from unicodedata import combining

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from ingest.readers.pdf.model import Rule, Word

_BLANKS = frozenset((0x20, 0xA0, 0x09, 0x3000, *range(0x2000, 0x200B), 0x202F, 0x205F))
_ENDS = frozenset((0x0A, 0x0D, 0x0B, 0x0C, 0x200B))
_HYPHEN_AT_END = 0x02  # PDFium's stand-in for a hyphen on which a line ends
_INVISIBLE = 3  # the text render mode of a recogniser's layer under a scan
_LEGACY = (".vn", "vni-")
_OTHER_SIZE = 0.08  # by how much of itself a size differs from one that is meant to be another
_SAME_PLACE = 0.08  # of the size
NO_BLANK = 0.17  # of the size: the narrowest blank of Times is 0.25, squeezed in a justified line 0.18
_MIDDLE = (0.15, 0.45)  # of the size, over the baseline: strokes are drawn at 0.29; underlining is below 0
_SLANT = math.pi / 18  # a text turned further than this from all four directions is a watermark


@dataclass(slots=True)
class Glyphs:
    """The words of a page by the quarter turn that they stand in (0 upright, 1 turned left, …)."""

    turns: dict[int, list[Word]] = field(default_factory=dict)
    slanted: list[Word] = field(default_factory=list)
    characters: int = 0
    unreadable: int = 0  # control, private and undefined characters: a font without its meaning
    invisible: int = 0
    outside: list[Word] = field(default_factory=list)


@dataclass(slots=True)
class _Type:
    """How the characters from some place on are set."""

    turn: int
    slanted: bool
    size: float
    font: str
    bold: bool
    invisible: bool


def turned(x: float, y: float, turn: int) -> tuple[float, float]:
    """A place on the page as it is where text of that quarter turn stands upright."""
    if turn == 0:
        return x, y
    if turn == 1:
        return y, -x
    if turn == 2:
        return -x, -y
    return -y, x


class GlyphReader:
    """Reads the characters of one text page. Fonts are known by their address, so for that page only."""

    def __init__(self, raw: object, bounds: tuple[float, float, float, float]) -> None:
        self._page = raw
        self._bounds = bounds
        self._fonts: dict[int, tuple[str, bool]] = {}
        self._matrix = pdfium.FS_MATRIX()

    def read(self, first: int = 0, last: int | None = None, strokes: Sequence[Rule] = ()) -> Glyphs:
        """The words of characters `first` to `last`; those under one of the `strokes` are struck."""
        page = self._page
        end = pdfium.FPDFText_CountChars(page) if last is None else last
        out = Glyphs()
        rect, x_at, y_at = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
        rect_p, x_p, y_p = ctypes.byref(rect), ctypes.byref(x_at), ctypes.byref(y_at)
        get_unicode, get_box = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox
        get_origin, is_generated = pdfium.FPDFText_GetCharOrigin, pdfium.FPDFText_IsGenerated
        order = 0  # of words
        word: Word | None = None
        letters: list[str] = []  # of that word
        kind: _Type | None = None
        tall = 0.0  # the last character's box, for telling a change of size
        tail = 0.0  # where it began
        blanks = high = 0
        fresh, guessed = True, False
        for i in range(first, end):
            code = get_unicode(page, i)
            if code in _BLANKS:
                if is_generated(page, i):
                    fresh = guessed = True
                else:
                    blanks += 1
                continue
            if code in _ENDS or code == 0:
                fresh = True
                continue
            if 0xD800 <= code <= 0xDBFF:
                high = code
                continue
            if 0xDC00 <= code <= 0xDFFF:
                code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
                high = 0
            out.characters += 1
            if (code < 0x20 and code != _HYPHEN_AT_END) or 0xE000 <= code <= 0xF8FF or 0xFFFD <= code <= 0xFFFF:
                out.unreadable += 1
                if code < 0x20:
                    continue
            get_box(page, i, rect_p)
            get_origin(page, i, x_p, y_p)
            lying = kind is not None and kind.turn % 2
            height = rect.right - rect.left if lying else rect.top - rect.bottom
            if kind is None or fresh or blanks or lying or abs(height - tall) > _OTHER_SIZE * tall:
                kind = self._type(i) or kind or _Type(0, False, max(height, 1.0), "", False, False)
            tall, fresh = height, False
            out.invisible += kind.invisible
            if kind.turn == 0:
                x0, x1, y = rect.left, rect.right, y_at.value
            else:
                (ax, _), (bx, _) = turned(rect.left, rect.bottom, kind.turn), turned(rect.right, rect.top, kind.turn)
                x0, x1, y = min(ax, bx), max(ax, bx), turned(x_at.value, y_at.value, kind.turn)[1]
            char = _character(code, kind)
            struck = bool(strokes) and any(passes(rule, x0, x1, y, kind.size) for rule in strokes)
            # A letter of another font that was drawn later may stand left of a stop: `trị.` comes as `tr .` and `ị`.
            back = x0 < tail - _SAME_PLACE * kind.size and not combining(char)
            alike = word is not None and word.struck == struck and not back
            tail = x0
            if word is not None and alike and not blanks and not guessed and _goes_on(word, char, x0, y, kind):
                if char == letters[-1] and abs(x1 - word.x1) < _SAME_PLACE * kind.size and not combining(char):
                    continue  # the same character on the same place again: boldness made by drawing twice
                letters.append(char)
                word.x1 = max(word.x1, x1)
                continue
            if word is not None:
                word.text = "".join(letters)
            glued = word is not None and not blanks and _near(word, x0, y, kind.size)
            word = Word(char, x0, x1, y, kind.size, kind.font, kind.bold, blanks, guessed, glued, order)
            word.struck = struck
            if blanks and kind.turn == 0 and get_box(page, i - 1, rect_p):
                word.blank_x = (rect.left + rect.right) / 2
            letters, blanks, order, guessed = [char], 0, order + 1, False
            self._place(out, word, kind)
        if word is not None:
            word.text = "".join(letters)
        return out

    def _place(self, out: Glyphs, word: Word, kind: _Type) -> None:
        if kind.slanted:
            out.slanted.append(word)
            return
        left, bottom, right, top = self._bounds
        if kind.turn == 0 and not (left - 2 <= word.x0 <= right + 2 and bottom - 2 <= word.y <= top + 2):
            out.outside.append(word)
            return
        out.turns.setdefault(kind.turn, []).append(word)

    def _type(self, at: int) -> _Type | None:
        if not pdfium.FPDFText_GetMatrix(self._page, at, ctypes.byref(self._matrix)):
            return None
        m = self._matrix
        scale = math.hypot(m.c, m.d) or math.hypot(m.a, m.b) or 1.0
        size = abs(pdfium.FPDFText_GetFontSize(self._page, at) * scale)
        angle = math.atan2(m.b, m.a) % (2 * math.pi)
        quarters = round(angle / (math.pi / 2))
        slanted = abs(angle - quarters * math.pi / 2) > _SLANT
        obj = pdfium.FPDFText_GetTextObject(self._page, at)
        font, bold, invisible = "", False, False
        if obj:
            font, bold = self._font(obj)
            invisible = pdfium.FPDFTextObj_GetTextRenderMode(obj) == _INVISIBLE
        return _Type(quarters % 4, slanted, max(size, 0.5), font, bold, invisible)

    def _font(self, obj: object) -> tuple[str, bool]:
        font = pdfium.FPDFTextObj_GetFont(obj)
        if not font:
            return "", False
        key = ctypes.addressof(font.contents)
        known = self._fonts.get(key)
        if known is None:
            size = pdfium.FPDFFont_GetBaseFontName(font, None, 0)
            buffer = ctypes.create_string_buffer(max(size, 1))
            pdfium.FPDFFont_GetBaseFontName(font, buffer, size)
            name = buffer.value.decode("utf-8", "replace")
            if len(name) > 7 and name[6] == "+":
                name = name[7:]  # the six letters before the plus name the subset
            known = (name, "bold" in name.lower())
            self._fonts[key] = known
        return known


def passes(rule: Rule, x0: float, x1: float, y: float, size: float) -> bool:
    """Does a level rule pass through the middle of characters from `x0` to `x1` on the baseline `y`?"""
    low, high = _MIDDLE
    return rule.x0 <= (x0 + x1) / 2 <= rule.x1 and low * size < rule.y0 - y < high * size


def _goes_on(word: Word, char: str, x0: float, y: float, kind: _Type) -> bool:
    """Does a character belong to the word, by its size and place?"""
    if combining(char):
        return True
    if abs(kind.size - word.size) > _OTHER_SIZE * word.size or abs(y - word.y) > 0.1 * word.size:
        return False
    return -0.6 * word.size < x0 - word.x1 < NO_BLANK * word.size


def _near(word: Word, x0: float, y: float, size: float) -> bool:
    """Does a character follow the word without room for a blank, on its line or raised over it?"""
    larger = max(size, word.size)
    return abs(y - word.y) < 0.8 * larger and -0.3 * larger < x0 - word.x1 < NO_BLANK * larger


def is_legacy(font: str) -> bool:
    """Is it a font in which characters show other letters than they say (TCVN3, VNI)?"""
    return font.lower().startswith(_LEGACY)


def _character(code: int, kind: _Type) -> str:
    if code == _HYPHEN_AT_END:
        # In the TCVN3 fonts the same code is a letter: ư stands where others have the soft hyphen.
        return "\u00ad" if is_legacy(kind.font) else "-"
    return chr(code) if code <= 0x10FFFF else "\ufffd"
