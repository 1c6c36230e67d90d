"""The name of an uploaded file: what its owner called it, without anything that a disk or a page could take ill."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

MOST = 200  # bytes of UTF-8; file systems take 255
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # controls, marks of direction, halves of letters, line ends
_ENCODED = re.compile(r";\s*filename\*\s*=\s*(?:utf-8)''([^;\s]+)", re.IGNORECASE)
_PLAIN = re.compile(r';\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))', re.IGNORECASE)


class BadName(ValueError):
    """A file may not be called so; one sentence says why."""


def checked(name: str) -> str:
    """A file's name in one form of Unicode (NFC), with its Vietnamese letters. Raises BadName.

    >>> checked("Quyết định 12.docx")
    'Quyết định 12.docx'
    """
    found = unicodedata.normalize("NFC", name).strip()
    if not found:
        raise BadName("tệp gửi lên không có tên")
    if "/" in found or "\\" in found or ":" in found:
        raise BadName(f"tên tệp «{_shown(found)}» không được có đường dẫn")
    if any(unicodedata.category(letter) in _UNSEEN for letter in found):
        raise BadName(f"tên tệp «{_shown(found)}» có ký tự điều khiển")
    if found.startswith("."):
        raise BadName(f"tên tệp «{_shown(found)}» không được bắt đầu bằng dấu chấm")
    if len(found.encode()) > MOST:
        raise BadName(f"tên tệp dài quá {MOST} byte")
    return found


def of_disposition(header: str) -> str | None:
    """The file name in a Content-Disposition (RFC 6266; browsers send UTF-8 in the plain form); None without one.

    >>> of_disposition("attachment; filename*=UTF-8''Quy%E1%BA%BFt.txt"), of_disposition('form-data; name="a"')
    ('Quyết.txt', None)
    """
    encoded = _ENCODED.search(header)
    if encoded:
        try:
            return unquote(encoded[1], errors="strict")
        except UnicodeDecodeError:
            raise BadName("tên tệp trong Content-Disposition không phải UTF-8") from None
    plain = _PLAIN.search(header)
    if plain is None:
        return None
    found = re.sub(r"\\(.)", r"\1", plain[1]) if plain[1] is not None else plain[2]
    # Browsers write quotation marks in this form as %22, and line ends as %0D%0A.
    return found.replace("%22", '"')


def _shown(name: str) -> str:
    """A name that may be anything, fit for a sentence."""
    clean = "".join(c if unicodedata.category(c) not in _UNSEEN else "?" for c in name)
    return clean[:80]
