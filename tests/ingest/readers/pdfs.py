"""Small PDF files for tests, written by hand: any letters, no font file, every letter half its size wide."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass, field

from ingest.readers.pdf import read_pdf
from ingest.source import SourceText

WIDTH, HEIGHT = 595, 842
LEFT, RIGHT = 85, 540
SIZE = 12.0
LEADING = 16.0

_TO_UNICODE = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /U def /CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange
1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end end"""


def width_of(text: str, size: float = SIZE) -> float:
    return 0.5 * size * len(text)


def wrap(words: str, *, left: float = LEFT, right: float = RIGHT, indent: float = 28, size: float = SIZE) -> list[str]:
    """The lines of a paragraph between two edges, its first one indented."""
    lines: list[str] = []
    line = ""
    for word in words.split(" "):
        longer = f"{line} {word}" if line else word
        room = right - left - (0 if lines else indent)
        if line and width_of(longer, size) > room:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]


@dataclass
class Sheet:
    """A page: what is drawn on it. y is measured from the bottom."""

    turned: bool = False  # everything is drawn on its side, as printers put a wide table on an upright page
    drawn: list[str] = field(default_factory=list)
    notes: list[bytes] = field(default_factory=list)  # annotations
    image: bool = False

    def text(self, x: float, y: float, words: str, size: float = SIZE, font: str = "F1", mode: int = 0) -> float:
        """Draw words on a baseline; the place of their right end."""
        code = words.encode("utf-16-be").hex()
        matrix = f"0 1 -1 0 {WIDTH - y:.2f} {x:.2f}" if self.turned else f"1 0 0 1 {x:.2f} {y:.2f}"
        self.drawn.append(f"BT {mode} Tr /{font} {size} Tf {matrix} Tm <{code}> Tj ET")
        return x + width_of(words, size)

    def centred(self, y: float, words: str, size: float = SIZE, font: str = "F1", axis: float | None = None) -> None:
        axis = (LEFT + RIGHT) / 2 if axis is None else axis
        self.text(axis - width_of(words, size) / 2, y, words, size, font)

    def prose(
        self, y: float, words: str, *, left: float = LEFT, right: float = RIGHT, indent: float = 28, size: float = SIZE
    ) -> float:
        """Draw a paragraph, wrapped and indented; the next line's baseline."""
        for k, line in enumerate(wrap(words, left=left, right=right, indent=indent, size=size)):
            self.text(left if k else left + indent, y, line, size)
            y -= LEADING
        return y

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        if self.turned:
            x0, y0, x1, y1 = WIDTH - y0, x0, WIDTH - y1, x1
        self.drawn.append(f"0.5 w {x0:.2f} {y0:.2f} m {x1:.2f} {y1:.2f} l S")

    def grid(self, xs: list[float], ys: list[float], without: frozenset[tuple[str, int, int]] = frozenset()) -> None:
        """Draw a grid; `without` leaves out sides: ("v", row, column) is the right side of a place, "h" its lower."""
        for r in range(len(ys) - 1):
            for c in range(len(xs)):
                if ("v", r, c - 1) not in without:
                    self.rule(xs[c], ys[r], xs[c], ys[r + 1])
        for c in range(len(xs) - 1):
            for r in range(len(ys)):
                if ("h", r - 1, c) not in without:
                    self.rule(xs[c], ys[r], xs[c + 1], ys[r])

    def picture(self) -> None:
        """A scan all over the page."""
        self.image = True
        self.drawn.append(f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /Im Do Q")

    def link(self, x0: float, y0: float, x1: float, y1: float, address: str) -> None:
        self.notes.append(
            f"<< /Type /Annot /Subtype /Link /Rect [{x0} {y0} {x1} {y1}] /Border [0 0 0] "
            f"/A << /S /URI /URI ({address}) >> >>".encode()
        )

    def stamp(self, x: float, y: float, words: list[str], size: float = SIZE) -> None:
        """An annotation that shows lines of words, from `y` down."""
        wide, high = max(width_of(w, size) for w in words) + 2, len(words) * size * 1.2 + 4
        shown = "\n".join(
            f"BT /F1 {size} Tf 1 0 0 1 0 {high - (k + 1) * size * 1.2:.2f} Tm <{w.encode('utf-16-be').hex()}> Tj ET"
            for k, w in enumerate(words)
        ).encode()
        bottom = y - (high - size * 1.2)
        form = (
            b"<< /Type /XObject /Subtype /Form /BBox [0 -6 %.2f %.2f] /Resources << /Font << /F1 4 0 R >> >> "
            b"/Length %d >>\nstream\n%s\nendstream" % (wide, high, len(shown), shown)
        )
        head = f"<< /Type /Annot /Subtype /Stamp /F 4 /Rect [{x} {bottom - 6:.2f} {x + wide:.2f} {bottom + high:.2f}] "
        self.notes.append(head.encode() + b"/AP << /N FORM >> >>" + b"\0" + form)


def pdf(*sheets: Sheet, fonts: dict[str, str] | None = None, lock: str | None = None) -> bytes:
    """A file of pages. `fonts` names further fonts; `lock` is "owner" (opens without a password) or "user"."""
    named = {"F1": "Times-Roman", "F2": "Times-Bold", **(fonts or {})}
    objects: dict[int, bytes] = {}
    number = 4

    def add(body: bytes) -> int:
        nonlocal number
        objects[number] = body
        number += 1
        return number - 1

    refs = {}
    for key, name in named.items():
        at = number
        number += 1
        inner = add(
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /DW 500 "
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
            f"/FontDescriptor << /Type /FontDescriptor /FontName /{name} /Flags 4 /ItalicAngle 0 /StemV 80 "
            "/Ascent 800 /Descent -200 /CapHeight 700 /FontBBox [0 -200 600 800] >> >>".encode()
        )
        unicode = add(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(_TO_UNICODE), _TO_UNICODE))
        objects[at] = (
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H "
            f"/DescendantFonts [{inner} 0 R] /ToUnicode {unicode} 0 R >>".encode()
        )
        refs[key] = at
    assert refs["F1"] == 4
    dot = zlib.compress(b"\xc8")
    image = add(
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 "
        b"/Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(dot), dot)
    )
    kids = []
    for sheet in sheets:
        body = "\n".join(sheet.drawn).encode()
        content = add(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body))
        notes = []
        for note in sheet.notes:
            head, _, form = note.partition(b"\0")
            notes.append(add(head.replace(b"FORM", b"%d 0 R" % add(form)) if form else head))
        listed = " ".join(f"/{key} {at} 0 R" for key, at in refs.items())
        kids.append(
            add(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {content} 0 R "
                f"/Resources << /Font << {listed} >> {f'/XObject << /Im {image} 0 R >>' if sheet.image else ''} >> "
                f"/Annots [{' '.join(f'{n} 0 R' for n in notes)}] >>".encode()
            )
        )
    objects[1] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[2] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{k} 0 R' for k in kids)}] >>".encode()
    objects[3] = b"<< >>"
    return _file(objects, lock)


_PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def _file(objects: dict[int, bytes], lock: str | None) -> bytes:
    trailer = b""
    key = b""
    if lock is not None:
        owner = hashlib.md5(b"owner").digest() * 2
        password = _PAD if lock == "owner" else (b"bi mat" + _PAD)[:32]
        ident = b"0123456789abcdef"
        key = hashlib.md5(password + owner + (-4 & 0xFFFFFFFF).to_bytes(4, "little") + ident).digest()[:5]
        user = _rc4(key, _PAD)
        entry = f"<< /Filter /Standard /V 1 /R 2 /O <{owner.hex()}> /U <{user.hex()}> /P -4 >>"
        trailer = f"/Encrypt {entry} /ID [<{ident.hex()}> <{ident.hex()}>]".encode()
    out = bytearray(b"%PDF-1.5\n")
    places = {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        if key and b"\nstream\n" in body:
            head, _, rest = body.partition(b"\nstream\n")
            stream = rest.removesuffix(b"\nendstream")
            own = hashlib.md5(key + number.to_bytes(3, "little") + b"\0\0").digest()[:10]
            body = head + b"\nstream\n" + _rc4(own, stream) + b"\nendstream"
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for number in sorted(objects):
        out += b"%010d 00000 n \n" % places[number]
    out += b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)


FIRST = (
    "Triển khai Chỉ thị số 14/CT-UBND ngày 06 tháng 3 năm 2024 của Ủy ban nhân dân tỉnh về chống hạn, "
    "các xã khẩn trương nạo vét kênh mương, tích nước vào hồ chứa và báo cáo trước ngày 20 hằng tháng."
)
SECOND = (
    "Giao Chi cục Thủy lợi chủ trì, phối hợp với các trạm bơm kiểm tra đồng hồ đo nước, thay thế máy hỏng "
    "và lập lịch lấy nước luân phiên cho từng cánh đồng, hoàn thành trong quý II năm 2024."
)


def read(*sheets: Sheet, **options: object) -> SourceText:
    """The text of the pages, after a look at what holds for every text."""
    source = read_pdf(pdf(*sheets, **options), "thu.pdf")  # type: ignore[arg-type]
    check(source)
    return source


def check(source: SourceText) -> None:
    """What holds for every text: pages cover it, spans lie in it and hold whole lines."""
    at = 0
    for page in source.pages:
        assert page.start == at
        at = page.end
    assert at == len(source.text)
    assert "\r" not in source.text
    for a, b in [s for t in source.tables for row in t for s in row] + [(n.start, n.end) for n in source.footnotes]:
        assert 0 <= a <= b <= len(source.text)
        assert a == 0 or source.text[a - 1] == "\n"
        assert a == b or source.text[b] == "\n"


def lines(source: SourceText) -> list[str]:
    return source.text.splitlines()


TASKS_X = [60.0, 90.0, 260.0, 370.0, 460.0, 540.0]
TASKS_HEAD = [["TT"], ["Nhiệm vụ"], ["Cơ quan chủ trì"], ["Phối hợp"], ["Thời hạn"]]


def table(sheet: Sheet, xs: list[float], top: float, rows: list[list[list[str]]], high: float = 40) -> float:
    ys = [top - high * k for k in range(len(rows) + 1)]
    sheet.grid(xs, ys)
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            for k, said in enumerate(cell):
                sheet.text(xs[c] + 4, ys[r] - 12 - 12 * k, said, 10)
    return ys[-1]


def cells(source: SourceText, k: int = 0) -> list[list[str]]:
    return [[source.text[a:b] for a, b in row] for row in source.tables[k]]
