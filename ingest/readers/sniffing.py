"""What a file is, by its content. Names lie: one in ten `.doc` of the portals is RTF, HTML or text.

The beginning decides, then what is inside (a zip, a compound file), then whether it is text and what
its text begins with. The name only breaks ties that the content leaves open: Markdown or plain text.
"""

from __future__ import annotations

import io
import re
import zipfile
from functools import lru_cache
from importlib.resources import files
from pathlib import PurePath

from ingest.readers import compound
from ingest.readers.errors import Refused

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOC = "application/msword"
RTF = "application/rtf"
ODT = "application/vnd.oasis.opendocument.text"
WORD_XML = "application/vnd.ms-word.xml"  # Word 2003 XML or flat OPC; no type is registered
PDF = "application/pdf"
HTML = "text/html"
EML = "message/rfc822"
MHT = "multipart/related"
ZIP = "application/zip"
PLAIN = "text/plain"
MARKDOWN = "text/markdown"

_HEAD = 8_192  # bytes that tell text from bytes
_BEFORE_PDF = 1_024  # bytes of junk that readers of PDF allow before its mark
_ENCRYPTED = 0x0100  # of the flags in the head of a Word stream
_CONTENT_TYPES = 1_000_000  # bytes of a package's list of types
_OOXML = (
    (re.compile(rb"wordprocessingml\.(?:document|template)\.main|ms-word\.(?:document|template)\.macroEnabled"), DOCX),
    (
        re.compile(rb"spreadsheetml\.|ms-excel\."),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    (
        re.compile(rb"presentationml\.|ms-powerpoint\."),
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
)
_OLE = (
    ("EncryptedPackage", "application/x-ms-encrypted"),
    ("WordDocument", DOC),
    ("Workbook", "application/vnd.ms-excel"),
    ("Book", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
    ("__properties_version1.0", "application/vnd.ms-outlook"),
)
# A page says so at once; what Word or a portal cut out of one has tags of blocks, not only of words.
_HTML_START = re.compile(
    r"(?:\s|<!--.*?-->|<\?xml[^>]*>)*<(?:!doctype\s+html|html|head|body|meta|title|script|style)\b", re.I | re.S
)
_HTML_TAGS = re.compile(r"</?(p|div|table|tr|td|th|ul|ol|li|br|h[1-6]|section|article|center|font|span)\b[^<>]*>", re.I)
_WORD_XML = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<\?mso-application\s+progid=.Word\.Document|<(?:\w+:)?wordDocument\b|<pkg:package\b)"
)
_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,40}):[ \t]?[^\r\n]*(?:\r?\n[ \t]+[^\r\n]*)*\r?\n")
_FIELDS = frozenset(
    (
        *("from", "to", "cc", "subject", "date", "received", "message-id", "mime-version", "return-path"),
        *("content-type", "delivered-to", "reply-to", "in-reply-to", "references", "x-mailer", "sender"),
        *("thread-topic", "content-class"),
    )
)
_SURE_FIELDS = frozenset(("received", "message-id", "mime-version", "return-path"))
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\x0b\x0c\r\x1a\x1b")


def sniff(data: bytes, name: str) -> str:
    """The media type of a file that some reader takes.

    Raises `Refused` with the reason where it is empty, or of a format that is known and not read.
    """
    if not data.strip(b"\x00 \t\r\n\x0b\x0c\xff"):
        raise Refused("tệp rỗng")
    found = recognise(data, name)
    reason = _reasons().get(found)
    if reason is not None:
        raise Refused(reason)
    return found


def recognise(data: bytes, name: str) -> str:
    """The media type of a file, whether it can be read or not; `application/octet-stream` for the unknown."""
    found = _signed(data)
    if found == ZIP:
        return _zip(data)
    if found == "application/x-ole-storage":
        return _compound(data)
    if found is None and b"%PDF-" in data[:_BEFORE_PDF]:
        return PDF
    return found or _text(data, name)


def _signed(data: bytes) -> str | None:
    # A byte order mark or blank lines before "{\rtf" are no rarity in files that were pasted together.
    bare = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    if bare.startswith(b"{\\rtf"):
        return RTF
    for offset, pattern, media_type in _signatures():
        if pattern.match(data, offset):
            return media_type
    return None


@lru_cache(maxsize=1)
def _signatures() -> list[tuple[int, re.Pattern[bytes], str]]:
    rows = []
    for offset, mark, media_type in _table("signatures.tsv"):
        pairs = (mark[i : i + 2] for i in range(0, len(mark), 2))
        pattern = b"".join(b"." if pair == ".." else re.escape(bytes.fromhex(pair)) for pair in pairs)
        rows.append((int(offset), re.compile(pattern, re.S), media_type))
    return rows


@lru_cache(maxsize=1)
def _reasons() -> dict[str, str]:
    return dict(_table("formats.tsv"))


def _table(name: str) -> list[list[str]]:
    lines = (files("ingest.readers") / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")][1:]


def _zip(data: bytes) -> str:
    """What is in a zip: a package of Office, or only files. Nothing but its list and two small members is read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "[Content_Types].xml" in names:
                with archive.open("[Content_Types].xml") as member:
                    types = member.read(_CONTENT_TYPES)
                found = next((media_type for mark, media_type in _OOXML if mark.search(types)), None)
                return found or (DOCX if "word/document.xml" in names else ZIP)
            if "mimetype" in names:
                with archive.open("mimetype") as member:
                    said = member.read(100).decode("ascii", "replace").strip()
                if said.startswith("application/vnd.oasis.opendocument.") or said == "application/epub+zip":
                    return said.removesuffix("-template")
    except Exception:  # zipfile raises a dozen kinds for damaged archives; who reads it says what is wrong
        if b"word/document.xml" in data:
            return DOCX
    return ZIP


def _compound(data: bytes) -> str:
    found = compound.entries(data)
    for name, media_type in _OLE:
        if name in found or (not found and compound.says(data, name)):
            if media_type == DOC and _locked(data, found.get(name, (0, 0))[0]):
                return "application/x-ms-encrypted"
            return media_type
    return "application/x-ole-storage"


def _locked(data: bytes, at: int) -> bool:
    head = data[at : at + 12]
    return (
        at > 0 and head[:2] in (b"\xec\xa5", b"\xdc\xa5") and bool(int.from_bytes(head[10:12], "little") & _ENCRYPTED)
    )


def _text(data: bytes, name: str) -> str:
    head = _decoded_head(data)
    if head is None:
        return "application/octet-stream"
    suffix = PurePath(name).suffix.lower()
    if _WORD_XML.match(head):
        return WORD_XML
    if _HTML_START.match(head):
        return HTML
    letter = _letter(head)
    if letter is not None:
        return letter
    if suffix in (".md", ".markdown"):
        return MARKDOWN
    # A plain text may quote a tag or two; a piece of a page begins with one and has several kinds.
    if head.lstrip().startswith("<"):
        kinds = {found[1].lower() for found in _HTML_TAGS.finditer(head)}
        if len(kinds) >= 2 or (kinds and suffix in (".html", ".htm", ".doc")):
            return HTML
        if re.match(r"\s*<\?xml\b", head):
            return "application/xml"
    return PLAIN


def _decoded_head(data: bytes) -> str | None:
    """The beginning of a text, as far as ASCII tells it; None where these bytes are no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data[: _HEAD * 2].decode("utf-16", "replace")
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf")
    if b"\x00" in head:
        for name, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
            # Blanks, digits and Latin letters: a fifth of all pairs in Vietnamese, half of them in English.
            if zeros.count(0) > len(zeros) // 10 and head.count(0) == zeros.count(0):
                return data[: _HEAD * 2].decode(name, "replace")
        return None
    # VISCII has six letters among the controls, so a few of them are still text.
    if sum(head.count(c) for c in _CONTROLS) > max(8, len(head) // 20):
        return None
    return head.decode("latin-1")


def _letter(head: str) -> str | None:
    """`message/rfc822` or, for a page saved as one file, `multipart/related`; None where there are no such fields."""
    at, seen = 0, set()
    head = head.removeprefix("\ufeff")
    if head.startswith("From "):  # a mailbox's mark before the fields
        at = head.find("\n") + 1
    fields_from = at
    while field := _FIELD.match(head, at):
        seen.add(field[1].lower())
        at = field.end()
    known = seen & _FIELDS
    if len(known) < 3 and not (len(known) == 2 and known & _SURE_FIELDS):
        return None
    fields = head[fields_from:at].lower()
    page = re.search(r"content-type:\s*multipart/related", fields)
    return MHT if page and ("saved by" in fields or "snapshot-content" in fields or "to" not in seen) else EML
