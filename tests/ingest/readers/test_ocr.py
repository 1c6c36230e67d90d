"""Scans: words on a picture to text in reading order, and pictures that came without a PDF."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from ingest.readers import images, ocr, programs
from ingest.readers.errors import Refused
from ingest.readers.images import read_image
from ingest.readers.ocr_layout import Seen, text_of_page
from ingest.readers.recognising import Recognised

needs_tesseract = pytest.mark.skipif(ocr.available() is not None, reason=f"no recogniser: {ocr.available()}")
FONTS = ("dejavu/DejaVuSerif.ttf", "dejavu/DejaVuSans.ttf")
HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
PAGE = [
    (120, "ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN"),
    (260, "Số: 215/KH-UBND"),
    (400, "Thực hiện Chỉ thị số 08-CT/TU ngày 05/01/2024"),
    (460, "của Ban Thường vụ Tỉnh ủy, giao Sở Xây dựng."),
]

FILL = [(top, "Các sở, ban, ngành căn cứ kế hoạch tổ chức thực hiện.") for top in range(540, 1400, 60)]


def line(number: int, top: int, *words: tuple[int, str], confidence: float = 95.0) -> list[Seen]:
    """A line of words, 20 pixels a letter and 40 high."""
    return [Seen(text, left, top, 20 * len(text), 40, confidence, number) for left, text in words]


def lines(number: int, top: int, left: int, text: str, right: int = 0) -> list[Seen]:
    """A line of words set one after another, spread to `right` where that is given."""
    words = text.split()
    blank = (right - left - 20 * len("".join(words))) // (len(words) - 1) if right else 12
    out = []
    for word in words:
        out += line(number, top, (left, word))
        left += 20 * len(word) + blank
    return out


def font() -> ImageFont.FreeTypeFont:
    for name in FONTS:
        path = Path("/usr/share/fonts/truetype") / name
        if path.is_file():
            return ImageFont.truetype(str(path), 44)
    pytest.skip("no font with Vietnamese letters is installed")


def picture(rows: list[tuple[int, str]]) -> Image.Image:
    out = Image.new("L", (1400, max(top for top, _ in rows) + 200), 255)
    draw = ImageDraw.Draw(out)
    for top, text in rows:
        draw.text((100, top), text, fill=0, font=font())
    return out


def saved(image: Image.Image, kind: str, **more: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def table(*rows: tuple[object, ...]) -> str:
    return HEAD + "".join("\t".join(map(str, row)) + "\n" for row in rows)


# layout


def test_two_columns_of_a_letterhead_are_read_one_after_the_other() -> None:
    seen = [
        *lines(0, 100, 100, "ỦY BAN NHÂN DÂN"),
        *lines(0, 100, 700, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA"),
        *lines(1, 160, 100, "TỈNH LẠNG SƠN"),
        *lines(1, 160, 700, "Độc lập - Tự do"),
        *lines(2, 280, 100, "Số: 215/KH-UBND"),
        *lines(2, 280, 700, "Lạng Sơn, ngày 09 tháng 02"),
    ]
    assert text_of_page(seen).split("\n") == [
        *("ỦY BAN NHÂN DÂN", "TỈNH LẠNG SƠN", "Số: 215/KH-UBND"),
        *("CỘNG HÒA XÃ HỘI CHỦ NGHĨA", "Độc lập - Tự do", "Lạng Sơn, ngày 09 tháng 02"),
    ]


def test_lines_that_are_full_go_on_and_a_number_begins_a_paragraph() -> None:
    seen = [
        *lines(0, 100, 160, "1. Giao Sở Xây dựng chủ trì, phối hợp với các cơ quan", 1250),
        *lines(1, 160, 100, "rà soát quy hoạch phân khu và báo cáo kết quả trước ngày", 1250),
        *lines(2, 220, 100, "30/9/2024."),
        *lines(3, 280, 160, "2. Giao Sở Tài chính bố trí kinh phí cho các việc trên đây", 1250),
        *lines(4, 340, 100, "theo quy định."),
    ]
    assert [paragraph[:12] for paragraph in text_of_page(seen).split("\n")] == ["1. Giao Sở X", "2. Giao Sở T"]
    assert "trước ngày 30/9/2024." in text_of_page(seen)


def test_specks_are_no_text_and_sure_marks_are() -> None:
    seen = [
        *line(0, 100, (100, "-"), (140, "Sở"), (200, "Y"), (240, "tế;")),
        *line(1, 200, (100, "—"), (140, "~`")),
        *line(2, 300, (900, "''."), confidence=20.0),
        *line(3, 400, (100, "%"), (140, "x"), confidence=20.0),
    ]
    seen[4:5] = [Seen("—", 100, 200, 20, 40, 30.0, 1)]
    assert text_of_page(seen) == "- Sở Y tế;\nx"


@pytest.mark.parametrize("turn", ["left", "down", "up"])
def test_a_page_on_its_side_or_upside_down_is_read_as_it_is_held(turn: str) -> None:
    upright = [*lines(0, 100, 100, "Điều 1. Giao việc"), *lines(1, 300, 100, "Điều 2. Thi hành")]
    place = {
        "left": lambda w: (-w.left - w.width, -w.top - w.height, w.width, w.height),
        "down": lambda w: (-w.top - w.height, w.left, w.height, w.width),
        "up": lambda w: (w.top, -w.left - w.width, w.height, w.width),
    }[turn]
    turned = [
        Seen(w.text, *(k + 5000 * (i < 2) for i, k in enumerate(place(w))), w.confidence, w.line) for w in upright
    ]
    assert text_of_page(turned) == text_of_page(upright) == "Điều 1. Giao việc\nĐiều 2. Thi hành"


def test_nothing_seen_is_an_empty_text() -> None:
    assert text_of_page([]) == ""


# the recogniser's table


def test_words_of_the_table_keep_their_lines_and_quotes() -> None:
    said = table(
        (1, 1, 0, 0, 0, 0, 0, 0, 9, 9, -1, ""),
        (5, 1, 1, 1, 1, 1, 10, 20, 30, 40, 96.5, 'Điều"'),
        (5, 1, 1, 1, 2, 1, 10, 80, 30, 40, 91, "1."),
        (5, 1, 1, 1, 2, 2, "x", 80, 30, 40, 91, "hỏng"),
        (5, 1, 1, 1, 2, 3, 10, 80, 30, 40, 95, " "),
    )
    assert ocr.words(said) == [Seen('Điều"', 10, 20, 30, 40, 96.5, 0), Seen("1.", 10, 80, 30, 40, 91.0, 1)]


def test_confidence_is_by_letters_and_noise_does_not_count() -> None:
    seen = [*line(0, 0, (0, "abc")), Seen("d", 0, 0, 9, 9, 55.0, 0), Seen("~", 0, 0, 9, 9, 5.0, 0)]
    assert ocr.confidence(seen) == pytest.approx((3 * 95 + 55) / 400)
    assert ocr.confidence([]) == 0.0


def test_pages_badly_seen_are_named() -> None:
    assert ocr.unsure({1: 0.95, 2: 0.5}) == "Nhận dạng chữ kém chắc chắn ở trang 2 (50%): cần đối chiếu với ảnh."
    assert ocr.unsure({1: 0.95}) is None


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_table_is_read(said: str) -> None:
    text_of_page(ocr.words(HEAD + said.replace(" ", "\t")))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.builds(
            Seen,
            st.sampled_from(["Điều", "1.", "-", "~", "x" * 40, "2.."]),
            *(st.integers(-10, 4_000) for _ in range(2)),
            *(st.integers(0, 3_000) for _ in range(2)),
            st.floats(-1, 100),
            st.integers(0, 5),
        ),
        max_size=30,
    )
)
def test_words_anywhere_are_all_in_the_text(seen: list[Seen]) -> None:
    said = sorted("".join(text_of_page(seen).split()))
    assert said == sorted("".join(w.text for w in seen if not w.is_noise))


# the program


def test_without_the_program_or_its_language_there_is_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = ocr.available.__wrapped__
    monkeypatch.setattr(ocr, "program", lambda: None)
    assert "tesseract-ocr-vie" in (ask() or "")
    fake = tmp_path / "tesseract"
    fake.write_text("#!/bin/sh\necho 'List of available languages (1):'\necho eng\n")
    fake.chmod(0o755)
    monkeypatch.setattr(ocr, "program", lambda: str(fake))
    assert "«vie»" in (ask() or "")
    fake.write_text("#!/bin/sh\necho vie\n")
    assert ask() is None


def test_a_page_that_fails_is_none_and_the_time_of_a_file_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(picture: bytes, **_: object) -> Recognised:
        raise Refused("hỏng")

    monkeypatch.setattr(ocr, "recognise", fails)
    assert ocr.recogniser()(b"", 1) is None
    monkeypatch.setattr(ocr, "recognise", lambda picture, **_: Recognised("a", 1.0))
    assert ocr.recogniser()(b"", 1) == Recognised("a", 1.0)
    assert ocr.recogniser(seconds=0)(b"", 1) is None


@needs_tesseract
def test_a_page_is_read_with_its_numbers() -> None:
    found = ocr.recognise(saved(picture(PAGE), "PPM"))
    assert "Số: 215/KH-UBND" in found.text
    assert "Chỉ thị số 08-CT/TU ngày 05/01/2024" in found.text
    assert found.confidence > 0.8


@needs_tesseract
@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_page_that_lies_is_read(angle: int) -> None:
    found = ocr.recognise(saved(picture(PAGE + FILL).rotate(angle, expand=True), "PNG"))
    if found.confidence < 0.6:
        pytest.skip("tesseract could not tell the page's direction: its data (osd) are perhaps not installed")
    assert found.text.index("215/KH-UBND") < found.text.index("08-CT/TU")


@needs_tesseract
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "GIF", "WEBP"])
def test_pictures_of_every_kind_are_read(kind: str) -> None:
    source = read_image(saved(picture(PAGE), kind), "a")
    assert "215/KH-UBND" in source.text
    assert source.media_type == f"image/{kind.lower()}"
    assert source.warnings[0].startswith("Chữ trên ảnh do máy nhận dạng")


@needs_tesseract
def test_a_facsimile_of_several_pages_has_pages() -> None:
    pages = [picture(PAGE[:2]), picture([(100, "Điều 2. Giao Sở Tài chính thực hiện")])]
    source = read_image(saved(pages[0], "TIFF", save_all=True, append_images=pages[1:]), "a.tif")
    first, second = source.pages
    assert "215/KH-UBND" in source.text[first.start : first.end]
    assert "Sở Tài chính" in source.text[second.start : second.end]
    assert (first.start, first.end, second.end) == (0, second.start, len(source.text))


@needs_tesseract
def test_a_picture_without_words_is_refused() -> None:
    with pytest.raises(Refused, match="chữ"):
        read_image(saved(Image.new("L", (300, 300), 255), "PNG"), "a.png")


def test_pictures_too_large_or_too_small_are_never_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: None)
    monkeypatch.setattr(programs, "run", lambda *_, **__: pytest.fail("the program was run"))
    huge = bytearray(saved(Image.new("L", (9, 9)), "PNG"))
    huge[16:24] = struct.pack(">II", 90_000, 90_000)
    huge[29:33] = struct.pack(">I", zlib.crc32(huge[12:29]))
    with pytest.raises(Refused, match="quá lớn"):
        read_image(bytes(huge), "a.png")
    with pytest.raises(Refused, match="quá nhỏ"):
        read_image(saved(Image.new("L", (9, 9)), "PNG"), "a.png")
    with pytest.raises(Refused, match="kích thước"):
        read_image(b"\x89PNG\r\n\x1a\n", "a.png")


def test_without_a_recogniser_a_picture_is_refused_with_the_way_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images.ocr, "available", lambda: "máy không có tesseract")
    with pytest.raises(Refused, match="máy không có tesseract"):
        read_image(saved(Image.new("L", (300, 300)), "PNG"), "a.png")


@needs_tesseract
def test_a_photograph_is_held_as_its_camera_says() -> None:
    turned = picture(PAGE).rotate(90, expand=True)
    held = Image.Exif()
    held[0x0112] = 6  # turn it a quarter to the right to look at it
    out = io.BytesIO()
    turned.save(out, "JPEG", exif=held)
    source = read_image(out.getvalue(), "a.jpg")
    assert "215/KH-UBND" in source.text
    assert source.pages[0].confidence is not None
    assert source.pages[0].confidence > 0.7


@needs_tesseract
def test_black_letters_on_nothing_are_read_on_white() -> None:
    paper = picture(PAGE).convert("L")
    clear = Image.new("RGBA", paper.size, (0, 0, 0, 0))
    clear.putalpha(Image.eval(paper, lambda grey: 255 - grey))
    assert "215/KH-UBND" in read_image(saved(clear, "PNG"), "a.png").text


@needs_tesseract
def test_a_table_on_a_picture_is_a_table() -> None:
    page = Image.new("L", (1700, 700), 255)
    pen = ImageDraw.Draw(page)
    for y in (80, 220, 360):
        pen.line((100, y, 1600, y), fill=0, width=3)
    for x in (100, 700, 1200, 1600):
        pen.line((x, 80, x, 360), fill=0, width=3)
    for x, y, said in (
        *((120, 120, "Nhiệm vụ"), (720, 120, "Chủ trì"), (1220, 120, "Thời hạn")),
        *((120, 260, "Rà soát quy hoạch"), (720, 260, "Sở Xây dựng"), (1220, 260, "Tháng 8/2026")),
    ):
        pen.text((x, y), said, fill=0, font=font())
    source = read_image(saved(page, "PNG"), "a.png")
    assert [[source.text[a:b] for a, b in row] for row in source.tables[0]] == [
        ["Nhiệm vụ", "Chủ trì", "Thời hạn"],
        ["Rà soát quy hoạch", "Sở Xây dựng", "Tháng 8/2026"],
    ]


def test_pages_that_lead_back_to_themselves_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images.ocr, "available", lambda: None)
    page = struct.pack("<H", 2) + struct.pack("<HHII", 256, 3, 1, 10) + struct.pack("<HHII", 257, 4, 1, 20)
    with pytest.raises(Refused, match="ảnh"):
        read_image(b"II*\x00" + struct.pack("<I", 8) + page + struct.pack("<I", 8), "a.tif")


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=200), st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00\x08\x00\x00\x00", b"BM"])
)
def test_a_damaged_picture_is_refused(data: bytes, mark: bytes) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(images.ocr, "available", lambda: None)
        with pytest.raises(Refused, match="ảnh"):
            read_image(mark + data, "a")
