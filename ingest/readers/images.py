"""Pictures of pages (PNG, JPEG, TIFF of several pages, BMP, GIF, WebP): scans that came without a PDF.

They become grey pictures, held as the camera says, and are laid out as the scanned pages of a PDF are.
"""

from __future__ import annotations

import io
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageOps, ImageSequence

from ingest.readers import ocr
from ingest.readers.errors import Refused
from ingest.readers.limits import LIMITS
from ingest.readers.pdf.assembly import assemble
from ingest.readers.pdf.document import lay_out, place_seen
from ingest.readers.pdf.joining import habits
from ingest.readers.pdf.model import Flow, Page
from ingest.readers.sniffing import recognise as media_type_of
from ingest.source import SourceText, digest_of

_KINDS = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP")
_MOST_PIXELS = 120_000_000  # A3 at 600 dots an inch has 70 million; tesseract needs some 10 bytes for each
_LEAST_SIDE = 60  # pixels: two lines of the smallest type
_A4_INCHES = 11.7  # the longer side
_LONGEST_SIDE = 5_000  # pixels, of A3 at 300 dots an inch: more makes it slower and no surer


def read_image(data: bytes, name: str) -> SourceText:
    """What stands on a picture, recognised; each page of a TIFF is a page. `Refused` where nothing can be."""
    reason = ocr.available()
    if reason is not None:
        raise Refused(reason)
    pages: list[Page] = []
    told: list[str] = []
    stop = time.monotonic() + LIMITS.seconds
    last_reason = ""
    with _opened(data) as picture:
        for number, frame in enumerate(_frames(picture, told), start=1):
            page = Page(number, 0.0, 0.0)
            pages.append(page)
            why = _unfit(*frame.size, number, stop)
            try:
                if why is None:
                    grey = _grey(frame)
                    seen = ocr.recognise(grey, dots=max(70, round(max(frame.size) / _A4_INCHES)))
                    page.confidence = seen.confidence
                    place_seen(page, seen)
            except Refused as error:
                why = error.reason
            except (OSError, ValueError, SyntaxError):  # of the decoder, by what is damaged
                why = "ảnh hỏng"
            if why is not None:
                last_reason = why
                told.append(f"Trang {number} chưa được đọc: {why}.")
                if number > LIMITS.ocr_pages:
                    break
    lay_out(pages)
    text = assemble(pages, habits([[b for b in page.blocks if isinstance(b, Flow)] for page in pages]))
    said = "".join(text.parts)
    if not any(c.isalnum() for c in said):
        raise Refused(last_reason or "không nhận dạng được chữ nào trên ảnh")
    told.insert(0, "Chữ trên ảnh do máy nhận dạng (OCR); cần đối chiếu với ảnh.")
    doubtful = ocr.unsure({page.number: page.confidence for page in pages if page.confidence is not None})
    return SourceText(
        name,
        media_type_of(data, name),
        digest_of(data),
        said,
        told + ([doubtful] if doubtful else []),
        tables=text.tables,
        footnotes=text.footnotes,
        pages=text.pages,
        margins=[line for page in pages for line in page.margins],
        by_paragraphs=True,
    )


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of size, which is asked for here, and of odd tags
        try:
            picture = Image.open(io.BytesIO(data), formats=_KINDS)
        except Image.DecompressionBombError:
            raise Refused(f"ảnh quá lớn (tối đa {_MOST_PIXELS // 1_000_000} triệu điểm)") from None
        except Exception:  # a dozen kinds, by what is damaged
            raise Refused("ảnh hỏng: không rõ kích thước") from None
        with picture:
            yield picture


def _frames(picture: Image.Image, told: list[str]) -> Iterator[Image.Image]:
    """The pages of a picture; of an animation the first is all there is to read."""
    if picture.format in ("GIF", "WEBP", "PNG"):
        yield picture
        return
    pages = ImageSequence.Iterator(picture)
    while True:
        try:
            yield next(pages)
        except StopIteration:
            return
        except Exception:
            told.append("Ảnh hỏng từ một trang trở đi; các trang sau đó chưa được đọc.")
            return


def _grey(frame: Image.Image) -> bytes:
    """A frame as a grey picture (binary PGM) on white, held as its camera says."""
    upright = ImageOps.exif_transpose(frame)
    if "A" in upright.getbands() or "transparency" in upright.info:
        clear = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear)
    grey = upright.convert("L")
    grey.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    return b"P5 %d %d 255\n" % grey.size + grey.tobytes()


def _unfit(width: int, height: int, number: int, stop: float) -> str | None:
    """Why a page is not given to the recogniser."""
    if width * height > _MOST_PIXELS:
        return f"ảnh {width} × {height} điểm quá lớn (tối đa {_MOST_PIXELS // 1_000_000} triệu điểm)"
    if min(width, height) < _LEAST_SIDE:
        return f"ảnh {width} × {height} điểm quá nhỏ"
    if number > LIMITS.ocr_pages:
        return f"quá {LIMITS.ocr_pages} trang ảnh trong một tệp"
    if time.monotonic() > stop:
        return f"nhận dạng đã quá {LIMITS.seconds:.0f} giây cho một tệp"
    return None
