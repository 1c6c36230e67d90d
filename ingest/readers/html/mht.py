"""Web pages saved as one file (.mht): a letter of parts, of which the first page is the text."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import Message

from ingest.readers.errors import Refused

_FIELD = re.compile(rb"[\x21-\x39\x3b-\x7e]+:[ \t]?[^\r\n]*")


def is_mht(data: bytes) -> bool:
    """Do bytes begin with the fields of a letter that says it has parts?"""
    head = data[:16384].lstrip(b"\xef\xbb\xbf\r\n ")
    return _FIELD.match(head) is not None and b"multipart/" in head.lower()


def page_of(data: bytes) -> tuple[bytes, str]:
    """The bytes of the page that a saved file shows, and the charset that its part says ("" for none)."""
    try:
        letter = message_from_bytes(data.lstrip(b"\xef\xbb\xbf\r\n "))
        pages = [part for part in letter.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
        start = str(letter.get_param("start") or "")
        first = next((part for part in pages if start and str(part.get("Content-ID", "")).strip() == start), None)
        page = first or next(iter(pages), None)
        content = page.get_payload(decode=True) if isinstance(page, Message) else None
        said = page.get_content_charset("") if isinstance(page, Message) else ""
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:  # broken fields of letters
        raise Refused(f"tệp .mht hỏng ({type(error).__name__})") from None
    if not isinstance(content, bytes) or not content.strip():
        raise Refused("tệp .mht không có trang nào bên trong")
    return content, said or ""
