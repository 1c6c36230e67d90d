"""The drawn lines of a page, from its paths: level and upright ones, as thin boxes or as strokes."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import pairwise

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from ingest.readers.pdf.glyphs import turned
from ingest.readers.pdf.model import Rule

_THIN = 3.0  # points: a box no thicker is a line
_SHORTEST = 4.0  # points
_MOST_OBJECTS = 50_000  # of one page; a map or a chart has more, and no table that reading could tell from it
_MOST_SEGMENTS = 2_000  # of one path
_DEEPEST = 8  # forms within forms

Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def rules(raw_page: object, turn: int = 0) -> list[Rule]:
    """The drawn lines of a page, as they lie when its text of that quarter turn stands upright."""
    out: list[Rule] = []
    count = pdfium.FPDFPage_CountObjects(raw_page)
    budget = [_MOST_OBJECTS]
    for k in range(min(count, _MOST_OBJECTS)):
        _collect(pdfium.FPDFPage_GetObject(raw_page, k), _SAME, turn, out, budget, 0)
    return out if budget[0] > 0 else []


def _collect(obj: object, outer: Matrix, turn: int, out: list[Rule], budget: list[int], depth: int) -> None:
    budget[0] -= 1
    if budget[0] <= 0 or not obj:
        return
    kind = pdfium.FPDFPageObj_GetType(obj)
    if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
        inner = _product(_matrix(obj), outer)
        for k in range(max(0, pdfium.FPDFFormObj_CountObjects(obj))):
            _collect(pdfium.FPDFFormObj_GetObject(obj, k), inner, turn, out, budget, depth + 1)
    elif kind == pdfium.FPDF_PAGEOBJ_PATH:
        for x0, y0, x1, y1 in _strokes(obj, outer):
            (ax, ay), (bx, by) = turned(x0, y0, turn), turned(x1, y1, turn)
            left, right, low, high = min(ax, bx), max(ax, bx), min(ay, by), max(ay, by)
            if right - left >= _SHORTEST and high - low <= _THIN:
                out.append(Rule(left, (low + high) / 2, right, (low + high) / 2))
            elif high - low >= _SHORTEST and right - left <= _THIN:
                out.append(Rule((left + right) / 2, low, (left + right) / 2, high))


def _strokes(path: object, outer: Matrix) -> Iterator[tuple[float, float, float, float]]:
    """The lines that a path draws; of one thicker than a line, its edges if they are drawn."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
    if not fill.value and not stroke.value:
        return
    box = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(path, *(ctypes.byref(edge) for edge in box)):
        return
    left, low, right, high = (edge.value for edge in box)
    (ax, ay), (bx, by) = _put(left, low, outer), _put(right, high, outer)
    if min(abs(bx - ax), abs(by - ay)) <= _THIN:
        yield ax, ay, bx, by
        return
    if not stroke.value:
        yield from _bars(path, outer)
        return
    matrix = _product(_matrix(path), outer)
    for points in _outlines(path):
        placed = [_put(x, y, matrix) for x, y in points]
        for (px, py), (qx, qy) in pairwise(placed):
            yield px, py, qx, qy


def _bars(path: object, outer: Matrix) -> Iterator[tuple[float, float, float, float]]:
    """Several thin boxes filled as one path."""
    matrix = _product(_matrix(path), outer)
    for points in _outlines(path):
        placed = [_put(x, y, matrix) for x, y in points]
        xs, ys = [x for x, _ in placed], [y for _, y in placed]
        if placed and min(max(xs) - min(xs), max(ys) - min(ys)) <= _THIN:
            yield min(xs), min(ys), max(xs), max(ys)


def _outlines(path: object) -> list[list[tuple[float, float]]]:
    """The corners of a path, one list for each stretch without a jump; curves end a stretch."""
    out: list[list[tuple[float, float]]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for k in range(min(pdfium.FPDFPath_CountSegments(path), _MOST_SEGMENTS)):
        segment = pdfium.FPDFPath_GetPathSegment(path, k)
        if not segment or not pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y)):
            continue
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_LINETO and out:
            out[-1].append((x.value, y.value))
        else:
            out.append([(x.value, y.value)])
        if pdfium.FPDFPathSegment_GetClose(segment) and len(out[-1]) > 1:
            out[-1].append(out[-1][0])
    return out


def _matrix(obj: object) -> Matrix:
    m = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(obj, ctypes.byref(m)):
        return _SAME
    return (m.a, m.b, m.c, m.d, m.e, m.f)


def _product(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _put(x: float, y: float, m: Matrix) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]
