"""A PDF file as PDFium opens it: its pages' words, drawn lines, links and pictures, or why it cannot be read."""

from __future__ import annotations

import ctypes
from bisect import bisect_left
from dataclasses import dataclass, field

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from ingest.readers.errors import Refused
from ingest.readers.limits import LIMITS
from ingest.readers.pdf.glyphs import GlyphReader, Glyphs, passes
from ingest.readers.pdf.model import Rule, Word
from ingest.readers.pdf.rules import rules

_DOTS_AN_INCH = 250
_MOST_DOTS = 40_000_000  # of one picture; an A3 page has 17 million
_MOST_ANNOTATIONS = 5_000  # of one page
_HALF_A_PAGE = 0.5
_TALLEST = 30.0  # points: type that is struck through is no larger than twice this
_COVERED = 0.6  # of a stroke's length: the words under it; the rest are the blanks between them

Address = tuple[float, float, float, float, str]


@dataclass(slots=True)
class RawPage:
    """What one page holds."""

    number: int
    bounds: tuple[float, float, float, float]  # left, bottom, right, top
    glyphs: Glyphs
    stamped: list[list[Word]] = field(default_factory=list)  # the words of each annotation that shows words
    links: list[Address] = field(default_factory=list)
    pictured: bool = False  # pictures or drawings cover most of it
    turn: int = 0  # the quarter turn in which most of its text stands
    rules: list[Rule] = field(default_factory=list)  # its drawn lines, as they lie when that text stands upright


class PdfFile:
    """An open file. PDFium is not thread-safe: one file at a time in a process."""

    def __init__(self, data: bytes) -> None:
        """Raises `Refused` where the bytes are no PDF, are damaged, or need a password."""
        try:
            self._pdf = pypdfium2.PdfDocument(data)
            self.pages = len(self._pdf)
        except pypdfium2.PdfiumError as error:
            raise Refused(_reason(error)) from None
        if not self.pages:
            raise Refused("tệp PDF không có trang nào")
        if self.pages > LIMITS.pages:
            raise Refused(f"tệp PDF có {self.pages} trang, quá giới hạn {LIMITS.pages} trang")

    def close(self) -> None:
        """Give back what PDFium holds."""
        self._pdf.close()

    def read(self, index: int) -> RawPage | None:
        """A page by its index from 0, None where PDFium cannot load it."""
        try:
            page = self._pdf[index]
        except pypdfium2.PdfiumError:
            return None
        try:
            left, bottom, right, top = (float(edge) for edge in page.get_bbox())
            bounds = (left, bottom, right, top)
            text = page.get_textpage()
            count = text.count_chars()
            reader = GlyphReader(text.raw, bounds)
            out = RawPage(index + 1, bounds, reader.read())
            turns = out.glyphs.turns
            out.turn = max(turns, key=lambda t: sum(len(w.text) for w in turns[t])) if turns else 0
            out.rules = rules(page.raw, out.turn)
            strokes = _strokes(out.rules, turns.get(out.turn, []))
            if strokes:
                out.glyphs = reader.read(strokes=strokes)
            out.links, rects = self._annotations(page)
            out.pictured = _is_pictured(page, bounds)
            text.close()
            if rects and pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS:
                # Annotations that show words (a number stamped on by an office, a signer's stamp) are now
                # the last characters of the page; before, PDFium gives none of them.
                page.close()
                page = self._pdf[index]
                text = page.get_textpage()
                added = GlyphReader(text.raw, bounds).read(min(count, text.count_chars()))
                out.stamped = _by_place(added.turns.get(0, []), rects)
                text.close()
            return out
        except pypdfium2.PdfiumError:
            return None
        finally:
            page.close()

    def picture(self, index: int) -> bytes | None:
        """A page as a grey picture (binary PGM) without its annotations, None where it cannot be drawn."""
        try:
            page = self._pdf[index]
            width, height = page.get_size()
            scale = min(_DOTS_AN_INCH / 72, (_MOST_DOTS / max(width * height, 1.0)) ** 0.5)
            bitmap = page.render(scale=scale, grayscale=True, draw_annots=False, may_draw_forms=False)
        except (pypdfium2.PdfiumError, MemoryError, ValueError):
            return None
        wide, high, stride = bitmap.width, bitmap.height, bitmap.stride
        rows = memoryview(bitmap.buffer).cast("B")
        body = b"".join(bytes(rows[k * stride : k * stride + wide]) for k in range(high))
        bitmap.close()
        page.close()
        return b"P5\n%d %d\n255\n" % (wide, high) + body

    def _annotations(self, page: pypdfium2.PdfPage) -> tuple[list[Address], list[tuple[float, float, float, float]]]:
        """A page's links to addresses, and the boxes of the annotations that may show words of their own."""
        links: list[Address] = []
        rects: list[tuple[float, float, float, float]] = []
        rect = pdfium.FS_RECTF()
        for k in range(min(pdfium.FPDFPage_GetAnnotCount(page.raw), _MOST_ANNOTATIONS)):
            annotation = pdfium.FPDFPage_GetAnnot(page.raw, k)
            if not annotation:
                continue
            kind = pdfium.FPDFAnnot_GetSubtype(annotation)
            known = pdfium.FPDFAnnot_GetRect(annotation, ctypes.byref(rect))
            box = (
                min(rect.left, rect.right),
                min(rect.bottom, rect.top),
                max(rect.left, rect.right),
                max(rect.bottom, rect.top),
            )
            if known and kind == pdfium.FPDF_ANNOT_LINK:
                address = self._address(annotation)
                if address:
                    links.append((*box, address))
            elif known and kind != pdfium.FPDF_ANNOT_POPUP:
                rects.append(box)
            pdfium.FPDFPage_CloseAnnot(annotation)
        return links, rects

    def _address(self, annotation: object) -> str | None:
        link = pdfium.FPDFAnnot_GetLink(annotation)
        action = pdfium.FPDFLink_GetAction(link) if link else None
        if not action or pdfium.FPDFAction_GetType(action) != pdfium.PDFACTION_URI:
            return None
        size = pdfium.FPDFAction_GetURIPath(self._pdf.raw, action, None, 0)
        buffer = ctypes.create_string_buffer(max(size, 1))
        pdfium.FPDFAction_GetURIPath(self._pdf.raw, action, buffer, size)
        return buffer.value.decode("utf-8", "replace") or None


def _reason(error: pypdfium2.PdfiumError) -> str:
    code = getattr(error, "err_code", None)
    if code == pdfium.FPDF_ERR_PASSWORD:
        return "tệp PDF có mật khẩu mở tệp, hãy lưu lại bản không đặt mật khẩu"
    if code == pdfium.FPDF_ERR_SECURITY:
        return "tệp PDF được mã hóa theo cách chưa đọc được"
    return "tệp PDF hỏng hoặc không phải PDF"


def _strokes(drawn: list[Rule], words: list[Word]) -> list[Rule]:
    """The lines that are drawn through words to delete them: no longer than what they pass through."""
    low = sorted(words, key=lambda w: w.y)
    heights = [w.y for w in low]
    out = []
    for rule in (r for r in drawn if r.level):
        near = low[bisect_left(heights, rule.y0 - _TALLEST) : bisect_left(heights, rule.y0)]
        covered = [
            min(w.x1, rule.x1) - max(w.x0, rule.x0)
            for w in near
            if passes(rule, max(w.x0, rule.x0), min(w.x1, rule.x1), w.y, w.size) and w.x0 < rule.x1 and w.x1 > rule.x0
        ]
        if sum(covered) > _COVERED * (rule.x1 - rule.x0):
            out.append(rule)
    return out


def _by_place(words: list[Word], rects: list[tuple[float, float, float, float]]) -> list[list[Word]]:
    """The words that stand in each box; those in none together at the end."""
    out: list[list[Word]] = [[] for _ in range(len(rects) + 1)]
    for word in words:
        x, y = (word.x0 + word.x1) / 2, word.y + 0.3 * word.size
        k = next((k for k, (a, b, c, d) in enumerate(rects) if a <= x <= c and b <= y <= d), -1)
        out[k].append(word)
    return [group for group in out if group]


def _is_pictured(page: pypdfium2.PdfPage, bounds: tuple[float, ...]) -> bool:
    """Do pictures cover half of a page, or is it drawn with paths in the hundreds (letters as outlines)?"""
    area = max((bounds[2] - bounds[0]) * (bounds[3] - bounds[1]), 1.0)
    covered = 0.0
    paths = 0
    box = [ctypes.c_float() for _ in range(4)]
    for k in range(min(pdfium.FPDFPage_CountObjects(page.raw), 5_000)):
        obj = pdfium.FPDFPage_GetObject(page.raw, k)
        kind = pdfium.FPDFPageObj_GetType(obj)
        paths += kind == pdfium.FPDF_PAGEOBJ_PATH
        if kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM) and pdfium.FPDFPageObj_GetBounds(
            obj, *(ctypes.byref(edge) for edge in box)
        ):
            covered += abs((box[2].value - box[0].value) * (box[3].value - box[1].value))
    return covered >= _HALF_A_PAGE * area or paths > 300
