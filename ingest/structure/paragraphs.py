"""From lines to paragraphs: undo hard wrapping, page breaks and footnotes set in mid-sentence.

A text is either one line per paragraph (Word saved as text) or wrapped at a fixed width (portals,
PDF). Which one it is decides what a line break means, so it is measured first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from ingest.grammar.letters import pattern as vn
from ingest.grammar.unlisted import verbs
from ingest.structure.marked import NOTHING, Marked
from ingest.structure.markers import Marker, read_marker
from ingest.text import CleanText

_RULE = re.compile(r"[-_=~*|\s]{3,}|\|")
_RULE_MARKS = "-_=~*|"
_TABLE_RULE = re.compile(r"[\s:|-]+")  # with a bar and two dashes
# A page's own lines: its number, the gazette's running head, a signing server's stamp.
_PAGE = re.compile(
    r"\d{1,3}|(?:Trang\s+)?\d{1,3}\s*/\s*\d{1,3}|(?:\d{1,3}\s+)?CÔNG BÁO/Số [^\n]{4,60}|Email:\s*\S+@\S+.{0,80}"
    r"|[^\n]{0,30}Thời gian ký:\s*[\d.:/+ ]{8,40}|[^\w\n]{0,4}(?:Người ký|Cơ quan):\s*.{3,60}"
)
_PAGE_BEGINS = "0123456789TC"  # each of these lines begins with one or holds a colon: nine of ten do neither
_CENTRED = 20  # blanks before a page's number that stands between two lines of a text
_SHORTEST_PAGE = 700  # characters
_SENTENCE_END = '.;:!?…”"/'
_LEAD = re.compile(r"[#>\s]*")
_LONGEST_ALONE = 60  # characters of a number on a line of its own, however many blanks it has
_ALONE = re.compile(r"(?:[IVXL]{1,5}|\d{1,2}(?:\.\d{1,2}){0,2}|[a-zđ])\s*[.)]")
_ARTICLE_ALONE = re.compile(r"(?:Điều|ĐIỀU)\s+\d{1,3}[a-zđ]{0,2}\s*[.:]")
# "Điều" ends a line and "5. Trách nhiệm thi hành" begins the next: bold headings of portals break there.
_WORD_ALONE = re.compile(r"Điều|ĐIỀU|Chương|CHƯƠNG|Mục|MỤC")
_ITS_NUMBER = re.compile(r"(?:\d{1,3}[a-zđ]{0,2}|[IVXLC]{1,7})(?:\s*[.:](?!\d)|$)")
_BROKEN_SYMBOL = re.compile(r"(?:\d\s?[/-]|[/-][A-ZĐ][A-Za-zĐđ&]*[/-]|(?<![^\W_])[Ss]ố)$")
_BROKEN_AT = "/-ố"  # the last letter of each of these
# No paragraph ends on these words, whatever the next line begins with.
_OPEN_WORDS = (
    *("của", "và", "theo", "tại", "các", "với", "trong", "thuộc"),
    *("bãi bỏ", "thay thế", "sửa đổi", "bổ sung", "thực hiện", "căn cứ"),
)
_OPEN_END = re.compile(rf"(?<![^\W_])(?:{'|'.join(_OPEN_WORDS)})$")
# "… khoản 25" at a line's end and "Điều 5 Luật …" on the next: the line broke a reference, no article begins.
_POINTS_ON = re.compile(
    r"(?:(?<![^\W_])(?:khoản|điểm|Điều)\s+\w{1,4}|(?<![^\W_])(?:của|và|hoặc|tại|theo|các|định|trong|với|khoản|điểm)|,)$"
)
_NAMED_ARTICLE = re.compile(r"[^\w\n]*Điều\s+\d+\w?(?!\w|\s*[.:])")
# A dash that a broken line brought to the front is no bullet: "giai đoạn 2021" and below it "- 2030", "công", "- tư".
# One such in the Power Plan VIII took 65 of its 88 tasks with it, for all that followed hung under that bullet.
_RANGE_FROM = re.compile(r"(?<![\w.,])(\d[\d.,]{0,11})(?:\s?%)?$")
_RANGE_TO = re.compile(r"-\s{0,2}(\d(?:[\d.,]{0,10}\d)?)(?![\d/])")
_GOES_ON = vn(r"-\s{1,2}[{LOW}]")
_WORDS = re.compile(r"[^\W\d_]+")
# The list of recipients begins a paragraph wherever lines were broken: "… tổng hợp." and below it "Nơi nhận:   TM. …".
_OF_ITS_OWN = ("Nơi nhận", "NƠI NHẬN", "Nơi gửi")
_SHORTEST_HEADING = 12  # characters
_MOST_LONGER = 0.28  # of the lines of a wrapped text
_TITLE_LENGTH = 400  # characters of a paragraph that tell whether it is in capitals
_FOOTNOTE_LINE = re.compile(r"\s*(?:\[(\d{1,3})\]|(\d{1,3}))\s+(?=\S)")


@dataclass(slots=True)
class Paragraph:
    """A logical paragraph. Offsets are of the clean text; `content` is past its marker."""

    start: int
    end: int
    content: int
    marker: Marker | None = None
    hashes: int = 0
    bold: bool = False
    table: bool = False
    footnote: str | None = None
    # Footnotes that were set in the middle of this paragraph by a page break.
    holes: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True)
class _Line:
    start: int
    end: int
    first: int
    hashes: int
    blanks: int
    marker: Marker | None
    table: bool
    footnote: str | None


def paragraphs(clean: CleanText, known: Marked = NOTHING) -> tuple[list[Paragraph], str]:
    """The paragraphs of a text in order, and the text with the breaks inside them made blanks.

    The second keeps its length, so offsets agree; a newline in it always ends a paragraph. `known` are
    the tables and footnotes that the file's format marked.
    """
    lines = _with_numbers(_lines(clean, known), clean.text)
    wrapped = 0 if known.by_paragraphs else _wrap_width(lines, clean.text)
    emphatic = "**" in clean.source
    out: list[Paragraph] = []
    open_one: Paragraph | None = None  # the last paragraph that is not a footnote
    since: list[Paragraph] = []  # footnotes that came after it
    for line in lines:
        if line.footnote is not None:
            note = _begin(line, clean, emphatic)
            out.append(note)
            since.append(note)
            continue
        text = clean.text
        if (
            open_one is not None
            and line.blanks == 0
            and not since
            and open_one.end - open_one.start < _LONGEST_ALONE
            and (
                _ALONE.fullmatch(text, open_one.start, open_one.end)
                or (line.marker is None and _ARTICLE_ALONE.fullmatch(text, open_one.start, open_one.end))
            )
        ):
            # "2.", "Điều 24." on a line of its own: the number was wrapped away from its heading.
            open_one.end = line.end
            open_one.marker = read_marker(text[open_one.start : open_one.end].replace("\n", " "))
            open_one.content = open_one.start + (open_one.marker.width if open_one.marker else 0)
            continue
        if open_one is not None and not line.table and not open_one.table:
            last = since[-1] if since else None
            if last is not None and _continues(last, line, wrapped, text, strict=False):
                last.end = line.end
                continue
            blanks = line.blanks or (1 if since else 0)
            if _joins(open_one, line, blanks, wrapped, text):
                open_one.holes += [(n.start, n.end) for n in since]
                open_one.end = line.end
                since = []
                continue
        open_one = _begin(line, clean, emphatic)
        since = []
        out.append(open_one)
    return out, _flatten(clean.text, out)


def _lines(clean: CleanText, known: Marked) -> list[_Line]:
    out: list[_Line] = []
    at = blanks = 0
    mark_at = {m.at: m.number for m in clean.marks}
    raws = clean.text.split("\n")
    numbers = _page_numbers(raws)
    for k, raw in enumerate(raws):
        if not raw:
            at += 1
            blanks += 1
            continue
        start, end = at, at + len(raw.rstrip())
        at += len(raw) + 1
        lead = _LEAD.match(raw) if raw[0] in "#>" or raw[0].isspace() else None
        first = start + (lead.end() if lead else 0)
        body = clean.text[first:end]
        barred = "|" in body
        if (
            not body
            or (body[0] in _RULE_MARKS and _RULE.fullmatch(body))
            or (barred and "--" in body and _TABLE_RULE.fullmatch(body))
        ):
            blanks += 1
            continue
        if (
            (":" in body or body[0] in _PAGE_BEGINS)
            and _PAGE.fullmatch(body)
            and (not body.isdecimal() or k in numbers or _alone(raws, k) or first - start > _CENTRED)
        ):
            blanks += 1  # the page's, not the text's: what it parts may go on after it
            continue
        table = (barred and (body[0] == "|" or body.count(" | ") >= 2)) or known.in_cell(first)
        footnote = next(filter(None, map(mark_at.get, range(start, first + 1))), None) if mark_at else None
        if footnote is None and body[0] == "[" and (note := _FOOTNOTE_LINE.match(body)) and note.group(1):
            footnote = note.group(1)
        footnote = footnote or known.note_at(first)
        out.append(
            _Line(
                first,
                end,
                first,
                raw[: first - start].count("#"),
                blanks,
                None if table or footnote else read_marker(body),
                table,
                footnote,
            )
        )
        blanks = 0
    return out


def _with_numbers(lines: list[_Line], text: str) -> list[_Line]:
    """The lines, with those made one that part the word from its number: "Điều" and "5. Trách nhiệm thi hành"."""
    out: list[_Line] = []
    for line in lines:
        last = out[-1] if out else None
        if (
            last is not None
            and line.blanks == 0
            and last.end - last.first < 8
            and not (line.table or line.footnote)
            and _WORD_ALONE.fullmatch(text, last.first, last.end)
            and _ITS_NUMBER.match(text, line.first, line.end)
        ):
            last.marker = read_marker(text[last.first : line.end].replace("\n", " "))
            last.end = line.end
        else:
            out.append(line)
    return out


def _page_numbers(raws: list[str]) -> set[int]:
    """Lines that count a text's pages with no blank line beside them, as recognisers write: each one more than the
    last, a page's characters apart. Rows of a table stand closer together."""
    out: set[int] = set()
    expected, since = 0, 0
    for k, raw in enumerate(raws):
        since += len(raw)
        if len(raw) > 8 or not raw.strip().isdecimal() or since < _SHORTEST_PAGE:
            continue
        number = int(raw)
        if number == expected or (not expected and number in (1, 2)):
            out.add(k)
            expected, since = number + 1, 0
    return out


def _alone(raws: list[str], k: int) -> bool:
    """Does a line stand between blank ones?"""
    return not (k and raws[k - 1].strip()) and not (k + 1 < len(raws) and raws[k + 1].strip())


def _wrap_width(lines: list[_Line], text: str) -> int:
    """The width at which lines break, 0 where they do not: most long lines run on in wrapped text."""
    runs = ends = 0
    lengths = []
    widths = [n for n in (line.end - line.start for line in lines if not line.table) if n >= 40]
    for a, b in pairwise(lines):
        length = a.end - a.start
        if length < 40 or b.blanks or b.marker or a.table or b.table:
            continue
        lengths.append(length)
        runs += text[a.end - 1] not in _SENTENCE_END
        ends += 1
    width = int(median(lengths)) if ends >= 4 and runs / ends > 0.6 and median(lengths) < 160 else 0
    # A plan whose every paragraph bears a mark shows few lines before one that bears none, headings mostly. But no
    # line of a wrapped text is much longer than its width, but for a portal's own around it: 24 % in a short letter.
    longer = sum(n > 1.5 * width for n in widths)
    return width if width and longer <= _MOST_LONGER * len(widths) else 0


def _begin(line: _Line, clean: CleanText, emphatic: bool) -> Paragraph:
    content = line.first + (line.marker.width if line.marker else 0)
    bold = False
    if emphatic:
        source = clean.source_span(line.first, line.first)[0]
        bold = clean.source.find("**", max(0, source - 3), source + 2) >= 0
    if line.footnote is not None:
        note = _FOOTNOTE_LINE.match(clean.text[line.first : line.end])
        content = line.first + (note.end() if note and note.group(1) else 0)
    return Paragraph(
        line.start,
        line.end,
        content,
        line.marker,
        line.hashes,
        bold,
        line.table,
        line.footnote,
    )


def _joins(p: Paragraph, line: _Line, blanks: int, wrapped: int, text: str) -> bool:
    return _continues(p, line, wrapped, text, strict=True, blanks=blanks)


def _continues(p: Paragraph, line: _Line, wrapped: int, text: str, *, strict: bool, blanks: int | None = None) -> bool:
    blanks = line.blanks if blanks is None else blanks
    if text.startswith(_OF_ITS_OWN, line.first):
        return False
    if (
        not blanks
        and not line.hashes
        and _NAMED_ARTICLE.match(text, line.first, line.end) is not None
        and _POINTS_ON.search(text, max(p.start, p.end - 16), p.end) is not None
    ):
        return True
    if line.marker is not None and wrapped and not blanks and line.marker.kind == "dash":
        return _dash_inside(text, p, line, wrapped)
    if line.marker is not None or line.hashes:
        return False
    last, first = text[p.end - 1], text[line.first]
    if (
        not blanks
        and last in _BROKEN_AT
        and _BROKEN_SYMBOL.search(text, max(p.start, p.end - 24), p.end)
        and (last != "ố" or first.isdigit())  # "Phát triển hạ tầng số" ends, "Nghị quyết số" does not
    ):
        return True  # "78/2025/NĐ-" and on the next line "CP"
    floor = max(p.start, p.end - 14)
    if not blanks and text.endswith(_OPEN_WORDS, floor, p.end) and _OPEN_END.search(text, floor, p.end):
        return True
    open_end = last not in _SENTENCE_END
    if blanks == 0 and wrapped:
        # Wrapped texts set paragraphs apart by blank lines; a title in capitals stands for itself.
        shouted = text[max(p.content, p.end - _TITLE_LENGTH) : p.end].isupper()
        if not shouted and " " in text[line.first : line.end] and text[line.first : line.end].isupper():
            return False
        line_start = text.rfind("\n", 0, p.end) + 1
        if last == ":" and first.isupper():
            return False
        if (
            first.isupper()
            and p.end - line_start < 0.6 * wrapped
            and (line_start > p.start or p.end - p.start > 60 or last in ".;" or _headed(text, p, line))
        ):
            return False  # a last line, well short of the width, then a capital
        return not shouted or text[line.first : line.end].isupper() or first.islower()
    if not strict and blanks:
        return False
    if not open_end or not first.islower():
        return False
    # A page break in mid-sentence. Headings end without a stop too, but are short or set apart.
    if blanks:
        return (p.end - p.start > 60 or last in ",-") and not (p.bold and p.end - p.start < 90)
    return True


def _headed(text: str, p: Paragraph, line: _Line) -> bool:
    """Is a short numbered line a heading, and the next one the order under it? A bold one breaks wherever portals broke
    it: "3. Ban" and on the next line "Quản lý khu kinh tế"."""
    words = _WORDS.findall(text[line.first : min(line.end, line.first + 40)].lower())[:2]
    return (
        not p.bold
        and p.end - p.content >= _SHORTEST_HEADING
        and text[p.end - 1] != ","
        and p.marker is not None
        and p.marker.kind in ("roman", "capital", "arabic", "dotted")
        and " ".join(words) in verbs()
        and " ".join(words) not in ("thông báo", "báo cáo")
    )


def _dash_inside(text: str, p: Paragraph, line: _Line, wrapped: int) -> bool:
    """Was a line broken before a dash that stands between two numbers, or between two words of one name?"""
    if p.end - max(p.start, text.rfind("\n", 0, p.end) + 1) < 0.6 * wrapped or text[p.end - 1] in _SENTENCE_END:
        return False
    to = _RANGE_TO.match(text, line.first, line.end)
    if to is None:
        return _GOES_ON.match(text, line.first, line.end) is not None
    start = _RANGE_FROM.search(text, max(p.start, p.end - 16), p.end)
    return start is not None and _number(start[1]) < _number(to[1])


def _number(digits: str) -> int:
    """The digits of a number, for telling which of two that are written alike is more."""
    return int("".join(c for c in digits if c.isdecimal()))


def _flatten(text: str, out: list[Paragraph]) -> str:
    pieces: list[str] = []
    at = 0
    for p in out:
        if p.start < at:  # a footnote inside a paragraph that ran on after it
            continue
        pieces.append(text[at : p.start])
        cursor = p.start
        for a, b in p.holes:
            pieces.append(text[cursor:a].replace("\n", " "))
            pieces.append(text[a:b])
            cursor = b
        pieces.append(text[cursor : p.end].replace("\n", " "))
        at = p.end
    pieces.append(text[at:])
    return "".join(pieces)
