"""Word documents of 2007 and later (.docx, .docm, .dotx), read from their XML with nothing in between.

What libraries leave out is what instruments have: letterheads in tables, automatic numbers of articles,
insertions under review, text in fonts of TCVN3 and VNI.
"""

from __future__ import annotations

from collections.abc import Mapping

from ingest.readers.docx.names import Element, r, w
from ingest.readers.docx.notes import NoteNumbers, find_notes
from ingest.readers.docx.numbering import Numbering
from ingest.readers.docx.package import Package, Relation
from ingest.readers.docx.story import Settings, Story, margin_text
from ingest.readers.docx.styles import Styles
from ingest.readers.docx.tally import Tally
from ingest.readers.docx.writing import Writer
from ingest.readers.errors import Refused
from ingest.source import Footnote, SourceText, digest_of

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def read_docx(data: bytes, name: str) -> SourceText:
    """The text of a Word document. Raises `Refused` for what is no such document, damaged, or without words.

    Automatic numbers are written out; insertions under review are kept and deletions left out, with a
    warning. Words of notes stand after the body, each on lines of its own.
    """
    try:
        return _read(Package(data), data, name)
    except RecursionError:
        # libxml2 stops at 256 elements inside one another; a caller deep in calls of its own may have less left.
        raise Refused("tài liệu Word lồng vào nhau quá sâu") from None


def _read(package: Package, data: bytes, name: str) -> SourceText:
    part = package.main_part()
    root = package.text_part(part)
    relations = package.relations(part)
    sections = [section for section in root.iter(w("sectPr")) if not _is_former(section)]
    styles = Styles(_related(package, relations, "styles"), _related(package, relations, "theme"))
    numbers = NoteNumbers(_related(package, relations, "settings"), sections)
    listing = _related(package, relations, "numbering")
    tally = Tally()
    writer = Writer()
    story = Story(Settings(styles, Numbering(listing, styles), numbers, tally), writer)
    story.read(root, relations)
    footnotes = _notes(package, relations, story, writer)
    text = writer.text()
    if not any(c.isalnum() for c in text):
        raise Refused(_why_empty(tally))
    return SourceText(
        path=name,
        media_type=MEDIA_TYPE,
        sha256=digest_of(data),
        text=text,
        margins=_margins(package, relations, sections, styles, listing),
        warnings=tally.warnings() + [f"Không đọc được phần «{part}» của tệp." for part in package.unreadable],
        tables=sorted(story.tables, key=lambda table: table[0][0]),
        footnotes=[_trimmed(note, text) for note in footnotes],
        links=writer.links,
        by_paragraphs=True,
    )


def _notes(package: Package, relations: Mapping[str, Relation], story: Story, writer: Writer) -> list[Footnote]:
    """Write the words of the notes that the body marks, in the order of their marks."""
    words = find_notes(package, relations)
    found: list[Footnote] = []
    for mark in writer.notes:  # grows where a note marks another
        if (note := words.pop((mark.kind, mark.id), None)) is not None:
            part, element = note
            found.append(Footnote(mark.number, mark.at, *story.read(element, package.relations(part))))
    return found


def _trimmed(note: Footnote, text: str) -> Footnote:
    said = text[note.start : note.end]
    start = note.start + len(said) - len(said.lstrip())
    return Footnote(note.number, note.at, start, max(start, note.start + len(said.rstrip())))


def _margins(
    package: Package,
    relations: Mapping[str, Relation],
    sections: list[Element],
    styles: Styles,
    listing: Element | None,
) -> list[str]:
    """What running heads and feet say, each once."""
    parts: dict[str, None] = {}
    for section in sections:
        for reference in (*section.iterfind(w("headerReference")), *section.iterfind(w("footerReference"))):
            to = relations.get(reference.get(r("id")) or "")
            if to is not None and not to.external:
                parts[to.target] = None
    said: dict[str, None] = {}
    for part in parts:
        if (root := package.xml(part)) is not None:
            settings = Settings(styles, Numbering(listing, styles), NoteNumbers(None, []), Tally())
            said[margin_text(settings, root, package.relations(part))] = None
    return [text for text in said if text]


def _related(package: Package, relations: Mapping[str, Relation], kind: str) -> Element | None:
    return package.xml(next((to.target for to in relations.values() if to.kind == kind and not to.external), None))


def _is_former(section: Element) -> bool:
    parent = section.getparent()
    return parent is not None and parent.tag == w("sectPrChange")


def _why_empty(tally: Tally) -> str:
    if tally.pictures:
        return f"tài liệu Word chỉ chứa {tally.pictures} hình ảnh, không có chữ nào"
    if tally.elsewhere:
        return "nội dung tài liệu Word nằm trong tệp khác được chèn vào (altChunk), không được đọc"
    if tally.hidden:
        return "mọi chữ trong tài liệu Word đều đặt kiểu chữ ẩn"
    return "tài liệu Word không có chữ nào"
