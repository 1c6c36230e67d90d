"""Pages as a scanner delivers them: a PDF whose pages are only pictures."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

import pypdfium2  # type: ignore[import-untyped]


def scanned(pdf: bytes, dots: int) -> bytes:
    """A PDF of the same pages as grey pictures of that many dots an inch, without any text."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return _bound((_picture(page, dots), page.get_size()) for page in document)
    finally:
        document.close()


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF has."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def _picture(page: pypdfium2.PdfPage, dots: int) -> tuple[int, int, bytes]:
    bitmap = page.render(scale=dots / 72, grayscale=True)
    rows, stride = bytes(bitmap.buffer), bitmap.stride
    grey = b"".join(rows[y * stride : y * stride + bitmap.width] for y in range(bitmap.height))
    return bitmap.width, bitmap.height, zlib.compress(grey, 1)


def _bound(pages: Iterable[tuple[tuple[int, int, bytes], tuple[float, float]]]) -> bytes:
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for (across, down, grey), (width, height) in pages:
        first = len(objects) + 1
        kids.append(f"{first} 0 R")
        drawn = f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /P Do Q".encode()
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width:.2f} {height:.2f}] /Contents {first + 1} 0 R"
            f" /Resources << /XObject << /P {first + 2} 0 R >> >> >>".encode(),
            _stream("", drawn),
            _stream(
                f"/Type /XObject /Subtype /Image /Width {across} /Height {down} /ColorSpace /DeviceGray"
                " /BitsPerComponent 8 /Filter /FlateDecode ",
                grey,
            ),
        ]
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>".encode()
    return _file(objects)


def _stream(words: str, data: bytes) -> bytes:
    return f"<< {words}/Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def _file(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, inner in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + inner + b"\nendobj\n"
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(out)
