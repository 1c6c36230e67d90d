"""`key`: who may write over HTTP, and read where reads are closed."""

from __future__ import annotations

import getpass
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from api.commands.arguments import Subparsers, add_json, add_store, command
from api.commands.common import OK, UNKNOWN, Failure, put, put_json, say
from api.keys import book
from api.keys.book import BadKey, Key, KeysUnusable

_MOST_DAYS = 36_500


def add_to(commands: Subparsers) -> None:
    words = "khóa API: cấp, xem, thu hồi / keys for the HTTP interface"
    group = commands.add_parser("key", help=words, description=words)
    parts = group.add_subparsers(metavar="VIỆC", required=True, title="Việc")
    one = command(parts, make, "cấp một khóa; khóa chỉ được in ra lần này / make a key, printed once", "make")
    one.add_argument("name", metavar="TÊN", help="khóa của ai; tên này đứng ở mỗi quyết định / whose it is")
    one.add_argument(
        "--role",
        choices=book.ROLES,
        default="reader",
        help="reader: đọc; editor: tải lên, duyệt; admin: cả nhật ký / what it allows",
    )
    one.add_argument("--expires", metavar="HẠN", help="ngày (31/12/2027, 2027-12-31) hoặc số ngày (90d) / until when")
    add_store(one, kept_here=True)
    add_json(one)
    one = command(parts, list_all, "mọi khóa đã cấp, không có phần bí mật / all keys, without secrets", "list")
    add_store(one, kept_here=True)
    add_json(one)
    one = command(parts, revoke, "thu hồi một khóa ngay lập tức / revoke a key at once", "revoke")
    one.add_argument("which", metavar="KHÓA", help="mã hoặc tên của khóa / its id or name")
    add_store(one, kept_here=True)
    add_json(one)


def make(name: str, role: book.Role, expires: str | None, store: Path, as_json: bool) -> int:
    """Make a key and print it: nobody can print it again."""
    until = _until(expires) if expires is not None else None
    try:
        made, secret = book.make(store, name, role, expires=until, by=_login())
    except BadKey as error:
        raise Failure(_sentence(error)) from None
    except OSError as error:
        raise Failure(_unwritten(store, error)) from None
    if as_json:
        put_json({**made.told(), "key": secret})
    else:
        put(secret)
        say(f"Khóa {made.id} cho «{made.name}» ({made.role}). Hãy cất ngay: khóa này không in lại được.")
    return OK


def list_all(store: Path, as_json: bool) -> int:
    """All keys that were ever made."""
    try:
        found = book.keys(store)
    except KeysUnusable as error:
        raise Failure(_sentence(error)) from None
    if as_json:
        put_json([one.told() for one in found])
    else:
        for one in found:
            put(_line(one))
        if not found:
            say("Chưa cấp khóa nào.")
    return OK


def revoke(which: str, store: Path, as_json: bool) -> int:
    """Take a key's power away; a server refuses it from the next request on."""
    try:
        gone = book.revoke(store, which, by=_login())
    except BadKey as error:
        raise Failure(_sentence(error), UNKNOWN) from None
    except OSError as error:
        raise Failure(_unwritten(store, error)) from None
    if as_json:
        put_json(gone.told())
    else:
        put(f"Đã thu hồi khóa {gone.id} của «{gone.name}».")
    return OK


def _until(text: str) -> datetime:
    """The moment at which a key ends: after that many days, or when that day is over."""
    from graph.typed import read_date

    days = re.fullmatch(r"(\d{1,5})d", text)
    if days and 0 < int(days[1]) <= _MOST_DAYS:
        return datetime.now(UTC) + timedelta(days=int(days[1]))
    day = read_date(text)
    if day is None or len(day) != 10:
        raise Failure(f"«{text}» không phải là ngày (31/12/2027, 2027-12-31) hay số ngày (90d).")
    return datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(days=1)


def _line(one: Key) -> str:
    state = "còn hiệu lực" if one.stands() else f"thu hồi {one.revoked}" if one.revoked else "hết hạn"
    until = f", đến {one.expires}" if one.expires else ""
    used = f"dùng lần cuối {one.used}" if one.used else "chưa dùng"
    return f"{one.id}  {one.role:<6}  {one.name}  (cấp {one.made}{until}; {used}; {state})"


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may have no name for its user
        return ""


def _unwritten(store: Path, error: OSError) -> str:
    return _sentence(error) if isinstance(error, KeysUnusable) else f"Không ghi được vào «{store}»: {error.strerror}."


def _sentence(error: Exception) -> str:
    words = str(error)
    return f"{words[:1].upper()}{words[1:]}."
