"""Places where files are: paths of this machine, and URLs that fsspec opens where it is installed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from ingest.files import is_no_text, shown

_URL = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)
_PIECE = 1024 * 1024
# What systems of files call a mark that is another when the bytes are. A time alone would not do: a file that is
# written twice within its grain keeps it.
_MARKS = ("ETag", "etag", "md5Hash", "md5", "content_md5", "checksum", "versionId", "version_id")


class BadUrl(ValueError):
    """A URL that is not opened; the message is a sentence without its stop."""


class UrlTrouble(OSError):
    """What a URL names cannot be listed now; the message is a sentence without its stop."""


@dataclass(frozen=True, slots=True, order=True)
class Url:
    """A file or a folder by its URL, always written alike, so that it can be known again."""

    text: str

    @property
    def name(self) -> str:
        """The last part, as files are named."""
        return unquote(PurePosixPath(self.text.partition("://")[2]).name)

    @property
    def suffix(self) -> str:
        """The end of the name, with its dot."""
        return PurePosixPath(self.name).suffix


Place = Path | Url


class TooLong(ValueError):
    """A file with more bytes than are read; `size` where it is known."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size = size


@dataclass(frozen=True, slots=True)
class Remote:
    """A file as its folder lists it. `mark` is another when the bytes are; empty where the folder has none."""

    url: Url
    size: int
    mark: str


@dataclass(slots=True)
class Listed:
    """What URLs came to, as `ingest.files.Listing` has it for paths."""

    found: list[Remote] = field(default_factory=list)
    skipped: list[Url] = field(default_factory=list)
    missing: list[Url] = field(default_factory=list)
    empty: list[Url] = field(default_factory=list)


def place_of(said: str) -> Place:
    """A path, or a URL where it has the look of one; `file:` is a path of this machine. Raises BadUrl.

    >>> place_of("a/b.txt").name, place_of("s3://kho/van-ban/"), place_of("file:///a/b%20c.txt").name
    ('b.txt', Url(text='s3://kho/van-ban'), 'b c.txt')
    """
    found = _URL.match(said)
    if found is None:
        return Path(said)
    if "::" in said:
        raise BadUrl(f"không nhận địa chỉ nối bằng «::» («{said}»)")
    parts = urlsplit(said)
    if "@" in parts.netloc and parts.password is not None:
        # It would stand in the store, in its graph and in every log.
        raise BadUrl("không nhận địa chỉ có mật khẩu bên trong; hãy đặt nó trong cấu hình của fsspec")
    if found[1].lower() == "file":
        return Path(unquote(parts.path))
    return Url(found[1].lower() + said[len(found[1]) :].rstrip("/"))


def told(place: Place) -> str:
    """A place as text."""
    return place.text if isinstance(place, Url) else shown(place)


def contents(place: Place, most: int) -> bytes:
    """The bytes of a file; raises `TooLong` where there are more than `most`, OSError where it cannot be opened."""
    if isinstance(place, Path):
        size = place.stat().st_size
        if size > most:
            raise TooLong(size)
        return place.read_bytes()
    with _opened(place) as file:
        data: bytes = file.read(most + 1)
        if len(data) > most:
            raise TooLong(getattr(file, "size", None) or len(data))
    return data


def digest(url: Url) -> str:
    """The hash of a file's bytes, empty where it cannot be opened."""
    found = hashlib.sha256()
    try:
        with _opened(url) as file:
            while piece := file.read(_PIECE):
                found.update(piece)
    except OSError:
        return ""
    return found.hexdigest()


def listed(urls: list[Url]) -> Listed:
    """The files of these URLs, each once, sorted within its folder. Raises UrlTrouble, BadUrl."""
    listing, seen = Listed(), set[str]()
    for url in urls:
        system, root = _system(url)
        try:
            is_file = system.isfile(root)
            there = {root: system.info(root)} if is_file else system.find(root, detail=True)
        except FileNotFoundError:
            there = {}
        except Exception as error:  # each system raises its own kinds: of its client, of its transport
            raise UrlTrouble(f"không liệt kê được «{url.text}» ({_reason(error)})") from None
        before = len(listing.found)
        for name, info in sorted(there.items()):
            one = Url(url.text + name[len(root) :])  # not as the system says it: some leave the host out
            inside = PurePosixPath(name[len(root) :] if not is_file else "")
            if one.text in seen or any(part.startswith(".") for part in inside.parts):
                continue
            seen.add(one.text)
            if not is_file and is_no_text(Path(one.name)):
                listing.skipped.append(one)
            else:
                listing.found.append(Remote(one, int(info.get("size") or 0), _mark(info)))
        if not there and not _there(system, root):
            listing.missing.append(url)
        elif len(listing.found) == before:
            listing.empty.append(url)
    return listing


def _there(system: Any, root: str) -> bool:
    try:
        return bool(system.exists(root))
    except Exception:
        return False


def _mark(info: dict[str, Any]) -> str:
    for key in _MARKS:
        if info.get(key):
            return f"{info[key]} {info.get('size')}"
    return ""


def _opened(url: Url) -> Any:
    system, name = _system(url)
    try:
        return system.open(name, "rb")
    except OSError:
        raise
    except Exception as error:  # of the system's own client
        raise OSError(_reason(error)) from None


def _system(url: Url) -> tuple[Any, str]:
    try:
        to_system: Callable[..., tuple[Any, str]] = import_module("fsspec.core").url_to_fs
    except ImportError:
        raise BadUrl("đọc từ địa chỉ URL cần thư viện fsspec; hãy cài bằng «pip install fsspec»") from None
    try:
        return to_system(url.text)
    except ImportError as error:  # the client of that kind of place
        raise BadUrl(f"chưa có thư viện cho «{url.text}» ({_reason(error)})") from None
    except ValueError as error:
        raise BadUrl(f"không mở được «{url.text}» ({_reason(error)})") from None
    except Exception as error:
        raise UrlTrouble(f"không nối được tới «{url.text}» ({_reason(error)})") from None


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__
