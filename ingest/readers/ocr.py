"""Text recognition by the program `tesseract`, page by page, each bounded in time.

The recogniser changes nothing that it saw: a figure read as a letter (`01-NO/TU`) is the grammar's to
mend, with a word to the reader. Here are only the page, its language and its layout.
"""

from __future__ import annotations

import contextlib
import time
from functools import lru_cache

from ingest.readers import programs
from ingest.readers.drawn import drawn_lines, picture_size
from ingest.readers.errors import Refused
from ingest.readers.limits import LIMITS
from ingest.readers.ocr_layout import Seen, pieces_of_page, text_of_page, turned_rules, way_of
from ingest.readers.recognising import Recognised, Recogniser

INSTALL = "apt-get install tesseract-ocr tesseract-ocr-vie"
LANGUAGE = "vie"
# Layouts of tesseract: "automatic", and the same with the direction of the page. Measured on 88 rendered and
# 50 scanned pages: one block (6) loses the left of letterheads and 3 % of the words, one column (4) is as good.
_AUTOMATIC, _TURNED = "3", "1"
_POOR = 0.6  # mean confidence: of pages on their side or upside down 0.39, of the worst upright scan 0.74
_DOTS_AN_INCH = 300
_WORD = "5"  # the level of a row of words
_UNSURE = 0.75  # mean confidence under which a page is named to the reader


@lru_cache(maxsize=1)
def program() -> str | None:
    """The path of tesseract, None where it is not installed."""
    return programs.find("tesseract")


@lru_cache(maxsize=1)
def available() -> str | None:
    """Why nothing can be recognised on this machine, a clause in Vietnamese; None where it can."""
    path = program()
    if path is None:
        return f"máy không có chương trình nhận dạng chữ tesseract ({INSTALL})"
    try:
        with programs.scratch() as folder:
            ran = programs.run([path, "--list-langs"], folder, seconds=20)
    except Refused as error:
        return error.reason
    if LANGUAGE not in ran.output.decode("utf-8", "replace").split():
        return f"tesseract không có dữ liệu tiếng Việt «{LANGUAGE}» ({INSTALL})"
    return None


def recognise(
    picture: bytes, *, page: int = 1, seconds: float = LIMITS.ocr_seconds_a_page, dots: int = _DOTS_AN_INCH
) -> Recognised:
    """What stands on one page of a picture (of any format that tesseract reads; TIFF has pages, from 1).

    Raises `Refused` where the program fails or takes too long. A picture without text is an empty one.
    """
    rules, picture = drawn_lines(picture)
    seen = _seen(picture, _AUTOMATIC, page, seconds, dots)
    sure = confidence(seen)
    if seen and sure < _POOR:
        with contextlib.suppress(Refused):  # the data that tell directions are a package of their own
            again = _seen(picture, _TURNED, page, seconds, dots)
            if confidence(again) > sure:
                seen, sure = again, confidence(again)
    size = picture_size(picture)
    kept = [word for word in seen if not word.is_noise]
    way = way_of(kept)
    return Recognised(
        text_of_page(seen),
        sure,
        pieces_of_page(seen, size) if size != (0, 0) else [],
        turned_rules(rules, way, size),
        size if way in ("right", "left") else size[::-1],
    )


def _seen(picture: bytes, layout: str, page: int, seconds: float, dots: int) -> list[Seen]:
    path = program()
    if path is None:
        raise Refused(available() or "máy không nhận dạng được chữ")
    with programs.scratch() as folder:
        source = folder / "page"
        source.write_bytes(picture)
        command = [path, str(source), "stdout", "-l", LANGUAGE, "--psm", layout, "--dpi", str(dots)]
        ran = programs.run(
            [*command, "-c", f"tessedit_page_number={page - 1}", "tsv"],
            folder,
            seconds=seconds,
            environment={"OMP_THREAD_LIMIT": "1"},  # its threads cost 40 % more time in all and win 10 %
        )
    if ran.code != 0:
        raise Refused(f"tesseract không đọc được ảnh ({(ran.complaint.splitlines() or ['không rõ'])[-1][:120]})")
    return words(ran.output.decode("utf-8", "replace"))


def recogniser(*, seconds_a_page: float = LIMITS.ocr_seconds_a_page, seconds: float = LIMITS.seconds) -> Recogniser:
    """A recogniser for the pages of one file: after `seconds` of work on it the rest is left unread."""
    spent = 0.0

    def one(picture: bytes, number: int) -> Recognised | None:
        nonlocal spent
        if spent >= seconds:
            return None
        begun = time.monotonic()
        try:
            return recognise(picture, seconds=min(seconds_a_page, seconds - spent))
        except Refused:
            return None
        finally:
            spent += time.monotonic() - begun

    return one


def words(table: str) -> list[Seen]:
    """The words of tesseract's table (TSV); rows that are no words of a picture are passed over."""
    out: list[Seen] = []
    lines: dict[tuple[str, ...], int] = {}
    for row in (said.split("\t") for said in table.split("\n")):  # it quotes nothing
        if len(row) < 12 or row[0] != _WORD or not row[11].strip():
            continue
        try:
            left, top, width, height = map(int, row[6:10])
            sure = float(row[10])
        except ValueError:
            continue
        line = lines.setdefault(tuple(row[1:5]), len(lines))
        out.append(Seen(row[11].strip(), left, top, width, height, sure, line))
    return out


def confidence(seen: list[Seen]) -> float:
    """The mean confidence of a page's words by their letters, 0 to 1; noise does not count."""
    kept = [word for word in seen if not word.is_noise]
    letters = sum(len(word.text) for word in kept)
    return sum(max(word.confidence, 0.0) * len(word.text) for word in kept) / (100 * letters) if letters else 0.0


def unsure(confidences: dict[int, float]) -> str | None:
    """A warning that names the pages seen badly, None where there are none."""
    named = [f"{number} ({mean:.0%})" for number, mean in sorted(confidences.items()) if mean < _UNSURE]
    if not named:
        return None
    return f"Nhận dạng chữ kém chắc chắn ở trang {', '.join(named)}: cần đối chiếu với ảnh."
