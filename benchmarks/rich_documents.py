"""Word documents as offices lay them out, built from the texts in `sets/rich`: what formats are compared on.

A text is written in lines. A line is a paragraph; an empty line ends a block. Blocks begin with a line in braces:

    {letterhead}, {signature}   a table without lines: left | right, a line each
    {title}                     lines in the middle, bold
    {table 6 44 20 16 14}       a table with lines; its columns' widths in percent; the header row first;
                                `^` joins the cell above, `<` the one to the left, ` // ` parts paragraphs
    {page}, {landscape}         a new page; what follows on pages lying on their side
    {numbers top}               page numbers stand above the text (below it, where nothing is said)

A paragraph that begins with `#1`, `#2`, `#3` or `#-` is numbered by Word (I., 1., a), a dash), one with `!` is a
heading in bold. Inside: `**bold**`, `{+inserted+}` and `{-deleted-}` as tracked changes, `{^words of a footnote^}`.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

FOLDER = Path(__file__).parent / "sets" / "rich"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMESPACES = f'xmlns:w="{_WORD}" xmlns:r="{_OFFICE}"'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
_MADE = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WHO = 'w:author="Nguyễn Thị Soạn" w:date="2025-10-02T08:00:00Z"'
_WIDTH = {False: 9070, True: 14000}  # of the text on a page, in twentieths of a point: upright, on its side
_INLINE = re.compile(r"\*\*(?P<bold>.+?)\*\*|\{\+(?P<added>.+?)\+\}|\{-(?P<gone>.+?)-\}|\{\^(?P<note>.+?)\^\}")
_BLOCK = re.compile(r"\{(letterhead|signature|title|table|page|landscape|numbers)((?: \w+)*)\}")
_LISTED = re.compile(r"#([123-]) ")
_LEVELS = (("upperRoman", "%1."), ("decimal", "%2."), ("lowerLetter", "%3)"), ("bullet", "-"))
_BODY = '<w:spacing w:before="60" w:after="60" w:line="276" w:lineRule="auto"/>'
_INDENT = '<w:ind w:firstLine="567"/><w:jc w:val="both"/>'
_BOLD = "<w:b/>"
_TIMES = "Times New Roman"


@dataclass(slots=True)
class _Story:
    """What is gathered while a text is read: the body's blocks, the notes, the page."""

    blocks: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    changes: int = 0
    landscape: bool = False
    top: bool = False


def names() -> list[str]:
    """The documents there are, without their suffix."""
    return sorted(path.stem for path in FOLDER.glob("*.txt"))


def build(name: str, face: str = _TIMES, *, final: bool = False) -> bytes:
    """One of them as a .docx file, set in a type face; `final` with its changes accepted, as it is signed."""
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return built(_accepted(text) if final else text, face)


def built(text: str, face: str = _TIMES) -> bytes:
    """A text of this notation as a .docx file; the same text gives the same bytes."""
    story = _Story()
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = block.splitlines()
        named = _BLOCK.fullmatch(lines[0])
        if named is None:
            story.blocks += [_line(story, line) for line in lines]
        else:
            _block(story, named[1], named[2].split(), lines[1:])
    return _package(story, face)


def _accepted(text: str) -> str:
    """A text without what was deleted, and with what was inserted like the rest.

    >>> _accepted("hạn {-30/11-}{+15/12+}")
    'hạn 15/12'
    """
    kept = [line for line in text.split("\n") if not re.fullmatch(r"(?:#[123-] )?\{-[^{}]*-\}", line)]
    return re.sub(r"\{\+(.+?)\+\}", r"\1", re.sub(r"\{-.+?-\}", "", "\n".join(kept)))


def _block(story: _Story, name: str, words: Sequence[str], lines: Sequence[str]) -> None:
    if name == "numbers":
        story.top = words == ["top"]
    elif name == "landscape":
        story.blocks.append(_paragraph("", f"{_section(story)}"))
        story.landscape = True
    elif name == "page":
        story.blocks.append('<w:p><w:r><w:br w:type="page"/></w:r></w:p>')
    elif name == "title":
        story.blocks += [_paragraph(_runs(story, line, _BOLD), f'{_BODY}<w:jc w:val="center"/>') for line in lines]
    elif name == "table":
        story.blocks.append(_table(story, [int(word) for word in words], [_cells(line) for line in lines]))
    else:
        story.blocks.append(_columns(story, [_cells(line) for line in lines], letterhead=name == "letterhead"))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")]


def _line(story: _Story, line: str) -> str:
    listed = _LISTED.match(line)
    if listed:
        level = "123-".index(listed[1])
        bold = _BOLD if level == 0 else ""
        number = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
        return _paragraph(_runs(story, line[listed.end() :], bold), f'{number}{_BODY}<w:jc w:val="both"/>')
    if line.startswith("!"):
        return _paragraph(_runs(story, line[1:].strip(), _BOLD), _BODY + _INDENT)
    mark = ""
    whole = _INLINE.fullmatch(line)
    if whole and (whole["added"] or whole["gone"]):  # the end of the paragraph is changed with it
        kind = "ins" if whole["added"] else "del"
        mark = f'<w:rPr><w:{kind} w:id="{_change(story)}" {_WHO}/></w:rPr>'
    return _paragraph(_runs(story, line), _BODY + _INDENT + mark)


def _change(story: _Story) -> int:
    story.changes += 1
    return 100 + story.changes


def _runs(story: _Story, text: str, properties: str = "") -> str:
    """Runs of XML for words with marks in them."""
    out = []
    at = 0
    for found in _INLINE.finditer(text):
        out.append(_run(text[at : found.start()], properties))
        at = found.end()
        if found["bold"]:
            out.append(_run(found["bold"], properties + _BOLD))
        elif found["added"]:
            out.append(f'<w:ins w:id="{_change(story)}" {_WHO}>{_run(found["added"], properties)}</w:ins>')
        elif found["gone"]:
            inner = _run(found["gone"], properties).replace("w:t>", "w:delText>").replace("<w:t ", "<w:delText ")
            out.append(f'<w:del w:id="{_change(story)}" {_WHO}>{inner}</w:del>')
        else:
            out.append(_noted(story, found["note"]))
    out.append(_run(text[at:], properties))
    return "".join(out)


def _run(text: str, properties: str = "") -> str:
    if not text:
        return ""
    looks = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{looks}<w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>'


def _noted(story: _Story, words: str) -> str:
    key = len(story.notes) + 2  # Word keeps the first two for the line above the notes
    raised = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>{}</w:r>'
    inner = raised.format("<w:footnoteRef/>") + _run(" " + words, '<w:sz w:val="20"/>')
    story.notes.append(f'<w:footnote w:id="{key}">{_paragraph(inner)}</w:footnote>')
    return raised.format(f'<w:footnoteReference w:id="{key}"/>')


def _paragraph(runs: str, properties: str = "") -> str:
    looks = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{looks}{runs}</w:p>"


def _columns(story: _Story, lines: Sequence[Sequence[str]], *, letterhead: bool) -> str:
    """Two columns without lines: a letterhead's in the middle, a signature's with the receivers at the left."""
    shares = (38, 62) if letterhead else (50, 50)
    columns = []
    for k in (0, 1):
        said = [line[k] for line in lines if len(line) > k and (line[k] or (k and not letterhead))]
        middle = letterhead or k == 1
        place = '<w:jc w:val="center"/>' if middle else ""
        size = f'<w:sz w:val="{24 if middle else 22}"/>'
        bold = _BOLD if k or letterhead else ""
        said = said or [""]
        columns.append("".join(_paragraph(_runs(story, line, bold + size), place) for line in said))
    width = _WIDTH[story.landscape]
    cells = "".join(_cell(words, width * share // 100) for words, share in zip(columns, shares, strict=True))
    grid = "".join(f'<w:gridCol w:w="{width * share // 100}"/>' for share in shares)
    properties = f'<w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
    return f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid><w:tr>{cells}</w:tr></w:tbl>{_paragraph('')}"


def _cell(content: str, width: int, merged: str = "") -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{merged}</w:tcPr>{content}</w:tc>'


def _table(story: _Story, shares: Sequence[int], rows: Sequence[Sequence[str]]) -> str:
    widths = [_WIDTH[story.landscape] * share // 100 for share in shares]
    out = []
    for r, row in enumerate(rows):
        cells = []
        for k, text in enumerate(row):
            if text == "<":
                continue
            span = 1
            while k + span < len(row) and row[k + span] == "<":
                span += 1
            below = r + 1 < len(rows) and len(rows[r + 1]) > k and rows[r + 1][k] == "^"
            merged = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
            if text == "^":
                merged += "<w:vMerge/>"
            elif below:
                merged += '<w:vMerge w:val="restart"/>'
            place = '<w:jc w:val="center"/>' if r == 0 or k == 0 else ""
            said = [""] if text == "^" else text.split(" // ")
            look = (_BOLD if r == 0 else "") + '<w:sz w:val="24"/>'
            inner = "".join(_paragraph(_runs(story, part, look), place) for part in said)
            cells.append(_cell(inner, sum(widths[k : k + span]), merged))
        repeated = "<w:trPr><w:tblHeader/></w:trPr>" if r == 0 else ""
        out.append(f"<w:tr>{repeated}{''.join(cells)}</w:tr>")
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in sides)
    properties = (
        f'<w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/></w:tblPr>'
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{''.join(out)}</w:tbl>{_paragraph('')}"


def _section(story: _Story) -> str:
    width, height = (16838, 11906) if story.landscape else (11906, 16838)
    lying = ' w:orient="landscape"' if story.landscape else ""
    kind = "header" if story.top else "footer"
    return (
        f'<w:sectPr><w:{kind}Reference w:type="default" r:id="numbers"/>'
        f'<w:pgSz w:w="{width}" w:h="{height}"{lying}/>'
        '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1701" w:header="567" w:footer="567"/></w:sectPr>'
    )


def _package(story: _Story, face: str) -> bytes:
    kind = "header" if story.top else "footer"
    page = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    lines = (("separator", 0), ("continuationSeparator", 1))
    apart = "".join(
        f'<w:footnote w:type="{name}" w:id="{key}">{_paragraph(f"<w:r><w:{name}/></w:r>")}</w:footnote>'
        for name, key in lines
    )
    levels = "".join(
        f'<w:lvl w:ilvl="{k}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{shown}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{567 + 284 * (k > 0)}" w:hanging="{284 * (k > 0)}"/></w:pPr>'
        f"</w:lvl>"
        for k, (form, shown) in enumerate(_LEVELS)
    )
    fonts = f'<w:rFonts w:ascii="{face}" w:hAnsi="{face}" w:cs="{face}"/>'
    usual = f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts}<w:sz w:val="28"/></w:rPr></w:rPrDefault></w:docDefaults>'
    parts = {
        "document": ("document.main", f"<w:body>{''.join(story.blocks)}{_section(story)}</w:body>"),
        "styles": ("styles", usual),
        "numbering": (
            "numbering",
            f'<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
            '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
        ),
        "numbers": (kind, _paragraph(page, '<w:jc w:val="center"/>')),
    }
    if story.notes:
        parts["footnotes"] = ("footnotes", apart + "".join(story.notes))
    return _zipped(_members(parts))


def _members(parts: dict[str, tuple[str, str]]) -> Iterable[tuple[str, str]]:
    roots = {"header": "hdr", "footer": "ftr", "document.main": "document"}
    declared = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPE.format(kind)}"/>'
        for name, (kind, _) in parts.items()
    )
    yield (
        "[Content_Types].xml",
        f'{_MADE}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{declared}</Types>',
    )
    start = f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    beside = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{name}.xml"/>'
        for name, (kind, _) in parts.items()
        if name != "document"
    )
    for place, inner in (("_rels/.rels", start), ("word/_rels/document.xml.rels", beside)):
        yield place, f'{_MADE}<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'
    for name, (kind, inner) in parts.items():
        root = roots.get(kind, kind)
        yield f"word/{name}.xml", f"{_MADE}<w:{root} {_NAMESPACES}>{inner}</w:{root}>"


def _zipped(members: Iterable[tuple[str, str]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members:
            archive.writestr(zipfile.ZipInfo(name), text)
    return out.getvalue()
