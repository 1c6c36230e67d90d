"""A small PDF written by hand: words in a font without a file, a ruled table, a link, a stamp, a picture."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

_TO_UNICODE = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /U def /CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange
1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end end"""
_FONT = (
    "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Times-Roman /DW 500 "
    "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
    "/FontDescriptor << /Type /FontDescriptor /FontName /Times-Roman /Flags 4 /ItalicAngle 0 /StemV 80 "
    "/Ascent 800 /Descent -200 /CapHeight 700 /FontBBox [0 -200 600 800] >> >>"
)


def pdf(lines: Sequence[str], rows: Sequence[Sequence[str]], *, packed: bool) -> bytes:
    """Two pages of these lines, a table of these rows on each. `packed` deflates what is drawn."""
    drawn = [_text(70 if k % 2 else 90, 780 - 16 * k, line) for k, line in enumerate(lines)]
    top = 760 - 16 * len(lines)
    for r, row in enumerate(rows):
        drawn += [_text(74 + 115 * c, top - 20 * r - 14, cell, 8) for c, cell in enumerate(row)]
    drawn += [f"70 {top - 20 * r} m 530 {top - 20 * r} l S" for r in range(len(rows) + 1)]
    drawn += [f"{70 + 115 * c} {top} m {70 + 115 * c} {top - 20 * len(rows)} l S" for c in range(5)]
    drawn.append("q 40 0 0 40 70 60 cm /Im Do Q")
    body = "\n".join(drawn).encode()
    stamp = _text(0, 4, "ĐẾN 15", 10).encode()
    form = "/Type /XObject /Subtype /Form /BBox [0 -6 80 20] /Resources << /Font << /F1 5 0 R >> >>"
    page = (
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 8 0 R /Annots [10 0 R 11 0 R] "
        "/Resources << /Font << /F1 5 0 R >> /XObject << /Im 9 0 R >> >> >>"
    )
    link = "/A << /S /URI /URI (http://vanban.example) >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 2 /Kids [3 0 R 4 0 R] >>",
        page.encode(),
        page.replace("/Parent", "/Rotate 90 /Parent").encode(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Times-Roman /Encoding /Identity-H /DescendantFonts [6 0 R] "
        b"/ToUnicode 7 0 R >>",
        _FONT.encode(),
        _stream(_TO_UNICODE, "", packed),
        _stream(body, "", packed),
        _stream(
            bytes(64),
            "/Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 8",
            packed,
        ),
        f"<< /Type /Annot /Subtype /Link /Rect [70 700 200 720] {link} >>".encode(),
        b"<< /Type /Annot /Subtype /Stamp /F 4 /Rect [400 780 480 806] /AP << /N 12 0 R >> >>",
        _stream(stamp, form, packed),
    ]
    return assemble(objects)


def assemble(objects: Sequence[bytes]) -> bytes:
    """A file of these objects, numbered from 1; the first is the catalogue."""
    out = bytearray(b"%PDF-1.5\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _text(x: float, y: float, words: str, size: int = 12) -> str:
    return f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm <{words.encode('utf-16-be').hex()}> Tj ET"


def _stream(data: bytes, entries: str, packed: bool) -> bytes:
    data = zlib.compress(data) if packed else data
    entries += " /Filter /FlateDecode" if packed else ""
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries.encode(), len(data), data)
