"""Small pictures of a few words, drawn by PDFium from a font that it has: PNG and TIFF written here, JPEG by Pillow."""

from __future__ import annotations

import importlib.util
import io
import struct
import zlib
from functools import cache

from benchmarks.fuzz.portable import assemble

_LINES = ("UBND TINH HA GIANG", "So: 27/KH-UBND", "Giao So Y te trong quy III/2024", "theo Quyet dinh so 9/QD-TTg")
_WIDE, _HIGH = 260, 90  # points


@cache
def _grey() -> tuple[int, int, bytes]:
    """Width, height and one byte for each point, 144 to the inch."""
    import pypdfium2  # type: ignore[import-untyped]

    body = "\n".join(f"BT /F1 14 Tf 10 {70 - 20 * k} Td ({line}) Tj ET" for k, line in enumerate(_LINES)).encode()
    page = (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_WIDE} {_HIGH}] /Contents 4 0 R "
        "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
    )
    file = pypdfium2.PdfDocument(
        assemble(
            [
                b"<< /Type /Catalog /Pages 2 0 R >>",
                b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
                page.encode(),
                b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body),
            ]
        )
    )
    shown = file[0].render(scale=2, grayscale=True)
    rows = bytes(shown.buffer)
    wide, high, stride = shown.width, shown.height, shown.stride
    file.close()
    return wide, high, b"".join(rows[k * stride : k * stride + wide] for k in range(high))


def png() -> list[bytes]:
    """One picture."""
    wide, high, points = _grey()
    rows = b"".join(b"\x00" + points[k * wide : (k + 1) * wide] for k in range(high))
    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return [
        b"\x89PNG\r\n\x1a\n"
        + b"".join(
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
            for kind, data in chunks
        )
    ]


def tiff() -> list[bytes]:
    """One picture twice, as two pages."""
    wide, high, points = _grey()
    out = bytearray(b"II*\x00" + struct.pack("<I", 8 + len(points)) + points)
    for page in range(2):
        fields = [(256, wide), (257, high), (258, 8), (259, 1), (262, 1), (273, 8), (277, 1), (278, high)]
        fields.append((279, len(points)))
        after = 0 if page else len(out) + 2 + 12 * len(fields) + 4
        out += struct.pack("<H", len(fields))
        out += b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in fields)
        out += struct.pack("<I", after)
    return [bytes(out)]


def jpeg() -> list[bytes]:
    """One picture; none where Pillow, a tool of development, is absent."""
    if importlib.util.find_spec("PIL") is None:
        return []
    from PIL import Image

    wide, high, points = _grey()
    out = io.BytesIO()
    Image.frombytes("L", (wide, high), points).save(out, "JPEG", quality=80)
    return [out.getvalue()]
