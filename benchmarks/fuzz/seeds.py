"""Small sound documents of each format, of words of our own: what is then damaged."""

from __future__ import annotations

import base64
import bz2
import lzma
import zipfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path

from benchmarks.fuzz import pictures
from benchmarks.fuzz.packages import docx, odt, zipped
from benchmarks.fuzz.words import BODY, FOOT, HEAD, ROWS, plain
from ingest.encodings.charsets import CHARSETS, charset
from ingest.readers import office
from ingest.readers.errors import Refused

SUFFIXES: Mapping[str, str] = {
    **{name: f".{name}" for name in ("docx", "pdf", "html", "md", "txt", "rtf", "zip", "eml", "doc", "odt")},
    **{name: f".{name}" for name in ("png", "jpeg", "tiff")},
}


def seeds(kind: str, given: Sequence[Path] = ()) -> list[bytes]:
    """Documents of a format: ours, then those of the given files that are named so. None where none can be made."""
    suffix = SUFFIXES[kind]
    also = {".html": (".htm",), ".md": (".markdown",), ".jpeg": (".jpg",), ".tiff": (".tif",)}.get(suffix, ())
    theirs = [path.read_bytes() for path in given if path.suffix.lower() in (suffix, *also)]
    return list(_MAKERS[kind]()) + theirs


def _txt() -> list[bytes]:
    text = plain()
    old = [_in_charset(text, name) for name in CHARSETS]
    wide = [text.encode(codec) for codec in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")]
    return [*wide, text.encode("cp1258", "ignore"), *old]


def _in_charset(text: str, name: str) -> bytes:
    codes = {letter: code for code, letter in charset(name).letters.items()}
    return "".join(codes.get(c, c if ord(c) < 256 else "?") for c in text).encode("latin-1", "replace")


def _md() -> list[bytes]:
    rows = [f"| {' | '.join(row)} |" for row in ROWS]
    rows.insert(1, "|---|:-:|---|--:|")
    lines = [f"# {HEAD[4]}", f"**{BODY[0]}**[^1]", "", *HEAD[:4], "", *(f"- {b}" for b in BODY[1:]), "", *rows, *FOOT]
    return ["\n".join([*lines, "", "[^1]: Ban hành kèm theo <sup>2</sup> `x`.", ""]).encode()]


def _html() -> list[bytes]:
    cells = "".join(f"<tr>{''.join(f'<td colspan=1>{escape(c)}</td>' for c in row)}</tr>" for row in ROWS)
    head = "<br>".join(HEAD)
    body = "".join(f"<p class=MsoNormal>{escape(b)}<sup><a href='#_ftn1'>[1]</a></sup></p>" for b in BODY)
    listed = "<ol start=3 type=a><li>Một<li value=7>Bảy<ul><li>Trong</ul></ol>"
    foot = f"<div id=_ftn1><p><a name=_ftn1 href='#_ftnref1'>[1]</a> {BODY[2]}</p></div><p>{'<br>'.join(FOOT)}</p>"
    inner = f"<table><tr><td>{head}<td>CỘNG HÒA</table>{body}<table border=1>{cells}</table>{listed}{foot}"
    page = f"<!DOCTYPE html><html><head><meta charset=utf-8><title>Kế hoạch</title></head><body>{inner}</body></html>"
    legacy = f"<html><body><font face='.VnTime'>{_in_charset(inner, 'tcvn3').decode('latin-1')}</font></body></html>"
    saved = (
        "From: <Saved by Word>\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n"
        "--b\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(page.encode()).decode()
        + "\n--b--\n"
    )
    return [page.encode(), legacy.encode(), page.replace("utf-8", "utf-16").encode("utf-16"), saved.encode()]


def _rtf() -> list[bytes]:
    def said(text: str) -> str:
        return "".join(c if c.isascii() else f"\\u{ord(c)}?" for c in text)

    rows = "".join(
        "\\trowd\\cellx2000\\cellx4000\\cellx6000\\cellx8000 "
        + "".join(f"\\pard\\intbl {said(cell)}\\cell" for cell in row)
        + "\\row "
        for row in ROWS
    )
    lines = "".join(f"\\pard {said(line)}\\par\n" for line in (*HEAD, *BODY))
    note = f"{{\\super\\chftn{{\\footnote\\pard {said(BODY[2])}}}}}"
    listed = "{\\listtext\\tab a)}\\ls1\\ilvl0 " + said(BODY[1])
    link = '{\\field{\\*\\fldinst HYPERLINK "http://vanban.example"}{\\fldrslt Luat}}'
    old = "{\\f1 " + "".join(f"\\'{b:02x}" for b in _in_charset(BODY[0], "tcvn3")) + "}"
    fonts = "{\\fonttbl{\\f0\\fcharset163 Times New Roman;}{\\f1\\fcharset0 .VnTime;}}"
    return [f"{{\\rtf1\\ansi\\ansicpg1258\\uc1{fonts}{lines}{listed}{note}\\par{rows}{link}{old}}}".encode()]


@cache  # other bytes each time: LibreOffice writes down when it was
def _doc() -> tuple[bytes, ...]:
    try:
        return (office.convert(docx()[0], "docx", "doc"),)
    except Refused:  # no LibreOffice here: .doc can be damaged only where files are given
        return ()


def _zip() -> list[bytes]:
    members = {
        "van-ban/Kế hoạch.txt": plain().encode(),
        "van-ban/a.docx": docx()[0],
        "__MACOSX/._a": b"\0",
        "trang.html": _html()[0],
        "trong.zip": zipped({"b.md": _md()[0], "c.rtf": _rtf()[0]}),
        "thu.eml": _eml()[0],
    }
    methods = (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    packed = {"x.txt": bz2.compress(plain().encode()), "y.txt": lzma.compress(plain().encode())}
    return [zipped(members, method) for method in methods] + [zipped(packed)]


def _eml() -> list[bytes]:
    def part(kind: str, data: bytes, more: str = "") -> str:
        encoded = base64.encodebytes(data).decode()
        return f"--b\nContent-Type: {kind}\nContent-Transfer-Encoding: base64\n{more}\n{encoded}"

    named = "Content-Disposition: attachment; filename*=utf-8''K%E1%BA%BF%20ho%E1%BA%A1ch.docx\n"
    old = 'Content-Disposition: attachment;\n filename="=?utf-8?b?S+G6vyBob+G6oWNo?=.rtf"\n'
    inner = f"From: c@x.example\nTo: d@x.example\nSubject: Trong\nMIME-Version: 1.0\n\n{plain()}"
    letter = (
        "From: a@x.example\nTo: b@x.example\nSubject: =?utf-8?b?S+G6vyBob+G6oWNo?=\n"
        "Date: Fri, 12 Apr 2024 08:00:00 +0700\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
        + part("text/plain; charset=utf-8", plain().encode())
        + part("text/html; charset=windows-1258", _html()[0])
        + part("application/octet-stream", docx()[0], named)
        + part("application/rtf", _rtf()[0], old)
        + f"--b\nContent-Type: message/rfc822\n\n{inner}\n--b--\n"
    )
    bare = f"From: a@x.example\nTo: b@x.example\nSubject: x\nContent-Transfer-Encoding: 8bit\n\n{plain()}"
    return [letter.encode(), letter.replace("\n", "\r\n").encode(), bare.encode()]


def _pdf() -> list[bytes]:
    from benchmarks.fuzz.portable import pdf

    return [pdf((*HEAD, *BODY), ROWS, packed=False), pdf((*HEAD, *BODY), ROWS, packed=True)]


_MAKERS: Mapping[str, Callable[[], Sequence[bytes]]] = {
    "docx": docx,
    "pdf": _pdf,
    "html": _html,
    "md": _md,
    "txt": _txt,
    "rtf": _rtf,
    "zip": _zip,
    "eml": _eml,
    "doc": _doc,
    "odt": odt,
    "png": pictures.png,
    "jpeg": pictures.jpeg,
    "tiff": pictures.tiff,
}
