"""The keys of a store: `.keys.json` beside its generations, which only its owner may read.

A key is `danchieu_ID_SECRET`. The secret is 256 random bits, so its SHA-256 is kept and no slow hash of passwords:
a slow hash makes guessing dear where people choose what can be guessed, and of 2^256 nothing can; every request would
pay for it. The secret is told once and is nowhere on disk.

The file's name begins with a dot, so that a snapshot of the store does not hold it: a restore brings no revoked key
back.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import hmac
import json
import secrets
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, get_args

from api.keys import files

NAME = ".keys.json"
PREFIX = "danchieu"
Role = Literal["reader", "editor", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)  # each may do what those before it may
MOST_NAME = 80  # characters
_USED = timedelta(hours=1)  # "last used" is no finer: a request does not cost a write to the disk
_NOBODY = hashlib.sha256(b"nobody").hexdigest()


class BadKey(ValueError):
    """A key cannot be made as asked, or there is none of that name; one sentence says why."""


class KeysUnusable(OSError):
    """The file of keys cannot be read or is damaged: nobody is let in."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret. Moments are ISO 8601 in UTC; `used` is true to the hour, `expires` the first moment
    at which it does not count any more."""

    id: str
    name: str
    role: Role
    hash: str
    made: str
    made_by: str = ""
    expires: str | None = None
    revoked: str | None = None
    revoked_by: str = ""
    used: str | None = None

    def stands(self, now: datetime | None = None) -> bool:
        """Does it count at that moment?"""
        moment = (now or datetime.now(UTC)).isoformat(timespec="seconds")
        return self.revoked is None and (self.expires is None or moment < self.expires)

    def may(self, role: Role) -> bool:
        """Does its role allow what that role may do?"""
        return ROLES.index(self.role) >= ROLES.index(role)

    def told(self) -> dict[str, object]:
        """The key for people and programs: nothing of its secret."""
        return {**{name: value for name, value in asdict(self).items() if name != "hash"}, "stands": self.stands()}


def keys(directory: Path) -> list[Key]:
    """All keys that were ever made, oldest first, revoked ones too. Raises KeysUnusable."""
    path = directory / NAME
    try:
        state = path.stat()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise KeysUnusable(f"không đọc được {path} ({error.strerror})") from None
    return list(_read(path, state.st_mtime_ns, state.st_ino))


def make(directory: Path, name: str, role: Role, *, expires: datetime | None = None, by: str = "") -> tuple[Key, str]:
    """Make a key; it with what its holder must be told, once. Raises BadKey, KeysUnusable, OSError."""
    called = " ".join(name.split())
    if not called or len(called) > MOST_NAME or not called.isprintable():
        raise BadKey(f"tên của khóa phải có từ 1 đến {MOST_NAME} ký tự")
    now = datetime.now(UTC)
    if expires is not None and expires <= now:
        raise BadKey("hạn của khóa đã qua")
    id, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    made = Key(id, called, role, _hash(secret), _moment(now), by, _moment(expires) if expires else None)
    with _alone(directory):
        known = keys(directory)
        # A decision says by name who took it.
        if any(one.name == called and one.stands(now) for one in known):
            raise BadKey(f"đã có khóa «{called}» còn hiệu lực; hãy thu hồi nó trước hoặc chọn tên khác")
        _write(directory, [*known, made])
    return made, f"{PREFIX}_{id}_{secret}"


def revoke(directory: Path, which: str, *, by: str = "") -> Key:
    """Take a key's power away, at once, by its id or its name. Raises BadKey, KeysUnusable, OSError."""
    with _alone(directory):
        known = keys(directory)
        found = [one for one in known if which in (one.id, one.name) and one.revoked is None]
        if not found:
            raise BadKey(f"không có khóa «{which}» nào chưa thu hồi")
        gone = replace(found[-1], revoked=_moment(datetime.now(UTC)), revoked_by=by)
        _write(directory, [gone if one.id == gone.id else one for one in known])
    return gone


def holder(directory: Path, told: str) -> Key | None:
    """Whose key this is; None where it is nobody's, or counts no more. Raises KeysUnusable."""
    prefix, _, rest = told.partition("_")
    id, _, secret = rest.partition("_")
    found = next((one for one in keys(directory) if one.id == id), None)
    # Compared in the same time whatever differs, also where there is no such key.
    same = hmac.compare_digest(_hash(secret), found.hash if found else _NOBODY)
    if prefix != PREFIX or found is None or not same or not found.stands():
        return None
    return found


def note_use(directory: Path, key: Key) -> None:
    """Remember that a key was used, at most once an hour; what cannot be written is not worth refusing a request."""
    now = datetime.now(UTC)
    if key.used is not None and key.used > _moment(now - _USED):
        return
    with contextlib.suppress(OSError), _alone(directory):
        hour = _moment(now.replace(minute=0, second=0))
        _write(directory, [replace(one, used=hour) if one.id == key.id else one for one in keys(directory)])


@functools.lru_cache(maxsize=4)
def _read(path: Path, changed: int, file: int) -> tuple[Key, ...]:
    try:
        return tuple(Key(**one) for one in json.loads(path.read_text(encoding="utf-8"))["keys"])
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise KeysUnusable(f"tệp khóa {path} hỏng ({error})") from None


def _write(directory: Path, found: list[Key]) -> None:
    files.write(directory / NAME, {"keys": [asdict(one) for one in found]})


def _alone(directory: Path) -> contextlib.AbstractContextManager[None]:
    return files.alone(directory / ".keys.lock")


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def _moment(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="seconds")
