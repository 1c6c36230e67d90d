"""Plain text and Markdown, in Unicode or an older Vietnamese code table. Lines are as they stand."""

from __future__ import annotations

from ingest.encodings import UnknownEncoding, decode, decode_legacy_text
from ingest.readers.errors import Refused
from ingest.readers.limits import LIMITS
from ingest.source import SourceText, digest_of

MAX_CHARACTERS = LIMITS.characters
_CONTROLS = dict.fromkeys((*range(9), *range(14, 32)))
_FEW_CONTROLS = 8  # or one character in fifty: more is no text


def read_plain(data: bytes, name: str, media_type: str) -> SourceText:
    """The text of a .txt or .md file; `Refused` for an empty, binary or over-long one.

    What was assumed of its encoding is in the warnings; plain UTF-8 gives none.
    """
    if len(data) > LIMITS.bytes:
        raise Refused(f"tệp dài {len(data)} byte, quá giới hạn {LIMITS.bytes} byte")
    if not data.strip():
        raise Refused("tệp rỗng")
    try:
        decoded = decode(data)
    except UnknownEncoding as error:
        raise Refused(str(error)) from None
    text, warnings = decoded.text, decoded.warnings
    if not text.strip("\ufeff \n\r\t"):
        raise Refused("tệp rỗng")
    if len(text) > LIMITS.characters:
        raise Refused(f"tệp dài {len(text)} ký tự, quá giới hạn {LIMITS.characters} ký tự")
    if len(text) - len(text.translate(_CONTROLS)) > max(_FEW_CONTROLS, len(text) // 50):
        raise Refused("đây là tệp nhị phân, không phải văn bản")
    if not any(c.isalnum() for c in text):
        raise Refused("tệp không có chữ nào")
    legacy = decode_legacy_text(text)
    if legacy is not None:
        text, warnings = legacy.text, warnings + legacy.warnings
    return SourceText(name, media_type, digest_of(data), text, warnings)
