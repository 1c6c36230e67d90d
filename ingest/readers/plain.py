"""Plain text and Markdown, in UTF-8 or UTF-16. Offsets are of the decoded characters as they are."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ingest.readers.errors import Unreadable
from ingest.source import SourceText

MAX_BYTES = 64 * 1024 * 1024
MAX_CHARACTERS = 20_000_000  # the longest law with its annexes is under 1 million
_BOMS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_plain(path: Path, media_type: str) -> SourceText:
    """The text of a .txt or .md file; `Unreadable` for a missing, empty, binary or over-long one."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise Unreadable(path, f"tệp dài {size} byte, quá giới hạn {MAX_BYTES} byte")
        data = path.read_bytes()
    except FileNotFoundError:
        raise Unreadable(path, "không có tệp này") from None
    except OSError as error:
        raise Unreadable(path, f"không mở được tệp ({error.strerror})") from None
    if not data.strip():
        raise Unreadable(path, "tệp rỗng")
    warnings: list[str] = []
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "utf-8")
    if encoding == "utf-8" and b"\x00" in data[:8192]:
        raise Unreadable(path, "đây là tệp nhị phân, không phải văn bản")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        bad = data[error.start : error.start + 1].hex()
        raise Unreadable(path, f"không phải văn bản UTF-8 (byte 0x{bad} ở vị trí {error.start})") from None
    if encoding != "utf-8":
        warnings.append(f"đọc theo bảng mã {encoding}")
    if not text.strip("\ufeff \n\r\t"):
        raise Unreadable(path, "tệp rỗng")
    if not any(c.isalnum() for c in text):
        raise Unreadable(path, "tệp không có chữ nào")
    if len(text) > MAX_CHARACTERS:
        raise Unreadable(path, f"tệp dài {len(text)} ký tự, quá giới hạn {MAX_CHARACTERS} ký tự")
    control = sum(text.count(chr(c)) for c in (*range(1, 9), *range(14, 32)))
    if control > max(8, len(text) // 50):
        raise Unreadable(path, "đây là tệp nhị phân, không phải văn bản")
    return SourceText(str(path), media_type, hashlib.sha256(data).hexdigest(), text, warnings)
