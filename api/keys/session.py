"""Sessions of people who signed in on a page with a key: `.sessions.json` beside the keys, which only its owner may
read.

A browser keeps 256 random bits in a cookie, the file their SHA-256: neither the key nor what would open a session is
on disk. The key itself is looked up at every request, so that one which is revoked, or whose time is over, ends its
sessions at once, and any process over the store knows of all of them.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from api.keys import book, files
from api.keys.book import Key, KeysUnusable

NAME = ".sessions.json"
LASTS = timedelta(hours=12)  # a working day, so that a browser left open is signed out by the next one
MOST = 50  # sessions of one key: with one more the oldest ends, and the file stays small whatever a program does


@dataclass(frozen=True, slots=True)
class Session:
    """A session by the SHA-256 of its token; `expires` is the first moment (ISO 8601, UTC) at which it is over."""

    hash: str
    key: str
    expires: str


def begin(directory: Path, key: Key, now: datetime | None = None) -> str:
    """A new session of the holder of a key: its token, which is told once. Raises KeysUnusable, OSError."""
    moment = now or datetime.now(UTC)
    token = secrets.token_urlsafe(32)
    begun = Session(_hash(token), key.id, _written(moment + LASTS))
    with _alone(directory):
        alive = [one for one in _sessions(directory) if one.expires > _written(moment)]
        own = [one for one in alive if one.key == key.id]
        ended = {one.hash for one in own[: max(len(own) + 1 - MOST, 0)]}
        _write(directory, [*(one for one in alive if one.hash not in ended), begun])
    return token


def holder(directory: Path, token: str, now: datetime | None = None) -> Key | None:
    """Whose session this is; None where it is nobody's or is over. Raises KeysUnusable."""
    hashed, moment = _hash(token), now or datetime.now(UTC)
    # By equality of hashes: how long that takes tells nothing of a token.
    found = next((one for one in _sessions(directory) if one.hash == hashed), None)
    if found is None or found.expires <= _written(moment):
        return None
    return next((key for key in book.keys(directory) if key.id == found.key and key.stands(moment)), None)


def end(directory: Path, token: str) -> None:
    """End a session, for every process and at once; one that there is not has ended. Raises KeysUnusable, OSError."""
    hashed = _hash(token)
    with _alone(directory):
        known = _sessions(directory)
        if any(one.hash == hashed for one in known):
            _write(directory, [one for one in known if one.hash != hashed])


def _sessions(directory: Path) -> tuple[Session, ...]:
    path = directory / NAME
    try:
        state = path.stat()
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise KeysUnusable(f"không đọc được {path} ({error.strerror})") from None
    return _read(path, state.st_mtime_ns, state.st_ino, state.st_size)


@functools.lru_cache(maxsize=4)
def _read(path: Path, changed: int, file: int, length: int) -> tuple[Session, ...]:
    try:
        return tuple(Session(**one) for one in json.loads(path.read_text(encoding="utf-8"))["sessions"])
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise KeysUnusable(f"tệp phiên {path} hỏng ({error})") from None


def _write(directory: Path, found: list[Session]) -> None:
    files.write(directory / NAME, {"sessions": [asdict(one) for one in found]})


def _alone(directory: Path) -> contextlib.AbstractContextManager[None]:
    return files.alone(directory / ".sessions.lock")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
