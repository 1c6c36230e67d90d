"""What a file is, whatever its name says."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers import sniffing
from ingest.readers.errors import Refused
from ingest.readers.sniffing import DOC, DOCX, EML, HTML, MARKDOWN, MHT, ODT, PDF, PLAIN, RTF, WORD_XML, ZIP, sniff
from tests.ingest.readers.compounds import compound

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"


def zipped(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, said in members.items():
            archive.writestr(name, said)
    return out.getvalue()


def package(main: str, *parts: str) -> bytes:
    types = f'<Types><Override PartName="/a.xml" ContentType="{main}"/></Types>'
    return zipped(**{"[Content_Types].xml": types, **dict.fromkeys(parts, "<a/>")})


def word_stream(flags: int) -> bytes:
    return b"\xec\xa5\xc1\x00" + bytes(6) + flags.to_bytes(2, "little")


PAGE = "<div><p>Kế hoạch</p><table><tr><td>1</td></tr></table></div>"
LETTER = b"From: a@vidu.vn\r\nTo: b@vidu.vn\r\nSubject: Giao viec\r\nMIME-Version: 1.0\r\n\r\nXin gui kem.\r\n"

READ = {
    "a package of Word": (package(WORD, "word/document.xml"), "a.docx", DOCX),
    "with macros": (package(MACROS, "word/document.xml"), "a.docm", DOCX),
    "a package of Word without its list's entry": (package("x", "word/document.xml"), "a.docx", DOCX),
    "a package of Word called .doc": (package(WORD), "a.doc", DOCX),
    "only files": (zipped(**{"kế hoạch.txt": "Kế hoạch"}), "a.zip", ZIP),
    "OpenDocument": (zipped(mimetype="application/vnd.oasis.opendocument.text"), "a.odt", ODT),
    "Word 97": (compound("1Table", "WordDocument", stream=word_stream(0)), "a.doc", DOC),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3", "a.pdf", PDF),
    "a PDF behind junk": (b"\r\n" * 300 + b"%PDF-1.4\n", "a.pdf", PDF),
    "RTF called .doc": (rb"{\rtf1\ansi K\'ea ho\'e1ch}", "a.doc", RTF),
    "RTF behind a mark": (b"\xef\xbb\xbf{\\rtf1 a}", "a.rtf", RTF),
    "a page": (b"<!DOCTYPE html><html><body>a</body></html>", "a.html", HTML),
    "a page behind a comment": ("<!-- Công báo --><HTML><p>a".encode(), "a.doc", HTML),
    "a page of Word": (b'<html xmlns:w="urn:schemas-microsoft-com:office:word"><head>', "a.doc", HTML),
    "a page as XML": (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', "a.xml", HTML),
    "a piece of a page": (PAGE.encode(), "a.txt", HTML),
    "a page in UTF-16": (("\ufeff<html><body>Kế hoạch").encode("utf-16-le"), "a.htm", HTML),
    "a page in UTF-16 without its mark": ("<html><body>Ke hoach".encode("utf-16-le"), "a.htm", HTML),
    "Word 2003 XML": (b'<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?>', "a.doc", WORD_XML),
    "a letter": (LETTER, "a.eml", EML),
    "a page saved as one file": (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: http://vidu.vn\r\nSubject: a\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related;\r\n\tboundary="x"\r\n\r\n--x',
        "a.mht",
        MHT,
    ),
    "text": ("Kế hoạch số 12/KH-UBND".encode(), "a.doc", PLAIN),
    "text in UTF-16": ("\ufeffKế hoạch".encode("utf-16-be"), "a.txt", PLAIN),
    "text in TCVN3": (b"K\xd5 ho\xb9ch s\xe8 12 c\xf1a U\xfb ban nh\xa9n d\xa9n", "a.txt", PLAIN),
    "text with a tag": ("Trong <b>đó</b> nêu rõ".encode(), "a.txt", PLAIN),
    "text that begins like two fields": ("Kính gửi: A\nSubject: b\nDate: c\n".encode(), "a.txt", PLAIN),
    "Markdown": ("# Kế hoạch".encode(), "a.md", MARKDOWN),
    "Markdown with a table of a page": (PAGE.encode(), "a.md", MARKDOWN),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(20), "scan.pdf", "image/png"),
    "a photograph": (b"\xff\xd8\xff\xe0" + bytes(20), "a.jpg", "image/jpeg"),
    "a facsimile": (b"II*\x00" + bytes(20), "a.tif", "image/tiff"),
    "a bitmap": (b"BM\x46\x00\x00\x00" + bytes(4) + b"\x36\x00", "a.bmp", "image/bmp"),
    "text that begins as a bitmap does": ("BM01 - Biểu mẫu báo cáo".encode(), "a.txt", PLAIN),
    "a picture of the web": (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "a.webp", "image/webp"),
}
REFUSED = {
    "nothing": (b"", "rỗng"),
    "blanks": (b" \r\n\t", "rỗng"),
    "a spreadsheet": (package(SHEET), "Excel"),
    "slides": (package(SLIDES), "PowerPoint"),
    "an old spreadsheet": (compound("Workbook"), "Excel"),
    "old slides": (compound("PowerPoint Document"), "PowerPoint"),
    "a letter of Outlook": (compound("__properties_version1.0"), "Outlook"),
    "a package with a password": (compound("EncryptionInfo", "EncryptedPackage"), "mật khẩu"),
    "Word 97 with a password": (compound("WordDocument", stream=word_stream(0x0100)), "mật khẩu"),
    "another compound file": (compound("Contents"), "OLE"),
    "gzip": (b"\x1f\x8b\x08" + bytes(9), "gzip"),
    "RAR": (b"Rar!\x1a\x07\x01\x00", "RAR"),
    "7-Zip": (b"7z\xbc\xaf\x27\x1c" + bytes(9), "7-Zip"),
    "a program": (b"MZ\x90\x00\x03\x00\x00\x00" + bytes(50), "chương trình"),
    "bytes": (bytes(range(256)) * 8, "nhị phân"),
    "another XML": (b'<?xml version="1.0"?><invoice/>', "XML"),
}


@pytest.mark.parametrize("case", READ)
def test_a_file_is_what_its_content_says(case: str) -> None:
    data, name, media_type = READ[case]
    assert sniff(data, name) == media_type


@pytest.mark.parametrize("case", REFUSED)
def test_a_known_format_that_is_not_read_is_refused_by_name(case: str) -> None:
    data, said = REFUSED[case]
    with pytest.raises(Refused, match=said):
        sniff(data, "a.doc")


def test_a_compound_file_whose_directory_is_damaged_is_known_by_its_names() -> None:
    whole = compound("1Table", "WordDocument", stream=word_stream(0))
    damaged = whole[:48] + b"\xff\xff\xff\x7f" + whole[52:]
    assert sniff(damaged, "a") == DOC


def test_a_directory_that_leads_back_to_itself_ends() -> None:
    whole = bytearray(compound("WordDocument", stream=word_stream(0)))
    first = int.from_bytes(whole[48:52], "little")
    whole[512 + 4 * first : 516 + 4 * first] = first.to_bytes(4, "little")
    assert sniff(bytes(whole), "a") == DOC


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=600), st.sampled_from(["a.doc", "a.md", "a", "a.html"]))
def test_any_bytes_are_something(data: bytes, name: str) -> None:
    assert "/" in sniffing.recognise(data, name)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([*READ.values()]), st.data())
def test_damaged_files_are_something(case: tuple[bytes, str, str], draw: st.DataObject) -> None:
    data = bytearray(case[0])
    for _ in range(draw.draw(st.integers(1, 4))):
        data[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))
    cut = draw.draw(st.integers(0, len(data)))
    assert "/" in sniffing.recognise(bytes(data[:cut]), case[1])
