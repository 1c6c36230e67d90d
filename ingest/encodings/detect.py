"""Bytes to text: which encoding they are in, by marks where there are any, else by how Vietnamese the text is."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field

from ingest.encodings.charsets import CHARSETS, charset
from ingest.encodings.syllables import Evidence, evidence

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark begins it
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 1 << 18  # bytes that are weighed; a table shows itself in the first hundred words
_ENOUGH_WORDS = 3
_ENOUGH_SHARE = 0.6
_CERTAIN_WORDS, _CERTAIN_SHARE = 20, 0.9


class UnknownEncoding(ValueError):
    """Bytes that are no text in any encoding we know; the message is a clause in Vietnamese."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, and how it was read.

    `encoding` is a name (`utf-8`, `utf-16-le`, `windows-1258`, `tcvn3` …), `certain` is false where another
    reading is possible, `replaced` counts the bytes that could not be read and stand in the text as U+FFFD.
    `warnings` are sentences for a person; plain UTF-8 has none.
    """

    text: str
    encoding: str
    certain: bool = True
    replaced: int = 0
    warnings: list[str] = field(default_factory=list)


def decode(data: bytes) -> Decoded:
    """The text of bytes in an encoding found out from themselves; `UnknownEncoding` if it is none we know.

    A byte order mark decides; then UTF-8, also with a few broken bytes; UTF-16 without a mark; at last the
    table of one or two bytes a letter that yields the most Vietnamese text. Offsets of the text are its own.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _marked(data, bom, name)
    if b"\x00" in data:
        return _wide(data)
    escaped = data.decode("utf-8", "surrogateescape")
    broken = sum(map(escaped.count, _BROKEN)) if not escaped.isprintable() else 0
    if not broken:
        return Decoded(escaped, "utf-8")
    letters = sum(c > "\x7f" for c in escaped) - broken
    if letters >= 4 * broken:  # the codes of a table make less than one chance sequence for two broken bytes
        return _patched(escaped, broken)
    return _by_table(data, escaped)


_BROKEN = [chr(0xDC00 + byte) for byte in range(0x80, 0x100)]  # how Python marks bytes that are not UTF-8
_TO_REPLACEMENT = {ord(c): "\ufffd" for c in _BROKEN}


def _patched(escaped: str, broken: int) -> Decoded:
    text = escaped.translate(_TO_REPLACEMENT)
    return Decoded(text, "utf-8", True, broken, [f"{broken} byte không đọc được theo UTF-8, thay bằng dấu \ufffd"])


def _marked(data: bytes, bom: bytes, name: str) -> Decoded:
    if name == "utf-8":
        escaped = data[len(bom) :].decode("utf-8", "surrogateescape")
        broken = sum(map(escaped.count, _BROKEN)) if not escaped.isprintable() else 0
        return _patched(escaped, broken) if broken else Decoded(escaped, "utf-8")
    return _utf16(data, name, True)


def _utf16(data: bytes, name: str, certain: bool) -> Decoded:
    text = data.decode(name, "replace")
    # A character of replacement may have been in the file; then it is counted too, which overstates.
    replaced = text.count("\ufffd")
    warnings = [f"đọc theo bảng mã {name}"]
    if replaced:
        warnings.append(f"{replaced} chỗ không đọc được theo {name}, thay bằng dấu \ufffd")
    return Decoded(text, name, certain, replaced, warnings)


def _wide(data: bytes) -> Decoded:
    """UTF-16 without its mark: blanks and digits leave a zero byte in one place of each pair, never in the other."""
    head = data[:_SAMPLE]
    first, second = head[0::2].count(0), head[1::2].count(0)
    pairs = max(1, len(head) // 2)
    for name, zeros, others in (("utf-16-le", second, first), ("utf-16-be", first, second)):
        if zeros > 0.2 * pairs and others < 0.02 * pairs:
            decoded = _utf16(data, name, False)
            head_text = decoded.text[: _SAMPLE // 2]
            latin = sum(c < "\u0250" or "\u1e00" <= c < "\u2100" for c in head_text)
            found = evidence(head_text)
            if (
                decoded.replaced == 0
                and latin > 0.9 * len(head_text)
                and found.share >= _ENOUGH_SHARE * bool(found.words)
            ):
                return decoded
    raise UnknownEncoding("đây là tệp nhị phân, không phải văn bản")


def _by_table(data: bytes, escaped: str) -> Decoded:
    codes = data.decode("latin-1")
    head = codes[:_SAMPLE]
    readings: dict[str, Evidence] = {"windows-1258": evidence(_windows_1258(data[:_SAMPLE]))}
    for name in CHARSETS:
        readings[name] = evidence(charset(name).read(head))
    best = max(readings, key=lambda name: (readings[name].syllables, readings[name].share))
    found = readings[best]
    if found.words < _ENOUGH_WORDS or found.share < _ENOUGH_SHARE:
        # Quotation marks, dashes and hard blanks alone are the same in all tables of Windows.
        if any(c > "\x7f" and c.isalpha() for c in _windows_1258(data)):
            raise UnknownEncoding(_no_table(data, escaped))
        best, found = "windows-1258", Evidence(0, 0)
    text = _windows_1258(data) if best == "windows-1258" else charset(best).read(codes)
    replaced = text.count("\ufffd")
    certain = found.words >= _CERTAIN_WORDS and found.share >= _CERTAIN_SHARE
    label = charset(best).label if best in CHARSETS else "Windows-1258"
    warnings = [f"đọc theo bảng mã {label}" + ("" if certain else ", chưa chắc chắn")]
    if replaced:
        warnings.append(f"{replaced} byte không có trong bảng mã {label}, thay bằng dấu \ufffd")
    return Decoded(text, best, certain, replaced, warnings)


def _no_table(data: bytes, escaped: str) -> str:
    first = next(k for k, c in enumerate(escaped) if "\udc80" <= c <= "\udcff")
    at = len(escaped[:first].encode())
    return f"không phải văn bản UTF-8 (byte 0x{data[at]:02x} ở vị trí {at}) và không nhận ra bảng mã tiếng Việt nào"


def _windows_1258(data: bytes) -> str:
    """Letters and combining tones as the code page has them: not composed, which a later step does."""
    return data.decode("cp1258", "replace")
