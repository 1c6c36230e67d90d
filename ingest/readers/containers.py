"""Files that hold files: zip archives and letters (.eml). Members come one by one, so memory stays that of one.

Nothing is written to disk, so a member's name can lead nowhere; it is only shown to people. Whatever is
wrong with a member costs that member, with the reason.
"""

from __future__ import annotations

import email
import email.policy
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage, Message
from typing import cast

from ingest.readers.errors import Refused
from ingest.readers.limits import LIMITS, Limits
from ingest.readers.sniffing import HTML, PLAIN, ZIP

_CHUNK = 256 * 1024
_ENCRYPTED = 0x1
_UTF8_NAME = 0x800
_METHODS = {1: "shrink", 6: "implode", 9: "deflate64", 93: "zstd", 95: "xz", 97: "wavpack", 98: "ppmd", 99: "AES"}
_JUNK = ("__MACOSX", "Thumbs.db", "desktop.ini")
_LEAST_SCAN = 60_000  # bytes: smaller pictures in a letter's text are logos, larger ones may be scans
_PARTS = 500  # of a letter
_DEEPEST = 20  # parts of a letter inside one another


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside another: `name` says where (`a.zip!/thư mục/b.docx`)."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Refusal:
    """A member that cannot be had, and why: a clause in Vietnamese without a full stop."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """How many members were passed over that are no documents: a system's hidden files, logos of a letter."""

    name: str
    count: int


Found = Member | Refusal | Skipped


def members(data: bytes, name: str, media_type: str, limits: Limits = LIMITS) -> Iterator[Found]:
    """The files in a container, in its order; read lazily.

    Raises `Refused` where the container as a whole cannot be read. Reaching a limit ends it with a
    `Refusal` under the container's own name.
    """
    return _zipped(data, name, limits) if media_type == ZIP else _posted(data, name, limits)


# zip


def _zipped(data: bytes, name: str, limits: Limits) -> Iterator[Found]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except Exception as error:  # a dozen kinds, by what is damaged
        raise Refused(f"tệp zip hỏng ({_said(error)})") from None
    with archive:
        left, hidden, count = limits.unpacked, 0, 0
        names: dict[str, int] = {}
        for info in archive.infolist():
            path = _path(info)
            if path.endswith("/"):  # `is_dir` fails on a name that is empty
                continue
            if _is_hidden(path):
                hidden += 1
                continue
            count += 1
            if count > limits.members:
                yield Refusal(name, f"tệp zip có trên {limits.members} tệp; các tệp còn lại không được đọc")
                break
            names[path] = names.get(path, 0) + 1
            place = f"{name}!/{path}" + (f" ({names[path]})" if names[path] > 1 else "")
            try:
                said = _inflated(archive, info, min(left, limits.bytes))
            except Refused as error:
                if left < limits.bytes and info.file_size >= left:
                    yield Refusal(name, f"giải nén quá {limits.unpacked} byte; các tệp còn lại không được đọc")
                    break
                yield Refusal(place, error.reason)
                left -= min(left, limits.bytes) if error.reason.startswith("giải nén") else 0
                continue
            left -= len(said)
            yield Member(place, said)
        if hidden:
            yield Skipped(name, hidden)


def _inflated(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    """The bytes of a member, counted as they come: what the archive says of its size may be a lie."""
    if info.flag_bits & _ENCRYPTED:
        raise Refused("tệp trong zip đặt mật khẩu; bỏ mật khẩu rồi nạp lại")
    out: list[bytes] = []
    size = 0
    try:
        with archive.open(info) as member:
            while chunk := member.read(_CHUNK):
                size += len(chunk)
                if size > most:
                    raise Refused(f"giải nén quá {most} byte")
                out.append(chunk)
    except Refused:
        raise
    except NotImplementedError:
        method = _METHODS.get(info.compress_type, str(info.compress_type))
        raise Refused(f"kiểu nén {method} chưa đọc được") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise Refused(f"tệp trong zip hỏng ({_said(error)})") from None
    except Exception as error:  # bz2 and lzma have more kinds of their own
        raise Refused(f"không giải nén được ({_said(error)})") from None
    return b"".join(out)


def _path(info: zipfile.ZipInfo) -> str:
    """A member's name. Without the mark of UTF-8 old Windows wrote its own page: 1258, or the console's 437."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME and not name.isascii():
        try:
            raw = name.encode("cp437")  # as the zipfile module read it
        except UnicodeEncodeError:
            raw = b""
        for codec in ("utf-8", "cp1258"):
            try:
                name = raw.decode(codec) or name
                break
            except UnicodeDecodeError:
                continue
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "/".join(_printable(part) for part in parts) + ("/" if name.endswith("/") else "")


def _is_hidden(path: str) -> bool:
    parts = path.rstrip("/").split("/")
    return any(part.startswith((".", "~$")) or part in _JUNK for part in parts)


def _printable(name: str) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in name)[:200]


def _said(error: Exception) -> str:
    return _printable(" ".join(str(error).split()))[:120] or type(error).__name__


# letters


def _posted(data: bytes, name: str, limits: Limits) -> Iterator[Found]:
    try:
        letter = email.message_from_bytes(data, policy=email.policy.default)
    except Exception as error:  # the parser promises none, and has had some
        raise Refused(f"thư hỏng ({_said(error)})") from None
    parts = _parts(letter, 0)
    said_something = False
    for body in _bodies(parts, name):
        said_something = True
        yield body
    names: dict[str, int] = {}
    skipped = count = 0
    left = limits.unpacked
    for k, (part, kind) in enumerate(parts):
        if kind == "text":
            continue
        title = _title(part) or f"phần {k + 1}"
        names[title] = names.get(title, 0) + 1
        place = f"{name}!/{title}" + (f" ({names[title]})" if names[title] > 1 else "")
        try:
            said = _content(part)
        except Refused as error:
            yield Refusal(place, error.reason)
            continue
        if not said.strip():
            yield Refusal(place, "tệp đính kèm rỗng")
            continue
        if kind == "inline" and len(said) < _LEAST_SCAN:
            skipped += 1
            continue
        count, left = count + 1, left - len(said)
        if count > limits.members or left < 0:
            yield Refusal(name, "thư có quá nhiều tệp đính kèm; các tệp còn lại không được đọc")
            break
        yield Member(place, said)
    if len(parts) >= _PARTS:
        yield Refusal(name, f"thư có trên {_PARTS} phần; các phần còn lại không được đọc")
    if skipped:
        yield Skipped(name, skipped)
    if not said_something and not count:
        yield Refusal(name, "thư không có chữ và không có tệp đính kèm")


_Part = tuple[Message, str]  # `text` of the letter itself, `inline` picture of its text, `attached`


def _parts(letter: Message, depth: int, room: int = _PARTS) -> list[_Part]:
    """The leaves of a letter in order; a letter inside it is a leaf."""
    kind = letter.get_content_type()
    if depth and kind in ("message/rfc822", "message/global"):
        return [(letter, "attached")]
    if letter.is_multipart() and depth < _DEEPEST:
        out: list[_Part] = []
        branches: list[list[_Part]] = []
        for part in cast("list[Message]", letter.get_payload()):
            if len(out) >= room:
                break
            branches.append(_parts(part, depth + 1, room - len(out)))
            out += branches[-1]
        if kind == "multipart/alternative" and any(map(_is_page, out)):
            # The same said twice: the page is read, because its plain rendering loses tables.
            out = [p for b in branches for p in b if p[1] != "text" or any(map(_is_page, b))]
        return out
    if kind in (PLAIN, HTML) and letter.get_content_disposition() != "attachment" and not _title(letter):
        return [(letter, "text")]
    inline = letter.get_content_maintype() == "image" and (
        letter.get_content_disposition() == "inline" or letter.get("Content-ID") is not None
    )
    return [(letter, "inline" if inline else "attached")]


def _bodies(parts: list[_Part], name: str) -> Iterator[Found]:
    """The letter's own words as files: its pages as one, its plain parts as one."""
    for wanted, title in ((HTML, "nội dung thư.html"), (PLAIN, "nội dung thư.txt")):
        said = []
        for part, kind in parts:
            if kind != "text" or part.get_content_type() != wanted:
                continue
            text = _text(part)
            if text is None:
                yield Refusal(f"{name}!/{title}", "không rõ bảng mã của phần chữ này")
            elif any(c.isalnum() for c in text):
                said.append(text)
        if said:
            # Written anew as UTF-8 with its mark, so that nothing inside can say otherwise.
            yield Member(f"{name}!/{title}", "\n".join(said).encode("utf-8-sig", "surrogatepass"))


def _is_page(part: _Part) -> bool:
    return part[1] == "text" and part[0].get_content_type() == HTML


def _text(part: Message) -> str | None:
    try:
        data = _content(part)
    except Refused:
        return None
    charset = part.get_content_charset() or ""
    try:
        return data.decode("cp1258" if charset in ("windows-1258", "cp1258") else charset)
    except (LookupError, UnicodeDecodeError, ValueError):
        # Named wrongly, unknown ("x-unknown") or not at all: the bytes tell.
        from ingest.encodings import UnknownEncoding, decode

        try:
            return decode(data).text
        except UnknownEncoding:
            return None


def _content(part: Message) -> bytes:
    try:
        if part.get_content_type() in ("message/rfc822", "message/global"):
            inner = part.get_payload()
            letters = inner if isinstance(inner, list) else [inner]
            return b"\r\n".join(one.as_bytes() if isinstance(one, Message) else str(one).encode() for one in letters)
        return cast(bytes, part.get_payload(decode=True)) or b""
    except Exception as error:  # what a broken part raises depends on how it is broken
        raise Refused(f"phần này của thư hỏng ({_said(error)})") from None


def _title(part: Message) -> str:
    """An attachment's file name (RFC 2231 and RFC 2047 are undone by the parser); a letter's subject."""
    try:
        name = part.get_filename() or ""
        if not name and part.get_content_type() in ("message/rfc822", "message/global"):
            inner = cast("list[EmailMessage]", part.get_payload())
            name = f"{inner[0].get('Subject') or 'thư kèm theo'}.eml"
    except Exception:  # a header too broken to be read is no name
        return ""
    return "/".join(_printable(p) for p in name.replace("\\", "/").split("/") if p not in ("", ".", ".."))
