"""A file opened: what it is by its content, its reader, and the files inside it where it is a container."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path, PurePath
from typing import cast

from ingest.files import is_no_text, shown
from ingest.readers import sniffing
from ingest.readers.containers import Refusal, Skipped, members
from ingest.readers.errors import Refused, Unreadable
from ingest.readers.limits import LIMITS, Limits
from ingest.source import SourceText

Reader = Callable[[bytes, str], SourceText]
Found = SourceText | Unreadable
_PLAIN = frozenset((sniffing.PLAIN, sniffing.MARKDOWN))
_CONTAINERS = frozenset((sniffing.ZIP, sniffing.EML))
# Imported when a file needs them: who reads one plain text waits for none of their libraries.
_READERS = {
    sniffing.DOCX: "ingest.readers.docx:read_docx",
    sniffing.DOC: "ingest.readers.doc:read_doc",
    sniffing.ODT: "ingest.readers.doc:read_odt",
    sniffing.WORD_XML: "ingest.readers.doc:read_word_xml",
    sniffing.RTF: "ingest.readers.rtf:read_rtf",
    sniffing.PDF: "ingest.readers.opening:read_pdf_or_scan",
    sniffing.HTML: "ingest.readers.html:read_html",
    sniffing.MHT: "ingest.readers.html:read_html",
}
_IMAGES = "ingest.readers.images:read_image"
# The ends of names that say something else than the content does deserve a word to the owner.
_USUAL = {
    sniffing.DOCX: (".docx", ".docm", ".dotx", ".dotm"),
    sniffing.DOC: (".doc", ".dot"),
    sniffing.RTF: (".rtf",),
    sniffing.PDF: (".pdf",),
    sniffing.HTML: (".html", ".htm", ".xhtml", ".asp", ".aspx", ".php"),
    sniffing.PLAIN: (".txt", ".text", ".md", ".markdown"),
}
_TOLD = frozenset(suffix for suffixes in _USUAL.values() for suffix in suffixes)


def read_file(path: Path, limits: Limits = LIMITS) -> SourceText:
    """The text of a file that is one text; raises `Unreadable` with the reason."""
    for found in read_sources(path, limits):
        if isinstance(found, Unreadable):
            raise Unreadable(path, found.reason)
        found.path = shown(path)
        return found
    raise Unreadable(path, "không có văn bản nào bên trong")


def read_sources(path: Path, limits: Limits = LIMITS) -> Iterator[Found]:
    """Every text of a file, and every part of it that cannot be read, with the reason.

    Their paths are those inside the file: empty for the file itself, `!/thư mục/b.docx` for a member.
    """
    try:
        size = path.stat().st_size
        if size > limits.bytes:
            yield Unreadable("", f"tệp dài {size} byte, quá giới hạn {limits.bytes} byte")
            return
        data = path.read_bytes()
    except FileNotFoundError:
        yield Unreadable("", "không có tệp này")
    except OSError as error:
        yield Unreadable("", f"không mở được tệp ({error.strerror})")
    else:
        yield from read_data(data, path.name, limits)


def read_data(data: bytes, name: str, limits: Limits = LIMITS) -> Iterator[Found]:
    """As `read_sources`, of bytes that came under this name."""
    yield from _read(data, name, "", limits)


def _read(data: bytes, name: str, inside: str, limits: Limits = LIMITS, depth: int = 0) -> Iterator[Found]:
    try:
        media_type = sniffing.sniff(data, name)
        if media_type not in _CONTAINERS:
            yield _one(data, name, inside, media_type)
            return
    except Refused as error:
        yield Unreadable(inside, error.reason)
        return
    if depth >= limits.nesting:
        yield Unreadable(inside, f"lồng nhau quá {limits.nesting} lớp")
        return
    yield from _members(data, inside, media_type, limits, depth)


def _one(data: bytes, name: str, inside: str, media_type: str) -> SourceText:
    if media_type in _PLAIN:
        from ingest.readers.plain import read_plain

        found = read_plain(data, name, media_type)
        found.as_stored = found.text.encode("utf-8", "surrogatepass") == data
    else:
        found = _reader(media_type)(data, name)
    found.path = inside
    suffix = PurePath(name).suffix.lower()
    if suffix in _TOLD and suffix not in _USUAL.get(media_type, (suffix,)):
        found.warnings.insert(0, f"Tên tệp là «{suffix}» nhưng nội dung là {media_type}; đã đọc theo nội dung.")
    return found


def _reader(media_type: str) -> Reader:
    place = _READERS.get(media_type) or (_IMAGES if media_type.startswith("image/") else None)
    if place is None:
        raise Refused(f"chưa đọc được loại tệp {media_type}")
    module, _, function = place.partition(":")
    return cast(Reader, getattr(import_module(module), function))


def _members(data: bytes, inside: str, media_type: str, limits: Limits, depth: int) -> Iterator[Found]:
    """What is in a container; what systems leave behind in one (`__MACOSX`, `Thumbs.db`) is nothing."""
    some = False
    try:
        for member in members(data, inside, media_type, limits):
            if isinstance(member, Skipped):
                continue
            some = True
            if isinstance(member, Refusal):
                yield Unreadable(member.name, member.reason)
            elif is_no_text(Path(member.name)):
                yield Unreadable(member.name, "không phải văn bản, theo tên tệp")
            else:
                yield from _read(member.data, PurePath(member.name).name, member.name, limits, depth + 1)
    except Refused as error:
        yield Unreadable(inside, error.reason)
        return
    if not some:
        yield Unreadable(inside, "không có tệp nào bên trong")


def read_pdf_or_scan(data: bytes, name: str) -> SourceText:
    """A PDF, with its pages that are only pictures recognised where this machine can."""
    from ingest.readers.ocr import available, recogniser, unsure
    from ingest.readers.pdf import read_pdf

    found = read_pdf(data, name, recogniser() if available() is None else None)
    doubtful = unsure({page.number: page.confidence for page in found.pages if page.confidence is not None})
    if doubtful is not None:
        found.warnings.append(doubtful)
    return found
