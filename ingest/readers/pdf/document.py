"""PDF files: what stands on their pages as one text in reading order, with pages, tables, notes and links."""

from __future__ import annotations

from collections import Counter
from contextlib import closing

from ingest.encodings.fonts import decode_font
from ingest.readers.errors import Refused
from ingest.readers.limits import LIMITS
from ingest.readers.ocr_layout import edges
from ingest.readers.pdf.assembly import assemble
from ingest.readers.pdf.columns import flows
from ingest.readers.pdf.file import PdfFile, RawPage
from ingest.readers.pdf.glyphs import is_legacy, turned
from ingest.readers.pdf.grids import find_grids
from ingest.readers.pdf.joining import cell_paragraphs, habits
from ingest.readers.pdf.lines import line_of, segments, usual_size
from ingest.readers.pdf.margins import is_stamp, strip_margins
from ingest.readers.pdf.model import Flow, Grid, Page, Rule, Word
from ingest.readers.pdf.notes import take_notes
from ingest.readers.recognising import Recognised, Recogniser
from ingest.source import SourceText, digest_of

MEDIA_TYPE = "application/pdf"
_FEWEST = 12  # characters: a page with fewer has no layer of text, a scanner's page number perhaps
_UNREADABLE = 0.3  # of the characters
_RAGGED = 14.0  # points: by how much a word may hang over the edge of justified text
_WIDEST_MARGIN = 85.0  # points: 30 mm; the rules of official letters leave 15 to 20 at the right
_LONGER_SIDE = 842.0  # points, of A4
_NAMED = 12  # pages that a warning names one by one


def read_pdf(data: bytes, name: str, recognise: Recogniser | None = None) -> SourceText:
    """The text of a PDF. Pages that are pictures go to `recognise`, if there is one.

    `pages` cover the text without a gap, in its order. A footnote stands behind its paragraph, so where
    that runs over a page break a number may come twice: `1, 2, 1, 2`. Raises `Refused` with the reason for
    what cannot be opened and for a file of pictures only, when nothing recognises them.
    """
    with closing(PdfFile(data)) as file:
        return _read(file, data, name, recognise)


def _read(file: PdfFile, data: bytes, name: str, recognise: Recogniser | None) -> SourceText:
    raws = _raw_pages(file)
    unread = [k for k, raw in enumerate(raws) if raw is None]
    if len(unread) == len(raws):
        raise Refused("tệp PDF hỏng: không đọc được trang nào")
    scans = [k for k, raw in enumerate(raws) if raw is not None and _is_picture(raw)]
    scanned = set(scans)
    told = any(raw is not None and k not in scanned and raw.glyphs.characters for k, raw in enumerate(raws))
    if not told and not scans:
        raise Refused("tệp PDF không có chữ nào")
    if not told and recognise is None:
        raise Refused(
            f"PDF chỉ có ảnh quét, không có lớp chữ ({len(raws)} trang); cần phần nhận dạng chữ (OCR) để đọc tệp này"
        )
    warnings = _warnings(raws, unread)
    pages: list[Page] = []
    for k, raw in enumerate(raws):
        if raw is None:
            pages.append(Page(k + 1, 1.0, 0.0))
        elif k in scanned:
            pages.append(Page(k + 1, raw.bounds[3], raw.bounds[1]))
            pages[-1].margins += [line_of(words).text for words in raw.stamped]
        else:
            pages.append(_page(raw))
    _recognise(file, pages, scans, recognise, warnings)
    if not told and not any(page.recognised or page.seen for page in pages):
        raise Refused(f"PDF chỉ có ảnh quét ({len(raws)} trang) và phần nhận dạng chữ (OCR) không đọc được trang nào")
    lay_out(pages)
    text = assemble(pages, habits([[b for b in page.blocks if isinstance(b, Flow)] for page in pages]))
    return SourceText(
        path=name,
        media_type=MEDIA_TYPE,
        sha256=digest_of(data),
        text="".join(text.parts),
        warnings=warnings,
        tables=text.tables,
        footnotes=text.footnotes,
        pages=text.pages,
        links=text.links,
        margins=[said for page in pages for said in page.margins],
        by_paragraphs=True,
    )


def _raw_pages(file: PdfFile) -> list[RawPage | None]:
    out: list[RawPage | None] = []
    characters = 0
    for k in range(file.pages):
        raw = file.read(k)
        characters += raw.glyphs.characters if raw is not None else 0
        if characters > LIMITS.characters:
            raise Refused(f"tệp PDF có trên {LIMITS.characters} ký tự, quá giới hạn")
        out.append(raw)
    return out


def _is_picture(raw: RawPage) -> bool:
    """Has a page to be recognised: a picture without letters, or with letters that mean nothing?"""
    known = raw.glyphs
    if known.characters < _FEWEST:
        return raw.pictured
    return known.unreadable > _UNREADABLE * known.characters


def _warnings(raws: list[RawPage | None], unread: list[int]) -> list[str]:
    out: list[str] = []
    if unread:
        out.append(f"Trang {_named(unread)} hỏng, không đọc được.")
    layered = [k for k, raw in enumerate(raws) if raw and raw.glyphs.invisible > 0.5 * max(raw.glyphs.characters, 1)]
    if layered:
        out.append(
            f"Chữ ở trang {_named(layered)} là lớp chữ do máy nhận dạng đặt dưới ảnh quét; có thể sai, cần đối chiếu."
        )
    struck = [k for k, raw in enumerate(raws) if raw and any(w.struck for ws in raw.glyphs.turns.values() for w in ws)]
    if struck:
        out.append(f"Trang {_named(struck)} có chữ bị gạch ngang, coi là đã xóa và không được đọc.")
    fonts: Counter[str] = Counter()
    for raw in raws:
        for word in (w for words in raw.glyphs.turns.values() for w in words) if raw is not None else ():
            if not is_legacy(word.font):
                continue
            shown = decode_font(word.text, word.font)
            if shown is not None and shown != word.text:
                fonts[word.font] += len(shown)
                word.text = shown
    if fonts:
        names = ", ".join(sorted(fonts))
        out.append(f"Chữ theo bảng mã cũ của phông {names} được chuyển sang Unicode ({sum(fonts.values())} ký tự).")
    return out


def _named(pages: list[int]) -> str:
    """Page indexes as people name them: `1, 2, 5`."""
    names = ", ".join(str(k + 1) for k in pages[:_NAMED])
    return names if len(pages) <= _NAMED else f"{names} và {len(pages) - _NAMED} trang khác"


def _page(raw: RawPage) -> Page:
    turns, turn = raw.glyphs.turns, raw.turn
    left, bottom, right, top = raw.bounds
    ys = [turned(x, y, turn)[1] for x in (left, right) for y in (bottom, top)]
    page = Page(raw.number, max(ys), min(ys))
    page.side = max(turned(x, y, turn)[0] for x in (left, right) for y in (bottom, top))
    words = list(turns.get(turn, []))
    for stamped in raw.stamped:
        said = " ".join(line.text for line in segments(stamped))
        if is_stamp(said):
            page.margins.append(said)
        elif turn == 0:
            words += stamped  # a number or a day that an office put on: a word among the others
        else:
            page.beside += segments(stamped)
    page.rules = raw.rules
    page.grids, rest = find_grids(page.rules, words, page.number, cell_paragraphs)
    page.pieces = segments(rest)
    for other in sorted(turns):
        if other != turn:
            page.beside += segments(turns[other])
    if raw.glyphs.slanted:
        page.margins.append(
            "".join(" " * (w.blanks > 0) + w.text for w in raw.glyphs.slanted)
        )  # each on its own baseline
    page.margins += [line.text for line in segments(raw.glyphs.outside)]
    for x0, y0, x1, y1, address in raw.links:
        (ax, ay), (bx, by) = turned(x0, y0, turn), turned(x1, y1, turn)
        page.links.append((min(ax, bx), min(ay, by), max(ax, bx), max(ay, by), address))
    return page


def _recognise(
    file: PdfFile, pages: list[Page], scans: list[int], recognise: Recogniser | None, warnings: list[str]
) -> None:
    left: list[int] = []
    seen: list[int] = []
    for k in scans:
        picture = file.picture(k) if recognise is not None and len(seen) < LIMITS.ocr_pages else None
        found = recognise(picture, k + 1) if recognise is not None and picture is not None else None
        if found is None or not found.text.strip():
            left.append(k)
            continue
        seen.append(k)
        pages[k].confidence = found.confidence
        if found.pieces:
            place_seen(pages[k], found)
        else:
            pages[k].recognised = found.text.replace("\r\n", "\n").replace("\r", "\n")
    if seen:
        warnings.append(f"Trang {_named(seen)} là ảnh quét, chữ do máy nhận dạng (OCR); cần đối chiếu với ảnh.")
    if left:
        warnings.append(f"Trang {_named(left)} là ảnh quét không có lớp chữ, nội dung các trang này chưa được đọc.")


def place_seen(page: Page, found: Recognised) -> None:
    """Set a recognised page in points, with the tables that are drawn on it."""
    wide, high = found.size
    scale = _LONGER_SIDE / max(wide, high)  # whatever the file says of the paper: scanners write nonsense
    page.seen, page.top, page.bottom, page.side = True, 0.0, -high * scale, wide * scale
    words = []
    for piece in found.pieces:
        for word in piece.words:
            word.x0, word.x1, word.y, word.size = (n * scale for n in (word.x0, word.x1, word.y, word.size))
            words.append(word)
    page.rules = [Rule(r.x0 * scale, r.y0 * scale, r.x1 * scale, r.y1 * scale) for r in found.rules]
    page.grids, rest = find_grids(page.rules, words, page.number, cell_paragraphs)
    outside = {id(word) for word in rest}
    kept = ([w for w in piece.words if id(w) in outside] for piece in found.pieces)
    page.pieces = sorted((line_of(ws) for ws in kept if ws), key=lambda line: (-line.y, line.x0))


def lay_out(pages: list[Page]) -> None:
    """Margins and notes out of the way, then the rest of each page in reading order."""
    words: list[Word] = [w for page in pages for piece in page.pieces for w in piece.words]
    usual = usual_size(words)
    strip_margins(pages, usual)
    take_notes(pages, usual)
    widths = sorted(_width(page) for page in pages if page.pieces and not page.seen)
    typical = widths[int(0.75 * (len(widths) - 1))] if widths else 0.0
    for page in pages:
        if not page.pieces and not page.grids:
            page.blocks = [Flow(page.beside, 0.0, 0.0, wide=False)] if page.beside else []
            continue
        if page.seen and page.pieces:
            page.blocks = _blocks(page, *edges(page.pieces))
            continue
        left = min((p.x0 for p in page.pieces), default=0.0)
        right = _right_edge(page)
        if right - left > 0.6 * typical or page.number > 1:
            right = max(right, left + typical)  # a page of short lines does not know how wide its text may be
        page.blocks = _blocks(page, left, right)
        if page.beside:
            page.blocks.append(Flow(page.beside, 0.0, 0.0, wide=False))


def _width(page: Page) -> float:
    return _right_edge(page) - min(p.x0 for p in page.pieces)


def _right_edge(page: Page) -> float:
    """Where full lines end: the edge that at least three share near the furthest, else the furthest.

    A page of a few short lines does not show it; then it is where the margin of an official page begins.
    """
    ends = sorted((p.x1 for p in page.pieces), reverse=True)
    if not ends:
        return 0.0
    near = Counter(round(x) for x in ends if x > ends[0] - _RAGGED)
    edge, lines = max(near.items(), key=lambda item: (item[1], item[0]))
    if lines >= 3:
        return edge + 0.5
    if sum(x > ends[0] - 3 * _RAGGED for x in ends) >= 4:
        return ends[0]
    return max(ends[0], page.side - _WIDEST_MARGIN)


def _blocks(page: Page, left: float, right: float) -> list[Flow | Grid]:
    out: list[Flow | Grid] = []
    rest = page.pieces
    for grid in page.grids:
        above = [p for p in rest if p.y > grid.bottom and (p.y > grid.top or p.x1 <= grid.x0)]
        taken = {id(p) for p in above}
        rest = [p for p in rest if id(p) not in taken]
        out += flows(above, left, right)
        out.append(grid)
    return out + list(flows(rest, left, right))
