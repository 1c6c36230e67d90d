"""Word 97 to 2003 (.doc) and its kin, by programs of others: LibreOffice, else catdoc, else antiword.

By what they keep, on eleven real files: LibreOffice keeps numbering, tables, footnotes and tracked
changes; catdoc every word (1,143 of the 1,144 citations, 11 of 11 numbers of the files' own), cells
parted by tabs; antiword runs the rows of some tables together and loses 68 citations. Both of these print deleted
text as if it were there, and neither writes automatic numbers. LibreOffice takes 1 s, they 0.05 s.
"""

from __future__ import annotations

import re

from ingest.readers import compound, office, programs
from ingest.readers.errors import Refused
from ingest.readers.sniffing import DOC, ODT, WORD_XML
from ingest.source import SourceTable, SourceText, Span, digest_of

_SECONDS = 60.0
_ROW = re.compile(r"^\|.*\|[ \t]*$", re.M)
_ITEM = re.compile(r"\s*(?:(?:Điều|Chương|Mục|Phần)\s+\w+[.:]?|\(?(?:\d{1,3}|[a-zđ]|[IVXLC]{1,6})[.)/]|[-+*•])\t")
_LOST = "không có số thứ tự tự động, chữ đã xóa khi theo dõi sửa đổi có thể còn trong văn bản"


def read_doc(data: bytes, name: str) -> SourceText:
    """The text of a Word 97–2003 file (also Word 6 and 95). `Refused` where no program here reads it."""
    source = _read(data, name)
    if compound.is_cut(data):
        source.warnings.insert(0, "Tệp .doc bị cắt cụt: văn bản có thể thiếu đoạn cuối.")
    return source


def _read(data: bytes, name: str) -> SourceText:
    refused: list[str] = []
    if office.program() is not None:
        try:
            return _by_office(data, name, "doc", DOC)
        except Refused as error:
            refused.append(error.reason)
    for program, by in (("catdoc", _by_catdoc), ("antiword", _by_antiword)):
        path = programs.find(program)
        if path is None:
            continue
        try:
            source = by(path, data, name)
        except Refused as error:
            refused.append(error.reason)
            continue
        if refused:
            source.warnings.insert(0, f"LibreOffice không đọc được tệp này: {refused[0]}.")
        return source
    if refused:
        raise Refused("; ".join(refused))
    raise Refused(
        "cần LibreOffice, antiword hoặc catdoc để đọc tệp .doc"
        f" ({office.INSTALL}, hoặc: apt-get install antiword catdoc)"
    )


def read_odt(data: bytes, name: str) -> SourceText:
    """The text of an OpenDocument file, by LibreOffice."""
    return _by_office(data, name, "odt", ODT)


def read_word_xml(data: bytes, name: str) -> SourceText:
    """The text of a Word 2003 XML file or a package in one file, by LibreOffice."""
    return _by_office(data, name, "xml", WORD_XML)


def _by_office(data: bytes, name: str, suffix: str, media_type: str) -> SourceText:
    from ingest.readers.docx import read_docx

    source = read_docx(office.convert(data, suffix, "docx"), name)
    source.media_type = media_type
    source.sha256 = digest_of(data)  # of what was given, not of what it was made into
    return source


def _by_catdoc(path: str, data: bytes, name: str) -> SourceText:
    source = _legacy(_printed([path, "-w", "-d", "utf-8"], data), data, name, f"Đọc bằng catdoc: {_LOST}.")
    source.text, source.tables = _tabulated(source.text)
    return source


def _by_antiword(path: str, data: bytes, name: str) -> SourceText:
    # -w 0: no wrapping (it breaks "01-NQ/TU"); the table of characters by name, or it prints Latin-1.
    text = _printed([path, "-w", "0", "-m", "UTF-8.txt"], data)
    # Its columns are drawn with blanks and bars; "|Số: 01/QĐ" without a blank is no number to the grammar.
    text = _ROW.sub(lambda row: re.sub(r" {2,}", " ", row[0].replace("|", " | ")).strip(), text)
    return _legacy(text, data, name, f"Đọc bằng antiword: {_LOST}, bảng dài bị ngắt dòng.")


def _tabulated(text: str) -> tuple[str, list[SourceTable]]:
    """Rows of cells parted by tabs: each cell on a line of its own, and the tables that neighbouring rows make."""
    out: list[str] = []
    tables: list[SourceTable] = []
    rows: SourceTable = []
    size = 0
    for line in text.split("\n"):
        cells = line.split("\t")
        if len(cells) < 2 or _ITEM.match(line):  # a tab behind a number only sets it apart from its words
            cells = [line]
        spans: list[Span] = []
        for cell in cells:
            spans.append((size, size + len(cell)))
            out.append(cell)
            size += len(cell) + 1
        if rows and len(rows[-1]) != len(spans):
            tables += [rows] if len(rows) > 1 else []
            rows = []
        rows += [spans] if len(spans) > 1 else []
    tables += [rows] if len(rows) > 1 else []
    return "\n".join(out), tables


def _printed(command: list[str], data: bytes) -> str:
    with programs.scratch() as folder:
        (folder / "source.doc").write_bytes(data)
        ran = programs.run([*command, "source.doc"], folder, seconds=_SECONDS)
    text = ran.output.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    if not any(c.isalnum() for c in text):
        raise Refused(
            f"{command[0].rsplit('/', 1)[-1]} không đọc được tệp ({ran.complaint[:120] or 'không có chữ nào'})"
        )
    return text.strip("\n")


def _legacy(text: str, data: bytes, name: str, warning: str) -> SourceText:
    from ingest.encodings import decode_legacy_text

    warnings = [warning]
    decoded = decode_legacy_text(text)
    if decoded is not None:
        text = decoded.text
        warnings += decoded.warnings
    return SourceText(name, DOC, digest_of(data), text, warnings, by_paragraphs=True)
